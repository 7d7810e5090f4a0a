/* test_experts.c - what each expert looks at, and when it is ripe. */
#include "expect.h"

#include "forecast/experts.h"
#include "forecast/holt.h"
#include "forecast/linear.h"
#include "walk.h"

static struct sight sight_in(const struct walk *walk) {
  return sight_of(&walk->window, &walk->timeline, UPWARD);
}

/* What they say of a value a second, oldest first, within `horizon_s`. */
static void hear(const double *value, int count, double horizon_s,
                 struct opinion opinion[EXPERT_COUNT]) {
  struct walk walk;
  struct sight sight;

  begin(&walk, 1);
  for (int i = 0; i < count; i++)
    step(&walk, value[i]);
  sight = sight_in(&walk);
  experts_ask(&sight, horizon_s, opinion);
}

static void expect_no_opinion(const struct opinion *opinion) {
  expect_missing(opinion->level);
  expect_missing(opinion->per_s);
  expect_missing(opinion->share);
  expect_missing(opinion->residual);
  assert_false(opinion->is_ripe);
}

static void of_nothing_nobody_says_anything(void **state) {
  struct opinion opinion[EXPERT_COUNT];

  (void)state;
  hear((double[]){NAN}, 1, 60, opinion);
  for (int id = 0; id < EXPERT_COUNT; id++)
    expect_no_opinion(&opinion[id]);
}

/* The middle one of the last three; of fewer, the last. */
static void it_stays_where_it_is_whatever_one_tick_says(void **state) {
  static const struct {
    int count;
    double value[4], level;
  } rows[] = {
      {1, {5}, 5},          {2, {5, 7}, 7},    {2, {7, 5}, 5},
      {3, {1, 2, 3}, 2},    {3, {1, 3, 2}, 2}, {3, {2, 1, 3}, 2},
      {3, {2, 3, 1}, 2},    {3, {3, 1, 2}, 2}, {3, {3, 2, 1}, 2},
      {4, {9, 1, 4, 2}, 2},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct opinion opinion[EXPERT_COUNT];

    hear(rows[i].value, rows[i].count, 60, opinion);
    expect_near(opinion[EXPERT_LAST].level, rows[i].level, 0);
    assert_true(opinion[EXPERT_LAST].is_ripe);
  }
}

/* Nine horizons of a curve: the longer a line, the less steep. */
static void each_line_is_as_long_as_it_is_called(void **state) {
  static const struct {
    enum expert_id id;
    double horizons;
  } lines[] = {{EXPERT_LINE_HALF, 0.5},
               {EXPERT_LINE_1, 1},
               {EXPERT_LINE_4, 4},
               {EXPERT_LINE_8, 8}};
  struct opinion opinion[EXPERT_COUNT];
  struct walk walk;
  struct sight sight;

  (void)state;
  begin(&walk, 60);
  for (int i = 0; i <= 9 * 60; i++)
    step(&walk, 1e-4 * i * i + i % 3);
  sight = sight_in(&walk);
  experts_ask(&sight, 3600, opinion);
  for (size_t i = 0; i < COUNT_OF(lines); i++) {
    const struct opinion *said = &opinion[lines[i].id];
    struct span span;
    struct line line;

    span_of_time(&span, &sight, lines[i].horizons * 3600);
    line = line_through(&span);
    expect_near(said->level, line.level, 1e-12);
    expect_near(said->per_s, line.per_s, 1e-12);
    expect_near(said->share, line.share, 1e-12);
    expect_near(said->residual, sqrt(line.residual), 1e-12);
    assert_true(said->is_ripe);
  }
}

/* Without jumps they see what lines of that length do. */
static void the_steady_ones_look_back_one_horizon_and_four(void **state) {
  struct opinion opinion[EXPERT_COUNT];
  struct walk walk;
  struct sight sight;

  (void)state;
  begin(&walk, 60);
  for (int i = 0; i <= 9 * 60; i++)
    step(&walk, 1e-4 * i * i + i);
  sight = sight_in(&walk);
  experts_ask(&sight, 3600, opinion);
  expect_near(opinion[EXPERT_STEADY_1].per_s, opinion[EXPERT_LINE_1].per_s,
              1e-9);
  expect_near(opinion[EXPERT_STEADY_4].per_s, opinion[EXPERT_LINE_4].per_s,
              1e-9);
  assert_true(opinion[EXPERT_LINE_4].per_s >
              opinion[EXPERT_LINE_8].per_s + 1e-5);
}

