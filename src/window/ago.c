/* ago.c - see ago.h */
#include "window/ago.h"

#include <math.h>

/* The age of the newest slot of the scale that is not later than `at_s`, or
 * TIMELINE_SLOTS. */
static unsigned age_at(const struct timeline *timeline, int scale,
                       double at_s) {
  for (unsigned age = 0; age < TIMELINE_SLOTS; age++) {
    int slot = timeline_slot(timeline, scale, age);

    if (slot < 0)
      break;
    if (timeline->time_s[scale][slot] <= at_s)
      return age;
  }
  return TIMELINE_SLOTS;
}

struct ago ago_find(const struct timeline *timeline, double span_s) {
  double at_s = timeline_now_s(timeline) - span_s;

  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    unsigned age = age_at(timeline, scale, at_s);

    if (age < TIMELINE_SLOTS &&
        (scale == 0 || timeline_slot(timeline, scale, age + 1) >= 0))
      return (struct ago){scale, age};
  }
  return (struct ago){.scale = -1};
}

double ago_value(const struct ago *ago, const struct window *window,
                 const struct timeline *timeline) {
  double then, before;

  if (ago->scale < 0)
    return NAN;
  then = window_at(window, timeline, ago->scale, ago->age);
  if (ago->scale == 0)
    return then;
  before = window_at(window, timeline, ago->scale, ago->age + 1);
  return isnan(before) ? before : fmax(then, before);
}
