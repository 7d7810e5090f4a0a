/* arrears.c - see arrears.h */
#include "window/arrears.h"

#include <math.h>

void arrears_clear(struct arrears *arrears) {
  *arrears = (struct arrears){0};
}

bool arrears_concern(enum metric_id id) {
  return id == METRIC_BLOCK_DELAY || id == METRIC_PROCESS_BLOCK_DELAY;
}

double arrears_of(const struct arrears *arrears, enum metric_id id) {
  if (id == METRIC_BLOCK_DELAY)
    return arrears->leader_s;
  return id == METRIC_PROCESS_BLOCK_DELAY ? arrears->process_s : 0;
}

static double leader_waits(const double *value) {
  return isnan(value[METRIC_STATE]) ? (double)NAN : value[METRIC_STATE] == 'D';
}

/* Of a sample there are no switches: see sample/threads.h. */
static bool were_all_seen(const double *value) {
  return !isnan(value[METRIC_THREADS_VOLUNTARY]);
}

/* How many threads wait; NaN where nobody has looked at all of them, though one
 * that is seen is seen. */
static double threads_wait(const double *value) {
  double leader = leader_waits(value);

  if (!(value[METRIC_THREADS] > 1))
    return leader;
  if (value[METRIC_THREADS_BLOCKED] > 0 || were_all_seen(value))
    return value[METRIC_THREADS_BLOCKED];
  return leader > 0 ? leader : (double)NAN;
}

/* Once nobody waits all is counted that ever will be. */
static double left_of(double owed_s, double waiting, double growth,
                      double passed_s) {
  double left_s;

  if (waiting == 0 || isnan(growth) || isnan(passed_s))
    return 0;
  left_s = owed_s + (isnan(waiting) ? 0 : waiting * passed_s) - growth;
  return left_s > 0 ? left_s : 0;
}

void arrears_step(struct arrears *arrears, const double *value,
                  const double *growth, double passed_s) {
  arrears->leader_s = left_of(arrears->leader_s, leader_waits(value),
                              growth[METRIC_BLOCK_DELAY], passed_s);
  arrears->process_s = left_of(arrears->process_s, threads_wait(value),
                               growth[METRIC_PROCESS_BLOCK_DELAY], passed_s);
}
