/* test_holdings.c - which filesystems are held, and for how long. */
#include "expect.h"

#include "holdings.h"

#include <stdlib.h>

static struct holdings *fresh(void) {
  struct holdings *holdings = calloc(1, sizeof(*holdings));

  assert_non_null(holdings);
  return holdings;
}

static int count(struct holdings *holdings) {
  size_t index = 0;
  int held = 0;

  while (holdings_next(holdings, &index))
    held++;
  return held;
}

static void an_id_is_asked_for_once_and_then_again_after_a_while(void **state) {
  struct holdings *holdings = fresh();

  (void)state;
  assert_false(holdings_see(holdings, 29, 5));
  holdings_learn(holdings, 29, 801, 5);
  assert_int_equal(count(holdings), 1);
  assert_true(holdings_see(holdings, 29, 6));
  assert_true(holdings_see(holdings, 29, 4 + HOLDINGS_ASK));
  assert_false(holdings_see(holdings, 29, 5 + HOLDINGS_ASK));
  holdings_learn(holdings, 29, 0, 5 + HOLDINGS_ASK); /* another mount now */
  assert_true(holdings_see(holdings, 29, 6 + HOLDINGS_ASK));
  free(holdings);
}

static void two_mounts_of_a_device_are_one_filesystem(void **state) {
  struct holdings *holdings = fresh();

  (void)state;
  holdings_learn(holdings, 29, 801, 1);
  holdings_learn(holdings, 30, 801, 1);
  holdings_learn(holdings, 31, 802, 1);
  holdings_learn(holdings, 32, 0, 1); /* of no interest: a pipe */
  assert_int_equal(count(holdings), 2);
  free(holdings);
}

static void one_is_held_until_nobody_was_seen_with_it_for_long(void **state) {
  struct holdings *holdings = fresh();

  (void)state;
  holdings_learn(holdings, 29, 801, 0);
  holdings_learn(holdings, 30, 802, 0);
  assert_true(holdings_see(holdings, 30, 100));
  holdings_age(holdings, HOLDINGS_KEEP - 1);
  assert_int_equal(count(holdings), 2);
  holdings_age(holdings, HOLDINGS_KEEP);
  assert_int_equal(count(holdings), 1);
  holdings_age(holdings, 99 + HOLDINGS_KEEP);
  assert_int_equal(count(holdings), 1);
  holdings_age(holdings, 100 + HOLDINGS_KEEP);
  assert_int_equal(count(holdings), 0);
  free(holdings);
}

static void what_we_have_no_mount_of_is_denied_until_asked_again(void **state) {
  struct holdings *holdings = fresh();
  size_t index = 0;

  (void)state;
  holdings_learn(holdings, 29, 801, 1);
  holdings_learn(holdings, 30, 801, 1);
  holdings_deny(holdings, holdings_next(holdings, &index));
  assert_int_equal(count(holdings), 0);
  assert_true(holdings_see(holdings, 29, 2));
  assert_true(holdings_see(holdings, 30, 2));
  assert_int_equal(count(holdings), 0);
  holdings_learn(holdings, 29, 801, 1 + HOLDINGS_ASK);
  assert_int_equal(count(holdings), 1);
  free(holdings);
}

static void
more_than_there_are_places_for_do_not_drive_out_others(void **state) {
  struct holdings *holdings = fresh();
  struct holding *first;
  size_t index = 0;

  (void)state;
  for (uint64_t i = 1; i <= 2 * HOLDINGS_MOST; i++)
    holdings_learn(holdings, i, 1000 + i, 1);
  assert_int_equal(count(holdings), HOLDINGS_MOST);
  first = holdings_next(holdings, &index);
  assert_int_equal(first->device, 1001);
  free(holdings);
}

static void the_id_that_was_not_seen_for_longest_gives_way(void **state) {
  struct holdings *holdings = fresh();

  (void)state;
  for (uint64_t i = 1; i <= MOUNTS_KNOWN; i++)
    holdings_learn(holdings, i, 0, 1);
  for (uint64_t i = 1; i <= MOUNTS_KNOWN; i++)
    if (i != 77)
      assert_true(holdings_see(holdings, i, 2));
  holdings_learn(holdings, 9999, 0, 3);
  assert_false(holdings_see(holdings, 77, 3));
  assert_true(holdings_see(holdings, 1, 3));
  assert_true(holdings_see(holdings, 9999, 3));
  free(holdings);
}

static void a_mount_is_checked_at_first_and_then_now_and_then(void **state) {
  struct holding holding = {.device = 801};

  (void)state;
  assert_true(holding_is_due(&holding, 0));
  holding.due_at = 7;
  assert_false(holding_is_due(&holding, 6));
  assert_true(holding_is_due(&holding, 7));
  assert_true(holding_is_due(&holding, 8));
}

static void quarantines_double_up_to_a_bound(void **state) {
  static const unsigned ticks[] = {2, 4, 8, 16, 32, 64, 64};
  struct holding holding = {.device = 801};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(ticks); i++) {
    holding_quarantine(&holding, i, 100);
    assert_true(holding.quarantined);
    assert_int_equal(holding.wait, ticks[i]);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_id_is_asked_for_once_and_then_again_after_a_while),
      cmocka_unit_test(two_mounts_of_a_device_are_one_filesystem),
      cmocka_unit_test(one_is_held_until_nobody_was_seen_with_it_for_long),
      cmocka_unit_test(what_we_have_no_mount_of_is_denied_until_asked_again),
      cmocka_unit_test(more_than_there_are_places_for_do_not_drive_out_others),
      cmocka_unit_test(the_id_that_was_not_seen_for_longest_gives_way),
      cmocka_unit_test(a_mount_is_checked_at_first_and_then_now_and_then),
      cmocka_unit_test(quarantines_double_up_to_a_bound),
  };

  return cmocka_run_group_tests_name("holdings", tests, NULL, NULL);
}
