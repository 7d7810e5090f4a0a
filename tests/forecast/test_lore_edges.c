/* test_lore_edges.c - when a step is over, what was expected then, and how it
 * is weighed. */
#include "expect.h"

#include "school.h"

#include <float.h>

static const double HORIZON_S = 3600, STEP_S = 300, LIMIT = 80;
static const int rung_steps[LORE_RUNGS] = {2, 4, 8, 12}; /* of twelve */

/* A clock that begins with the lore. */
static void open_at(struct school *school, double step_s, double now_s) {
  open_school(school, step_s, HORIZON_S, LIMIT);
  school->walk.now_s = now_s;
}

static int learnt(const struct lore *lore, int id, int rung, double least) {
  int count = 0;

  for (int i = 0; i < LORE_RESIDUALS; i++)
    count += (double)lore->residual[id][rung][i] >= least;
  return count;
}

/* H/6, H/3, 2H/3 and H are 2, 4, 8 and 12 steps. */
static void what_was_expected_is_over_after_its_rung(void **state) {
  struct school school;

  (void)state;
  open_at(&school, 60, 0);
  for (int i = 1; i <= 13 * 5; i++) {
    int over = i / 5; /* and the next is under way */

    teach(&school, 20);
    assert_int_equal(school.lore.step, over);
    for (int rung = 0; rung < LORE_RUNGS; rung++)
      assert_int_equal(school.lore.count[EXPERT_LAST][rung],
                       over < rung_steps[rung] ? 0
                                               : over - rung_steps[rung] + 1);
  }
}

/* A peak of three minutes, within one step: those who expected something in as
 * many steps before it as a rung has were wrong about it. */
static void a_peak_is_held_against_those_whose_time_it_fell_into(void **state) {
  struct school school;

  (void)state;
  open_at(&school, 60, 0);
  for (int i = 1; i <= 60 * 5; i++)
    teach(&school, i > 30 * 5 && i < 30 * 5 + 4 ? 50 : 20);
  for (int rung = 0; rung < LORE_RUNGS; rung++) {
    assert_int_equal(learnt(&school.lore, EXPERT_LAST, rung, 30),
                     rung_steps[rung]);
    assert_int_equal(learnt(&school.lore, EXPERT_LAST, rung, -1e-6),
                     60 - rung_steps[rung] + 1);
  }
}

/* What rises is expected to go on, what falls to stay where it is. */
static void a_slope_is_expected_to_lead_up_but_not_down(void **state) {
  static const struct {
    double per_minute, expected; /* of a line, within each rung */
  } rows[] = {{0.1, 6}, {-0.1, 0}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct school school;
    struct lore *lore = &school.lore;

    open_at(&school, 60, 0);
    for (int k = 0; k < 60 * 5; k++)
      teach(&school, 50 + rows[i].per_minute * k);
    for (int rung = 0; rung < LORE_RUNGS; rung++)
      expect_near(
          (double)lore->expected[lore->step % LORE_STEPS][EXPERT_LINE_1][rung],
          school.walk.value + rows[i].expected * lore_rung[rung], 0.01);
  }
}

/* Three seconds before a step it has begun; six after, it is still the one
 * before that has the value. */
static void what_comes_as_a_step_ends_is_its_last_value(void **state) {
  static const struct {
    double off_s;
    bool has_begun, is_of_the_last;
  } rows[] = {{-3.1, false, true},
              {-2.9, true, true},
              {5.9, true, true},
              {6.1, true, false},
              {100, true, false}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct school school;

    open_at(&school, STEP_S, -150);
    for (int k = 0; k < 10; k++)
      teach(&school, 20); /* in the middle of ten steps */
    school.walk.step_s = 150 + rows[i].off_s;
    teach(&school, 60);
    assert_int_equal(school.lore.step, rows[i].has_begun ? 10 : 9);
    expect_near(rows[i].has_begun ? (double)school.lore.peaks[9]
                                  : school.lore.peak,
                rows[i].is_of_the_last ? 60 : 20, 0);
  }
}

/* As it is in the first step of all, and what comes later is not. */
static void the_first_step_has_a_last_value_too(void **state) {
  (void)state;
  for (int late_s = 5; late_s <= 10; late_s += 5) {
    struct school school;

    open_at(&school, 60, 0);
    teach(&school, 20);
    teach(&school, 20);
    school.walk.step_s = STEP_S - 120 + late_s;
    teach(&school, 60);
    assert_int_equal(school.lore.step, 1);
    expect_near((double)school.lore.peaks[0], late_s < 6 ? 60 : 20, 0);
  }
}

/* Whatever step is under way, and in its middle, nothing is held against who
 * comes next. */
static void a_successor_is_no_surprise_at_any_time(void **state) {
  (void)state;
  for (int ticks = 200; ticks < 200 + 13 * 5; ticks++) {
    struct school school;

    open_at(&school, 60, 0);
    assert_true(lore_follows(&school.lore, &school.walk));
    for (int i = 0; i < ticks; i++)
      teach(&school, 20);
    lore_leave(&school.lore, &school.walk);
    window_clear(&school.walk.window);
    assert_true(lore_follows(&school.lore, &school));
    for (int i = 0; i < 100; i++)
      teach(&school, 80);
    for (int rung = 0; rung < LORE_RUNGS; rung++)
      expect_near(school.lore.error[EXPERT_LAST][rung], 0, 1e-6);
  }
}

