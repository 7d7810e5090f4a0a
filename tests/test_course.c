/* test_course.c - a history before a wall, sample by sample. */
#include "expect.h"

#include "course.h"

static void begin(struct course *course, double limit,
                  enum direction direction) {
  struct course_question question = {.limit = limit,
                                     .direction = direction,
                                     .model = MODEL_LINEAR,
                                     .horizon_s = 3600,
                                     .rule = {120, 300}};

  course_init(course, &question);
}

static void a_leak_is_warned_of_held_and_failed(void **state) {
  struct course course;
  enum state was = STATE_OK;
  int warned = 0, failed = 0;

  (void)state;
  begin(&course, 200, UPWARD);
  for (int i = 0; i <= 125; i++) {
    enum state now = course_step(&course, 60 * i, 80 + i);

    assert_true(now >= was);
    if (now > was && now == STATE_WARNING)
      warned = i;
    if (now == STATE_FAILURE && was < now)
      failed = i;
    was = now;
  }
  assert_int_equal(warned, 62);  /* 60 before the wall, held for two minutes */
  assert_int_equal(failed, 121); /* the last minute, held as long */
  expect_near(course.standing.forecast.eta_s, 0, 0);
  expect_near(course.standing.used_percent, 100, 0);
}

static void it_clears_after_rest(void **state) {
  struct course course;

  (void)state;
  begin(&course, 200, UPWARD);
  assert_int_equal(course_step(&course, 0, 300), STATE_OK);
  assert_int_equal(course_step(&course, 120, 300), STATE_FAILURE);
  for (int i = 3; i < 8; i++)
    assert_int_equal(course_step(&course, 60 * i, 10), STATE_FAILURE);
  assert_int_equal(course_step(&course, 480, 10), STATE_OK);
}

static void time_that_does_not_go_on_says_nothing(void **state) {
  static const double times[] = {100, 100, 40, 159.9, -5, NAN};
  struct course course;

  (void)state;
  begin(&course, 200, UPWARD);
  for (int i = 0; i <= 4; i++)
    (void)course_step(&course, 40 * i, 10 * i);
  for (size_t i = 0; i < COUNT_OF(times); i++) {
    assert_int_equal(course_step(&course, times[i], 1000), STATE_OK);
    expect_missing(course.standing.value);
    expect_missing(course.standing.forecast.eta_s);
  }
  (void)course_step(&course, 200, 50);
  expect_near(course.standing.forecast.eta_s, 600, 1);
}

static void a_gap_says_nothing_and_is_no_rest_from_a_leak(void **state) {
  struct course course;

  (void)state;
  begin(&course, 100, UPWARD);
  for (int i = 0; i <= 60; i++) {
    (void)course_step(&course, 60 * i, i % 5 == 4 ? (double)NAN : i);
    if (i % 5 == 4)
      expect_missing(course.standing.forecast.eta_s);
  }
  expect_near(course.standing.forecast.eta_s, 2400, 1);
  assert_int_equal(course.alarm.shown, STATE_WARNING);
}

static void a_floor_is_a_wall_too(void **state) {
  struct course course;

  (void)state;
  begin(&course, 0, DOWNWARD);
  for (int i = 0; i <= 30; i++)
    (void)course_step(&course, 60 * i, 50 - i);
  expect_near(course.standing.forecast.eta_s, 1200, 1);
  assert_int_equal(course_step(&course, 3000, -1), STATE_WARNING);
  assert_int_equal(course_step(&course, 3120, -1), STATE_FAILURE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_leak_is_warned_of_held_and_failed),
      cmocka_unit_test(it_clears_after_rest),
      cmocka_unit_test(time_that_does_not_go_on_says_nothing),
      cmocka_unit_test(a_gap_says_nothing_and_is_no_rest_from_a_leak),
      cmocka_unit_test(a_floor_is_a_wall_too),
  };

  return cmocka_run_group_tests_name("course", tests, NULL, NULL);
}
