/* test_signs_edges.c - between which bounds a sign is, and what is seen there.
 */
#include "expect.h"

#include "forecast/signs.h"
#include "school.h"

#include <float.h>

static const double HORIZON_S = 3600, DAY_S = 86400;

/* A scene: values, oldest first, `step_s` apart, before a wall. */
struct scene {
  double limit, step_s;
  int count;
  double value[8];
  enum direction direction;
};

static bool see(const struct scene *scene, const struct lore *lore,
                double sign[SIGN_COUNT]) {
  struct question question = {.limit = scene->limit,
                              .direction = scene->direction,
                              .horizon_s = HORIZON_S,
                              .lore = lore};
  struct walk walk;

  begin(&walk, scene->step_s);
  for (int i = 0; i < scene->count; i++)
    step(&walk, scene->value[i]);
  question.value = walk.value;
  return signs_take(&walk.window, &walk.timeline, &question, sign);
}

static void expect_sign(const struct scene *scene, const struct lore *lore,
                        int id, double wanted) {
  double sign[SIGN_COUNT];

  assert_true(see(scene, lore, sign));
  if (!(fabs(sign[id] - wanted) <= 1e-6))
    fail_msg("%s of %g .. before %g is %.9g, not %.9g", sign_names[id],
             scene->value[0], scene->limit, sign[id], wanted);
}

