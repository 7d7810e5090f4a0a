/* lore_keep.c - see lore_keep.h */
#include "forecast/lore_keep.h"

#include "forecast/signs.h"
#include "window/keep.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 64 };

/* Before the differences of an expert. */
enum { RING_HORIZON, RING_COUNT, RING_ERROR, RING_HEAD };

enum {
  HABIT_HORIZON,
  HABIT_FIRST,
  HABIT_LAST,
  HABIT_MET,
  HABIT_MEETINGS,
  HABIT_IS_MET,
  HABIT_PEAK,
  HABIT_STEP_MET,
  HABIT_NUMBERS
};

static bool is_between(double x, double least, double most) {
  return x >= least && x <= most; /* not NaN */
}

static bool is_float(double x) {
  return fabs(x) <= (double)FLT_MAX;
}

static int known_of(double count) {
  return (int)fmin(LORE_RESIDUALS, count);
}

/* Where the `age`th newest of so many is. */
static unsigned long place(unsigned long count, int age) {
  return (count - 1 - (unsigned long)age) % LORE_RESIDUALS;
}

static void name_ring(char name[NAME_BYTES], int id, int rung) {
  snprintf(name, NAME_BYTES, "%s/%s", sign_names[SIGN_EXPERT_LAST + id],
           sign_names[SIGN_RUNG_1 + rung]);
}

static void keep_ring(const struct lore *lore, int id, int rung,
                      const struct lore_visitor *visitor) {
  unsigned long count = lore->count[id][rung];
  double value[RING_HEAD + LORE_RESIDUALS] = {
      lore->horizon_s, fmin((double)count, KEEP_MOST), lore->error[id][rung]};
  char name[NAME_BYTES];

  if (count == 0)
    return;
  for (int i = 0; i < known_of((double)count); i++)
    value[RING_HEAD + i] =
        fmax(-(double)FLT_MAX,
             fmin((double)FLT_MAX,
                  (double)lore->residual[id][rung][place(count, i)]));
  name_ring(name, id, rung);
  visitor->array(visitor->context, name, value,
                 RING_HEAD + known_of((double)count));
}

static int restore_ring(struct lore *lore, int id, int rung,
                        const double *value, int count) {
  unsigned long learnt;

  if (count < RING_HEAD || !is_between(value[RING_COUNT], 1, KEEP_MOST) ||
      value[RING_COUNT] != floor(value[RING_COUNT]) ||
      count != RING_HEAD + known_of(value[RING_COUNT]) ||
      !is_between(value[RING_ERROR], 0, 2 * (double)FLT_MAX))
    return -ERANGE;
  for (int i = RING_HEAD; i < count; i++)
    if (!is_float(value[i]))
      return -ERANGE;
  learnt = (unsigned long)value[RING_COUNT];
  lore->count[id][rung] = learnt;
  lore->error[id][rung] = value[RING_ERROR];
  for (int i = RING_HEAD; i < count; i++)
    lore->residual[id][rung][place(learnt, i - RING_HEAD)] = (float)value[i];
  return 0;
}

static void keep_days(const struct habit *habit, double horizon_s,
                      const struct lore_visitor *visitor) {
  double peaks[1 + HABIT_STEPS] = {horizon_s}, often[1 + HABIT_STEPS];

  often[0] = horizon_s;
  for (int i = 0; i < habit->steps; i++) {
    long slot = (habit->step + i) % habit->steps;

    peaks[1 + i] = (double)habit->peaks[slot];
    often[1 + i] = (double)habit->often[slot];
  }
  visitor->array(visitor->context, "habit_peaks", peaks, 1 + habit->steps);
  visitor->array(visitor->context, "habit_often", often, 1 + habit->steps);
}

static void keep_habit(const struct lore *lore, double now_s,
                       const struct lore_visitor *visitor) {
  struct habit habit = lore->habit;

  if (isnan(habit.first_s))
    return;
  habit_turn(&habit, now_s);
  visitor->array(
      visitor->context, "habit",
      (const double[HABIT_NUMBERS]){
          [HABIT_HORIZON] = lore->horizon_s,
          [HABIT_FIRST] = now_s - habit.first_s,
          [HABIT_LAST] = now_s - habit.last_s,
          [HABIT_MET] = now_s - habit.met_s,
          [HABIT_MEETINGS] = fmin(habit.meetings, KEEP_MOST),
          [HABIT_IS_MET] = habit.is_met,
          [HABIT_PEAK] = isinf(habit.peak) ? (double)NAN : (double)habit.peak,
          [HABIT_STEP_MET] = habit.step_met,
      },
      HABIT_NUMBERS);
  keep_days(&habit, lore->horizon_s, visitor);
}

