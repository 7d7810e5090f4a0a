/*
 * trees.h - what `best` has learnt; see best.h.
 *
 * Written by contrib/learn-best from many series: one table for the horizon,
 * one for the lower rungs, which see no lore and are asked only where something
 * rushes for the wall.
 */
#ifndef TREES_H
#define TREES_H

#include "forecast/boost.h"

struct trees {
  struct boost chance; /* log odds of meeting the wall within the horizon */
  struct boost time;   /* until then; logarithm to the base of 2, in horizons */
  double lower, upper; /* between these shares of it were eight in ten */
};

extern const struct trees best_trees;
extern const struct trees rung_trees;

#endif
