/*
 * passage.h - when a line with a growing uncertainty meets its wall.
 *
 * In t seconds the value will be normal with the mean  -D + m t  against the
 * wall (D the distance) and the variance  c0 + c1 t + c2 t^2:  noise of a
 * value, diffusion, and the error of the slope carried forward. The time of a
 * quantile at z standard normals is where
 *
 *     m t - D = z sqrt(c0 + c1 t + c2 t^2)
 *
 * a quadratic in t. z = 0 gives the median D / m, z = +-1.2816 the central
 * 80 %; Phi((m H - D) / sqrt(c0 + c1 H + c2 H^2)) is the probability within H.
 */
#ifndef PASSAGE_H
#define PASSAGE_H

#include "forecast/forecast.h"

struct path {
  double distance; /* D, above 0 */
  double per_s;    /* m, above 0: towards the wall */
  double c0, c1, c2;
};

/* The cumulative normal distribution. */
double normal_below(double z);

/* Times, and probability in percent; `seen_s` is left to the caller, and
 * `per_s` gets the sign of the direction. Nothing when the wall lies beyond the
 * horizon. */
struct forecast passage_of(const struct path *path,
                           const struct question *question);

#endif