/* The mean of the first twelve; from then on the newest is a twelfth of it. */
static void the_error_is_that_of_the_last_horizon(void **state) {
  struct school school;
  const struct lore *lore = &school.lore;
  uint64_t seed = 6;
  double error = 0;
  unsigned long known = 0;

  (void)state;
  open_at(&school, 60, 0);
  for (int i = 1; i <= 50 * 5; i++) {
    double residual;

    teach(&school, 50 + 4 * normal(&seed));
    if (lore->count[EXPERT_LAST][0] == known)
      continue;
    residual = fabs((double)lore->residual[EXPERT_LAST][0][known++]);
    error = known <= 12
                ? (error * (double)(known - 1) + residual) / (double)known
                : (error * 11 + residual) / 12;
    expect_near(lore->error[EXPERT_LAST][0], error, 1e-5);
  }
  assert_true(known > 40);
}

/* Of `of` differences `reach` are `gap`, and the others less: who says 50, what
 * share of them does it see beyond the limit? */
static double share(double limit, int reach, int of, double gap) {
  struct school school;
  struct hearing hearing;
  struct sight sight;

  open_at(&school, 60, 0);
  step(&school.walk, 50);
  school.lore.count[EXPERT_LAST][LORE_RUNGS - 1] = (unsigned long)of;
  for (int i = 0; i < of && i < LORE_RESIDUALS; i++)
    school.lore.residual[EXPERT_LAST][LORE_RUNGS - 1][i] =
        (float)(i < reach ? gap : gap - 1);
  sight = sight_in(&school);
  lore_hear(&school.lore, &sight, limit, &hearing);
  return hearing.share[EXPERT_LAST];
}

/* At 50: what just reaches the wall reaches it, and if that is at 50 the expert
 * has a fifth of a word. */
static void a_share_is_of_what_would_reach_the_wall(void **state) {
  (void)state;
  expect_near(share(60, 4, 10, 10), 4 / 10.2, 1e-12);
  expect_near(share(60.5, 4, 10, 10), 0, 1e-12);
  expect_near(share(50, 4, 10, 0), 4.2 / 10.2, 1e-12);
  expect_near(share(50.5, 4, 10, 0.5), 4 / 10.2, 1e-12);
  expect_near(share(49.5, 4, 10, -0.5), 4.2 / 10.2, 1e-12);
  expect_near(share(60, 3, 3, 10), 3 / 3.2, 1e-12);
  expect_missing(share(60, 2, 2, 10));
  expect_near(share(60, 40, 159, 10), 40 / 159.2, 1e-12);
  expect_near(share(60, 40, 160, 10), 40 / 160.2, 1e-12);
  expect_near(share(60, 40, 500, 10), 40 / 160.2, 1e-12);
}

/* Two experts of whom one says never, the other always: by their errors, to the
 * power of -3. */
static void who_was_off_twice_as_far_is_heard_an_eighth(void **state) {
  static const struct {
    double never_off, always_off, probability;
  } rows[] = {{1, 1, 0.5},
              {2, 1, 8.0 / 9},
              {1, 2, 1.0 / 9},
              {0, 0, 0.5},
              {0, 1e-9, 1.0 / 1002}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct school school;
    struct hearing hearing;
    struct sight sight;

    open_at(&school, 60, 0);
    for (int k = 0; k < 40; k++)
      step(&school.walk, 50);
    for (int id = EXPERT_LAST; id <= EXPERT_LINE_HALF; id++) {
      school.lore.count[id][0] = LORE_RESIDUALS;
      school.lore.error[id][0] =
          id == EXPERT_LAST ? rows[i].never_off : rows[i].always_off;
      for (int k = 0; k < LORE_RESIDUALS; k++)
        school.lore.residual[id][0][k] = id == EXPERT_LAST ? -1 : 1;
    }
    sight = sight_in(&school);
    lore_hear(&school.lore, &sight, 50.5, &hearing);
    expect_near(hearing.probability[0],
                rows[i].probability * LORE_RESIDUALS / (LORE_RESIDUALS + 0.2),
                1e-6);
    expect_missing(hearing.probability[1]);
  }
}

/* What was over as nobody looked any more is learnt; behind a longer gap than a
 * horizon not even that. */
static void behind_a_horizon_without_us_all_begins_anew(void **state) {
  static const struct {
    int gap;
    unsigned long learnt;
  } rows[] = {{1, 20}, {2, 20}, {12, 20}, {13, 19}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct school school;

    open_at(&school, 60, 0);
    for (int k = 0; k < 20 * 5 + 2; k++)
      teach(&school, 20); /* two minutes of the step with the number 20 */
    assert_int_equal(school.lore.step, 20);
    assert_int_equal(school.lore.count[EXPERT_LAST][0], 19);
    school.walk.now_s += rows[i].gap * STEP_S;
    teach(&school, 20);
    assert_int_equal(school.lore.step, 20 + rows[i].gap);
    assert_int_equal(school.lore.count[EXPERT_LAST][0], rows[i].learnt);
  }
}

