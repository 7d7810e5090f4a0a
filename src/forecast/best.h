/*
 * best.h - the model "best": the default.
 *
 * What the others see, weighed by what it was worth. The signs of a window
 * (signs.h: lines of several lengths, the filter of `kalman`, the experts of
 * `conformal` with their past errors, habits of the day) go through trees
 * (boost.h) whose sum is the log odds of meeting the wall within the horizon.
 * They were learnt from real series of machines, and from simulated ones of
 * leaks and of what looks like one, and are the same for everybody: nothing of
 * this is learnt at run time but what lore.h keeps. docs/FORECAST.md tells from
 * what, how, and what came of it. While history is short the errors of experts
 * tell nothing yet, and the filter speaks for itself; the trees know how long
 * there was to look.
 *
 * The probability is told as soon as there are three values. A time is told
 *   - from 50 % on;
 *   - from 18 % on where the last four horizons are nearly a straight line (R^2
 *     at least 0.6) and the experts by themselves say as much: a leak that may
 *     take a little longer is worth a warning;
 *   - from a chance of 1 % on where the drift of `trend` exceeds eight standard
 *     errors, or four below a cycle, as one half: trees that saw many rises
 * pass hold a young one for passing too. It is the sum of other trees, learnt
 * on the absolute error of its logarithm; the interval is as wide as four in
 * five of their errors.
 *
 * It is asked once in a twelfth of the horizon. In between the lower rungs of
 * the ladder are looked at (follow.h), by trees that were learnt for that: they
 * see no lore, for what goes on there is too young for one. A rung of less than
 * 30 ticks says nothing: of so few what rises and comes back looks the same.
 */
#ifndef BEST_H
#define BEST_H

#include "forecast/forecast.h"

struct forecast best_ask(const struct window *window,
                         const struct timeline *timeline,
                         const struct question *question);

/* The same for a rung of the ladder, without a lore. */
struct forecast best_rush(const struct window *window,
                          const struct timeline *timeline,
                          const struct question *question);

#endif
