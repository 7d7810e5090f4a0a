/* test_lore_keep.c - what was learnt outlives a restart, and so do windows as
 * far as models can tell. */
#include "expect.h"

#include "forecast/lore_keep.h"
#include "window/keep.h"

#include "school.h"

#include <errno.h>
#include <float.h>
#include <stdio.h>
#include <string.h>

static const double HORIZON_S = 3600, LIMIT = 80, DAY_S = 86400;

enum { ARRAYS = EXPERT_COUNT * LORE_RUNGS + 3, LONGEST = 1 + HABIT_STEPS };

/* What was kept. */
struct chest {
  int count;
  struct {
    char name[64];
    int count;
    double value[LONGEST];
  } array[ARRAYS];
};

static void put_in_chest(void *context, const char *name, const double *value,
                         int count) {
  struct chest *chest = context;
  int place = chest->count++;

  assert_true(place < ARRAYS);
  assert_true(count <= LONGEST);
  snprintf(chest->array[place].name, sizeof(chest->array[0].name), "%s", name);
  chest->array[place].count = count;
  memcpy(chest->array[place].value, value, (size_t)count * sizeof(*value));
}

static void keep(const struct lore *lore, double now_s, struct chest *chest) {
  chest->count = 0;
  lore_keep(lore, now_s, &(struct lore_visitor){put_in_chest, chest});
}

static int take(struct lore *lore, const struct chest *chest, int place) {
  return lore_restore(lore, chest->array[place].name, chest->array[place].value,
                      chest->array[place].count);
}

/* The last first: any order will do. */
static void restore(struct lore *lore, const struct chest *chest, double now_s,
                    double since_s) {
  lore_init(lore, HORIZON_S);
  for (int i = chest->count - 1; i >= 0; i--)
    assert_int_equal(take(lore, chest, i), 0);
  assert_int_equal(
      lore_resume(lore,
                  &(struct interruption){.now_s = now_s, .since_s = since_s}),
      0);
}

static void hear(const struct school *school, const struct lore *lore,
                 double limit, struct hearing *ret_hearing) {
  struct sight sight = sight_in(school);

  lore_hear(lore, &sight, limit, ret_hearing);
}

static void expect_the_same_of(const struct school *school,
                               const struct lore *other) {
  for (double limit = 20; limit < 120; limit += 3.3) {
    struct hearing one, two;

    hear(school, &school->lore, limit, &one);
    hear(school, other, limit, &two);
    for (int rung = 0; rung < LORE_RUNGS; rung++)
      expect_same(two.probability[rung], one.probability[rung]);
    for (int id = 0; id < EXPERT_COUNT; id++)
      expect_same(two.share[id], one.share[id]);
  }
}

static void expect_the_same_habit(const struct habit *one,
                                  const struct habit *other) {
  expect_near(habit_age_s(other), habit_age_s(one), 1e-6);
  expect_same(habit_meetings_a_day(other), habit_meetings_a_day(one));
  expect_same(habit_growth(other), habit_growth(one));
  assert_true(!isnan(habit_since_s(other)) == !isnan(habit_since_s(one)));
  if (!isnan(habit_since_s(one)))
    expect_near(habit_since_s(other), habit_since_s(one), 1e-6);
  for (double ahead_s = 300; ahead_s <= DAY_S; ahead_s += 300) {
    expect_same(habit_yesterday(other, ahead_s), habit_yesterday(one, ahead_s));
    expect_same(habit_often(other, ahead_s), habit_often(one, ahead_s));
  }
}

/* Noise, a wall that is met every noon, and a day that counts. */
static void attend(struct school *school, int minutes, uint64_t *seed) {
  for (int i = 0; i < minutes; i++) {
    double time_s = fmod(school->walk.now_s, DAY_S);

    teach(school,
          40 + 4 * normal(seed) + (time_s > 43000 && time_s < 46000 ? 45 : 0));
  }
}

