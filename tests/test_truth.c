/* test_truth.c - what of a series is a crossing, and what is judged. */
#include "expect.h"

#include "truth.h"

#include <stdbool.h>
#include <string.h>

/* A minute a step and an hour ahead: quiet for 30 steps, at the wall for 2. */
enum { STEP_S = 60, HORIZON_S = 3600, START_S = 1600000000 };

struct seen {
  int crossings;
  double began; /* the last, in steps */
  int judged;   /* samples */
  double seen_s;
};

static void count(struct seen *seen, const struct moment *moment) {
  bool is_judged = moment->warm && !moment->busy;

  seen->crossings += moment->crosses;
  if (moment->crosses)
    seen->began = (moment->began_s - START_S) / STEP_S;
  seen->judged += is_judged;
  seen->seen_s += is_judged ? moment->seen_s : 0;
}

/* A value a step; an infinite one is no row at all. */
static struct seen watch(struct truth *truth, const double *value, int steps) {
  struct seen seen = {.began = NAN};

  for (int i = 0; i < steps; i++) {
    double at_s = START_S + (double)STEP_S * i;
    double missing_s;
    struct moment moment;

    if (isinf(value[i]))
      continue;
    missing_s = truth_expect(truth, at_s);
    if (!isnan(missing_s)) {
      moment = truth_step(truth, missing_s, NAN);
      count(&seen, &moment);
    }
    moment = truth_step(truth, at_s, value[i]);
    count(&seen, &moment);
  }
  return seen;
}

enum { COUNT = 400 };

static struct seen of(const double value[COUNT]) {
  struct truth truth;

  truth_init(&truth, 100, UPWARD, HORIZON_S);
  return watch(&truth, value, COUNT);
}

static void set(double value[COUNT], int from, int steps, double to) {
  for (int i = from; i < from + steps; i++)
    value[i] = to;
}

static void what_stays_at_the_wall_is_a_crossing(void **state) {
  double value[COUNT] = {0};
  struct seen seen;

  (void)state;
  set(value, 200, 2, 100);
  seen = of(value);
  assert_int_equal(seen.crossings, 1);
  expect_near(seen.began, 200, 0);
  /* From 60 on, but not from 200 to 231. */
  assert_int_equal(seen.judged, COUNT - 60 - 32);
  expect_near(seen.seen_s, STEP_S * (COUNT - 60.0 - 32), 0);
}

static void a_touch_is_none_but_keeps_busy(void **state) {
  double value[COUNT] = {0};

  (void)state;
  set(value, 200, 1, 1e300);
  assert_int_equal(of(value).crossings, 0);
  assert_int_equal(of(value).judged, COUNT - 60 - 31);
  set(value, 230, 5, 100); /* 30 after the touch: not quiet */
  assert_int_equal(of(value).crossings, 0);
  set(value, 230, 1, 0); /* 31 after */
  assert_int_equal(of(value).crossings, 1);
}

static void who_begins_at_the_wall_does_not_cross_it(void **state) {
  double value[COUNT] = {0};

  (void)state;
  set(value, 0, COUNT, 100);
  assert_int_equal(of(value).crossings, 0);
  assert_int_equal(of(value).judged, 0);
}

static void before_a_horizon_is_over_nothing_counts(void **state) {
  double value[COUNT] = {0};

  (void)state;
  set(value, 59, 3, 100);
  assert_int_equal(of(value).crossings, 0);
  set(value, 59, 1, 0);
  assert_int_equal(of(value).crossings, 1);
}

static void the_end_leaves_open_what_rises(void **state) {
  double value[COUNT] = {0};

  (void)state;
  set(value, COUNT - 1, 1, 100);
  assert_int_equal(of(value).crossings, 0);
}

static void a_value_holds_for_five_steps(void **state) {
  double value[COUNT] = {0};

  (void)state;
  set(value, 190, 5, NAN);
  set(value, 200, 2, 100);
  assert_int_equal(of(value).crossings, 1);
  assert_int_equal(of(value).judged, COUNT - 60 - 32);
  set(value, 189, 1, NAN); /* the sixth is not seen */
  assert_int_equal(of(value).crossings, 0);
  assert_int_equal(of(value).judged, COUNT - 60 - 32 - 1);
  set(value, 201, 1, NAN); /* held at the wall, it stays there */
  set(value, 189, 1, 0);
  assert_int_equal(of(value).crossings, 1);
}

