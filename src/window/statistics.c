/* statistics.c - see statistics.h */
#include "window/statistics.h"

#include <math.h>
#include <stdlib.h>

static const double NORMAL = 1.4826; /* 1 / the third quartile of the normal
                                        distribution */

/* One scale of a window of either size: the other one is NULL. */
struct ring {
  const struct window *wide;
  const struct narrow_window *narrow;
  const struct timeline *timeline;
  int scale;
};

static double at(const struct ring *ring, unsigned age) {
  return ring->wide ? window_at(ring->wide, ring->timeline, ring->scale, age)
                    : narrow_at(ring->narrow, ring->timeline, ring->scale, age);
}

static double weighted_mean(const struct ring *ring, unsigned count,
                            double decay) {
  double sum = 0, weights = 0, weight = 1;

  for (unsigned age = 0; age < count; age++, weight *= decay) {
    double value = at(ring, age);

    if (isnan(value))
      continue;
    sum += weight * value;
    weights += weight;
  }
  return weights > 0 ? sum / weights : (double)NAN;
}

static double mean(const struct ring *ring, unsigned count) {
  return weighted_mean(ring, count, 1);
}

static double peak(const struct ring *ring, unsigned count) {
  double most = NAN;

  for (unsigned age = 0; age < count; age++)
    most = fmax(most, at(ring, age));
  return most;
}

static double moving_average(const struct ring *ring, unsigned count) {
  if (count == 0)
    return NAN;
  return weighted_mean(ring, TIMELINE_SLOTS, 1 - 2 / ((double)count + 1));
}

static double delta(const struct ring *ring, unsigned count) {
  return at(ring, 0) - at(ring, count);
}

static int by_value(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

static double median(double *value, unsigned count) {
  qsort(value, count, sizeof(*value), by_value);
  return (value[(count - 1) / 2] + value[count / 2]) / 2;
}

static double robust_scale(const struct ring *ring, unsigned count) {
  double value[TIMELINE_SLOTS], middle;
  unsigned known = 0;

  for (unsigned age = 0; age < count; age++)
    if (!isnan(at(ring, age)))
      value[known++] = at(ring, age);
  if (known < 2)
    return NAN;
  middle = median(value, known);
  for (unsigned i = 0; i < known; i++)
    value[i] = fabs(value[i] - middle);
  return NORMAL * median(value, known);
}

/* clang-format off */
static const struct {
  const char *name;
  double (*of)(const struct ring *ring, unsigned count);
} statistics[STATISTIC_COUNT] = {
  [STATISTIC_MEAN] = { "mean", mean },
  [STATISTIC_PEAK] = { "peak", peak },
  [STATISTIC_MOVING_AVERAGE] = { "moving_average", moving_average },
  [STATISTIC_DELTA] = { "delta", delta },
  [STATISTIC_ROBUST_SCALE] = { "robust_scale", robust_scale },
};
/* clang-format on */

const char *statistic_name(enum statistic_id id) {
  return statistics[id].name;
}

static double take(enum statistic_id id, const struct ring *ring,
                   unsigned count) {
  return statistics[id].of(ring,
                           count < TIMELINE_SLOTS ? count : TIMELINE_SLOTS);
}

double window_statistic(enum statistic_id id, const struct window *window,
                        const struct timeline *timeline, int scale,
                        unsigned count) {
  return take(
      id, &(struct ring){.wide = window, .timeline = timeline, .scale = scale},
      count);
}

double narrow_statistic(enum statistic_id id,
                        const struct narrow_window *window,
                        const struct timeline *timeline, int scale,
                        unsigned count) {
  return take(
      id,
      &(struct ring){.narrow = window, .timeline = timeline, .scale = scale},
      count);
}
