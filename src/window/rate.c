/* rate.c - see rate.h */
#include "window/rate.h"

#include <math.h>

/* Clock ticks are counted in whole hundredths: a little more than the time that
 * passed is no lie. */
static const double CLOCK_SLACK = 1.1;
static const double CLOCK_GRAIN_S = 0.02;

double rate_growth(enum metric_id id, double before, double after,
                   double passed_s, double threads) {
  double growth = after - before;
  double ceiling = INFINITY;

  if (!(passed_s > 0))
    return NAN;
  if (metrics[id].clocked)
    ceiling = threads * (passed_s * CLOCK_SLACK + CLOCK_GRAIN_S);
  return growth >= 0 && growth <= ceiling ? growth : NAN;
}

static double threads_of(enum metric_scope scope, const double *value) {
  double threads = scope == SCOPE_MEMBER ? value[METRIC_THREADS] : NAN;

  return threads >= 1 ? threads : 1;
}

/* Counts one thread however many the process has. */
static bool is_of_the_leader(int id) {
  return id == METRIC_BLOCK_DELAY;
}

void rate_all(enum metric_scope scope, const double *before,
              const double *after, double passed_s, double *now) {
  double threads = threads_of(scope, after);

  for (int id = 0; id < METRIC_COUNT; id++) {
    if (metrics[id].scope != scope || metrics[id].source == SOURCE_DERIVED)
      continue;
    now[id] = metrics[id].kind == METRIC_GAUGE
                  ? after[id]
                  : rate_growth((enum metric_id)id, before[id], after[id],
                                passed_s, is_of_the_leader(id) ? 1 : threads) /
                        passed_s;
  }
}
