/* window.c - see window.h */
#include "window/window.h"

#include <float.h>
#include <math.h>

void window_clear(struct window *window) {
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    for (int i = 0; i < TIMELINE_SLOTS; i++)
      window->slot[scale][i] = NAN;
}

/* The slot of `scale` that is begun as the `pushes`th. */
static float *slot_of(struct window *window, int scale, unsigned long pushes) {
  return &window->slot[scale][(pushes - 1) % TIMELINE_SLOTS];
}

/* Of the values known among the newest that make up a slot of `scale`. */
static double mean_below(struct window *window, int scale,
                         unsigned long pushes) {
  double sum = 0;
  unsigned known = 0;

  for (unsigned age = 0; age < timeline_step[scale]; age++) {
    double value = (double)*slot_of(window, scale - 1, pushes - age);

    if (isnan(value))
      continue;
    sum += value;
    known++;
  }
  return known ? sum / known : NAN;
}

/* `tick` counts from 1, as the timeline's pushes do. */
static void put(struct window *window, unsigned long tick, double value) {
  if (fabs(value) > (double)FLT_MAX)
    value = NAN;
  *slot_of(window, 0, tick) = (float)value;
  for (int scale = 1; scale < TIMELINE_SCALES; scale++) {
    if (tick % timeline_step[scale] != 0)
      return;
    value = mean_below(window, scale, tick);
    tick /= timeline_step[scale];
    *slot_of(window, scale, tick) = (float)value;
  }
}

void window_push(struct window *window, const struct timeline *timeline,
                 double value) {
  put(window, timeline->pushes[0], value);
}

void window_hold(struct window *window, const struct timeline *timeline,
                 double value, unsigned count, unsigned since) {
  unsigned long end = timeline->pushes[0] - since;

  for (unsigned long tick = end - count; tick < end; tick++)
    put(window, tick, value);
}

double window_at(const struct window *window, const struct timeline *timeline,
                 int scale, unsigned age) {
  int slot = timeline_slot(timeline, scale, age);

  return slot < 0 ? NAN : (double)window->slot[scale][slot];
}

double window_mean(const struct window *window, const struct timeline *timeline,
                   int scale, unsigned count) {
  double sum = 0;
  unsigned known = 0;

  for (unsigned age = 0; age < count; age++) {
    double value = window_at(window, timeline, scale, age);

    if (isnan(value))
      continue;
    sum += value;
    known++;
  }
  return known ? sum / known : NAN;
}

double window_peak(const struct window *window, const struct timeline *timeline,
                   int scale, unsigned count) {
  double peak = NAN;

  for (unsigned age = 0; age < count; age++)
    peak = fmax(peak, window_at(window, timeline, scale, age));
  return peak;
}
