/* test_rows.c - rows as a table and as JSON. */
#include "expect.h"

#include "cli/rows.h"
#include "emit/record.h"
#include "standings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* A stand of a member with that value, and what becomes of it. */
static void expect_stand(bool as_json, double value, const char *wanted) {
  struct standing standing = standing_unknown;
  struct stand stand = {.target = "web",
                        .pid = 42,
                        .wall = &walls[WALL_FD_LIMIT],
                        .standing = &standing,
                        .state = STATE_FAILURE};
  char *text;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  struct rows *rows = rows_new(out, as_json);

  standing.value = value;
  standing.forecast = forecast;
  rows_begin(rows, true);
  rows_put_stand(rows, &stand, 1700000000.25);
  assert_int_equal(rows_end(rows), 0);
  assert_non_null(strstr(text, wanted));
  rows_free(rows);
  fclose(out);
  free(text);
}

static void a_stand_is_a_row_of_numbers(void **state) {
  char wanted[96];

  (void)state;
  snprintf(wanted, sizeof(wanted),
           "\nweb/42/fd_limit,1700000000.250,"
           "1234567890123,60,50.5,,99,%d\n",
           STATE_FAILURE);
  expect_stand(false, 1234567890123, wanted);
  expect_stand(false, NAN, "\nweb/42/fd_limit,1700000000.250,,60,50.5,,99,");
  expect_stand(true, 0.5,
               "{\"series\":\"web/42/fd_limit\",\"epoch\":1700000000.25,"
               "\"value\":0.5,\"eta_s\":60,");
  expect_stand(true, NAN,
               "\"epoch\":1700000000.25,\"eta_s\":60,\"eta_lower_s\":50.5,"
               "\"probability\":99,");
}

static void a_notice_is_an_object(void **state) {
  struct notice notice = {.state = STATE_WARNING,
                          .target = "web",
                          .wall = "fd_limit",
                          .message = "say \"no\"\n",
                          .pid = 42};
  char *text;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  struct rows *rows = rows_new(out, true);

  (void)state;
  rows_put_notice(rows, &notice, 1700000000.123);
  notice.pid = 0; /* of a host there is none */
  notice.message = "";
  rows_put_notice(rows, &notice, 2);
  assert_int_equal(rows_end(rows), 0);
  assert_string_equal(
      text, "{\"epoch\":1700000000.123,\"group\":\"web\",\"wall\":\"fd_limit\","
            "\"state\":1,\"pid\":42,\"message\":\"say \\\"no\\\"?\"}\n"
            "{\"epoch\":2,\"group\":\"web\",\"wall\":\"fd_limit\",\"state\":1,"
            "\"message\":\"\"}\n");
  rows_free(rows);
  fclose(out);
  free(text);
}

/* Each number is its own, though one stands for many. */
static void a_probability_stands_until_it_changes(void **state) {
  static const double probabilities[] = {99, 99, 12.5, NAN, 12.5, 0, 0};
  char *text;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  struct rows *rows = rows_new(out, false);

  (void)state;
  for (size_t i = 0; i < COUNT_OF(probabilities); i++) {
    struct forecast told = {.eta_s = NAN,
                            .lower_s = NAN,
                            .upper_s = NAN,
                            .probability = probabilities[i]};

    rows_put(rows, &row, &told, STATE_OK);
  }
  assert_int_equal(rows_end(rows), 0);
  assert_string_equal(text, "1.500,7.0,,,,99,0\n1.500,7.0,,,,99,0\n"
                            "1.500,7.0,,,,12.5,0\n1.500,7.0,,,,,0\n"
                            "1.500,7.0,,,,12.5,0\n1.500,7.0,,,,0,0\n"
                            "1.500,7.0,,,,0,0\n");
  rows_free(rows);
  fclose(out);
  free(text);
}

static void the_first_failure_is_told_of_all(void **state) {
  FILE *out = fopen("/dev/full", "w");
  struct rows *rows = rows_new(out, true);

  (void)state;
  rows_put(rows, &row, &forecast, STATE_OK);
  assert_int_equal(rows_end(rows), -ENOSPC);
  close(fileno(out));
  rows_put(rows, &row, &forecast, STATE_OK);
  assert_int_equal(rows_end(rows), -ENOSPC); /* and not EBADF */
  rows_free(rows);
  fclose(out);
}

/* What was written without a buffer has failed before it is asked for. */
static void a_failure_without_a_reason_is_one(void **state) {
  FILE *out = fopen("/dev/full", "w");
  struct rows *rows = rows_new(out, false);

  (void)state;
  setbuf(out, NULL);
  rows_begin(rows, false);
  assert_int_equal(rows_end(rows), -EIO);
  rows_free(rows);
  rows_free(NULL);
  fclose(out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_table_keeps_the_texts),
      cmocka_unit_test(a_series_comes_first),
      cmocka_unit_test(an_object_leaves_out_what_is_not_known),
      cmocka_unit_test(a_stand_is_called_by_target_pid_and_wall),
      cmocka_unit_test(a_full_disk_is_told),
      cmocka_unit_test(a_stand_is_a_row_of_numbers),
      cmocka_unit_test(a_notice_is_an_object),
      cmocka_unit_test(a_probability_stands_until_it_changes),
      cmocka_unit_test(the_first_failure_is_told_of_all),
      cmocka_unit_test(a_failure_without_a_reason_is_one),
  };

  return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
