/* test_csv.c - a table line by line, whole or broken. */
#include "expect.h"

#include "cli/csv.h"
#include "cli/lines.h"
#include "place.h"
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct csv_columns columns = {"epoch", "value"};

static const char *file_of(const struct place *place) {
  static char path[128];

  snprintf(path, sizeof(path), "%s/table", place->path);
  return path;
}

static void put_bytes(const struct place *place, const char *text,
                      size_t length) {
  int fd = open(file_of(place), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, length), length);
  close(fd);
}

static struct csv *open_text(const struct place *place, const char *text) {
  char error[256] = "";
  struct csv *csv;

  put_bytes(place, text, strlen(text));
  csv = csv_open(file_of(place), &columns, error, sizeof(error));
  if (!csv)
    fail_msg("%s", error);
  return csv;
}

static void expect_row(struct csv *csv, unsigned long line, double time_s,
                       double value) {
  struct csv_row row;

  assert_int_equal(csv_next(csv, &row), 1);
  assert_int_equal(row.line, line);
  expect_near(row.time_s, time_s, 0);
  expect_same(row.value, value);
}

static void expect_end(struct csv *csv) {
  struct csv_row row;

  assert_int_equal(csv_next(csv, &row), 0);
  assert_int_equal(csv_next(csv, &row), 0);
  csv_close(csv);
}

static void rows_are_read_by_the_names_of_their_columns(void **state) {
  struct csv *csv = open_text(*state, "host,value,note,epoch\n"
                                      "a,1.5,,1600000000.123\n"
                                      "b,-2e3,x,1600000010\n");

  expect_row(csv, 2, 1600000000.123, 1.5);
  expect_row(csv, 3, 1600000010, -2000);
  expect_end(csv);
}

static void what_is_not_known_is_absent(void **state) {
  struct csv *csv = open_text(*state, "epoch,value\n1,nan\n2,\n3,NaN\n4,inf\n"
                                      "5,1e999\n6,1e300\n");

  for (unsigned long line = 2; line <= 6; line++)
    expect_row(csv, line, (double)line - 1, NAN);
  expect_row(csv, 7, 6, 1e300);
  expect_end(csv);
}

static void what_is_absent_has_no_text(void **state) {
  struct csv *csv = open_text(*state, "epoch,value\n1,nan\n2,-inf\n3,1e999\n");
  struct csv_row row;

  for (int i = 0; i < 3; i++) {
    assert_int_equal(csv_next(csv, &row), 1);
    assert_string_equal(row.value_text, "");
  }
  expect_end(csv);
}

static void the_texts_are_kept_as_they_are(void **state) {
  struct csv *csv = open_text(*state, "epoch,value\r\n1.500,1E+1 \r\n");
  struct csv_row row;

  assert_int_equal(csv_next(csv, &row), 1);
  assert_string_equal(row.time_text, "1.500");
  assert_string_equal(row.value_text, "1E+1 ");
  expect_end(csv);
}

static void a_broken_line_is_told_and_the_others_are_read(void **state) {
  static const char *const broken[] = {"x,1",   "1",     "1,x", ",1",   "",
                                       "1,1 2", "nan,1", "1;2", "inf,3"};
  struct place *place = *state;

  for (size_t i = 0; i < COUNT_OF(broken); i++) {
    char text[64];
    struct csv_row row;
    struct csv *csv;

    snprintf(text, sizeof(text), "epoch,value\n1,2\n%s\n3,4\n", broken[i]);
    csv = open_text(place, text);
    expect_row(csv, 2, 1, 2);
    if (csv_next(csv, &row) != -EBADMSG)
      fail_msg("\"%s\" is taken for a row", broken[i]);
    assert_int_equal(row.line, 3);
    expect_row(csv, 4, 3, 4);
    expect_end(csv);
  }
}

static void a_file_may_break_off(void **state) {
  struct csv *csv = open_text(*state, "epoch,value\n1,2\n3");
  struct csv_row row;

  expect_row(csv, 2, 1, 2);
  assert_int_equal(csv_next(csv, &row), -ENODATA);
  assert_int_equal(row.line, 3);
  expect_end(csv);
  csv = open_text(*state, "epoch,value\n1,2\n3,4");
  expect_row(csv, 2, 1, 2);
  expect_row(csv, 3, 3, 4); /* it has all that is wanted */
  expect_end(csv);
}

