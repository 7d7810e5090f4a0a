/*
 * holt.h - the model "holt": double exponential smoothing over a horizon.
 *
 *     level <- level + trend + a e,   trend <- trend + a b e
 *
 * with e the error of the forecast one slot ahead, a = 0.1 and b = 0.05 (0.5
 * and 0.5, what Prometheus' manual shows, follows noise).
 * h slots ahead the variance of the error is
 *
 *     s^2 (1 + (h - 1) (a^2 + a^2 b h + a^2 b^2 h (2 h - 1) / 6))
 *
 * (Hyndman, Koehler, Ord and Snyder, Forecasting with Exponential Smoothing,
 * 2008, table 6.2), which is taken for a quadratic in h that agrees at the
 * horizon.
 */
#ifndef HOLT_H
#define HOLT_H

#include "forecast/forecast.h"

struct span;

struct smooth {
  double level;
  double trend;    /* a slot, of which there are span->count - 1 */
  double variance; /* of the error one slot ahead */
};

/* With a = `gain` and b = a / 2; what is left of a trend from slot to slot is
 * `damping` (Gardner and McKenzie, Management Science 31, 1985). The span has
 * two values or more. */
struct smooth smooth_over(const struct span *span, double gain, double damping);

struct forecast holt_ask(const struct window *window,
                         const struct timeline *timeline,
                         const struct question *question);

#endif
