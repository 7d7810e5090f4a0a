/*
 * play.h - a signal of one sample a second, and what a baseline makes of it.
 */
#ifndef PLAY_H
#define PLAY_H

#include "expect.h"
#include "judge/baseline.h"

static const struct baseline_rule rule = {.floor = 150, .sigma = 2};

enum { HOUR = 3600 };

struct play {
  struct baseline baseline;
  struct baseline_rule rule;
  double now_s;
};

static inline struct play start(void) {
  return (struct play){.rule = rule, .now_s = 1000};
}

/* One sample a second; whether it is flagged. */
static inline bool step(struct play *play, double value) {
  bool flagged = value >= baseline_threshold(&play->baseline, &play->rule);

  baseline_step(&play->baseline, &play->rule, value, ++play->now_s);
  return flagged;
}

static inline void hold(struct play *play, double value, double noise,
                        int seconds) {
  for (int i = 0; i < seconds; i++)
    step(play, value + (i % 2 ? noise : -noise));
}

static inline double threshold(const struct play *play) {
  return baseline_threshold(&play->baseline, &play->rule);
}

#endif
