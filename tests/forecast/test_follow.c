/* test_follow.c - an answer stands for a while, and is told anew. */
#include "expect.h"

#include "forecast/follow.h"
#include "school.h"

static const double HORIZON_S = 3600, REST_S = 300;

struct wait {
  struct school school;
  struct forecast last;
  struct memo memo;
};

static struct forecast follow(struct wait *wait, double value) {
  struct question question;
  struct sight sight;

  teach(&wait->school, value);
  question = question_in(&wait->school);
  sight = sight_in(&wait->school);
  wait->last =
      forecast_follow(MODEL_BEST, &sight, &question, &wait->last, &wait->memo);
  return wait->last;
}

/* A leak of which something is told: 15 to go at 0.4 a minute. */
static void begin_to_wait(struct wait *wait) {
  uint64_t seed = 12;

  *wait = (struct wait){.last = forecast_nothing, .memo = memo_empty};
  open_school(&wait->school, 60, HORIZON_S, 100);
  for (int i = 0; i < 1500; i++)
    teach(&wait->school, fmax(20, 20 + (i - 1337) * 0.4) + normal(&seed));
  assert_true(follow(wait, 85).eta_s > 600);
  wait->school.walk.step_s = 10;
}

static void times_run_down_until_it_is_asked_again(void **state) {
  struct wait wait;
  struct forecast first;

  (void)state;
  begin_to_wait(&wait);
  first = wait.last;
  for (int i = 1; i * 10 < REST_S; i++) {
    struct forecast forecast = follow(&wait, 85);

    expect_near(forecast.eta_s, first.eta_s - i * 10, 1e-6);
    expect_near(forecast.lower_s, fmax(0, first.lower_s - i * 10), 1e-6);
    expect_near(forecast.probability, first.probability, 0);
    expect_near(wait.memo.asked_s, wait.school.walk.now_s - i * 10, 0);
  }
  (void)follow(&wait, 85);
  expect_near(wait.memo.asked_s, wait.school.walk.now_s, 0);
}

static void a_value_that_comes_nearer_is_not_kept_waiting(void **state) {
  struct wait wait;

  (void)state;
  begin_to_wait(&wait);
  (void)follow(&wait, 87);
  expect_near(wait.memo.asked_s, wait.school.walk.now_s - 10, 0);
  (void)follow(&wait, 90);
  expect_near(wait.memo.asked_s, wait.school.walk.now_s, 0);
}

static void what_was_told_is_over_after_a_fall(void **state) {
  struct wait wait;

  (void)state;
  begin_to_wait(&wait);
  expect_missing(follow(&wait, 20).eta_s);
  for (int i = 1; i * 10 < REST_S; i++)
    expect_missing(follow(&wait, 20).eta_s);
}

/* A fall to where it was not long ago is none to the lowest that is known. */
static void a_tooth_takes_back_no_answer_that_stands_on_a_drift(void **state) {
  struct wait wait;
  struct forecast first;

  (void)state;
  begin_to_wait(&wait);
  first = wait.last;
  wait.last.seen_s = 3000;
  expect_near(follow(&wait, 60).eta_s, first.eta_s - 10, 1e-6);
  begin_to_wait(&wait);
  wait.last.seen_s = NAN; /* of trees */
  (void)follow(&wait, 60);
  expect_near(wait.memo.asked_s, wait.school.walk.now_s, 0);
}

static void nothing_is_remembered_at_first(void **state) {
  (void)state;
  for (int i = 0; i < RUNGS; i++)
    expect_missing(memo_empty.rushed_s[i]);
  expect_missing(memo_empty.asked_s);
  expect_missing(memo_empty.turned_at);
  expect_missing(memo_empty.turned_s);
}

static void a_wall_that_moves_is_asked_about(void **state) {
  struct wait wait;

  (void)state;
  begin_to_wait(&wait);
  wait.school.limit = 101;
  (void)follow(&wait, 85);
  expect_near(wait.memo.asked_s, wait.school.walk.now_s - 10, 0);
  wait.school.limit = 1000;
  expect_missing(follow(&wait, 85).eta_s);
  expect_near(wait.memo.asked_s, wait.school.walk.now_s, 0);
}

static void a_wall_that_is_met_is_told_at_once(void **state) {
  struct wait wait;

  (void)state;
  begin_to_wait(&wait);
  expect_near(follow(&wait, 100).eta_s, 0, 0);
  expect_near(wait.last.probability, 100, 0);
  expect_missing(wait.memo.asked_s);
}

/* A mean that meets its wall, though single ticks were beyond it before. */
static void a_mean_that_meets_its_wall_is_told_at_once(void **state) {
  struct wait wait;
  struct question question;
  struct sight sight;

  (void)state;
  begin_to_wait(&wait);
  teach(&wait.school, 130);
  teach(&wait.school, 75);
  question = question_in(&wait.school);
  question.value = 101;
  sight = sight_in(&wait.school);
  expect_near(
      forecast_follow(MODEL_BEST, &sight, &question, &wait.last, &wait.memo)
          .eta_s,
      0, 0);
}

