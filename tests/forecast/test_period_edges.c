/* test_period_edges.c - folds by hand, and limits at the limit. */
#include "expect.h"

#include "forecast/period.h"
#include "walk.h"

#include <stdlib.h>

static int by_size(const void *a, const void *b) {
  double one = *(const double *)a, other = *(const double *)b;

  return one < other ? -1 : one > other;
}

static double middle(double *value, int count) {
  qsort(value, (size_t)count, sizeof(*value), by_size);
  return (value[(count - 1) / 2] + value[count / 2]) / 2;
}

/* --- what is left without a cycle ----------------------------------------- */

/* Of all pairs a period apart, straight lines between values: their median. */
static double growth_of(const struct span *span, double period_s) {
  double growth[SPAN_MOST];
  int count = 0;

  for (int i = 0; i < span->count; i++)
    for (int j = 1; j < span->count; j++) {
      double t = span->t[i] - period_s, width = span->t[j - 1] - span->t[j];
      double share = (t - span->t[j]) / width;

      if (share < 0 || share >= 1)
        continue;
      growth[count++] =
          (span->v[i] - share * span->v[j - 1] - (1 - share) * span->v[j]) /
          period_s;
    }
  return count > 0 ? middle(growth, count) : 0;
}

/* By the words of period.h, with so many phases. */
static void remove_by_hand(struct span *span, double period_s, int phases) {
  double growth = growth_of(span, period_s), mean[64] = {0}, all = 0;
  int count[64] = {0}, phase[SPAN_MOST], known = 0;

  for (int i = 0; i < span->count; i++) {
    double ago_s = span->t[0] - span->t[i];
    int p = (int)lround(fmod(ago_s, period_s) / period_s * phases) % phases;

    phase[i] = p;
    mean[p] += span->v[i] + growth * ago_s;
    count[p]++;
  }
  for (int p = 0; p < phases; p++)
    if (count[p] > 0) {
      mean[p] /= count[p];
      all += mean[p];
      known++;
    }
  for (int i = 0; i < span->count; i++)
    span->v[i] -= mean[phase[i]] - all / known;
}

static void what_is_left_is_the_value_less_its_phase(void **state) {
  static const struct {
    int count;
    double period_s;
    int phases; /* one a step, from 2 to 32 */
    double uneven;
  } rows[] = {{60, 10, 10, 0},   {61, 7.3, 7, 0},   {60, 1.2, 2, 0},
              {60, 2.4, 2, 0},   {60, 2.6, 3, 0},   {60, 31, 31, 0},
              {60, 31.6, 32, 0}, {60, 50, 32, 0},   {13, 10, 10, 0},
              {3, 1.5, 2, 0},    {30, 5.7, 6, 0.3}, {45, 13.2, 13, 0.4},
              {14, 10, 10, 0.3}};
  uint64_t seed = 17;

  (void)state;
  for (size_t row = 0; row < COUNT_OF(rows); row++) {
    struct span span = {.count = rows[row].count}, wanted;

    for (int i = 0; i < span.count; i++) {
      span.t[i] = 500 - i - rows[row].uneven * (i % 3 == 1);
      span.v[i] = 40 - 0.7 * i + 5 * normal(&seed);
    }
    if (span.count < SPAN_MOST)
      span.v[span.count] = 42;
    wanted = span;
    remove_by_hand(&wanted, rows[row].period_s, rows[row].phases);
    period_remove(&span, rows[row].period_s);
    for (int i = 0; i < span.count; i++)
      if (!(fabs(span.v[i] - wanted.v[i]) <= 1e-9))
        fail_msg("row %zu, value %d: %.12g, not %.12g", row, i, span.v[i],
                 wanted.v[i]);
    if (span.count < SPAN_MOST)
      expect_near(span.v[span.count], 42, 0); /* behind the last */
  }
}

/* Whether any of some values, the newest at `length_s`, is changed. */
static bool is_removed(int count, double length_s, double period_s) {
  struct span span = {.count = count};

  for (int i = 0; i < count; i++) {
    span.t[i] = length_s * (count - 1 - i) / (count - 1);
    span.v[i] = i % 2 ? 7 : 1;
  }
  period_remove(&span, period_s);
  for (int i = 0; i < count; i++)
    if (span.v[i] != (i % 2 ? 7 : 1))
      return true;
  return false;
}

static void a_span_is_at_least_one_period_and_a_seventh(void **state) {
  (void)state;
  assert_true(is_removed(24, 1.15 * 20, 20));
  assert_false(is_removed(24, 1.149 * 20, 20));
  assert_true(is_removed(24, 1.16 * 20, 20));
  assert_true(is_removed(3, 20, 12));
  assert_false(is_removed(2, 20, 12));
}

/* --- periods that are none ------------------------------------------------ */

/* Five ticks up and five down, for sixty ticks. */
static struct period of_a_square(double level, double height, double quantum) {
  struct walk walk;
  struct sight sight;

  begin(&walk, 1);
  for (int i = 0; i < 60; i++)
    step(&walk, i / 5 % 2 ? level + height : level);
  sight = sight_of(&walk.window, &walk.timeline, UPWARD);
  return period_find(&sight, quantum);
}