static void a_line_leads_there_within_bounds_or_not(void **state) {
  static const struct {
    struct scene scene;
    int id;
    double wanted;
  } rows[] = {
      /* what stands still or falls does not lead there */
      {{100, 600, 4, {50, 50, 50, 50}, UPWARD}, SIGN_TO_WALL_1, 6},
      {{100, 600, 4, {80, 70, 60, 50}, UPWARD}, SIGN_TO_WALL_1, 6},
      {{100, 600, 4, {80, 70, 60, 50}, UPWARD}, SIGN_TO_WALL_STEADY_1, 6},
      /* nor does a level line, be it beyond the wall */
      {{100, 1500, 3, {90, 200, 90}, UPWARD}, SIGN_TO_WALL_1, 6},
      /* 10 in 600 s: half a horizon, one, 64 and more, a 16th and less */
      {{80, 600, 4, {20, 30, 40, 50}, UPWARD}, SIGN_TO_WALL_1, -1},
      {{110, 600, 4, {20, 30, 40, 50}, UPWARD}, SIGN_TO_WALL_1, 0},
      {{50 + 64 * 60, 600, 4, {20, 30, 40, 50}, UPWARD}, SIGN_TO_WALL_1, 6},
      {{50 + 99 * 60, 600, 4, {20, 30, 40, 50}, UPWARD}, SIGN_TO_WALL_1, 6},
      {{53.75, 600, 4, {20, 30, 40, 50}, UPWARD}, SIGN_TO_WALL_1, -4},
      {{50.01, 600, 4, {20, 30, 40, 50}, UPWARD}, SIGN_TO_WALL_1, -4},
      {{20, 600, 4, {80, 70, 60, 50}, DOWNWARD}, SIGN_TO_WALL_1, -1},
      /* how straight it is */
      {{100, 600, 4, {20, 30, 40, 50}, UPWARD}, SIGN_STRAIGHT_1, 1},
      {{100, 600, 4, {80, 70, 60, 50}, UPWARD}, SIGN_STRAIGHT_1, -1},
      {{100, 600, 4, {50, 50, 50, 50}, UPWARD}, SIGN_STRAIGHT_1, 0},
      /* two values in half a horizon are no line */
      {{100, 1500, 3, {20, 30, 40}, UPWARD}, SIGN_STRAIGHT_1, 1},
      {{100, 1500, 3, {20, 30, 40}, UPWARD}, SIGN_STRAIGHT_HALF, 0},
      {{100, 1500, 3, {20, 30, 40}, UPWARD}, SIGN_TO_WALL_HALF, 6},
      /* nor enough for a filter */
      {{100, 600, 3, {20, 30, 40}, UPWARD}, SIGN_TO_WALL_FILTER, 6},
      {{100, 600, 3, {20, 30, 40}, UPWARD}, SIGN_FILTER_PROBABILITY, 0},
      {{100, 600, 3, {20, 30, 40}, UPWARD}, SIGN_FILTER_SLOPE, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_sign(&rows[i].scene, NULL, rows[i].id, rows[i].wanted);
}

/* No noise at all: more than twenty standard errors. */
static void a_slope_beyond_doubt_is_twenty_errors(void **state) {
  static const double signs[] = {1, -1};

  (void)state;
  for (size_t s = 0; s < COUNT_OF(signs); s++) {
    struct question question = {
        .limit = 1000, .direction = UPWARD, .horizon_s = HORIZON_S};
    double sign[SIGN_COUNT];
    struct walk walk;

    begin(&walk, 60);
    for (int i = 0; i <= 60; i++)
      step(&walk, 500 + signs[s] * i);
    question.value = walk.value;
    assert_true(signs_take(&walk.window, &walk.timeline, &question, sign));
    expect_near(sign[SIGN_FILTER_SLOPE], 20 * signs[s], 0);
  }
}

static void nothing_is_written_behind_the_last_sign(void **state) {
  struct scene scene = {100, 600, 4, {20, 30, 40, 50}, UPWARD};
  double sign[SIGN_COUNT + 1];

  (void)state;
  sign[SIGN_COUNT] = 42;
  assert_true(see(&scene, NULL, sign));
  expect_near(sign[SIGN_COUNT], 42, 0);
}

/* Against the distance: from a 64th of it to 64 of it. */
static void heights_are_told_in_distances_to_the_wall(void **state) {
  static const struct {
    struct scene scene;
    double range, fall;
  } rows[] = {
      {{100, 600, 4, {50, 50, 50, 50}, UPWARD}, -6, -6},
      {{100, 600, 4, {50, 50, 50, 50.5}, UPWARD}, -6, -6},
      {{100, 600, 4, {50, 50, 75, 50}, UPWARD}, -1, -1},
      {{100, 600, 4, {50, 50, 25, 50}, UPWARD}, -1, -6},
      {{100, 600, 4, {75, 50, 50, 50}, UPWARD}, -1, -1},
      {{100, 600, 4, {68, 36, 36, 84}, UPWARD}, 1.5849625007, -6},
      {{100, 600, 4, {34, 98, 34, 99}, UPWARD}, 6, -6},
      {{100, 600, 4, {0, 98, 34, 99}, UPWARD}, 6, -6},
      {{-100, 600, 4, {-50, -50, -75, -50}, DOWNWARD}, -1, -1},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    expect_sign(&rows[i].scene, NULL, SIGN_RANGE_1, rows[i].range);
    expect_sign(&rows[i].scene, NULL, SIGN_FALL_1, rows[i].fall);
  }
}

/* A horizon of three ticks: by the age in ticks, how high and how deep. */
static void a_range_is_that_of_one_horizon_four_or_eight(void **state) {
  static const struct {
    int ticks;
    double value;
  } marks[] = {{3, 55},  {10, 60}, {11, 40}, {12, 61},
               {14, 70}, {20, 80}, {21, 20}, {26, 90}};
  struct question question = {
      .value = 50, .limit = 100, .direction = UPWARD, .horizon_s = 180};
  double sign[SIGN_COUNT];
  struct walk walk;

  (void)state;
  begin(&walk, 60);
  for (int ticks = 40; ticks >= 0; ticks--) {
    double value = 50;

    for (size_t i = 0; i < COUNT_OF(marks); i++)
      value = marks[i].ticks == ticks ? marks[i].value : value;
    step(&walk, value);
  }
  assert_true(signs_take(&walk.window, &walk.timeline, &question, sign));
  expect_near(sign[SIGN_RANGE_1], log2(5 / 50.0), 1e-9);
  expect_near(sign[SIGN_RANGE_4], log2(21 / 50.0), 1e-9);
  expect_near(sign[SIGN_RANGE_8], log2(60 / 50.0), 1e-9);
  expect_near(sign[SIGN_FALL_1], log2(5 / 50.0), 1e-9);
  expect_near(sign[SIGN_FALL_4], log2(11 / 50.0), 1e-9);
  expect_near(sign[SIGN_FALL_8], log2(30 / 50.0), 1e-9);
  expect_near(sign[SIGN_SHARE_OF_WAY], 10 / 60.0, 1e-9);
}

static void a_share_of_the_wall_is_from_0_to_1(void **state) {
  static const struct {
    double value, limit;
    enum direction direction;
    double share;
  } rows[] = {
      {50, 100, UPWARD, 0.5},    {0.25, 0.5, UPWARD, 0.5},
      {-5, 10, UPWARD, 0},       {-20, -10, UPWARD, 0.5},
      {0, 10, UPWARD, 0},        {40, 10, DOWNWARD, 0.25},
      {5, 0, DOWNWARD, 0},       {0.5, 0.25, DOWNWARD, 0.5},
      {-10, -20, DOWNWARD, 0.5},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double value = rows[i].value;
    struct scene scene = {
        rows[i].limit, 600, 3, {value, value, value}, rows[i].direction};

    expect_sign(&scene, NULL, SIGN_SHARE_OF_WALL, rows[i].share);
  }
}

/* Sixteen steps of a float, which at 2^20 are 2. */
static void nearer_than_floats_can_tell_it_sees_nothing(void **state) {
  static const double wall = 1048576;
  static const struct {
    double value, limit;
    bool is_seen;
  } rows[] = {
      {wall - 2, wall, true},
      {wall - 1.9375, wall, false},
      {wall - 1, wall, false},
      {wall, wall, false},
      {2 - wall, -wall, false},
      {-wall - 2, -wall, true},
      {-wall - 1.75, -wall, false},
      {-1e-30, 0, true},
      {0, 0, false},
      {1e-30, 0, false},
  };
  double sign[SIGN_COUNT];

  (void)state;
  assert_true(wall * (double)FLT_EPSILON * 16 == 2);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double value = rows[i].value;
    struct scene scene = {rows[i].limit, 600, 3, {value, value, value}, UPWARD};

    if (see(&scene, NULL, sign) != rows[i].is_seen)
      fail_msg("%.17g before %.17g", value, rows[i].limit);
  }
}

static void without_a_lore_nothing_is_remembered(void **state) {
  static const struct {
    int id;
    double wanted;
  } rows[] = {
      {SIGN_MET_AGO, 8},    {SIGN_MEETINGS, 0},  {SIGN_MET_YESTERDAY, 0},
      {SIGN_OFTEN, 0},      {SIGN_YESTERDAY, 6}, {SIGN_TODAY, 6},
      {SIGN_DAY_GROWTH, 0}, {SIGN_AGE, -1},
  };
  struct scene scene = {100, 900, 3, {50, 60, 50}, UPWARD};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_sign(&scene, NULL, rows[i].id, rows[i].wanted);
  for (int id = SIGN_RUNG_1; id < SIGN_COUNT; id++)
    expect_sign(&scene, NULL, id, -1);
  scene.step_s = 60; /* an eighth of a horizon at least */
  expect_sign(&scene, NULL, SIGN_AGE, -3);
  scene.step_s = 225;
  expect_sign(&scene, NULL, SIGN_AGE, -3);
  scene.step_s = 1800; /* and one at most */
  expect_sign(&scene, NULL, SIGN_AGE, 0);
  scene.count = 8;
  scene.step_s = 1500;
  expect_sign(&scene, NULL, SIGN_AGE, 0);
}

/* 50 away from a wall that was never met. */
static const struct scene halfway = {100, 600, 4, {50, 50, 50, 50}, UPWARD};

static void ages_are_told_in_horizons(void **state) {
  static const struct {
    double age_s, since_s, age, met_ago;
  } rows[] = {
      {60, NAN, -3, 8},
      {450, 225, -3, -4},
      {7200, 3600, 1, 0},
      {64 * 3600, 100, 6, -4},
      {1000 * 3600, 256 * 3600, 6, 8},
      {1000 * 3600, 999 * 3600, 6, 8},
  };
  struct lore lore;

  (void)state;
  lore_init(&lore, HORIZON_S);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    lore.habit.first_s = 5000;
    lore.habit.last_s = 5000 + rows[i].age_s;
    lore.habit.met_s = lore.habit.last_s - rows[i].since_s;
    expect_sign(&halfway, &lore, SIGN_AGE, rows[i].age);
    expect_sign(&halfway, &lore, SIGN_MET_AGO, rows[i].met_ago);
  }
}