static void what_is_restored_tells_the_same(void **state) {
  static const int minutes[] = {5, 80, 300, 1500, 4000, 5211};
  static struct chest chest;
  static struct lore lore;
  struct school school;
  uint64_t seed = 5;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(minutes); i++) {
    open_school(&school, 60, HORIZON_S, LIMIT);
    attend(&school, minutes[i], &seed);
    keep(&school.lore, school.walk.now_s, &chest);
    restore(&lore, &chest, school.walk.now_s + 60, 60);
    expect_the_same_of(&school, &lore);
    /* the next takes the place of the oldest */
    assert_memory_equal(lore.residual, school.lore.residual,
                        sizeof(lore.residual));
    for (int k = 0; k < chest.count; k++)
      if (strcmp(chest.array[k].name, "expert_last/rung_1") == 0) {
        unsigned long learnt = school.lore.count[EXPERT_LAST][0];

        expect_same(
            chest.array[k].value[3],
            (double)school.lore
                .residual[EXPERT_LAST][0][(learnt - 1) % LORE_RESIDUALS]);
      }
    habit_turn(&school.lore.habit, school.walk.now_s + 60);
    expect_the_same_habit(&school.lore.habit, &lore.habit);
    if (minutes[i] > 4000) {
      assert_int_equal(chest.count, ARRAYS);
      assert_true(habit_often(&lore.habit, DAY_S) > 0.5);
    }
  }
}

/* What is under way for a horizon is lost, and nothing else. */
static void it_goes_on_learning(void **state) {
  static struct chest chest;
  struct school school, other;
  uint64_t seed = 5;
  unsigned long before;

  (void)state;
  open_school(&school, 60, HORIZON_S, LIMIT);
  attend(&school, 4000, &seed);
  keep(&school.lore, school.walk.now_s, &chest);
  other = school;
  restore(&other.lore, &chest, school.walk.now_s + 60, 60);
  assert_true(lore_follows(&other.lore, &other));
  before = other.lore.count[EXPERT_LAST][0];
  for (int i = 0; i < 600; i++) {
    double value = 40 + 4 * normal(&seed);

    teach(&school, value);
    teach(&other, value);
  }
  assert_true(other.lore.count[EXPERT_LAST][0] > before + 100);
  for (int rung = 0; rung < LORE_RUNGS; rung++) {
    struct hearing one, two;

    hear(&school, &school.lore, 52, &one);
    hear(&other, &other.lore, 52, &two);
    expect_near(two.probability[rung], one.probability[rung], 0.05);
  }
  expect_the_same_habit(&school.lore.habit, &other.lore.habit);
}

static void
an_hour_without_us_is_an_hour_in_which_nothing_is_known(void **state) {
  static struct chest chest;
  static struct lore lore;
  struct school school;
  uint64_t seed = 5;

  (void)state;
  open_school(&school, 60, HORIZON_S, LIMIT);
  attend(&school, 3000, &seed);
  keep(&school.lore, school.walk.now_s, &chest);
  restore(&lore, &chest, school.walk.now_s + 3600, 3600);
  habit_turn(&school.lore.habit, school.walk.now_s + 3600);
  expect_the_same_habit(&school.lore.habit, &lore.habit);
  restore(&lore, &chest, school.walk.now_s + 3 * DAY_S, 3 * DAY_S);
  habit_turn(&school.lore.habit, school.walk.now_s + 3 * DAY_S);
  expect_the_same_habit(&school.lore.habit, &lore.habit);
  expect_near(habit_often(&lore.habit, DAY_S), 0, 0);
}

/* Seconds until the step that yesterday's wall was in. */
static double next_s(const struct habit *habit) {
  double ahead_s = 300;

  while (ahead_s < DAY_S && !(habit_yesterday(habit, ahead_s) > 70))
    ahead_s += 300;
  return ahead_s;
}

static void noon_is_noon_by_the_clock_of_another_boot_too(void **state) {
  static const double booted_s[] = {0,    1,     20,    299,   301,
                                    1000, 50000, 86399, 200000};
  static struct chest chest;
  static struct lore lore;
  struct school school;
  uint64_t seed = 5;
  double before_s;

  (void)state;
  open_school(&school, 60, HORIZON_S, LIMIT);
  attend(&school, 4500, &seed);
  before_s = next_s(&school.lore.habit);
  expect_between(before_s, 3600, DAY_S - 3600);
  keep(&school.lore, school.walk.now_s, &chest);
  for (size_t i = 0; i < COUNT_OF(booted_s); i++) {
    restore(&lore, &chest, booted_s[i], 1200);
    assert_true(lore.habit.step >= 0);
    expect_near(next_s(&lore.habit), before_s - 1200, 301);
    expect_near(habit_since_s(&lore.habit), habit_since_s(&school.lore.habit),
                1e-6);
    habit_step(&lore.habit, booted_s[i] + 10, 40, LIMIT);
    expect_near(next_s(&lore.habit), before_s - 1200, 601);
  }
}

