/* test_score.c - what was told, against what came. */
#include "expect.h"

#include "score.h"

/* A minute a step and an hour ahead: an alarm is in time 5 steps before, ends
 * after 15 without a warning, and is judged after 120. */
enum { STEP_S = 60, HORIZON_S = 3600 };

static struct score score;
static double now_s;
static double result[SCORE_MEASURES];
static const struct forecast silence = {NAN, NAN, NAN, NAN, NAN, NAN};

static void begin(void) {
  score_init(&score, 100, UPWARD, HORIZON_S);
  now_s = 1600000000;
}

static void tell(double value, enum state state,
                 const struct forecast *forecast) {
  score_step(&score, now_s, value, forecast, state);
  now_s += STEP_S;
}

static void run(int steps, double value, enum state state) {
  for (int i = 0; i < steps; i++)
    tell(value, state, &silence);
}

static void end(void) {
  score_end(&score);
  score_result(&score, result);
}

/* Crossings, foretold, late and false alarms. */
static void expect_counts(int crossings, int foretold, int late, int wrong) {
  expect_near(result[SCORE_CROSSINGS], crossings, 0);
  expect_near(result[SCORE_FORETOLD], foretold, 0);
  expect_near(result[SCORE_LATE], late, 0);
  expect_near(result[SCORE_FALSE], wrong, 0);
  expect_near(result[SCORE_ALARMS], foretold + late + wrong, 0);
}

static void a_crossing_is_foretold(void **state) {
  (void)state;
  begin();
  run(120, 0, STATE_OK);
  run(30, 0, STATE_WARNING);
  run(10, 100, STATE_FAILURE);
  run(100, 0, STATE_OK);
  end();
  expect_counts(1, 1, 0, 0);
  expect_near(result[SCORE_LEAD_MEDIAN], 1800, 0);
  expect_near(result[SCORE_LEAD_P10], 1800, 0);
  expect_near(result[SCORE_RECALL], 1, 0);
  expect_near(result[SCORE_PRECISION], 1, 0);
  /* 60..149, and from 31 after the last at the wall. */
  expect_near(result[SCORE_SEEN], STEP_S * (90.0 + 70), 0);
  expect_near(result[SCORE_FALSE_A_WEEK], 0, 0);
}

static void an_alarm_may_come_too_late(void **state) {
  (void)state;
  for (int ahead = 4; ahead <= 5; ahead++) {
    begin();
    run(120, 0, STATE_OK);
    run(ahead, 0, STATE_WARNING);
    run(10, 100, STATE_FAILURE);
    end();
    expect_counts(1, ahead == 5, ahead == 4, 0);
  }
  begin(); /* and once the wall is met it is none */
  run(120, 0, STATE_OK);
  run(10, 100, STATE_FAILURE);
  run(10, 0, STATE_FAILURE);
  end();
  expect_counts(1, 0, 0, 0);
  expect_near(result[SCORE_RECALL], 0, 0);
  expect_missing(result[SCORE_PRECISION]);
  expect_missing(result[SCORE_LEAD_MEDIAN]);
}

static void an_alarm_without_a_crossing_is_false(void **state) {
  (void)state;
  begin();
  run(100, 0, STATE_OK);
  run(3, 0, STATE_FAILURE);
  run(15, 0, STATE_OK);
  end();
  expect_counts(0, 0, 0, 0); /* nobody knows yet */
  begin();
  run(100, 0, STATE_OK);
  run(3, 0, STATE_FAILURE);
  run(64, 0, STATE_OK);
  end();
  expect_counts(0, 0, 0, 1);
  expect_near(result[SCORE_PRECISION], 0, 0);
  expect_near(result[SCORE_FALSE_A_WEEK], 10080.0 / 107, 1e-9);
}

static void an_interruption_ends_no_alarm(void **state) {
  (void)state;
  begin();
  run(100, 0, STATE_OK);
  run(3, 0, STATE_WARNING);
  run(14, 0, STATE_OK);
  run(3, 0, STATE_WARNING);
  run(14, 0, STATE_OK);
  run(3, 100, STATE_OK);
  end();
  expect_counts(1, 1, 0, 0);
  expect_near(result[SCORE_LEAD_MEDIAN], 34 * STEP_S, 0);
  begin(); /* but a longer one does */
  run(100, 0, STATE_OK);
  run(3, 0, STATE_WARNING);
  run(16, 0, STATE_OK);
  run(3, 100, STATE_OK);
  end();
  expect_counts(1, 0, 0, 1);
}