static void expect_error(const struct place *place, const char *words) {
  char error[256] = "";

  assert_null(csv_open(file_of(place), &columns, error, sizeof(error)));
  if (!strstr(error, words) || !strstr(error, file_of(place)))
    fail_msg("\"%s\" is not \"%s\"", error, words);
}

static void what_is_no_table_is_told(void **state) {
  const struct place *place = *state;

  expect_error(place, "cannot be opened (No such file");
  put_bytes(place, "", 0);
  expect_error(place, "is empty");
  put_bytes(place, "epoch,values\n1,2\n", 17);
  expect_error(place, ":1: the header has no column \"value\"");
  put_bytes(place, "\0\0\0\n", 4);
  expect_error(place, ":1: the header has no column \"epoch\"");
}

static void the_first_line_may_come_again(void **state) {
  struct csv *csv =
      open_text(*state, "value,epoch\n1,2\nvalue,epoch\n3,4\nvalue,time\n");
  struct csv_row row;

  expect_row(csv, 2, 2, 1);
  expect_row(csv, 4, 4, 3);
  assert_int_equal(csv_next(csv, &row), -EBADMSG);
  expect_end(csv);
}

/* A mark of UTF-8 that is cut is part of a name; a header may break off in a
 * quote. */
static void a_header_may_be_odd(void **state) {
  const struct place *place = *state;
  struct csv *csv = open_text(place, "\xef\xbb\xbf"
                                     "epoch,value\n1,2\n");

  expect_row(csv, 2, 1, 2);
  expect_end(csv);
  put_bytes(place,
            "\xef\xbb"
            "epoch,value\n",
            14);
  expect_error(place, "no column \"epoch\"");
  put_bytes(place, "epoch,\"value\n", 13);
  expect_error(place, "no column \"value\"");
  put_bytes(place, "epoch,\"a\"b,value\n", 17);
  expect_error(place, "no column \"value\"");
  csv = open_text(place, "epoch,value,epoch,value\n1,2,3,4\n");
  expect_row(csv, 2, 1, 2);
  expect_end(csv);
}

static int begin_text(const struct place *place, const char *text) {
  struct complaint complaint;
  struct lines *lines;
  struct csv *csv;
  int r;

  put_bytes(place, text, strlen(text));
  lines = lines_open(file_of(place), NULL, &r);
  assert_non_null(lines);
  r = csv_begin(lines, file_of(place), &columns, &csv, &complaint);
  if (r == 0)
    csv_close(csv);
  else
    lines_close(lines);
  return r;
}

static void another_table_is_told_from_what_is_none(void **state) {
  assert_int_equal(begin_text(*state, "epoch,value\n"), 0);
  assert_int_equal(begin_text(*state, "epoch,free\n"), -ENOENT);
  assert_int_equal(begin_text(*state, "time,value\n"), -EBADMSG);
  assert_int_equal(begin_text(*state, ""), -EBADMSG);
}

static void a_directory_is_told(void **state) {
  struct place *place = *state;
  char error[256] = "";

  assert_null(csv_open(place->path, &columns, error, sizeof(error)));
  assert_non_null(strstr(error, "cannot be read (Is a directory)"));
}

static void a_table_may_be_larger_than_any_buffer(void **state) {
  enum { ROWS = 100000 };
  struct place *place = *state;
  FILE *file = fopen(file_of(place), "w");
  struct csv *csv;
  char error[64];

  assert_non_null(file);
  fputs("epoch,value\n", file);
  for (int i = 0; i < ROWS; i++)
    fprintf(file, "%d,%d.5\n", 1000 + i, i);
  assert_int_equal(fclose(file), 0);
  csv = csv_open(file_of(place), &columns, error, sizeof(error));
  assert_non_null(csv);
  for (int i = 0; i < ROWS; i++)
    expect_row(csv, (unsigned long)i + 2, 1000 + i, i + 0.5);
  expect_end(csv);
}

static void expect_unusable(struct csv *csv, unsigned long line, int error) {
  struct csv_row row;

  assert_int_equal(csv_next(csv, &row), error);
  assert_int_equal(row.line, line);
}