/* The same height in all of yesterday, and one now. */
static void know_yesterday(struct lore *lore, double peak, double now) {
  lore_init(lore, HORIZON_S);
  lore->habit.first_s = 0;
  lore->habit.last_s = DAY_S;
  lore->habit.step = 300;
  lore->habit.peak = (float)now;
  for (int i = 0; i < HABIT_STEPS; i++)
    lore->habit.peaks[i] = (float)peak;
}

static void what_was_yesterday_is_told_in_distances(void **state) {
  static const struct {
    double peak, now;
    double met, yesterday, growth, today;
  } rows[] = {
      {75, 75, 0, -1, 0, -1},
      {50, 75, 0, 0, 0.5, -1},
      {75, 50, 0, -1, -0.5, 0},
      {99.99, 99.99, 0, -6, 0, -6},
      {100, 100, 1, -6, 0, -6},
      {120, 120, 1, -6, 0, -6},
      {75, 150, 0, -1, 1.5, -6},
      {75, 75 + 800, 0, -1, 16, -6},
      {75, 75 + 900, 0, -1, 16, -6},
      {75, 75 - 800, 0, -1, -16, 4.04439411936},
      {75, 75 - 900, 0, -1, -16, 4.20945336563},
      {-3100, -3100, 0, 6, 0, 6},
      {-3500, -3500, 0, 6, 0, 6},
  };
  struct lore lore;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    know_yesterday(&lore, rows[i].peak, rows[i].now);
    expect_sign(&halfway, &lore, SIGN_MET_YESTERDAY, rows[i].met);
    expect_sign(&halfway, &lore, SIGN_YESTERDAY, rows[i].yesterday);
    expect_sign(&halfway, &lore, SIGN_DAY_GROWTH, rows[i].growth);
    expect_sign(&halfway, &lore, SIGN_TODAY, rows[i].today);
  }
}

