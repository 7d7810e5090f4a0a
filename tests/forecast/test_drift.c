/* test_drift.c - how far back a stretch goes, and what is measured on it. */
#include "expect.h"

#include "forecast/drift.h"

enum { STEPS_MOST = 40 };

/* Steps a second, newest first. */
static struct span span_of_steps(const double *step, int steps) {
  struct span span = {.count = steps + 1};

  span.t[0] = 1000;
  span.v[0] = 100;
  for (int i = 0; i < steps; i++) {
    span.t[i + 1] = span.t[i] - 1;
    span.v[i + 1] = span.v[i] - step[i];
  }
  return span;
}

/* `steps` of `usual`, but one. */
static struct drift drift_with(int steps, double usual, int place, double other,
                               double quantum) {
  double step[STEPS_MOST];
  struct span span;

  for (int i = 0; i < steps; i++)
    step[i] = i == place ? other : usual;
  span = span_of_steps(step, steps);
  return drift_of(&span, quantum);
}

static void from_eight_steps_on_it_is_a_drift(void **state) {
  (void)state;
  for (int steps = 1; steps <= 15; steps++) {
    struct drift drift = drift_with(steps, 2, -1, 0, 0);

    assert_int_equal(drift.steps, steps >= DRIFT_LEAST_STEPS ? steps : 0);
    if (drift.steps > 0) {
      expect_near(drift.per_s, 2, 0);
      expect_near(drift.seen_s, steps, 0);
    }
  }
  assert_int_equal(DRIFT_LEAST_STEPS, 8);
}

/* No leak is more even than a twentieth; a step out of line is five of that
 * off. Of what moves in quanta half of one is no deviation at all. */
