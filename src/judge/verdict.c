/* verdict.c - see verdict.h */
#include "judge/verdict.h"

#include "window/statistics.h"

#include <math.h>

const struct standing standing_unknown = {
    NAN, NAN, NAN, {NAN, NAN, NAN, NAN, NAN, NAN}, MEMO_EMPTY};

/* A wall that compares a mean waits until it has all of its ticks. */
static double value_of(const struct wall *wall, const double *now,
                       const struct window *window,
                       const struct timeline *timeline) {
  if (wall->smooth < 2)
    return now[wall->metric];
  if (isnan(window_at(window, timeline, 0, wall->smooth - 1)))
    return NAN;
  return window_statistic(STATISTIC_MEAN, window, timeline, 0, wall->smooth);
}

struct standing standing_before(const struct wall *wall,
                                const struct outlook *outlook, double value,
                                double limit, const struct window *window) {
  const struct standing *last = outlook->last;
  struct memo memo = last->memo;
  struct sight sight = sight_of(window, outlook->timeline, wall->direction);
  struct question question = {
      .value = value,
      .limit = limit,
      .direction = wall->direction,
      .quantum = wall->metric == METRIC_COUNT
                     ? 0
                     : units[metrics[wall->metric].unit].quantum,
      .horizon_s = outlook->horizon_s,
      .seldom = wall->metric != METRIC_COUNT && metric_is_seldom(wall->metric),
      .mean = wall->smooth > 1,
      .lore = outlook->lore,
  };
  struct forecast forecast = forecast_follow(outlook->model, &sight, &question,
                                             &last->forecast, &memo);

  return (struct standing){
      .value = value,
      .limit = limit,
      .used_percent = wall_used_percent(wall, value, limit),
      .forecast = forecast,
      .memo = memo,
  };
}

double standing_asks(const struct wall *wall, const double *now,
                     const struct window *window,
                     const struct timeline *timeline) {
  return wall->envelope ? now[wall->envelope]
                        : value_of(wall, now, window, timeline);
}

/* What stands is the present value; what is foretold is where the envelope will
 * meet the wall. Where it has, and the value has come down since, nobody can
 * tell when it will be up again. */
static struct standing below_envelope(const struct wall *wall,
                                      const struct outlook *outlook,
                                      const double *now,
                                      const struct window *window) {
  double limit = wall_limit(wall, now), value = now[wall->metric];
  double peak = now[wall->envelope];
  struct standing standing;

  if (wall_is_reached(wall, value, limit))
    return standing_before(wall, outlook, value, limit, window);
  standing = standing_before(wall, outlook, peak, limit, window);
  if (wall_is_reached(wall, peak, limit))
    standing.forecast = forecast_nothing;
  standing.value = value;
  standing.used_percent = wall_used_percent(wall, value, limit);
  return standing;
}

struct standing standing_of(const struct wall *wall,
                            const struct outlook *outlook, const double *now,
                            const struct window *window) {
  if (wall->envelope)
    return below_envelope(wall, outlook, now, window);
  return standing_before(wall, outlook,
                         value_of(wall, now, window, outlook->timeline),
                         wall_limit(wall, now), window);
}

enum state verdict_of(const struct wall *wall, const struct standing *standing,
                      double horizon_s, bool *ret_certain) {
  double eta_s = standing->forecast.eta_s;
  enum state state = STATE_OK;

  if (eta_s <= horizon_s * VERDICT_IMMINENT)
    state = STATE_FAILURE;
  else if (eta_s <= horizon_s)
    state = STATE_WARNING;
  if (wall->at_most_warns && state > STATE_WARNING)
    state = STATE_WARNING;
  /* A smoothed value has waited already, and a noisy one has to wait. */
  *ret_certain = wall->limit_metric != METRIC_COUNT &&
                 wall_is_reached(wall, standing->value, standing->limit);
  return state;
}

static double or_infinity(double value) {
  return isnan(value) ? INFINITY : value;
}

bool standing_is_worse(const struct standing *a, const struct standing *b) {
  double left_a = or_infinity(a->forecast.eta_s);
  double left_b = or_infinity(b->forecast.eta_s);

  if (left_a != left_b)
    return left_a < left_b;
  return a->used_percent > b->used_percent ||
         (isnan(b->used_percent) && !isnan(a->used_percent));
}
