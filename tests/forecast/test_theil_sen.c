/* test_theil_sen.c - the median of all slopes, and what bounds it. */
#include "expect.h"

#include "forecast/span.h"
#include "forecast/theil_sen.h"

/* Newest first, one a second; value[0] is the newest. */
static struct span span_of(const double *value, int count) {
  struct span span = {.count = count};

  for (int i = 0; i < count; i++) {
    span.t[i] = 1000 - i;
    span.v[i] = value[i];
  }
  return span;
}

static void of_a_line_all_slopes_are_the_same(void **state) {
  double value[24];
  struct span span;
  struct sen sen;

  (void)state;
  for (int i = 0; i < 24; i++)
    value[i] = 70 - 2 * i;
  span = span_of(value, 24);
  sen = sen_through(&span);
  expect_near(sen.per_s, 2, 1e-12);
  expect_near(sen.low_s, 2, 1e-12);
  expect_near(sen.high_s, 2, 1e-12);
  expect_near(sen.level, 70, 1e-12);
  expect_near(sen.z, 65 / sqrt(12 * 11 * 29 / 18.0), 1e-12);
}

static void three_values_are_too_few(void **state) {
  static const double value[] = {4, 3, 2, 1};
  struct span three = span_of(value, 3), four = span_of(value, 4);

  (void)state;
  expect_missing(sen_through(&three).per_s);
  expect_missing(sen_through(&three).z);
  expect_near(sen_through(&four).per_s, 1, 1e-12);
  expect_near(sen_through(&four).z, 5 / sqrt(4 * 3 * 13 / 18.0), 1e-12);
}

static void bounds_are_so_many_places_off_the_median(void **state) {
  static const double value[] = {4, 5, 1, 0}; /* from the oldest: 0 1 5 4 */
  struct span span = span_of(value, 4);
  struct sen sen = sen_through(&span);

  (void)state;
  /* -1 1 4/3 3/2 5/2 4, of which the fourth is the middle */
  expect_near(sen.per_s, (4 / 3.0 + 3 / 2.0) / 2, 1e-12);
  expect_near(sen.low_s, 4 / 3.0, 1e-12);
  expect_near(sen.high_s, 5 / 2.0, 1e-12);
  expect_near(sen.z, (4 - 1) / sqrt(4 * 3 * 13 / 18.0), 1e-12);
}

/* Of a fall it is as of a rise, the other way round. */
static void a_fall_has_a_slope_below_0(void **state) {
  static const double value[] = {1, 2, 3, 4, 5};
  struct span span = span_of(value, 5);

  (void)state;
  expect_near(sen_through(&span).per_s, -1, 1e-12);
  expect_near(sen_through(&span).z, -9 / sqrt(5 * 4 * 15 / 18.0), 1e-12);
}

/* Three blocks of twelve may be anything. */
static void some_that_are_far_off_change_little(void **state) {
  double value[24];
  struct span span;

  (void)state;
  for (int i = 0; i < 24; i++)
    value[i] = 70 - 2 * i;
  for (int i = 6; i < 10; i++)
    value[i] = 1e6;
  span = span_of(value, 24);
  expect_near(sen_through(&span).per_s, 2, 0.5);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(of_a_line_all_slopes_are_the_same),
      cmocka_unit_test(three_values_are_too_few),
      cmocka_unit_test(bounds_are_so_many_places_off_the_median),
      cmocka_unit_test(a_fall_has_a_slope_below_0),
      cmocka_unit_test(some_that_are_far_off_change_little),
  };

  return cmocka_run_group_tests_name("theil_sen", tests, NULL, NULL);
}
