/*
 * span.h - the values of a window over some time, seen so that the wall is
 * above.
 */
#ifndef SPAN_H
#define SPAN_H

#include "metric/wall.h"
#include "window/window.h"

enum { SPAN_MOST = TIMELINE_SLOTS + 1 };

/* A window, and from which side it is looked at. */
struct sight {
  const struct window *window;
  const struct timeline *timeline;
  double sign; /* 1, or -1 where the wall is below */
};

struct sight sight_of(const struct window *window,
                      const struct timeline *timeline,
                      enum direction direction);

/* Newest first, without gaps; `v` grows towards the wall. */
struct span {
  int count;
  double t[SPAN_MOST]; /* monotonic seconds */
  double v[SPAN_MOST];
};

/* All slots of one scale. Coarse ones end in the past: the newest raw value
 * leads them. */
void span_of_scale(struct span *span, const struct sight *sight, int scale);

/* The last `length_s` seconds, by the finest scale that has kept them, or all
 * there is of them. */
void span_of_time(struct span *span, const struct sight *sight,
                  double length_s);

/* The same, but never of fewer than `least` values where a finer scale has as
 * many: a coarse one has few slots while the timeline, or the window, is young.
 * What is missing of `length_s` then is at its old end. */
void span_of_enough(struct span *span, const struct sight *sight,
                    double length_s, int least);

/* From the newest value back to the oldest. */
double span_length_s(const struct span *span);

#endif
