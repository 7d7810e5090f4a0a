/*
 * world.h - the values of a tick, from which others are derived.
 */
#ifndef WORLD_H
#define WORLD_H

#include "window/derive.h"

#include <math.h>

/* All is NaN until a test knows it. */
struct world {
  double host[METRIC_COUNT];
  double now[METRIC_COUNT];
  double page_bytes; /* 0: not known */
};

static inline void begin(struct world *world) {
  for (int id = 0; id < METRIC_COUNT; id++)
    world->host[id] = world->now[id] = NAN;
  world->page_bytes = 0;
}

static inline void derive(struct world *world, enum metric_scope scope) {
  struct derive_context context = {
      .host = world->host, .cpus = 4, .page_bytes = world->page_bytes};

  derive_all(scope, &context, world->now);
}

#endif
