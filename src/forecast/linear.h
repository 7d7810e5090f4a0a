/*
 * linear.h - the model "linear": least squares over the last horizon.
 *
 * What predict_linear() of Prometheus does with a range as long as the horizon:
 * a straight line through all values, carried forward, whatever they look like.
 * It is here to be compared with. The interval is that of the forecast of a
 * single value,
 *
 *     s^2 (1 + 1/n + (t - mean)^2 / Sxx)
 *
 * with s^2 the variance of the residuals (Draper and Smith, Applied Regression
 * Analysis, 1998, 1.4), which takes residuals for independent: that of a real
 * series is wider.
 */
#ifndef LINEAR_H
#define LINEAR_H

#include "forecast/forecast.h"

struct span;

/* Least squares. `level` is that of the line at the newest value, `mean_s` the
 * mean time before it; all NaN with fewer than three values. */
struct line {
  int count;
  double level;
  double per_s;
  double residual; /* variance about the line */
  double share;    /* of the variance that the line explains, R^2 */
  double mean_s;
  double sxx;
};

struct line line_through(const struct span *span);

struct forecast linear_ask(const struct window *window,
                           const struct timeline *timeline,
                           const struct question *question);

#endif
