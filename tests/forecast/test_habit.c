/* test_habit.c - when a wall was met before. */
#include "expect.h"

#include "forecast/habit.h"

static const double HOUR_S = 3600, DAY_S = 86400, LIMIT = 100;

/* Minutes, the wall met from 12:00 to 13:00. */
static void live(struct habit *habit, double from_s, double to_s) {
  for (double at_s = from_s; at_s < to_s; at_s += 60) {
    double hour = fmod(at_s, DAY_S) / HOUR_S;

    habit_step(habit, at_s, hour >= 12 && hour < 13 ? 120 : 30 + hour, LIMIT);
  }
}

static void nothing_is_known_at_first(void **state) {
  struct habit habit;

  (void)state;
  habit_init(&habit, HOUR_S);
  assert_int_equal(habit.step, -1);
  expect_missing(habit_age_s(&habit));
  live(&habit, 0, HOUR_S);
  expect_near(habit_age_s(&habit), 59 * 60, 0);
  expect_missing(habit_since_s(&habit));
  expect_missing(habit_yesterday(&habit, HOUR_S));
  expect_missing(habit_growth(&habit));
  expect_near(habit_often(&habit, HOUR_S), 0, 0);
  expect_near(habit_meetings_a_day(&habit), 0, 0);
}

static void what_was_met_is_counted_once_until_it_is_left(void **state) {
  struct habit habit;

  (void)state;
  habit_init(&habit, HOUR_S);
  live(&habit, 0, 2 * DAY_S);
  expect_near(habit_meetings_a_day(&habit), 1, 0.01);
  expect_near(habit_since_s(&habit), 11 * HOUR_S, 120);
}

static void the_hour_to_come_is_known_from_yesterday(void **state) {
  struct habit habit;

  (void)state;
  habit_init(&habit, HOUR_S);
  live(&habit, 0, DAY_S + 10 * HOUR_S);
  expect_near(habit_yesterday(&habit, HOUR_S), 41, 0.1);
  live(&habit, DAY_S + 10 * HOUR_S, DAY_S + 11.5 * HOUR_S);
  expect_near(habit_yesterday(&habit, HOUR_S), 120, 0);
  expect_near(habit_often(&habit, HOUR_S), 0.3, 1e-6); /* one day of all */
  expect_near(habit_growth(&habit), 0, 0.2);
  live(&habit, DAY_S + 11.5 * HOUR_S, 4 * DAY_S + 11.5 * HOUR_S);
  expect_near(habit_often(&habit, HOUR_S), 1 - pow(0.7, 4), 1e-6);
}

static void a_higher_day_shows(void **state) {
  struct habit habit;

  (void)state;
  habit_init(&habit, HOUR_S);
  for (double at_s = 0; at_s < 1.5 * DAY_S; at_s += 60)
    habit_step(&habit, at_s, at_s / DAY_S, LIMIT);
  expect_near(habit_growth(&habit), 1, 0.01);
}

static void short_horizons_have_steps_that_fit_into_a_day(void **state) {
  struct habit habit;

  (void)state;
  habit_init(&habit, 60);
  assert_int_equal(habit.steps, HABIT_STEPS);
  live(&habit, 0, DAY_S + 11.99 * HOUR_S);
  expect_near(habit_yesterday(&habit, 60), 120, 0);
  habit_init(&habit, 100 * DAY_S);
  assert_int_equal(habit.steps, 1);
  live(&habit, 0, 3 * DAY_S);
  expect_near(habit_yesterday(&habit, 100 * DAY_S), 120, 0);
}

static void of_a_gap_nothing_is_known(void **state) {
  struct habit habit;

  (void)state;
  habit_init(&habit, HOUR_S);
  live(&habit, 0, DAY_S);
  live(&habit, DAY_S + 13 * HOUR_S, 2 * DAY_S + 11 * HOUR_S);
  expect_missing(habit_yesterday(&habit, 1.5 * HOUR_S));
  habit_step(&habit, 100 * DAY_S, 1, LIMIT);
  expect_missing(habit_yesterday(&habit, DAY_S));
  expect_near(habit_often(&habit, DAY_S), 0, 0);
  habit_step(&habit, 100 * DAY_S + 60, NAN, LIMIT);
  habit_step(&habit, 100 * DAY_S + 120, 200, NAN);
  expect_near(habit_meetings_a_day(&habit), 0, 0.1);
}

static void a_clock_begins_with_the_first_step(void **state) {
  struct habit habit;

  (void)state;
  for (double now_s = -1; now_s <= 1; now_s++) {
    habit_init(&habit, HOUR_S);
    habit_step(&habit, now_s, 30, LIMIT);
    assert_int_equal(habit.step, 0);
    expect_missing(habit_growth(&habit));
  }
}

