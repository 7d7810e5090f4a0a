/*
 * habit.h - when a wall was met before: how often, how long ago, and at which
 * time of the day.
 *
 * The day is cut into steps, of a twelfth of the horizon or longer. Of each is
 * kept the peak that was seen when it was last that time of day, and the share
 * of days in which the wall was met then, as a mean in which each day counts
 * 0.7 of the next. What happens every night is foretold by this alone.
 */
#ifndef HABIT_H
#define HABIT_H

#include <stdbool.h>

enum { HABIT_STEPS = 512 };

struct habit {
  int steps; /* of a day */
  double step_s;
  double first_s, last_s; /* of the samples; NaN: none yet */
  double met_s;           /* when the wall was last met; NaN: never */
  bool is_met;
  double meetings;
  long step;  /* that is under way, since the beginning of time; -1: none */
  float peak; /* in it; -INFINITY: nothing yet */
  bool step_met;
  float peaks[HABIT_STEPS]; /* NaN: not known */
  float often[HABIT_STEPS]; /* 0 to 1 */
};

/* Knows nothing. */
void habit_init(struct habit *habit, double horizon_s);

/* A sample: `height` grows towards the wall at `limit`; NaN: not known. */
void habit_step(struct habit *habit, double now_s, double height, double limit);

/* Brings it to `now_s` without a sample. */
void habit_turn(struct habit *habit, double now_s);

/* Brings it to `now_s` by another clock, `since_s` after a moment at which its
 * own stood at 0. Of its days, slot i is that of the i-th step from the one
 * that was under way at that moment. The time of the day is kept to a step. */
void habit_resume(struct habit *habit, double now_s, double since_s);

/* Since the first sample, and since the wall was last met (NaN: never). */
double habit_age_s(const struct habit *habit);
double habit_since_s(const struct habit *habit);

/* How often a day the wall is met; at least a day is taken to have passed. */
double habit_meetings_a_day(const struct habit *habit);

/* Of the `ahead_s` seconds to come, a day ago: the peak (NaN: not known), and
 * the largest share of days in which the wall was met then. */
double habit_yesterday(const struct habit *habit, double ahead_s);
double habit_often(const struct habit *habit, double ahead_s);

/* How much higher the step that is under way is than it was a day ago; NaN: not
 * known. */
double habit_growth(const struct habit *habit);

#endif
