/* test_verdict.c - what forecasts and present values come to. */
#include "expect.h"

#include "judge/verdict.h"

static struct standing standing(double value, double limit, double eta_s) {
  struct standing result = standing_unknown;

  result.value = value;
  result.limit = limit;
  result.used_percent = wall_used_percent(&walls[WALL_FD_LIMIT], value, limit);
  result.forecast.eta_s = eta_s;
  return result;
}

static void time_left_decides(void **state) {
  static const struct {
    double value, limit, eta_s;
    enum state wanted;
    bool certain;
  } cases[] = {
      {10, 100, NAN, STATE_OK, false},
      {10, 100, 2220, STATE_WARNING, false},
      {10, 100, 61, STATE_WARNING, false},
      {10, 100, 60, STATE_FAILURE, false},
      {100, 100, 0, STATE_FAILURE, true},
      {NAN, 100, NAN, STATE_OK, false},
      {10, NAN, NAN, STATE_OK, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    struct standing s =
        standing(cases[i].value, cases[i].limit, cases[i].eta_s);
    bool certain = true;

    assert_int_equal(verdict_of(&walls[WALL_FD_LIMIT], &s, 2220, &certain),
                     cases[i].wanted);
    assert_int_equal(certain, cases[i].certain);
  }
}

static void some_walls_are_never_more_than_a_warning(void **state) {
  struct standing s = standing(100, 100, 0);
  bool certain;

  (void)state;
  assert_int_equal(verdict_of(&walls[WALL_DIRTY_THROTTLE], &s, 2220, &certain),
                   STATE_WARNING);
}

/* A threshold of the user's own is noisy: meeting it once must wait for
 * TripAfter like everything else. */
static void a_threshold_that_is_met_is_not_certain(void **state) {
  struct wall wall = wall_of_threshold(METRIC_CONTEXT_SWITCHES, 100, UPWARD);
  struct standing s = standing(120, 100, 0);
  bool certain;

  (void)state;
  assert_int_equal(verdict_of(&wall, &s, 2220, &certain), STATE_FAILURE);
  assert_false(certain);
}

static void the_worse_has_less_time_or_less_room(void **state) {
  struct standing soon = standing(10, 100, 60), late = standing(90, 100, 600);
  struct standing full = standing(80, 100, NAN), empty = standing(5, 100, NAN);

  (void)state;
  assert_true(standing_is_worse(&soon, &late));
  assert_false(standing_is_worse(&late, &soon));
  assert_true(standing_is_worse(&late, &full));
  assert_true(standing_is_worse(&full, &empty));
  assert_true(standing_is_worse(&empty, &standing_unknown));
  assert_false(standing_is_worse(&standing_unknown, &empty));
  assert_false(standing_is_worse(&empty, &empty));
}

static void a_smoothed_wall_waits_for_all_of_its_ticks(void **state) {
  struct wall wall = wall_of_threshold(METRIC_IO_WAIT, 150, UPWARD);
  struct timeline timeline = {0};
  struct window window;
  double now[METRIC_COUNT];

  (void)state;
  wall.smooth = 10;
  window_clear(&window);
  for (int i = 0; i < METRIC_COUNT; i++)
    now[i] = NAN;
  for (int tick = 1; tick <= 10; tick++) {
    struct standing s;

    now[METRIC_IO_WAIT] = tick <= 2 ? 1000 : 0;
    assert_true(timeline_push(&timeline, tick));
    window_push(&window, &timeline, now[METRIC_IO_WAIT]);
    s = standing_of(&wall,
                    &(struct outlook){MODEL_TREND, 2220, &timeline, NULL,
                                      &standing_unknown},
                    now, &window);
    if (tick < 10)
      expect_missing(s.value);
    else
      expect_near(s.value, 200, 1e-9);
  }
}

/* Two ticks have a mean, too; and one is none. */
static void a_mean_of_two_ticks_is_one_of_both(void **state) {
  static const double value[] = {100, 200, 200, 0};
  static const double told[] = {NAN, 150, 200, 100};
  struct wall wall = wall_of_threshold(METRIC_IO_WAIT, 1000, UPWARD);
  struct timeline timeline = {0};
  struct window window;
  double now[METRIC_COUNT];

  (void)state;
  window_clear(&window);
  for (int i = 0; i < METRIC_COUNT; i++)
    now[i] = NAN;
  for (unsigned tick = 0; tick < COUNT_OF(told); tick++) {
    now[METRIC_IO_WAIT] = value[tick];
    assert_true(timeline_push(&timeline, tick + 1));
    window_push(&window, &timeline, now[METRIC_IO_WAIT]);
    wall.smooth = 2;
    expect_same(standing_asks(&wall, now, &window, &timeline), told[tick]);
    wall.smooth = 1;
    expect_same(standing_asks(&wall, now, &window, &timeline),
                now[METRIC_IO_WAIT]);
    wall.smooth = 0;
    expect_same(standing_asks(&wall, now, &window, &timeline),
                now[METRIC_IO_WAIT]);
  }
}

/* The window is that of the envelope, a leak of 1 a second. */
static void an_envelope_is_foretold_and_the_present_value_judged(void **state) {
  static const struct {
    double value, peak, used_percent, eta_s;
  } rows[] = {
      {5, 60, 5, 40},           /* between two tips */
      {60, 60, 60, 40},         /* at one */
      {100, 100, 100, 0},       /* the wall is met */
      {5, 120, 5, (double)NAN}, /* it was, and will be again: when? */
      {5, (double)NAN, 5, (double)NAN},
  };
  const struct wall *wall = &walls[WALL_DIRTY_THROTTLE];
  struct timeline timeline = {0};
  struct window window;

  (void)state;
  window_clear(&window);
  for (int i = 1; i <= 60; i++) {
    assert_true(timeline_push(&timeline, i));
    window_push(&window, &timeline, i);
  }
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double now[METRIC_COUNT] = {[METRIC_DIRTY_PENDING] = rows[i].value,
                                [METRIC_DIRTY_PEAK] = rows[i].peak,
                                [METRIC_DIRTY_THROTTLE] = 100};
    struct standing s =
        standing_of(wall,
                    &(struct outlook){MODEL_TREND, 2220, &timeline, NULL,
                                      &standing_unknown},
                    now, &window);

    expect_near(s.value, rows[i].value, 0);
    expect_near(s.used_percent, rows[i].used_percent, 1e-9);
    if (isnan(rows[i].eta_s))
      expect_missing(s.forecast.eta_s);
    else
      expect_near(s.forecast.eta_s, rows[i].eta_s, 1e-6);
  }
}

