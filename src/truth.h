/*
 * truth.h - when a series did meet its wall: what forecasts are held against.
 *
 * All lengths follow from the horizon H, in whole steps of the series, so that
 * a regular one is cut as by counting its samples; a step is the median of the
 * last intervals, and half a step off is none. The present is never judged by
 * more than H / 30 of the future, so no sample is kept.
 *
 *   crossing  a value at the wall that stays there for H / 30, the first after
 *             H / 2 short of it that were all seen
 *   busy      at the wall or within H / 2 after, or not seen; neither alarms
 *             nor silence count there
 *   seen      a value holds for five steps when the next is late or NaN
 *   warm      H after the start of the series; nothing counts before
 */
#ifndef TRUTH_H
#define TRUTH_H

#include "metric/wall.h"

#include <stdbool.h>

enum { TRUTH_INTERVALS = 15, TRUTH_HELD_STEPS = 5 };

struct truth {
  double horizon_s; /* as asked */
  double sign;      /* 1, or -1 where the wall is below */
  double limit;     /* times sign */

  double interval_s[TRUTH_INTERVALS];
  unsigned long intervals;
  double step_s;    /* 0 before the second sample */
  double span_s;    /* the horizon in whole steps; those below likewise */
  double quiet_s;   /* H / 2 */
  double sustain_s; /* H / 30, less the first sample */

  double first_s, last_s; /* samples */
  double value;           /* the last there was, times sign */
  double value_s;
  double met_s;    /* last at the wall */
  double unseen_s; /* last not seen */
  double rising_s; /* of a crossing that is not certain yet, or NaN */
};

/* What a sample is. */
struct moment {
  double at_s;
  bool warm;
  bool busy;
  bool rises;   /* a crossing begins here, if it stays */
  bool crosses; /* it did stay: the crossing began at began_s */
  double began_s;
  double seen_s; /* since the last sample */
};

void truth_init(struct truth *truth, double limit, enum direction direction,
                double horizon_s);

/* The time of the next sample, later than the last. Where others are missing
 * before it, returns when one without a value is to be made up, else NaN. */
double truth_expect(struct truth *truth, double at_s);

/* The sample that was expected. */
struct moment truth_step(struct truth *truth, double at_s, double value);

/* A share of the horizon in whole steps, at least one: H / `parts`. */
double truth_part_s(const struct truth *truth, int parts);

/* Whether `length_s` is `limit_s` or less, half a step aside. */
bool truth_within(const struct truth *truth, double length_s, double limit_s);

#endif
