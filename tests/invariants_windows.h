/*
 * invariants_windows.h - what holds of all windows of a pipeline: see
 * invariants.h. Each tells in words what does not hold, or NULL.
 */
#ifndef INVARIANTS_WINDOWS_H
#define INVARIANTS_WINDOWS_H

#include "window/track.h"

#include <math.h>

/* So many slots are looked at that a fuzzer would watch nothing else. */
#ifdef __clang__
#define WITHOUT_COVERAGE __attribute__((no_sanitize("coverage")))
#else
#define WITHOUT_COVERAGE
#endif

static inline const char *timeline_fault(const struct timeline *timeline) {
  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    unsigned long begun = timeline->pushes[0] / timeline_ticks(scale);
    int before = timeline_slot(timeline, scale, 1);
    int slot = timeline_slot(timeline, scale, 0);

    if (timeline->pushes[scale] != begun)
      return "a scale of the timeline has not as many slots as ticks";
    if (before >= 0 &&
        !(timeline->time_s[scale][slot] >= timeline->time_s[scale][before]))
      return "time goes back in the timeline";
  }
  return NULL;
}

/* Of a slot that is `age` slots old, in a window since the tick `born`. */
WITHOUT_COVERAGE static inline const char *
slot_fault(const struct timeline *timeline, int scale, unsigned long age,
           unsigned long born, double value) {
  unsigned long begun = timeline->pushes[scale];

  if (isinf(value))
    return "a window holds what is infinite";
  if (age >= begun)
    return "a window holds what no tick has begun";
  return (begun - age) * timeline_ticks(scale) < born
             ? "a window is older than its member"
             : NULL;
}

/* How old it is that stands in a slot of the ring. */
WITHOUT_COVERAGE static inline unsigned long age_of(unsigned long begun,
                                                    unsigned slot) {
  return (begun - 1 - slot + 2UL * TIMELINE_SLOTS) % TIMELINE_SLOTS;
}

WITHOUT_COVERAGE static inline const char *
window_fault(const struct window *window, const struct timeline *timeline,
             unsigned long born) {
  const char *fault = NULL;

  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    for (unsigned slot = 0; slot < TIMELINE_SLOTS && !fault; slot++) {
      double value = (double)window->slot[scale][slot];
      unsigned long begun = timeline->pushes[scale];

      if (!isnan(value))
        fault = slot_fault(timeline, scale, age_of(begun, slot), born, value);
    }
  return fault;
}

/* Of one who exists since the tick `born`, counted from 1; 0: nobody knows. */
WITHOUT_COVERAGE static inline const char *
track_fault(const struct track *track, const struct window_plan *plan,
            const struct timeline *timeline, unsigned long born) {
  const char *fault = NULL;

  if (track->held + track->unseen > WINDOW_LAG)
    return "windows lag behind by more than they can catch up";
  for (int i = 0; i < plan->count && !fault; i++)
    fault = window_fault(&track->window[i], timeline, born);
  return fault;
}

#endif
