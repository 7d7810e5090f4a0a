/* test_conformal.c - times are where the probability gets there. */
#include "expect.h"

#include "forecast/conformal.h"
#include "school.h"

static const double HORIZON_S = 3600;

/* Of ten values that are not ripe for anything but the last, 50 each. */
static void stand(struct school *school) {
  open_school(school, 10, HORIZON_S, 60);
  for (int i = 0; i < 5; i++)
    step(&school->walk, 50);
}

/* Of `of` hours `reach` went beyond the wall, as an expert knows them. */
static void learn(struct lore *lore, enum expert_id id, int rung, int reach,
                  int of) {
  lore->count[id][rung] = (unsigned long)of;
  lore->error[id][rung] = 1;
  for (int i = 0; i < of; i++)
    lore->residual[id][rung][i] = i < reach ? 20 : 0;
}

static struct forecast ask(const struct school *school) {
  struct question question = question_in(school);

  return conformal_ask(&school->walk.window, &school->walk.timeline, &question);
}

/* Of 160 each; the expert's own word, that it stays, counts a fifth of one. */
static void times_lie_straight_between_the_rungs(void **state) {
  static const struct {
    int reach[LORE_RUNGS];
    double rung_10, rung_50, rung_90; /* of a horizon; 0: not told */
  } rows[] = {
      /* half of them lie at 80.1 */
      {{40, 100, 120, 150},
       1 / 6.0 * 16.02 / 40,
       1 / 6.0 + 1 / 6.0 * 40.1 / 60,
       2 / 3.0 + 1 / 3.0 * (144.18 - 120) / 30},
      {{0, 0, 160, 160},
       1 / 3.0 + 1 / 3.0 * 16.02 / 160,
       1 / 3.0 + 1 / 3.0 * 80.1 / 160,
       1 / 3.0 + 1 / 3.0 * 144.18 / 160},
      {{160, 160, 160, 160},
       1 / 6.0 * 16.02 / 160,
       1 / 6.0 * 80.1 / 160,
       1 / 6.0 * 144.18 / 160},
      {{10, 20, 30, 81},
       1 / 6.0 + 1 / 6.0 * 6.02 / 10,
       2 / 3.0 + 1 / 3.0 * 50.1 / 51,
       0},
      {{10, 20, 30, 80}, 0, 0, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct school school;
    struct forecast forecast;

    stand(&school);
    for (int rung = 0; rung < LORE_RUNGS; rung++)
      learn(&school.lore, EXPERT_LAST, rung, rows[i].reach[rung], 160);
    forecast = ask(&school);
    expect_near(forecast.probability, 100 * rows[i].reach[3] / 160.2, 1e-9);
    if (rows[i].rung_50 > 0) {
      expect_near(forecast.eta_s, HORIZON_S * rows[i].rung_50, 1e-6);
      expect_near(forecast.lower_s, HORIZON_S * rows[i].rung_10, 1e-6);
    } else {
      expect_missing(forecast.eta_s);
      expect_missing(forecast.lower_s);
    }
    if (rows[i].rung_90 > 0)
      expect_near(forecast.upper_s, HORIZON_S * rows[i].rung_90, 1e-6);
    else
      expect_missing(forecast.upper_s);
  }
}

/* One expert says certainly, one as good says never: that is one half. */
static void one_half_at_the_end_of_the_horizon_is_a_time(void **state) {
  struct school school;
  struct forecast forecast;

  (void)state;
  stand(&school);
  school.walk.value = 50;
  for (int rung = 0; rung < LORE_RUNGS; rung++) {
    learn(&school.lore, EXPERT_LAST, rung, 0, 10);
    learn(&school.lore, EXPERT_DAY, rung, rung == 3 ? 10 : 0, 10);
  }
  school.lore.habit.first_s = 0;
  school.lore.habit.last_s = 86400;
  for (int i = 0; i < school.lore.habit.steps; i++)
    school.lore.habit.peaks[i] = 60;
  for (int rung = 0; rung < LORE_RUNGS; rung++)
    for (int i = 0; i < 10; i++)
      school.lore.residual[EXPERT_DAY][rung][i] = rung == 3 ? 0 : -20;
  forecast = ask(&school);
  expect_near(forecast.probability, 50, 0);
  expect_near(forecast.eta_s, HORIZON_S, 1e-9);
}

static void who_has_learnt_nothing_says_nothing(void **state) {
  struct school school;
  struct question question;

  (void)state;
  stand(&school);
  expect_missing(ask(&school).probability);
  for (int rung = 0; rung < LORE_RUNGS; rung++)
    learn(&school.lore, EXPERT_LAST, rung, 2, 2);
  expect_missing(ask(&school).probability); /* nor of two hours */
  learn(&school.lore, EXPERT_LAST, LORE_RUNGS - 1, 3, 3);
  expect_near(ask(&school).probability, 100 * 3 / 3.2, 1e-9);
  question = question_in(&school);
  question.lore = NULL;
  expect_missing(
      conformal_ask(&school.walk.window, &school.walk.timeline, &question)
          .probability);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(times_lie_straight_between_the_rungs),
      cmocka_unit_test(one_half_at_the_end_of_the_horizon_is_a_time),
      cmocka_unit_test(who_has_learnt_nothing_says_nothing),
  };

  return cmocka_run_group_tests_name("conformal", tests, NULL, NULL);
}
