/* test_ago.c - what was some time ago, and the lowest since. */
#include "expect.h"

#include "window/ago.h"

struct shelf {
  struct timeline timeline;
  struct window window;
};

static void put(struct shelf *shelf, double now_s, double value) {
  assert_true(timeline_push(&shelf->timeline, now_s));
  window_push(&shelf->window, &shelf->timeline, value);
}

/* From 1 s on, a value for each second. */
static struct shelf rising(int seconds) {
  struct shelf shelf = {.timeline = {.pushes = {0}}};

  window_clear(&shelf.window);
  for (int i = 1; i <= seconds; i++)
    put(&shelf, i, i);
  return shelf;
}

static void it_is_told_to_the_tick_within_a_minute(void **state) {
  struct shelf shelf = rising(100);
  struct ago ago = ago_find(&shelf.timeline, 30);

  (void)state;
  expect_near(ago_value(&ago, &shelf.window, &shelf.timeline), 70, 0);
}

static void beyond_that_a_coarser_ring_tells_it(void **state) {
  struct shelf shelf = rising(600);
  struct ago ago = ago_find(&shelf.timeline, 120);

  (void)state;
  assert_int_equal(ago.scale, 1);
  expect_near(ago_value(&ago, &shelf.window, &shelf.timeline), 480, 0.01);
}

/* A minute is six times what is asked for. */
static void between_two_ticks_it_is_in_proportion(void **state) {
  struct shelf shelf = {.timeline = {.pushes = {0}}};
  struct ago ago;

  (void)state;
  window_clear(&shelf.window);
  put(&shelf, 60, 1000);
  put(&shelf, 120, 1480);
  ago = ago_find(&shelf.timeline, 10);
  expect_near(ago_value(&ago, &shelf.window, &shelf.timeline), 1400, 0.01);
  put(&shelf, 180.6, 1960);
  ago = ago_find(&shelf.timeline, 120);
  expect_near(ago_value(&ago, &shelf.window, &shelf.timeline), 1004.8, 0.01);
}

/* One tick of nothing would be a tenth less than there was for ten ticks. */
static void one_tick_of_less_is_no_low(void **state) {
  struct shelf shelf = {.timeline = {.pushes = {0}}};

  (void)state;
  window_clear(&shelf.window);
  for (int i = 1; i <= 900; i++) {
    struct ago ago;

    put(&shelf, i, i == 400 ? 0 : 1000);
    ago = ago_find(&shelf.timeline, 120);
    if (i > 150)
      expect_near(ago_value(&ago, &shelf.window, &shelf.timeline), 1000, 0);
  }
}

static void nothing_is_told_of_what_was_not(void **state) {
  struct shelf shelf = rising(100);
  struct ago ago = ago_find(&shelf.timeline, 120);

  (void)state;
  expect_missing(ago_value(&ago, &shelf.window, &shelf.timeline));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_is_told_to_the_tick_within_a_minute),
      cmocka_unit_test(beyond_that_a_coarser_ring_tells_it),
      cmocka_unit_test(between_two_ticks_it_is_in_proportion),
      cmocka_unit_test(one_tick_of_less_is_no_low),
      cmocka_unit_test(nothing_is_told_of_what_was_not),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