static bool is_habit(const double *value) {
  double first_s = value[HABIT_FIRST], last_s = value[HABIT_LAST];
  double met_s = value[HABIT_MET], peak = value[HABIT_PEAK];

  return is_between(last_s, 0, first_s) && first_s <= KEEP_MOST &&
         (isnan(met_s) || is_between(met_s, last_s, first_s)) &&
         is_between(value[HABIT_MEETINGS], 0, KEEP_MOST) &&
         (isnan(peak) || is_float(peak));
}

/* Its clock stands at 0 as it is kept, and the step under way is the first of
 * the second day. */
static int restore_habit(struct lore *lore, const double *value, int count) {
  struct habit *habit = &lore->habit;
  double peak;

  if (count != HABIT_NUMBERS || !is_habit(value))
    return -ERANGE;
  peak = value[HABIT_PEAK];
  habit->first_s = -value[HABIT_FIRST];
  habit->last_s = -value[HABIT_LAST];
  habit->met_s = -value[HABIT_MET];
  habit->meetings = value[HABIT_MEETINGS];
  habit->is_met = value[HABIT_IS_MET] == 1;
  habit->step = habit->steps;
  habit->peak = isnan(peak) ? -INFINITY : (float)peak;
  habit->step_met = value[HABIT_STEP_MET] == 1;
  return 0;
}

static int restore_peaks(struct lore *lore, const double *value, int count) {
  struct habit *habit = &lore->habit;

  if (count != 1 + habit->steps)
    return -ERANGE;
  for (int i = 1; i < count; i++)
    if (!isnan(value[i]) && !is_float(value[i]))
      return -ERANGE;
  for (int i = 1; i < count; i++)
    habit->peaks[i - 1] = (float)value[i];
  return 0;
}

static int restore_often(struct lore *lore, const double *value, int count) {
  struct habit *habit = &lore->habit;

  if (count != 1 + habit->steps)
    return -ERANGE;
  for (int i = 1; i < count; i++)
    if (!is_between(value[i], 0, 1))
      return -ERANGE;
  for (int i = 1; i < count; i++)
    habit->often[i - 1] = (float)value[i];
  return 0;
}

void lore_keep(const struct lore *lore, double now_s,
               const struct lore_visitor *visitor) {
  for (int id = 0; id < EXPERT_COUNT; id++)
    for (int rung = 0; rung < LORE_RUNGS; rung++)
      keep_ring(lore, id, rung, visitor);
  keep_habit(lore, now_s, visitor);
}

static int restore_called(struct lore *lore, const char *name,
                          const double *value, int count) {
  char ring[NAME_BYTES];

  if (strcmp(name, "habit") == 0)
    return restore_habit(lore, value, count);
  if (strcmp(name, "habit_peaks") == 0)
    return restore_peaks(lore, value, count);
  if (strcmp(name, "habit_often") == 0)
    return restore_often(lore, value, count);
  for (int id = 0; id < EXPERT_COUNT; id++)
    for (int rung = 0; rung < LORE_RUNGS; rung++) {
      name_ring(ring, id, rung);
      if (strcmp(name, ring) == 0)
        return restore_ring(lore, id, rung, value, count);
    }
  return -ENOENT;
}

int lore_restore(struct lore *lore, const char *name, const double *value,
                 int count) {
  if (count < 1 || value[0] != lore->horizon_s)
    return -ERANGE;
  return restore_called(lore, name, value, count);
}

int lore_resume(struct lore *lore, const struct interruption *interruption) {
  if (!is_between(interruption->now_s, 0, KEEP_MOST) ||
      !is_between(interruption->since_s, 0, KEEP_MOST)) {
    lore_init(lore, lore->horizon_s);
    return -ERANGE;
  }
  if (isnan(lore->habit.first_s))
    habit_init(&lore->habit, lore->horizon_s);
  else
    habit_resume(&lore->habit, interruption->now_s, interruption->since_s);
  return 0;
}
