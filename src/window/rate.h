/*
 * rate.h - from what the kernel counts to what a window holds.
 *
 * Counters become growth per second. A counter that went back, or a counter of
 * time that grew faster than its threads can live (block delay once jumped by
 * the whole uptime when task_delayacct was switched on), gives no value for
 * that tick: never a negative or an absurd one.
 */
#ifndef RATE_H
#define RATE_H

#include "metric/metric.h"

/* How much the counter grew; NaN when it cannot be told, which is also when no
 * time has passed or nobody knows how much. `threads` bounds a clocked
 * counter. */
double rate_growth(enum metric_id id, double before, double after,
                   double passed_s, double threads);

/* For all metrics of `scope`: gauges are copied to `now`, counters become rates
 * (`passed_s` NaN: none). Block delay is the leading thread's: one thread is
 * its bound. */
void rate_all(enum metric_scope scope, const double *before,
              const double *after, double passed_s, double *now);

#endif
