/* rate.c - see rate.h */
#include "window/rate.h"

#include <math.h>

/* Clock ticks are counted in whole hundredths: a little more than the time that
 * passed is no lie. */
static const double CLOCK_SLACK = 1.1;
static const double CLOCK_GRAIN_S = 0.02;

double rate_growth(enum metric_id id, double before, double after,
                   const struct bounds *bounds) {
  double growth = after - before;
  double ceiling = INFINITY;

  if (!(bounds->passed_s > 0))
    return NAN;
  if (metrics[id].clocked)
    ceiling =
        (bounds->threads * bounds->passed_s + bounds->owed_s) * CLOCK_SLACK +
        bounds->threads * CLOCK_GRAIN_S;
  return growth >= 0 && growth <= ceiling ? growth : NAN;
}

double rate_base(enum metric_id id, double before, double after) {
  bool went_back = metrics[id].kind == METRIC_COUNTER && after < before;

  return went_back ? (double)NAN : after;
}

void rate_bases(double last[METRIC_COUNT], const double *raw) {
  for (int id = 0; id < METRIC_COUNT; id++)
    last[id] = rate_base((enum metric_id)id, last[id], raw[id]);
}

static double speed_of(enum metric_id id, double growth,
                       const struct bounds *bounds) {
  double speed = growth / bounds->passed_s;

  return arrears_concern(id) && speed > bounds->threads ? bounds->threads
                                                        : speed;
}

void rate_all(enum metric_scope scope, const double *before,
              const double *after, double passed_s, double *now) {
  struct bounds bounds = {.passed_s = passed_s, .threads = 1};

  for (int i = 0; i < METRIC_COUNT; i++) {
    enum metric_id id = (enum metric_id)i;

    if (metrics[id].scope != scope || metrics[id].source == SOURCE_DERIVED)
      continue;
    now[id] =
        metrics[id].kind == METRIC_GAUGE
            ? after[id]
            : speed_of(id, rate_growth(id, before[id], after[id], &bounds),
                       &bounds);
  }
}

static double threads_of(const double *value) {
  return value[METRIC_THREADS] >= 1 ? value[METRIC_THREADS] : 1;
}

/* How many threads can have let the counter grow at a time. */
static double bound_of(enum metric_id id, const struct pace *pace,
                       double threads) {
  if (id == METRIC_BLOCK_DELAY)
    return 1;
  if ((id == METRIC_CPU_USER || id == METRIC_CPU_SYSTEM) && pace->cpus > 0)
    return pace->cpus;
  return threads;
}

void rate_member(const double *before, const double *after,
                 const struct pace *pace, double *growth, double *now) {
  double threads = threads_of(after);

  for (int i = 0; i < METRIC_MEMBER_COUNT; i++) {
    enum metric_id id = (enum metric_id)i;
    struct bounds bounds = {
        .passed_s = pace->passed_s[sources[metrics[id].source].lane],
        .threads = bound_of(id, pace, threads),
        .owed_s = arrears_of(&pace->arrears, id)};

    growth[id] = NAN;
    now[id] = after[id];
    if (metrics[id].kind != METRIC_COUNTER)
      continue;
    growth[id] = rate_growth(id, before[id], after[id], &bounds);
    now[id] = speed_of(id, growth[id], &bounds);
  }
}
