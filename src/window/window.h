/*
 * window.h - the recent values of one metric of one subject.
 *
 * Storage is the owner's. Values are floats: 24 bits of mantissa tell a page in
 * 64 GiB; what a float cannot hold is no value. A slot without a value is NaN,
 * and so is every slot from before the subject was born: windows start all-NaN
 * (window_clear) and are written once a tick, so that they never lag behind the
 * timeline.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include "window/timeline.h"

#include <stdint.h>

struct window {
  float slot[TIMELINE_SCALES][TIMELINE_SLOTS];
};

/* One of half the size, for rates that are told and before which there is no
 * wall: positive floats with 8 bits of mantissa, so that a value is kept to
 * 0.2 %. No model asks it. */
struct narrow_window {
  uint16_t slot[TIMELINE_SCALES][TIMELINE_SLOTS];
};

void window_clear(struct window *window);

/* Stores the value of the tick that `timeline` last began; call once a tick. */
void window_push(struct window *window, const struct timeline *timeline,
                 double value);

/* Stores `value` for `count` ticks in a row, in their order, as if
 * window_push() had been called in each: what was not written then. Between the
 * last of them and the present one are `since` ticks. At most WINDOW_LAG ticks
 * back. */
enum { WINDOW_LAG = TIMELINE_SLOTS - 2 };
void window_hold(struct window *window, const struct timeline *timeline,
                 double value, unsigned count, unsigned since);

/* The value `age` slots ago, or NaN. */
double window_at(const struct window *window, const struct timeline *timeline,
                 int scale, unsigned age);

/* The same for narrow ones. What is below zero is no value. */
void narrow_clear(struct narrow_window *window);
void narrow_push(struct narrow_window *window, const struct timeline *timeline,
                 double value);
void narrow_hold(struct narrow_window *window, const struct timeline *timeline,
                 double value, unsigned count, unsigned since);
double narrow_at(const struct narrow_window *window,
                 const struct timeline *timeline, int scale, unsigned age);

/* The values of a window by their age, for one that goes on later: newest
 * first, as of a tick that counts from 1; NaN where there is none. */
struct past {
  double tick;
  unsigned count[TIMELINE_SCALES];
  double value[TIMELINE_SCALES][TIMELINE_SLOTS];
};

/* Makes it a window with that past, and a gap since, up to the present tick of
 * a timeline that has gone on: as if it had been written in each tick. What no
 * window holds is ignored, be it a value or an age. -ERANGE, and nothing done,
 * if the past is of no tick that was. */
int window_recall(struct window *window, const struct timeline *timeline,
                  const struct past *past);
int narrow_recall(struct narrow_window *window, const struct timeline *timeline,
                  const struct past *past);

/* The highest value of the `span_s` before the present tick, which may not be
 * written yet, at the finest scale that reaches back so far; NaN when none
 * does yet. A coarse scale has means of some ticks. */
double window_peak_before(const struct window *window,
                          const struct timeline *timeline, double span_s);

#endif