static void a_stretch_ends_five_deviations_off(void **state) {
  static const struct {
    double usual, other, quantum;
    int steps;
  } rows[] = {
      {1, 1.24, 0, 14},  {1, 1.26, 0, 9},   {1, 0.76, 0, 14},
      {1, 0.74, 0, 9},   {0, 2.5, 1, 14},   {0, 2.625, 1, 9},
      {0, -2.5, 1, 14},  {0, -2.625, 1, 9}, {-1, -1.24, 0, 14},
      {-1, -1.26, 0, 9},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    assert_int_equal(
        drift_with(14, rows[i].usual, 9, rows[i].other, rows[i].quantum).steps,
        rows[i].steps);
}

/* The fifth step back is the first that can be out of line: then there is no
 * drift, for four are too few. */
static void four_steps_tell_what_is_usual(void **state) {
  (void)state;
  assert_int_equal(drift_with(12, 1, 3, 9, 0).steps, 12);
  assert_int_equal(drift_with(12, 1, 4, 9, 0).steps, 0);
}

/* Eight of +-1 deviate by sqrt(8 / 7): five of that are 5.345. */
static void the_deviation_is_that_of_the_steps(void **state) {
  static const struct {
    double ninth;
    int steps;
  } rows[] = {{5.3, 12}, {5.4, 8}, {-5.3, 12}, {-5.4, 8}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double step[12] = {1, -1, 1, -1, 1, -1, 1, -1, rows[i].ninth, 0, 0, 0};
    struct span span = span_of_steps(step, 12);

    assert_int_equal(drift_of(&span, 0).steps, rows[i].steps);
  }
}

/* Half a quantum, in twice the time, is half as fast. */
static void a_quantum_counts_by_the_time_it_had(void **state) {
  static const struct {
    double passed_s;
    int steps;
  } rows[] = {{1, 12}, {2, 8}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double step[12] = {[8] = 2};
    struct span span = span_of_steps(step, 12);

    for (int k = 0; k <= 12; k++) /* 2 a second it is in both */
      span.t[k] *= rows[i].passed_s, span.v[k] *= rows[i].passed_s;
    assert_int_equal(drift_of(&span, 1).steps, rows[i].steps);
  }
}

/* Off the drift of 1 a second are +-1/2: each tells 1/4 of a variance a second,
 * and one degree of freedom went into the drift. */
static void the_diffusion_is_what_steps_are_off_the_drift(void **state) {
  double step[10] = {1.5, 0.5, 1.5, 0.5, 1.5, 0.5, 1.5, 0.5, 1.5, 0.5};
  struct span span = span_of_steps(step, 10);
  struct drift drift = drift_of(&span, 0);

  (void)state;
  assert_int_equal(drift.steps, 10);
  expect_near(drift.per_s, 1, 1e-12);
  expect_near(drift.diffusion, 10 * 0.25 / 9, 1e-12);
  expect_near(drift.step_noise, sqrt(10 * 0.25 / 9), 1e-12);
  expect_near(drift_errors(&drift), 1 / sqrt(10 * 0.25 / 9 / 10), 1e-9);
}

/* Ten seconds each: a variance a second is a tenth of it, a step's all. */
static void of_longer_steps_the_diffusion_is_a_second_s(void **state) {
  double step[10] = {1.5, 0.5, 1.5, 0.5, 1.5, 0.5, 1.5, 0.5, 1.5, 0.5};
  struct span span = span_of_steps(step, 10);
  struct drift drift;

  (void)state;
  for (int i = 0; i <= 10; i++)
    span.t[i] *= 10;
  drift = drift_of(&span, 0);
  expect_near(drift.per_s, 0.1, 1e-12);
  expect_near(drift.diffusion, 10 * 0.25 / 9 / 10, 1e-12);
  expect_near(drift.step_noise, sqrt(10 * 0.25 / 9), 1e-12);
}

/* As even as it looks, a drift is known to a twentieth a step and no better. */
static void no_drift_is_surer_than_a_twentieth_a_step(void **state) {
  struct drift drift = drift_with(9, 2, -1, 0, 0);

  (void)state;
  expect_near(drift.diffusion, 0.1 * 0.1, 1e-12);
  expect_near(drift.step_noise, 0, 1e-12);
  expect_near(drift_errors(&drift), 2 / sqrt(0.01 / 9), 1e-9);
}

/* The newer half is even, at 1: two standard errors of it are 0.0354, so the
 * older one has to be slower by more than twice that. */
static void the_newer_half_knows_better_two_errors_off(void **state) {
  static const struct {
    int steps;
    double older, per_s;
  } rows[] = {
      {16, 0.94, 0.97},
      {16, 0.92, 1},
      {16, 1.08, 1},
      {16, 1.06, 1.03},
      {17, 0.9, 1},
      {15, 0.9, (8 + 7 * 0.9) / 15}, /* of fewer no half is a drift */
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double step[17];
    struct span span;
    struct drift drift;

    for (int k = 0; k < rows[i].steps; k++)
      step[k] = k < 8 ? 1 : rows[i].older;
    span = span_of_steps(step, rows[i].steps);
    drift = drift_of(&span, 0);
    expect_near(drift.per_s, rows[i].per_s, 1e-9);
    assert_int_equal(drift.steps, rows[i].per_s == 1 ? 8 : rows[i].steps);
  }
}

/* What stands still is known as long as it did. */
static void two_halves_that_agree_are_one(void **state) {
  struct drift drift = drift_with(30, 0, -1, 0, 0);

  (void)state;
  assert_int_equal(drift.steps, 30);
  expect_near(drift.per_s, 0, 0);
  expect_near(drift.diffusion, 0, 0);
  expect_near(drift.seen_s, 30, 0);
}

/* 3 a second with a standard error of 1. */
static void a_drift_exceeds_what_it_is_above(void **state) {
  static const struct {
    struct drift drift;
    double errors;
    bool exceeds;
  } rows[] = {
      {{.steps = 8, .per_s = 3, .diffusion = 9, .seen_s = 9}, 2.9, true},
      {{.steps = 8, .per_s = 3, .diffusion = 9, .seen_s = 9}, 3, false},
      {{.steps = 1, .per_s = 3, .diffusion = 9, .seen_s = 9}, 2.9, true},
      {{.steps = 0, .per_s = 3, .diffusion = 9, .seen_s = 9}, 2.9, false},
      {{.steps = 8, .per_s = 0.5, .diffusion = 9, .seen_s = 9}, 0.4, true},
      {{.steps = 8, .per_s = 0, .diffusion = 9, .seen_s = 9}, -1, false},
      {{.steps = 8, .per_s = -3, .diffusion = 9, .seen_s = 9}, -4, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    assert_int_equal(drift_exceeds(&rows[i].drift, rows[i].errors),
                     rows[i].exceeds);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(from_eight_steps_on_it_is_a_drift),
      cmocka_unit_test(a_stretch_ends_five_deviations_off),
      cmocka_unit_test(four_steps_tell_what_is_usual),
      cmocka_unit_test(the_deviation_is_that_of_the_steps),
      cmocka_unit_test(a_quantum_counts_by_the_time_it_had),
      cmocka_unit_test(the_diffusion_is_what_steps_are_off_the_drift),
      cmocka_unit_test(of_longer_steps_the_diffusion_is_a_second_s),
      cmocka_unit_test(no_drift_is_surer_than_a_twentieth_a_step),
      cmocka_unit_test(the_newer_half_knows_better_two_errors_off),
      cmocka_unit_test(two_halves_that_agree_are_one),
      cmocka_unit_test(a_drift_exceeds_what_it_is_above),
  };

  return cmocka_run_group_tests_name("drift", tests, NULL, NULL);
}
