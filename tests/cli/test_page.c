/* test_page.c - a page of write_prometheus, read back. */
#include "expect.h"

#include "cli/page.h"
#include "collect.h"

#include <stdlib.h>

static size_t read_into(struct collection *all, const char *page) {
  struct sink sink = collect_sink(all);

  return page_read(text_of_string(page), &sink);
}

static void samples_become_records(void **state) {
  static const char page[] =
      "# HELP collectd_io_forecast_duration_seconds x\n"
      "# TYPE collectd_io_forecast_duration_seconds gauge\n"
      "collectd_io_forecast_duration_seconds{io_forecast=\"nginx\",type=\"fd_"
      "limit\",instance=\"vm\"} 25.5 1795424963734\n"
      "collectd_io_forecast_gauge{io_forecast=\"a\\\\b\\\"c\",type=\"fd_limit_"
      "state\",instance=\"vm\"} 2 1795424963734\n"
      "collectd_io_forecast_file_handles{io_forecast=\"nginx\",instance=\"vm\"}"
      " 7 1\n"
      "collectd_load_shortterm{instance=\"vm\"} 1\n"
      "# collectd/write_prometheus 5.12.0.git at vm\n";
  struct collection *all = calloc(1, sizeof(*all));

  (void)state;
  assert_int_equal(read_into(all, page), 3);
  expect_near(collected(all, "nginx/duration/fd_limit"), 25.5, 0);
  expect_near(collected(all, "a\\b\"c/gauge/fd_limit_state"), 2, 0);
  expect_near(collected(all, "nginx/file_handles"), 7, 0);
  free(all);
}

static void hosts_are_not_mixed(void **state) {
  static const char page[] =
      "collectd_io_forecast_gauge{io_forecast=\"n\",type=\"x\",instance=\"a\"}"
      " 1\n"
      "collectd_io_forecast_gauge{io_forecast=\"n\",type=\"x\",instance=\"b\"}"
      " 2\n";
  struct collection *all = calloc(1, sizeof(*all));

  (void)state;
  assert_int_equal(read_into(all, page), 2);
  expect_near(collected(all, "n@a/gauge/x"), 1, 0);
  expect_near(collected(all, "n@b/gauge/x"), 2, 0);
  free(all);
}

static void every_prefix_of_a_page_is_survived(void **state) {
  static const char page[] = "collectd_io_forecast_duration_seconds{io_"
                             "forecast=\"n\\\"x\",type=\"fd\","
                             "instance=\"vm\"} 25.5 1\n";
  struct collection *all = calloc(1, sizeof(*all));
  struct sink sink = collect_sink(all);

  (void)state;
  for (size_t length = 0; length < sizeof(page); length++) {
    char *copy = malloc(length + 1); /* exact, so that a sanitizer sees more */

    memcpy(copy, page, length);
    all->records = 0;
    assert_true(page_read(text_of(copy, length), &sink) <= 1);
    free(copy);
  }
  free(all);
}

static void what_is_no_number_is_passed_over(void **state) {
  struct collection *all = calloc(1, sizeof(*all));

  (void)state;
  assert_int_equal(read_into(all, "collectd_io_forecast_gauge{io_forecast="
                                  "\"n\",type=\"x_state\"} oops\n"),
                   0);
  assert_int_equal(read_into(all, "collectd_io_forecast_gauge{io_forecast="
                                  "\"n\",type=\"x_state\"} nan\n"),
                   1);
  assert_int_equal(all->records, 0);
  free(all);
}

static void a_number_that_cannot_be_is_absent(void **state) {
  static const struct {
    const char *line, *name;
    double value; /* NaN: absent */
  } rows[] = {
      {"duration_seconds{io_forecast=\"n\",type=\"x\"} -1", "n/duration/x",
       NAN},
      {"duration_seconds{io_forecast=\"n\",type=\"x\"} inf", "n/duration/x",
       NAN},
      {"duration_seconds{io_forecast=\"n\",type=\"x\"} 0", "n/duration/x", 0},
      {"duration_seconds{io_forecast=\"n\",type=\"x\"} 1e9", "n/duration/x",
       1e9},
      {"percent{io_forecast=\"n\",type=\"x_probability\"} -1",
       "n/percent/x_probability", NAN},
      {"percent{io_forecast=\"n\",type=\"x_probability\"} 100.5",
       "n/percent/x_probability", NAN},
      {"percent{io_forecast=\"n\",type=\"x_probability\"} 0",
       "n/percent/x_probability", 0},
      {"percent{io_forecast=\"n\",type=\"x_probability\"} 100",
       "n/percent/x_probability", 100},
      {"gauge{io_forecast=\"n\",type=\"x_now\"} -1", "n/gauge/x_now", -1},
      {"gauge{io_forecast=\"n\",type=\"x_now\"} 1e999", "n/gauge/x_now", NAN},
      {"gauge{io_forecast=\"n\",type=\"x_now\"} -Inf", "n/gauge/x_now", NAN},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct collection *all = calloc(1, sizeof(*all));
    char page[256];

    snprintf(page, sizeof(page), "collectd_io_forecast_%s\n", rows[i].line);
    assert_int_equal(read_into(all, page), 1);
    assert_int_equal(all->records, isnan(rows[i].value) ? 0 : 1);
    if (!isnan(rows[i].value))
      expect_near(collected(all, rows[i].name), rows[i].value, 0);
    free(all);
  }
}

