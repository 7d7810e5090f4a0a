/* test_trend_edges.c - how clear a drift is, and how far it may turn back. */
#include "expect.h"

#include "forecast/drift.h"
#include "forecast/period.h"
#include "forecast/trend.h"
#include "walk.h"

#include <stdbool.h>

/* A walk of a minute that rises by 1 a second, and falls by `back` at last. */
static void rise(struct walk *walk, uint64_t *seed, double spread,
                 double back) {
  double value = 0;

  begin(walk, 1);
  for (int i = 0; i < 59; i++)
    step(walk, value += 1 + spread * normal(seed));
  step(walk, value - back);
}

static struct question question_of(const struct walk *walk, double distance) {
  return (struct question){.value = walk->value,
                           .limit = walk->value + distance,
                           .direction = UPWARD,
                           .horizon_s = 2220};
}

/* What trend.h has of the finest ring: the drift, and how far below the highest
 * value it is, in deviations. */
struct finding {
  struct drift drift;
  double below;
};

static struct finding find(const struct walk *walk) {
  struct sight sight = sight_of(&walk->window, &walk->timeline, UPWARD);
  struct finding finding;
  struct span span;
  double highest = -INFINITY;

  span_of_scale(&span, &sight, 0);
  finding.drift = drift_of(&span, 0);
  for (int i = 0; i < span.count; i++)
    highest = fmax(highest, span.v[i]);
  finding.below = (highest - span.v[0]) / finding.drift.step_noise;
  return finding;
}

static bool is_clear(const struct walk *walk) {
  struct question question = question_of(walk, 200);

  return !isnan(
      trend_ask_clear(&walk->window, &walk->timeline, &question, false).eta_s);
}

static bool is_glanced_at(const struct walk *walk) {
  struct question question = question_of(walk, 200);

  return !isnan(trend_glance(&walk->window, &walk->timeline, &question).eta_s);
}

static void a_clear_drift_exceeds_eight_errors_and_any_four(void **state) {
  uint64_t seed = 3;
  int told[2] = {0}, between = 0;

  (void)state;
  for (int i = 0; i < 2000; i++) {
    struct walk walk;
    struct finding finding;
    double errors;

    rise(&walk, &seed, 0.5 + 2 * uniform(&seed), 0);
    finding = find(&walk);
    errors = drift_errors(&finding.drift);
    if (finding.drift.seen_s < 59 || finding.below > 0)
      continue;
    assert_int_equal(is_clear(&walk), errors > 8);
    assert_int_equal(is_glanced_at(&walk), errors > 4);
    told[errors > 8]++;
    between += errors > 8 && errors < 9;
  }
  assert_true(told[0] > 50 && told[1] > 50 && between > 5);
}

static void
what_is_two_deviations_below_a_height_has_turned_back(void **state) {
  uint64_t seed = 4;
  int told[2] = {0}, between = 0;

  (void)state;
  for (int i = 0; i < 2000; i++) {
    struct walk walk;
    struct finding finding;

    rise(&walk, &seed, 0.3, 2 * uniform(&seed));
    finding = find(&walk);
    if (!drift_exceeds(&finding.drift, 10) || finding.drift.seen_s < 59)
      continue;
    assert_int_equal(is_clear(&walk), finding.below <= 2);
    assert_int_equal(is_glanced_at(&walk), finding.below <= 2);
    told[finding.below > 2]++;
    between += finding.below > 2 && finding.below < 3;
  }
  assert_true(told[0] > 50 && told[1] > 50 && between > 20);
}

/* No further than ten times the evidence, and within the horizon. */
static void a_wall_at_its_limit_is_in_reach(void **state) {
  static const struct {
    double distance, horizon_s;
    bool is_told;
  } rows[] = {
      {320, 1000, true},   {320.5, 1000, false}, {100, 100, true},
      {100.5, 100, false}, {320, 320, true},
  };
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i <= 32; i++)
    step(&walk, i);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct question question = question_of(&walk, rows[i].distance);

    question.horizon_s = rows[i].horizon_s;
    assert_int_equal(
        !isnan(trend_glance(&walk.window, &walk.timeline, &question).eta_s),
        rows[i].is_told);
    assert_int_equal(
        !isnan(trend_ask(&walk.window, &walk.timeline, &question).eta_s),
        rows[i].is_told);
  }
}

/* All but three cycles, on a leak that hides none of them. */
static void two_cycles_are_outlasted_by_a_trend(void **state) {
  struct walk walk;
  struct sight sight;
  struct question question;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 60; i++)
    step(&walk, 4 * i + 3 * cos(2 * M_PI * i / 20.0));
  sight = sight_of(&walk.window, &walk.timeline, UPWARD);
  expect_near(period_find(&sight, 0).period_s, 20, 0.3);
  assert_true(3 * period_find(&sight, 0).period_s > 59);
  question = question_of(&walk, 200);
  expect_near(trend_ask(&walk.window, &walk.timeline, &question).eta_s, 50, 5);
}

/* Teeth of 27 on a leak of 1 a second, as long as no coarser ring has any of
 * them: their heights meet the wall. */
static double under_teeth(int ticks, int period, double size) {
  struct walk walk;
  struct question question;

  begin(&walk, 1);
  for (int i = 0; i < ticks; i++)
    step(&walk, size * (1000 + i + 27.0 / (period - 1) * (i % period)));
  question = question_of(&walk, 0);
  question.limit = size * (1000 + ticks - 1 + 27 + 100);
  return trend_ask(&walk.window, &walk.timeline, &question).eta_s;
}

static void a_leak_is_found_below_the_teeth_of_the_finest_ring(void **state) {
  (void)state;
  expect_near(under_teeth(60, 10, 1), 100, 5);
  expect_near(under_teeth(50, 10, 1), 100, 5);
  expect_near(under_teeth(60, 10, 0.005), 100, 5);
  expect_near(under_teeth(60, 10, 1e6), 100, 5);
  expect_near(under_teeth(24, 6, 1), 100, 5); /* thirds of eight */
  expect_missing(under_teeth(23, 6, 1));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_clear_drift_exceeds_eight_errors_and_any_four),
      cmocka_unit_test(what_is_two_deviations_below_a_height_has_turned_back),
      cmocka_unit_test(two_cycles_are_outlasted_by_a_trend),
      cmocka_unit_test(a_leak_is_found_below_the_teeth_of_the_finest_ring),
      cmocka_unit_test(a_wall_at_its_limit_is_in_reach),
  };

  return cmocka_run_group_tests_name("trend_edges", tests, NULL, NULL);
}
