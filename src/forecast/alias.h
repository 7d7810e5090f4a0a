/*
 * alias.h - whether a cycle of coarse slots is the shadow of a faster one.
 *
 * Means of K values, taken every K, show a cycle faster than 2 K values as a
 * slow one, at |f - j| for a whole j: 13 s seen every 10 s is 43 s. Its height
 * there is less by what the mean takes, sin(pi g) / (K sin(pi g / K)) at g
 * cycles a slot. The finer ring has no such shadow: if a cycle of at least half
 * the height that the shadow would come from is there, it is one.
 */
#ifndef ALIAS_H
#define ALIAS_H

#include "forecast/whiten.h"

#include <stdbool.h>

/* The newest part of a series at the next finer resolution; `at` in the steps
 * of the coarse one. */
struct finer {
  int values; /* in a slot of the coarse one */
  struct series series;
};

/* `frequency` in cycles a coarse step, below 1/2. */
bool is_alias(const struct series *coarse, const struct finer *finer,
              double frequency);

#endif
