/*
 * timeline.h - when the ticks were, at several resolutions; one for everybody.
 *
 * All members are sampled in the same tick, so the times are kept once and a
 * window holds values only. Scale 0 has one slot a tick, each scale above one
 * slot for every TIMELINE_STEP[scale] slots of the scale below: at an interval
 * of 1 s they last 1, 10, 60 and 600 s, and the rings 1 min to 10 h.
 */
#ifndef TIMELINE_H
#define TIMELINE_H

#include <stdbool.h>

enum { TIMELINE_SLOTS = 60, TIMELINE_SCALES = 4 };

extern const unsigned timeline_step[TIMELINE_SCALES];

/* How many ticks a slot of `scale` lasts. */
unsigned timeline_ticks(int scale);

struct timeline {
  unsigned long pushes[TIMELINE_SCALES]; /* slots ever begun */
  double time_s[TIMELINE_SCALES][TIMELINE_SLOTS];
};

/* A zeroed timeline is empty. Begins a tick at `now_s` (monotonic). False, and
 * nothing done, unless it is later than the last. */
bool timeline_push(struct timeline *timeline, double now_s);

/* Whether the last push completed a slot of `scale`. */
bool timeline_completes(const struct timeline *timeline, int scale);

/* The slot of `scale` that is `age` slots old (0 is the newest), or -1. */
int timeline_slot(const struct timeline *timeline, int scale, unsigned age);

/* NaN before the first tick. */
double timeline_now_s(const struct timeline *timeline);

/* Seconds between the last two ticks; NaN before the second. */
double timeline_step_s(const struct timeline *timeline);

#endif
