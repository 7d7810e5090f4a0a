/* test_forecast.c - what is asked, and what is answered without a model. */
#include "expect.h"

#include "forecast/forecast.h"
#include "judge/verdict.h"
#include "walk.h"

static void a_wall_is_met_where_it_stands(void **state) {
  static const struct {
    double value, limit;
    bool from_below, from_above;
  } rows[] = {
      {9, 10, false, true},    {10, 10, true, true},    {11, 10, true, false},
      {NAN, 10, false, false}, {10, NAN, false, false}, {-10, -10, true, true},
      {-11, -10, false, true},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct question question = {.value = rows[i].value, .limit = rows[i].limit};

    question.direction = UPWARD;
    assert_int_equal(question_is_met(&question), rows[i].from_below);
    question.direction = DOWNWARD;
    assert_int_equal(question_is_met(&question), rows[i].from_above);
  }
}

/* At once and certain, and nothing else is known. */
static void what_is_met_needs_no_model(void **state) {
  struct question question = {.value = 10, .limit = 10, .horizon_s = 3600};
  struct walk walk;

  (void)state;
  begin(&walk, 60);
  step(&walk, 10);
  for (int id = 0; id < MODEL_COUNT; id++) {
    struct forecast forecast = forecast_ask((enum model_id)id, &walk.window,
                                            &walk.timeline, &question);

    expect_near(forecast.eta_s, 0, 0);
    expect_near(forecast.lower_s, 0, 0);
    expect_near(forecast.upper_s, 0, 0);
    expect_near(forecast.probability, 100, 0);
    expect_missing(forecast.per_s);
    expect_missing(forecast.seen_s);
  }
}

static void of_what_is_not_finite_nothing_is_told(void **state) {
  static const double strange[] = {NAN, INFINITY, -INFINITY};
  struct walk walk;

  (void)state;
  begin(&walk, 60);
  for (int i = 0; i < 60; i++)
    step(&walk, i);
  for (size_t i = 0; i < 2 * COUNT_OF(strange); i++) {
    struct question question = {.value = walk.value,
                                .limit = 80,
                                .direction = UPWARD,
                                .horizon_s = 3600};

    *(i % 2 ? &question.value : &question.limit) = strange[i / 2];
    for (int id = 0; id < MODEL_COUNT; id++)
      expect_missing(forecast_ask((enum model_id)id, &walk.window,
                                  &walk.timeline, &question)
                         .probability);
  }
}

/* Of the default horizon, 37 minutes, best looks at nearly 15, at six, at two
 * and a half, and at the last one, which is imminent. */
static void the_ladder_leads_down_to_what_is_imminent(void **state) {
  static const double rung_s[RUNGS] = {60, 148, 370, 888};
  const struct model *best = &models[MODEL_BEST];

  (void)state;
  for (int i = 0; i < RUNGS; i++)
    expect_near(best->rung[i] * 2220, rung_s[i], 1e-9);
  expect_near(best->rung[0], VERDICT_IMMINENT, 0);
  expect_near(best->near * 2220, rung_s[2], 1e-9);
  expect_near(best->rest * 2220, 185, 1e-9);
  for (int id = 0; id < MODEL_COUNT; id++)
    if (id != MODEL_BEST) {
      expect_near(models[id].rest, 0, 0);
      expect_near(models[id].near, 0, 0);
      expect_near(models[id].rung[RUNGS - 1], 0, 0);
    }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_wall_is_met_where_it_stands),
      cmocka_unit_test(what_is_met_needs_no_model),
      cmocka_unit_test(of_what_is_not_finite_nothing_is_told),
      cmocka_unit_test(the_ladder_leads_down_to_what_is_imminent),
  };

  return cmocka_run_group_tests_name("forecast", tests, NULL, NULL);
}
