/* test_reach.c - what is told before anybody looks closely. */
#include "expect.h"

#include "forecast/drift.h"
#include "forecast/reach.h"
#include "walk.h"

/* By its words: a slot from which a drift would meet the wall in time. */
static bool could_meet(const struct walk *walk, const struct question *question,
                       double sign) {
  double way = sign * (question->limit - question->value);

  for (unsigned age = DRIFT_LEAST_STEPS; age < TIMELINE_SLOTS; age++) {
    int at = timeline_slot(&walk->timeline, 0, age);

    if (at >= 0 &&
        sign * question->value - sign * (double)walk->window.slot[0][at] >=
            way / question->horizon_s *
                (walk->now_s - walk->timeline.time_s[0][at]))
      return true;
  }
  return false;
}

static void
it_could_meet_the_wall_from_any_slot_that_is_low_enough(void **state) {
  uint64_t seed = 3;
  struct walk walk;
  int told[2] = {0};

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 20000; i++) {
    bool is_up = uniform(&seed) < 0.5;
    struct question question = {.direction = is_up ? UPWARD : DOWNWARD,
                                .horizon_s = 10 + 400 * uniform(&seed)};
    struct sight sight;
    bool wanted;

    walk.step_s = 0.5 + uniform(&seed);
    if (i % 500 == 0)
      begin(&walk, 1);
    step(&walk,
         uniform(&seed) < 0.1 ? (double)NAN : 20 * normal(&seed) + i % 300);
    question.value = 20 * normal(&seed) + i % 300;
    question.limit =
        question.value + (is_up ? 1 : -1) * (300 * uniform(&seed) - 2);
    wanted = could_meet(&walk, &question, is_up ? 1 : -1);
    sight = sight_of(&walk.window, &walk.timeline, question.direction);
    assert_int_equal(reach_could_meet(&sight, &question), wanted);
    told[wanted]++;
  }
  assert_true(told[0] > 2000 && told[1] > 2000);
}

/* A step of 64 towards a wall, so many ticks ago, after as many of the same. */
static bool could_by_a_step(unsigned before, unsigned ago, double limit) {
  struct question question = {
      .direction = UPWARD, .value = 64, .limit = limit, .horizon_s = 16};
  struct sight sight;
  struct walk walk;

  begin(&walk, 1);
  for (unsigned i = 0; i < before + ago; i++)
    step(&walk, i < before ? 0 : 64);
  sight = sight_of(&walk.window, &walk.timeline, UPWARD);
  return reach_could_meet(&sight, &question);
}

/* 64 in eight seconds are 128 in sixteen. */
static void
it_is_asked_of_the_least_steps_of_a_drift_and_of_more(void **state) {
  (void)state;
  assert_true(could_by_a_step(1, 8, 64 + 128));
  assert_false(could_by_a_step(1, 8, 64 + 128.5));
  assert_false(could_by_a_step(1, 7, 64 + 1));
  assert_true(could_by_a_step(1, 16, 64 + 64));
  assert_false(could_by_a_step(1, 16, 64 + 64.5));
  assert_true(could_by_a_step(100, 8, 64 + 128)); /* the ring is full */
  assert_true(could_by_a_step(52, 8, 64 + 128));
  assert_true(could_by_a_step(1, 59, 64 + 17));
  assert_false(could_by_a_step(1, 60, 64 + 17)); /* it is forgotten */
}

/* Its last reading is all there is of it in so many ticks. */
static void
what_is_seldom_read_could_meet_it_whenever_it_was_read(void **state) {
  struct question question = {.direction = UPWARD,
                              .value = 10,
                              .limit = 1e9,
                              .horizon_s = 1,
                              .seldom = true};
  struct sight sight;
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  sight = sight_of(&walk.window, &walk.timeline, UPWARD);
  step(&walk, NAN);
  assert_false(reach_could_meet(&sight, &question));
  step(&walk, 10);
  assert_true(reach_could_meet(&sight, &question));
  step(&walk, NAN);
  assert_false(reach_could_meet(&sight, &question));
}

/* --- heights -------------------------------------------------------------- */

