/* test_deeds.c - deeds that wait: which is next, and which has to go. */
#include "expect.h"

#include "emit/deeds.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct deed *wait_for(struct deeds *deeds, const char *group,
                             double due_s, double failed_s) {
  struct deed *deed = NULL;

  assert_int_equal(deed_new(1, group, "text", 4, &deed), 0);
  deed->due_s = due_s;
  deed->failed_s = failed_s;
  deeds_append(deeds, deed);
  return deed;
}

static void expect_taken(struct deed *taken, const char *leaf) {
  if (leaf) {
    assert_non_null(taken);
    assert_string_equal(taken->leaf, leaf);
  } else
    assert_null(taken);
  free(taken);
}

static void a_deed_has_a_text_and_a_name_for_a_file(void **state) {
  struct deeds deeds = {0};
  struct deed *deed = wait_for(&deeds, "a/b", 0, 0);

  (void)state;
  assert_int_equal(deed->kind, 1);
  assert_string_equal(deed->leaf, "a%2Fb");
  assert_memory_equal(deed->text, "text", 4);
  assert_int_equal(deed_new(1, "", "text", 4, &deed), -EINVAL);
  deeds_release(&deeds);
  assert_int_equal(deeds.count, 0);
}

static void the_oldest_that_is_due_comes_first(void **state) {
  struct deeds deeds = {0};

  (void)state;
  assert_true(isinf(deeds_due_s(&deeds)));
  wait_for(&deeds, "later", 20, 0);
  wait_for(&deeds, "now", 10, 0);
  wait_for(&deeds, "now too", 5, 0);
  assert_true(deeds_due_s(&deeds) == 5);
  expect_taken(deeds_take_due(&deeds, 4), NULL);
  expect_taken(deeds_take_due(&deeds, 10), "now");
  expect_taken(deeds_take_due(&deeds, 10), "now%20too");
  expect_taken(deeds_take_due(&deeds, 10), NULL);
  expect_taken(deeds_take_due(&deeds, INFINITY), "later");
  assert_int_equal(deeds.count, 0);
}

static void of_what_has_failed_the_oldest_has_to_go(void **state) {
  struct deeds deeds = {0};

  (void)state;
  wait_for(&deeds, "a", 0, 0);
  wait_for(&deeds, "a", 9, 1);
  wait_for(&deeds, "b", 9, 2);
  wait_for(&deeds, "c", 9, 3);
  assert_int_equal(deeds_failed_bytes(&deeds), 12);
  expect_taken(deeds_take_failed(&deeds, "c"), "c");
  expect_taken(deeds_take_failed(&deeds, "c"), NULL);
  expect_taken(deeds_take_failed(&deeds, NULL), "a");
  assert_int_equal(deeds_failed_bytes(&deeds), 4);
  assert_true(deeds_have(&deeds, "a"));
  expect_taken(deeds_take(&deeds, "a"), "a");
  assert_false(deeds_have(&deeds, "a"));
  deeds_release(&deeds);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_deed_has_a_text_and_a_name_for_a_file),
      cmocka_unit_test(the_oldest_that_is_due_comes_first),
      cmocka_unit_test(of_what_has_failed_the_oldest_has_to_go),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