static void who_always_warns_is_wrong_every_other_hour(void **state) {
  (void)state;
  begin();
  run(60 + 2 * 122, 0, STATE_WARNING);
  end();
  expect_counts(0, 0, 0, 2);
}

static void nothing_told_of_nothing_is_right(void **state) {
  (void)state;
  begin();
  run(500, 0, STATE_OK);
  end();
  expect_counts(0, 0, 0, 0);
  expect_missing(result[SCORE_PRECISION]);
  expect_missing(result[SCORE_RECALL]);
  expect_missing(result[SCORE_SKILL]);
  expect_missing(result[SCORE_TIME_ERROR]);
  expect_missing(result[SCORE_COVERAGE]);
  expect_near(result[SCORE_CALIBRATION], 0, 0);
  expect_near(result[SCORE_SEEN], 440 * STEP_S, 0);
  begin();
  end();
  expect_missing(result[SCORE_FALSE_A_WEEK]);
  expect_missing(result[SCORE_CALIBRATION]);
}

static void busy_times_count_neither_way(void **state) {
  (void)state;
  begin();
  run(120, 0, STATE_OK);
  run(10, 100, STATE_FAILURE);
  run(29, 0, STATE_WARNING);
  run(10, 100, STATE_FAILURE); /* no crossing: it was there just now */
  run(30, 0, STATE_WARNING);
  run(100, 0, STATE_OK);
  end();
  expect_counts(1, 0, 0, 0);
  expect_near(result[SCORE_SEEN], STEP_S * (60.0 + 100), 0);
}

static void a_touch_takes_an_alarm_with_it(void **state) {
  (void)state;
  begin();
  run(120, 0, STATE_OK);
  run(20, 0, STATE_WARNING);
  run(1, 100, STATE_WARNING);
  run(100, 0, STATE_OK);
  end();
  expect_counts(0, 0, 0, 0);
}

static void an_alarm_that_goes_on_is_another_after_the_crossing(void **state) {
  (void)state;
  begin();
  run(120, 0, STATE_OK);
  run(20, 0, STATE_WARNING);
  run(10, 100, STATE_FAILURE);
  run(40, 0, STATE_WARNING); /* the last 10 are no longer busy */
  run(100, 0, STATE_OK);
  end();
  expect_counts(1, 1, 0, 1);
}

static void warn_and_lose_sight(int steps) {
  begin();
  run(120, 0, STATE_OK);
  run(20, 0, STATE_WARNING);
  run(steps, NAN, STATE_WARNING);
  run(100, 0, STATE_OK);
  end();
  expect_near(result[SCORE_SEEN], 180 * STEP_S + 300, 0);
}

static void what_is_not_seen_forgets_the_alarm(void **state) {
  (void)state;
  warn_and_lose_sight(5);
  expect_counts(0, 0, 0, 1);
  warn_and_lose_sight(6);
  expect_counts(0, 0, 0, 0);
  begin(); /* nor does a hole of hours count as time */
  run(120, 0, STATE_OK);
  run(20, 0, STATE_WARNING);
  now_s += 36000;
  run(100, 0, STATE_OK);
  end();
  expect_counts(0, 0, 0, 0);
  expect_near(result[SCORE_SEEN], 180 * STEP_S, 0);
}

static void uneven_steps_are_judged_by_time(void **state) {
  (void)state;
  begin();
  for (int i = 0; i < 300; i++) {
    /* Every third sample is missing: 60, 120, 60, 120 .. */
    if (i % 3 != 1)
      tell(i >= 250 ? 100 : 0, i >= 220 ? STATE_WARNING : STATE_OK, &silence);
    else
      now_s += STEP_S;
  }
  end();
  expect_counts(1, 1, 0, 0);
  expect_near(result[SCORE_LEAD_MEDIAN], 30 * STEP_S, STEP_S);
  expect_near(result[SCORE_SEEN], 190 * STEP_S, 2 * STEP_S);
}

/* 200 quiet steps to the wall, of which `factor` times the time left is told,
 * from a half to twice as much. */
static void foretell(double factor, double upper) {
  begin();
  for (int i = 0; i < 200; i++) {
    double left_s = factor * STEP_S * (200 - i);
    struct forecast forecast = {.eta_s = left_s,
                                .lower_s = left_s / 2,
                                .upper_s = left_s * upper,
                                .probability = NAN};

    tell(0, STATE_OK, &forecast);
  }
  run(10, 100, STATE_FAILURE);
  end();
}

