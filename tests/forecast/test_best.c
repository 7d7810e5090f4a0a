/* test_best.c - what the default model tells, and when it keeps silent. */
#include "expect.h"

#include "forecast/best.h"
#include "school.h"

static const double HORIZON_S = 3600;

static struct forecast ask(const struct school *school) {
  struct question question = question_in(school);

  return best_ask(&school->walk.window, &school->walk.timeline, &question);
}

static void two_values_are_too_few_and_a_lore_can_be_missing(void **state) {
  struct school school;
  struct question question;
  struct forecast forecast;

  (void)state;
  open_school(&school, 60, HORIZON_S, 100);
  teach(&school, 10);
  teach(&school, 11);
  expect_missing(ask(&school).probability);
  teach(&school, 12);
  question = question_in(&school);
  question.lore = NULL; /* as on the lower rungs */
  forecast = best_ask(&school.walk.window, &school.walk.timeline, &question);
  expect_between(forecast.probability, 0, 50);
}

static struct question within(const struct school *school, double share) {
  struct question question = question_in(school);

  question.horizon_s *= share;
  return question;
}

/* On any rung. */
static bool is_rush_told(const struct school *school) {
  const struct model *best = &models[MODEL_BEST];
  bool is_told = false;

  for (int i = 0; i < RUNGS; i++) {
    struct question question = within(school, best->rung[i]);

    is_told |= !isnan(
        best->rush(&school->walk.window, &school->walk.timeline, &question)
            .eta_s);
  }
  return is_told;
}

/* Four minutes from rest to the wall, with noise in which the steps drown. */
static void a_noisy_rush_is_seen_on_the_lower_rungs(void **state) {
  struct school school;
  uint64_t seed = 3;
  double left_s = NAN;

  (void)state;
  open_school(&school, 1, 2220, 1024);
  for (int i = 0; i < 1800; i++)
    teach(&school, 200 + 5 * normal(&seed));
  for (int i = 0; i < 274 && isnan(left_s); i++) {
    teach(&school, 200 + 3 * i + 5 * normal(&seed));
    if (is_rush_told(&school))
      left_s = 274 - i;
  }
  expect_between(left_s, 90, 250);
}

/* A tick in which nothing is known but four values tells of no rush. */
static void a_rung_of_few_ticks_is_not_looked_at(void **state) {
  struct school school;

  (void)state;
  open_school(&school, 60, HORIZON_S, 1024);
  for (int i = 0; i < 60; i++)
    teach(&school, 10.0 * i);
  for (int i = 0; i < 12; i++) {
    teach(&school, 600 + 30.0 * i);
    assert_false(is_rush_told(&school));
  }
}

/* A day of rest, then a leak of six hours. */
static void leak(struct school *school, double per_minute, double left) {
  uint64_t seed = 12;
  double value = 20;

  open_school(school, 60, HORIZON_S, 100);
  for (int i = 0; i < 1440; i++)
    teach(school, 20 + normal(&seed));
  while (value < 100 - left) {
    value += per_minute;
    teach(school, value + normal(&seed));
  }
}

static void a_leak_is_told_with_a_time_near_the_true_one(void **state) {
  struct school school;
  struct forecast forecast;

  (void)state;
  leak(&school, 0.25, 5); /* 20 minutes left */
  forecast = ask(&school);
  expect_between(forecast.probability, 60, 100);
  expect_between(forecast.eta_s, 600, 2200);
  expect_between(forecast.lower_s, 0, 1200);
  assert_true(isnan(forecast.upper_s) || forecast.upper_s > 1200);
  expect_near(forecast.per_s * 60, 0.25, 0.05);
}

static void a_fall_is_told_like_a_rise(void **state) {
  struct school up, down;
  uint64_t seed = 12;

  (void)state;
  open_school(&up, 60, HORIZON_S, 100);
  open_school(&down, 60, HORIZON_S, 100);
  down.direction = DOWNWARD;
  for (int i = 0; i < 1500; i++) {
    double value = fmax(20, 20 + (i - 1220) * 0.25) + normal(&seed);

    teach(&up, value);
    teach(&down, 200 - value);
  }
  assert_true(ask(&up).probability > 50);
  expect_near(ask(&down).probability, ask(&up).probability, 25);
  assert_true(ask(&down).per_s < 0);
}

/* Five minutes of a leak after a day of rest: the trees wait, a drift does not.
 */
