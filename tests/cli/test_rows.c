/* test_rows.c - rows as a table and as JSON. */
#include "expect.h"

#include "cli/rows.h"
#include "standings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct forecast forecast = {
    .eta_s = 60, .lower_s = 50.5, .upper_s = NAN, .probability = 99};

static const struct row row = {.series = "a/b",
                               .time_text = "1.500",
                               .value_text = "7.0",
                               .time_s = 1.5,
                               .value = 7};

static void expect_text(bool as_json, bool with_series, const struct row *given,
                        const char *wanted) {
  char *text;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  struct rows *rows = rows_new(out, as_json);

  assert_non_null(rows);
  assert_false(rows_have_begun(rows));
  rows_begin(rows, with_series);
  rows_begin(rows, !with_series); /* once */
  rows_put(rows, given, &forecast, STATE_WARNING);
  assert_int_equal(rows_end(rows), 0);
  assert_string_equal(text, wanted);
  rows_free(rows);
  fclose(out);
  free(text);
}

static void a_table_keeps_the_texts(void **state) {
  (void)state;
  expect_text(false, false, &row,
              "epoch,value,eta_s,eta_lower_s,eta_upper_s,probability,state\n"
              "1.500,7.0,60,50.5,,99,1\n");
}

static void a_series_comes_first(void **state) {
  struct row odd = row;

  (void)state;
  expect_text(false, true, &row,
              "series,epoch,value,eta_s,eta_lower_s,eta_upper_s,probability,"
              "state\na/b,1.500,7.0,60,50.5,,99,1\n");
  odd.series = "a,\"b";
  expect_text(false, true, &odd,
              "series,epoch,value,eta_s,eta_lower_s,eta_upper_s,probability,"
              "state\n\"a,\"\"b\",1.500,7.0,60,50.5,,99,1\n");
  odd.series = "a\x1b[2J\nb";
  expect_text(false, true, &odd,
              "series,epoch,value,eta_s,eta_lower_s,eta_upper_s,probability,"
              "state\na?[2J?b,1.500,7.0,60,50.5,,99,1\n");
}

static void an_object_leaves_out_what_is_not_known(void **state) {
  (void)state;
  expect_text(true, true, &row,
              "{\"series\":\"a/b\",\"epoch\":1.5,\"value\":7,\"eta_s\":60,"
              "\"eta_lower_s\":50.5,\"probability\":99,\"state\":1}\n");
}

static void a_stand_is_called_by_target_pid_and_wall(void **state) {
  struct stand stand = {.target = "web",
                        .pid = 42,
                        .wall = &walls[WALL_FD_LIMIT],
                        .standing = &standing_unknown};
  char name[64];

  (void)state;
  rows_name(&stand, name, sizeof(name));
  assert_string_equal(name, "web/42/fd_limit");
  stand.pid = 0;
  rows_name(&stand, name, sizeof(name));
  assert_string_equal(name, "web/fd_limit");
}

static void a_full_disk_is_told(void **state) {
  FILE *out = fopen("/dev/full", "w");
  struct rows *rows = rows_new(out, false);

  (void)state;
  assert_non_null(out);
  rows_begin(rows, false);
  rows_put(rows, &row, &forecast, STATE_OK);
  assert_int_equal(rows_end(rows), -ENOSPC);
  rows_free(rows);
  fclose(out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_table_keeps_the_texts),
      cmocka_unit_test(a_series_comes_first),
      cmocka_unit_test(an_object_leaves_out_what_is_not_known),
      cmocka_unit_test(a_stand_is_called_by_target_pid_and_wall),
      cmocka_unit_test(a_full_disk_is_told),
  };

  return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