/* Rows that are missing from 160 on, after `level`, or that have no value. */
static void compare(int missing, double level) {
  double none[COUNT] = {0}, nan[COUNT] = {0};
  struct seen of_none, of_nan;

  set(none, 150, 10, level);
  set(none, 280, 10, 100);
  memcpy(nan, none, sizeof(nan));
  set(none, 160, missing, INFINITY);
  set(nan, 160, missing, NAN);
  of_none = of(none);
  of_nan = of(nan);
  assert_int_equal(of_none.crossings, of_nan.crossings);
  expect_same(of_none.began, of_nan.began);
  /* But of a hole no step counts, of one without values the held do. */
  expect_near(of_none.seen_s, of_nan.seen_s,
              missing <= TRUTH_HELD_STEPS ? 1e-6 : STEP_S * TRUTH_HELD_STEPS);
}

static void no_row_is_no_value(void **state) {
  static const int missing[] = {1, 4, 5, 6, 7, 30, 100};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(missing); i++) {
    compare(missing[i], 0);
    compare(missing[i], 100);
  }
}

static void a_floor_is_met_from_above(void **state) {
  double value[COUNT] = {0};
  struct truth truth;

  (void)state;
  set(value, 200, 2, -100);
  truth_init(&truth, -100, DOWNWARD, HORIZON_S);
  assert_int_equal(watch(&truth, value, COUNT).crossings, 1);
}

static void expect_lengths(double step_s, double span_s, double quiet_s,
                           double twelfth_s, double sustain_s) {
  struct truth truth;

  truth_init(&truth, 100, UPWARD, HORIZON_S);
  for (int i = 0; i < 40; i++) {
    (void)truth_expect(&truth, START_S + step_s * i);
    (void)truth_step(&truth, START_S + step_s * i, 0);
  }
  expect_near(truth.step_s, step_s, 1e-6);
  expect_near(truth.span_s, span_s, 1e-3);
  expect_near(truth.quiet_s, quiet_s, 1e-3);
  expect_near(truth_part_s(&truth, 12), twelfth_s, 1e-3);
  expect_near(truth.sustain_s, sustain_s, 1e-3);
}

static void lengths_are_whole_steps(void **state) {
  (void)state;
  expect_lengths(60, 3600, 1800, 300, 60);
  expect_lengths(300, 3600, 1800, 300, 0);
  expect_lengths(57, 3591, 1767, 285, 57);
  expect_lengths(1, 3600, 1800, 300, 119);
  expect_lengths(0.5, 3600, 1800, 300, 119.5);
  expect_lengths(3000, 3000, 3000, 3000, 0);
  expect_lengths(86400, 86400, 86400, 86400, 0);
}

static void steps_that_tremble_are_steps(void **state) {
  static const double tremble_s[] = {0, 12, -15, 4, -9, 14, -2};
  struct truth truth;
  int crossings = 0, judged = 0, missing = 0;

  (void)state;
  truth_init(&truth, 100, UPWARD, HORIZON_S);
  for (int i = 0; i < COUNT; i++) {
    double at_s = START_S + STEP_S * i + tremble_s[i % 7];
    struct moment moment;

    missing += !isnan(truth_expect(&truth, at_s));
    moment = truth_step(&truth, at_s, i == 200 || i == 201 ? 100 : 0);
    crossings += moment.crosses;
    judged += moment.warm && !moment.busy;
  }
  assert_int_equal(missing, 0);
  assert_int_equal(crossings, 1);
  expect_near(judged, COUNT - 60 - 32, 3);
}

static void another_interval_is_learnt(void **state) {
  struct truth truth;

  (void)state;
  truth_init(&truth, 100, UPWARD, HORIZON_S);
  for (int i = 0; i < 100; i++) {
    double at_s = i < 50 ? 10 * i : 500 + 300 * (i - 50);

    (void)truth_expect(&truth, at_s);
    (void)truth_step(&truth, at_s, 0);
  }
  expect_near(truth.step_s, 300, 0);
  expect_near(truth.quiet_s, 1800, 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_stays_at_the_wall_is_a_crossing),
      cmocka_unit_test(a_touch_is_none_but_keeps_busy),
      cmocka_unit_test(who_begins_at_the_wall_does_not_cross_it),
      cmocka_unit_test(before_a_horizon_is_over_nothing_counts),
      cmocka_unit_test(the_end_leaves_open_what_rises),
      cmocka_unit_test(a_value_holds_for_five_steps),
      cmocka_unit_test(no_row_is_no_value),
      cmocka_unit_test(a_floor_is_met_from_above),
      cmocka_unit_test(lengths_are_whole_steps),
      cmocka_unit_test(steps_that_tremble_are_steps),
      cmocka_unit_test(another_interval_is_learnt),
  };

  return cmocka_run_group_tests_name("truth", tests, NULL, NULL);
}
