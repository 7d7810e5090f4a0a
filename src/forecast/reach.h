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

/* Whether none of the last 60 ticks was nearer to the wall; so, too, where what
 * is asked about is not the value of this tick but a mean, or held: of such the
 * ticks tell nothing. */
bool reach_is_highest(const struct sight *sight,
                      const struct question *question);

/* Whether it is where the lowest known value is, within an eighth of the way
 * from there to the wall. */
bool reach_is_low(const struct sight *sight, const struct question *question);

/* The highest that it came back from, as a tooth of a collector or noise does,
 * seen so that the wall is above: it fell from there by a quarter of the way
 * that leads from the lowest known value to the wall. -INFINITY: it never did,
 * or it met the wall, and may do so again. Costs as much as some glances. */
double reach_turned_at(const struct sight *sight,
                       const struct question *question);

/* Whether it went beyond that, by an eighth of the way that is left there. */
bool reach_is_beyond(const struct sight *sight, const struct question *question,
                     double turned_at);

/* Both, for who does not keep the height. */
bool reach_was_here(const struct sight *sight, const struct question *question);

#endif
