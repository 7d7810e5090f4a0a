/* test_follow_edges.c - how much has to happen until it is asked again. */
#include "expect.h"

#include "forecast/follow.h"
#include "walk.h"

static const double HORIZON_S = 3600;

/* What is asked in a tick, and what is known then. */
struct tick {
  struct walk walk;
  struct question question;
  struct forecast last;
  struct memo memo;
};

enum outcome { STANDS, ASKED, FALLEN };

/* 50 of 100 for forty ticks, but once `before`; then `value`. Ten seconds ago
 * it was asked at 50, and 600 seconds were told, of trees. */
static void rest_at(struct tick *tick, double step_s, double before,
                    double value) {
  begin(&tick->walk, step_s);
  for (int i = 0; i < 40; i++)
    step(&tick->walk, i == 20 ? before : 50);
  step(&tick->walk, value);
  tick->question = (struct question){
      .value = value, .limit = 100, .horizon_s = HORIZON_S, .mean = true};
  tick->last = (struct forecast){600, 5, 700, 50, 0.1, NAN};
  tick->memo = memo_empty;
  tick->memo.asked_s = tick->memo.told_s = tick->walk.now_s - 10;
  tick->memo.value = 50;
  tick->memo.limit = 100;
  tick->memo.rest_s = 300;
}

static struct forecast follow(enum model_id id, struct tick *tick) {
  struct sight sight = sight_of(&tick->walk.window, &tick->walk.timeline,
                                tick->question.direction);

  return forecast_follow(id, &sight, &tick->question, &tick->last, &tick->memo);
}

static enum outcome outcome_of(struct tick *tick) {
  double asked_s = tick->memo.asked_s;
  struct forecast forecast = follow(MODEL_BEST, tick);

  if (tick->memo.asked_s == asked_s)
    return STANDS;
  return isnan(forecast.probability) ? FALLEN : ASKED;
}

/* There were 50 to go: a quarter of that is 12.5, an eighth 6.25. */
static void a_quarter_of_the_way_is_news_and_an_eighth_of_a_wall(void **state) {
  static const struct {
    double before, value, limit;
    enum outcome outcome;
  } rows[] = {
      {50, 62.5, 100, ASKED},   {50, 62.25, 100, STANDS},
      {75, 62.5, 100, STANDS}, /* it was there before */
      {50, 50, 106.25, ASKED},  {50, 50, 106.125, STANDS},
      {50, 50, 93.75, ASKED},   {50, 50, 93.875, STANDS},
      {50, 37.5, 100, FALLEN},  {50, 37.75, 100, STANDS},
      {20, 37.5, 100, ASKED}, /* not to the lowest that is known */
      {20, 37.75, 100, STANDS},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct tick tick;

    rest_at(&tick, 10, rows[i].before, rows[i].value);
    tick.question.limit = rows[i].limit;
    assert_int_equal(outcome_of(&tick), rows[i].outcome);
  }
}

/* An answer that stands on a drift, or none. */
static void what_goes_away_is_not_always_news(void **state) {
  struct tick tick;

  (void)state;
  rest_at(&tick, 10, 20, 37.5);
  tick.last.seen_s = 100;
  assert_int_equal(outcome_of(&tick), STANDS);
  rest_at(&tick, 10, 20, 37.5);
  tick.last = forecast_nothing;
  assert_int_equal(outcome_of(&tick), STANDS);
}

/* A thousandth early is punctual: ticks are not. */
static void an_answer_stands_for_its_rest(void **state) {
  static const struct {
    double passed_s;
    enum outcome outcome;
  } rows[] = {{500, STANDS}, {998.875, STANDS}, {999, ASKED}, {1000, ASKED}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct tick tick;

    rest_at(&tick, 10, 50, 50);
    tick.memo.rest_s = 1000;
    tick.memo.asked_s = tick.walk.now_s - rows[i].passed_s;
    assert_int_equal(outcome_of(&tick), rows[i].outcome);
  }
}

