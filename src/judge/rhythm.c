/* rhythm.c - see rhythm.h */
#include "judge/rhythm.h"

#include "forecast/period.h"

#include <math.h>

static const double TOGETHER = 0.1; /* of the shorter period */

const struct rhythm rhythm_unknown = {NAN, NAN, NAN};

static double quantum_of(enum metric_id id) {
  return units[metrics[id].unit].quantum;
}

static double coincidence_s(const struct period *period,
                            const struct rhythm_context *context) {
  struct sight sight = sight_of(context->writeback, context->timeline, UPWARD);
  struct period writeback =
      period_find(&sight, quantum_of(METRIC_DIRTY_PENDING));
  double shorter_s = fmin(period->period_s, writeback.period_s);
  double tolerance_s =
      fmax(TOGETHER * shorter_s, timeline_step_s(context->timeline));

  return coincidence_next(period, &writeback, tolerance_s,
                          timeline_now_s(context->timeline));
}

struct rhythm rhythm_of(const struct wall *wall, const struct window *window,
                        const struct rhythm_context *context) {
  struct rhythm rhythm = rhythm_unknown;
  double now_s = timeline_now_s(context->timeline);
  struct sight sight = sight_of(window, context->timeline, wall->direction);
  struct period period;

  if (!window)
    return rhythm;
  period = period_find(&sight, quantum_of(wall->metric));
  if (isnan(period.period_s))
    return rhythm;
  rhythm.period_s = period.period_s;
  rhythm.peak_in_s = period.peak_s - now_s;
  if (context->writeback && context->writeback != window)
    rhythm.coincidence_in_s = coincidence_s(&period, context) - now_s;
  return rhythm;
}
