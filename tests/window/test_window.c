/* test_window.c - rings at four resolutions, all by one clock. */
#include "expect.h"

#include "window/window.h"

struct pair {
  struct timeline timeline;
  struct window window;
};

static void begin(struct pair *pair) {
  *pair = (struct pair){0};
  window_clear(&pair->window);
}

static void push(struct pair *pair, double now_s, double value) {
  assert_true(timeline_push(&pair->timeline, now_s));
  window_push(&pair->window, &pair->timeline, value);
}

static void it_keeps_the_newest_sixty(void **state) {
  struct pair pair;

  (void)state;
  begin(&pair);
  for (int i = 1; i <= 100; i++)
    push(&pair, i, i);
  expect_near(window_at(&pair.window, &pair.timeline, 0, 0), 100, 0);
  expect_near(window_at(&pair.window, &pair.timeline, 0, 59), 41, 0);
  expect_missing(window_at(&pair.window, &pair.timeline, 0, 60));
}

static void a_coarse_slot_is_the_mean_of_the_finer_ones(void **state) {
  struct pair pair;

  (void)state;
  begin(&pair);
  for (int i = 1; i <= 600; i++)
    push(&pair, i, i);
  expect_near(window_at(&pair.window, &pair.timeline, 1, 0), 595.5, 0);
  expect_near(window_at(&pair.window, &pair.timeline, 1, 1), 585.5, 0);
  expect_near(window_at(&pair.window, &pair.timeline, 2, 0), 570.5, 0);
  expect_near(window_at(&pair.window, &pair.timeline, 3, 0), 300.5, 0);
  expect_missing(window_at(&pair.window, &pair.timeline, 3, 1));
  expect_near(pair.timeline.time_s[3][timeline_slot(&pair.timeline, 3, 0)],
              300.5, 1e-9);
}

static void a_peak_of_some_time_is_known_when_that_time_is(void **state) {
  struct pair pair;

  (void)state;
  begin(&pair);
  for (int i = 1; i <= 20; i++) {
    push(&pair, i, i == 5 ? 50 : 1);
    if (i <= 11)
      expect_missing(window_peak_before(&pair.window, &pair.timeline, 10));
    else
      expect_near(window_peak_before(&pair.window, &pair.timeline, 10),
                  i <= 15 ? 50 : 1, 0);
  }
  /* not the present tick's, which may hold what was there 60 ticks ago */
  push(&pair, 21, 99);
  expect_near(window_peak_before(&pair.window, &pair.timeline, 10), 1, 0);
  /* a gap is passed over */
  push(&pair, 22, NAN);
  expect_near(window_peak_before(&pair.window, &pair.timeline, 10), 99, 0);
  /* further back than the finest scale by the mean of ten ticks */
  for (int i = 23; i <= 200; i++)
    push(&pair, i, i <= 100 ? 40 : 1);
  expect_near(window_peak_before(&pair.window, &pair.timeline, 50), 1, 0);
  expect_near(window_peak_before(&pair.window, &pair.timeline, 110), 40, 0);
}

static void
a_narrow_one_keeps_three_digits_of_what_a_wide_one_keeps(void **state) {
  static const double values[] = {0,     1e-30, 0.001, 1,    3,       255.4,
                                  12345, 1e9,   3e37,  -1.5, INFINITY};
  struct pair pair;
  struct narrow_window narrow;

  (void)state;
  begin(&pair);
  narrow_clear(&narrow);
  expect_missing(narrow_at(&narrow, &pair.timeline, 0, 0));
  for (int i = 1; i <= 1300; i++) {
    double value = i % 7 == 3 ? (double)NAN : values[i % 9];

    push(&pair, i, value);
    narrow_push(&narrow, &pair.timeline, value);
    for (int scale = 0; scale < TIMELINE_SCALES; scale++)
      for (unsigned age = 0; age < TIMELINE_SLOTS; age++) {
        double wide = window_at(&pair.window, &pair.timeline, scale, age);

        if (isnan(wide))
          expect_missing(narrow_at(&narrow, &pair.timeline, scale, age));
        else
          expect_near(narrow_at(&narrow, &pair.timeline, scale, age), wide,
                      0.004 * wide);
      }
  }
  for (size_t i = 9; i < COUNT_OF(values); i++) {
    assert_true(timeline_push(&pair.timeline, 2000 + (double)i));
    narrow_push(&narrow, &pair.timeline, values[i]);
    expect_missing(narrow_at(&narrow, &pair.timeline, 0, 0));
  }
}

static void what_was_held_is_in_a_narrow_one_too(void **state) {
  struct pair pair;
  struct narrow_window narrow;

  (void)state;
  begin(&pair);
  narrow_clear(&narrow);
  for (int i = 1; i <= 9; i++)
    assert_true(timeline_push(&pair.timeline, i));
  narrow_hold(&narrow, &pair.timeline, 4, 5, 2);
  expect_missing(narrow_at(&narrow, &pair.timeline, 0, 2));
  for (unsigned age = 3; age < 8; age++)
    expect_near(narrow_at(&narrow, &pair.timeline, 0, age), 4, 0);
  expect_missing(narrow_at(&narrow, &pair.timeline, 0, 8));
}

static void before_its_birth_there_is_nothing(void **state) {
  struct pair pair;

  (void)state;
  begin(&pair);
  for (int i = 1; i <= 30; i++)
    assert_true(timeline_push(&pair.timeline, i));
  push(&pair, 31, 7);
  expect_near(window_at(&pair.window, &pair.timeline, 0, 0), 7, 0);
  expect_missing(window_at(&pair.window, &pair.timeline, 0, 1));
  expect_missing(window_at(&pair.window, &pair.timeline, 1, 0));
}

static void time_does_not_stand_still_or_go_back(void **state) {
  struct timeline timeline = {0};

  (void)state;
  assert_true(timeline_push(&timeline, 10));
  assert_false(timeline_push(&timeline, 10));
  assert_false(timeline_push(&timeline, 9));
  assert_false(timeline_push(&timeline, NAN));
  assert_true(timeline_push(&timeline, 12.5));
  expect_near(timeline_step_s(&timeline), 2.5, 0);
}

/* Two windows of one timeline: one is written in each tick, the other late. */
static void what_is_written_late_stands_where_it_belongs(void **state) {
  struct window late;
  struct pair pair;

  (void)state;
  begin(&pair);
  window_clear(&late);
  for (int i = 1; i <= 7 * 177; i++) {
    int turn = i % 7;

    push(&pair, i, turn == 0 ? i : turn <= 4 ? 5 : (double)NAN);
    if (turn != 0)
      continue;
    window_hold(&late, &pair.timeline, 5, 4, 2);
    window_hold(&late, &pair.timeline, NAN, 2, 0);
    window_push(&late, &pair.timeline, i);
  }
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    for (unsigned age = 0; age < TIMELINE_SLOTS; age++)
      expect_same(window_at(&late, &pair.timeline, scale, age),
                  window_at(&pair.window, &pair.timeline, scale, age));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_keeps_the_newest_sixty),
      cmocka_unit_test(a_coarse_slot_is_the_mean_of_the_finer_ones),
      cmocka_unit_test(a_peak_of_some_time_is_known_when_that_time_is),
      cmocka_unit_test(
          a_narrow_one_keeps_three_digits_of_what_a_wide_one_keeps),
      cmocka_unit_test(what_was_held_is_in_a_narrow_one_too),
      cmocka_unit_test(before_its_birth_there_is_nothing),
      cmocka_unit_test(time_does_not_stand_still_or_go_back),
      cmocka_unit_test(what_is_written_late_stands_where_it_belongs),
  };

  return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
