/*
 * aftermath_parts.h - what aftermath is made of. Private to aftermath*.c.
 */
#ifndef AFTERMATH_PARTS_H
#define AFTERMATH_PARTS_H

#include "aftermath.h"

#include "emit/clerk.h"
#include "emit/message.h"
#include "rolls.h"

/* What has failed in one tick; of more no sentence is kept. */
enum { HEARD_MOST = 16 };

/* Why there is evidence. */
struct matter {
  bool is_fuse;   /* or a wall */
  int pid;        /* of whom the sentence is; 0: of nobody */
  double since_s; /* on the clock of ticks */
  char sentence[MESSAGE_BYTES];
};

/* What is under way of one group; its place is that in the rolls. */
struct affair {
  bool open; /* the group was there in the last tick */
  int ticks; /* that its evidence has waited; -1: there is none to write */
  double written_s; /* its last; NaN: none */
  struct matter matter;
};

/* What was told of a group in this tick: that its fuse has blown, or that a
 * wall is about to be met. */
struct heard {
  char target[GROUP_NAME_BYTES];
  bool is_fuse;
  int pid;
  char sentence[MESSAGE_BYTES];
};

struct aftermath {
  const struct settings *settings;
  struct site site;
  struct clerk *clerk;
  struct json *json;
  struct sink listener;
  const struct sink *sink; /* who hears it behind us */
  size_t affairs;
  struct affair *affair;
  size_t heard_count;
  struct heard heard[HEARD_MOST];
};

/* The sink that listens, without anybody behind it yet. */
struct sink aftermath_listener(struct aftermath *aftermath);

/* What was told of `target` in this tick; NULL: nothing. */
const struct heard *aftermath_heard(const struct aftermath *aftermath,
                                    const char *target);

/* Whether one of the group that is looked at, or is to be, has not been looked
 * at often enough yet. */
bool aftermath_is_early(const struct aftermath *aftermath,
                        const struct aftermath_means *means, size_t group);

/* Hands the evidence of the group's affair to the clerk, or says why not. */
void aftermath_put_evidence(struct aftermath *aftermath,
                            const struct aftermath_means *means, size_t group);

#endif
