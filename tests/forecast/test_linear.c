/* test_linear.c - a straight line, and how sure it is ahead. */
#include "expect.h"

#include "forecast/linear.h"
#include "forecast/passage.h"
#include "forecast/span.h"
#include "walk.h"

/* By hand, newest first, at 0, -1, -2, ... */
static void a_line_is_that_of_least_squares(void **state) {
  static const struct {
    double value[4];
    struct line line;
  } rows[] = {
      {{4, 1, 0}, {3, 11 / 3.0, 2, 2 / 3.0, 12 / 13.0, 1, 2}},
      {{0.4, 0.1, 0}, {3, 1.1 / 3, 0.2, 0.02 / 3, 12 / 13.0, 1, 2}},
      {{7, 7, 7}, {3, 7, 0, 0, 0, 1, 2}},
      {{6, 4, 2, 0}, {4, 6, 2, 0, 1, 1.5, 5}},
      {{0, 2, 2, 0}, {4, 1, 0, 2, 0, 1.5, 5}},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    const struct line *want = &rows[i].line;
    struct span span = {.count = want->count};
    struct line line;

    for (int k = 0; k < want->count; k++) {
      span.t[k] = 50 - k;
      span.v[k] = rows[i].value[k];
    }
    line = line_through(&span);
    assert_int_equal(line.count, want->count);
    expect_near(line.level, want->level, 1e-12);
    expect_near(line.per_s, want->per_s, 1e-12);
    expect_near(line.residual, want->residual, 1e-12);
    expect_near(line.share, want->share, 1e-12);
    expect_near(line.mean_s, want->mean_s, 1e-12);
    expect_near(line.sxx, want->sxx, 1e-12);
  }
}

static void two_values_are_no_line(void **state) {
  struct span span = {.count = 2, .t = {2, 1}, .v = {5, 4}};
  struct line line = line_through(&span);

  (void)state;
  assert_int_equal(line.count, 0);
  expect_missing(line.level);
  expect_missing(line.per_s);
  expect_missing(line.residual);
  expect_missing(line.share);
  expect_missing(line.mean_s);
  expect_missing(line.sxx);
}

/* A value a minute, an hour of them, each in its place of 1, 0, -1, 0. */
static void climb(struct walk *walk, double per_tick) {
  begin(walk, 60);
  for (int i = 0; i < 60; i++)
    step(walk, 20 + per_tick * i + (i % 4 == 0) - (i % 4 == 2));
}

/* s^2 (1 + 1/n + (t - mean)^2 / Sxx), as the header says. */
static double variance_ahead(const struct line *line, double ahead_s) {
  double from_mean_s = ahead_s + line->mean_s;

  return line->residual *
         (1 + 1.0 / line->count + from_mean_s * from_mean_s / line->sxx);
}

static void the_interval_is_that_of_a_single_value(void **state) {
  struct question question = {.limit = 50, .horizon_s = 3600};
  struct forecast forecast;
  struct sight sight;
  struct walk walk;
  struct span span;
  struct line line;
  double sure;

  (void)state;
  climb(&walk, 0.3);
  sight = sight_of(&walk.window, &walk.timeline, UPWARD);
  question.value = walk.value;
  span_of_time(&span, &sight, 3600);
  line = line_through(&span);
  forecast = linear_ask(&walk.window, &walk.timeline, &question);
  expect_near(forecast.eta_s, (50 - line.level) / line.per_s, 1e-6);
  /* where the line is 1.2816 deviations short of the wall, and beyond it */
  sure = line.level + line.per_s * forecast.lower_s +
         1.2815515655446 * sqrt(variance_ahead(&line, forecast.lower_s));
  expect_near(sure, 50, 1e-6);
  sure = line.level + line.per_s * forecast.upper_s -
         1.2815515655446 * sqrt(variance_ahead(&line, forecast.upper_s));
  expect_near(sure, 50, 1e-6);
  expect_near(forecast.probability,
              100 * normal_below((line.level + line.per_s * 3600 - 50) /
                                 sqrt(variance_ahead(&line, 3600))),
              1e-9);
  expect_near(forecast.seen_s, 59 * 60, 0);
}

/* It has met what the value, which fell back, has not. */
static void a_line_beyond_the_wall_is_there_now(void **state) {
  struct question question = {.value = 10, .limit = 30, .horizon_s = 3600};
  struct walk walk;

  (void)state;
  climb(&walk, 0.3);
  step(&walk, 10);
  expect_near(linear_ask(&walk.window, &walk.timeline, &question).eta_s, 0, 0);
  question.limit = 37.5;
  expect_between(linear_ask(&walk.window, &walk.timeline, &question).eta_s, 1,
                 1200);
}

/* Half a unit from the wall at a thousandth a second. */
static void what_is_near_is_not_there_yet(void **state) {
  struct question question = {.value = 1.02, .limit = 1.2, .horizon_s = 3600};
  struct walk walk;

  (void)state;
  begin(&walk, 60);
  for (int i = 0; i <= 17; i++)
    step(&walk, 0.06 * i);
  expect_near(linear_ask(&walk.window, &walk.timeline, &question).eta_s, 180,
              1e-3);
}

/* While a coarser ring has fewer than ten values, those of the finer one are
 * taken, though they do not go back a horizon. */
static void ten_values_of_a_coarser_ring_are_enough(void **state) {
  int counted[2] = {0};
  struct walk walk;

  (void)state;
  begin(&walk, 60);
  for (int i = 0; i < 300; i++) {
    struct question question = {.limit = 400, .horizon_s = 86400};
    struct sight sight;
    struct span coarse, fine;
    bool is_enough;

    step(&walk, i);
    question.value = walk.value;
    sight = sight_of(&walk.window, &walk.timeline, UPWARD);
    span_of_time(&coarse, &sight, 86400);
    span_of_scale(&fine, &sight, 0);
    is_enough = i + 1 < TIMELINE_SLOTS || coarse.count >= 10;
    counted[is_enough] += coarse.count == 9 + is_enough;
    if (i >= 2)
      expect_near(linear_ask(&walk.window, &walk.timeline, &question).seen_s,
                  span_length_s(is_enough ? &coarse : &fine), 0);
  }
  assert_true(counted[false] > 0 && counted[true] > 1);
}

static void a_line_that_does_not_rise_leads_nowhere(void **state) {
  static const double per_tick[] = {0, -0.3};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(per_tick); i++) {
    struct question question = {.value = 20, .limit = 30, .horizon_s = 3600};
    struct walk walk;

    begin(&walk, 60);
    for (int k = 0; k < 30; k++)
      step(&walk, 20 + per_tick[i] * k);
    expect_missing(linear_ask(&walk.window, &walk.timeline, &question).eta_s);
    expect_missing(linear_ask(&walk.window, &walk.timeline, &question).seen_s);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_line_is_that_of_least_squares),
      cmocka_unit_test(two_values_are_no_line),
      cmocka_unit_test(the_interval_is_that_of_a_single_value),
      cmocka_unit_test(a_line_beyond_the_wall_is_there_now),
      cmocka_unit_test(what_is_near_is_not_there_yet),
      cmocka_unit_test(ten_values_of_a_coarser_ring_are_enough),
      cmocka_unit_test(a_line_that_does_not_rise_leads_nowhere),
  };

  return cmocka_run_group_tests_name("linear", tests, NULL, NULL);
}