/* What may have been over five seconds ago is over now. */
static void times_end_at_nothing(void **state) {
  struct forecast forecast;
  struct tick tick;

  (void)state;
  rest_at(&tick, 10, 50, 50);
  forecast = follow(MODEL_BEST, &tick);
  expect_near(forecast.lower_s, 0, 0);
  expect_near(forecast.eta_s, 590, 0);
  expect_near(forecast.upper_s, 690, 0);
  rest_at(&tick, 10, 50, 50);
  tick.last.eta_s = 10.5;
  assert_int_equal(outcome_of(&tick), STANDS);
  rest_at(&tick, 10, 50, 50);
  tick.last.eta_s = 10;
  assert_int_equal(outcome_of(&tick), ASKED);
}

/* The tick before had a value, this one has none; its rest is over. */
static void only_this_tick_tells_that_it_was_read(void **state) {
  static const struct {
    double newest;
    enum outcome outcome;
  } rows[] = {{NAN, STANDS}, {50, ASKED}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct tick tick;

    rest_at(&tick, 10, 50, rows[i].newest);
    tick.question.value = 50;
    tick.question.seldom = true;
    tick.memo.rest_s = 10;
    assert_int_equal(outcome_of(&tick), rows[i].outcome);
  }
}

/* --- what rushes ---------------------------------------------------------- */

/* Up and down between 50 and 80, then `value`: what cannot wait is looked for,
 * and no drift is seen. A rung of so few ticks says nothing. `unit_s` is a
 * minute to it. */
static void swing(struct tick *tick, double unit_s, double value) {
  begin(&tick->walk, unit_s);
  for (int i = 0; i < 40; i++)
    step(&tick->walk, i % 2 ? 80 : 50);
  step(&tick->walk, value);
  tick->question =
      (struct question){.value = value, .limit = 100, .horizon_s = 60 * unit_s};
  tick->last = forecast_nothing;
  tick->memo = memo_empty;
  tick->memo.turned_at = -INFINITY;
  tick->memo.turned_s = tick->walk.now_s;
}

/* As often within its part of the horizon as the model is asked in the whole:
 * a twelfth of 600 s is 50 s. */
static void each_rung_is_looked_at_as_often_as_it_is_long(void **state) {
  const struct model *best = &models[MODEL_BEST];

  (void)state;
  for (int i = 0; i < RUNGS; i++) {
    double rest_s = best->rung[i] * HORIZON_S / 12;

    for (int k = -1; k <= 1; k += 2) {
      struct tick tick;
      double looked_s;

      swing(&tick, 60, 98);
      looked_s = tick.walk.now_s - rest_s * (1 + 0.01 * k);
      tick.memo.rushed_s[i] = looked_s;
      (void)follow(MODEL_BEST, &tick);
      for (int other = 0; other < RUNGS; other++)
        expect_near(tick.memo.rushed_s[other],
                    other == i && k < 0 ? looked_s : tick.walk.now_s, 0);
    }
  }
}

static void a_rung_s_rest_ends_on_the_second(void **state) {
  struct tick tick;

  (void)state;
  swing(&tick, 60, 98);
  tick.memo.rushed_s[2] = tick.walk.now_s - 50;
  (void)follow(MODEL_BEST, &tick);
  expect_near(tick.memo.rushed_s[2], tick.walk.now_s, 0);
}

/* 20 in nine minutes: 30 more take 13.5 minutes. Of an hour the highest rung is
 * 24 minutes, the next ten. */
static void
what_only_the_highest_rung_can_reach_is_looked_for_there(void **state) {
  struct tick tick;

  (void)state;
  swing(&tick, 60, 70);
  (void)follow(MODEL_BEST, &tick);
  expect_near(tick.memo.rushed_s[RUNGS - 1], tick.walk.now_s, 0);
  for (int i = 0; i + 1 < RUNGS; i++)
    expect_missing(tick.memo.rushed_s[i]);
}

/* A horizon of two seconds, whose rungs are shorter than one. */
static void what_rushes_within_a_second_is_looked_for(void **state) {
  struct tick tick;

  (void)state;
  swing(&tick, 2 / 60.0, 98);
  (void)follow(MODEL_BEST, &tick);
  for (int i = 0; i < RUNGS; i++)
    expect_near(tick.memo.rushed_s[i], tick.walk.now_s, 0);
}

