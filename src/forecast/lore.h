/*
 * lore.h - how far the experts have been off, before one wall.
 *
 * Online conformal prediction (Vovk, Gammerman and Shafer, Algorithmic Learning
 * in a Random World, 2005; Gibbs and Candes, Adaptive Conformal Inference Under
 * Distribution Shift, 2021): what was expected is compared with what came, and
 * the differences of the past are the distribution of those to come. Time is
 * cut into steps of a twelfth of the horizon. As a step begins, each expert
 * says what it expects as the highest value within H/6, H/3, 2H/3 and H; when
 * that time is over the difference goes into a ring. Values that hold for less
 * than H/30 are noise and no height.
 *
 * The probability of meeting a wall is, by one expert, the share of its ring
 * that would reach it; together they count by their mean error, of the last
 * horizon for the most part, to the power of -3: who was off lately is heard
 * little, and who was not, nearly alone.
 *
 * A group has one for each of its walls, about 29 KiB; it learns from one
 * member at a time, and all are judged by it.
 */
#ifndef LORE_H
#define LORE_H

#include "forecast/experts.h"
#include "forecast/habit.h"

enum {
  LORE_RUNGS = 4,
  LORE_RESIDUALS = 160,
  LORE_STEPS = 12, /* of a horizon */
};

struct lore {
  double horizon_s;
  double step_s;
  const void *who; /* it learns from; NULL: nobody */
  long step;   /* that is under way, since the beginning of time; -1: none */
  double peak; /* in it; -INFINITY: nothing yet */
  float peaks[LORE_STEPS];
  float expected[LORE_STEPS][EXPERT_COUNT][LORE_RUNGS];
  float residual[EXPERT_COUNT][LORE_RUNGS][LORE_RESIDUALS];
  unsigned long count[EXPERT_COUNT][LORE_RUNGS];
  double error[EXPERT_COUNT][LORE_RUNGS]; /* mean, the newer the heavier */
  struct habit habit;
};

/* What the experts say of a wall, and what is to be thought of it. */
struct hearing {
  struct opinion opinion[EXPERT_COUNT];
  /* Of the errors of a whole horizon, those that would reach the wall, as a
   * share; NaN where fewer than three are known. */
  double share[EXPERT_COUNT];
  /* Of meeting it within each rung; does not fall from one to the next. NaN
   * while nobody has learnt enough. */
  double probability[LORE_RUNGS];
};

extern const double lore_rung[LORE_RUNGS]; /* of a horizon */

/* Knows nothing. */
void lore_init(struct lore *lore, double horizon_s);

/* Whether it learns from `who`, which it does if it has nobody. One that it
 * has learnt from and that goes must be told. */
bool lore_follows(struct lore *lore, const void *who);
void lore_leave(struct lore *lore, const void *who);

/* What is asked about a wall in a tick, in the sense of the sight. */
struct height {
  double value;    /* as the wall compares it; NaN: not known */
  double limit;    /* where the wall stands */
  unsigned smooth; /* `value` is the mean of so many ticks; 0 is 1 */
};

/* A tick of the one it follows, after its value was pushed. What is learnt is
 * how high that comes which is asked about: means where those are compared, and
 * between the readings of what is seldom read the last of them. Before the time
 * 0 nothing is learnt: a history may begin before 1970. */
void lore_step(struct lore *lore, const struct sight *sight,
               const struct height *height);

/* Of anyone, by what was learnt. */
void lore_hear(const struct lore *lore, const struct sight *sight, double limit,
               struct hearing *ret_hearing);

#endif
