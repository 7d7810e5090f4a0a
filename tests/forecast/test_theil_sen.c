/* test_theil_sen.c - the median of all slopes, and what bounds it. */
#include "expect.h"

#include "forecast/span.h"
#include "forecast/theil_sen.h"
#include "walk.h"

#include <stdlib.h>

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

/* S over its deviation, less one; from the oldest value. */
static void rising_pairs_are_counted_against_falling_ones(void **state) {
  static const struct {
    int count;
    double value[6];
    int counted;
  } rows[] = {
      {4, {2, 4, 1, 3}, 0},
      {6, {3, 2, 6, 1, 5, 4}, 0}, /* one more rises than falls */
      {6, {4, 5, 1, 6, 2, 3}, 0}, /* and the other way round */
      {6, {1, 2, 3, 4, 5, 6}, 14},
      {6, {6, 5, 4, 3, 2, 1}, -14},
      {6, {0, 0.25, 0.5, 0.75, 1, 1.25}, 14},
      {6, {1.25, 1, 0.75, 0.5, 0.25, 0}, -14},
      {4, {1, 1, 2, 3}, 4}, /* neither */
      {4, {3, 3, 2, 2}, -3},
      {4, {7, 7, 7, 7}, 0},
  };

  (void)state;
  for (size_t row = 0; row < COUNT_OF(rows); row++) {
    double value[6], n = rows[row].count;
    struct span span;

    for (int i = 0; i < rows[row].count; i++)
      value[i] = rows[row].value[rows[row].count - 1 - i];
    span = span_of(value, rows[row].count);
    expect_near(sen_through(&span).z,
                rows[row].counted / sqrt(n * (n - 1) * (2 * n + 5) / 18),
                1e-12);
  }
}

/* The medians are on a line, whatever is around them in whatever order. */
static void a_block_is_its_median(void **state) {
  static const double around[5][5] = {{0, 9, -9, 3, -3},
                                      {9, 3, 0, -3, -9},
                                      {-3, -9, 9, 0, 3},
                                      {5, 9, -1, -7, 0},
                                      {9, -9, 8, -8, 0}};
  double value[60];
  struct span span;
  struct sen sen;

  (void)state;
  for (int i = 0; i < 60; i++)
    value[i] = 1000 - 10 * (i / 5) + around[i / 5 % 5][i % 5];
  span = span_of(value, 60);
  sen = sen_through(&span);
  expect_near(sen.per_s, 2, 1e-12);
  expect_near(sen.level, 1004, 1e-12); /* the middle of the newest is 2 s old */
  for (int i = 0; i < 48; i++)         /* 1 + 2, 0 and 3 on either side */
    value[i] = 500 - 8 * (i / 4) + (double[]){3, 1, 0, 2}[i % 4];
  span = span_of(value, 48);
  expect_near(sen_through(&span).per_s, 2, 1e-12);
  expect_near(sen_through(&span).level, 504.5, 1e-12);
}

static void the_level_is_the_median_above_the_slope(void **state) {
  static const double value[] = {1005, 995, 1006, 994, 1000};
  struct span span = span_of(value, 5);
  struct sen sen = sen_through(&span);
  double residual[5];

  (void)state;
  for (int i = 0; i < 5; i++)
    residual[i] = value[i] + sen.per_s * i;
  for (int i = 0; i < 5; i++) {
    int below = 0, above = 0;

    for (int j = 0; j < 5; j++) {
      below += residual[j] < residual[i];
      above += residual[j] > residual[i];
    }
    if (below <= 2 && above <= 2)
      expect_near(sen.level, residual[i], 1e-9);
  }
}

static int by_size(const void *a, const void *b) {
  double one = *(const double *)a, other = *(const double *)b;

  return one < other ? -1 : one > other;
}

/* All slopes of values one a second, sorted. */
static int slopes_of(const double *value, int count, double *slope) {
  int pairs = 0;

  for (int i = 0; i < count; i++)
    for (int j = 0; j < i; j++)
      slope[pairs++] = (value[j] - value[i]) / (i - j);
  qsort(slope, (size_t)pairs, sizeof(*slope), by_size);
  return pairs;
}

