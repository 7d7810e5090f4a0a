/* test_models.c - what every row of the model table must do, and what each is
 * there for. */
#include "expect.h"

#include "forecast/lore.h"
#include "walk.h"

#include <stdio.h>
#include <string.h>

/* What conformal knows; it says nothing without. */
static const struct lore *known;

static struct forecast ask(const struct walk *walk, enum model_id model,
                           double limit, enum direction direction) {
  struct question question = {.value = walk->value,
                              .limit = limit,
                              .direction = direction,
                              .horizon_s = 3600,
                              .lore = known};

  return forecast_ask(model, &walk->window, &walk->timeline, &question);
}

static void expect_nothing(struct forecast forecast) {
  expect_missing(forecast.eta_s);
  expect_missing(forecast.lower_s);
  expect_missing(forecast.upper_s);
  expect_missing(forecast.probability);
}

/* best has a probability for everything. */
static void expect_no_time(const struct walk *walk, enum model_id id,
                           double limit) {
  struct forecast forecast = ask(walk, id, limit, UPWARD);

  if (id != MODEL_BEST) {
    expect_nothing(forecast);
    return;
  }
  expect_missing(forecast.eta_s);
  expect_between(forecast.probability, 0, 50);
}

static void expect_order(struct forecast forecast) {
  if (isnan(forecast.eta_s)) { /* a probability may be known without */
    expect_missing(forecast.lower_s);
    expect_missing(forecast.upper_s);
    assert_true(isnan(forecast.probability) || forecast.probability < 50.001);
    return;
  }
  expect_between(forecast.eta_s, 0, 3600);
  expect_between(forecast.lower_s, 0, forecast.eta_s);
  if (!isnan(forecast.upper_s))
    expect_between(forecast.upper_s, forecast.eta_s, 3600);
  expect_between(forecast.probability, 0, 100);
  assert_true(isfinite(forecast.per_s) || isnan(forecast.per_s));
}

static void every_model_has_a_name_of_its_own_and_a_help(void **state) {
  (void)state;
  for (int id = 0; id < MODEL_COUNT; id++) {
    assert_non_null(models[id].ask);
    assert_true(strlen(models[id].help) > 20);
    for (int other = 0; other < id; other++)
      assert_string_not_equal(models[id].name, models[other].name);
  }
}

static void models_are_called_by_their_names(void **state) {
  char names[200] = "", told[MODEL_NAMES_BYTES];

  (void)state;
  for (int id = 0; id < MODEL_COUNT; id++) {
    assert_int_equal(model_called(models[id].name), id);
    snprintf(names + strlen(names), sizeof(names) - strlen(names), "%s%s",
             id == 0                 ? ""
             : id == MODEL_COUNT - 1 ? " and "
                                     : ", ",
             models[id].name);
  }
  model_names(told);
  assert_string_equal(told, names);
  assert_int_equal(model_called("none"), MODEL_COUNT);
}

/* One value in a minute: a horizon is the finest ring. */
static void lead(struct walk *walk, double level, double per_step, int steps,
                 double spread, uint64_t seed) {
  begin(walk, 60);
  for (int i = 0; i < steps; i++)
    step(walk, level + per_step * i + spread * normal(&seed));
}

static const enum model_id followers[] = {MODEL_TREND, MODEL_LINEAR, MODEL_HOLT,
                                          MODEL_THEIL_SEN, MODEL_KALMAN};

static void an_even_leak_is_told_by_all_that_follow_trends(void **state) {
  struct walk walk;

  (void)state;
  lead(&walk, 20, 0.5, 61, 0, 1);
  for (size_t i = 0; i < COUNT_OF(followers); i++) {
    struct forecast forecast = ask(&walk, followers[i], 65, UPWARD);

    expect_order(forecast);
    expect_near(forecast.eta_s, 1800, 60);
    expect_near(forecast.per_s, 0.5 / 60, 1e-4);
    expect_between(forecast.probability, 90, 100);
  }
}

