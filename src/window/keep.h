/*
 * keep.h - what of the past outlives a restart, by name.
 *
 * Windows and the times of their slots, as arrays of numbers: who writes them
 * to a file, and reads them, is not told here. What counters stood at is not
 * kept: rates begin anew. The times are ages, so that the clock of another boot
 * can go on from them. In this order, before the first tick:
 *
 *     keep_restore_timeline()    the ticks that were, and those that were
 * missed keep_restore_window()      of tracks that are new, before their first
 *                                sample; in any later tick too
 *
 * A window that is restored in the next tick is as if nothing had happened;
 * after some ticks without us it has a gap of so many, at all scales. What was
 * kept may be anything: it is checked, and never worse than no past.
 */
#ifndef KEEP_H
#define KEEP_H

#include "window/track.h"

/* Between the last tick that was kept and the one that comes next. */
struct interruption {
  double now_s;   /* of the tick that comes next, by its own clock */
  double since_s; /* that have passed; by the wall clock across a boot */
  double interval_s;
  double interval_before_s;
};

/* A number that no age and no count exceeds. */
#define KEEP_MOST 1e9

/* The ages of all slots, in seconds before the last tick. Without a tick all
 * counts are 0. */
void keep_timeline(const struct timeline *timeline, struct past *ret_ages);

/* Makes an empty timeline one with that past; the ticks that were missed lie
 * evenly between its last one and `now_s`. On failure it is left alone, and no
 * window may be restored to it:
 *   -ERANGE  these are no ages, or time does not go on, or the interval is
 *            another one (by more than 1 %): slots of no scale would fit then,
 *            and all windows begin empty;
 *   -ESTALE  that was so long ago that no ring reaches back. */
int keep_restore_timeline(struct timeline *timeline, const struct past *ages,
                          const struct interruption *interruption);

struct keep_visitor {
  void (*window)(void *context, const char *metric, const struct past *past);
  void *context;
};

/* Tells all windows of a track, of either size, that have a value; as of the
 * present tick, which is over. Changes nothing. `surroundings` are asked about
 * a track that rests; others need no more than the timeline. */
void keep_track(const struct track *track, const struct window_plan *plan,
                const struct surroundings *surroundings,
                const struct keep_visitor *visitor);

/* The window of the metric with that name; a full one may have been narrow.
 * -ENOENT if none has a window; -ERANGE as window_recall(). */
int keep_restore_window(struct track *track, const struct window_plan *plan,
                        const struct timeline *timeline, const char *metric,
                        const struct past *past);

#endif