/* 1.28 deviations of S are as many pairs; half of them on each side. */
static void bounds_of_many_slopes_are_as_many_places_off(void **state) {
  static const int counts[] = {4, 5, 6, 7, 8, 12};
  double value[12], slope[66];
  uint64_t seed = 5;

  (void)state;
  for (int i = 0; i < 12; i++)
    value[i] = 10 * normal(&seed) - i;
  for (size_t row = 0; row < COUNT_OF(counts); row++) {
    int n = counts[row], pairs = slopes_of(value, n, slope), half = pairs / 2;
    int off = (int)(1.2815515655 * sqrt(n * (n - 1) * (2 * n + 5) / 18.0) / 2);
    struct span span = span_of(value, n);
    struct sen sen = sen_through(&span);

    expect_near(sen.per_s,
                pairs % 2 ? slope[half] : (slope[half - 1] + slope[half]) / 2,
                1e-9);
    expect_near(sen.low_s, slope[half - off], 1e-9);
    expect_near(sen.high_s, slope[half + off], 1e-9);
  }
}

static struct forecast ask(const double *value, int count, double limit) {
  struct question question = {
      .limit = limit, .direction = UPWARD, .horizon_s = 3600};
  struct walk walk;

  begin(&walk, 1);
  for (int i = count - 1; i >= 0; i--)
    step(&walk, value[i]);
  question.value = walk.value;
  return theil_sen_ask(&walk.window, &walk.timeline, &question);
}

/* With 90 % on either side the slope is between its bounds. */
static void the_bounds_of_the_slope_are_those_of_the_time(void **state) {
  static const double value[] = {27, 24, 25, 20, 21, 18, 14, 15, 11, 12, 6, 8};
  struct span span = span_of(value, 12);
  struct sen sen = sen_through(&span);
  double half = (sen.high_s - sen.low_s) / 2;
  struct forecast forecast = ask(value, 12, 200);

  (void)state;
  assert_true(half > 0.05);
  expect_near(forecast.eta_s, (200 - sen.level) / sen.per_s, 1e-6);
  expect_near(forecast.lower_s, (200 - sen.level) / (sen.per_s + half), 1e-6);
  expect_near(forecast.upper_s, (200 - sen.level) / (sen.per_s - half), 1e-6);
  expect_near(forecast.seen_s, 11, 0);
}

/* Six in a row are 2.63 deviations, with two exchanged 2.25, with three 1.88.
 */
static void two_deviations_are_a_trend(void **state) {
  static const struct {
    double value[6];
    bool is_told;
  } rows[] = {{{6, 5, 4, 3, 2, 1}, true},
              {{6, 5, 4, 3, 1, 2}, true},
              {{6, 5, 3, 4, 1, 2}, false},
              {{0.6, 0.5, 0.4, 0.3, 0.2, 0.1}, true}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    assert_int_equal(!isnan(ask(rows[i].value, 6, 10).eta_s), rows[i].is_told);
}

static void a_level_beyond_the_wall_is_there_now(void **state) {
  static const double value[] = {59, 55, 50, 45, 40, 35, 30, 25, 20, 15, 10, 5};

  (void)state;
  expect_near(ask(value, 12, 59.5).eta_s, 0, 0);
  expect_between(ask(value, 12, 61).eta_s, 0.1, 0.3);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(of_a_line_all_slopes_are_the_same),
      cmocka_unit_test(three_values_are_too_few),
      cmocka_unit_test(bounds_are_so_many_places_off_the_median),
      cmocka_unit_test(a_fall_has_a_slope_below_0),
      cmocka_unit_test(rising_pairs_are_counted_against_falling_ones),
      cmocka_unit_test(a_block_is_its_median),
      cmocka_unit_test(the_level_is_the_median_above_the_slope),
      cmocka_unit_test(bounds_of_many_slopes_are_as_many_places_off),
      cmocka_unit_test(the_bounds_of_the_slope_are_those_of_the_time),
      cmocka_unit_test(two_deviations_are_a_trend),
      cmocka_unit_test(a_level_beyond_the_wall_is_there_now),
      cmocka_unit_test(some_that_are_far_off_change_little),
  };

  return cmocka_run_group_tests_name("theil_sen", tests, NULL, NULL);
}
