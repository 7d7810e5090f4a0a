/* test_trend.c - what the model says of series whose future is known. */
#include "expect.h"

#include "forecast/drift.h"
#include "forecast/passage.h"
#include "forecast/trend.h"
#include "walk.h"

#include <stdbool.h>

static struct forecast ask(const struct walk *walk, double limit,
                           enum direction direction, double horizon_s) {
  struct question question = {.value = walk->value,
                              .limit = limit,
                              .direction = direction,
                              .quantum = 1,
                              .horizon_s = horizon_s};

  return forecast_ask(MODEL_TREND, &walk->window, &walk->timeline, &question);
}

static void expect_nothing(struct forecast forecast) {
  expect_missing(forecast.eta_s);
  expect_missing(forecast.lower_s);
  expect_missing(forecast.upper_s);
  expect_missing(forecast.probability);
}

/* Where nothing is uncertain the three times are one, but for rounding. */
static void the_median_of_an_exact_line_is_within_its_bounds(void **state) {
  struct question question = {.direction = UPWARD, .horizon_s = 1e6};

  (void)state;
  for (int i = 1; i <= 10000; i++) {
    struct path path = {.distance = 0.1 * i, .per_s = 1.0 / (1 + i % 97)};
    struct forecast forecast = passage_of(&path, &question);

    assert_true(forecast.lower_s <= forecast.eta_s);
    assert_true(forecast.eta_s <= forecast.upper_s);
  }
}

static void an_even_leak_is_told_to_the_second(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i <= 20; i++)
    step(&walk, 10 + 4 * i);
  expect_near(ask(&walk, 200, UPWARD, 2220).eta_s, (200 - 90) / 4.0, 1e-6);
  expect_near(ask(&walk, 200, UPWARD, 2220).per_s, 4, 1e-6);
  assert_true(ask(&walk, 200, UPWARD, 2220).probability > 99);
}

static void a_fall_towards_a_floor_is_told_as_well(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i <= 20; i++)
    step(&walk, 1000 - 10 * i);
  expect_near(ask(&walk, 500, DOWNWARD, 2220).eta_s, 30, 1e-6);
  expect_near(ask(&walk, 500, DOWNWARD, 2220).per_s, -10, 1e-6);
  expect_nothing(ask(&walk, 2000, UPWARD, 2220));
}

static void eight_steps_are_the_least_evidence(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i <= 7; i++) {
    step(&walk, 4 * i);
    expect_nothing(ask(&walk, 100, UPWARD, 2220));
  }
  step(&walk, 4 * 8);
  expect_near(ask(&walk, 100, UPWARD, 2220).eta_s, 17, 1e-6);
}

static void nothing_is_claimed_beyond_ten_times_the_evidence(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i <= 10; i++)
    step(&walk, i);
  expect_nothing(ask(&walk, 10 + 101, UPWARD, 86400));
  expect_near(ask(&walk, 10 + 99, UPWARD, 86400).eta_s, 99, 1e-6);
}

static void nothing_is_claimed_beyond_the_horizon(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i <= 50; i++)
    step(&walk, i);
  expect_nothing(ask(&walk, 50 + 61, UPWARD, 60));
  expect_near(ask(&walk, 50 + 59, UPWARD, 60).eta_s, 59, 1e-6);
}

static void a_wall_that_is_met_is_now(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  step(&walk, 200);
  expect_near(ask(&walk, 200, UPWARD, 2220).eta_s, 0, 0);
  expect_near(ask(&walk, 200, UPWARD, 2220).probability, 100, 0);
  expect_near(ask(&walk, 150, UPWARD, 2220).upper_s, 0, 0);
}

static void an_unknown_or_infinite_wall_is_nothing(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i <= 20; i++)
    step(&walk, i);
  expect_nothing(ask(&walk, NAN, UPWARD, 2220));
  expect_nothing(ask(&walk, INFINITY, UPWARD, 2220));
  walk.value = NAN;
  expect_nothing(ask(&walk, 100, UPWARD, 2220));
}

static void a_flat_series_is_silent(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 1000; i++) {
    step(&walk, 42);
    expect_nothing(ask(&walk, 43, UPWARD, 86400));
  }
}

/* How many ticks of `ticks` say anything at all. */
static int spoken_on_noise(struct walk *walk, int ticks, double spread,
                           uint64_t seed) {
  int spoken = 0;

  begin(walk, 1);
  for (int i = 0; i < ticks; i++) {
    step(walk, 500 + floor(spread * normal(&seed)));
    spoken += !isnan(ask(walk, 500 + 12 * spread, UPWARD, 2220).eta_s);
  }
  return spoken;
}

