/* test_clock.c - what a history is believed of its times. */
#include "expect.h"

#include "cli/clock.h"

#include <math.h>
#include <string.h>

/* A letter for each time: what became of it. */
enum { ON = '.', GAP = 'g', WILD = 'w', BEHIND = 'b', ANEW = 'A' };

/* As a reader does it: what is held is decided about by the next. */
static void follow(const double *times, size_t count, char *told) {
  struct clock clock;
  int held = -1;

  clock_start(&clock);
  for (size_t i = 0; i < count; i++) {
    if (held >= 0)
      told[held] = clock_held_is_wild(&clock, times[i]) ? WILD : GAP;
    held = -1;
    switch (clock_hear(&clock, times[i])) {
    case CLOCK_GOES_ON:
      told[i] = ON;
      break;
    case CLOCK_LEAPS:
      held = (int)i;
      break;
    case CLOCK_IS_BEHIND:
      told[i] = BEHIND;
      break;
    case CLOCK_IS_ANEW:
      told[i] = ANEW;
    }
  }
  if (held >= 0)
    told[held] = clock_held_is_wild(&clock, INFINITY) ? WILD : GAP;
  told[count] = '\0';
}

static void expect_told(const double *times, size_t count, const char *wanted) {
  char told[64];

  assert_true(count < sizeof(told));
  follow(times, count, told);
  assert_string_equal(told, wanted);
}

#define EXPECT(wanted, ...)                                                    \
  expect_told((const double[]){__VA_ARGS__},                                   \
              sizeof((const double[]){__VA_ARGS__}) / sizeof(double), wanted)

static void steps_go_on_and_the_first_are_no_less_believed(void **state) {
  (void)state;
  EXPECT(".", 100);
  EXPECT(".g", 100, 110);
  EXPECT(".gg....", 100, 110, 120, 130, 180, 181, 186);
}

static void one_time_far_ahead_is_wild(void **state) {
  (void)state;
  EXPECT(".gg.w...", 0, 10, 20, 30, 9999999999, 40, 50, 60);
  EXPECT(".gg.w...", 0, 10, 20, 30, 81, 40, 50, 60);
  EXPECT(".wgg.", 0, 1e14, 10, 20, 30);
}

static void each_of_several_is(void **state) {
  (void)state;
  EXPECT(".gg.w.w..", 0, 10, 20, 30, 1e10, 40, 1e14, 50, 60);
}

static void time_that_stays_ahead_has_leapt_a_gap(void **state) {
  (void)state;
  EXPECT(".gg.g...", 0, 10, 20, 30, 1e9, 1e9 + 10, 1e9 + 20, 1e9 + 30);
  EXPECT(".gg.g", 0, 10, 20, 30, 1e9);
}

static void disorder_behind_a_gap_does_not_make_it_wild(void **state) {
  (void)state;
  EXPECT(".gg.gb..", 0, 10, 20, 30, 1000, 990, 1010, 1020);
  EXPECT(".gg.gb..", 0, 10, 20, 30, 1000, 1000, 1010, 1020);
}

static void longer_steps_are_learnt(void **state) {
  (void)state;
  EXPECT(".gg.gg...", 0, 1, 2, 3, 103, 203, 303, 403, 503);
}

static void what_is_behind_for_a_while_is_passed_over(void **state) {
  (void)state;
  EXPECT(".gg.b..bbb..", 0, 10, 20, 30, 30, 40, 50, 1, 2, 3, 60, 70);
}

static void what_stays_behind_begins_anew(void **state) {
  (void)state;
  EXPECT(".gg.bbbbbbbAgg.", 900, 910, 920, 930, 10, 20, 30, 40, 50, 60, 70, 80,
         90, 100, 110);
}

static void but_not_what_falls_further_back(void **state) {
  (void)state;
  EXPECT(".gg.bbbbbbbbbb", 900, 910, 920, 930, 99, 98, 97, 96, 95, 94, 93, 92,
         91, 90);
}

static void a_first_time_that_is_wild_does_not_silence_the_rest(void **state) {
  (void)state;
  EXPECT(".bbbbbbbAgg.", 1e14, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110);
}

static void nor_do_several_in_a_row(void **state) {
  (void)state;
  EXPECT(".gg.g.bbbbbbbA", 0, 10, 20, 30, 1e10, 1e10 + 9, 40, 50, 60, 70, 80,
         90, 100, 110);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(steps_go_on_and_the_first_are_no_less_believed),
      cmocka_unit_test(one_time_far_ahead_is_wild),
      cmocka_unit_test(each_of_several_is),
      cmocka_unit_test(time_that_stays_ahead_has_leapt_a_gap),
      cmocka_unit_test(disorder_behind_a_gap_does_not_make_it_wild),
      cmocka_unit_test(longer_steps_are_learnt),
      cmocka_unit_test(what_is_behind_for_a_while_is_passed_over),
      cmocka_unit_test(what_stays_behind_begins_anew),
      cmocka_unit_test(but_not_what_falls_further_back),
      cmocka_unit_test(a_first_time_that_is_wild_does_not_silence_the_rest),
      cmocka_unit_test(nor_do_several_in_a_row),
  };

  return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