static void times_are_compared_at_three_moments(void **state) {
  (void)state;
  foretell(1.25, 2);
  expect_near(result[SCORE_TIMES], 3, 0);
  expect_near(result[SCORE_TIME_ERROR], 0.25, 1e-9);
  expect_near(result[SCORE_COVERAGE], 1, 0);
  foretell(0.25, 2);
  expect_near(result[SCORE_TIME_ERROR], 0.75, 1e-9);
  expect_near(result[SCORE_COVERAGE], 0, 0);
  foretell(0.25, NAN); /* no upper end is no limit */
  expect_near(result[SCORE_COVERAGE], 1, 0);
  foretell(NAN, NAN);
  expect_near(result[SCORE_TIMES], 0, 0);
  expect_missing(result[SCORE_COVERAGE]);
}

static void only_what_was_told_just_then_is_compared(void **state) {
  (void)state;
  begin();
  for (int i = 0; i < 200; i++) {
    struct forecast forecast = {.eta_s = 600, .lower_s = NAN};

    /* At a half of the horizon ahead, at none of the other two moments. */
    tell(0, STATE_OK, i == 170 || i == 186 ? &forecast : &silence);
  }
  run(10, 100, STATE_FAILURE);
  end();
  expect_near(result[SCORE_TIMES], 1, 0);
  expect_near(result[SCORE_TIME_ERROR], 2.0 / 3, 1e-9);
  expect_missing(result[SCORE_COVERAGE]);
}

static void chances_are_compared_each_quarter(void **state) {
  struct forecast likely = {NAN, NAN, NAN, 90, NAN, NAN};
  struct forecast unlikely = {NAN, NAN, NAN, 10, NAN, NAN};

  (void)state;
  begin();
  /* Asked at 60, 75, 90, 105, 120, 135, 150, 165: a crossing at 180 is within
   * the horizon of the last four. */
  for (int i = 0; i < 180; i++)
    tell(0, STATE_OK, i >= 120 ? &likely : &unlikely);
  run(45, 100, STATE_FAILURE);
  run(1, 0, STATE_OK);
  end();
  assert_int_equal(score.reliability.count, 8);
  assert_int_equal(score.reliability.happened, 4);
  expect_near(result[SCORE_SKILL], 1 - 0.01 / 0.25, 1e-9);
  expect_near(result[SCORE_CALIBRATION], 0.1, 1e-9);
}

static void a_chance_whose_horizon_is_not_over_is_not_judged(void **state) {
  (void)state;
  begin();
  run(60 + 61, 0, STATE_OK); /* asked at 60, 75 .. 120; over is the first */
  end();
  assert_int_equal(score.reliability.count, 1);
  begin();
  run(60 + 60, 0, STATE_OK);
  end();
  assert_int_equal(score.reliability.count, 0);
  begin(); /* at its very end one may rise: it waits, and then it did not */
  run(60 + 60, 0, STATE_OK);
  run(1, 100, STATE_OK);
  assert_int_equal(score.reliability.count, 0);
  run(1, 0, STATE_OK);
  assert_int_equal(score.reliability.count, 1);
  assert_int_equal(score.reliability.happened, 0);
}

static void series_stand_for_themselves(void **state) {
  (void)state;
  begin();
  for (int i = 0; i < 3; i++) {
    run(120, 0, STATE_OK);
    run(30, 0, STATE_WARNING);
    score_end(&score);
    now_s -= 50 * STEP_S;
  }
  run(120, 0, STATE_OK);
  run(10, 100, STATE_OK);
  end();
  expect_counts(1, 0, 0, 0);
  expect_near(result[SCORE_SEEN], STEP_S * (3 * 90.0 + 60), 0);
}

static void a_floor_is_judged_alike(void **state) {
  (void)state;
  begin();
  score_init(&score, 10, DOWNWARD, HORIZON_S);
  run(120, 50, STATE_OK);
  run(30, 20, STATE_WARNING);
  run(10, 10, STATE_FAILURE);
  end();
  expect_counts(1, 1, 0, 0);
}

