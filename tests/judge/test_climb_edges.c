/* test_climb_edges.c - what is a rise, a leap, stairs, a rest, and what is just
 * none. By hand: a second from point to point, and each is a floor. */
#include "expect.h"

#include "judge/climb.h"

#include <stdbool.h>

/* At the end of a row. */
#define END -1

/* What stands behind its points is none of it. */
static struct climb climb_of(const double *bytes) {
  struct climb climb = {0};

  while (climb.count < CLIMB_POINTS && bytes[climb.count] != END) {
    climb.at_s[climb.count] = climb.count;
    climb.low[climb.count] = climb.high[climb.count] = bytes[climb.count];
    climb.count++;
  }
  for (int i = climb.count; i < CLIMB_POINTS; i++) {
    climb.at_s[i] = i;
    climb.low[i] = climb.high[i] = 1e15;
  }
  return climb;
}

/* From where to where; from -1: none is told. */
static void expect_rise(const struct climb *climb, double least, int from,
                        int until) {
  struct rise rise = {-1, -1, -1};

  assert_int_equal(climb_rises(climb, least, &rise), from >= 0);
  assert_int_equal(rise.from, from);
  if (from >= 0)
    assert_int_equal(rise.until, until);
}

/* The least that a straight way spends, as a share of what this one does. */
static double straightness(double odd, int steps) {
  double net = steps - 1 + odd;

  return net * net / steps / (steps - 1 + odd * odd);
}

/* Steps of one, and an odd one in the middle, so that it is as straight; then
 * a point of now, that is no floor yet. */
static struct climb as_straight(double share, int steps) {
  double low = 1, high = 1000;
  struct climb climb = {.count = steps + 2};

  while (high - low > 1e-9) {
    double odd = (low + high) / 2;

    if (straightness(odd, steps) > share)
      low = odd;
    else
      high = odd;
  }
  for (int i = 1; i < climb.count; i++) {
    climb.at_s[i] = i;
    climb.low[i] = climb.low[i - 1] + (i == (steps + 1) / 2 ? low : 1);
    climb.high[i] = climb.low[i];
  }
  return climb;
}

/* One wanderer in a hundred is as straight: the more steps, the less is. */
static void a_rise_is_straighter_than_a_wanderer_seldom_is(void **state) {
  static const double shares[] = {[3] = 0.96, 0.89, 0.80, 0.73, 0.66};

  (void)state;
  for (int steps = 3; steps < (int)COUNT_OF(shares); steps++) {
    struct climb straight = as_straight(shares[steps] + 1e-6, steps);
    struct climb bent = as_straight(shares[steps] - 1e-6, steps);
    struct rise rise = {0};

    expect_rise(&straight, 1, 0, steps);
    assert_false(climb_rises(&bent, 1, &rise) && rise.from == 0 &&
                 rise.until == steps);
  }
}

/* The last point is the sample of now: it is in no straight rise. */
static void three_steps_and_now_are_enough(void **state) {
  struct climb climb = climb_of((double[]){0, 10, 20, 30, 40, END});

  (void)state;
  climb.high[0] = 35; /* so that it is no stairs */
  expect_rise(&climb, 30, 0, 3);
  expect_rise(&climb, 30.1, -1, 0);
  climb.count--;
  expect_rise(&climb, 1, -1, 0);
}

