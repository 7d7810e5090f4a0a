/* test_baseline.c - what becomes usual, and what never does. */
#include "expect.h"

#include "../contrib/dice.h"
#include "play.h"

static void knowing_nothing_the_floor_counts(void **state) {
  struct play play = start();

  (void)state;
  expect_near(threshold(&play), 150, 0);
  hold(&play, 100, 40, 890);
  expect_near(threshold(&play), 150, 0);
}

static void it_is_mean_and_sigma_of_what_is_usual(void **state) {
  struct play play = start();

  (void)state;
  hold(&play, 100, 40, HOUR);
  expect_near(threshold(&play), 181, 1);
  play.rule.sigma = 1;
  expect_near(threshold(&play), 150, 0);
}

static void what_is_flagged_is_left_out(void **state) {
  struct play play = start();

  (void)state;
  hold(&play, 100, 40, HOUR);
  for (int i = 0; i < HOUR; i++)
    assert_int_equal(step(&play, i % 10 ? 100 + (i % 2 ? 40 : -40) : 800),
                     i % 10 == 0);
  expect_between(threshold(&play), 170, 190);
}

static void what_was_is_forgotten(void **state) {
  struct play play = start();

  (void)state;
  hold(&play, 100, 40, HOUR);
  hold(&play, 0, 0, HOUR);
  expect_near(threshold(&play), 150, 0);
  hold(&play, 100, 40, HOUR);
  play.now_s += 3 * HOUR;
  step(&play, 10);
  expect_near(threshold(&play), 150, 0);
}

/* A database that always waits 300 ms of a second. */
static void what_is_always_so_becomes_usual_and_a_burst_does_not(void **state) {
  struct play play = start();
  int flagged = 0;

  (void)state;
  hold(&play, 300, 20, HOUR);
  for (int i = 0; i < 4 * HOUR; i++)
    flagged += step(&play, 300 + (i % 2 ? 20 : -20));
  assert_int_equal(flagged, 0);
  for (int i = 0; i < 600; i++)
    assert_true(step(&play, 900));
  expect_between(threshold(&play), 320, 360);
}

static void what_is_worse_for_good_is_not_more_than_four_times(void **state) {
  struct play play = start();

  (void)state;
  for (int i = 0; i < 12 * HOUR; i++)
    assert_true(step(&play, 900));
}

/* By a half more, and flat: a day later it is flagged still. */
static void what_was_less_once_does_not_become_usual_in_a_day(void **state) {
  struct play play = start();

  (void)state;
  hold(&play, 300, 20, 2 * HOUR);
  for (int i = 0; i < 24 * HOUR; i++)
    assert_true(step(&play, 450 + (i % 2 ? 10 : -10)));
  for (int i = 0; i < HOUR; i++)
    assert_false(step(&play, 300));
}

/* 21 ms/s a day, and a floor of 150. */
static void but_in_weeks_it_does(void **state) {
  struct play play = start();
  int days = 0;

  (void)state;
  hold(&play, 300, 20, HOUR);
  while (step(&play, 360) && days++ < 30)
    hold(&play, 360, 10, 24 * HOUR);
  expect_between(days, 1, 4);
}

static void a_day_and_a_night_are_judged_by_the_night(void **state) {
  struct play play = start();

  (void)state;
  for (int day = 0; day < 7; day++) {
    hold(&play, 5, 5, 12 * HOUR);
    for (int i = 0; i < 12 * HOUR; i++)
      assert_true(step(&play, 300 + (i % 2 ? 30 : -30)));
  }
}

static void noise_is_rarely_flagged(void **state) {
  struct play play = start();
  struct dice dice = {1};
  int flagged = 0;

  (void)state;
  for (int i = 0; i < 8 * HOUR; i++)
    flagged += step(&play, 300 + 30 * dice_normal(&dice)) && i > HOUR;
  expect_between(flagged, 0, 0.05 * 7 * HOUR);
}

/* From 0 to 900 in so many seconds. In the end it is flagged, and how far the
 * threshold was led is told. */
struct ramp {
  int seconds;
  double noise;
  double sigma;
  double led_to; /* at most */
};

static void expect_seen(const struct ramp *ramp) {
  struct play play = start();
  struct dice dice = {7};
  int missed = 0;

  play.rule.sigma = ramp->sigma;
  hold(&play, 0, 0, HOUR);
  for (int i = 0; i < ramp->seconds; i++) {
    double value = 900.0 * i / ramp->seconds;
    double seen = fmax(0, value + ramp->noise * dice_normal(&dice));

    missed += !step(&play, seen) && value >= ramp->led_to + 4 * ramp->noise;
    if (threshold(&play) > ramp->led_to)
      fail_msg("a ramp of %d s with noise %g led the threshold to %g",
               ramp->seconds, ramp->noise, threshold(&play));
  }
  if (missed)
    fail_msg("a ramp of %d s was missed %d times", ramp->seconds, missed);
}

static void no_ramp_hides_an_incident(void **state) {
  static const struct ramp ramps[] = {
      {60, 0, 2, 150},         {600, 0, 2, 150},
      {HOUR, 0, 2, 150},       {4 * HOUR, 0, 2, 150},
      {24 * HOUR, 0, 2, 150},  {7 * 24 * HOUR, 0, 2, 155},
      {HOUR, 32, 2, 150},      {4 * HOUR, 32, 2, 150},
      {24 * HOUR, 32, 2, 150}, {7 * 24 * HOUR, 32, 2, 225},
      {HOUR, 0, 10, 220},      {24 * HOUR, 0, 10, 150},
      {24 * HOUR, 32, 5, 200}, {24 * HOUR, 100, 10, 600}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(ramps); i++)
    expect_seen(&ramps[i]);
}

/* Of what was never lower, too. */
static void a_rise_stands_out_of_its_own_past(void **state) {
  static const double sigmas[] = {0.5, 2, 5, 10};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(sigmas); i++) {
    struct play play = start();
    int missed = 0;

    play.rule = (struct baseline_rule){.floor = 150, .sigma = sigmas[i]};
    hold(&play, 140, 0, HOUR);
    for (int s = 0; s < 600; s++)
      missed += !step(&play, 140 + 0.05 * s) && 0.05 * s > 20;
    assert_int_equal(missed, 0);
  }
}

static void a_gap_tells_nothing(void **state) {
  struct play play = start();
  struct baseline before;

  (void)state;
  hold(&play, 100, 40, HOUR);
  before = play.baseline;
  step(&play, NAN);
  assert_memory_equal(&before, &play.baseline, sizeof(before));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(knowing_nothing_the_floor_counts),
      cmocka_unit_test(it_is_mean_and_sigma_of_what_is_usual),
      cmocka_unit_test(what_is_flagged_is_left_out),
      cmocka_unit_test(what_was_is_forgotten),
      cmocka_unit_test(what_is_always_so_becomes_usual_and_a_burst_does_not),
      cmocka_unit_test(what_is_worse_for_good_is_not_more_than_four_times),
      cmocka_unit_test(what_was_less_once_does_not_become_usual_in_a_day),
      cmocka_unit_test(but_in_weeks_it_does),
      cmocka_unit_test(a_day_and_a_night_are_judged_by_the_night),
      cmocka_unit_test(noise_is_rarely_flagged),
      cmocka_unit_test(no_ramp_hides_an_incident),
      cmocka_unit_test(a_rise_stands_out_of_its_own_past),
      cmocka_unit_test(a_gap_tells_nothing),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
