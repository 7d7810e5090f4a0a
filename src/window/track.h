/*
 * track.h - what is remembered of one process, or of the host.
 *
 * The last sample, for the rates, and a window for each metric of a plan. A
 * track is one piece of memory of track_bytes(plan), so that an owner of
 * thousands can lay them side by side; nothing here allocates.
 */
#ifndef TRACK_H
#define TRACK_H

#include "window/derive.h"
#include "window/rate.h"
#include "window/window.h"

#include <stddef.h>

/* Which metrics of a scope have a window, and which are counters. */
struct window_plan {
  enum metric_scope scope;
  int count;
  int index[METRIC_COUNT]; /* of the window; -1: none */
  int narrows;
  int narrow[METRIC_COUNT]; /* the metrics that have a narrow window */
  int counters;
  int counter[METRIC_COUNT];
};

/* The metrics with `dimension` in their row; those with `narrow` beside it get
 * a narrow window. */
void window_plan_init(struct window_plan *plan, enum metric_scope scope);

/* A window for `id`, in place of its narrow one if it has that. */
void window_plan_add(struct window_plan *plan, enum metric_id id);

/* What a sample is seen against. */
struct surroundings {
  const struct timeline *timeline;
  struct derive_context derive;
  const double *read_s; /* when its files of each lane were read; NaN: not in
                           this tick; NULL: all of them as the tick began */
};

/* What a sample comes to; NaN where it cannot be told. */
struct change {
  double now[METRIC_COUNT];    /* gauges, rates, and what is derived of them */
  double growth[METRIC_COUNT]; /* of counters, since the sample before */
};

struct track {
  /* By lane: when the counters in `last` were read (NaN before they were), and
   * whether that was before the last sample. */
  double last_s[LANE_COUNT];
  bool behind[LANE_COUNT];
  /* Ticks before this one that the windows do not show yet: */
  unsigned held;   /* in which nothing had changed, */
  unsigned unseen; /* and after those, of which nothing is known */
  struct arrears arrears;
  double last[METRIC_MEMBER_COUNT];
  struct window window[]; /* and the narrow ones behind them */
};

size_t track_bytes(const struct window_plan *plan);

/* As after a birth or an execve(2): nothing is remembered. */
void track_reset(struct track *track, const struct window_plan *plan);

/* The next sample has no rates: what lies before it is not comparable. The
 * windows stay. */
void track_tear(struct track *track);

/* One sample `raw` of a process in the tick its timeline last began. The
 * counters of a lane that was not read since they were last compared, or just
 * now, wait for the next sample, which tells of both. What the deep lane reads,
 * now and then, is in `now` as long as `raw` has it; its window gets it in the
 * tick of the reading, and has no value in the others. */
void track_observe(struct track *track, const struct window_plan *plan,
                   const struct surroundings *surroundings, const double *raw,
                   struct change *ret_change);

/* A tick in which the process did nothing: no counter has grown since its last
 * sample, as 0 a second in `now` says; `growth` is left alone. And one in which
 * it was not looked at: what has a window is as it was. The windows are brought
 * up to date by the next sample, so that such a tick costs next to nothing. */
void track_rest(struct track *track, const struct window_plan *plan,
                const struct surroundings *surroundings,
                struct change *ret_change);
void track_skip(struct track *track, const struct window_plan *plan,
                const struct surroundings *surroundings,
                struct change *ret_change);

/* A tick without a sample. */
void track_gap(struct track *track, const struct window_plan *plan,
               const struct surroundings *surroundings);

/* What its windows do not show yet, once the present tick is over: values that
 * held for track->held ticks, before the track->unseen last ones. */
void track_held(const struct track *track, const struct window_plan *plan,
                const struct surroundings *surroundings,
                double ret_now[METRIC_COUNT]);

/* Pushes `now` into the windows of the plan. */
void track_push(struct track *track, const struct window_plan *plan,
                const struct timeline *timeline, const double *now);

/* The window of `id`, or NULL; and the narrow one. */
const struct window *track_window(const struct track *track,
                                  const struct window_plan *plan,
                                  enum metric_id id);
const struct narrow_window *track_narrow(const struct track *track,
                                         const struct window_plan *plan,
                                         enum metric_id id);

#endif
