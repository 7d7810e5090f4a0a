/* test_baseline_edges.c - what is usual at the edge of each of its rules. */
#include "expect.h"

#include "play.h"

/* A bucket is closed by the first sample of the next. 1.01 * 140 + 2 * 8. */
static void three_buckets_are_enough_and_two_are_not(void **state) {
  struct play play = start();

  (void)state;
  hold(&play, 140, 8, 900);
  expect_near(threshold(&play), 150, 0);
  hold(&play, 140, 8, 1);
  expect_near(threshold(&play), 157.4, 1e-4);
}

/* The mean counts with a hundredth, deviations with sigma. */
static void what_does_not_vary_is_allowed_a_hundredth_more(void **state) {
  struct play play = start();

  (void)state;
  play.rule.floor = 50;
  hold(&play, 49, 0, HOUR);
  expect_near(threshold(&play), 50, 0);
  play.rule.floor = 10;
  expect_near(threshold(&play), 40, 0); /* at most four times the floor */
  play.rule.floor = 20;
  expect_near(threshold(&play), 1.01 * 49, 1e-4);
  play.rule.sigma = 100;
  expect_near(threshold(&play), 1.01 * 49, 1e-4);
}

/* Not even one that is just at it. */
static void what_is_at_the_threshold_is_flagged(void **state) {
  static const struct {
    double value, threshold; /* 1.01 times the mean of what is usual */
  } rows[] = {{150, 150}, {149.5, 150.995}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct play play = start();

    hold(&play, rows[i].value, 0, 1201);
    expect_near(threshold(&play), rows[i].threshold, 1e-3);
  }
}

/* In each ten seconds so many are flagged; the others are 100. */
static double threshold_where(int flagged) {
  struct play play = start();

  for (int i = 0; i < 1201; i++)
    step(&play, i % 10 < flagged ? 500 : 149);
  return threshold(&play);
}

static void a_bucket_is_usual_when_half_of_it_is(void **state) {
  (void)state;
  expect_near(threshold_where(5), 1.01 * 149, 1e-3);
  expect_near(threshold_where(6), 150, 0);
}