static void odd_times_and_values_do_no_harm(void **state) {
  static const double times[] = {NAN, INFINITY, -INFINITY, 0, 1600000000};

  (void)state;
  begin();
  run(120, -1e300, STATE_OK);
  for (size_t i = 0; i < COUNT_OF(times); i++)
    score_step(&score, times[i], 1e300, &silence, STATE_FAILURE);
  run(30, INFINITY, STATE_WARNING); /* no value */
  run(30, 1e300, STATE_WARNING);
  score_step(&score, 1e300, 0, &silence, STATE_OK);
  score_step(&score, 1.7e308, 0, &silence, STATE_OK);
  end();
  expect_counts(0, 0, 0, 0);
  expect_near(result[SCORE_SEEN], STEP_S * 65.0, 0);
}

/* A day ahead by the second: what was told is kept at its resolution. */
static void long_horizons_take_no_more_memory(void **state) {
  enum { DAY = 86400 };

  (void)state;
  assert_in_range(sizeof(score), 1, 100 * 1024);
  score_init(&score, 100, UPWARD, DAY);
  for (int i = 0; i < 3 * DAY; i++) {
    double left_s = 2.5 * DAY - i;
    struct forecast forecast = {.eta_s = 1.5 * left_s, .lower_s = left_s / 2};

    score_step(&score, i, left_s > 0 ? 0 : 100, &forecast,
               left_s < DAY / 2.0 ? STATE_WARNING : STATE_OK);
  }
  end();
  expect_counts(1, 1, 0, 0);
  expect_near(result[SCORE_LEAD_MEDIAN], DAY / 2.0 - 1, 1);
  expect_near(result[SCORE_TIMES], 3, 0);
  expect_near(result[SCORE_TIME_ERROR], 0.5, 0.01);
}

/* Of two series, the first with an alarm and one without a crossing. */
static void live(bool foretold) {
  score_begin(&score);
  run(120, 0, STATE_OK);
  run(30, 0, foretold ? STATE_WARNING : STATE_OK);
  run(10, 100, STATE_FAILURE);
  run(70, 0, STATE_OK);
  run(40, 0, STATE_WARNING);
  run(80, 0, STATE_OK);
  score_end(&score);
}

static void two_together_are_as_one_that_saw_all(void **state) {
  static struct score first;
  double apart[SCORE_MEASURES];

  (void)state;
  begin();
  live(true);
  first = score;
  begin();
  live(false);
  score_merge(&first, &score);
  score_result(&first, apart);
  begin();
  live(true);
  live(false);
  end();
  expect_counts(2, 1, 0, 2);
  for (int i = 0; i < SCORE_MEASURES; i++)
    expect_same(apart[i], result[i]);
}

static void every_measure_has_a_name(void **state) {
  (void)state;
  for (int i = 0; i < SCORE_MEASURES; i++) {
    assert_non_null(score_names[i].title);
    for (int other = 0; other < i; other++) {
      assert_string_not_equal(score_names[i].key, score_names[other].key);
      assert_string_not_equal(score_names[i].title, score_names[other].title);
    }
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_crossing_is_foretold),
      cmocka_unit_test(an_alarm_may_come_too_late),
      cmocka_unit_test(an_alarm_without_a_crossing_is_false),
      cmocka_unit_test(an_interruption_ends_no_alarm),
      cmocka_unit_test(who_always_warns_is_wrong_every_other_hour),
      cmocka_unit_test(nothing_told_of_nothing_is_right),
      cmocka_unit_test(busy_times_count_neither_way),
      cmocka_unit_test(a_touch_takes_an_alarm_with_it),
      cmocka_unit_test(an_alarm_that_goes_on_is_another_after_the_crossing),
      cmocka_unit_test(what_is_not_seen_forgets_the_alarm),
      cmocka_unit_test(uneven_steps_are_judged_by_time),
      cmocka_unit_test(times_are_compared_at_three_moments),
      cmocka_unit_test(only_what_was_told_just_then_is_compared),
      cmocka_unit_test(chances_are_compared_each_quarter),
      cmocka_unit_test(a_chance_whose_horizon_is_not_over_is_not_judged),
      cmocka_unit_test(series_stand_for_themselves),
      cmocka_unit_test(a_floor_is_judged_alike),
      cmocka_unit_test(odd_times_and_values_do_no_harm),
      cmocka_unit_test(long_horizons_take_no_more_memory),
      cmocka_unit_test(two_together_are_as_one_that_saw_all),
      cmocka_unit_test(every_measure_has_a_name),
  };

  return cmocka_run_group_tests_name("score", tests, NULL, NULL);
}
