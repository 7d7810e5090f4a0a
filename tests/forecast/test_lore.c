/* test_lore.c - what is learnt of one wall, and of whom. */
#include "expect.h"

#include "forecast/lore.h"
#include "school.h"

static const double HORIZON_S = 3600, LIMIT = 80;

static double probability(const struct school *school, double limit) {
  struct sight seen = sight_in(school);
  struct hearing hearing;
  const double *rung = hearing.probability;

  lore_hear(&school->lore, &seen, limit, &hearing);
  for (int i = 0; i + 1 < LORE_RUNGS; i++)
    if (!isnan(rung[i + 1]))
      assert_true(isnan(rung[i]) || rung[i] <= rung[i + 1]);
  if (!isnan(rung[LORE_RUNGS - 1]))
    expect_between(rung[LORE_RUNGS - 1], 0, 1 + 1e-9);
  return rung[LORE_RUNGS - 1];
}

/* The manual says so too. */
static void a_wall_of_a_group_costs_29_kib(void **state) {
  (void)state;
  expect_near(round(sizeof(struct lore) / 1024.0), 29, 0);
}

static void nothing_is_told_before_something_was_learnt(void **state) {
  struct school school;
  int told_after = 0;

  (void)state;
  open_school(&school, 60, HORIZON_S, LIMIT);
  for (int i = 1; i <= 120 && !told_after; i++) {
    teach(&school, 20 + 0.5 * i);
    if (!isnan(probability(&school, 1000)))
      told_after = i;
  }
  expect_between(told_after, 60, 75); /* a horizon, and two steps more */
}

static void a_leak_is_certain_when_it_is_near(void **state) {
  struct school school;
  uint64_t seed = 3;

  (void)state;
  open_school(&school, 60, HORIZON_S, LIMIT);
  for (int i = 0; i < 600; i++)
    teach(&school, 20 + 0.1 * i + 0.5 * normal(&seed));
  expect_between(probability(&school, 80 + 2), 0.9, 1.0001);
  expect_between(probability(&school, 80 + 14), 0, 0.1);
}

/* An hour's peaks of noise about a level: the shares are those of peaks that
 * come true. */
static void shares_come_true(void **state) {
  struct school school;
  uint64_t seed = 8;
  int asked = 0, met = 0;
  double sum = 0;

  (void)state;
  open_school(&school, 60, HORIZON_S, LIMIT);
  for (int i = 0; i < 1200; i++)
    teach(&school, 50 + 3 * normal(&seed));
  for (int hour = 0; hour < 200; hour++) {
    double before = 50, peak = 0;

    sum += probability(&school, 53.2);
    asked++;
    for (int i = 0; i < 60; i++) {
      double value = 50 + 3 * normal(&seed);

      teach(&school, value);
      peak = fmax(peak, fmin(value, before)); /* held for two minutes */
      before = value;
    }
    met += peak >= 53.2;
  }
  expect_between((double)met / asked, 0.2, 0.95);
  expect_near(sum / asked, (double)met / asked, 0.12);
}

static void who_stands_still_meets_nothing(void **state) {
  struct school school;

  (void)state;
  open_school(&school, 60, HORIZON_S, LIMIT);
  for (int i = 0; i < 500; i++)
    teach(&school, 42);
  expect_near(probability(&school, 43), 0, 0);
  expect_between(probability(&school, 42), 0.99, 1.0001);
}

/* Every noon the same: a day later it is expected. */
static void what_comes_every_day_is_expected(void **state) {
  struct school school;
  double before = 0, after = 0;

  (void)state;
  open_school(&school, 60, HORIZON_S, LIMIT);
  for (int i = 0; i < 6 * 1440; i++) {
    int minute = i % 1440;

    teach(&school, minute >= 720 && minute < 780 ? 90 : 20);
    if (i >= 5 * 1440 && minute == 690)
      before = probability(&school, 80);
    if (i >= 5 * 1440 && minute == 400)
      after = probability(&school, 80);
  }
  assert_true(before > 0.5);
  assert_true(after < 0.1);
}

static void it_learns_from_one_at_a_time(void **state) {
  struct lore lore;
  int one, other;

  (void)state;
  lore_init(&lore, HORIZON_S);
  assert_true(lore_follows(&lore, &one));
  assert_false(lore_follows(&lore, &other));
  lore_leave(&lore, &other);
  assert_true(lore_follows(&lore, &one));
  lore_leave(&lore, &one);
  assert_true(lore_follows(&lore, &other));
  assert_false(lore_follows(&lore, &one));
}

