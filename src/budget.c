/* budget.c - see budget.h */
#include "budget.h"

#include <math.h>

static const double NEW_SHARE = 0.2; /* of the newest tick in a mean */
static const double EASE = 0.8;      /* of the budget, before looking oftener */

void budget_init(struct budget *budget, double percent) {
  *budget = (struct budget){.percent = percent, .stride = 1};
}

static double mean(double before, double now) {
  return before > 0 ? before + NEW_SHARE * (now - before) : now;
}

/* The least n with which members that cost `visit_s` each fit into `allowed_s`:
 * at_risk + quiet / n visits. */
static unsigned stride_for(double allowed_s, double visit_s,
                           const struct spending *spending) {
  double quiet = spending->members - spending->at_risk;
  double left = allowed_s / visit_s - spending->at_risk;

  if (!(left > 0))
    return BUDGET_STRIDE_MOST;
  return (unsigned)fmin(BUDGET_STRIDE_MOST, fmax(1, ceil(quiet / left)));
}

void budget_step(struct budget *budget, const struct spending *spending) {
  double allowed_s = budget->percent / 100 * spending->interval_s;
  unsigned wanted;

  if (!(spending->interval_s > 0))
    return;
  budget->share = mean(budget->share, (spending->fixed_s + spending->visits_s) /
                                          spending->interval_s);
  budget->fixed_s = mean(budget->fixed_s, spending->fixed_s);
  allowed_s = fmax(allowed_s / 2, allowed_s - budget->fixed_s);
  if (!(spending->visits > 0))
    return;
  budget->visit_s =
      mean(budget->visit_s, spending->visits_s / spending->visits);
  wanted = stride_for(allowed_s, budget->visit_s, spending);
  if (wanted < budget->stride)
    wanted =
        (unsigned)fmin(budget->stride,
                       stride_for(EASE * allowed_s, budget->visit_s, spending));
  budget->stride = wanted;
}

double budget_percent(const struct budget *budget) {
  return 100 * budget->share;
}
