/* test_reliability.c - probabilities against what happened. */
#include "expect.h"

#include "reliability.h"

static void tell(struct reliability *reliability, double told, int cases,
                 int happened) {
  for (int i = 0; i < cases; i++)
    reliability_add(reliability, told, i < happened);
}

static void who_knows_has_all_skill_and_no_error(void **state) {
  struct reliability reliability = {0};

  (void)state;
  tell(&reliability, 1, 10, 10);
  tell(&reliability, 0, 30, 0);
  expect_near(reliability_skill(&reliability), 1, 1e-12);
  expect_near(reliability_error(&reliability), 0, 1e-12);
}

static void the_base_rate_has_no_skill_and_no_error(void **state) {
  struct reliability reliability = {0};

  (void)state;
  tell(&reliability, 0.25, 40, 10);
  expect_near(reliability_skill(&reliability), 0, 1e-12);
  expect_near(reliability_error(&reliability), 0, 1e-12);
}

static void bins_err_by_their_size(void **state) {
  struct reliability reliability = {0};

  (void)state;
  tell(&reliability, 0.95, 10, 5); /* 0.45 off */
  tell(&reliability, 0.05, 30, 0); /* 0.05 off */
  expect_near(reliability_error(&reliability), 0.25 * 0.45 + 0.75 * 0.05,
              1e-12);
  /* 10 and 30 cases at once are one bin: it is right on the whole. */
  reliability = (struct reliability){0};
  tell(&reliability, 0.31, 10, 7);
  tell(&reliability, 0.39, 10, 0);
  expect_near(reliability_error(&reliability), 0, 1e-12);
  expect_near(reliability_skill(&reliability),
              1 - (7 * .69 * .69 + 3 * .31 * .31 + 10 * .39 * .39) / 20 /
                      (.35 * .65),
              1e-12);
}

static void without_contrast_there_is_no_skill(void **state) {
  struct reliability reliability = {0};

  (void)state;
  expect_missing(reliability_error(&reliability));
  expect_missing(reliability_skill(&reliability));
  tell(&reliability, 0.1, 5, 0);
  expect_missing(reliability_skill(&reliability));
  expect_near(reliability_error(&reliability), 0.1, 1e-12);
  reliability = (struct reliability){0};
  tell(&reliability, 0.9, 5, 5);
  expect_missing(reliability_skill(&reliability));
}

static void two_together_are_as_one_that_had_all(void **state) {
  struct reliability all = {0}, part = {0}, other = {0};

  (void)state;
  tell(&all, 0.31, 10, 7);
  tell(&all, 0.39, 10, 0);
  tell(&part, 0.31, 10, 7);
  tell(&other, 0.39, 10, 0);
  reliability_merge(&part, &other);
  assert_int_equal(part.count, 20);
  expect_near(reliability_skill(&part), reliability_skill(&all), 1e-12);
  expect_near(reliability_error(&part), reliability_error(&all), 1e-12);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_knows_has_all_skill_and_no_error),
      cmocka_unit_test(the_base_rate_has_no_skill_and_no_error),
      cmocka_unit_test(bins_err_by_their_size),
      cmocka_unit_test(without_contrast_there_is_no_skill),
      cmocka_unit_test(two_together_are_as_one_that_had_all),
  };

  return cmocka_run_group_tests_name("reliability", tests, NULL, NULL);
}
