/* test_best_edges.c - what best makes of chance, time and drift, by the rules
 * of its header. */
#include "expect.h"

#include "forecast/best.h"
#include "forecast/signs.h"
#include "forecast/trees.h"
#include "forecast/trend.h"
#include "school.h"

static const double HORIZON_S = 3600;

/* Sure; a leak that may take a little longer; what is none, for it would take
 * too long, is no straight line, or by the experts is not likely; a clear
 * drift; nothing. */
enum way { SURE, LEAK, TOO_LATE, BENT, DENIED, CLEAR, SILENT, WAYS };

/* What trees and trend say by themselves. */
struct view {
  double sign[SIGN_COUNT];
  double chance, horizons;
  struct forecast clear;
};

static bool look(const struct school *school, struct view *view) {
  struct question question = question_in(school);
  const struct window *window = &school->walk.window;
  const struct timeline *timeline = &school->walk.timeline;

  if (!signs_take(window, timeline, &question, view->sign))
    return false;
  view->chance = 1 / (1 + exp(-boost_sum(&best_trees.chance, view->sign)));
  view->horizons = exp2(boost_sum(&best_trees.time, view->sign));
  view->clear =
      trend_ask_clear(window, timeline, &question, view->chance >= 0.03);
  return true;
}

static bool denied_by_experts(const struct view *view) {
  double said = view->sign[SIGN_RUNG_4];

  return said >= 0 && said < 0.18; /* below 0: they have learnt nothing yet */
}

static enum way way_of(const struct view *view) {
  bool is_straight = view->sign[SIGN_STRAIGHT_4] >= 0.6;

  if (view->chance >= 0.5)
    return SURE;
  if (view->chance >= 0.18 && is_straight && !denied_by_experts(view) &&
      view->horizons <= 1)
    return LEAK;
  if (view->chance >= 0.01 && view->clear.probability >= 50)
    return CLEAR;
  if (view->chance < 0.18)
    return SILENT;
  return !is_straight ? BENT : denied_by_experts(view) ? DENIED : TOO_LATE;
}

/* An interval as wide as four in five of the errors of trees. */
static void expect_time(const struct forecast *forecast, double horizons) {
  double upper_s = horizons * HORIZON_S * best_trees.upper;

  expect_near(forecast->eta_s, horizons * HORIZON_S, 1e-6);
  expect_near(forecast->lower_s, forecast->eta_s * best_trees.lower, 1e-6);
  if (upper_s > HORIZON_S)
    expect_missing(forecast->upper_s);
  else
    expect_near(forecast->upper_s, upper_s, 1e-6);
}

static void expect_by_the_rules(const struct school *school,
                                const struct view *view) {
  struct question question = question_in(school);
  struct forecast forecast =
      best_ask(&school->walk.window, &school->walk.timeline, &question);

  switch (way_of(view)) {
  case SURE:
    expect_time(&forecast, fmin(1, view->horizons));
    break;
  case LEAK:
    expect_time(&forecast, view->horizons);
    break;
  case CLEAR:
    expect_same(forecast.eta_s, view->clear.eta_s);
    expect_near(forecast.probability, 50, 0);
    return;
  default:
    expect_missing(forecast.eta_s);
  }
  expect_near(forecast.probability, 100 * view->chance, 1e-9);
}

/* Walks that rise for a while, with more or less noise, teeth in some; every
 * third in ticks of 10 s. */
static void go_on(struct school *school, int run, int tick, uint64_t *seed) {
  static double level, slope;

  if (tick == 0) {
    open_school(school, run % 3 == 2 ? 10 : 60, HORIZON_S, 100);
    level = 30;
  }
  if (tick % 100 == 0)
    slope = (uniform(seed) - 0.3) * 0.15 * (run % 7);
  level += slope + 0.1 * (run % 2) * normal(seed);
  if (level > 95 || level < 0)
    level = 30;
  teach(school, fmin(99.5, level + run % 3 * normal(seed) +
                               (run % 5 == 4 ? tick % 40 * 0.3 : 0)));
}

/* What is near a limit was there: likely by little, not quite straight, experts
 * nearly against it, or wholly, or none yet; a drift at hardly any chance;
 * below a cycle that is just worth to be looked for; a time beyond the horizon
 * that is told as the horizon, for it is sure. */
