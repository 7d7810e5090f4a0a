/* best.c - see best.h */
#include "forecast/best.h"

#include "forecast/linear.h"
#include "forecast/signs.h"
#include "forecast/span.h"
#include "forecast/trees.h"
#include "forecast/trend.h"

#include <math.h>

enum { LEAST_TICKS = 30 }; /* of a rung */

static const double CERTAIN = 0.5, LIKELY = 0.18, STRAIGHT = 0.6;
static const double DOUBTFUL = 1, WORTH_A_CYCLE = 3; /* percent */
static const double CONTRADICTS = 2;

/* A leak that may take a little longer. Experts who have learnt nothing yet, as
 * a rung below 0 tells, are not asked. */
static bool is_likely_leak(double probability, const double sign[SIGN_COUNT]) {
  double experts = sign[SIGN_RUNG_4];

  return probability >= LIKELY && sign[SIGN_STRAIGHT_4] >= STRAIGHT &&
         (experts < 0 || experts >= LIKELY);
}

static bool is_worth_a_time(double probability, const double sign[SIGN_COUNT]) {
  return probability >= CERTAIN || is_likely_leak(probability, sign);
}

/* How fast it has moved lately, where that was towards the wall and about as
 * fast as the time that is told says: two figures that contradict each other
 * are worse than one. */
static double recent_per_s(const struct sight *sight,
                           const struct question *question, double eta_s) {
  double distance = sight->sign * (question->limit - question->value);
  struct span span;
  double per_s;

  span_of_time(&span, sight, question->horizon_s);
  per_s = line_through(&span).per_s;
  return per_s * eta_s > distance / CONTRADICTS &&
                 per_s * eta_s < distance * CONTRADICTS
             ? sight->sign * per_s
             : (double)NAN;
}

static struct forecast ask(const struct trees *trees,
                           const struct window *window,
                           const struct timeline *timeline,
                           const struct question *question) {
  struct sight sight = sight_of(window, timeline, question->direction);
  struct forecast forecast = forecast_nothing;
  double sign[SIGN_COUNT], probability, horizons;

  if (!signs_take(window, timeline, question, sign))
    return forecast;
  probability = 1 / (1 + exp(-boost_sum(&trees->chance, sign)));
  forecast.probability = 100 * probability;
  if (!is_worth_a_time(probability, sign))
    return forecast;
  horizons = exp2(boost_sum(&trees->time, sign));
  if (probability >= CERTAIN)
    horizons = fmin(horizons, 1); /* half of all is over by then */
  if (horizons > 1)
    return forecast;
  forecast.eta_s = horizons * question->horizon_s;
  forecast.lower_s = forecast.eta_s * trees->lower;
  forecast.upper_s = forecast.eta_s * trees->upper;
  if (forecast.upper_s > question->horizon_s)
    forecast.upper_s = NAN;
  forecast.per_s = recent_per_s(&sight, question, forecast.eta_s);
  return forecast;
}

struct forecast best_ask(const struct window *window,
                         const struct timeline *timeline,
                         const struct question *question) {
  struct forecast forecast = ask(&best_trees, window, timeline, question);
  struct forecast clear;

  if (!isnan(forecast.eta_s) || !(forecast.probability >= DOUBTFUL))
    return forecast;
  clear = trend_ask_clear(window, timeline, question,
                          forecast.probability >= WORTH_A_CYCLE);
  if (!(clear.probability >= 100 * CERTAIN))
    return forecast;
  clear.probability = 100 * CERTAIN;
  return clear;
}

/* What goes on at a rung is too young for a lore. */
struct forecast best_rush(const struct window *window,
                          const struct timeline *timeline,
                          const struct question *question) {
  struct question alone = *question;
  struct forecast forecast;

  if (question->horizon_s < LEAST_TICKS * timeline_step_s(timeline))
    return forecast_nothing;
  alone.lore = NULL;
  forecast = ask(&rung_trees, window, timeline, &alone);
  return isnan(forecast.eta_s) ? forecast_nothing : forecast;
}