static void of_nothing_nothing_is_kept(void **state) {
  static struct chest chest;
  static struct lore lore;

  (void)state;
  lore_init(&lore, HORIZON_S);
  keep(&lore, 5000, &chest);
  assert_int_equal(chest.count, 0);
  restore(&lore, &chest, 100, 5);
  expect_missing(lore.habit.first_s);
}

static void fill_chest(struct chest *chest, struct school *school) {
  uint64_t seed = 5;

  open_school(school, 60, HORIZON_S, LIMIT);
  attend(school, 4500, &seed);
  keep(&school->lore, school->walk.now_s, chest);
}

static void what_was_learnt_for_another_horizon_is_refused(void **state) {
  static struct chest chest;
  static struct lore lore, empty;
  struct school school;

  (void)state;
  fill_chest(&chest, &school);
  lore_init(&lore, HORIZON_S / 2);
  empty = lore;
  for (int i = 0; i < chest.count; i++)
    assert_int_equal(take(&lore, &chest, i), -ERANGE);
  assert_memory_equal(&lore, &empty, sizeof(lore));
}

static void unknown_names_and_wrong_lengths_are_refused(void **state) {
  static const char *const names[] = {
      "",       "expert_last",          "expert_last/rung_5",     "rung_1",
      "habit_", "share_of_wall/rung_1", "expert_last/expert_last"};
  static struct chest chest;
  static struct lore lore, empty;
  struct school school;

  (void)state;
  fill_chest(&chest, &school);
  lore_init(&lore, HORIZON_S);
  empty = lore;
  for (size_t i = 0; i < COUNT_OF(names); i++)
    assert_int_equal(lore_restore(&lore, names[i], &HORIZON_S, 1), -ENOENT);
  for (int i = 0; i < chest.count; i++)
    for (int count = 0; count < chest.array[i].count; count++)
      assert_int_equal(
          lore_restore(&lore, chest.array[i].name, chest.array[i].value, count),
          -ERANGE);
  for (int i = 0; i < chest.count; i++) {
    static double longer[LONGEST + 1];

    memset(longer, 0, sizeof(longer));
    memcpy(longer, chest.array[i].value, sizeof(chest.array[i].value));
    assert_int_equal(lore_restore(&lore, chest.array[i].name, longer,
                                  chest.array[i].count + 1),
                     -ERANGE);
    assert_int_equal(
        lore_restore(&lore, chest.array[i].name, longer, 2000000000), -ERANGE);
  }
  assert_memory_equal(&lore, &empty, sizeof(lore));
}

static const double hostile[] = {NAN,    INFINITY, -INFINITY, 1e300,
                                 -1e300, -1,       1e10,      0.5};

/* Each number of each array is once each of these. Whatever is taken of it,
 * what is told then is a probability or nothing. */
static void hostile_numbers_do_no_harm(void **state) {
  static struct chest chest;
  static struct lore lore;
  struct school school;
  int refused = 0, taken = 0;

  (void)state;
  fill_chest(&chest, &school);
  for (int i = 0; i < chest.count; i++)
    for (int k = 0; k < chest.array[i].count; k += k < 12 ? 1 : 97)
      for (size_t h = 0; h < COUNT_OF(hostile); h++) {
        double kept = chest.array[i].value[k];
        struct hearing hearing;

        chest.array[i].value[k] = hostile[h];
        lore_init(&lore, HORIZON_S);
        for (int other = 0; other < chest.count; other++)
          if (take(&lore, &chest, other) < 0)
            refused++;
          else
            taken++;
        lore_resume(&lore, &(struct interruption){.now_s = 50, .since_s = 7});
        hear(&school, &lore, 60, &hearing);
        expect_between(hearing.probability[LORE_RUNGS - 1], 0, 1 + 1e-9);
        assert_true(lore.habit.step >= 0 || isnan(lore.habit.first_s));
        assert_true(!isinf(habit_yesterday(&lore.habit, DAY_S)));
        expect_between(habit_often(&lore.habit, DAY_S), 0, 1);
        expect_between(habit_meetings_a_day(&lore.habit), 0, KEEP_MOST);
        chest.array[i].value[k] = kept;
      }
  assert_true(refused > 1000);
  assert_true(taken > 1000);
}