enum edge {
  LIKELY,
  CURVED,
  IN_DOUBT,
  NEVER,
  TOO_YOUNG,
  HARDLY,
  CYCLE,
  BEYOND,
  EDGES
};

static bool is_clear_without_cycle(const struct school *school) {
  struct question question = question_in(school);

  return trend_ask_clear(&school->walk.window, &school->walk.timeline,
                         &question, false)
             .probability >= 50;
}

static void count_edges(const struct school *school, const struct view *view,
                        int edge[EDGES]) {
  double said = view->sign[SIGN_RUNG_4];
  enum way way = way_of(view);

  edge[LIKELY] += way == LEAK && view->chance < 0.25;
  edge[CURVED] += way == LEAK && view->sign[SIGN_STRAIGHT_4] < 0.85;
  edge[IN_DOUBT] += way == LEAK && said >= 0 && said < 0.25;
  edge[NEVER] += way == DENIED && said <= 0;
  edge[TOO_YOUNG] += way == LEAK && said < 0;
  edge[HARDLY] += way == CLEAR && view->chance < 0.02;
  edge[CYCLE] += way == CLEAR && view->chance >= 0.03 && view->chance < 0.04 &&
                 !is_clear_without_cycle(school);
  edge[BEYOND] += way == SURE && view->horizons > 1;
}

/* Together these take every way. */
static void it_keeps_to_its_rules(void **state) {
  static const int runs[] = {3, 50, 53, 71, 194};
  int taken[WAYS] = {0}, edge[EDGES] = {0};
  struct view view;

  (void)state;
  for (size_t k = 0; k < COUNT_OF(runs); k++) {
    uint64_t seed = 9 + (uint64_t)runs[k];
    struct school school;

    for (int i = 0; i < 2500; i++) {
      go_on(&school, runs[k], i, &seed);
      if (!look(&school, &view))
        continue;
      taken[way_of(&view)]++;
      count_edges(&school, &view, edge);
      expect_by_the_rules(&school, &view);
    }
  }
  for (int way = 0; way < WAYS; way++)
    assert_true(taken[way] > 10);
  for (int i = 0; i < EDGES; i++)
    assert_true(edge[i] > 0);
}

/* After an hour of rest it rises at 0.5 a second for ten minutes, and would be
 * there in just an hour: that is one half, and a time. */
static void a_drift_that_needs_just_the_horizon_is_told(void **state) {
  static const struct {
    double left;
    bool is_told;
  } rows[] = {{1790, true}, {1800, true}, {1801, false}, {1810, false}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct school school;
    struct question question;
    struct forecast forecast;

    open_school(&school, 10, HORIZON_S, 24 + 300 + rows[i].left);
    for (int k = 0; k < 360; k++)
      teach(&school, 24);
    for (int k = 1; k <= 60; k++)
      teach(&school, 24 + 5 * k);
    question = question_in(&school);
    forecast = best_ask(&school.walk.window, &school.walk.timeline, &question);
    assert_int_equal(!isnan(forecast.eta_s), rows[i].is_told);
    if (rows[i].is_told)
      expect_near(forecast.eta_s, rows[i].left / 0.5, 1e-6);
  }
}

/* A rise of two seconds' rest: of 30 ticks something is told, of fewer not. */
static void a_rung_has_thirty_ticks(void **state) {
  struct school school;
  struct question question;

  (void)state;
  open_school(&school, 1, HORIZON_S, 100);
  for (int i = 0; i < 300; i++)
    teach(&school, i < 240 ? 20 + i % 2 : 20 + 1.3 * (i - 240));
  question = question_in(&school);
  question.horizon_s = 30;
  expect_between(
      best_rush(&school.walk.window, &school.walk.timeline, &question).eta_s, 1,
      30);
  question.horizon_s = 29.9;
  expect_missing(
      best_rush(&school.walk.window, &school.walk.timeline, &question).eta_s);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_keeps_to_its_rules),
      cmocka_unit_test(a_drift_that_needs_just_the_horizon_is_told),
      cmocka_unit_test(a_rung_has_thirty_ticks),
  };

  return cmocka_run_group_tests_name("best_edges", tests, NULL, NULL);
}
