/*
 * remarks.h - what watch says below its table: how the memory grows of those
 * who are at risk.
 */
#ifndef REMARKS_H
#define REMARKS_H

#include "judge/growth.h"

#include <stdio.h>

struct pipeline;

enum { REMARKS_MOST = 5, REMARK_WHO_BYTES = 96 };

struct remark {
  char who[REMARK_WHO_BYTES]; /* "nginx[4242]" */
  struct growth_account account;
};

/* Zeroed: nothing to say. */
struct remarks {
  int count;
  struct remark remark[REMARKS_MOST];
};

/* Of this tick, when it is over: those whose memory changes fastest. */
void remarks_take(struct remarks *remarks, const struct pipeline *pipeline);

/* "nginx[4242]: resident memory grows by .." and a full stop; a line each. */
void remarks_print(const struct remarks *remarks, FILE *out);

#endif