/* Ten seconds a value: 180 s are 0.45 of 400 s, nearly half. */
static void a_line_is_ripe_when_half_of_its_time_was_there(void **state) {
  static const struct {
    enum expert_id id;
    double horizon_s; /* of which it asks for 400 s */
  } rows[] = {{EXPERT_LINE_HALF, 800}, {EXPERT_LINE_1, 400},
              {EXPERT_STEADY_1, 400},  {EXPERT_LINE_4, 100},
              {EXPERT_STEADY_4, 100},  {EXPERT_LINE_8, 50}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    for (int count = 17; count <= 20; count++) {
      static const double value[20];
      struct opinion opinion[EXPERT_COUNT];

      hear(value, count, rows[i].horizon_s / 10, opinion);
      assert_int_equal(opinion[rows[i].id].is_ripe, count >= 19);
    }
}

static void of_fewer_than_six_values_only_lines_are_told(void **state) {
  static const double value[] = {1, 2, 4, 5, 7, 8};
  struct opinion opinion[EXPERT_COUNT];

  (void)state;
  hear(value, 5, 60, opinion);
  assert_true(!isnan(opinion[EXPERT_LINE_4].level));
  expect_no_opinion(&opinion[EXPERT_HOLT]);
  expect_no_opinion(&opinion[EXPERT_STEADY_1]);
  expect_no_opinion(&opinion[EXPERT_STEADY_4]);
  hear(value, 6, 60, opinion);
  assert_true(opinion[EXPERT_HOLT].is_ripe);
  expect_near(opinion[EXPERT_STEADY_1].level, 8, 0);
  expect_near(opinion[EXPERT_STEADY_4].level, 8, 0);
}

/* Ten steps: nine of 1 and one of 100, which are 10.9 on average. No step
 * counts as more than three times that: then they are 4.17. A jump counts as
 * four times those, 16.68; one down counts as it is. */
static void a_jump_counts_as_four_steps(void **state) {
  static const struct {
    double jump, counted;
    int at;
  } rows[] = {{100, 16.68, 4}, {100, 16.68, 1}, {-100, -100, 4}, {3, 3, 4}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct opinion opinion[EXPERT_COUNT];
    struct span steady = {.count = 11};
    double value[11] = {200};

    for (int k = 1; k < 11; k++)
      value[k] = value[k - 1] + (k == rows[i].at ? rows[i].jump : 1);
    for (int k = 0; k < 11; k++) {
      steady.t[k] = -k;
      steady.v[k] = (10 - k) + (k <= 10 - rows[i].at ? rows[i].counted - 1 : 0);
    }
    hear(value, 11, 60, opinion);
    expect_near(opinion[EXPERT_STEADY_1].per_s, line_through(&steady).per_s,
                1e-9);
    expect_near(opinion[EXPERT_STEADY_1].level, value[10], 0);
    expect_near(opinion[EXPERT_STEADY_4].per_s, line_through(&steady).per_s,
                1e-9);
  }
}

/* By holt.h, over a horizon: an error moves the level by a half of it while
 * there are few values, by a twelfth of a horizon once there are many. */
static void smoothing_takes_a_twelfth_of_what_is_there(void **state) {
  static const struct {
    int count;
    double gain;
  } rows[] = {{6, 0.5},   {20, 0.5},  {24, 0.5},
              {25, 0.48}, {48, 0.25}, {60, 0.2}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct opinion opinion[EXPERT_COUNT];
    struct smooth smooth;
    struct walk walk;
    struct sight sight;
    struct span span;
    uint64_t seed = 4;

    begin(&walk, 10);
    for (int k = 0; k < rows[i].count; k++)
      step(&walk, 0.5 * k + normal(&seed));
    sight = sight_in(&walk);
    span_of_scale(&span, &sight, 0);
    assert_int_equal(span.count, rows[i].count);
    smooth = smooth_over(&span, rows[i].gain, 0.995);
    experts_ask(&sight, 600, opinion);
    expect_near(opinion[EXPERT_HOLT].level, smooth.level, 1e-12);
    expect_near(opinion[EXPERT_HOLT].per_s, smooth.trend / 10, 1e-12);
    assert_true(opinion[EXPERT_HOLT].is_ripe);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(of_nothing_nobody_says_anything),
      cmocka_unit_test(it_stays_where_it_is_whatever_one_tick_says),
      cmocka_unit_test(each_line_is_as_long_as_it_is_called),
      cmocka_unit_test(the_steady_ones_look_back_one_horizon_and_four),
      cmocka_unit_test(a_line_is_ripe_when_half_of_its_time_was_there),
      cmocka_unit_test(of_fewer_than_six_values_only_lines_are_told),
      cmocka_unit_test(a_jump_counts_as_four_steps),
      cmocka_unit_test(smoothing_takes_a_twelfth_of_what_is_there),
  };

  return cmocka_run_group_tests_name("experts", tests, NULL, NULL);
}
