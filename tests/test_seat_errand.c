/* test_seat_errand.c - what the lane reads of a process, and when again. */
#include "expect.h"

#include "seat_errand.h"

#include <errno.h>
#include <math.h>

static struct reader reader;

static bool asks(const struct errand *errand, enum source_id source) {
  for (int i = 0; i < errand->count; i++)
    if (errand->reading[i].source == source)
      return true;
  return false;
}

/* A tick of `seat` in which its errand comes to `outcome`; tells whether it was
 * to read the namespace. */
static bool tick(struct seat *seat, enum errand_outcome outcome) {
  static struct errand errand;

  errand_clear(&errand);
  seat_fill_errand(seat, &reader, &errand, false);
  assert_true(asks(&errand, SOURCE_IO) && asks(&errand, SOURCE_STAT));
  errand.outcome = outcome;
  for (int i = 0; i < errand.count; i++)
    errand.reading[i].length = -ENOENT;
  assert_int_equal(seat_take_errand(seat, &reader, &errand, 0), SEAT_THERE);
  seat_rest(seat, true);
  return asks(&errand, SOURCE_NS_PID);
}

static void what_rarely_changes_is_read_first_and_then_rarely(void **state) {
  struct seat seat;

  (void)state;
  seat_init(&seat, 42, -1, true);
  for (int age = 0; age < 200; age++)
    assert_int_equal(tick(&seat, ERRAND_DONE), age % 60 == 0);
}

static void what_nobody_had_time_for_is_read_as_soon_as_there_is(void **state) {
  static const enum errand_outcome none[] = {ERRAND_SKIPPED, ERRAND_LOST};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(none); i++) {
    struct seat seat;

    seat_init(&seat, 42, -1, true);
    for (int age = 0; age < 3; age++)
      assert_true(tick(&seat, none[i]));
    assert_true(tick(&seat, ERRAND_DONE));
    for (int age = 4; age < 60; age++)
      assert_false(tick(&seat, ERRAND_DONE));
    assert_true(tick(&seat, none[i]));
    assert_true(tick(&seat, ERRAND_DONE));
    assert_false(tick(&seat, ERRAND_DONE));
  }
}

static void what_was_read_at_no_time_is_nothing_to_rest_on(void **state) {
  static const double times_s[] = {5, NAN};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(times_s); i++) {
    struct errand errand = {.outcome = ERRAND_DONE, .read_s = times_s[i]};
    struct seat seat;

    seat_init(&seat, 42, -1, true);
    seat.mark = 1;
    assert_int_equal(seat_take_errand(&seat, &reader, &errand, 0), SEAT_THERE);
    assert_int_equal(seat.mark, isnan(times_s[i]) ? 0 : 1);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_rarely_changes_is_read_first_and_then_rarely),
      cmocka_unit_test(what_nobody_had_time_for_is_read_as_soon_as_there_is),
      cmocka_unit_test(what_was_read_at_no_time_is_nothing_to_rest_on),
  };

  return cmocka_run_group_tests_name("seat_errand", tests, NULL, NULL);
}