static void a_step_is_a_twelfth_of_a_horizon(void **state) {
  static const struct {
    double horizon_s, step_s;
  } rows[] = {{3600, 300}, {7200, 600}, {2400, 200}, {86400, 7200}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct habit habit;

    habit_init(&habit, rows[i].horizon_s);
    expect_near(habit.step_s, rows[i].step_s, 1e-9);
    expect_near(habit.steps, DAY_S / rows[i].step_s, 0);
  }
}

/* Steps of 300 s, of which three are a hundredth. */
static void what_comes_as_a_step_ends_is_its_last_value(void **state) {
  static const struct {
    double at_s;
    long step;
  } rows[] = {{299, 0}, {300, 0}, {302.9, 0}, {303.1, 1}, {602.9, 1}, {604, 2}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct habit habit;

    habit_init(&habit, HOUR_S);
    habit_step(&habit, rows[i].at_s, 30, LIMIT);
    assert_int_equal(habit.step, rows[i].step);
  }
}

/* Yesterday from 01:00 to 01:05, a step, it was met. How far ahead is that? */
static void the_steps_to_come_begin_with_the_next(void **state) {
  static const struct {
    double back_s, ahead_s;
    bool is_there;
  } rows[] = {
      {0, 300, false}, /* it is under way: only tomorrow again */
      {0, 3600, false},  {300, 300, true},    {300, 302.9, true},
      {600, 300, false}, {600, 302.9, false}, {600, 303.1, true},
      {600, 600, true},  {900, 602.9, false}, {900, 603.1, true},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double now_s = DAY_S + HOUR_S + 60 - rows[i].back_s;
    struct habit habit;

    habit_init(&habit, HOUR_S);
    for (double at_s = 60; at_s <= now_s; at_s += 60)
      habit_step(&habit, at_s,
                 at_s > HOUR_S + 3 && at_s < HOUR_S + 303 ? 120 : 30, LIMIT);
    expect_near(habit_yesterday(&habit, rows[i].ahead_s),
                rows[i].is_there ? 120 : 30, 0);
    expect_near(habit_often(&habit, rows[i].ahead_s),
                rows[i].is_there ? 0.3 : 0, 1e-6);
  }
}

static void a_day_ago_is_known_after_a_day(void **state) {
  struct habit habit;

  (void)state;
  habit_init(&habit, HOUR_S);
  live(&habit, 0, DAY_S);
  expect_missing(habit_yesterday(&habit, HOUR_S));
  habit_step(&habit, DAY_S, 30, LIMIT);
  expect_near(habit_yesterday(&habit, HOUR_S), 31, 0.1);
}

static void a_wall_is_met_where_it_is_reached(void **state) {
  static const struct {
    double height, meetings;
  } rows[] = {{99.9, 0}, {100, 1}, {100.1, 1}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct habit habit;

    habit_init(&habit, HOUR_S);
    habit_step(&habit, 1000, 30, LIMIT);
    habit_step(&habit, 1060, rows[i].height, LIMIT);
    expect_near(habit_meetings_a_day(&habit), rows[i].meetings, 0);
  }
}

/* Of less than a day a day is taken: three times in an hour are three a day. */
static void how_often_is_told_of_a_day_at_least(void **state) {
  static const struct {
    double age_s, a_day;
  } rows[] = {{3600, 3}, {86400, 3}, {129600, 2}, {259200, 1}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct habit habit;

    habit_init(&habit, HOUR_S);
    for (int k = 0; k < 6; k++)
      habit_step(&habit, 600 + 60 * k, k % 2 ? 120 : 30, LIMIT);
    habit_step(&habit, 600 + rows[i].age_s, 30, LIMIT);
    expect_near(habit_meetings_a_day(&habit), rows[i].a_day, 1e-12);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_known_at_first),
      cmocka_unit_test(what_was_met_is_counted_once_until_it_is_left),
      cmocka_unit_test(the_hour_to_come_is_known_from_yesterday),
      cmocka_unit_test(a_higher_day_shows),
      cmocka_unit_test(short_horizons_have_steps_that_fit_into_a_day),
      cmocka_unit_test(of_a_gap_nothing_is_known),
      cmocka_unit_test(a_clock_begins_with_the_first_step),
      cmocka_unit_test(a_step_is_a_twelfth_of_a_horizon),
      cmocka_unit_test(what_comes_as_a_step_ends_is_its_last_value),
      cmocka_unit_test(the_steps_to_come_begin_with_the_next),
      cmocka_unit_test(a_day_ago_is_known_after_a_day),
      cmocka_unit_test(a_wall_is_met_where_it_is_reached),
      cmocka_unit_test(how_often_is_told_of_a_day_at_least),
  };

  return cmocka_run_group_tests_name("habit", tests, NULL, NULL);
}
