/*
 * lore_keep.h - what was learnt of a wall, to go on from after a restart.
 *
 * Arrays of numbers with names, as lore_keep() tells them and lore_restore()
 * takes them, in any order; the owner knows the target and the wall. All begin
 * with the horizon: what was learnt for one says nothing of another.
 *
 *     expert_E/rung_R  horizon, how much was learnt, mean error, and the
 *                      differences, newest first
 *     habit            horizon; seconds since the first and the last sample,
 *                      and since the wall was met; how often it was; whether it
 *                      is; of the step under way the peak, and whether it was
 *                      met there
 *     habit_peaks      horizon, and of a day's steps from the one under way on
 *     habit_often      what is kept of them
 *
 * NaN where nothing is known. What was expected of somebody and has not come
 * yet is not kept: the next who is followed begins anew.
 */
#ifndef LORE_KEEP_H
#define LORE_KEEP_H

#include "forecast/lore.h"

struct interruption;

struct lore_visitor {
  void (*array)(void *context, const char *name, const double *value,
                int count);
  void *context;
};

/* Tells all of which something was learnt; as of `now_s`, not before the last
 * sample. */
void lore_keep(const struct lore *lore, double now_s,
               const struct lore_visitor *visitor);

/* Into a lore that knows nothing. -ENOENT if no array has that name; -ERANGE if
 * it is too long or too short, of another horizon, or has a number that none of
 * it can be: nothing is taken of it then. */
int lore_restore(struct lore *lore, const char *name, const double *value,
                 int count);

/* After the last of them, once. -ERANGE, and the lore knows nothing, unless
 * these are times. Intervals do not matter: steps are parts of the horizon. */
int lore_resume(struct lore *lore, const struct interruption *interruption);

#endif
