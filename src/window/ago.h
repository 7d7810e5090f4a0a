/*
 * ago.h - what a window was some time ago.
 *
 * All windows share one timeline, so where to look is found once a tick, and
 * looked up for each of them.
 */
#ifndef AGO_H
#define AGO_H

#include "window/window.h"

struct ago {
  int scale; /* the finest that reaches back so far; -1: none does yet */
  unsigned age;
};

/* `span_s` before the present tick; at most what the rings hold. */
struct ago ago_find(const struct timeline *timeline, double span_s);

/* The value then; NaN when there was none. Of a coarse scale it is a mean of
 * some ticks, the higher one of that slot and the one before, and NaN without
 * either: one tick of less would be a low for as long as a slot is, and all
 * since then growth. */
double ago_value(const struct ago *ago, const struct window *window,
                 const struct timeline *timeline);

#endif
