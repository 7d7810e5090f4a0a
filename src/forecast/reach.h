/*
 * reach.h - what can be told in each tick, before anybody looks closely.
 */
#ifndef REACH_H
#define REACH_H

#include "forecast/forecast.h"
#include "forecast/span.h"

/* Whether any of the last 60 ticks is so low that a drift since then would meet
 * the wall in time: hardly ever, and cheap to tell. */
bool reach_could_meet(const struct sight *sight,
                      const struct question *question);

/* Whether none of the last 60 ticks was nearer to the wall. */
bool reach_is_highest(const struct sight *sight,
                      const struct question *question);

/* Whether it is where the lowest known value is, within an eighth of the way
 * from there to the wall. */
bool reach_is_low(const struct sight *sight, const struct question *question);

/* Whether the value is where it came back from before: a tooth of a collector,
 * noise. It came back where it fell by a quarter of the way that leads from the
 * lowest known value to the wall, and is not there any more where it went
 * on by an eighth of the way that is left. Not where the wall was met: what did
 * so may do it again. */
bool reach_was_here(const struct sight *sight, const struct question *question);

#endif