static void a_clear_drift_is_told_whatever_the_trees_think(void **state) {
  struct school school;
  struct forecast forecast;
  uint64_t seed = 5;

  (void)state;
  open_school(&school, 10, HORIZON_S, 1024);
  for (int i = 0; i < 8640; i++)
    teach(&school, 24 + normal(&seed));
  for (int i = 1; i <= 60; i++)
    teach(&school, 24 + 5.0 * i + normal(&seed));
  forecast = ask(&school);
  expect_near(forecast.eta_s, (1024 - 324) / 0.5, 150);
  expect_near(forecast.probability, 50, 0);
  expect_near(forecast.per_s, 0.5, 0.05);
}

/* Teeth of ten hours in noise, which now and then could meet the wall at 100:
 * what is said of the next value. */
static struct forecast tooth(struct school *school, int i, uint64_t *seed) {
  if (i == 0)
    open_school(school, 60, HORIZON_S, 100);
  teach(school, fmin(99.9, 30 + (i % 600) * 0.12 + 4 * normal(seed)));
  return ask(school);
}

/* Two figures in one sentence: 5 a second, and 700 to go. */
static void a_rate_that_contradicts_the_time_is_not_told(void **state) {
  struct school school;
  uint64_t seed = 9;
  int told = 0;

  (void)state;
  for (int i = 0; i < 4000; i++) {
    struct forecast forecast = tooth(&school, i, &seed);
    double left = 100 - school.walk.value;

    if (isnan(forecast.per_s))
      continue;
    told++;
    expect_between(forecast.per_s * forecast.eta_s, left / 2.001, left * 2.001);
  }
  assert_true(told > 20);
}

static void what_stands_still_or_swings_is_not_told(void **state) {
  struct school still, swing;
  uint64_t seed = 4;

  (void)state;
  open_school(&still, 60, HORIZON_S, 100);
  open_school(&swing, 60, HORIZON_S, 100);
  for (int i = 0; i < 3000; i++) {
    teach(&still, 50 + 3 * normal(&seed));
    teach(&swing, 40 + 30 * (i % 47) / 47.0 + normal(&seed));
    if (i < 600 || i % 5)
      continue;
    expect_missing(ask(&still).eta_s);
    expect_missing(ask(&swing).eta_s);
    expect_between(ask(&swing).probability, 0, 25);
  }
}

/* The table is empty within two minutes of a horizon of an hour. */
static void a_rush_is_seen_at_a_glance(void **state) {
  struct school school;
  struct forecast forecast;
  struct question question;

  (void)state;
  open_school(&school, 1, HORIZON_S, 1024);
  for (int i = 0; i < 600; i++)
    teach(&school, 60 + (i % 2));
  for (int i = 0; i < 12; i++)
    teach(&school, 60 + 8 * i);
  question = within(&school, models[MODEL_BEST].near);
  forecast = models[MODEL_BEST].glance(&school.walk.window,
                                       &school.walk.timeline, &question);
  expect_near(forecast.eta_s, (1024 - 60 - 88) / 8.0, 5);
  school.limit = 60 + 88 + 8 * 610; /* more than a sixth of the horizon */
  question = within(&school, models[MODEL_BEST].near);
  forecast = models[MODEL_BEST].glance(&school.walk.window,
                                       &school.walk.timeline, &question);
  expect_missing(forecast.eta_s);
}

static void half_a_chance_has_a_time_within_the_horizon(void **state) {
  struct school school;
  uint64_t seed = 9;
  int told = 0;

  (void)state;
  for (int i = 0; i < 4000; i++) {
    struct forecast forecast = tooth(&school, i, &seed);

    if (!(forecast.probability >= 50))
      continue;
    told++;
    expect_between(forecast.eta_s, 1, HORIZON_S);
    expect_between(forecast.lower_s, 0, forecast.eta_s);
  }
  assert_true(told > 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_values_are_too_few_and_a_lore_can_be_missing),
      cmocka_unit_test(a_noisy_rush_is_seen_on_the_lower_rungs),
      cmocka_unit_test(a_rung_of_few_ticks_is_not_looked_at),
      cmocka_unit_test(a_leak_is_told_with_a_time_near_the_true_one),
      cmocka_unit_test(a_fall_is_told_like_a_rise),
      cmocka_unit_test(a_clear_drift_is_told_whatever_the_trees_think),
      cmocka_unit_test(a_rate_that_contradicts_the_time_is_not_told),
      cmocka_unit_test(what_stands_still_or_swings_is_not_told),
      cmocka_unit_test(a_rush_is_seen_at_a_glance),
      cmocka_unit_test(half_a_chance_has_a_time_within_the_horizon),
  };

  return cmocka_run_group_tests_name("best", tests, NULL, NULL);
}
