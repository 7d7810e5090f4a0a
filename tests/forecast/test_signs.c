/* test_signs.c - what is seen in a window has no unit and no gap. */
#include "expect.h"

#include "forecast/signs.h"
#include "school.h"

#include <string.h>

static const double HORIZON_S = 3600;

static bool look(const struct school *school, double sign[SIGN_COUNT]) {
  struct question question = question_in(school);

  return signs_take(&school->walk.window, &school->walk.timeline, &question,
                    sign);
}

static void each_sign_has_a_name_of_its_own(void **state) {
  (void)state;
  for (int id = 0; id < SIGN_COUNT; id++) {
    assert_non_null(sign_names[id]);
    for (int other = 0; other < id; other++)
      assert_string_not_equal(sign_names[id], sign_names[other]);
  }
}

static void two_values_show_nothing(void **state) {
  struct school school;
  double sign[SIGN_COUNT];

  (void)state;
  open_school(&school, 60, HORIZON_S, 100);
  for (int i = 0; i < 2; i++) {
    teach(&school, 10 + i);
    assert_false(look(&school, sign));
  }
  teach(&school, 12);
  assert_true(look(&school, sign));
  teach(&school, 100);
  assert_false(look(&school, sign)); /* the wall is met */
}

static void a_line_leads_to_the_wall(void **state) {
  struct school school;
  double sign[SIGN_COUNT];

  (void)state;
  open_school(&school, 60, HORIZON_S, 100);
  for (int i = 0; i <= 600; i++)
    teach(&school, 40 + i * 0.0833333); /* 10 away, 2 hours */
  assert_true(look(&school, sign));
  expect_near(sign[SIGN_TO_WALL_1], 1, 0.02);
  expect_near(sign[SIGN_TO_WALL_4], 1, 0.1);
  expect_near(sign[SIGN_TO_WALL_STEADY_4], 1, 0.1);
  expect_near(sign[SIGN_STRAIGHT_4], 1, 0.01);
  expect_near(sign[SIGN_SHARE_OF_WALL], 0.9, 0.001);
  expect_near(sign[SIGN_RANGE_1], log2(0.5), 0.05);
  expect_near(sign[SIGN_MET_AGO], 8, 0);
  expect_near(sign[SIGN_YESTERDAY], 6, 0);
}

static double saw(int i, uint64_t *seed) {
  return 0.05 * i + (i % 37) * 0.4 + normal(seed);
}

/* Bytes or percents, seconds or hours, up or down: the same is seen. */
static void units_do_not_matter(void **state) {
  static const struct {
    double scale, offset, time;
    enum direction direction;
  } worlds[] = {
      {1e6, 0, 1, UPWARD}, {1, 0, 1.0 / 60, UPWARD}, {-1, 0, 1, DOWNWARD}};
  struct school plain, other;
  double sign[SIGN_COUNT], seen[SIGN_COUNT];

  (void)state;
  for (size_t w = 0; w < COUNT_OF(worlds); w++) {
    uint64_t seed = 5;

    open_school(&plain, 60, HORIZON_S, 60);
    open_school(&other, 60 * worlds[w].time, HORIZON_S * worlds[w].time,
                60 * worlds[w].scale + worlds[w].offset);
    plain.walk.now_s = 0;
    other.walk.now_s = 0;
    other.direction = worlds[w].direction;
    for (int i = 0; i < 700; i++) {
      double value = saw(i, &seed);

      teach(&plain, value);
      teach(&other, value * worlds[w].scale + worlds[w].offset);
    }
    assert_true(look(&plain, sign));
    assert_true(look(&other, seen));
    for (int id = 0; id < SIGN_COUNT; id++) {
      if (worlds[w].direction == DOWNWARD && id == SIGN_SHARE_OF_WALL)
        continue; /* of a floor it is another */
      if (worlds[w].time < 1 && id >= SIGN_MET_AGO && id <= SIGN_TODAY)
        continue; /* a day is a day */
      if (fabs(sign[id] - seen[id]) > 0.02)
        fail_msg("%s is %g, and %g in world %zu", sign_names[id], sign[id],
                 seen[id], w);
    }
  }
}

static void strange_series_leave_no_gap(void **state) {
  static const double values[] = {0, 1e-30, -1e-30, 1e30, -1e30, 3e38, 50};
  uint64_t seed = 77;
  double sign[SIGN_COUNT];

  (void)state;
  for (int series = 0; series < 60; series++) {
    struct school school;

    open_school(&school, 60, HORIZON_S, series % 3 ? 120 : 1e37);
    for (int i = 0; i < 300; i++) {
      school.walk.step_s =
          uniform(&seed) < 0.9 ? 60 : 1e5 * uniform(&seed) + 0.001;
      teach(&school, uniform(&seed) < 0.2 ? (double)NAN
                     : uniform(&seed) < 0.2
                         ? values[(size_t)(uniform(&seed) * COUNT_OF(values))]
                     : series % 2 ? 42
                                  : 100 * uniform(&seed));
      if (!isfinite(school.walk.value) || !look(&school, sign))
        continue;
      for (int id = 0; id < SIGN_COUNT; id++)
        if (!(fabs(sign[id]) <= 300))
          fail_msg("%s is %g", sign_names[id], sign[id]);
    }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_sign_has_a_name_of_its_own),
      cmocka_unit_test(two_values_show_nothing),
      cmocka_unit_test(a_line_leads_to_the_wall),
      cmocka_unit_test(units_do_not_matter),
      cmocka_unit_test(strange_series_leave_no_gap),
  };

  return cmocka_run_group_tests_name("signs", tests, NULL, NULL);
}
