/* test_seconds.c - what a clock shows, and that one which is not there shows
 * nothing. */
#include "expect.h"

#include "base/seconds.h"

static void a_clock_goes_on(void **state) {
  double before_s = seconds_of(CLOCK_MONOTONIC);

  (void)state;
  assert_true(before_s >= 0);
  assert_true(seconds_of(CLOCK_MONOTONIC) >= before_s);
}

static void no_clock_shows_nothing(void **state) {
  (void)state;
  expect_missing(seconds_of((clockid_t)9999));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_clock_goes_on),
      cmocka_unit_test(no_clock_shows_nothing),
  };

  return cmocka_run_group_tests_name("seconds", tests, NULL, NULL);
}
