/* test_passage.c - when a line with a growing uncertainty meets its wall. */
#include "expect.h"

#include "forecast/passage.h"

static const double Z = 1.2815515655446004; /* of the central 80 % */

static struct forecast passage(struct path path, double horizon_s) {
  struct question question = {.direction = UPWARD, .horizon_s = horizon_s};

  return passage_of(&path, &question);
}

static double spread_at(const struct path *path, double t) {
  return sqrt(path->c0 + path->c1 * t + path->c2 * t * t);
}

static void expect_nothing(struct forecast forecast) {
  expect_missing(forecast.eta_s);
  expect_missing(forecast.lower_s);
  expect_missing(forecast.upper_s);
  expect_missing(forecast.probability);
  expect_missing(forecast.per_s);
}

/* As the quadratic says, whatever the unit is: bytes or exabytes. */
static void bounds_are_where_the_spread_meets_the_wall(void **state) {
  static const double sizes[] = {1, 1e-9, 1e9};
  static const struct path paths[] = {
      {100, 1, 0, 0, 0},      {100, 1, 0, 4, 0},    {100, 1, 400, 0, 0},
      {100, 1, 0, 0, 0.04},   {100, 1, 25, 1, 0.1}, {0.25, 0.125, 0, 0.001, 0},
      {3, 0.01, 2, 0.001, 0},
  };

  (void)state;
  for (size_t u = 0; u < COUNT_OF(sizes); u++)
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
      double unit = sizes[u], square = unit * unit;
      struct path path = {paths[i].distance * unit, paths[i].per_s * unit,
                          paths[i].c0 * square, paths[i].c1 * square,
                          paths[i].c2 * square};
      struct forecast told = passage(path, 1e6);

      expect_near(told.eta_s, paths[i].distance / paths[i].per_s, 1e-9);
      expect_near((path.per_s * told.lower_s - path.distance) / unit,
                  -Z * spread_at(&path, told.lower_s) / unit, 1e-6);
      expect_near((path.per_s * told.upper_s - path.distance) / unit,
                  Z * spread_at(&path, told.upper_s) / unit, 1e-6);
      assert_true(told.lower_s <= told.eta_s && told.eta_s <= told.upper_s);
    }
}

static void noise_that_reaches_the_wall_may_be_there_now(void **state) {
  struct path path = {.distance = 10, .per_s = 1, .c0 = 100};

  (void)state;
  expect_near(passage(path, 100).lower_s, 0, 0);
  path.c0 = 100 / Z / Z * 1.0001; /* just reaches it */
  expect_near(passage(path, 100).lower_s, 0, 0);
  path.c0 = 100 / Z / Z * 0.9999;
  expect_between(passage(path, 100).lower_s, 1e-5, 0.1);
}

static void a_slope_that_may_be_none_has_no_latest_time(void **state) {
  struct path path = {.distance = 10, .per_s = 1};

  (void)state;
  path.c2 = 0.9999 / Z / Z;
  assert_true(passage(path, 1e9).upper_s > 1000);
  path.c2 = 1.0001 / Z / Z;
  expect_missing(passage(path, 1e9).upper_s);
  expect_near(passage(path, 1e9).eta_s, 10, 1e-12);
}

static void the_horizon_itself_is_within_it(void **state) {
  struct path sure = {.distance = 32, .per_s = 1};
  struct path wide = {.distance = 32, .per_s = 1, .c1 = 1};
  double upper_s = passage(wide, 1e6).upper_s;

  (void)state;
  expect_near(passage(sure, 32).eta_s, 32, 0);
  expect_near(passage(sure, 32).upper_s, 32, 0);
  expect_near(passage(sure, 32).probability, 100, 0);
  expect_nothing(passage(sure, 31.999));
  expect_near(passage(wide, upper_s).upper_s, upper_s, 0);
  expect_missing(passage(wide, upper_s * 0.999).upper_s);
}

static void what_does_not_move_there_is_nothing(void **state) {
  (void)state;
  expect_nothing(passage((struct path){.distance = 0, .per_s = 0}, 60));
  expect_nothing(passage((struct path){.distance = 1, .per_s = 0}, 60));
  expect_nothing(passage((struct path){.distance = -1, .per_s = 0}, 60));
  expect_nothing(passage((struct path){.distance = 1, .per_s = -1}, 60));
  expect_nothing(passage((struct path){.distance = 1, .per_s = NAN}, 60));
  expect_near(passage((struct path){.distance = 1, .per_s = 0.5}, 60).per_s,
              0.5, 0);
}

/* Within the horizon: half at the median, the tails at the bounds. */
static void probability_is_that_of_the_normal_distribution(void **state) {
  struct path path = {.distance = 64, .per_s = 1, .c0 = 4, .c2 = 0.25};
  struct path small = {.distance = 64e-9, .per_s = 1e-9, .c1 = 1e-18};
  double upper_s = passage(path, 1e6).upper_s;

  (void)state;
  expect_near(passage(path, 64).probability, 50, 1e-9);
  expect_near(passage(path, upper_s).probability, 90, 1e-6);
  expect_near(passage(small, 81).probability, 100 * normal_below(17 / 9.0),
              1e-6);
  expect_near(normal_below(0), 0.5, 1e-15);
  expect_near(normal_below(Z), 0.9, 1e-12);
  expect_near(normal_below(-Z), 0.1, 1e-12);
  expect_near(normal_below(1), 0.8413447460685429, 1e-12);
  expect_near(normal_below(40), 1, 0);
}

static void before_a_floor_the_slope_is_a_fall(void **state) {
  struct path path = {.distance = 10, .per_s = 2};
  struct question question = {.direction = DOWNWARD, .horizon_s = 60};

  (void)state;
  expect_near(passage_of(&path, &question).per_s, -2, 0);
  expect_near(passage_of(&path, &question).eta_s, 5, 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(bounds_are_where_the_spread_meets_the_wall),
      cmocka_unit_test(noise_that_reaches_the_wall_may_be_there_now),
      cmocka_unit_test(a_slope_that_may_be_none_has_no_latest_time),
      cmocka_unit_test(the_horizon_itself_is_within_it),
      cmocka_unit_test(what_does_not_move_there_is_nothing),
      cmocka_unit_test(probability_is_that_of_the_normal_distribution),
      cmocka_unit_test(before_a_floor_the_slope_is_a_fall),
  };

  return cmocka_run_group_tests_name("passage", tests, NULL, NULL);
}
