/*
 * follow.h - a wall that is asked about in each tick.
 *
 * A model that rests (models[].rest) is not asked again while its answer
 * stands: that is told anew, its times as much shorter as time has passed. It
 * is asked before its time
 *   - when the value came nearer, or went away, by a quarter of the way it had;
 *   - when the wall has moved by an eighth of that;
 *   - when the time it told is over.
 * Of what is seldom read nothing new is known between two readings: the answer
 * stands that long, and is looked at anew with each.
 * What the lower rungs of the ladder tell (models[].glance, models[].rush) is
 * told at once, and stands for as much less as the rung is shorter.
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
  double rest_s;   /* how long it stands */
  double rushed_s; /* when the lower rungs were last looked at; NaN: never */
};

extern const struct memo memo_empty;

/* `last` is what was told before, and `memo` goes with it. */
struct forecast forecast_follow(enum model_id id, const struct sight *sight,
                                const struct question *question,
                                const struct forecast *last, struct memo *memo);

#endif
