/* passage.c - see passage.h */
#include "forecast/passage.h"

#include <math.h>

static const double Z80 = 1.2815515655446004;

double normal_below(double z) {
  return 0.5 * erfc(-z / M_SQRT2);
}

static double variance_at(const struct path *path, double t) {
  return path->c0 + path->c1 * t + path->c2 * t * t;
}

/* With z < 0 the earlier root, which is always there but may lie in the past,
 * where the noise of a value reaches the wall; with z > 0 the later one, NaN
 * when the slope is not even sure to be one. */
static double time_at(const struct path *path, double z) {
  double m = path->per_s, distance = path->distance, zz = z * z;
  double a = m * m - zz * path->c2;
  double b = 2 * m * distance + zz * path->c1;
  double c = distance * distance - zz * path->c0;
  double root = sqrt(fmax(0, b * b - 4 * a * c)); /* 0 but for rounding */

  if (z < 0) /* without subtracting what is nearly equal */
    return c > 0 ? 2 * c / (b + root) : 0;
  return a > 0 ? (b + root) / (2 * a) : (double)NAN;
}

struct forecast passage_of(const struct path *path,
                           const struct question *question) {
  double horizon_s = question->horizon_s;
  double eta_s = path->distance / path->per_s;
  struct forecast forecast = forecast_nothing;
  double spread, ahead;

  if (!(path->per_s > 0) || !(eta_s <= horizon_s))
    return forecast;
  spread = sqrt(variance_at(path, horizon_s));
  ahead = path->per_s * horizon_s - path->distance;
  forecast.eta_s = eta_s;
  forecast.lower_s = fmin(time_at(path, -Z80), eta_s);
  forecast.upper_s = time_at(path, Z80);
  if (forecast.upper_s < eta_s) /* by rounding, where nothing is uncertain */
    forecast.upper_s = eta_s;
  if (!(forecast.upper_s <= horizon_s))
    forecast.upper_s = NAN;
  forecast.probability = spread > 0 ? 100 * normal_below(ahead / spread) : 100;
  forecast.per_s = question->direction == UPWARD ? path->per_s : -path->per_s;
  return forecast;
}