/* What it came back from is looked up every eighth tick. */
static void where_it_turned_is_known_for_eight_ticks(void **state) {
  static const struct {
    double ticks;
    bool is_kept;
  } rows[] = {{7.5, true}, {8, false}, {8.5, false}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct tick tick;
    double turned_s;

    swing(&tick, 60, 98);
    turned_s = tick.walk.now_s - 60 * rows[i].ticks;
    tick.memo.turned_s = turned_s;
    (void)follow(MODEL_BEST, &tick);
    expect_near(tick.memo.turned_s,
                rows[i].is_kept ? turned_s : tick.walk.now_s, 0);
    expect_near(isinf(tick.memo.turned_at) ? 0 : tick.memo.turned_at,
                rows[i].is_kept ? 0 : 80, 0);
  }
}

/* --- how long it rests ---------------------------------------------------- */

/* The shortest that can be configured: a rest is shorter than a second. */
static void within_ten_seconds_it_rests_as_well(void **state) {
  struct tick tick;

  (void)state;
  rest_at(&tick, 1, 50, 37.5);
  tick.question.horizon_s = 10;
  assert_int_equal(outcome_of(&tick), FALLEN);
  rest_at(&tick, 1, 50, 50);
  tick.question.horizon_s = 10;
  tick.memo = memo_empty;
  (void)follow(MODEL_BEST, &tick);
  expect_near(tick.memo.asked_s, tick.walk.now_s, 0);
}

/* A rise that is young, and so still in the lowest eighth of the way: of a
 * model that rests it would be a fall from where it was asked. */
static void who_does_not_rest_is_asked_in_each_tick(void **state) {
  struct forecast forecast;
  struct tick tick;

  (void)state;
  rest_at(&tick, 60, 50, 50);
  begin(&tick.walk, 60);
  for (int i = 0; i < 12; i++)
    step(&tick.walk, 50 + 0.1 * i + (i % 2 ? 0.1 : 0));
  tick.question = (struct question){
      .value = tick.walk.value, .limit = 60, .horizon_s = 6600};
  tick.memo.value = 90;
  tick.memo.asked_s = tick.memo.told_s = tick.walk.now_s - 10;
  forecast = follow(MODEL_LINEAR, &tick);
  expect_between(forecast.eta_s, 4000, 6600);
  expect_between(forecast.probability, 50, 99.9999);
  expect_missing(tick.memo.asked_s);
}

/* Twice as long where it is below 1 %. */
static void what_is_calm_rests_twice_as_long(void **state) {
  int calm = 0, nearly = 0;
  uint64_t seed = 2;
  struct tick tick;

  (void)state;
  rest_at(&tick, 60, 50, 50);
  for (int i = 0; i < 600; i++) {
    struct forecast forecast;

    step(&tick.walk, 50 + i / 15.0 + 3 * normal(&seed));
    tick.question.value = tick.walk.value;
    tick.memo = memo_empty;
    forecast = follow(MODEL_BEST, &tick);
    if (forecast.probability >= 100)
      continue;
    expect_near(tick.memo.rest_s, forecast.probability < 1 ? 600 : 300, 1e-9);
    calm += forecast.probability < 1;
    nearly += forecast.probability > 1 && forecast.probability < 2;
  }
  assert_true(calm > 10);
  assert_true(nearly > 10);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_quarter_of_the_way_is_news_and_an_eighth_of_a_wall),
      cmocka_unit_test(what_goes_away_is_not_always_news),
      cmocka_unit_test(an_answer_stands_for_its_rest),
      cmocka_unit_test(times_end_at_nothing),
      cmocka_unit_test(only_this_tick_tells_that_it_was_read),
      cmocka_unit_test(each_rung_is_looked_at_as_often_as_it_is_long),
      cmocka_unit_test(a_rung_s_rest_ends_on_the_second),
      cmocka_unit_test(
          what_only_the_highest_rung_can_reach_is_looked_for_there),
      cmocka_unit_test(what_rushes_within_a_second_is_looked_for),
      cmocka_unit_test(where_it_turned_is_known_for_eight_ticks),
      cmocka_unit_test(within_ten_seconds_it_rests_as_well),
      cmocka_unit_test(who_does_not_rest_is_asked_in_each_tick),
      cmocka_unit_test(what_is_calm_rests_twice_as_long),
  };

  return cmocka_run_group_tests_name("follow_edges", tests, NULL, NULL);
}
