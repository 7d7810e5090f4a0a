/* test_tear.c - what lies between two ticks. */
#include "expect.h"

#include "tear.h"

static void sleep_and_standstill_tear_the_ticks_apart(void **state) {
  static const struct {
    double now_s, asleep_s;
    bool torn;
  } ticks[] = {
      {100, 50, false},       /* the first, whatever was before */
      {110, 50, false},       /* one interval */
      {139, 50, false},       /* late, but less than three */
      {169.5, 50, true},      /* stopped */
      {179.5, 50.5, false},   /* the clocks are not read at once */
      {189.5, 86450, true},   /* a day of sleep */
      {199.5, 86450, false},  /* once only */
      {209.5, 86449, false},  /* the clocks cannot have gone back */
      {219.5, 86451.5, true}, /* a short sleep */
      {229.5, NAN, false},    /* not known */
      {239.5, 90000, false},  {249.5, 90000, false},
  };
  struct tear tear;

  (void)state;
  tear_init(&tear);
  for (size_t i = 0; i < COUNT_OF(ticks); i++)
    assert_int_equal(tear_step(&tear, ticks[i].now_s, ticks[i].asleep_s, 10),
                     ticks[i].torn);
}

static void a_tick_on_the_heels_of_the_last_is_too_soon(void **state) {
  struct tear tear;

  (void)state;
  tear_init(&tear);
  assert_false(tear_is_too_soon(&tear, 100, 10));
  (void)tear_step(&tear, 100, 0, 10);
  assert_true(tear_is_too_soon(&tear, 100, 10));
  assert_true(tear_is_too_soon(&tear, 100.014, 10));
  assert_false(tear_is_too_soon(&tear, 101, 10));
  assert_false(tear_is_too_soon(&tear, 110, 10));
  assert_true(tear_is_too_soon(&tear, 100.014, 1));
  assert_false(tear_is_too_soon(&tear, 100.1, 1));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(sleep_and_standstill_tear_the_ticks_apart),
      cmocka_unit_test(a_tick_on_the_heels_of_the_last_is_too_soon),
  };

  return cmocka_run_group_tests_name("tear", tests, NULL, NULL);
}