/* Of a column of a table nobody knows what the least step of it is. */
static double foretold_in_units_of(double unit, double noise) {
  struct wall wall = wall_of_threshold(METRIC_CONTEXT_SWITCHES, 100, UPWARD);
  struct timeline timeline = {0};
  struct window window;
  struct standing s;

  wall.metric = METRIC_COUNT;
  window_clear(&window);
  for (int i = 1; i <= 60; i++) {
    assert_true(timeline_push(&timeline, i));
    window_push(&window, &timeline, unit * (i + noise * (i * 7 % 5)));
  }
  s = standing_before(
      &wall,
      &(struct outlook){MODEL_TREND, 2220, &timeline, NULL, &standing_unknown},
      60 * unit, 100 * unit, &window);
  expect_near(s.value, 60 * unit, 0);
  expect_near(s.limit, 100 * unit, 0);
  expect_near(s.used_percent, 60, 1e-9);
  return s.forecast.eta_s;
}

static void what_is_no_metric_is_foretold_all_the_same(void **state) {
  static const double sizes[] = {1, 65536, 1.0 / 65536};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(sizes); i++) {
    expect_near(foretold_in_units_of(sizes[i], 0), 40, 1e-6);
    expect_near(foretold_in_units_of(sizes[i], 2), foretold_in_units_of(1, 2),
                1e-6);
  }
}

/* Ten minutes of rest and ten steep seconds, judged in each. */
static double steep_eta_s(unsigned smooth) {
  struct wall wall = wall_of_threshold(METRIC_CONTEXT_SWITCHES, 1000, UPWARD);
  struct standing last = standing_unknown;
  struct timeline timeline = {0};
  struct window window;

  wall.smooth = smooth;
  window_clear(&window);
  for (int s = 1; s <= 610; s++) {
    double value = 100 + s % 3 + (s > 600 ? 20 * (s - 600) : 0);
    struct outlook outlook = {MODEL_BEST, 2220, &timeline, NULL, &last};

    assert_true(timeline_push(&timeline, s));
    window_push(&window, &timeline, value);
    last = standing_before(&wall, &outlook, value, 1000, &window);
  }
  return last.forecast.eta_s;
}

/* A mean leans on ticks before: the last few of it are no straight line. */
static void of_a_mean_a_few_ticks_tell_nothing(void **state) {
  (void)state;
  expect_between(steep_eta_s(1), 30, 40);
  expect_missing(steep_eta_s(2));
  expect_missing(steep_eta_s(3));
}

/* Of less time first; of a share that is not known last. */
static void equals_are_not_worse(void **state) {
  struct standing one = standing(80, 100, 60), other = standing(81, 100, 60);

  (void)state;
  assert_true(standing_is_worse(&other, &one));
  assert_false(standing_is_worse(&one, &other));
  assert_false(standing_is_worse(&one, &one));
  other.used_percent = NAN;
  assert_true(standing_is_worse(&one, &other));
  assert_false(standing_is_worse(&other, &one));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(time_left_decides),
      cmocka_unit_test(some_walls_are_never_more_than_a_warning),
      cmocka_unit_test(a_threshold_that_is_met_is_not_certain),
      cmocka_unit_test(the_worse_has_less_time_or_less_room),
      cmocka_unit_test(what_is_no_metric_is_foretold_all_the_same),
      cmocka_unit_test(of_a_mean_a_few_ticks_tell_nothing),
      cmocka_unit_test(equals_are_not_worse),
      cmocka_unit_test(a_mean_of_two_ticks_is_one_of_both),
      cmocka_unit_test(a_smoothed_wall_waits_for_all_of_its_ticks),
      cmocka_unit_test(an_envelope_is_foretold_and_the_present_value_judged),
  };

  return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
