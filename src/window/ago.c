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

/* How far `at_s` is from that slot on the way to the next newer one. */
static double share_at(const struct timeline *timeline, int scale, unsigned age,
                       double at_s) {
  const double *time_s = timeline->time_s[scale];
  double from_s = time_s[timeline_slot(timeline, scale, age)];

  if (age == 0)
    return 0;
  return (at_s - from_s) /
         (time_s[timeline_slot(timeline, scale, age - 1)] - from_s);
}

struct ago ago_find(const struct timeline *timeline, double span_s) {
  double at_s = timeline_now_s(timeline) - span_s;

  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    unsigned age = age_at(timeline, scale, at_s);

    if (age < TIMELINE_SLOTS &&
        (scale == 0 || timeline_slot(timeline, scale, age + 1) >= 0))
      return (struct ago){scale, age, share_at(timeline, scale, age, at_s)};
  }
  return (struct ago){.scale = -1};
}

/* Of a coarse scale the higher one of that slot and the one before. */
static double value_before(const struct ago *ago, const struct window *window,
                           const struct timeline *timeline) {
  double value = window_at(window, timeline, ago->scale, ago->age);
  double older;

  if (ago->scale == 0)
    return value;
  older = window_at(window, timeline, ago->scale, ago->age + 1);
  return isnan(older) ? older : fmax(value, older);
}

double ago_value(const struct ago *ago, const struct window *window,
                 const struct timeline *timeline) {
  double before, after;

  if (ago->scale < 0)
    return NAN;
  before = value_before(ago, window, timeline);
  if (!(ago->share > 0))
    return before;
  after = window_at(window, timeline, ago->scale, ago->age - 1);
  return after > before ? before + ago->share * (after - before) : before;
}
