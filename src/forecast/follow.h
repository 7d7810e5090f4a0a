/*
 * follow.h - a wall that is asked about in each tick.
 *
 * A model that rests (models[].rest) is not asked again while its answer
 * stands: that is told anew, its times as much shorter as time has passed. It
 * stands twice as long where it was below 1 %, and is asked before its time
 *   - when the value came nearer by a quarter of the way it had, and was not
 *     there in the last 60 ticks; or when it went away by as much, but for an
 *     answer that stands on a drift, as under the teeth of a collector;
 *   - when the wall has moved by an eighth of that;
 *   - when the time it told is over.
 * Where the value fell by as much, to about the lowest that is known, what was
 * told is over: it rests, and what rushes for the wall anew is told alone. Of
 * what is seldom read nothing new is known between two readings: the answer
 * stands that long, and is looked at anew with each.
 *
 * What cannot wait so long is looked for where a value of the last 60 ticks is
 * low enough for a drift since then to meet the wall in time, and where it did
 * not come back from before (reach.h): at a glance (models[].glance) in each
 * tick, and at each lower rung of the ladder (models[].rush) as often within
 * its part of the horizon as the model is asked within the whole. What is seen
 * there is told at once, and stands for as much less as the rung is shorter. Of
 * a mean nothing is looked for: it is above the least of its own ticks without
 * any drift, and what rushes moves it by a quarter of its way soon enough.
 */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "forecast/forecast.h"
#include "forecast/span.h"

/* Of the answer that stands. */
struct memo {
  double asked_s; /* when the model was asked; NaN: it has to be */
  double told_s;  /* when it was told last */
  double value;   /* as it was asked */
  double limit;
  double rest_s;          /* how long it stands */
  double rushed_s[RUNGS]; /* when each was last looked at; NaN: never */
  double turned_at;       /* see reach.h */
  double turned_s;        /* when that was looked up; NaN: never */
};

#define MEMO_EMPTY                                                             \
  {                                                                            \
    .asked_s = NAN, .told_s = NAN, .value = NAN, .limit = NAN, .rest_s = NAN,  \
    .rushed_s = {NAN, NAN, NAN, NAN}, .turned_at = NAN, .turned_s = NAN        \
  }
extern const struct memo memo_empty;

/* `last` is what was told before, and `memo` goes with it. */
struct forecast forecast_follow(enum model_id id, const struct sight *sight,
                                const struct question *question,
                                const struct forecast *last, struct memo *memo);

#endif
