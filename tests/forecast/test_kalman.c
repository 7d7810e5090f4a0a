/* test_kalman.c - a level with a trend, and how likely it gets somewhere. */
#include "expect.h"

#include "forecast/kalman.h"
#include "forecast/span.h"

static struct span line_of(int count, double per_s) {
  struct span span = {.count = count};

  for (int i = 0; i < count; i++) {
    span.t[i] = 1000 - i;
    span.v[i] = 50 - per_s * i;
  }
  return span;
}

static void of_an_even_line_level_and_slope_are_found(void **state) {
  struct span span = line_of(60, 0.5);
  struct trend_state found = kalman_over(&span, 60);

  (void)state;
  expect_near(found.level, 50, 0.05);
  expect_near(found.per_s, 0.5, 0.01);
  expect_between(found.diffusion, 0, 0.02);
}

static void from_ten_values_on_it_says_something(void **state) {
  struct span nine = line_of(9, 0.5), ten = line_of(10, 0.5);
  struct trend_state found = kalman_over(&nine, 60);

  (void)state;
  expect_missing(found.level);
  expect_missing(found.per_s);
  expect_missing(found.per_s_error);
  expect_missing(found.diffusion);
  expect_near(kalman_over(&ten, 60).level, 50, 0.5);
}

/* It runs into the filter slot by slot: a step that stays is believed. */
static void a_step_that_stays_becomes_the_level(void **state) {
  struct span span = line_of(60, 0);

  (void)state;
  for (int i = 0; i < 30; i++)
    span.v[i] = 80;
  expect_near(kalman_over(&span, 60).level, 80, 1);
  for (int i = 0; i < 30; i++)
    span.v[i] = 20;
  expect_near(kalman_over(&span, 60).level, 20, 1);
}

/* What no noise can change is certain, to the very second. */
static void without_noise_it_is_there_in_time_or_not(void **state) {
  static const struct {
    double per_s, distance, probability;
  } rows[] = {
      {1, 99, 1}, {1, 100, 1}, {1, 100.5, 0}, {0, 1, 0},
      {0, 0, 1},  {-1, 0, 1},  {-1, -1, 1},   {-1, 1, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_near(
        kalman_probability(&(struct trend_state){.per_s = rows[i].per_s},
                           rows[i].distance, 100),
        rows[i].probability, 1e-12);
}

/* By the formula of the header: without drift it is 2 Phi(-D / (s sqrt H)). */
static void noise_alone_may_get_there(void **state) {
  static const struct {
    struct trend_state state;
    double distance, horizon_s, probability;
  } rows[] = {
      {{.diffusion = 1}, 10, 100, 0.31731050786291415},
      {{.diffusion = 4}, 20, 100, 0.31731050786291415},
      {{.diffusion = 0.0001}, 0.1, 100, 0.31731050786291415},
      {{.diffusion = 1}, 20, 100, 0.04550026389635842},
      /* the second term would be 0 times infinity: it is left out */
      {{.diffusion = 1, .per_s = 1}, 1000, 1000, 0.5},
      {{.diffusion = 3, .per_s = 3}, 300, 100, 0.5}, /* e^600, as well */
      {{.diffusion = 3.01, .per_s = 3}, 300, 100, 0.5115260288075255},
      {{.diffusion = 1, .per_s = 0.1}, 10, 100, 0.6681020012231706},
      {{.diffusion = 1, .per_s = -0.1}, 10, 100, 0.09041777356648557},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_near(
        kalman_probability(&rows[i].state, rows[i].distance, rows[i].horizon_s),
        rows[i].probability, 1e-9);
}

/* Two of five slopes are below it, and the middle one is it. */
static void what_is_not_known_of_the_slope_is_averaged(void **state) {
  (void)state;
  expect_near(
      kalman_probability(&(struct trend_state){.per_s = 1, .per_s_error = 0.5},
                         100, 100),
      0.6, 1e-12);
}

/* The middles of five equal parts of a normal distribution of slopes: in how
 * many of them is it there in time? */
static void five_slopes_stand_for_all(void **state) {
  static const double quantile[] = {1.2816, 0.5244, 0, -0.5244, -1.2816};
  const struct trend_state found = {.per_s = 1, .per_s_error = 0.5};

  (void)state;
  for (int i = 0; i < 5; i++) {
    double gets_to = 100 * (1 + 0.5 * quantile[i]);

    expect_near(kalman_probability(&found, gets_to - 0.1, 100), 0.2 * (i + 1),
                1e-12);
    expect_near(kalman_probability(&found, gets_to + 0.1, 100), 0.2 * i, 1e-12);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(of_an_even_line_level_and_slope_are_found),
      cmocka_unit_test(from_ten_values_on_it_says_something),
      cmocka_unit_test(a_step_that_stays_becomes_the_level),
      cmocka_unit_test(without_noise_it_is_there_in_time_or_not),
      cmocka_unit_test(noise_alone_may_get_there),
      cmocka_unit_test(what_is_not_known_of_the_slope_is_averaged),
      cmocka_unit_test(five_slopes_stand_for_all),
  };

  return cmocka_run_group_tests_name("kalman", tests, NULL, NULL);
}
