/*
 * budget.h - how often to look, for what it may cost. Pure.
 *
 * When a tick costs more than its share of a core, quiet members are looked at
 * in every n-th tick only, each in its turn; those at risk in every one. n is 1
 * to BUDGET_STRIDE_MOST: everybody is seen that often, whatever it costs. What
 * does not depend on the members (the sweep of /proc, the host's files) counts
 * too, but half of the budget is the members' in any case.
 */
#ifndef BUDGET_H
#define BUDGET_H

enum { BUDGET_STRIDE_MOST = 10 };

struct budget {
  double percent;  /* of one core */
  unsigned stride; /* n */
  double share;    /* of a core in use, as a mean of some ticks */
  double fixed_s;  /* means as well */
  double visit_s;  /* of one visit */
};

/* One tick. */
struct spending {
  double interval_s;
  double fixed_s;  /* CPU, whoever is visited */
  double visits_s; /* CPU of the visits */
  double visits;
  double members;
  double at_risk; /* of them */
};

void budget_init(struct budget *budget, double percent);
void budget_step(struct budget *budget, const struct spending *spending);

/* Percent of a core in use. */
double budget_percent(const struct budget *budget);

#endif
