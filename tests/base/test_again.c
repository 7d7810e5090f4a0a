/* test_again.c - who is interrupted for ever does not try for ever. */
#include "expect.h"

#include "base/again.h"

static void only_an_interruption_is_worth_another_try(void **state) {
  int tries = 0;

  (void)state;
  errno = EIO;
  assert_false(is_to_be_tried_again(-1, &tries));
  errno = EINTR;
  assert_false(is_to_be_tried_again(0, &tries));
  assert_true(is_to_be_tried_again(-1, &tries));
}

static void tries_come_to_an_end(void **state) {
  int tries = 0, count = 0;

  (void)state;
  errno = EINTR;
  while (is_to_be_tried_again(-1, &tries))
    count++;
  assert_int_equal(count, TRIES_MOST - 1);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_an_interruption_is_worth_another_try),
      cmocka_unit_test(tries_come_to_an_end),
  };

  return cmocka_run_group_tests_name("again", tests, NULL, NULL);
}
