/* kalman.c - see kalman.h */
#include "forecast/kalman.h"

#include "forecast/passage.h"
#include "forecast/span.h"

#include <math.h>

enum { LEAST_VALUES = 10, LAGS_A_HORIZON = 8 };

static const double GATE = 2.5, SLACK = 0.75, LEANS = 12;

struct filter {
  double level, slope;  /* a slot */
  double p00, p01, p11; /* their covariance */
  double r, q1, q2;     /* noise of a value, of the level, of the slope */
  double up, down;      /* sums of innovations that lean to one side */
  double slots_a_horizon;
};

static struct filter filter_of(const struct span *span, double slots) {
  int oldest = span->count - 1, some = oldest < 8 ? oldest : 8;
  struct filter filter = {.level = span->v[oldest], .slots_a_horizon = slots};
  double squares = 0;

  for (int i = oldest; i > oldest - some; i--)
    squares += (span->v[i - 1] - span->v[i]) * (span->v[i - 1] - span->v[i]);
  filter.r = fmax(squares / some / 2, 1e-9 * (1 + fabs(filter.level)));
  filter.p00 = filter.r;
  filter.p11 = squares / some;
  return filter;
}

/* A side to which they lean opens the filter. */
static void lean(struct filter *filter, double z, double error) {
  double lag = fmax(1, filter->slots_a_horizon / LAGS_A_HORIZON);
  double bounded = fmax(-3, fmin(3, z));

  filter->up = fmax(0, filter->up + bounded - SLACK);
  filter->down = fmax(0, filter->down - bounded - SLACK);
  if (filter->up <= LEANS && filter->down <= LEANS)
    return;
  filter->p00 += 9 * filter->r + error * error;
  filter->p11 += error / lag * error / lag;
  filter->up = filter->down = 0;
}

static void predict(struct filter *filter) {
  double n = filter->slots_a_horizon;

  filter->level += filter->slope;
  filter->p00 += 2 * filter->p01 + filter->p11 + filter->r * 2 / n;
  filter->p01 += filter->p11;
  filter->p11 += filter->r * (1.5 / n) * (1.5 / n) * (1.5 / n);
}

static void correct(struct filter *filter, double value) {
  double error = value - filter->level;
  double variance = filter->p00 + filter->r;
  double z = error / sqrt(variance);
  double bounded = fmax(-3, fmin(3, z));
  double weight, k0, k1;

  filter->r *= 1 + (bounded * bounded - 1) / filter->slots_a_horizon;
  lean(filter, z, error);
  variance = filter->p00 + filter->r;
  z = fabs(error) / sqrt(variance);
  weight = z > GATE ? GATE / z : 1;
  k0 = filter->p00 / variance;
  k1 = filter->p01 / variance;
  filter->level += k0 * error * weight;
  filter->slope += k1 * error * weight;
  filter->p11 -= k1 * filter->p01;
  filter->p01 *= 1 - k0;
  filter->p00 *= 1 - k0;
}

struct trend_state kalman_over(const struct span *span, double horizon_s) {
  struct trend_state state = {NAN, NAN, NAN, NAN};
  double slot_s = span_length_s(span) / (span->count - 1);
  double level[SPAN_MOST], slope[SPAN_MOST], squares = 0;
  struct filter filter;
  int errors = 0, quarter = span->count / 4, lag;

  if (span->count < LEAST_VALUES)
    return state;
  filter = filter_of(span, fmax(4, horizon_s / slot_s));
  lag = (int)fmax(1, fmin(filter.slots_a_horizon / LAGS_A_HORIZON, quarter));
  for (int i = span->count - 2; i >= 0; i--) {
    predict(&filter);
    correct(&filter, span->v[i]);
    level[i] = filter.level;
    slope[i] = filter.slope;
    if (i + lag < span->count - 1) {
      double off = filter.level - level[i + lag] - slope[i + lag] * lag;

      squares += off * off;
      errors++;
    }
  }
  state.level = filter.level;
  state.per_s = filter.slope / slot_s;
  state.per_s_error = sqrt(fmax(0, filter.p11)) / slot_s;
  state.diffusion = squares / errors / lag / slot_s;
  return state;
}

static double first_passage(double distance, double per_s, double diffusion,
                            double horizon_s) {
  double spread = sqrt(diffusion * horizon_s);
  double exponent = 2 * per_s * distance / diffusion;
  double there;

  if (!(distance > 0))
    return 1;
  if (!(spread > 0))
    return per_s * horizon_s >= distance;
  there = normal_below((per_s * horizon_s - distance) / spread);
  if (exponent < 600)
    there +=
        exp(exponent) * normal_below(-(distance + per_s * horizon_s) / spread);
  return fmin(1, there);
}

double kalman_probability(const struct trend_state *state, double distance,
                          double horizon_s) {
  /* the middles of five equal parts of the normal distribution */
  static const double quantile[] = {-1.2816, -0.5244, 0, 0.5244, 1.2816};
  double sum = 0;

  for (int i = 0; i < 5; i++)
    sum +=
        first_passage(distance, state->per_s + quantile[i] * state->per_s_error,
                      state->diffusion, horizon_s);
  return sum / 5;
}

struct forecast kalman_ask(const struct window *window,
                           const struct timeline *timeline,
                           const struct question *question) {
  struct sight sight = sight_of(window, timeline, question->direction);
  double horizon_s = question->horizon_s;
  struct trend_state state;
  struct forecast forecast;
  struct span span;
  struct path path;

  span_of_enough(&span, &sight, horizon_s, LEAST_VALUES);
  state = kalman_over(&span, horizon_s);
  path = (struct path){
      .distance = fmax(0, sight.sign * question->limit - state.level),
      .per_s = state.per_s,
      .c1 = state.diffusion,
      .c2 = state.per_s_error * state.per_s_error,
  };
  forecast = passage_of(&path, question);
  if (isnan(forecast.eta_s))
    return forecast;
  forecast.probability =
      100 * kalman_probability(&state, path.distance, horizon_s);
  forecast.seen_s = span_length_s(&span);
  return forecast;
}
