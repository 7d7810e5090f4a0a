/* test_record.c - what leaves, and what does not. */
#include "expect.h"

#include "emit/record.h"

static void count_and_keep(void *context, const struct record *record) {
  struct record *kept = context;

  *kept = *record;
}

static const struct record untouched = {.target = NULL};

static void unknown_values_do_not_leave(void **state) {
  struct record kept = untouched;
  struct sink sink = {.context = &kept, .take = count_and_keep};

  (void)state;
  sink_take(&sink, (struct record){.target = "t", .count = 1, .value = {NAN}});
  assert_null(kept.target);
  sink_take(&sink,
            (struct record){.target = "t", .count = 2, .value = {NAN, NAN}});
  assert_null(kept.target);
  sink_take(&sink,
            (struct record){.target = "t", .count = 2, .value = {NAN, 3}});
  assert_non_null(kept.target);
  expect_near(kept.value[1], 3, 0);
}

/* An infinity breaks Influx lines, a negative NaN a whole Prometheus page. */
static void no_infinity_and_no_negative_nan_leaves(void **state) {
  struct record kept = untouched;
  struct sink sink = {.context = &kept, .take = count_and_keep};

  (void)state;
  sink_take(&sink,
            (struct record){.target = "t", .count = 1, .value = {INFINITY}});
  assert_null(kept.target);
  sink_take(&sink, (struct record){.target = "t",
                                   .count = 2,
                                   .value = {1, copysign(NAN, -1)}});
  expect_missing(kept.value[1]);
  assert_int_equal(signbit(kept.value[1]), 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(unknown_values_do_not_leave),
      cmocka_unit_test(no_infinity_and_no_negative_nan_leaves),
  };

  return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
