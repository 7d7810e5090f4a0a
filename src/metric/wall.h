/*
 * wall.h - the limits that metrics head for.
 *
 * A wall is a metric, a limit for it, and the words to speak of it. The limit
 * is a metric too where the kernel tells it, or a configured number. The name
 * of a wall is the T in duration/T, percent/T_probability and gauge/T_state.
 */
#ifndef WALL_H
#define WALL_H

#include "metric/metric.h"

enum wall_id {
  WALL_FD_LIMIT,
  WALL_MEMORY_MAX,
  WALL_THREADS_LIMIT,
  WALL_MAPS_LIMIT,
  WALL_HOST_MEMORY,
  WALL_SWAP_FULL,
  WALL_DIRTY_THROTTLE,
  WALL_DISK_FULL,
  WALL_INODES_FULL,
  WALL_COUNT
};

enum direction { UPWARD, DOWNWARD };

struct wall {
  const char *name;
  const char *help;
  enum metric_scope scope;
  enum metric_id metric;
  enum metric_id limit_metric; /* METRIC_COUNT: `limit` counts */
  double limit;                /* in the base unit of `metric` */
  enum direction direction;
  enum metric_id envelope; /* what is foretold in place of `metric`, which goes
                              up and down below it; 0: `metric` itself */
  unsigned smooth;         /* mean of so many ticks is compared; 0 is 1 */
  bool at_most_warns;      /* alone it is never a failure */
  /* "nginx: 2 of 8 processes <will> in 31 min" and "... <has>". */
  const char *will;
  const char *has;
  /* What is used up, as in "92 % of its <stuff>": where it is told that little
   * is left, which is where the limit is the kernel's or a filesystem's, and
   * something ends there. NULL: it is not. */
  const char *stuff;
  const char *holds;    /* "pid 42 <holds> 871 of 1024"; NULL: "is at" */
  bool is_told_by_name; /* its words do not say which wall is meant */
  double near_percent;  /* from which share on that is told; 0: never */
  /* How the limit leaves; NULL type: gauge/T_limit. */
  const char *limit_type;
  const char *limit_instance;
};

extern const struct wall walls[WALL_COUNT];

/* A wall that a user sets by `Threshold`. */
struct wall wall_of_threshold(enum metric_id metric, double limit,
                              enum direction direction);

/* The metric whose window tells when it is met. */
enum metric_id wall_foretells(const struct wall *wall);

/* The limit for a process or host with these values; NaN: there is none. */
double wall_limit(const struct wall *wall, const double *value);

/* Whether `value` stands at the wall or behind it. False for NaN. */
bool wall_is_reached(const struct wall *wall, double value, double limit);

/* How much of the way to the wall is used up, 0 to 100; NaN if unknown. */
double wall_used_percent(const struct wall *wall, double value, double limit);

#endif