static void times_that_are_none_leave_a_lore_that_knows_nothing(void **state) {
  static struct chest chest;
  static struct lore lore, empty;
  struct school school;

  (void)state;
  fill_chest(&chest, &school);
  lore_init(&empty, HORIZON_S);
  for (size_t h = 0; h + 1 < COUNT_OF(hostile); h++)
    for (int which = 0; which < 2; which++) {
      struct interruption bad = {.now_s = which ? hostile[h] : 50,
                                 .since_s = which ? 7 : hostile[h]};

      lore_init(&lore, HORIZON_S);
      for (int i = 0; i < chest.count; i++)
        assert_int_equal(take(&lore, &chest, i), 0);
      assert_int_equal(lore_resume(&lore, &bad), -ERANGE);
      assert_memory_equal(&lore, &empty, sizeof(lore));
    }
}

/* A window that comes back with the next tick: no model can tell. */

static void keep_walk(const struct walk *walk, struct past *ages,
                      struct past *past) {
  keep_timeline(&walk->timeline, ages);
  *past = *ages;
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    for (unsigned age = 0; age < past->count[scale]; age++)
      past->value[scale][age] =
          window_at(&walk->window, &walk->timeline, scale, age);
}

static void restore_walk(struct walk *walk, const struct past *ages,
                         const struct past *past) {
  struct interruption interruption = {.now_s = walk->now_s + walk->step_s,
                                      .since_s = walk->step_s,
                                      .interval_s = walk->step_s,
                                      .interval_before_s = walk->step_s};

  walk->timeline = (struct timeline){0};
  window_clear(&walk->window);
  assert_int_equal(keep_restore_timeline(&walk->timeline, ages, &interruption),
                   0);
  assert_int_equal(window_recall(&walk->window, &walk->timeline, past), 0);
}

static struct forecast ask(const struct school *school, enum model_id model) {
  struct question question = question_in(school);

  return forecast_ask(model, &school->walk.window, &school->walk.timeline,
                      &question);
}

static void expect_the_same_forecasts(const struct school *one,
                                      const struct school *other,
                                      int told[MODEL_COUNT]) {
  for (int model = 0; model < MODEL_COUNT; model++) {
    struct forecast first = ask(one, (enum model_id)model);
    struct forecast second = ask(other, (enum model_id)model);

    expect_same(second.eta_s, first.eta_s);
    expect_same(second.lower_s, first.lower_s);
    expect_same(second.upper_s, first.upper_s);
    expect_same(second.probability, first.probability);
    expect_same(second.per_s, first.per_s);
    expect_same(second.seen_s, first.seen_s);
    told[model] += !isnan(first.probability);
  }
}

static void all_models_tell_the_same_of_what_is_restored(void **state) {
  static const int ran[] = {30, 61, 333, 700, 1500};
  static struct chest chest;
  static struct school one, other;
  int told[MODEL_COUNT] = {0};
  uint64_t seed = 11;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(ran); i++) {
    struct past ages, past;

    open_school(&one, 60, HORIZON_S, LIMIT);
    for (int k = ran[i]; k > 0; k--)
      teach(&one, 75 - 0.1 * k + 0.3 * normal(&seed));
    other = one;
    keep_walk(&one.walk, &ages, &past);
    keep(&one.lore, one.walk.now_s, &chest);
    restore_walk(&other.walk, &ages, &past);
    restore(&other.lore, &chest, one.walk.now_s + 60, 60);
    for (int k = 1; k <= 12; k++) {
      double value = 75 + 0.1 * k + 0.3 * normal(&seed);

      step(&one.walk, value);
      step(&other.walk, value);
      habit_turn(&one.lore.habit, one.walk.now_s);
      habit_turn(&other.lore.habit, other.walk.now_s);
      expect_the_same_forecasts(&one, &other, told);
    }
  }
  for (int model = 0; model < MODEL_COUNT; model++)
    assert_true(told[model] > 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_restored_tells_the_same),
      cmocka_unit_test(it_goes_on_learning),
      cmocka_unit_test(an_hour_without_us_is_an_hour_in_which_nothing_is_known),
      cmocka_unit_test(noon_is_noon_by_the_clock_of_another_boot_too),
      cmocka_unit_test(of_nothing_nothing_is_kept),
      cmocka_unit_test(what_was_learnt_for_another_horizon_is_refused),
      cmocka_unit_test(unknown_names_and_wrong_lengths_are_refused),
      cmocka_unit_test(hostile_numbers_do_no_harm),
      cmocka_unit_test(times_that_are_none_leave_a_lore_that_knows_nothing),
      cmocka_unit_test(all_models_tell_the_same_of_what_is_restored),
  };

  return cmocka_run_group_tests_name("lore_keep", tests, NULL, NULL);
}