/* What was expected of the first, which was low, is not held against it. */
static void a_successor_is_no_surprise(void **state) {
  struct school school;
  double error;

  (void)state;
  open_school(&school, 60, HORIZON_S, LIMIT);
  assert_true(lore_follows(&school.lore, &school.walk));
  for (int i = 0; i < 300; i++)
    teach(&school, 20);
  lore_leave(&school.lore, &school.walk);
  window_clear(&school.walk.window);
  assert_true(lore_follows(&school.lore, &school));
  for (int i = 0; i < 100; i++)
    teach(&school, 80);
  error = school.lore.error[EXPERT_LAST][LORE_RUNGS - 1];
  expect_near(error, 0, 1e-6);
}

/* 0 and 120 in turn, in ticks of 10 s: their mean is 60, and no value holds. */
static void where_means_are_compared_it_learns_means(void **state) {
  static const struct {
    unsigned smooth;
    double limit, meetings, peak;
  } rows[] = {{10, 59, 1, 60}, {10, 61, 0, 60}, {0, 59, 0, 0}};

  (void)state;
  for (size_t row = 0; row < COUNT_OF(rows); row++) {
    struct school school;

    open_school(&school, 10, HORIZON_S, rows[row].limit);
    school.smooth = rows[row].smooth;
    for (int i = 0; i < 100; i++)
      teach(&school, i % 2 ? 120 : 0);
    expect_near(school.lore.habit.meetings, rows[row].meetings, 0);
    expect_near(school.lore.peak, rows[row].peak, 1e-6);
  }
}

/* Six of ten ticks are no mean yet: the wall is not asked about either. */
static void a_mean_is_not_learnt_before_it_is_whole(void **state) {
  struct school school;

  (void)state;
  open_school(&school, 10, HORIZON_S, LIMIT);
  school.smooth = 10;
  for (int i = 0; i < 6; i++) {
    step(&school.walk, 100);
    lore_step(&school.lore,
              &(struct sight){&school.walk.window, &school.walk.timeline, 1},
              &(struct height){.value = NAN, .limit = LIMIT, .smooth = 10});
  }
  expect_near(school.lore.habit.meetings, 0, 0);
}

/* One reading in a hundred ticks of 10 s, and held: each step has a peak. */
static void what_is_seldom_read_is_learnt_between_readings_too(void **state) {
  struct school school;
  struct sight sight;

  (void)state;
  open_school(&school, 10, HORIZON_S, LIMIT);
  sight = sight_in(&school);
  for (int i = 0; i < 3000; i++) {
    double held = 20 + 0.01 * (i - i % 100);

    step(&school.walk, i % 100 ? (double)NAN : held);
    lore_step(&school.lore, &sight,
              &(struct height){.value = held, .limit = LIMIT});
  }
  assert_true(school.lore.count[EXPERT_LAST][0] > 60);
  expect_between(school.lore.error[EXPERT_LAST][0], 0, 2);
}

static void a_gap_teaches_nothing(void **state) {
  struct school school;

  (void)state;
  open_school(&school, 60, HORIZON_S, LIMIT);
  for (int i = 0; i < 300; i++)
    teach(&school, 20);
  school.walk.now_s += 3 * 3600;
  for (int i = 0; i < 100; i++)
    teach(&school, 90);
  school.walk.now_s += 10 * 86400.0;
  for (int i = 0; i < 100; i++)
    teach(&school, i < 3 ? (double)NAN : 40);
  for (int rung = 0; rung < LORE_RUNGS; rung++)
    expect_near(school.lore.error[EXPERT_LAST][rung], 0, 0);
}

static void before_the_beginning_of_time_nothing_is_learnt(void **state) {
  struct school school;

  (void)state;
  open_school(&school, 60, HORIZON_S, LIMIT);
  school.walk.now_s = -100000;
  while (school.walk.now_s < -60)
    teach(&school, 20);
  assert_int_equal(school.lore.step, -1);
  expect_missing(school.lore.habit.first_s);
  for (int i = 0; i < 100; i++)
    teach(&school, 20);
  assert_true(school.lore.count[EXPERT_LAST][0] > 0);
  expect_between(probability(&school, 20), 0.99, 1.0001);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_wall_of_a_group_costs_29_kib),
      cmocka_unit_test(nothing_is_told_before_something_was_learnt),
      cmocka_unit_test(a_leak_is_certain_when_it_is_near),
      cmocka_unit_test(shares_come_true),
      cmocka_unit_test(who_stands_still_meets_nothing),
      cmocka_unit_test(what_comes_every_day_is_expected),
      cmocka_unit_test(it_learns_from_one_at_a_time),
      cmocka_unit_test(a_successor_is_no_surprise),
      cmocka_unit_test(where_means_are_compared_it_learns_means),
      cmocka_unit_test(a_mean_is_not_learnt_before_it_is_whole),
      cmocka_unit_test(what_is_seldom_read_is_learnt_between_readings_too),
      cmocka_unit_test(a_gap_teaches_nothing),
      cmocka_unit_test(before_the_beginning_of_time_nothing_is_learnt),
  };

  return cmocka_run_group_tests_name("lore", tests, NULL, NULL);
}
