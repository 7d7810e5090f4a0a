/* sigma.c - see sigma.h */
#include "forecast/sigma.h"

#include "forecast/passage.h"
#include "forecast/span.h"

#include <math.h>

enum { LEAST_VALUES = 30 };

static const double STANDS_OUT = 2;

/* Mean and standard deviation of all but the newest. */
static void measure(const struct span *span, double *ret_mean,
                    double *ret_spread) {
  double sum = 0, squares = 0;
  int n = span->count - 1;

  for (int i = 1; i <= n; i++)
    sum += span->v[i];
  *ret_mean = sum / n;
  for (int i = 1; i <= n; i++)
    squares += (span->v[i] - *ret_mean) * (span->v[i] - *ret_mean);
  *ret_spread = sqrt(squares / n);
}

struct forecast sigma_ask(const struct window *window,
                          const struct timeline *timeline,
                          const struct question *question) {
  struct sight sight = sight_of(window, timeline, question->direction);
  struct forecast forecast = forecast_nothing;
  double mean, spread, rise, distance, half_s;
  struct span span;

  span_of_scale(&span, &sight, 0);
  if (span.count < LEAST_VALUES)
    return forecast;
  measure(&span, &mean, &spread);
  rise = span.v[0] - mean;
  distance = sight.sign * question->limit - span.v[0];
  half_s = span_length_s(&span) / 2;
  if (!(rise > STANDS_OUT * spread) || !(distance > 0))
    return forecast;
  forecast.eta_s = fmin(question->horizon_s, half_s * distance / rise);
  forecast.lower_s = 0;
  forecast.probability =
      spread > 0 ? 100 * (1 - 2 * normal_below(-rise / spread)) : 100;
  forecast.per_s = sight.sign * rise / half_s;
  forecast.seen_s = span_length_s(&span);
  return forecast;
}
