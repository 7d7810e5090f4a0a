/* test_spread.c - quantiles of any number of values. */
#include "expect.h"

#include "spread.h"

static struct spread spread;

static void a_quantile_is_as_by_sorting(void **state) {
  (void)state;
  spread_init(&spread, 1024);
  expect_missing(spread_quantile(&spread, 0.5));
  for (int i = 10; i >= 1; i--)
    spread_add(&spread, 100 * i);
  expect_near(spread_quantile(&spread, 0), 100, 1e-9);
  expect_near(spread_quantile(&spread, 0.5), 550, 1e-9);
  expect_near(spread_quantile(&spread, 0.1), 190, 1e-9);
  expect_near(spread_quantile(&spread, 1), 1000, 1e-9);
  assert_int_equal(spread_from(&spread, 701), 3);
  assert_int_equal(spread_from(&spread, 700), 4);
}

static void many_are_told_to_a_bin(void **state) {
  (void)state;
  spread_init(&spread, 1);
  for (int i = 0; i < 1000000; i++)
    spread_add(&spread, (double)(i * 7919L % 1000000) / 1e6);
  expect_near(spread_quantile(&spread, 0.5), 0.5, 1.0 / SPREAD_BINS);
  expect_near(spread_quantile(&spread, 0.1), 0.1, 1.0 / SPREAD_BINS);
  assert_int_equal(spread.count, 1000000);
}

static void what_is_off_the_scale_stays_at_its_ends(void **state) {
  (void)state;
  spread_init(&spread, 10);
  spread_add(&spread, -3);
  spread_add(&spread, 5);
  spread_add(&spread, 700);
  spread_add(&spread, NAN);
  assert_int_equal(spread.count, 3);
  expect_near(spread_quantile(&spread, 0), -3, 0);
  expect_near(spread_quantile(&spread, 0.5), 5, 0);
  expect_near(spread_quantile(&spread, 1), 700, 0);
}

static void two_together_are_as_one_that_had_all(void **state) {
  static struct spread other;

  (void)state;
  spread_init(&spread, 1024);
  spread_init(&other, 1024);
  for (int i = 1; i <= 10; i++)
    spread_add(i % 3 == 0 ? &other : &spread, 100 * i);
  spread_merge(&spread, &other);
  assert_int_equal(spread.count, 10);
  expect_near(spread_quantile(&spread, 0.1), 190, 1e-9);
  expect_near(spread_quantile(&spread, 0.5), 550, 1e-9);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_quantile_is_as_by_sorting),
      cmocka_unit_test(many_are_told_to_a_bin),
      cmocka_unit_test(what_is_off_the_scale_stays_at_its_ends),
      cmocka_unit_test(two_together_are_as_one_that_had_all),
  };

  return cmocka_run_group_tests_name("spread", tests, NULL, NULL);
}