static void noise_about_a_level_is_silent(void **state) {
  struct walk walk;

  (void)state;
  for (uint64_t seed = 1; seed <= 10; seed++)
    assert_int_equal(spoken_on_noise(&walk, 3000, 20, seed), 0);
}

/* A walk without drift has stretches that look like a drift: four standard
 * errors must make them rarer than one tick in a hundred. */
static void a_walk_without_drift_is_almost_silent(void **state) {
  struct walk walk;
  int spoken = 0;

  (void)state;
  for (uint64_t seed = 1; seed <= 10; seed++) {
    uint64_t dice = seed;
    double value = 10000;

    begin(&walk, 1);
    for (int i = 0; i < 3000; i++) {
      value += 10 * normal(&dice);
      step(&walk, value);
      spoken += !isnan(ask(&walk, value + 300, UPWARD, 2220).eta_s);
    }
  }
  expect_between(spoken, 0, 30000 / 100);
}

static void one_jump_is_silent(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 300; i++) {
    step(&walk, i < 150 ? 20 : 80);
    expect_nothing(ask(&walk, 100, UPWARD, 2220));
  }
}

/* A collector's sawtooth: it rises for a minute and falls, for ever. */
static void a_sawtooth_is_silent_once_it_has_turned_back(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 2000; i++) {
    step(&walk, 100 + 5 * (i % 60));
    if (i > 60)
      expect_nothing(ask(&walk, 600, UPWARD, 2220));
  }
}

/* It is foretold that the teeth reach the wall, long before they do. */
static void a_leak_under_a_sawtooth_is_told(void **state) {
  uint64_t seed = 11;
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 600; i++)
    step(&walk, 1000 + 1.0 * i + 30 * (i % 12) + 5 * normal(&seed));
  expect_between(ask(&walk, 2600, UPWARD, 2220).eta_s, 600, 800);
  expect_near(ask(&walk, 2600, UPWARD, 2220).per_s, 1, 0.1);
}

/* 40 slots of a tooth are a fine trend to who does not know the tooth. */
static void the_rise_of_a_tooth_that_is_known_is_no_trend(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 5000; i++) {
    step(&walk, 100 + 5 * (i % 75) + (i / 75) % 3);
    if (i > 500)
      expect_nothing(ask(&walk, 475, UPWARD, 2220));
  }
}

static void a_leak_after_a_long_calm_is_seen_in_seconds(void **state) {
  struct walk walk;
  int seen_after = 0;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 1000; i++)
    step(&walk, 50);
  for (int i = 1; i <= 60 && seen_after == 0; i++) {
    step(&walk, 50 + 6 * i);
    if (!isnan(ask(&walk, 700, UPWARD, 2220).eta_s))
      seen_after = i;
  }
  expect_between(seen_after, 8, 15);
  expect_near(ask(&walk, 700, UPWARD, 2220).eta_s, (700 - walk.value) / 6, 1);
}

/* One fd in fifteen seconds: the fine ring holds four of them. */
static void a_slow_leak_is_seen_at_a_coarser_resolution(void **state) {
  struct walk walk;
  struct forecast forecast;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 1800; i++)
    step(&walk, 100 + i / 15);
  forecast = ask(&walk, 300, UPWARD, 2220);
  expect_near(forecast.eta_s, (300 - walk.value) * 15, 90);
  assert_true(forecast.seen_s > 300);
}

static void a_restart_is_silent_until_there_is_new_evidence(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i <= 60; i++)
    step(&walk, 10 + 3 * i);
  expect_between(ask(&walk, 200, UPWARD, 2220).eta_s, 0, 10);
  window_clear(&walk.window);
  for (int i = 0; i <= 7; i++) {
    step(&walk, 10 + 3 * i);
    expect_nothing(ask(&walk, 200, UPWARD, 2220));
  }
}

static void a_gap_is_a_gap(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i <= 30; i++)
    if (i < 10 || i > 14)
      step(&walk, 2 * i);
    else
      walk.now_s += 1;
  expect_near(ask(&walk, 100, UPWARD, 2220).eta_s, 20, 0.5);
  for (int i = 31; i <= 40; i++)
    step(&walk, i % 3 ? 2.0 * i : (double)NAN);
  walk.value = 80;
  expect_near(ask(&walk, 100, UPWARD, 2220).eta_s, 10, 0.5);
}

