/*
 * statistics.h - what the newest values of a window come to.
 *
 * Each is a row of a table, and is asked of a window of either size, at any
 * scale, over its `count` newest slots. Slots without a value are left out, and
 * where none has one there is no answer: NaN. None keeps a state; at a scale
 * above the finest, values are means of ticks.
 */
#ifndef STATISTICS_H
#define STATISTICS_H

#include "window/window.h"

enum statistic_id {
  STATISTIC_MEAN,
  STATISTIC_PEAK,
  /* Exponentially weighted, over all slots: one that is `age` slots old weighs
   * (1 - 2 / (count + 1))^age, so that the weights are as old as those of the
   * mean of `count`. */
  STATISTIC_MOVING_AVERAGE,
  /* The newest less the one `count` slots before it; NaN when either is. */
  STATISTIC_DELTA,
  /* The standard deviation that noise has whose median distance from its
   * median is that of the values: 1.4826 times it (Hampel, Journal of the
   * American Statistical Association 69, 1974). Half of the values may be
   * anything. NaN with fewer than two. */
  STATISTIC_ROBUST_SCALE,
  STATISTIC_COUNT
};

const char *statistic_name(enum statistic_id id);

double window_statistic(enum statistic_id id, const struct window *window,
                        const struct timeline *timeline, int scale,
                        unsigned count);
double narrow_statistic(enum statistic_id id,
                        const struct narrow_window *window,
                        const struct timeline *timeline, int scale,
                        unsigned count);

#endif