static void so_is_a_fall_to_a_floor(void **state) {
  struct walk walk;

  (void)state;
  lead(&walk, 100, -0.5, 61, 0, 1);
  for (size_t i = 0; i < COUNT_OF(followers); i++) {
    struct forecast forecast = ask(&walk, followers[i], 55, DOWNWARD);

    expect_order(forecast);
    expect_near(forecast.eta_s, 1800, 60);
    expect_near(forecast.per_s, -0.5 / 60, 1e-4);
    expect_nothing(ask(&walk, followers[i], 150, UPWARD));
  }
}

static void a_noisy_leak_is_told_with_an_interval(void **state) {
  struct walk walk;

  (void)state;
  lead(&walk, 20, 0.5, 61, 1, 3);
  for (size_t i = 0; i < COUNT_OF(followers); i++) {
    struct forecast forecast = ask(&walk, followers[i], 65, UPWARD);

    expect_order(forecast);
    if (followers[i] == MODEL_TREND)
      continue; /* takes noise for a walk, and keeps silent */
    expect_near(forecast.eta_s, 1800, 500);
    assert_true(forecast.lower_s < forecast.eta_s);
  }
}

static void nothing_is_claimed_beyond_the_horizon(void **state) {
  struct walk walk;

  (void)state;
  lead(&walk, 20, 0.5, 61, 0, 1);
  for (int id = 0; id < MODEL_COUNT; id++)
    expect_no_time(&walk, (enum model_id)id, 85);
}

static void what_stands_still_is_nothing(void **state) {
  struct walk walk;

  (void)state;
  lead(&walk, 42, 0, 700, 0, 1);
  for (int id = 0; id < MODEL_COUNT; id++)
    expect_no_time(&walk, (enum model_id)id, 43);
}

static void two_values_are_no_trend(void **state) {
  struct walk walk;

  (void)state;
  lead(&walk, 10, 10, 2, 0, 1);
  for (int id = 0; id < MODEL_COUNT; id++)
    expect_nothing(ask(&walk, (enum model_id)id, 30, UPWARD));
}

static void a_wall_behind_the_value_is_met_now(void **state) {
  struct walk walk;

  (void)state;
  lead(&walk, 20, 0.5, 61, 0, 1);
  for (int id = 0; id < MODEL_COUNT; id++) {
    struct forecast forecast = ask(&walk, (enum model_id)id, 30, UPWARD);

    expect_near(forecast.eta_s, 0, 0);
    expect_near(forecast.probability, 100, 0);
  }
}

static void a_wall_that_moves_is_asked_anew(void **state) {
  struct walk walk;

  (void)state;
  lead(&walk, 20, 0.5, 61, 0, 1);
  for (size_t i = 0; i < COUNT_OF(followers); i++) {
    double near_s = ask(&walk, followers[i], 60, UPWARD).eta_s;
    double far_s = ask(&walk, followers[i], 70, UPWARD).eta_s;

    expect_near(far_s - near_s, 1200, 120);
    expect_nothing(ask(&walk, followers[i], 1000, UPWARD));
  }
}

/* Whatever comes, what is said has its order, and is said of finite things. */
static void strange_series_break_no_order(void **state) {
  static const double values[] = {0,     1e300, -1e300,   NAN, 5,
                                  1e-30, 1e37,  -3.4e38,  50,  99,
                                  100.5, NAN,   INFINITY, -1,  60};
  static struct lore lore;
  struct walk walk;
  uint64_t seed = 5;

  (void)state;
  known = &lore;
  for (int series = 0; series < 40; series++) {
    begin(&walk, 60);
    lore_init(&lore, 3600);
    for (int i = 0; i < 300; i++) {
      struct sight sight = sight_of(&walk.window, &walk.timeline, UPWARD);

      walk.step_s = uniform(&seed) < 0.9 ? 60 : 1e5 * uniform(&seed) + 0.001;
      step(&walk, uniform(&seed) < 0.2
                      ? values[(size_t)(uniform(&seed) * COUNT_OF(values))]
                      : 50 + i * uniform(&seed));
      lore_step(&lore, &sight,
                &(struct height){.value = walk.value, .limit = 120});
      for (int id = 0; id < MODEL_COUNT; id++) {
        expect_order(ask(&walk, (enum model_id)id, 120, UPWARD));
        expect_order(ask(&walk, (enum model_id)id, -20, DOWNWARD));
        expect_order(ask(&walk, (enum model_id)id, 1e300, UPWARD));
      }
    }
  }
  known = NULL;
}