/* It would be told as "-0 s". */
static void
what_is_less_than_nothing_by_its_sign_alone_is_nothing(void **state) {
  struct collection *all = calloc(1, sizeof(*all));

  (void)state;
  assert_int_equal(read_into(all, "collectd_io_forecast_duration_seconds{"
                                  "io_forecast=\"n\",type=\"x\"} -0\n"),
                   1);
  assert_int_equal(all->records, 1);
  assert_false(signbit(all->record[0].value[0]));
  free(all);
}

/* One that is cut off, too long or of another make is read as far as it is one.
 */
static void labels_are_what_stands_between_quotes(void **state) {
  static const struct {
    const char *line, *name; /* NULL: it is none */
  } rows[] = {
      {"collectd_io_forecast_gauge{io_forecast=\"n\",type=\"x\"} 7",
       "n/gauge/x"},
      {"collectd_io_forecast_gauge{type=\"x\",io_forecast=\"n\",} 7",
       "n/gauge/x"},
      {"collectd_io_forecast_gauge{job=\"},\",io_forecast=\"n\"} 7", "n/gauge"},
      {"collectd_io_forecast_gauge{io_forecast=\"\"} 7", "/gauge"},
      {"collectd_io_forecast_gauge{io_forecast=\"n} 7", NULL},
      {"collectd_io_forecast_gauge{io_forecast=\"n\\", NULL},
      {"collectd_io_forecast_gauge{io_forecast", NULL},
      {"collectd_io_forecast_gauge", NULL},
      {"collectd_io_forecast_gauge 7", NULL},
      {"collectd_io_forecast_seconds{io_forecast=\"n\"} 7", "n/seconds"},
      {"collectd_io_forecast__seconds{io_forecast=\"n\"} 7", "n/_seconds"},
      {"collectd_io_forecast_a_seconds{io_forecast=\"n\"} 7", "n/a"},
      {"xcollectd_io_forecast_gauge{io_forecast=\"n\"} 7", NULL},
      {"  collectd_io_forecast_gauge{io_forecast=\"n\"} 7", NULL},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct collection *all = calloc(1, sizeof(*all));

    assert_int_equal(read_into(all, rows[i].line), rows[i].name != NULL);
    if (rows[i].name)
      expect_near(collected(all, rows[i].name), 7, 0);
    free(all);
  }
}

static void a_long_label_is_cut(void **state) {
  struct collection *all = calloc(1, sizeof(*all));
  char page[512], name[200];

  (void)state;
  memset(name, 'n', sizeof(name));
  snprintf(page, sizeof(page),
           "collectd_io_forecast_gauge{io_forecast=\"%.*s\",type=\"x\"} 7\n",
           (int)sizeof(name), name);
  assert_int_equal(read_into(all, page), 1);
  snprintf(page, sizeof(page), "%.127s/gauge/x", name);
  expect_near(collected(all, page), 7, 0);
  free(all);
}

static void a_page_is_as_old_as_its_newest_sample(void **state) {
  (void)state;
  expect_missing(page_time_s(text_of_string("")));
  expect_missing(page_time_s(text_of_string(
      "collectd_io_forecast_gauge{type=\"x\"} 1\n"
      "collectd_load{} 1 9000\ncollectd_io_forecast_gauge{} oops 9000\n")));
  expect_near(page_time_s(text_of_string(
                  "collectd_io_forecast_gauge{type=\"x\"} 1 2000\n"
                  "collectd_io_forecast_gauge{type=\"y\"} 1 3500\n"
                  "collectd_io_forecast_gauge{type=\"z\"} 1\n"
                  "collectd_io_forecast_gauge{type=\"w\"} 1 -4000\n"
                  "collectd_io_forecast_gauge{type=\"v\"} 1 1000\n")),
              3.5, 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(samples_become_records),
      cmocka_unit_test(hosts_are_not_mixed),
      cmocka_unit_test(every_prefix_of_a_page_is_survived),
      cmocka_unit_test(what_is_no_number_is_passed_over),
      cmocka_unit_test(a_number_that_cannot_be_is_absent),
      cmocka_unit_test(what_is_less_than_nothing_by_its_sign_alone_is_nothing),
      cmocka_unit_test(labels_are_what_stands_between_quotes),
      cmocka_unit_test(a_long_label_is_cut),
      cmocka_unit_test(a_page_is_as_old_as_its_newest_sample),
  };

  return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