/* One of six buckets, whichever, is another than the others. */
static void flat_is_within_a_quarter_of_the_largest(void **state) {
  static const struct {
    double odd;
    bool is_usual;
  } rows[] = {
      {400, true}, {401, false}, {300, true}, {225, true}, {224, false}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    for (int place = 0; place < BASELINE_BUCKETS; place++) {
      struct play play = start();

      hold(&play, 300, 0, 300 * place);
      hold(&play, rows[i].odd, 0, 300);
      hold(&play, 300, 0, 300 * (BASELINE_BUCKETS - 1 - place));
      expect_near(threshold(&play), 150, 0);
      hold(&play, 300, 0, 1);
      expect_near(threshold(&play),
                  rows[i].is_usual ? 1.01 * (rows[i].odd + 5 * 300) / 6 : 150,
                  1e-3);
    }
}

/* Be it a fifth of a millisecond, and told of each five minutes. */
static void what_is_seldom_told_and_little_becomes_usual_too(void **state) {
  struct play play = start();

  (void)state;
  play.rule.floor = 0.1;
  for (int i = 0; i <= BASELINE_BUCKETS; i++, play.now_s += 299) {
    expect_near(threshold(&play), 0.1, 0);
    step(&play, 0.2);
  }
  expect_near(threshold(&play), 1.01 * 0.2, 1e-6);
}

/* Half an hour of 149 with a deviation of 0.9, then so many bad buckets, which
 * are never flat. */
static double threshold_after(int bad) {
  struct play play = start();

  hold(&play, 149, 0.9, 1800);
  for (int i = 0; i < bad; i++)
    hold(&play, i % 2 ? 400 : 800, 0, 300);
  hold(&play, 800, 0, 1);
  return threshold(&play);
}

static void
what_was_usual_is_known_by_one_bucket_or_the_reference(void **state) {
  (void)state;
  expect_near(threshold_after(0), 1.01 * 149 + 2 * 0.9, 0.01);
  expect_near(threshold_after(5), 1.01 * 149 + 2 * 0.9, 0.01);
  expect_near(threshold_after(6), 1.01 * (149 + 6 * 150 / 2016.0), 0.02);
}

static void the_reference_is_of_three_buckets(void **state) {
  struct play play = start();

  (void)state;
  hold(&play, 100, 0, 900);
  assert_false(play.baseline.has_reference);
  hold(&play, 140, 0, 1);
  expect_near((double)play.baseline.reference, 100, 0);
  assert_true(play.baseline.has_reference);
  hold(&play, 140, 0, 300);
  expect_near((double)play.baseline.reference, 100 + 150 / 2016.0, 1e-4);
}

/* From the begin of the bucket that is being filled; six are behind it. */
static void
who_is_silent_for_the_window_and_a_bucket_is_forgotten(void **state) {
  (void)state;
  for (int is_late = 0; is_late < 2; is_late++) {
    struct play play = start();

    hold(&play, 149, 0, 1801); /* the bucket begins with the last */
    expect_near(threshold(&play), 1.01 * 149, 1e-3);
    play.now_s += 2098 + is_late;
    step(&play, 149);
    expect_near(threshold(&play), is_late ? 150 : 1.01 * 149, 1e-3);
  }
}

/* By a floor in seven days, which are 2016 buckets; and down at once. */
static void the_reference_creeps_by_a_floor_a_week(void **state) {
  struct play play = start();

  (void)state;
  hold(&play, 0, 0, 1801);
  expect_near((double)play.baseline.reference, 0, 0);
  hold(&play, 400, 0, HOUR);
  expect_near((double)play.baseline.reference, 12 * 150 / 2016.0, 2e-6);
  hold(&play, 0.5, 0, 2100);
  expect_near((double)play.baseline.reference, 0.5, 0);
}

/* As many as can be counted: more change nothing. */
static void a_bucket_is_full_with_65535(void **state) {
  struct play play = start();

  (void)state;
  for (int i = 0; i < UINT16_MAX; i++)
    baseline_step(&play.baseline, &play.rule, 100, 1000);
  assert_int_equal(play.baseline.count[BASELINE_BUCKETS], UINT16_MAX);
  baseline_step(&play.baseline, &play.rule, 0, 1000);
  assert_int_equal(play.baseline.count[BASELINE_BUCKETS], UINT16_MAX);
  expect_near((double)play.baseline.mean[BASELINE_BUCKETS], 100, 0);
}

static void expect_finite(const struct baseline *baseline) {
  for (int pile = 0; pile < BASELINE_PILES; pile++) {
    assert_true(isfinite(baseline->mean[pile]));
    assert_true(isfinite(baseline->squares[pile]));
    assert_true(baseline->squares[pile] >= 0);
  }
  assert_true(isfinite(baseline->reference));
}

/* As many as a bucket takes, so far apart that a float holds no square. */
static void an_absurd_value_makes_nothing_infinite(void **state) {
  static const double absurd[] = {1e300, INFINITY, -1e300, -INFINITY, 3e38};

  (void)state;
  for (size_t one = 0; one < COUNT_OF(absurd); one++)
    for (size_t other = 0; other < COUNT_OF(absurd); other++) {
      struct play play = start();

      for (int i = 0; i < 66000; i++)
        baseline_step(&play.baseline, &play.rule, absurd[i % 2 ? one : other],
                      1000);
      expect_finite(&play.baseline);
      baseline_step(&play.baseline, &play.rule, 10, 1301);
      expect_finite(&play.baseline);
    }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(three_buckets_are_enough_and_two_are_not),
      cmocka_unit_test(what_does_not_vary_is_allowed_a_hundredth_more),
      cmocka_unit_test(what_is_at_the_threshold_is_flagged),
      cmocka_unit_test(a_bucket_is_usual_when_half_of_it_is),
      cmocka_unit_test(flat_is_within_a_quarter_of_the_largest),
      cmocka_unit_test(what_is_seldom_told_and_little_becomes_usual_too),
      cmocka_unit_test(what_was_usual_is_known_by_one_bucket_or_the_reference),
      cmocka_unit_test(the_reference_is_of_three_buckets),
      cmocka_unit_test(who_is_silent_for_the_window_and_a_bucket_is_forgotten),
      cmocka_unit_test(the_reference_creeps_by_a_floor_a_week),
      cmocka_unit_test(a_bucket_is_full_with_65535),
      cmocka_unit_test(an_absurd_value_makes_nothing_infinite),
  };

  return cmocka_run_group_tests_name("baseline, at the edge", tests, NULL,
                                     NULL);
}
