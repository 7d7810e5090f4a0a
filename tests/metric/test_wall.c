#include "expect.h"

#include "metric/wall.h"

#include <string.h>

static const struct wall above = {.direction = UPWARD};
static const struct wall below = {.direction = DOWNWARD};

static void every_row_is_filled_and_named_once_in_its_scope(void **state) {
  (void)state;
  for (int id = 0; id < WALL_COUNT; id++) {
    const struct wall *wall = &walls[id];

    assert_non_null(wall->name);
    assert_non_null(wall->help);
    assert_non_null(wall->will);
    assert_non_null(wall->has);
    assert_non_null(wall->limit_type);
    assert_non_null(wall->limit_instance);
    assert_true(wall->near_percent == 0); /* NearWall is for the plan to heed */
    assert_true(!wall->stuff || wall->direction == UPWARD);
    assert_true(wall->limit_metric < METRIC_COUNT);
    assert_int_equal(metrics[wall->metric].scope, wall->scope);
    assert_int_equal(metrics[wall->limit_metric].scope, wall->scope);
    assert_string_equal(units[metrics[wall->metric].unit].name,
                        units[metrics[wall->limit_metric].unit].name);
    assert_int_equal(metrics[wall_foretells(wall)].scope, wall->scope);
    assert_string_equal(units[metrics[wall_foretells(wall)].unit].name,
                        units[metrics[wall->metric].unit].name);
    for (int other = 0; other < id; other++)
      if (walls[other].scope == wall->scope)
        assert_string_not_equal(wall->name, walls[other].name);
  }
}

static void a_wall_is_reached_by_what_stands_at_it_or_behind(void **state) {
  static const struct {
    const struct wall *wall;
    double value, limit;
    bool reached;
  } rows[] = {
      {&above, 9, 10, false},    {&above, 10, 10, true},
      {&above, 11, 10, true},    {&below, 11, 10, false},
      {&below, 10, 10, true},    {&below, 9, 10, true},
      {&above, 0, 0, true},      {&below, 0, 0, true},
      {&above, 1, 0, true},      {&below, 1, 0, false},
      {&above, NAN, 10, false},  {&above, 10, NAN, false},
      {&below, NAN, 10, false},  {&below, 10, NAN, false},
      {&above, NAN, NAN, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    if (wall_is_reached(rows[i].wall, rows[i].value, rows[i].limit) !=
        rows[i].reached)
      fail_msg("row %zu is wrong", i);
}

static void the_used_part_grows_towards_the_wall(void **state) {
  static const struct {
    const struct wall *wall;
    double value, limit, percent;
  } rows[] = {
      {&above, 0, 10, 0},       {&above, 5, 10, 50},  {&above, 10, 10, 100},
      {&above, 25, 10, 100},    {&below, 20, 10, 50}, {&below, 40, 10, 25},
      {&below, 10, 10, 100},    {&below, 0, 10, 100}, {&above, 3, 0, 100},
      {&above, 0, 0, 100},      {&below, 3, 0, 0},    {&below, 0, 0, 100},
      {&above, 5, INFINITY, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_near(wall_used_percent(rows[i].wall, rows[i].value, rows[i].limit),
                rows[i].percent, 1e-12);
}

static void what_is_not_known_is_used_by_no_part(void **state) {
  (void)state;
  expect_missing(wall_used_percent(&above, NAN, 10));
  expect_missing(wall_used_percent(&above, 10, NAN));
  expect_missing(wall_used_percent(&below, NAN, 10));
  expect_missing(wall_used_percent(&below, 10, NAN));
  expect_missing(wall_used_percent(&below, NAN, 0));
}

/* Values of metrics are not negative; a configured limit may be. */
static void the_used_part_is_a_percentage_of_whatever_limit(void **state) {
  static const double values[] = {0, 1e-9, 1, 1024, 1e18};
  static const double limits[] = {-1e9, -1, 0, 1e-9, 1, 1024, 1e18};

  (void)state;
  for (size_t v = 0; v < COUNT_OF(values); v++)
    for (size_t l = 0; l < COUNT_OF(limits); l++)
      for (int direction = UPWARD; direction <= DOWNWARD; direction++) {
        const struct wall *wall = direction == UPWARD ? &above : &below;
        double used = wall_used_percent(wall, values[v], limits[l]);

        if (!(used >= 0 && used <= 100))
          fail_msg("%g of %g is %g %%", values[v], limits[l], used);
      }
}

static void
the_limit_is_what_the_kernel_says_or_what_was_configured(void **state) {
  double value[METRIC_COUNT] = {
      [METRIC_FD_COUNT] = 3, [METRIC_LIMIT_FDS] = 1024};
  struct wall own = wall_of_threshold(METRIC_FD_COUNT, 500, UPWARD);

  (void)state;
  expect_near(wall_limit(&walls[WALL_FD_LIMIT], value), 1024, 0);
  expect_near(wall_limit(&own, value), 500, 0);
  value[METRIC_LIMIT_FDS] = NAN;
  expect_missing(wall_limit(&walls[WALL_FD_LIMIT], value));
  expect_near(wall_limit(&own, value), 500, 0);
}

static void a_threshold_is_a_wall_in_the_scope_of_its_metric(void **state) {
  struct wall rss = wall_of_threshold(METRIC_MEM_RSS, 6e9, UPWARD);
  struct wall free = wall_of_threshold(METRIC_MEM_AVAILABLE, 5e8, DOWNWARD);

  (void)state;
  assert_string_equal(rss.name, "rss");
  assert_int_equal(rss.scope, SCOPE_MEMBER);
  assert_int_equal(rss.metric, METRIC_MEM_RSS);
  assert_int_equal(rss.limit_metric, METRIC_COUNT);
  assert_non_null(rss.help);
  assert_non_null(rss.will);
  assert_non_null(rss.has);
  assert_true(wall_is_reached(&rss, 6e9, wall_limit(&rss, NULL)));
  assert_string_equal(free.name, "mem_available");
  assert_int_equal(free.scope, SCOPE_HOST);
  assert_false(wall_is_reached(&free, 6e8, wall_limit(&free, NULL)));
  assert_true(wall_is_reached(&free, 4e8, wall_limit(&free, NULL)));
}

/* The kernel counts a page when it becomes dirty, not when it is written. */
static void a_threshold_on_write_bytes_speaks_of_dirtying(void **state) {
  struct wall wall = wall_of_threshold(METRIC_IO_WRITE_BYTES, 1e6, UPWARD);

  (void)state;
  assert_string_equal(wall.name, "io_write");
  assert_non_null(strstr(wall.will, "dirty"));
  assert_non_null(strstr(wall.has, "dirtied"));
  assert_non_null(strstr(wall.help, "dirtied"));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_row_is_filled_and_named_once_in_its_scope),
      cmocka_unit_test(a_wall_is_reached_by_what_stands_at_it_or_behind),
      cmocka_unit_test(the_used_part_grows_towards_the_wall),
      cmocka_unit_test(what_is_not_known_is_used_by_no_part),
      cmocka_unit_test(the_used_part_is_a_percentage_of_whatever_limit),
      cmocka_unit_test(
          the_limit_is_what_the_kernel_says_or_what_was_configured),
      cmocka_unit_test(a_threshold_is_a_wall_in_the_scope_of_its_metric),
      cmocka_unit_test(a_threshold_on_write_bytes_speaks_of_dirtying),
  };

  return cmocka_run_group_tests_name("wall", tests, NULL, NULL);
}
