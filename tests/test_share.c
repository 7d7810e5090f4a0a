/* test_share.c - how much of a budget each gets. */
#include "expect.h"

#include "share.h"

enum { BUDGET = 1024, LEAST = 64 };

static void settle(struct share *share, const int *wish, size_t count) {
  share_begin(share, BUDGET);
  for (size_t i = 0; i < count; i++)
    share_ask(share, wish[i]);
  share_settle(share, LEAST);
}

static void little_is_given_whole_and_the_rest_shared(void **state) {
  static const struct {
    int wish[4], gets[4];
  } rows[] = {
      {{1, 1024, 0, 0}, {1, 1023, 0, 0}},
      {{5000, 0, 0, 0}, {1024, 0, 0, 0}},
      {{1024, 0, 0, 0}, {1024, 0, 0, 0}},
      {{5000, 3, 20, 5000}, {500, 3, 20, 500}},
      {{400, 400, 400, 0}, {341, 341, 341, 0}},
      {{256, 256, 256, 256}, {256, 256, 256, 256}},
      {{3000, 3000, 2, 600}, {340, 340, 2, 340}},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    size_t count = 0;
    struct share share;

    while (count < 4 && rows[i].wish[count] > 0)
      count++;
    settle(&share, rows[i].wish, count);
    for (size_t k = 0; k < count; k++)
      assert_int_equal(share_take(&share, rows[i].wish[k]), rows[i].gets[k]);
  }
}

static void no_share_is_too_small_to_be_of_use(void **state) {
  int wish[40], served = 0;
  struct share share;

  (void)state;
  for (int i = 0; i < 40; i++)
    wish[i] = 3000;
  settle(&share, wish, COUNT_OF(wish));
  for (int i = 0; i < 40; i++) {
    int part = share_take(&share, wish[i]);

    assert_int_equal(part, i < BUDGET / LEAST ? LEAST : 0);
    served += part > 0;
  }
  assert_int_equal(served, BUDGET / LEAST);
}

/* They could take all but 24. */
static void many_small_ones_do_not_starve_a_large_one(void **state) {
  int wish[501];
  struct share share;

  (void)state;
  for (int i = 0; i < 500; i++)
    wish[i] = 2;
  wish[500] = 3000;
  settle(&share, wish, COUNT_OF(wish));
  assert_int_equal(share_take(&share, 3000), LEAST);
  for (int i = 0; i < 480; i++)
    assert_int_equal(share_take(&share, 2), 2);
  assert_int_equal(share_take(&share, 2), 0);
}

static void after_the_first_that_goes_short_nobody_gets_any(void **state) {
  int wish[17];
  struct share share;

  (void)state;
  for (int i = 0; i < 17; i++)
    wish[i] = 100;
  settle(&share, wish, COUNT_OF(wish));
  for (int i = 0; i < 15; i++)
    assert_int_equal(share_take(&share, 100), LEAST);
  assert_int_equal(share_take(&share, 63), 63);
  assert_int_equal(share_take(&share, 100), 0); /* one is left */
  assert_int_equal(share_take(&share, 1), 0);
}

static void it_is_never_more_than_the_budget(void **state) {
  unsigned seed = 7;

  (void)state;
  for (int round = 0; round < 500; round++) {
    int wish[60], sum = 0;
    struct share share;

    for (int i = 0; i < 60; i++) {
      seed = seed * 1103515245 + 12345;
      wish[i] = 1 + (int)((seed >> 16) % 4000) % (1 + round * 8);
    }
    settle(&share, wish, COUNT_OF(wish));
    for (int i = 0; i < 60; i++) {
      int part = share_take(&share, wish[i]);

      assert_true(part <= wish[i]);
      assert_true(part == wish[i] || part >= LEAST || part == 0);
      sum += part;
    }
    assert_true(sum <= BUDGET);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(little_is_given_whole_and_the_rest_shared),
      cmocka_unit_test(no_share_is_too_small_to_be_of_use),
      cmocka_unit_test(many_small_ones_do_not_starve_a_large_one),
      cmocka_unit_test(after_the_first_that_goes_short_nobody_gets_any),
      cmocka_unit_test(it_is_never_more_than_the_budget),
  };

  return cmocka_run_group_tests_name("share", tests, NULL, NULL);
}