static const double WALL = 100;

typedef bool asked(const struct sight *sight, const struct question *question);

/* The same of a wall above, and of one below. */
static bool ask(asked *what, struct walk *walk, bool is_up) {
  struct question question = {.direction = is_up ? UPWARD : DOWNWARD,
                              .value = walk->value,
                              .limit = is_up ? WALL : -WALL};
  struct sight sight =
      sight_of(&walk->window, &walk->timeline, question.direction);

  return what(&sight, &question);
}

static void expect_asked(asked *what, const double *value, int count,
                         bool wanted) {
  for (int is_up = 0; is_up < 2; is_up++) {
    struct walk walk;

    begin(&walk, 10);
    for (int i = 0; i < count; i++)
      step(&walk, is_up ? value[i] : -value[i]);
    assert_int_equal(ask(what, &walk, is_up), wanted);
  }
}

static void a_height_is_the_highest_until_one_is_above(void **state) {
  (void)state;
  expect_asked(reach_is_highest, (double[]){20, 30, 40}, 3, true);
  expect_asked(reach_is_highest, (double[]){20, 50, 40}, 3, false);
  expect_asked(reach_is_highest, (double[]){20, 50, 50}, 3, true);
}

static void heights_before_the_last_sixty_ticks_do_not_count(void **state) {
  double value[70];

  (void)state;
  for (int i = 0; i < 70; i++)
    value[i] = i < 10 ? 90 : 40;
  expect_asked(reach_is_highest, value, 69, false);
  expect_asked(reach_is_highest, value, 70, true);
}

/* It is a mean: it has met what a tick was beyond before. */
static void what_is_no_value_of_a_tick_is_always_the_highest(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 10);
  step(&walk, 90);
  step(&walk, 40);
  walk.value = 65;
  assert_true(ask(reach_is_highest, &walk, true));
}

static void low_is_an_eighth_of_the_way_from_the_lowest(void **state) {
  (void)state;
  expect_asked(reach_is_low, (double[]){20, 90, 29}, 3, true);
  expect_asked(reach_is_low, (double[]){20, 90, 30}, 3, true);
  expect_asked(reach_is_low, (double[]){20, 90, 30.01}, 3, false);
  expect_asked(reach_is_low, (double[]){20, 90, 31}, 3, false);
}

/* From 20 a quarter of the way to 100 is 20; an eighth of what is left above 90
 * is 1.25. */
static void a_height_that_it_fell_from_is_known(void **state) {
  (void)state;
  expect_asked(reach_was_here, (double[]){20, 90, 69, 85}, 4, true);
  expect_asked(reach_was_here, (double[]){20, 90, 69, 91}, 4, true);
  expect_asked(reach_was_here, (double[]){20, 90, 69, 92}, 4, false);
  expect_asked(reach_was_here, (double[]){20, 90, 75, 85}, 4, false);
  expect_asked(reach_was_here, (double[]){20, 60, 80}, 3, false);
  expect_asked(reach_was_here, (double[]){20, 90, 69, 91.2}, 4, true);
  expect_asked(reach_was_here, (double[]){20, 90, 69, 91.25}, 4, false);
  expect_asked(reach_was_here, (double[]){20, 90, 70, 85}, 4, true);
  expect_asked(reach_was_here, (double[]){20, 90, 70.01, 85}, 4, false);
}

static void expect_turned(const double *value, int count, double wanted) {
  struct question question = {.direction = UPWARD, .limit = WALL};
  struct sight sight;
  struct walk walk;

  begin(&walk, 10);
  for (int i = 0; i < count; i++)
    step(&walk, value[i]);
  sight = sight_of(&walk.window, &walk.timeline, UPWARD);
  expect_same(reach_turned_at(&sight, &question), wanted);
}

