/*
 * arrears.h - waiting that was seen and is not counted yet.
 *
 * The kernel adds a wait for block I/O to its counter when the wait is over:
 * after ten seconds of standstill one tick gets all of them. What was seen of
 * it meanwhile, threads in state D, says how much may still come: so much is
 * believed beyond the time of that tick, and no more. What comes without having
 * been seen, like the uptime of the machine that a process gets where the
 * kernel missed when its first wait began, is nobody's wait.
 */
#ifndef ARREARS_H
#define ARREARS_H

#include "metric/metric.h"

struct arrears {
  double leader_s;  /* of METRIC_BLOCK_DELAY */
  double process_s; /* of METRIC_PROCESS_BLOCK_DELAY */
};

/* Nothing was seen. */
void arrears_clear(struct arrears *arrears);

/* Whether the counter is added to only when a wait is over. */
bool arrears_concern(enum metric_id id);

/* How much may come to that counter of what was seen before. */
double arrears_of(const struct arrears *arrears, enum metric_id id);

/* `value` is a sample in which the counters were read, `growth` what they came
 * to since they were read before, `passed_s` ago (NaN: they were not). A
 * counter whose growth was not believed owes nothing. */
void arrears_step(struct arrears *arrears, const double *value,
                  const double *growth, double passed_s);

#endif
