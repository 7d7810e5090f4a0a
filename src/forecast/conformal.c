/* conformal.c - see conformal.h */
#include "forecast/conformal.h"

#include "forecast/lore.h"

#include <math.h>

/* Where the probability reaches `share`: NaN beyond the last rung. */
static double time_of(const double probability[LORE_RUNGS], double share,
                      double horizon_s) {
  double p = 0, t = 0;

  for (int rung = 0; rung < LORE_RUNGS; rung++) {
    double next_p = probability[rung], next_t = lore_rung[rung];

    if (next_p >= share)
      return horizon_s * (t + (next_t - t) * (share - p) / (next_p - p));
    p = next_p;
    t = next_t;
  }
  return NAN;
}

struct forecast conformal_ask(const struct window *window,
                              const struct timeline *timeline,
                              const struct question *question) {
  struct sight sight = sight_of(window, timeline, question->direction);
  struct forecast forecast = forecast_nothing;
  struct hearing hearing;
  const double *probability = hearing.probability;

  if (!question->lore)
    return forecast;
  lore_hear(question->lore, &sight, sight.sign * question->limit, &hearing);
  if (isnan(probability[LORE_RUNGS - 1]))
    return forecast;
  forecast.probability = fmin(100, 100 * probability[LORE_RUNGS - 1]);
  forecast.eta_s = time_of(probability, 0.5, question->horizon_s);
  if (isnan(forecast.eta_s))
    return forecast;
  forecast.lower_s = time_of(probability, 0.1, question->horizon_s);
  forecast.upper_s = time_of(probability, 0.9, question->horizon_s);
  return forecast;
}
