/* holt.c - see holt.h */
#include "forecast/holt.h"

#include "forecast/passage.h"
#include "forecast/span.h"

#include <math.h>

enum { LEAST_VALUES = 10 };

static const double GAIN = 0.1;

/* It begins with the slope of the first third: from nothing it would take all
 * of the span to learn a trend. */
struct smooth smooth_over(const struct span *span, double gain,
                          double damping) {
  int oldest = span->count - 1, third = oldest - (oldest + 2) / 3;
  struct smooth smooth = {
      .level = span->v[oldest],
      .trend = (span->v[third] - span->v[oldest]) / (oldest - third),
  };
  double squares = 0;

  for (int i = oldest - 1; i >= 0; i--) {
    double trend = damping * smooth.trend;
    double error = span->v[i] - smooth.level - trend;

    smooth.level += trend + gain * error;
    smooth.trend = trend + gain * gain / 2 * error;
    squares += error * error;
  }
  smooth.variance = squares / oldest;
  return smooth;
}

static double growth_of_variance(double slots) {
  double a = GAIN, b = GAIN * GAIN / 2;

  return (slots - 1) *
         (a * a + a * b * slots + b * b * slots * (2 * slots - 1) / 6);
}

struct forecast holt_ask(const struct window *window,
                         const struct timeline *timeline,
                         const struct question *question) {
  struct sight sight = sight_of(window, timeline, question->direction);
  double horizon_s = question->horizon_s, slot_s;
  struct forecast forecast;
  struct smooth smooth;
  struct span span;
  struct path path;

  span_of_enough(&span, &sight, horizon_s, LEAST_VALUES);
  if (span.count < LEAST_VALUES)
    return forecast_nothing;
  smooth = smooth_over(&span, GAIN, 1);
  slot_s = span_length_s(&span) / (span.count - 1);
  path = (struct path){
      .distance = fmax(0, sight.sign * question->limit - smooth.level),
      .per_s = smooth.trend / slot_s,
      .c0 = smooth.variance,
      .c2 = smooth.variance * fmax(0, growth_of_variance(horizon_s / slot_s)) /
            (horizon_s * horizon_s),
  };
  forecast = passage_of(&path, question);
  forecast.seen_s = span_length_s(&span);
  return forecast;
}
