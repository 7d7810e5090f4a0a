/* test_statistics.c - what the newest values of a window come to. */
#include "expect.h"

#include "window/statistics.h"

#include <string.h>

struct pair {
  struct timeline timeline;
  struct window window;
  struct narrow_window narrow;
};

static void begin(struct pair *pair) {
  *pair = (struct pair){0};
  window_clear(&pair->window);
  narrow_clear(&pair->narrow);
}

static void push(struct pair *pair, double value) {
  assert_true(
      timeline_push(&pair->timeline, (double)pair->timeline.pushes[0] + 1));
  window_push(&pair->window, &pair->timeline, value);
  narrow_push(&pair->narrow, &pair->timeline, value);
}

static double of(const struct pair *pair, enum statistic_id id, int scale,
                 unsigned count) {
  return window_statistic(id, &pair->window, &pair->timeline, scale, count);
}

static void each_has_a_name_of_its_own(void **state) {
  (void)state;
  for (int id = 0; id < STATISTIC_COUNT; id++) {
    assert_true(strlen(statistic_name((enum statistic_id)id)) > 3);
    for (int other = 0; other < id; other++)
      assert_string_not_equal(statistic_name((enum statistic_id)id),
                              statistic_name((enum statistic_id)other));
  }
}

/* Newest last. */
static const struct {
  unsigned count;
  double value[6];
  double mean, peak, delta, robust_scale;
} cases[] = {
    {3, {9, 9, 9, 1, 2, 3}, 2, 3, 3 - 9, 1.4826},
    {1, {1, 1, 1, 1, 1, 7}, 7, 7, 6, NAN},
    {2, {1, 1, 1, 4, NAN, 8}, 8, 8, 4, NAN},
    {0, {1, 2, 3, 4, 5, 6}, NAN, NAN, 0, NAN},
    {4, {1, 2, NAN, NAN, NAN, NAN}, NAN, NAN, NAN, NAN},
    {6, {5, 5, 5, 5, 5, 65536}, 65561.0 / 6, 65536, NAN, 0},
    {6, {1, NAN, 4, 2, NAN, NAN}, 7.0 / 3, 4, NAN, 1.4826},
    {1000, {1, 2, 3, 4, 5, 6}, 3.5, 6, NAN, 1.5 * 1.4826},
};

static void expect_equal(double got, double wanted) {
  if (isnan(wanted))
    expect_missing(got);
  else
    expect_near(got, wanted, 1e-9);
}

static void they_are_what_their_names_say(void **state) {
  struct pair pair;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    unsigned count = cases[i].count;

    begin(&pair);
    for (int k = 0; k < 6; k++)
      push(&pair, cases[i].value[k]);
    expect_equal(of(&pair, STATISTIC_MEAN, 0, count), cases[i].mean);
    expect_equal(of(&pair, STATISTIC_PEAK, 0, count), cases[i].peak);
    expect_equal(of(&pair, STATISTIC_DELTA, 0, count), cases[i].delta);
    expect_equal(of(&pair, STATISTIC_ROBUST_SCALE, 0, count),
                 cases[i].robust_scale);
  }
}

static void a_moving_average_forgets_by_and_by(void **state) {
  struct pair pair;

  (void)state;
  begin(&pair);
  expect_missing(of(&pair, STATISTIC_MOVING_AVERAGE, 0, 3));
  push(&pair, 8);
  expect_near(of(&pair, STATISTIC_MOVING_AVERAGE, 0, 3), 8, 0);
  push(&pair, NAN);
  expect_near(of(&pair, STATISTIC_MOVING_AVERAGE, 0, 3), 8, 0);
  push(&pair, 2); /* 8 is two slots old, and counts a quarter */
  expect_near(of(&pair, STATISTIC_MOVING_AVERAGE, 0, 3), 4 / 1.25, 1e-12);
  expect_near(of(&pair, STATISTIC_MOVING_AVERAGE, 0, 1), 2, 0);
  expect_missing(of(&pair, STATISTIC_MOVING_AVERAGE, 0, 0));
}

/* On a ramp: it lags by as much as the mean of so many. */
static void a_moving_average_is_as_old_as_the_mean(void **state) {
  struct pair pair;

  (void)state;
  begin(&pair);
  for (int i = 0; i < 60; i++)
    push(&pair, i);
  for (unsigned count = 1; count <= 9; count += 2)
    expect_near(of(&pair, STATISTIC_MOVING_AVERAGE, 0, count),
                of(&pair, STATISTIC_MEAN, 0, count), 1e-3);
}

static void half_of_the_values_may_be_anything(void **state) {
  struct pair pair;
  double clean;

  (void)state;
  begin(&pair);
  for (int i = 0; i < 60; i++)
    push(&pair, 100 + i % 7);
  clean = of(&pair, STATISTIC_ROBUST_SCALE, 0, 60);
  expect_between(clean, 2, 4); /* the standard deviation is 2 */
  begin(&pair);
  for (int i = 0; i < 60; i++)
    push(&pair, i % 5 < 2 ? 3e38 : 100 + i % 7);
  expect_between(of(&pair, STATISTIC_ROBUST_SCALE, 0, 60), 1, 3 * clean);
}

static void they_are_of_any_scale_and_of_narrow_ones_too(void **state) {
  struct pair pair;

  (void)state;
  begin(&pair);
  for (int i = 1; i <= 2400; i++)
    push(&pair, i % 11 == 0 ? (double)NAN : i);
  expect_near(of(&pair, STATISTIC_DELTA, 1, 30), 300, 1);
  expect_near(of(&pair, STATISTIC_DELTA, 3, 3), 1800, 1);
  expect_near(of(&pair, STATISTIC_MEAN, 3, 4), 1200.5, 1);
  for (int id = 0; id < STATISTIC_COUNT; id++)
    for (int scale = 0; scale < TIMELINE_SCALES; scale++)
      for (unsigned count = 2; count < 60; count *= 2) {
        double wide = of(&pair, (enum statistic_id)id, scale, count);
        double narrow = narrow_statistic((enum statistic_id)id, &pair.narrow,
                                         &pair.timeline, scale, count);

        assert_true(isnan(wide) == isnan(narrow));
        if (!isnan(wide)) /* three digits of each value */
          expect_near(narrow, wide, 0.004 * 2400);
      }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_has_a_name_of_its_own),
      cmocka_unit_test(they_are_what_their_names_say),
      cmocka_unit_test(a_moving_average_forgets_by_and_by),
      cmocka_unit_test(a_moving_average_is_as_old_as_the_mean),
      cmocka_unit_test(half_of_the_values_may_be_anything),
      cmocka_unit_test(they_are_of_any_scale_and_of_narrow_ones_too),
  };

  return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
