/*
 * signs.h - what can be seen in a window that tells for or against a crossing.
 *
 * Numbers without a unit, so that what was learnt of one metric holds for all:
 * times are told in horizons, heights in distances to the wall, both as
 * logarithms to the base of 2 between bounds. `best` weighs them (see best.h);
 * each is a row of signs.c.
 */
#ifndef SIGNS_H
#define SIGNS_H

#include "forecast/forecast.h"

enum sign_id {
  /* Where lines lead: time to the wall; 6 where they do not lead there. */
  SIGN_TO_WALL_HALF,
  SIGN_TO_WALL_1,
  SIGN_TO_WALL_4,
  SIGN_TO_WALL_8,
  SIGN_TO_WALL_STEADY_1,
  SIGN_TO_WALL_STEADY_4,
  SIGN_TO_WALL_FILTER,
  /* How straight they are: R^2, with the sign of the slope. */
  SIGN_STRAIGHT_HALF,
  SIGN_STRAIGHT_1,
  SIGN_STRAIGHT_4,
  SIGN_STRAIGHT_8,
  /* The filter's slope in its standard errors; its probability. */
  SIGN_FILTER_SLOPE,
  SIGN_FILTER_PROBABILITY,
  /* Against the distance: ranges, falls from the highest, noise. */
  SIGN_RANGE_1,
  SIGN_RANGE_4,
  SIGN_RANGE_8,
  SIGN_FALL_1,
  SIGN_FALL_4,
  SIGN_FALL_8,
  SIGN_NOISE_1,
  SIGN_NOISE_4,
  /* The value as a share of the wall, and of the way from the lowest to it. */
  SIGN_SHARE_OF_WALL,
  SIGN_SHARE_OF_WAY,
  SIGN_AGE, /* how long it was looked at */
  /* When the wall was met before (habit.h). */
  SIGN_MET_AGO,
  SIGN_MEETINGS,
  SIGN_MET_YESTERDAY,
  SIGN_OFTEN,
  SIGN_YESTERDAY,
  SIGN_DAY_GROWTH,
  SIGN_TODAY,
  /* What the experts' errors tell (lore.h); -1 where they tell nothing. */
  SIGN_RUNG_1,
  SIGN_RUNG_2,
  SIGN_RUNG_3,
  SIGN_RUNG_4,
  SIGN_EXPERT_LAST, /* and those behind it: as the experts */
  SIGN_COUNT = SIGN_EXPERT_LAST + 9
};

extern const char *const sign_names[SIGN_COUNT];

/* False while there is too little to see, where the wall is met, or where it is
 * so near that a window, which keeps floats, does not tell the way from none.
 * Without a lore nothing is remembered. */
bool signs_take(const struct window *window, const struct timeline *timeline,
                const struct question *question, double sign[SIGN_COUNT]);

#endif