/* Of a process that waits for 60 of 150 ms on average, now more, now less, the
 * mean of ten ticks: how often in its first ticks something was looked for in
 * haste. */
static int haste(uint64_t seed, bool mean) {
  struct wait wait = {.last = forecast_nothing, .memo = memo_empty};
  double recent[10] = {0};
  int count = 0;

  open_school(&wait.school, 10, 2220, 150);
  wait.school.smooth = COUNT_OF(recent);
  for (int i = 0; i < 120; i++) {
    struct question question;
    struct sight sight;

    recent[i % 10] = fmax(0, 60 + 30 * normal(&seed));
    teach(&wait.school, recent[i % 10]);
    question = question_in(&wait.school);
    question.mean = mean;
    question.value = 0;
    for (int k = 0; k < 10; k++)
      question.value += recent[k] / 10;
    sight = sight_in(&wait.school);
    wait.last =
        forecast_follow(MODEL_BEST, &sight, &question, &wait.last, &wait.memo);
    count += wait.memo.rushed_s[RUNGS - 1] >= wait.school.walk.now_s;
  }
  return count;
}

static void a_mean_above_the_least_of_its_ticks_is_no_haste(void **state) {
  int as_a_value = 0;

  (void)state;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    assert_int_equal(haste(seed, true), 0);
    as_a_value += haste(seed, false);
  }
  assert_true(as_a_value > 0);
}

static void after_a_gap_it_is_asked_anew(void **state) {
  struct wait wait;

  (void)state;
  begin_to_wait(&wait);
  expect_missing(follow(&wait, NAN).probability);
  (void)follow(&wait, 85);
  expect_near(wait.memo.asked_s, wait.school.walk.now_s, 0);
}

/* The value that is asked about is held, and the window has none. */
static struct forecast follow_held(struct wait *wait, double value) {
  struct question question;
  struct sight sight;

  teach(&wait->school, NAN);
  question = question_in(&wait->school);
  question.value = value;
  question.seldom = true;
  sight = sight_in(&wait->school);
  wait->last =
      forecast_follow(MODEL_BEST, &sight, &question, &wait->last, &wait->memo);
  return wait->last;
}

static void an_answer_stands_until_the_next_reading(void **state) {
  struct wait wait;
  double eta_s, asked_s;

  (void)state;
  begin_to_wait(&wait);
  eta_s = wait.last.eta_s;
  asked_s = wait.memo.asked_s;
  for (int i = 1; i * 10 < 2 * REST_S && i * 10 < eta_s; i++)
    expect_near(follow_held(&wait, 85).eta_s, eta_s - i * 10, 1e-6);
  expect_near(wait.memo.asked_s, asked_s, 0);
  (void)follow_held(&wait, 86); /* it was read, though not in this tick */
  assert_true(wait.memo.asked_s > asked_s);
}

static void before_another_wall_the_answer_is_another(void **state) {
  struct wait wait;
  double asked_s;

  (void)state;
  begin_to_wait(&wait);
  for (int i = 1; i * 10 <= REST_S; i++)
    (void)follow_held(&wait, 85);
  asked_s = wait.memo.asked_s;
  (void)follow_held(&wait, 85);
  expect_near(wait.memo.asked_s, asked_s, 0);
  wait.school.limit = 101; /* an eighth of the way would have to be 1.9 */
  (void)follow_held(&wait, 85);
  expect_near(wait.memo.asked_s, wait.school.walk.now_s, 0);
}

static void a_time_that_is_over_is_asked_anew(void **state) {
  struct wait wait;

  (void)state;
  begin_to_wait(&wait);
  wait.last.eta_s = 15;
  (void)follow(&wait, 85);
  expect_near(wait.last.eta_s, 5, 1e-6);
  (void)follow(&wait, 85);
  expect_near(wait.memo.asked_s, wait.school.walk.now_s, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_remembered_at_first),
      cmocka_unit_test(times_run_down_until_it_is_asked_again),
      cmocka_unit_test(a_value_that_comes_nearer_is_not_kept_waiting),
      cmocka_unit_test(what_was_told_is_over_after_a_fall),
      cmocka_unit_test(a_tooth_takes_back_no_answer_that_stands_on_a_drift),
      cmocka_unit_test(a_wall_that_moves_is_asked_about),
      cmocka_unit_test(a_wall_that_is_met_is_told_at_once),
      cmocka_unit_test(a_mean_that_meets_its_wall_is_told_at_once),
      cmocka_unit_test(a_mean_above_the_least_of_its_ticks_is_no_haste),
      cmocka_unit_test(after_a_gap_it_is_asked_anew),
      cmocka_unit_test(an_answer_stands_until_the_next_reading),
      cmocka_unit_test(before_another_wall_the_answer_is_another),
      cmocka_unit_test(a_time_that_is_over_is_asked_anew),
  };

  return cmocka_run_group_tests_name("follow", tests, NULL, NULL);
}
