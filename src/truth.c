/* truth.c - see truth.h */
#include "truth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double SUSTAIN_PARTS = 30;

void truth_init(struct truth *truth, double limit, enum direction direction,
                double horizon_s) {
  double sign = direction == DOWNWARD ? -1 : 1;

  *truth = (struct truth){.horizon_s = horizon_s,
                          .sign = sign,
                          .limit = sign * limit,
                          .first_s = NAN,
                          .last_s = -INFINITY,
                          .value = NAN,
                          .value_s = -INFINITY,
                          .met_s = -INFINITY,
                          .unseen_s = -INFINITY,
                          .rising_s = NAN};
}

static int by_length(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static double median_interval(const struct truth *truth) {
  double sorted[TRUTH_INTERVALS];
  size_t count = truth->intervals < TRUTH_INTERVALS ? (size_t)truth->intervals
                                                    : (size_t)TRUTH_INTERVALS;

  memcpy(sorted, truth->interval_s, count * sizeof(*sorted));
  qsort(sorted, count, sizeof(*sorted), by_length);
  return sorted[(count - 1) / 2];
}

double truth_part_s(const struct truth *truth, int parts) {
  double steps = floor(rint(truth->span_s / truth->step_s) / parts);

  return fmax(1, steps) * truth->step_s;
}

bool truth_within(const struct truth *truth, double length_s, double limit_s) {
  return length_s <= limit_s + truth->step_s / 2;
}

static void measure(struct truth *truth) {
  double steps;

  truth->step_s = median_interval(truth);
  steps = fmax(1, rint(truth->horizon_s / truth->step_s));
  truth->span_s = steps * truth->step_s;
  truth->quiet_s = truth_part_s(truth, 2);
  truth->sustain_s = fmax(0, rint(steps / SUSTAIN_PARTS) - 1) * truth->step_s;
}

double truth_expect(struct truth *truth, double at_s) {
  double interval_s = at_s - truth->last_s;

  if (isnan(truth->first_s)) {
    truth->first_s = at_s;
    return NAN;
  }
  truth->interval_s[truth->intervals++ % TRUTH_INTERVALS] = interval_s;
  if (truth->intervals < TRUTH_INTERVALS ||
      truth->intervals % TRUTH_INTERVALS == 0)
    measure(truth);
  return truth_within(truth, interval_s, truth->step_s) ? NAN
                                                        : at_s - truth->step_s;
}

/* Whether a crossing would be the first after H / 2. */
static bool is_quiet(const struct truth *truth, double at_s) {
  return !truth_within(truth, at_s - truth->first_s, truth->quiet_s) &&
         !truth_within(truth, at_s - truth->met_s, truth->quiet_s) &&
         !truth_within(truth, at_s - truth->unseen_s, truth->quiet_s);
}

static bool is_warm(const struct truth *truth, double at_s) {
  return truth->step_s > 0 &&
         truth_within(truth, truth->span_s, at_s - truth->first_s);
}

static void rise(struct truth *truth, bool is_met, struct moment *moment) {
  double at_s = moment->at_s;
  bool stays;

  moment->rises = is_met && is_quiet(truth, at_s);
  if (moment->rises)
    truth->rising_s = at_s;
  if (!is_met)
    truth->rising_s = NAN;
  moment->began_s = truth->rising_s;
  stays = truth_within(truth, truth->sustain_s, at_s - truth->rising_s);
  moment->crosses = stays && is_warm(truth, truth->rising_s);
  if (stays)
    truth->rising_s = NAN;
}

struct moment truth_step(struct truth *truth, double at_s, double value) {
  struct moment moment = {.at_s = at_s};
  bool is_seen, is_met;

  if (isfinite(value)) {
    truth->value = truth->sign * value;
    truth->value_s = at_s;
  }
  is_seen = truth_within(truth, at_s - truth->value_s,
                         TRUTH_HELD_STEPS * truth->step_s);
  is_met = truth->value >= truth->limit;
  rise(truth, is_met, &moment);
  truth->met_s = is_met ? at_s : truth->met_s;
  truth->unseen_s = is_seen ? truth->unseen_s : at_s;
  moment.warm = is_warm(truth, at_s);
  moment.busy =
      !is_seen || truth_within(truth, at_s - truth->met_s, truth->quiet_s);
  moment.seen_s = at_s - truth->last_s;
  truth->last_s = at_s;
  return moment;
}
