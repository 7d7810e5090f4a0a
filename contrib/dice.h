/*
 * dice.h - chance that is the same everywhere: splitmix64 (Steele, Lea and
 * Flood, Fast Splittable Pseudorandom Number Generators, 2014) and what
 * follows from it.
 */
#ifndef DICE_H
#define DICE_H

#include <math.h>
#include <stdint.h>

struct dice {
  uint64_t state;
};

static inline uint64_t dice_next(struct dice *dice) {
  uint64_t z = dice->state += 0x9e3779b97f4a7c15u;

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/* From `low` on, below `high`. */
static inline double dice_between(struct dice *dice, double low, double high) {
  return low + (high - low) * ((double)(dice_next(dice) >> 11) / 0x1p53);
}

/* The same, of whole numbers. */
static inline int dice_whole(struct dice *dice, int low, int high) {
  return (int)floor(dice_between(dice, low, high));
}

/* With mean 0 and deviation 1: Box and Muller. */
static inline double dice_normal(struct dice *dice) {
  double radius = sqrt(-2 * log(1 - dice_between(dice, 0, 1)));

  return radius * cos(2 * M_PI * dice_between(dice, 0, 1));
}

/* With mean 1. */
static inline double dice_exponential(struct dice *dice) {
  return -log(1 - dice_between(dice, 0, 1));
}

#endif
