/* experts.c - see experts.h */
#include "forecast/experts.h"

#include "forecast/holt.h"
#include "forecast/linear.h"

#include <math.h>

enum { LEAST_VALUES = 6 };

/* Upward steps beyond so many mean steps are jumps. */
static const double JUMP = 4;

static const struct opinion none = {NAN, NAN, NAN, NAN, false};

static struct opinion by_line(const struct span *span, double horizons,
                              double horizon_s) {
  struct line line = line_through(span);

  return (struct opinion){.level = line.level,
                          .per_s = line.per_s,
                          .share = line.share,
                          .residual = sqrt(line.residual),
                          .is_ripe = span_length_s(span) >=
                                     0.45 * horizons * horizon_s};
}

/* Without a call, unlike fmin(); of numbers only. */
static double lesser(double a, double b) {
  return a < b ? a : b;
}

static double mean_step(const struct span *span, double most) {
  double sum = 0;

  for (int i = 0; i + 1 < span->count; i++)
    sum += lesser(fabs(span->v[i] - span->v[i + 1]), most);
  return sum / (span->count - 1);
}

/* The line through the sum of all steps, in which jumps count as small ones. */
static struct opinion without_jumps(const struct span *span, double horizons,
                                    double horizon_s) {
  struct span steady = *span;
  struct opinion opinion;
  double step;

  if (span->count < LEAST_VALUES)
    return none;
  step = mean_step(span, INFINITY);
  step = mean_step(span, 3 * step);
  for (int i = span->count - 2; i >= 0; i--)
    steady.v[i] =
        steady.v[i + 1] + lesser(span->v[i] - span->v[i + 1], JUMP * step);
  opinion = by_line(&steady, horizons, horizon_s);
  if (!isnan(opinion.level))
    opinion.level = span->v[0];
  return opinion;
}

static struct opinion by_smoothing(const struct span *span) {
  static const double SLOTS = 12, GAIN_MOST = 0.5, DAMPING = 0.995;
  int n = span->count;
  struct smooth smooth;

  if (n < LEAST_VALUES)
    return none;
  smooth = smooth_over(span, fmin(GAIN_MOST, SLOTS / n), DAMPING);
  return (struct opinion){.level = smooth.level,
                          .per_s = smooth.trend * (n - 1) / span_length_s(span),
                          .is_ripe = true};
}

static double median_of_three(const struct span *span) {
  double a = span->v[0], b = span->v[span->count > 1];
  double c = span->v[span->count > 2 ? 2 : 0];

  return fmax(fmin(a, b), fmin(fmax(a, b), c));
}

void experts_ask(const struct sight *sight, double horizon_s,
                 struct opinion opinion[EXPERT_COUNT]) {
  static const struct {
    enum expert_id id;
    double horizons;
  } lines[] = {{EXPERT_LINE_HALF, 0.5},
               {EXPERT_LINE_1, 1},
               {EXPERT_LINE_4, 4},
               {EXPERT_LINE_8, 8}};
  struct span span;

  for (int id = 0; id < EXPERT_COUNT; id++)
    opinion[id] = none;
  for (int i = 0; i < 4; i++) {
    span_of_time(&span, sight, lines[i].horizons * horizon_s);
    if (span.count == 0)
      return;
    opinion[lines[i].id] = by_line(&span, lines[i].horizons, horizon_s);
    if (lines[i].id == EXPERT_LINE_1) {
      opinion[EXPERT_LAST] =
          (struct opinion){.level = median_of_three(&span), .is_ripe = true};
      opinion[EXPERT_HOLT] = by_smoothing(&span);
      opinion[EXPERT_STEADY_1] = without_jumps(&span, 1, horizon_s);
    }
    if (lines[i].id == EXPERT_LINE_4)
      opinion[EXPERT_STEADY_4] = without_jumps(&span, 4, horizon_s);
  }
}
