/* test_series.c - what write_prometheus calls our values. */
#include "expect.h"

#include "cli/series.h"
#include "metric/wall.h"

#include <string.h>

static void each_value_that_leaves_has_a_type_that_is_known(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++) {
    const struct data_type *type;

    if (!metrics[id].type)
      continue;
    type = data_type_find(metrics[id].type);
    assert_non_null(type);
    assert_non_null(type->field[metrics[id].field]);
    assert_int_equal(type->grows, metrics[id].kind == METRIC_COUNTER);
  }
  for (int id = 0; id < WALL_COUNT; id++)
    assert_non_null(data_type_find(walls[id].limit_type));
}

static void each_value_of_itself_is_told_in_full(void **state) {
  (void)state;
  for (int id = 0; id < OWN_COUNT; id++) {
    const struct data_type *type;

    assert_true(owns[id].title && owns[id].title[0]);
    assert_true(owns[id].help && owns[id].help[0]);
    assert_non_null(owns[id].type_instance);
    type = data_type_find(owns[id].type);
    assert_non_null(type);
    assert_int_equal(type->grows, owns[id].kind == METRIC_COUNTER);
  }
}

static void each_dimension_leaves(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++)
    assert_true(!metrics[id].dimension || metrics[id].type);
}

static void a_query_asks_in_the_base_unit(void **state) {
  static const struct {
    enum metric_id id;
    const char *query;
  } cases[] = {
      {METRIC_FD_COUNT, "collectd_io_forecast_file_handles{x,type=\"\"}"},
      {METRIC_THREADS, "collectd_io_forecast_ps_count_threads{x,type=\"\"}"},
      {METRIC_CPU_USER, "rate(collectd_io_forecast_ps_cputime_user_total"
                        "{x,type=\"\"}[$__rate_interval]) / 1000000"},
      {METRIC_IO_WRITE_BYTES, "rate(collectd_io_forecast_disk_octets_write_"
                              "total{x,type=\"\"}[$__rate_interval])"},
      {METRIC_DISK_READ_AWAIT,
       "collectd_io_forecast_disk_latency_read{x,type=\"\"} / 1000"},
  };
  char query[QUERY_BYTES];

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    query_metric(cases[i].id, "x", query);
    assert_string_equal(query, cases[i].query);
  }
  query_own(OWN_DROPPED_SERIES, "x", query);
  assert_string_equal(query, "rate(collectd_io_forecast_derive_total{x,type="
                             "\"dropped_series\"}[$__rate_interval])");
}

static void a_type_that_is_not_known_is_no_query(void **state) {
  char query[QUERY_BYTES] = "x";

  (void)state;
  assert_null(data_type_find("gaug"));
  series_of("gaug", "", "x", query);
  assert_string_equal(query, "");
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_value_that_leaves_has_a_type_that_is_known),
      cmocka_unit_test(each_value_of_itself_is_told_in_full),
      cmocka_unit_test(each_dimension_leaves),
      cmocka_unit_test(a_query_asks_in_the_base_unit),
      cmocka_unit_test(a_type_that_is_not_known_is_no_query),
  };

  return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
