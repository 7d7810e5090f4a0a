/*
 * best_trees.h - what `best` has learnt; see best.h.
 *
 * Written by contrib/learn-best from many series. `best_chance` sums to the log
 * odds of meeting the wall within the horizon, `best_time` to the logarithm, to
 * the base of 2, of the time until then in horizons.
 */
#ifndef BEST_TREES_H
#define BEST_TREES_H

#include "forecast/boost.h"

extern const struct boost best_chance;
extern const struct boost best_time;

/* Eight in ten of all times lay between these shares of what was told. */
extern const double best_lower;
extern const double best_upper;

#endif
