/* test_span.c - which values of a window are seen, and at which resolution. */
#include "expect.h"

#include "forecast/span.h"
#include "walk.h"

/* One a second, its number being its value. */
static struct sight ticks_of(struct walk *walk, int ticks) {
  begin(walk, 1);
  for (int i = 1; i <= ticks; i++)
    step(walk, i);
  return sight_of(&walk->window, &walk->timeline, UPWARD);
}

static void expect_span(const struct span *span, int count, double newest,
                        double next, double oldest) {
  assert_int_equal(span->count, count);
  expect_near(span->v[0], newest, 0);
  expect_near(span->v[1], next, 0);
  expect_near(span->v[count - 1], oldest, 0);
}

/* Slots of ten, of sixty and of six hundred: means, led by the last tick. */
static void a_scale_is_all_its_slots_led_by_the_newest_value(void **state) {
  struct walk walk;
  struct sight sight = ticks_of(&walk, 1225);
  struct span span;

  (void)state;
  span_of_scale(&span, &sight, 0);
  expect_span(&span, 60, 1225, 1224, 1166);
  span_of_scale(&span, &sight, 1);
  expect_span(&span, 61, 1225, 1215.5, 625.5);
  expect_near(span.t[0], walk.now_s, 0);
  expect_near(span.t[1], walk.now_s - 9.5, 0);
  span_of_scale(&span, &sight, 2);
  expect_span(&span, 21, 1225, 1170.5, 30.5);
  span_of_scale(&span, &sight, 3);
  expect_span(&span, 3, 1225, 900.5, 300.5);
}

static void gaps_are_not_in_it_and_a_floor_turns_it_over(void **state) {
  struct walk walk;
  struct sight sight;
  struct span span;

  (void)state;
  begin(&walk, 1);
  for (int i = 0; i < 5; i++)
    step(&walk, i % 2 ? (double)NAN : i);
  sight = sight_of(&walk.window, &walk.timeline, DOWNWARD);
  span_of_scale(&span, &sight, 0);
  expect_span(&span, 3, -4, -2, 0);
  expect_near(span_length_s(&span), 4, 0);
  step(&walk, NAN); /* what leads a coarse scale may be missing, too */
  span_of_scale(&span, &sight, 1);
  assert_int_equal(span.count, 0);
}

static void a_time_ends_with_what_is_just_as_old(void **state) {
  struct walk walk;
  struct sight sight = ticks_of(&walk, 30);
  struct span span;

  (void)state;
  span_of_time(&span, &sight, 10);
  expect_span(&span, 11, 30, 29, 20);
  span_of_time(&span, &sight, 9.5);
  expect_span(&span, 10, 30, 29, 21);
  span_of_time(&span, &sight, 1e9); /* all there ever was */
  expect_span(&span, 30, 30, 29, 1);
}

/* Sixty slots are sixty steps long; means are as old as their middle. */
static void the_finest_scale_that_has_kept_it_is_taken(void **state) {
  static const struct {
    double length_s;
    int count;
    double next, oldest;
  } rows[] = {
      {60, 60, 39999, 39941},       {61, 7, 39995.5, 39945.5},
      {604, 61, 39995.5, 39405.5},  {605, 10, 39930.5, 39450.5},
      {3670, 61, 39930.5, 36390.5}, {3671, 6, 39300.5, 36900.5},
      {36000, 60, 39300.5, 4500.5}, {1e6, 61, 39300.5, 3900.5},
  };
  struct walk walk;
  struct sight sight = ticks_of(&walk, 40000);

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct span span;

    span_of_time(&span, &sight, rows[i].length_s);
    expect_span(&span, rows[i].count, 40000, rows[i].next, rows[i].oldest);
  }
}

static void of_too_few_coarse_values_a_finer_scale_is_taken(void **state) {
  struct walk walk;
  struct sight sight = ticks_of(&walk, 100);
  struct span span;

  (void)state;
  span_of_enough(&span, &sight, 1000, 11); /* ten slots and what leads them */
  expect_span(&span, 11, 100, 95.5, 5.5);
  span_of_enough(&span, &sight, 1000, 12);
  expect_span(&span, 60, 100, 99, 41);
  span_of_enough(&span, &sight, 1000, 100); /* there are no more */
  expect_span(&span, 60, 100, 99, 41);
}

static void one_value_has_no_length(void **state) {
  struct span span = {.t = {50, 40, 10}};

  (void)state;
  expect_near(span_length_s(&span), 0, 0);
  span.count = 1;
  expect_near(span_length_s(&span), 0, 0);
  span.count = 2;
  expect_near(span_length_s(&span), 10, 0);
  span.count = 3;
  expect_near(span_length_s(&span), 40, 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_scale_is_all_its_slots_led_by_the_newest_value),
      cmocka_unit_test(gaps_are_not_in_it_and_a_floor_turns_it_over),
      cmocka_unit_test(a_time_ends_with_what_is_just_as_old),
      cmocka_unit_test(the_finest_scale_that_has_kept_it_is_taken),
      cmocka_unit_test(of_too_few_coarse_values_a_finer_scale_is_taken),
      cmocka_unit_test(one_value_has_no_length),
  };

  return cmocka_run_group_tests_name("span", tests, NULL, NULL);
}