static void values_beyond_a_float_are_a_gap(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 60);
  for (int i = 0; i < 61; i++)
    step(&walk, 1e300 * (i + 1));
  for (int id = 0; id < MODEL_COUNT; id++)
    expect_nothing(ask(&walk, (enum model_id)id, 62e300, UPWARD));
  expect_near(ask(&walk, MODEL_LINEAR, 1e300, UPWARD).eta_s, 0, 0);
}

static void gaps_and_uneven_steps_do_not_bend_a_line(void **state) {
  struct walk walk;
  uint64_t seed = 9;
  double at_s = 0;

  (void)state;
  begin(&walk, 1);
  while (at_s < 3600) {
    walk.step_s = 10 + 100 * uniform(&seed);
    at_s += walk.step_s;
    step(&walk, uniform(&seed) < 0.2 ? (double)NAN : at_s / 120);
  }
  walk.value = at_s / 120;
  for (size_t i = 0; i < COUNT_OF(followers); i++)
    if (followers[i] != MODEL_KALMAN && followers[i] != MODEL_HOLT)
      expect_near(ask(&walk, followers[i], walk.value + 10, UPWARD).eta_s, 1200,
                  100);
}

/* From 20 to 1024 in 180 steps, behind `idle` ticks in which only others were
 * there. In how many it is told, once it has been told. */
static int ticks_told_of(enum model_id model, int idle, double horizon_s,
                         int *ret_first) {
  struct walk walk;
  int told = 0;

  *ret_first = -1;
  begin(&walk, 10);
  for (int i = 0; i < idle; i++)
    step(&walk, NAN);
  for (int i = 0; i < 180; i++) {
    struct question question = {
        .limit = 1024, .direction = UPWARD, .horizon_s = horizon_s};

    step(&walk, 20 + (1024 - 20) * i / 180.0);
    question.value = walk.value;
    if (isnan(
            forecast_ask(model, &walk.window, &walk.timeline, &question).eta_s))
      continue;
    told++;
    *ret_first = *ret_first < 0 ? i : *ret_first;
  }
  return told;
}

/* Neither where a coarser ring comes into use, nor because it has few slots of
 * somebody who has just come. */
static void a_straight_ramp_is_told_without_a_break(void **state) {
  static const int idle[] = {0, 1, 55, 300, 5000};
  static const double horizons_s[] = {1810, 2220, 7200, 22200, 86400};

  (void)state;
  for (size_t m = 0; m < COUNT_OF(followers); m++)
    for (size_t i = 0; i < COUNT_OF(idle); i++)
      for (size_t h = 0; h < COUNT_OF(horizons_s); h++) {
        enum model_id model = followers[m];
        int first, told = ticks_told_of(model, idle[i], horizons_s[h], &first);
        bool filters = model == MODEL_KALMAN || model == MODEL_HOLT;

        if (first < 0 || told != 180 - first || (filters && first > 10))
          fail_msg("%s, after %d ticks, %g s: told in %d from %d on",
                   models[model].name, idle[i], horizons_s[h], told, first);
      }
}

static void blocks_do_not_heed_a_few_wild_values(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 60);
  for (int i = 0; i < 61; i++)
    step(&walk, i % 10 == 5 ? 90 : 20 + 0.5 * i);
  expect_near(ask(&walk, MODEL_THEIL_SEN, 65, UPWARD).eta_s, 1800, 120);
}

/* By its words, whatever sums are taken to see that it is silent. */
static bool stands_out(const struct walk *walk, double sign) {
  double sum = 0, squares = 0, mean;
  int n = 0;

  for (unsigned age = 1; age < TIMELINE_SLOTS; age++) {
    double value = window_at(&walk->window, &walk->timeline, 0, age);

    if (isnan(value))
      continue;
    sum += value;
    squares += value * value;
    n++;
  }
  mean = sum / n;
  return n + 1 >= 30 && sign * (walk->value - mean) >
                            2 * sqrt(fmax(0, squares / n - mean * mean));
}

