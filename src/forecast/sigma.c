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

/* Sums of how far the values of some slots are above the newest. */
struct sums {
  double rise, square;
};

enum { LANES = 4 }; /* sums side by side: one would wait for itself */

static void add_slot(double above, struct sums *sums) {
  sums->rise += above;
  sums->square += above * above;
}

static struct sums sum_slots(const float *slot, int count, double newest) {
  struct sums sums[LANES] = {{0}};
  int i = 0;

  for (; i + LANES <= count; i += LANES)
    for (int lane = 0; lane < LANES; lane++)
      add_slot((double)slot[i + lane] - newest, &sums[lane]);
  for (; i < count; i++)
    add_slot((double)slot[i] - newest, &sums[0]);
  for (int lane = 1; lane < LANES; lane++) {
    sums[0].rise += sums[lane].rise;
    sums[0].square += sums[lane].square;
  }
  return sums[0];
}

/* Whether it surely does not stand out: most do not, and in whatever order it
 * is summed, the slots tell that at half the cost. Unknown ones do not. */
static bool surely_fits(const struct sight *sight) {
  static const double SURE = 1e-6; /* more than rounding can do */
  const float *slot = sight->window->slot[0];
  unsigned long pushes = sight->timeline->pushes[0];
  int count = pushes < TIMELINE_SLOTS ? (int)pushes : TIMELINE_SLOTS;
  double newest = (double)slot[(pushes - 1) % TIMELINE_SLOTS];
  struct sums sums = sum_slots(slot, count, newest);
  double rise = -sight->sign * sums.rise;

  /* (rise / n)^2 <= 4 * (square / n - (rise / n)^2) */
  return rise <= 0 ||
         (1 + STANDS_OUT * STANDS_OUT) * rise * rise <
             STANDS_OUT * STANDS_OUT * sums.square * (count - 1) * (1 - SURE);
}

struct forecast sigma_ask(const struct window *window,
                          const struct timeline *timeline,
                          const struct question *question) {
  struct sight sight = sight_of(window, timeline, question->direction);
  struct forecast forecast = forecast_nothing;
  double mean, spread, rise, distance, half_s;
  struct span span;

  if (surely_fits(&sight))
    return forecast;
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