/* Of three ticks, as the wall compares them; one that is missing counts for
 * none, and without the oldest of them there is no mean. */
static void a_mean_is_of_what_is_known(void **state) {
  static const struct {
    double value[3], peak;
  } rows[] = {{{30, 60, 90}, 60},
              {{30, NAN, 90}, 60},
              {{30, 60, NAN}, 45},
              {{NAN, 60, 90}, -INFINITY}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct school school;

    open_at(&school, 120, 360); /* each tick holds long enough */
    school.smooth = 3;
    for (int k = 0; k < 20; k++)
      step(&school.walk, 7);
    for (int k = 0; k < 3; k++)
      step(&school.walk, rows[i].value[k]);
    school.lore.step = 10;
    lore_step(&school.lore,
              &(struct sight){&school.walk.window, &school.walk.timeline, 1},
              &(struct height){.value = NAN, .limit = LIMIT, .smooth = 3});
    expect_same(school.lore.peak, rows[i].peak);
  }
}

/* Two minutes are a thirtieth of an hour: what held as long is a height. */
static void
what_holds_for_a_thirtieth_of_the_horizon_is_a_height(void **state) {
  static const struct {
    double step_s;
    int ticks;
    double peak;
    unsigned smooth;
  } rows[] = {
      {60, 1, 20, 0},  {60, 2, 70, 0},  {30, 3, 20, 0},  {30, 4, 70, 0},
      {40, 2, 20, 0},  {40, 3, 70, 0},  {120, 1, 70, 0}, {119, 1, 20, 0},
      {60, 2, 45, 2},  {60, 3, 70, 2},  {30, 4, 45, 2},  {30, 5, 70, 2},
      {120, 2, 70, 2}, {120, 1, 45, 2},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    for (int before = 20; before < 20 + TIMELINE_SLOTS; before++) {
      struct school school;

      /* the last of them ten seconds into a step, wherever in the ring */
      open_at(&school, rows[i].step_s,
              100 * STEP_S + 10 - before * rows[i].step_s);
      school.smooth = rows[i].smooth;
      for (int k = 0; k < before; k++)
        teach(&school, 20);
      for (int k = 0; k < rows[i].ticks; k++)
        teach(&school, 70);
      expect_near(school.lore.peak, rows[i].peak, 1e-6);
    }
}

static void a_clock_begins_at_nought(void **state) {
  static const struct {
    double now_s;
    bool is_learnt;
  } rows[] = {{-0.5, false}, {0, true}, {0.5, true}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct school school;

    open_at(&school, 60, rows[i].now_s - 60);
    teach(&school, 20);
    assert_int_equal(!isnan(school.lore.habit.first_s), rows[i].is_learnt);
    assert_int_equal(school.lore.step, rows[i].is_learnt ? 0 : -1);
  }
}

/* Between readings it is held; what a float cannot hold is no value. */
static void what_a_float_can_hold_is_a_height(void **state) {
  static const double most = FLT_MAX;
  const struct {
    double value, peak;
  } rows[] = {{30, 30},
              {most, most},
              {-most, -most},
              {nextafter(most, INFINITY), -INFINITY},
              {INFINITY, -INFINITY},
              {NAN, -INFINITY}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct school school;
    struct sight sight;

    open_at(&school, 60, 1000);
    sight = sight_in(&school);
    for (int k = 0; k < 2; k++) {
      step(&school.walk, NAN);
      lore_step(&school.lore, &sight,
                &(struct height){.value = rows[i].value, .limit = LIMIT});
    }
    expect_same(school.lore.peak, rows[i].peak);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_was_expected_is_over_after_its_rung),
      cmocka_unit_test(a_peak_is_held_against_those_whose_time_it_fell_into),
      cmocka_unit_test(a_slope_is_expected_to_lead_up_but_not_down),
      cmocka_unit_test(what_comes_as_a_step_ends_is_its_last_value),
      cmocka_unit_test(the_first_step_has_a_last_value_too),
      cmocka_unit_test(a_successor_is_no_surprise_at_any_time),
      cmocka_unit_test(the_error_is_that_of_the_last_horizon),
      cmocka_unit_test(a_share_is_of_what_would_reach_the_wall),
      cmocka_unit_test(who_was_off_twice_as_far_is_heard_an_eighth),
      cmocka_unit_test(what_holds_for_a_thirtieth_of_the_horizon_is_a_height),
      cmocka_unit_test(behind_a_horizon_without_us_all_begins_anew),
      cmocka_unit_test(a_mean_is_of_what_is_known),
      cmocka_unit_test(a_clock_begins_at_nought),
      cmocka_unit_test(what_a_float_can_hold_is_a_height),
  };

  return cmocka_run_group_tests_name("lore_edges", tests, NULL, NULL);
}
