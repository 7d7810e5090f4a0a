/*
 * own.h - what the plugin tells of itself, under the group `self`: what it
 * costs, and what it could not do.
 */
#ifndef OWN_H
#define OWN_H

#include "metric/metric.h"

enum own_id {
  OWN_RSS,
  OWN_READ,
  OWN_CPU,
  OWN_QUIET_EVERY,
  OWN_TRACKED,
  OWN_STUCK_THREADS,
  OWN_SCRAPE_ERRORS,
  OWN_DROPPED_SERIES,
  OWN_COUNT
};

struct own {
  const char *title; /* a few words, for people */
  const char *help;  /* one sentence */
  enum unit_id unit;
  enum metric_kind kind;
  /* How it leaves; the second is "" where there is none. */
  const char *type;
  const char *type_instance;
};

extern const struct own owns[OWN_COUNT];

#endif
