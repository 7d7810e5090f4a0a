/*
 * host.h - what is remembered of the host itself, and where it stands.
 *
 * It is a group of one: windows and walls as a member has them, alarms as a
 * group has.
 */
#ifndef HOST_H
#define HOST_H

#include "lookout.h"

struct host {
  const struct settings *settings;
  double last_s; /* of its last sample; NaN: the next has no rates */
  double last[METRIC_COUNT];
  double now[METRIC_COUNT];
  struct window_plan plan;
  struct track *track; /* for its windows only */
  struct roll roll;
  struct lore *lores; /* of its walls; NULL: nothing is learnt */
  struct standing standing[WALLS_MOST];
};

/* `settings` must outlive it. Returns 0 or -ENOMEM; release it in any case. */
int host_init(struct host *host, const struct settings *settings);
void host_release(struct host *host);

/* Its sample of this tick, METRIC_COUNT values. */
void host_observe(struct host *host, const struct timeline *timeline,
                  double cpus, const double *raw);

#endif
