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
  double share; /* how far on the way from that slot to the next newer one */
};

/* `span_s` before the present tick; at most what the rings hold. */
struct ago ago_find(const struct timeline *timeline, double span_s);

/* The value then, between two slots where it rose; NaN when there was none. Of
 * a coarse scale, whose slots are means of some ticks, the earlier one counts
 * as high as the one before it, and not at all without that: one tick of less
 * would be a low for as long as a slot is, and all since then growth. */
double ago_value(const struct ago *ago, const struct window *window,
                 const struct timeline *timeline);

#endif