/* A row, a line of so many bytes, and another row. */
static struct csv *open_around(const struct place *place, size_t bytes,
                               const char *behind) {
  char *text = malloc(bytes + 64), error[256] = "";
  size_t length = (size_t)sprintf(text, "epoch,value\n1,2\n");
  struct csv *csv;

  memset(text + length, '7', bytes);
  length += bytes;
  length += (size_t)sprintf(text + length, "%s", behind);
  put_bytes(place, text, length);
  free(text);
  csv = csv_open(file_of(place), &columns, error, sizeof(error));
  assert_non_null(csv);
  return csv;
}

static void a_line_that_is_too_long_is_told_and_passed_over(void **state) {
  for (int i = 0; i < 3; i++) {
    struct csv *csv = open_around(
        *state, LINE_BYTES_MOST * (size_t)(i + 1) - 1 + (size_t)i, "7\n3,4\n");

    expect_row(csv, 2, 1, 2);
    expect_unusable(csv, 3, -E2BIG);
    expect_row(csv, 4, 3, 4);
    expect_end(csv);
  }
}

static void it_may_be_the_last(void **state) {
  struct csv *csv = open_around(*state, 2 * LINE_BYTES_MOST, "");

  expect_row(csv, 2, 1, 2);
  expect_unusable(csv, 3, -E2BIG);
  expect_end(csv);
}

static void a_line_that_just_fits_is_read(void **state) {
  struct csv *csv = open_around(*state, LINE_BYTES_MOST - 3, ",\n3,4\n");
  struct csv_row row;

  expect_row(csv, 2, 1, 2);
  assert_int_equal(csv_next(csv, &row), -EBADMSG); /* that is no time */
  assert_int_equal(row.line, 3);
  expect_row(csv, 4, 3, 4);
  expect_end(csv);
}

static void a_header_that_is_too_long_is_told(void **state) {
  enum { BYTES = LINE_BYTES_MOST + 1 };
  char *text = malloc(BYTES);

  assert_non_null(text);
  memset(text, 'x', BYTES);
  put_bytes(*state, text, BYTES);
  free(text);
  expect_error(*state, ":1: the line is longer than 256 KiB");
}

static void a_nul_makes_a_line_unusable(void **state) {
  static const char text[] = "epoch,value,note\n1,2,a\n3,4\0,b\n5,6,\0\n"
                             "7,8,c\n9\0,10,d\n";
  char error[256] = "";
  struct csv *csv;

  put_bytes(*state, text, sizeof(text) - 1);
  csv = csv_open(file_of(*state), &columns, error, sizeof(error));
  assert_non_null(csv);
  expect_row(csv, 2, 1, 2);
  expect_unusable(csv, 3, -EBADMSG);
  expect_unusable(csv, 4, -EBADMSG);
  expect_row(csv, 5, 7, 8);
  expect_unusable(csv, 6, -EBADMSG);
  expect_end(csv);
}

static void fields_may_be_in_quotes(void **state) {
  struct csv *csv = open_text(*state, "\"note, of \"\"one\"\"\",\"epoch\","
                                      "\"value\"\r\n"
                                      "\"a,b\",\"1.50\",\"2\"\r\n"
                                      "\"\"\"\",3,\"\"\r\n"
                                      "c,\"5\",6\n");
  struct csv_row row;

  assert_int_equal(csv_next(csv, &row), 1);
  assert_string_equal(row.time_text, "1.50");
  assert_string_equal(row.value_text, "2");
  expect_near(row.time_s, 1.5, 0);
  expect_near(row.value, 2, 0);
  expect_row(csv, 3, 3, NAN);
  expect_row(csv, 4, 5, 6);
  expect_end(csv);
}

static void quotes_have_to_end_where_the_field_does(void **state) {
  static const char *const broken[] = {"\"1,2", "\"1\"0,2", "1,\"2\"\"",
                                       "\"1,2\"", "1\",2"};

  for (size_t i = 0; i < COUNT_OF(broken); i++) {
    char text[64];
    struct csv *csv;

    snprintf(text, sizeof(text), "epoch,value\n%s\n3,4\n", broken[i]);
    csv = open_text(*state, text);
    expect_unusable(csv, 2, -EBADMSG);
    expect_row(csv, 3, 3, 4);
    expect_end(csv);
  }
}