static void sigma_speaks_of_two_deviations_and_more(void **state) {
  uint64_t seed = 11;
  struct walk walk;
  int told[2] = {0};

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 20000; i++) {
    enum direction direction = i % 2 ? UPWARD : DOWNWARD;
    struct question question = {
        .limit = i % 2 ? 1e3 : -1e3, .direction = direction, .horizon_s = 3600};
    bool wanted;

    if (i % 500 == 0)
      begin(&walk, 1);
    if (uniform(&seed) < 0.05 * (i % 1000 > 500))
      step(&walk, NAN);
    step(&walk, (float)(normal(&seed) * (i % 7 == 0 ? 3 : 1)));
    question.value = walk.value;
    wanted = stands_out(&walk, i % 2 ? 1 : -1);
    assert_int_equal(!isnan(forecast_ask(MODEL_SIGMA, &walk.window,
                                         &walk.timeline, &question)
                                .eta_s),
                     wanted);
    told[wanted]++;
  }
  assert_true(told[0] > 2000 && told[1] > 500);
}

static void sigma_speaks_of_what_stands_out_and_of_nothing_else(void **state) {
  struct walk walk;

  (void)state;
  lead(&walk, 20, 0, 60, 1, 4);
  step(&walk, 21);
  expect_nothing(ask(&walk, MODEL_SIGMA, 100, UPWARD));
  step(&walk, 26);
  expect_order(ask(&walk, MODEL_SIGMA, 100, UPWARD));
  expect_between(ask(&walk, MODEL_SIGMA, 100, UPWARD).probability, 99, 100);
  expect_nothing(ask(&walk, MODEL_SIGMA, 10, DOWNWARD));
}

/* 59 minutes back, half of them is the time in which it has come up. */
static void what_never_moved_and_moves_is_certain_to_sigma(void **state) {
  struct forecast forecast;
  struct walk walk;

  (void)state;
  lead(&walk, 20, 0, 60, 0, 4);
  step(&walk, 25);
  forecast = ask(&walk, MODEL_SIGMA, 30, UPWARD);
  expect_near(forecast.probability, 100, 0);
  expect_near(forecast.lower_s, 0, 0);
  expect_near(forecast.eta_s, forecast.seen_s / 2, 1e-9);
  expect_near(forecast.per_s, 5 / (forecast.seen_s / 2), 1e-12);
}

/* A level that is left for good, in the middle of the hour: a line through all
 * of it sees a slope, the filter has started again. */
static void the_filter_starts_again_after_a_jump(void **state) {
  struct walk walk;
  uint64_t seed = 6;

  (void)state;
  begin(&walk, 60);
  for (int i = 0; i < 61; i++)
    step(&walk, (i < 30 ? 20 : 60) + 0.5 * normal(&seed));
  assert_true(ask(&walk, MODEL_LINEAR, 100, UPWARD).eta_s < 3600);
  assert_false(ask(&walk, MODEL_KALMAN, 100, UPWARD).probability > 50);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_model_has_a_name_of_its_own_and_a_help),
      cmocka_unit_test(models_are_called_by_their_names),
      cmocka_unit_test(an_even_leak_is_told_by_all_that_follow_trends),
      cmocka_unit_test(so_is_a_fall_to_a_floor),
      cmocka_unit_test(a_noisy_leak_is_told_with_an_interval),
      cmocka_unit_test(nothing_is_claimed_beyond_the_horizon),
      cmocka_unit_test(what_stands_still_is_nothing),
      cmocka_unit_test(two_values_are_no_trend),
      cmocka_unit_test(a_wall_behind_the_value_is_met_now),
      cmocka_unit_test(a_wall_that_moves_is_asked_anew),
      cmocka_unit_test(strange_series_break_no_order),
      cmocka_unit_test(values_beyond_a_float_are_a_gap),
      cmocka_unit_test(gaps_and_uneven_steps_do_not_bend_a_line),
      cmocka_unit_test(a_straight_ramp_is_told_without_a_break),
      cmocka_unit_test(blocks_do_not_heed_a_few_wild_values),
      cmocka_unit_test(sigma_speaks_of_what_stands_out_and_of_nothing_else),
      cmocka_unit_test(sigma_speaks_of_two_deviations_and_more),
      cmocka_unit_test(what_never_moved_and_moves_is_certain_to_sigma),
      cmocka_unit_test(the_filter_starts_again_after_a_jump),
  };

  return cmocka_run_group_tests_name("models", tests, NULL, NULL);
}