static void a_rise_is_a_tenth_of_what_stands_on_it(void **state) {
  static const struct {
    double spread;
    int from;
  } rows[] = {{300, 0}, {301, -1}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    for (int point = 0; point < 4; point++) {
      struct climb climb = climb_of((double[]){0, 10, 20, 30, 31, END});

      climb.high[point] = climb.low[point] + rows[i].spread;
      expect_rise(&climb, 1, rows[i].from, 3);
    }
}

/* By half of what it rose. */
static void a_later_rise_leads_above_all_before(void **state) {
  static const struct {
    double before;
    int from;
  } rows[] = {{15, 1}, {15.1, -1}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct climb climb = climb_of((double[]){0, 0, 10, 20, 30, 40, END});

    climb.low[0] = climb.high[0] = rows[i].before;
    expect_rise(&climb, 1, rows[i].from, 4);
  }
}

/* Three seconds up, then flat until now. */
static struct climb up_and_flat(double now_s) {
  struct climb climb = climb_of((double[]){0, 10, 20, 30, 30, END});

  climb.at_s[4] = now_s;
  return climb;
}

static void what_was_there_for_half_of_its_time_rises_no_more(void **state) {
  struct climb rising = up_and_flat(6), over = up_and_flat(6.01);

  (void)state;
  expect_rise(&rising, 1, 0, 3);
  expect_rise(&over, 1, -1, 0);
}

static void what_was_there_for_a_fifth_of_its_time_rests(void **state) {
  struct climb rising = up_and_flat(3.75), resting = up_and_flat(3.76);

  (void)state;
  assert_false(climb_rests(&rising, 1));
  assert_true(climb_rests(&resting, 1));
  assert_true(climb_rests(&resting, 30));
  assert_false(climb_rests(&resting, 30.1));
}

/* Steps of one before it, up or down: six times as much a second. */
static void a_leap_is_six_times_what_it_did_before(void **state) {
  static const struct {
    double bytes[CLIMB_POINTS];
    int from;
  } rows[] = {
      {{1, 0, 1, 0, 6, END}, 3},       {{1, 0, 1, 0, 5.99, END}, -1},
      {{1, 0, 1, 6, END}, -1}, /* three steps are the least to know it by */
      {{1, 0, 1, 7, END}, -1},         {{2, 0, 2, 0, 12, END}, 3},
      {{2, 0, 2, 0, 11, END}, -1},     {{1, 0, 1, 0, 1, 7, END}, 4},
      {{1, 0, 1, 0, 1, 6.9, END}, -1},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct climb climb = climb_of(rows[i].bytes);

    expect_rise(&climb, 1, rows[i].from, climb.count - 1);
  }
}

static void a_leap_is_told_by_its_height_alone_and_above_all(void **state) {
  struct climb climb = climb_of((double[]){1, 0, 1, 0, 10, END});

  (void)state;
  expect_rise(&climb, 10, 3, 4);
  expect_rise(&climb, 10.1, -1, 0);
  climb.high[1] = 5;
  expect_rise(&climb, 1, 3, 4);
  climb.high[1] = 5.1;
  expect_rise(&climb, 1, -1, 0);
}

/* A quarter of a second behind the one of the leap, and a little more. */
static void a_leap_that_rests_for_a_fifth_of_its_time_is_over(void **state) {
  struct climb climb = climb_of((double[]){1, 0, 1, 0, 100, 100, END});

  (void)state;
  climb.at_s[5] = 4.25;
  expect_rise(&climb, 1, 3, 5);
  climb.at_s[5] = 4.26;
  expect_rise(&climb, 1, -1, 0);
}

/* What is no stairs here is a leap, and that is shorter. */
static void stairs_are_three_of_a_tenth_each(void **state) {
  static const struct {
    double bytes[CLIMB_POINTS];
    int from;
  } rows[] = {
      {{0, 10, 10, 20, 20, 100, END}, 0},
      {{0, 9.9, 9.9, 20, 20, 100, END}, 3},
      {{0, 0, 0, 20, 20, 100, END}, 4},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct climb climb = climb_of(rows[i].bytes);

    expect_rise(&climb, 1, rows[i].from, 5);
    expect_rise(&climb, 101, -1, 0);
  }
}

static void stairs_lose_less_than_a_seventh(void **state) {
  struct climb climb = climb_of((double[]){0, 10, 10, 20, 20, 100, END});

  (void)state;
  expect_rise(&climb, 100, 0, 5);
  climb.high[2] = 35; /* of which 20 are there still */
  expect_rise(&climb, 100, 0, 5);
  climb.high[2] = 35.1;
  expect_rise(&climb, 100, -1, 0);
  climb.high[2] = 30;
  climb.high[0] = 15; /* and five more here */
  expect_rise(&climb, 100, 0, 5);
  climb.high[0] = 15.1;
  expect_rise(&climb, 100, -1, 0);
}

/* Of all ups and downs; here 100. */
static void what_rests_has_kept_six_tenths_of_its_way(void **state) {
  struct climb kept = climb_of((double[]){0, 80, 60, 60, END});
  struct climb less = climb_of((double[]){0, 81, 60, 60, END});

  (void)state;
  assert_true(climb_rests(&kept, 1));
  assert_false(climb_rests(&less, 1));
}

static void what_rests_or_is_back_was_higher_than_before(void **state) {
  struct climb rest = climb_of((double[]){0, 0, 100, 100, 100, END});
  struct climb back = climb_of((double[]){0, 0, 100, 0, END});

  (void)state;
  rest.high[0] = back.high[0] = 99;
  assert_true(climb_rests(&rest, 1));
  assert_true(climb_is_back(&back, 1));
  rest.high[0] = back.high[0] = 100;
  assert_false(climb_rests(&rest, 1));
  assert_false(climb_is_back(&back, 1));
}

static void half_of_it_is_given_back_and_nearly_straight(void **state) {
  static const struct {
    double bytes[CLIMB_POINTS];
    double least;
    bool is_back;
  } rows[] = {
      {{0, 100, 50, END}, 50, true},         {{0, 100, 50, END}, 50.1, false},
      {{0, 100, 51, END}, 1, false},         {{0, 40, 0, END}, 40, true},
      {{0, 40, 0, END}, 41, false},          {{0, 40, -100, END}, 41, false},
      {{0, 50, 35, 100, 30, END}, 1, true}, /* 170 of 200 */
      {{0, 50, 34, 100, 30, END}, 1, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct climb climb = climb_of(rows[i].bytes);

    if (climb_is_back(&climb, rows[i].least) != rows[i].is_back)
      fail_msg("row %zu", i);
  }
}

/* At a tenth of it, and at nine. */
static void when_it_has_begun_and_is_over(void **state) {
  static const struct {
    double bytes[CLIMB_POINTS];
    int begun, over;
  } rows[] = {
      {{0, 10, 90, 100, END}, 1, 2},    {{0, 10.1, 89.9, 100, END}, 0, 3},
      {{0, 5, 11, 10, 100, END}, 3, 4}, {{0, 95, 50, 100, END}, 0, 3},
      {{50, 60, 140, 150, END}, 1, 2},  {{10, 20, 0, END}, 2, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct climb climb = climb_of(rows[i].bytes);

    assert_int_equal(climb_begun(&climb), rows[i].begun);
    expect_near(climb_over_s(&climb), rows[i].over, 0);
  }
}

/* By a line through what comes after; between two points, or the earlier. */
static void it_left_the_ground_where_the_line_does(void **state) {
  static const struct {
    double at_s[4], bytes[4], begun_s;
  } rows[] = {
      {{0, 10, 12, 14}, {0, 0, 5, 15}, 11},
      {{0, 10, 12, 14}, {0, 0, 2, 16}, 12 - 2.0 / 7},
      {{0, 10, 12, 14}, {0, 0, 10, 20}, 10},
      {{0, 10, 12, 14}, {0, 0, 15, 20}, 10},
      {{0, 10, 12, 14}, {0, 0, 25, 20}, 10},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct climb climb = {.count = 4};

    for (int k = 0; k < 4; k++) {
      climb.at_s[k] = rows[i].at_s[k];
      climb.low[k] = climb.high[k] = rows[i].bytes[k];
    }
    expect_near(climb_begun_s(&climb), rows[i].begun_s, 1e-9);
  }
}

static void of_peaks_the_last_counts_and_of_heights_the_most(void **state) {
  struct climb climb = climb_of((double[]){9, 5, 9, 3, END});

  (void)state;
  assert_int_equal(climb_peak(&climb), 2);
  climb.low[0] = 10;
  assert_int_equal(climb_peak(&climb), 0);
  climb.high[1] = 20;
  expect_near(climb_height(&climb, 0), 20, 0);
  expect_near(climb_height(&climb, 1), 20, 0);
  expect_near(climb_height(&climb, 2), 9, 0);
  expect_near(climb_height(&climb, 3), 3, 0);
}

/* A thousandth of a byte or a TiB. */
static void it_is_the_same_at_each_scale(void **state) {
  static const double scales[] = {1e-3, 1, 1e12};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(scales); i++) {
    struct climb climb = climb_of((double[]){0, 10, 20, 30, 40, END});

    for (int k = 0; k < climb.count; k++)
      climb.high[k] = climb.low[k] *= scales[i];
    expect_rise(&climb, 30 * scales[i], 0, 3);
  }
}

/* What was lowest since is where it ends; of two that are, the first. */
static void a_rise_ends_at_the_lowest_since(void **state) {
  struct climb climb = climb_of((double[]){0, 10, 20, 30, 41, 45, 41, 46, END});
  struct rise rise = {0};
  struct climb cut;

  (void)state;
  climb.low[climb.count] = -1e15;
  assert_true(climb_rises(&climb, 1, &rise));
  cut = climb_cut(&climb, &rise);
  assert_int_equal(rise.from, 0);
  assert_int_equal(cut.count, rise.until + 1);
  expect_near(cut.low[cut.count - 1], climb.low[rise.end], 0);
  expect_near(cut.at_s[cut.count - 1], rise.end, 0);
  expect_near(climb_net(&cut), 41, 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_rise_is_straighter_than_a_wanderer_seldom_is),
      cmocka_unit_test(three_steps_and_now_are_enough),
      cmocka_unit_test(a_rise_is_a_tenth_of_what_stands_on_it),
      cmocka_unit_test(a_later_rise_leads_above_all_before),
      cmocka_unit_test(what_was_there_for_half_of_its_time_rises_no_more),
      cmocka_unit_test(what_was_there_for_a_fifth_of_its_time_rests),
      cmocka_unit_test(a_leap_is_six_times_what_it_did_before),
      cmocka_unit_test(a_leap_is_told_by_its_height_alone_and_above_all),
      cmocka_unit_test(a_leap_that_rests_for_a_fifth_of_its_time_is_over),
      cmocka_unit_test(stairs_are_three_of_a_tenth_each),
      cmocka_unit_test(stairs_lose_less_than_a_seventh),
      cmocka_unit_test(what_rests_has_kept_six_tenths_of_its_way),
      cmocka_unit_test(what_rests_or_is_back_was_higher_than_before),
      cmocka_unit_test(half_of_it_is_given_back_and_nearly_straight),
      cmocka_unit_test(when_it_has_begun_and_is_over),
      cmocka_unit_test(it_left_the_ground_where_the_line_does),
      cmocka_unit_test(of_peaks_the_last_counts_and_of_heights_the_most),
      cmocka_unit_test(it_is_the_same_at_each_scale),
      cmocka_unit_test(a_rise_ends_at_the_lowest_since),
  };

  return cmocka_run_group_tests_name("climb, at the edge", tests, NULL, NULL);
}