static void the_mark_of_utf_8_is_passed_over(void **state) {
  struct csv *csv = open_text(*state, "\xef\xbb\xbf\"epoch\",value\n1,2\n"
                                      "\xef\xbb\xbf"
                                      "epoch,value\n3,4\n");

  expect_row(csv, 2, 1, 2);
  expect_row(csv, 4, 3, 4);
  expect_end(csv);
}

static void seconds_that_no_number_tells_apart_are_no_time(void **state) {
  struct csv *csv = open_text(
      *state, "epoch,value\n9007199254740992,1\n1e16,2\n-1e300,2\n3,4\n");

  expect_row(csv, 2, 9007199254740992, 1);
  expect_unusable(csv, 3, -ERANGE);
  expect_unusable(csv, 4, -ERANGE);
  expect_row(csv, 5, 3, 4);
  expect_end(csv);
}

static void blanks_may_be_around_a_number(void **state) {
  struct csv *csv = open_text(*state, "epoch,value\n 1 ,\t2 \n3 , \n4 5,6\n");

  expect_row(csv, 2, 1, 2);
  expect_row(csv, 3, 3, NAN);
  expect_unusable(csv, 4, -EBADMSG);
  expect_end(csv);
}

static void a_number_is_decimal(void **state) {
  struct csv *csv = open_text(*state, "epoch,value\n0x10,1\n2,0x10\n3,inf\n");

  expect_unusable(csv, 2, -EBADMSG);
  expect_unusable(csv, 3, -EBADMSG);
  expect_row(csv, 4, 3, NAN);
  expect_end(csv);
}

static void a_number_at_the_end_of_the_file_may_be_cut(void **state) {
  static const struct {
    const char *text;
    bool whole;
  } ends[] = {{"epoch,value\n1,12\n", true},
              {"epoch,value\n1,12", false},
              {"value,epoch\n1,12", false},
              {"epoch,value,note\n1,12,a", true},
              {"epoch,value,note\n1,12,", true}};

  for (size_t i = 0; i < COUNT_OF(ends); i++) {
    struct csv *csv = open_text(*state, ends[i].text);
    struct csv_row row;

    assert_int_equal(csv_next(csv, &row), 1);
    assert_int_equal(row.whole, ends[i].whole);
    expect_end(csv);
  }
}

#define IN_A_PLACE(test)                                                       \
  cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_A_PLACE(rows_are_read_by_the_names_of_their_columns),
      IN_A_PLACE(what_is_not_known_is_absent),
      IN_A_PLACE(what_is_absent_has_no_text),
      IN_A_PLACE(the_texts_are_kept_as_they_are),
      IN_A_PLACE(a_broken_line_is_told_and_the_others_are_read),
      IN_A_PLACE(a_file_may_break_off),
      IN_A_PLACE(what_is_no_table_is_told),
      IN_A_PLACE(a_header_may_be_odd),
      IN_A_PLACE(the_first_line_may_come_again),
      IN_A_PLACE(another_table_is_told_from_what_is_none),
      IN_A_PLACE(a_directory_is_told),
      IN_A_PLACE(a_table_may_be_larger_than_any_buffer),
      IN_A_PLACE(a_line_that_is_too_long_is_told_and_passed_over),
      IN_A_PLACE(it_may_be_the_last),
      IN_A_PLACE(a_line_that_just_fits_is_read),
      IN_A_PLACE(a_header_that_is_too_long_is_told),
      IN_A_PLACE(a_nul_makes_a_line_unusable),
      IN_A_PLACE(fields_may_be_in_quotes),
      IN_A_PLACE(quotes_have_to_end_where_the_field_does),
      IN_A_PLACE(the_mark_of_utf_8_is_passed_over),
      IN_A_PLACE(seconds_that_no_number_tells_apart_are_no_time),
      IN_A_PLACE(blanks_may_be_around_a_number),
      IN_A_PLACE(a_number_is_decimal),
      IN_A_PLACE(a_number_at_the_end_of_the_file_may_be_cut),
  };

  return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