static void what_is_not_known_of_a_day_is_far_away(void **state) {
  struct lore lore;

  (void)state;
  know_yesterday(&lore, 75, 75);
  lore.habit.last_s = DAY_S - 1;
  expect_sign(&halfway, &lore, SIGN_MET_YESTERDAY, 0);
  expect_sign(&halfway, &lore, SIGN_YESTERDAY, 6);
  expect_sign(&halfway, &lore, SIGN_TODAY, 6);
  know_yesterday(&lore, 75, -INFINITY); /* nothing yet in this step */
  expect_sign(&halfway, &lore, SIGN_YESTERDAY, -1);
  expect_sign(&halfway, &lore, SIGN_TODAY, 6);
}

static void how_often_it_is_met_counts(void **state) {
  struct lore lore;

  (void)state;
  know_yesterday(&lore, 75, 75);
  expect_sign(&halfway, &lore, SIGN_MEETINGS, 0);
  expect_sign(&halfway, &lore, SIGN_OFTEN, 0);
  lore.habit.meetings = 3;
  for (int i = 0; i < HABIT_STEPS; i++)
    lore.habit.often[i] = 0.75F;
  expect_sign(&halfway, &lore, SIGN_MEETINGS, log(4));
  expect_sign(&halfway, &lore, SIGN_OFTEN, 0.75);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_line_leads_there_within_bounds_or_not),
      cmocka_unit_test(a_slope_beyond_doubt_is_twenty_errors),
      cmocka_unit_test(nothing_is_written_behind_the_last_sign),
      cmocka_unit_test(heights_are_told_in_distances_to_the_wall),
      cmocka_unit_test(a_range_is_that_of_one_horizon_four_or_eight),
      cmocka_unit_test(a_share_of_the_wall_is_from_0_to_1),
      cmocka_unit_test(nearer_than_floats_can_tell_it_sees_nothing),
      cmocka_unit_test(without_a_lore_nothing_is_remembered),
      cmocka_unit_test(ages_are_told_in_horizons),
      cmocka_unit_test(what_was_yesterday_is_told_in_distances),
      cmocka_unit_test(what_is_not_known_of_a_day_is_far_away),
      cmocka_unit_test(how_often_it_is_met_counts),
  };

  return cmocka_run_group_tests_name("signs_edges", tests, NULL, NULL);
}
