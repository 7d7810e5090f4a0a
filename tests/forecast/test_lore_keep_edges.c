/* test_lore_keep_edges.c - which numbers can have been kept, to the last one,
 * and where they go. */
#include "expect.h"

#include "forecast/lore_keep.h"
#include "window/keep.h"

#include <errno.h>
#include <float.h>
#include <string.h>

static const double HORIZON_S = 3600;

enum { HEAD = 3, NUMBERS_MOST = 1 + HABIT_STEPS };

/* The largest, and what is next beyond; a lore must be as before if it does not
 * take it. */
#define BEYOND(x) nextafter(x, INFINITY)
#define BELOW(x)  nextafter(x, -INFINITY)

static void expect_taken(const char *name, const double *value, int count,
                         bool is_taken) {
  static struct lore lore, before;

  lore_init(&lore, HORIZON_S);
  before = lore;
  assert_int_equal(lore_restore(&lore, name, value, count),
                   is_taken ? 0 : -ERANGE);
  assert_int_equal(memcmp(&lore, &before, sizeof(lore)) != 0, is_taken);
}

/* Of each so many differences as were learnt, 160 at most. */
static void a_ring_has_as_many_differences_as_it_says(void **state) {
  static const struct {
    double learnt;
    int given;
    bool is_taken;
  } rows[] = {
      {0, 0, false},     {1, 0, false},     {1, 1, true},
      {1, 2, false},     {1.5, 1, false},   {2, 2, true},
      {159, 159, true},  {159, 160, false}, {160, 159, false},
      {160, 160, true},  {161, 160, true},  {161, 161, false},
      {1000, 160, true}, {1e9, 160, true},  {1e9 + 1, 160, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double value[HEAD + 200] = {HORIZON_S, rows[i].learnt, 0.5};

    expect_taken("expert_last/rung_1", value, HEAD + rows[i].given,
                 rows[i].is_taken);
  }
}

static void a_ring_has_numbers_that_it_can_have_learnt(void **state) {
  static const double most = FLT_MAX;
  const struct {
    double error, difference;
    bool is_taken;
  } rows[] = {
      {0, 0, true},
      {BELOW(0), 0, false},
      {2 * most, 0, true},
      {BEYOND(2 * most), 0, false},
      {1, most, true},
      {1, -most, true},
      {1, BEYOND(most), false},
      {1, BELOW(-most), false},
      {NAN, 0, false},
      {1, NAN, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    for (int place = 0; place < 3; place++) {
      double value[HEAD + 3] = {HORIZON_S, 3, rows[i].error};

      value[HEAD + place] = rows[i].difference;
      expect_taken("expert_day/rung_4", value, HEAD + 3, rows[i].is_taken);
    }
}

/* The newest first: the next one learnt takes the place behind it. */
static void differences_go_where_they_were(void **state) {
  const double value[HEAD + 3] = {HORIZON_S, 3, 0.5, 30, 20, 10};
  static double many[HEAD + LORE_RESIDUALS] = {3600, 161, 0.5};
  static struct lore lore;

  (void)state;
  lore_init(&lore, HORIZON_S);
  assert_int_equal(lore_restore(&lore, "expert_1/rung_2", value, HEAD + 3), 0);
  assert_int_equal(lore.count[EXPERT_LINE_1][1], 3);
  expect_near(lore.error[EXPERT_LINE_1][1], 0.5, 0);
  for (int i = 0; i < 3; i++)
    expect_near((double)lore.residual[EXPERT_LINE_1][1][i], 10 * (i + 1), 0);
  expect_same((double)lore.residual[EXPERT_LINE_1][1][3], -INFINITY);
  for (int i = 0; i < LORE_RESIDUALS; i++)
    many[HEAD + i] = 161 - i;
  assert_int_equal(
      lore_restore(&lore, "expert_1/rung_2", many, HEAD + LORE_RESIDUALS), 0);
  expect_near((double)lore.residual[EXPERT_LINE_1][1][0], 161, 0);
  expect_near((double)lore.residual[EXPERT_LINE_1][1][1], 2, 0);
  expect_near((double)lore.residual[EXPERT_LINE_1][1][159], 160, 0);
}

/* Horizon; first, last, met; meetings; is met; peak; step met. */
static void a_habit_has_times_in_their_order(void **state) {
  static const double most = FLT_MAX;
  const struct {
    double value[8];
    bool is_taken;
  } rows[] = {
      {{HORIZON_S, 100, 10, 50, 3, 0, 7, 0}, true},
      {{HORIZON_S, 100, 0, 50, 3, 0, 7, 0}, true},
      {{HORIZON_S, 100, BELOW(0), 50, 3, 0, 7, 0}, false},
      {{HORIZON_S, 100, 100, 100, 3, 0, 7, 0}, true},
      {{HORIZON_S, 100, BEYOND(100), NAN, 3, 0, 7, 0}, false},
      {{HORIZON_S, 1e9, 0, NAN, 3, 0, 7, 0}, true},
      {{HORIZON_S, BEYOND(1e9), 0, NAN, 3, 0, 7, 0}, false},
      {{HORIZON_S, 100, 10, 10, 3, 0, 7, 0}, true},
      {{HORIZON_S, 100, 10, BELOW(10), 3, 0, 7, 0}, false},
      {{HORIZON_S, 100, 10, 100, 3, 0, 7, 0}, true},
      {{HORIZON_S, 100, 10, BEYOND(100), 3, 0, 7, 0}, false},
      {{HORIZON_S, 100, 10, 50, 0, 0, 7, 0}, true},
      {{HORIZON_S, 100, 10, 50, BELOW(0), 0, 7, 0}, false},
      {{HORIZON_S, 100, 10, 50, 1e9, 0, 7, 0}, true},
      {{HORIZON_S, 100, 10, 50, BEYOND(1e9), 0, 7, 0}, false},
      {{HORIZON_S, 100, 10, 50, 3, 0, NAN, 0}, true},
      {{HORIZON_S, 100, 10, 50, 3, 0, most, 0}, true},
      {{HORIZON_S, 100, 10, 50, 3, 0, BEYOND(most), 0}, false},
      {{HORIZON_S, 100, 10, 50, 3, 0, -most, 0}, true},
      {{HORIZON_S, 100, 10, 50, 3, 0, BELOW(-most), 0}, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_taken("habit", rows[i].value, 8, rows[i].is_taken);
}

static void a_habit_is_taken_number_by_number(void **state) {
  static const double met[] = {3600, 100, 10, 50, 3, 1, 7, 1};
  static const double calm[] = {3600, 100, 10, NAN, 0, 0, NAN, 0};
  static struct lore lore;

  (void)state;
  lore_init(&lore, HORIZON_S);
  assert_int_equal(lore_restore(&lore, "habit", met, 8), 0);
  expect_near(lore.habit.first_s, -100, 0);
  expect_near(lore.habit.last_s, -10, 0);
  expect_near(lore.habit.met_s, -50, 0);
  expect_near(lore.habit.meetings, 3, 0);
  expect_near((double)lore.habit.peak, 7, 0);
  assert_true(lore.habit.is_met);
  assert_true(lore.habit.step_met);
  lore_init(&lore, HORIZON_S);
  assert_int_equal(lore_restore(&lore, "habit", calm, 8), 0);
  expect_missing(lore.habit.met_s);
  assert_true(isinf(lore.habit.peak));
  assert_false(lore.habit.is_met);
  assert_false(lore.habit.step_met);
}

/* A number in the first, the second, or the last step; 300 s each. */
static void days_have_peaks_and_shares(void **state) {
  static const double most = FLT_MAX;
  const struct {
    const char *name;
    double number;
    bool is_taken;
  } rows[] = {
      {"habit_peaks", most, true},  {"habit_peaks", BEYOND(most), false},
      {"habit_peaks", -most, true}, {"habit_peaks", BELOW(-most), false},
      {"habit_often", 0.25, true},  {"habit_often", BELOW(0), false},
      {"habit_often", 1, true},     {"habit_often", BEYOND(1), false},
      {"habit_often", NAN, false},  {"habit_peaks", 5, true},
  };
  static const int places[] = {1, 2, 288};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    for (size_t k = 0; k < COUNT_OF(places); k++) {
      double value[NUMBERS_MOST] = {HORIZON_S};
      static struct lore lore;

      value[places[k]] = rows[i].number;
      value[289] = 1e300; /* is none of them */
      expect_taken(rows[i].name, value, 289, rows[i].is_taken);
      if (!rows[i].is_taken)
        continue;
      lore_init(&lore, HORIZON_S);
      assert_int_equal(lore_restore(&lore, rows[i].name, value, 289), 0);
      expect_near((double)(strcmp(rows[i].name, "habit_peaks") == 0
                               ? lore.habit.peaks
                               : lore.habit.often)[places[k] - 1],
                  rows[i].number, 0);
      expect_missing((double)lore.habit.peaks[288]);
      expect_near((double)lore.habit.often[288], 0, 0);
    }
}

static void it_goes_on_at_any_time_that_is_one(void **state) {
  const struct {
    double now_s, since_s;
    bool is_one;
  } rows[] = {
      {0, 0, true},     {BELOW(0), 0, false},    {0, BELOW(0), false},
      {1e9, 1e9, true}, {BEYOND(1e9), 0, false}, {0, BEYOND(1e9), false},
      {0.5, 0, true},   {0, 0.5, true},
  };
  static const double habit[] = {3600, 100, 10, 50, 3, 1, 7, 1};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct interruption interruption = {.now_s = rows[i].now_s,
                                        .since_s = rows[i].since_s};
    static struct lore lore;

    lore_init(&lore, HORIZON_S);
    assert_int_equal(lore_restore(&lore, "habit", habit, 8), 0);
    assert_int_equal(lore_resume(&lore, &interruption),
                     rows[i].is_one ? 0 : -ERANGE);
    assert_int_equal(!isnan(lore.habit.first_s), rows[i].is_one);
  }
}

/* --- what is told --------------------------------------------------------- */

struct told {
  int arrays, count;
  double value[NUMBERS_MOST];
};

static void listen(void *context, const char *name, const double *value,
                   int count) {
  struct told *told = context;

  told->arrays++;
  if (strcmp(name, "expert_last/rung_1") != 0)
    return;
  told->count = count;
  memcpy(told->value, value, (size_t)count * sizeof(*value));
}

static void keep(const struct lore *lore, struct told *told) {
  *told = (struct told){0};
  lore_keep(lore, 0, &(struct lore_visitor){listen, told});
}

static void what_was_learnt_once_is_kept(void **state) {
  static const struct {
    unsigned long learnt;
    int count;
    double told;
  } rows[] = {{0, 0, 0},
              {1, HEAD + 1, 1},
              {160, HEAD + 160, 160},
              {161, HEAD + 160, 161},
              {2000000000, HEAD + 160, 1e9}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    static struct lore lore;
    struct told told;

    lore_init(&lore, HORIZON_S);
    lore.count[EXPERT_LAST][0] = rows[i].learnt;
    keep(&lore, &told);
    assert_int_equal(told.arrays, rows[i].learnt > 0);
    assert_int_equal(told.count, rows[i].count);
    expect_near(told.value[1], rows[i].told, 0);
  }
}

/* What no float can hold would not be taken again. */
static void differences_are_kept_as_floats(void **state) {
  static const double most = FLT_MAX;
  static struct lore lore;
  struct told told;

  (void)state;
  lore_init(&lore, HORIZON_S);
  lore.count[EXPERT_LAST][0] = 3;
  lore.residual[EXPERT_LAST][0][0] = INFINITY;
  lore.residual[EXPERT_LAST][0][1] = -INFINITY;
  lore.residual[EXPERT_LAST][0][2] = 0.5F;
  keep(&lore, &told);
  expect_near(told.value[HEAD], 0.5, 0);
  expect_near(told.value[HEAD + 1], -most, 0);
  expect_near(told.value[HEAD + 2], most, 0);
  expect_taken("expert_last/rung_1", told.value, told.count, true);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_ring_has_as_many_differences_as_it_says),
      cmocka_unit_test(a_ring_has_numbers_that_it_can_have_learnt),
      cmocka_unit_test(differences_go_where_they_were),
      cmocka_unit_test(a_habit_has_times_in_their_order),
      cmocka_unit_test(a_habit_is_taken_number_by_number),
      cmocka_unit_test(days_have_peaks_and_shares),
      cmocka_unit_test(it_goes_on_at_any_time_that_is_one),
      cmocka_unit_test(what_was_learnt_once_is_kept),
      cmocka_unit_test(differences_are_kept_as_floats),
  };

  return cmocka_run_group_tests_name("lore_keep_edges", tests, NULL, NULL);
}
