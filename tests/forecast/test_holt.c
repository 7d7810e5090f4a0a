/* test_holt.c - level and trend are smoothed as the header says. */
#include "expect.h"

#include "forecast/holt.h"
#include "forecast/passage.h"
#include "forecast/span.h"
#include "walk.h"

/* Oldest first, a value a second. */
static struct span span_through(const double *value, int count) {
  struct span span = {.count = count};

  for (int i = 0; i < count; i++) {
    span.t[i] = 1000 - i;
    span.v[i] = value[count - 1 - i];
  }
  return span;
}

/* By hand: with a = 1/2 and b = 1/4 an error moves the level by a half of it,
 * the trend by an eighth. */
static void errors_are_taken_into_level_and_trend(void **state) {
  static const struct {
    int count;
    double value[5], gain, damping, level, trend, variance;
  } rows[] = {
      {2, {3, 5}, 0.5, 1, 5, 2, 0},
      /* errors 0, 0, -2, 5.25 */
      {5, {0, 2, 4, 4, 12}, 0.5, 1, 9.375, 2.40625, (4 + 27.5625) / 4},
      /* what is left of the trend is a half: errors 1, 1.5 */
      {3,
       {0, 2, 4},
       0.5,
       0.5,
       1.5 + 0.5625 + 0.96875,
       0.8046875,
       (1 + 1.9375 * 1.9375) / 2},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct span span = span_through(rows[i].value, rows[i].count);
    struct smooth smooth = smooth_over(&span, rows[i].gain, rows[i].damping);

    expect_near(smooth.level, rows[i].level, 1e-12);
    expect_near(smooth.trend, rows[i].trend, 1e-12);
    expect_near(smooth.variance, rows[i].variance, 1e-12);
  }
}

/* Rounded up: of 1 to 3 steps it is one, of 4 to 6 two. Nothing is learnt. */
static void it_begins_with_the_slope_of_the_first_third(void **state) {
  static const double square[] = {0, 1, 4, 9, 16, 25, 36, 49};
  static const double slope[] = {
      [2] = 1, [3] = 1, [4] = 1, [5] = 2, [6] = 2, [7] = 2, [8] = 3};

  (void)state;
  for (int count = 2; count <= 8; count++) {
    struct span span = span_through(square, count);

    expect_near(smooth_over(&span, 0, 1).trend, slope[count], 1e-12);
  }
}

/* A minute's steps of noise about a slow rise. */
static void rise(struct walk *walk, int ticks) {
  uint64_t seed = 21;

  begin(walk, 60);
  for (int i = 0; i < ticks; i++)
    step(walk, 20 + 0.3 * i + normal(&seed));
}

/* Of the header, `slots` ahead. */
static double variance_ahead(double variance, double slots) {
  const double a = 0.1, b = 0.05;

  return variance *
         (1 + (slots - 1) * (a * a + a * a * b * slots +
                             a * a * b * b * slots * (2 * slots - 1) / 6));
}

static void the_probability_is_that_of_the_variance_ahead(void **state) {
  static const double horizons_s[] = {1200, 1800, 3600};
  struct walk walk;

  (void)state;
  rise(&walk, 80);
  for (size_t i = 0; i < COUNT_OF(horizons_s); i++) {
    double horizon_s = horizons_s[i], slots = horizon_s / 60;
    struct sight sight = sight_of(&walk.window, &walk.timeline, UPWARD);
    struct question question = {.value = walk.value, .horizon_s = horizon_s};
    struct forecast forecast;
    struct smooth smooth;
    struct span span;
    double ahead;

    span_of_time(&span, &sight, horizon_s);
    smooth = smooth_over(&span, 0.1, 1);
    question.limit = smooth.level + smooth.trend * (slots - 3);
    assert_true(question.limit > walk.value);
    ahead = 3 * smooth.trend / sqrt(variance_ahead(smooth.variance, slots));
    forecast = holt_ask(&walk.window, &walk.timeline, &question);
    expect_near(forecast.eta_s, (slots - 3) * 60, 1e-6);
    expect_near(forecast.per_s, smooth.trend / 60, 1e-12);
    expect_near(forecast.probability, 100 * normal_below(ahead), 1e-9);
    expect_near(forecast.seen_s, span_length_s(&span), 0);
  }
}

static void from_ten_values_on_it_tells(void **state) {
  (void)state;
  expect_answers_from_ten_values_on(holt_ask);
}

/* The level has met what the last value has not. */
static void a_level_behind_the_wall_is_there_now(void **state) {
  struct question question = {.value = 30, .limit = 40, .horizon_s = 3600};
  struct walk walk;

  (void)state;
  begin(&walk, 60);
  for (int i = 0; i < 40; i++)
    step(&walk, 2 * i);
  step(&walk, 30);
  expect_near(holt_ask(&walk.window, &walk.timeline, &question).eta_s, 0, 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(errors_are_taken_into_level_and_trend),
      cmocka_unit_test(it_begins_with_the_slope_of_the_first_third),
      cmocka_unit_test(the_probability_is_that_of_the_variance_ahead),
      cmocka_unit_test(from_ten_values_on_it_tells),
      cmocka_unit_test(a_level_behind_the_wall_is_there_now),
  };

  return cmocka_run_group_tests_name("holt", tests, NULL, NULL);
}
