/* window.c - see window.h */
#include "window/window.h"

#include <math.h>

void window_clear(struct window *window) {
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    for (int i = 0; i < TIMELINE_SLOTS; i++)
      window->slot[scale][i] = NAN;
}

static void put(struct window *window, const struct timeline *timeline,
                int scale, double value) {
  window->slot[scale][timeline_slot(timeline, scale, 0)] = (float)value;
}

void window_push(struct window *window, const struct timeline *timeline,
                 double value) {
  put(window, timeline, 0, value);
  for (int scale = 1; scale < TIMELINE_SCALES; scale++)
    if (timeline_completes(timeline, scale))
      put(window, timeline, scale,
          window_mean(window, timeline, scale - 1, timeline_step[scale]));
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