static void a_cycle_is_higher_than_two_steps_of_its_value(void **state) {
  (void)state;
  expect_near(of_a_square(0, 1, 0).period_s, 10, 0.1);
  expect_near(of_a_square(0, 1, 0).amplitude, 1, 1e-9);
  expect_near(of_a_square(0, 1, 0.49).period_s, 10, 0.1);
  expect_near(of_a_square(0, 1, 0.34).period_s, 10, 0.1);
  expect_missing(of_a_square(0, 1, 0.51).period_s);
}

/* The newest of those that are as high: now, as the last five ticks are. */
static void the_height_of_a_level_top_is_its_newest(void **state) {
  (void)state;
  expect_near(of_a_square(0, 1, 0).peak_s, 1060, 1e-9);
  expect_near(of_a_square(1, -1, 0).peak_s, 1065, 0.1);
}

/* All of them are looked at, from the oldest to the newest. */
static void twenty_four_ticks_are_enough_for_a_cycle(void **state) {
  struct walk walk;
  struct sight sight;

  (void)state;
  begin(&walk, 1);
  sight = sight_of(&walk.window, &walk.timeline, UPWARD);
  for (int i = 0; i < 24; i++) {
    expect_missing(period_find(&sight, 0).period_s);
    step(&walk, cos(2 * M_PI * i / 6.0));
  }
  expect_near(period_find(&sight, 0).period_s, 6, 0.1);
  expect_near(period_find(&sight, 0).peak_s, 1025, 0.1);
}

/* A float of 2^24 has steps of 2. */
static void nor_is_a_cycle_what_a_float_makes_of_a_value(void **state) {
  (void)state;
  expect_missing(of_a_square(16777216, 4, 0).period_s);
  expect_missing(of_a_square(-16777216, 4, 0).period_s);
  expect_near(of_a_square(16777216, 6, 0).period_s, 10, 0.1);
  expect_near(of_a_square(0, 1e-7, 0).period_s, 10, 0.1);
}

/* --- coincidences --------------------------------------------------------- */

static double next_of(double period_a, double peak_b, double period_b,
                      double tolerance_s, double now_s) {
  struct period a = {.period_s = period_a, .peak_s = 0};
  struct period b = {.period_s = period_b, .peak_s = peak_b};

  return coincidence_next(&a, &b, tolerance_s, now_s);
}

static void a_tolerance_is_less_than_a_quarter_of_the_shorter(void **state) {
  (void)state;
  expect_missing(next_of(31, 0, 12, 3, 0));
  expect_near(next_of(31, 0, 12, 2.99, 0), 0, 1e-9);
  expect_near(next_of(31, 0, 12, 2.5, 0), 0, 1e-9);
  expect_missing(next_of(12, 0, 31, 3, 0));
}

/* Three times and a hundredth. */
static void a_multiple_is_one_to_a_hundredth(void **state) {
  (void)state;
  expect_missing(next_of(30.09, 0, 10, 1, 0));
  expect_near(next_of(30.11, 0, 10, 1, 0), 0, 1e-9);
  expect_missing(next_of(29.91, 0, 10, 1, 0));
  expect_near(next_of(29.89, 0, 10, 1, 0), 0, 1e-9);
}

/* 19 x 100 = 13 + 51 x 37, and 20 x 100 = 2 + 54 x 37: each the first. */
static void twenty_of_the_longer_are_looked_at(void **state) {
  (void)state;
  expect_near(next_of(100, 13, 37, 0.25, 0), 1900, 1e-9);
  expect_missing(next_of(100, 2, 37, 0.25, 0));
  expect_near(next_of(100, 2, 37, 0.25, 1), 2000, 1e-9);
}

/* At 60 and 61, or at 60 and 59. */
static void the_later_of_both_is_now_at_the_earliest(void **state) {
  (void)state;
  expect_near(next_of(30, 9, 13, 1, 55), 61, 1e-9);
  expect_near(next_of(30, 9, 13, 1, 61), 61, 1e-9);
  assert_true(next_of(30, 9, 13, 1, 61.01) > 62);
  expect_near(next_of(30, 7, 13, 1, 55), 60, 1e-9);
  expect_near(next_of(30, 7, 13, 1, 60), 60, 1e-9);
  assert_true(next_of(30, 7, 13, 1, 60.01) > 62);
  assert_true(next_of(30, 9, 13, 0.99, 55) > 62);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_left_is_the_value_less_its_phase),
      cmocka_unit_test(a_span_is_at_least_one_period_and_a_seventh),
      cmocka_unit_test(a_cycle_is_higher_than_two_steps_of_its_value),
      cmocka_unit_test(the_height_of_a_level_top_is_its_newest),
      cmocka_unit_test(twenty_four_ticks_are_enough_for_a_cycle),
      cmocka_unit_test(nor_is_a_cycle_what_a_float_makes_of_a_value),
      cmocka_unit_test(a_tolerance_is_less_than_a_quarter_of_the_shorter),
      cmocka_unit_test(a_multiple_is_one_to_a_hundredth),
      cmocka_unit_test(twenty_of_the_longer_are_looked_at),
      cmocka_unit_test(the_later_of_both_is_now_at_the_earliest),
  };

  return cmocka_run_group_tests_name("period_edges", tests, NULL, NULL);
}
