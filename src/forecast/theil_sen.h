/*
 * theil_sen.h - the model "theil_sen": the median of all slopes.
 *
 * The last horizon is cut into 12 blocks of equal length; of the medians of the
 * blocks each pair has a slope, and their median is that of the series (Theil
 * 1950; Sen, Journal of the American Statistical Association 63, 1968). Three
 * blocks in ten may be anything. Kendall's S counts rising pairs less falling
 * ones; without a trend its variance is n (n - 1) (2 n + 5) / 18, and the
 * slopes that many places off the median bound the true one (Gilbert,
 * Statistical Methods for Environmental Pollution Monitoring, 1987, 16.5).
 * It speaks where S stands out by two standard deviations.
 */
#ifndef THEIL_SEN_H
#define THEIL_SEN_H

#include "forecast/forecast.h"

struct span;

enum { SEN_BLOCKS = 12 };

struct sen {
  double level; /* at the newest value, of the line through the medians */
  double per_s; /* NaN with fewer than four values */
  double low_s; /* slopes that bound it, each with 90 % */
  double high_s;
  double z; /* Kendall's S in standard deviations */
};

struct sen sen_through(const struct span *span);

struct forecast theil_sen_ask(const struct window *window,
                              const struct timeline *timeline,
                              const struct question *question);

#endif
