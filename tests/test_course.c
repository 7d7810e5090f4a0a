/* test_course.c - a history before a wall, sample by sample. */
#include "expect.h"

#include "course.h"
#include "forecast/walk.h"

static void start(struct course *course, double limit,
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
  start(&course, 200, UPWARD);
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
  start(&course, 200, UPWARD);
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
  start(&course, 200, UPWARD);
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
  start(&course, 100, UPWARD);
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
  start(&course, 0, DOWNWARD);
  for (int i = 0; i <= 30; i++)
    (void)course_step(&course, 60 * i, 50 - i);
  expect_near(course.standing.forecast.eta_s, 1200, 1);
  assert_int_equal(course_step(&course, 3000, -1), STATE_WARNING);
  assert_int_equal(course_step(&course, 3120, -1), STATE_FAILURE);
}

/* Rest, then a leak that takes `leak_s`, with noise of so many standard
 * deviations. */
struct leak {
  double step_s, rest_s, leak_s, noise, horizon_s, least_ahead_s, most_after_s;
};

/* How long before the end it is warned of, and how long after the beginning. */
static void expect_in_time(const struct leak *leak) {
  struct course_question question = {.limit = 1024,
                                     .model = MODEL_DEFAULT,
                                     .horizon_s = leak->horizon_s,
                                     .rule = {0, 300}};
  struct course course;
  uint64_t seed = 5;
  double now_s = 0, left_s = leak->rest_s + leak->leak_s;
  enum state state = STATE_OK;

  course_init(&course, &question);
  for (; state == STATE_OK && left_s > 0; now_s += leak->step_s) {
    double leaked = fmax(0, now_s - leak->rest_s) / leak->leak_s * (1024 - 60);

    left_s = leak->rest_s + leak->leak_s - now_s;
    state = course_step(&course, now_s,
                        floor(60 + leaked + leak->noise * normal(&seed)));
  }
  print_message("# %g s, noise %g: after %g s, %g s ahead\n", leak->leak_s,
                leak->noise, leak->leak_s - left_s, left_s);
  expect_between(left_s, leak->least_ahead_s, leak->leak_s);
  expect_between(leak->leak_s - left_s, 0, leak->most_after_s);
}

static void expect_all_in_time(const struct leak *leaks, size_t count) {
  for (size_t i = 0; i < count; i++)
    expect_in_time(&leaks[i]);
}

/* The rungs of the ladder, from what is over in two minutes to what takes six
 * hours. */
static void leaks_fast_and_slow_are_seen_in_time(void **state) {
  static const struct leak leaks[] = {
      {1, 1200, 120, 2, 2220, 100, 20},
      {1, 1200, 600, 2, 2220, 360, 240},
      {10, 86400, 3600, 2, 2220, 1800, 1800},
      {10, 86400, 21600, 2, 3600, 3200, 18400},
      {10, 86400, 21600, 2, 5400, 3600, 18000},
      {60, 86400, 21600, 2, 5400, 3600, 18000},
  };

  (void)state;
  expect_all_in_time(leaks, COUNT_OF(leaks));
}

/* Noise that is large against what they move in a minute. */
static void leaks_in_noise_are_seen_in_time(void **state) {
  static const struct leak leaks[] = {
      {1, 1800, 274, 5, 3600, 90, 184},
      {1, 1800, 274, 10, 3600, 60, 214},
      {1, 1800, 826, 10, 3600, 300, 526},
      {10, 18000, 1650, 5, 3600, 600, 1050},
      {10, 18000, 1650, 10, 3600, 400, 1250},
  };

  (void)state;
  expect_all_in_time(leaks, COUNT_OF(leaks));
}

/* Counts how often a series of teeth is warned of, in its first and second
 * half. */
static void teeth(double step_s, int period, double top, int ret_told[2]) {
  struct course_question question = {.limit = 100,
                                     .model = MODEL_DEFAULT,
                                     .horizon_s = 2220,
                                     .rule = {0, 300}};
  struct course course;
  uint64_t seed = 7;
  enum state before = STATE_OK, now;

  course_init(&course, &question);
  ret_told[0] = ret_told[1] = 0;
  for (int i = 0; i < 40 * period; i++) {
    double value = 20 + (top - 20) * (i % period) / period + uniform(&seed) / 2;

    now = course_step(&course, i * step_s, value);
    ret_told[i >= 20 * period] += now > STATE_OK && before == STATE_OK;
    before = now;
  }
}

/* What a collector takes back is told while nobody can know it, and not in each
 * of its forty cycles. */
static void teeth_without_a_leak_are_not_told_for_ever(void **state) {
  static const struct {
    double step_s;
    int period;
    double top;
  } collectors[] = {
      {1, 300, 95}, {10, 180, 95}, {1, 600, 90}, {10, 180, 90}, {10, 360, 85}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(collectors); i++) {
    int told[2];

    teeth(collectors[i].step_s, collectors[i].period, collectors[i].top, told);
    print_message("# teeth of %d ticks of %g s, up to %g of 100: %d and %d\n",
                  collectors[i].period, collectors[i].step_s, collectors[i].top,
                  told[0], told[1]);
    expect_between(told[0], 0, 3);
    assert_int_equal(told[1], 0);
  }
}

/* A process that leaks from its first tick on. */
static void young_leaks_are_told_in_time(void **state) {
  static const struct leak leaks[] = {
      {1, 0, 1800, 0, 2220, 1200, 600},
      {10, 0, 1800, 2, 2220, 1200, 600},
      {60, 0, 3600, 2, 3600, 2400, 1200},
      {300, 0, 40000, 2, 2220, 1500, 40000},
  };

  (void)state;
  expect_all_in_time(leaks, COUNT_OF(leaks));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_leak_is_warned_of_held_and_failed),
      cmocka_unit_test(it_clears_after_rest),
      cmocka_unit_test(time_that_does_not_go_on_says_nothing),
      cmocka_unit_test(a_gap_says_nothing_and_is_no_rest_from_a_leak),
      cmocka_unit_test(a_floor_is_a_wall_too),
      cmocka_unit_test(leaks_fast_and_slow_are_seen_in_time),
      cmocka_unit_test(leaks_in_noise_are_seen_in_time),
      cmocka_unit_test(young_leaks_are_told_in_time),
      cmocka_unit_test(teeth_without_a_leak_are_not_told_for_ever),
  };

  return cmocka_run_group_tests_name("course", tests, NULL, NULL);
}