static void the_order_of_the_quantiles_holds_for_every_series(void **state) {
  struct walk walk;
  uint64_t seed = 7;
  int spoken = 0;

  (void)state;
  for (int series = 0; series < 60; series++) {
    double drift = 4 * uniform(&seed), spread = 6 * uniform(&seed), value = 0;

    begin(&walk, 1 + 9 * uniform(&seed));
    for (int i = 0; i < 200; i++) {
      struct forecast forecast;

      value += drift + spread * normal(&seed);
      step(&walk, value);
      forecast = ask(&walk, 1000, UPWARD, 2220);
      if (isnan(forecast.eta_s))
        continue;
      spoken++;
      assert_true(forecast.eta_s >= 0 && forecast.eta_s <= 2220);
      assert_true(forecast.lower_s >= 0);
      assert_true(forecast.lower_s <= forecast.eta_s);
      assert_true(isnan(forecast.upper_s) ||
                  forecast.upper_s >= forecast.eta_s);
      assert_true(forecast.probability >= 0 && forecast.probability <= 100);
    }
  }
  assert_true(spoken > 1000);
}

/* A steady drift with independent steps: the interval must hold what it says.
 */
static void the_interval_covers_about_four_in_five(void **state) {
  struct walk walk;
  uint64_t seed = 11;
  int asked = 0, covered = 0;

  (void)state;
  for (int series = 0; series < 400; series++) {
    struct forecast forecast = forecast_nothing;
    double value = 0;
    int met = 0;

    begin(&walk, 1);
    for (int i = 0; i < 50; i++)
      step(&walk, value += 5 + 5 * normal(&seed));
    forecast = ask(&walk, walk.value + 300, UPWARD, 2220);
    if (isnan(forecast.eta_s) || isnan(forecast.upper_s))
      continue;
    for (double end = value + 300; value < end; met++)
      value += 5 + 5 * normal(&seed);
    asked++;
    covered += met >= forecast.lower_s && met <= forecast.upper_s;
  }
  assert_true(asked > 300);
  expect_between(100 * covered / asked, 72, 90);
}

static void absurd_values_are_survived(void **state) {
  static const double absurd[] = {1e300, -1e300, INFINITY, -INFINITY, NAN, 0};
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 200; i++) {
    struct forecast forecast;

    step(&walk, absurd[i % 6]);
    walk.value = 1;
    forecast = ask(&walk, 100, UPWARD, 2220);
    assert_true(isnan(forecast.eta_s) ||
                (forecast.eta_s >= 0 && forecast.eta_s <= 2220));
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_median_of_an_exact_line_is_within_its_bounds),
      cmocka_unit_test(an_even_leak_is_told_to_the_second),
      cmocka_unit_test(a_fall_towards_a_floor_is_told_as_well),
      cmocka_unit_test(eight_steps_are_the_least_evidence),
      cmocka_unit_test(nothing_is_claimed_beyond_ten_times_the_evidence),
      cmocka_unit_test(nothing_is_claimed_beyond_the_horizon),
      cmocka_unit_test(a_wall_that_is_met_is_now),
      cmocka_unit_test(an_unknown_or_infinite_wall_is_nothing),
      cmocka_unit_test(a_flat_series_is_silent),
      cmocka_unit_test(noise_about_a_level_is_silent),
      cmocka_unit_test(a_walk_without_drift_is_almost_silent),
      cmocka_unit_test(one_jump_is_silent),
      cmocka_unit_test(a_sawtooth_is_silent_once_it_has_turned_back),
      cmocka_unit_test(a_leak_under_a_sawtooth_is_told),
      cmocka_unit_test(the_rise_of_a_tooth_that_is_known_is_no_trend),
      cmocka_unit_test(a_leak_after_a_long_calm_is_seen_in_seconds),
      cmocka_unit_test(a_slow_leak_is_seen_at_a_coarser_resolution),
      cmocka_unit_test(a_restart_is_silent_until_there_is_new_evidence),
      cmocka_unit_test(a_gap_is_a_gap),
      cmocka_unit_test(the_order_of_the_quantiles_holds_for_every_series),
      cmocka_unit_test(the_interval_covers_about_four_in_five),
      cmocka_unit_test(absurd_values_are_survived),
  };

  return cmocka_run_group_tests_name("trend", tests, NULL, NULL);
}
