/* habit.c - see habit.h */
#include "forecast/habit.h"

#include <math.h>

static const double DAY_S = 86400, STEPS_A_HORIZON = 12;
static const double LATE = 0.01; /* of a step: still its last value */
static const float FADES = 0.7F;

static void forget_days(struct habit *habit) {
  for (int i = 0; i < HABIT_STEPS; i++) {
    habit->peaks[i] = NAN;
    habit->often[i] = 0;
  }
}

static void open_step(struct habit *habit, long step) {
  habit->step = step;
  habit->peak = -INFINITY;
  habit->step_met = false;
}

void habit_init(struct habit *habit, double horizon_s) {
  *habit = (struct habit){.first_s = NAN, .last_s = NAN, .met_s = NAN};
  habit->steps =
      (int)fmin(HABIT_STEPS, round(DAY_S / (horizon_s / STEPS_A_HORIZON)));
  habit->steps = habit->steps < 1 ? 1 : habit->steps;
  habit->step_s = DAY_S / habit->steps;
  forget_days(habit);
  open_step(habit, -1);
}

static void close_step(struct habit *habit) {
  int slot = (int)(habit->step % habit->steps);

  habit->peaks[slot] = isinf(habit->peak) ? (float)NAN : habit->peak;
  habit->often[slot] =
      FADES * habit->often[slot] + (habit->step_met ? 1 - FADES : 0);
  open_step(habit, habit->step + 1);
}

static long step_at(const struct habit *habit, double now_s) {
  return (long)floor(now_s / habit->step_s - LATE);
}

/* Of steps in which nobody looked nothing is known. */
static void turn_to(struct habit *habit, long step) {
  if (habit->step < 0 || step - habit->step > habit->steps) {
    forget_days(habit);
    open_step(habit, step);
  }
  while (habit->step < step)
    close_step(habit);
}

/* A clock begins with the first step. */
static long step_under_way(const struct habit *habit, double now_s) {
  long step = step_at(habit, now_s);

  return step < 0 ? 0 : step;
}

void habit_turn(struct habit *habit, double now_s) {
  turn_to(habit, step_under_way(habit, now_s));
}

void habit_resume(struct habit *habit, double now_s, double since_s) {
  const struct habit past = *habit;
  long then = step_at(habit, now_s - since_s);
  /* a step before a clock began; whole days later it has the same slot */
  long days = then < 0 ? (habit->steps - 1 - then) / habit->steps : 0;

  habit->first_s += now_s - since_s;
  habit->last_s += now_s - since_s;
  habit->met_s += now_s - since_s;
  habit->step = then + days * habit->steps;
  for (int i = 0; i < habit->steps; i++) {
    long slot = (habit->step + i) % habit->steps;

    habit->peaks[slot] = past.peaks[i];
    habit->often[slot] = past.often[i];
  }
  turn_to(habit, step_under_way(habit, now_s) + days * habit->steps);
  habit->step -= days * habit->steps;
}

static void meet(struct habit *habit, double now_s, bool is_met) {
  if (is_met && !habit->is_met)
    habit->meetings++;
  if (is_met)
    habit->met_s = now_s;
  habit->is_met = is_met;
  habit->step_met |= is_met;
}

void habit_step(struct habit *habit, double now_s, double height,
                double limit) {
  if (isnan(habit->first_s))
    habit->first_s = now_s;
  habit->last_s = now_s;
  habit_turn(habit, now_s);
  if (isnan(height))
    return;
  habit->peak = fmaxf(habit->peak, (float)height);
  meet(habit, now_s, height >= limit);
}

double habit_age_s(const struct habit *habit) {
  return habit->last_s - habit->first_s;
}

double habit_since_s(const struct habit *habit) {
  return habit->last_s - habit->met_s;
}

double habit_meetings_a_day(const struct habit *habit) {
  return habit->meetings / fmax(1, habit_age_s(habit) / DAY_S);
}

/* Steps that begin within `ahead_s`; a whole day at most. */
static int steps_ahead(const struct habit *habit, double ahead_s) {
  return (int)fmin(habit->steps, ceil(ahead_s / habit->step_s - LATE));
}

double habit_yesterday(const struct habit *habit, double ahead_s) {
  double peak = NAN;

  if (!(habit_age_s(habit) >= DAY_S))
    return NAN;
  for (int i = 1; i <= steps_ahead(habit, ahead_s); i++)
    peak = fmax(peak, (double)habit->peaks[(habit->step + i) % habit->steps]);
  return peak;
}

double habit_often(const struct habit *habit, double ahead_s) {
  double often = 0;

  for (int i = 1; i <= steps_ahead(habit, ahead_s); i++)
    often = fmax(often, (double)habit->often[(habit->step + i) % habit->steps]);
  return often;
}

double habit_growth(const struct habit *habit) {
  if (isinf(habit->peak))
    return NAN;
  return (double)(habit->peak - habit->peaks[habit->step % habit->steps]);
}
