/*
 * walk.h - a made-up series on its way through a window.
 */
#ifndef WALK_H
#define WALK_H

#include "forecast/forecast.h"

#include <stdbool.h>

/* A walk through a made-up world: one value a tick, then the question. */
struct walk {
  struct timeline timeline;
  struct window window;
  double now_s;
  double step_s;
  double value;
};

static inline void begin(struct walk *walk, double step_s) {
  *walk = (struct walk){.step_s = step_s, .now_s = 1000};
  window_clear(&walk->window);
}

static inline void step(struct walk *walk, double value) {
  walk->now_s += walk->step_s;
  walk->value = value;
  assert_true(timeline_push(&walk->timeline, walk->now_s));
  window_push(&walk->window, &walk->timeline, value);
}

/* xorshift64*, so that noise is the same everywhere. */
static inline double uniform(uint64_t *seed) {
  *seed ^= *seed >> 12;
  *seed ^= *seed << 25;
  *seed ^= *seed >> 27;
  return (double)(*seed * 2685821657736338717u >> 11) / 9007199254740992.0;
}

static inline double normal(uint64_t *seed) {
  double sum = -6;

  for (int i = 0; i < 12; i++)
    sum += uniform(seed);
  return sum;
}

/* A model that fits by its own parameters is silent before ten values. */
static inline void expect_answers_from_ten_values_on(struct forecast (*ask)(
    const struct window *, const struct timeline *, const struct question *)) {
  struct walk walk;

  begin(&walk, 60);
  for (int ticks = 1; ticks <= 12; ticks++) {
    struct question question = {.limit = 20, .horizon_s = 3600};

    step(&walk, ticks);
    question.value = walk.value;
    assert_int_equal(!isnan(ask(&walk.window, &walk.timeline, &question).eta_s),
                     ticks >= 10);
  }
}

#endif
