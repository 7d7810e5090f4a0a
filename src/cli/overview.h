/*
 * overview.h - what is known of groups beside their walls: fuse, stuck members,
 * what they wait for, and the sentence of each alarm that is up.
 *
 * A sink like the table, beside which it stands.
 */
#ifndef OVERVIEW_H
#define OVERVIEW_H

#include "emit/record.h"

#include <stddef.h>

struct pipeline;

enum { GROUPS_TOLD = 1024, ALARMS_TOLD = 64, OVERVIEW_NAME_BYTES = 128 };

struct group_told {
  char target[OVERVIEW_NAME_BYTES];
  /* NaN: not known */
  double processes;
  double fuse;
  double stuck_s;
  double blocked; /* threads in state D */
  double io_wait_ms;
  double io_wait_source;
  const char *cause; /* what most threads of the worst wait for; NULL */
};

struct alarm_told {
  char target[OVERVIEW_NAME_BYTES];
  char wall[OVERVIEW_NAME_BYTES];
  enum state state;
  char sentence[256];
};

struct overview {
  size_t groups;
  struct group_told group[GROUPS_TOLD]; /* in the order of their names */
  size_t alarms;
  struct alarm_told alarm[ALARMS_TOLD]; /* the newest last */
};

/* Forgets the groups; before each tick or page. Alarms stay until they are
 * over. */
void overview_clear(struct overview *overview);

/* What says nothing of these is passed over, and what there is no room for. */
void overview_take(struct overview *overview, const struct record *record);
void overview_tell(struct overview *overview, const struct notice *notice);

/* The causes that a closer look has found in this tick. */
void overview_look(struct overview *overview, const struct pipeline *pipeline);

#endif