static void the_height_of_a_turn_is_the_highest_of_them(void **state) {
  (void)state;
  expect_turned((double[]){20, 90, 70}, 3, 90);
  expect_turned((double[]){90, 60}, 2, 90); /* from the very first */
  expect_turned((double[]){20, 90, 60, 80, 50}, 5, 90);
  expect_turned((double[]){20, 80, 50, 90, 60}, 5, 90);
  expect_turned((double[]){20, 90, 60, 99}, 4, 90); /* has not fallen */
  expect_turned((double[]){20, 99.99, 30}, 3, (double)(float)99.99);
  expect_turned((double[]){20, 100, 30}, 3, -INFINITY); /* it met the wall */
}

/* The oldest that the finest ring has: its mean stands out of nothing. */
static void a_turn_is_known_as_long_as_the_ring_holds_it(void **state) {
  double value[62];

  (void)state;
  for (int i = 0; i < 62; i++)
    value[i] = i == 1 ? 90 : 20;
  expect_turned(value, 60, 90);
  expect_turned(value, 61, 90);
  expect_turned(value, 62, -INFINITY);
}

/* Ten ticks that are a mean of 60 after a mean of 20 went up to 80, be it as
 * long ago as a ring lasts. What a tick had is all that it had. */
static void a_mean_had_its_top_half_a_slot_later(void **state) {
  double value[100], far[700];

  (void)state;
  for (int i = 0; i < 700; i++)
    far[i] = i / 10 == 40 ? 60 : 20;
  expect_turned(far, 700, 80);
  for (int i = 0; i < 61; i++)
    value[i] = i == 2 ? 90 : 20;
  expect_turned(value, 61, 90);
  for (int i = 0; i < 100; i++)
    value[i] = i < 10 ? 20 : i < 20 ? 60 : i < 30 ? 20 : 30;
  expect_turned(value, 100, 80);
}

/* The newest mean of ten lies where the coarser ring begins. */
static void rings_are_not_taken_for_one(void **state) {
  double value[610];

  (void)state;
  for (int i = 0; i < 610; i++)
    value[i] = i < 60 ? -20 : i > 600 ? 85 : 30;
  expect_turned(value, 610, -INFINITY);
}

static void what_met_the_wall_may_do_it_again(void **state) {
  (void)state;
  expect_asked(reach_was_here, (double[]){20, 101, 30, 85}, 4, false);
}

static void nothing_is_known_of_gaps(void **state) {
  (void)state;
  expect_asked(reach_was_here, (double[]){NAN, NAN, 40}, 3, false);
  expect_asked(reach_is_highest, (double[]){NAN, NAN, 40}, 3, true);
}

/* A tooth of an hour, of which the raw ring has ten minutes. */
static void long_teeth_are_remembered_by_the_coarser_rings(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 10);
  for (int i = 0; i < 360; i++)
    step(&walk, 20 + i / 4.8);
  for (int i = 0; i < 336; i++)
    step(&walk, 20 + i / 4.8);
  assert_true(ask(reach_was_here, &walk, true));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_could_meet_the_wall_from_any_slot_that_is_low_enough),
      cmocka_unit_test(it_is_asked_of_the_least_steps_of_a_drift_and_of_more),
      cmocka_unit_test(what_is_seldom_read_could_meet_it_whenever_it_was_read),
      cmocka_unit_test(a_height_is_the_highest_until_one_is_above),
      cmocka_unit_test(heights_before_the_last_sixty_ticks_do_not_count),
      cmocka_unit_test(the_height_of_a_turn_is_the_highest_of_them),
      cmocka_unit_test(a_turn_is_known_as_long_as_the_ring_holds_it),
      cmocka_unit_test(a_mean_had_its_top_half_a_slot_later),
      cmocka_unit_test(rings_are_not_taken_for_one),
      cmocka_unit_test(what_is_no_value_of_a_tick_is_always_the_highest),
      cmocka_unit_test(low_is_an_eighth_of_the_way_from_the_lowest),
      cmocka_unit_test(a_height_that_it_fell_from_is_known),
      cmocka_unit_test(what_met_the_wall_may_do_it_again),
      cmocka_unit_test(nothing_is_known_of_gaps),
      cmocka_unit_test(long_teeth_are_remembered_by_the_coarser_rings),
  };

  return cmocka_run_group_tests_name("reach", tests, NULL, NULL);
}
