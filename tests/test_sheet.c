/* test_sheet.c - lines of JSON that are one text, and texts that are none. */
#include "expect.h"

#include "base/text.h"
#include "sheet.h"

#include <stdlib.h>
#include <string.h>

static void expect_lines(const char *bytes, size_t length,
                         const char *const *lines, size_t count) {
  struct text line;
  size_t at = 0;

  for (size_t i = 0; i < count; i++) {
    assert_true(sheet_next(bytes, length, &at, &line));
    assert_true(text_equals(line, lines[i]));
  }
  assert_false(sheet_next(bytes, length, &at, &line));
  assert_int_equal(at, length);
  assert_int_equal(sheet_count(bytes, length), count);
}

static void what_was_put_on_it_is_read_from_it(void **state) {
  static const char *const lines[] = {"{\"a\":1}", "[]", "7"};
  struct sheet sheet = {0};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(lines); i++)
    sheet_add(&sheet, lines[i], strlen(lines[i]));
  assert_true(sheet_close(&sheet));
  assert_int_equal(sheet.lines, COUNT_OF(lines));
  expect_lines(sheet.text, sheet.length, lines, COUNT_OF(lines));
  sheet_release(&sheet);
}

/* Nothing is read beyond an end: a sanitizer sees more in exact copies. */
static void no_beginning_of_a_text_is_one(void **state) {
  struct sheet sheet = {0};

  (void)state;
  sheet_add(&sheet, "{\"a\":1}", 7);
  sheet_add(&sheet, "[]", 2);
  assert_true(sheet_close(&sheet));
  for (size_t length = 0; length < sheet.length; length++) {
    char *copy = malloc(length + 1);
    struct text line;
    size_t at = 0;

    memcpy(copy, sheet.text, length);
    while (sheet_next(copy, length, &at, &line))
      ;
    assert_true(at != length || length == 0);
    free(copy);
  }
  sheet_release(&sheet);
}

/* Not all that is JSON is such a text. */
static void what_is_no_such_text_has_an_end_before_its_end(void **state) {
  static const struct {
    const char *text;
    size_t lines; /* that are one, before it is none */
  } rows[] = {
      {"{}\n", 0},
      {"{}\n]\n", 0},
      {"[{},{}]\n", 0},
      {"[\n{}\n{}\n]\n", 0},
      {"[\n{},\n{}\n]\n \n", 1},
      {"\n[\n{}\n]\n", 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    size_t length = strlen(rows[i].text), at = 0, lines = 0;
    struct text line;

    while (sheet_next(rows[i].text, length, &at, &line))
      lines++;
    assert_true(at < length);
    assert_int_equal(lines, rows[i].lines);
  }
}

#define TEST(name) cmocka_unit_test(name)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(what_was_put_on_it_is_read_from_it),
      TEST(no_beginning_of_a_text_is_one),
      TEST(what_is_no_such_text_has_an_end_before_its_end),
  };

  return cmocka_run_group_tests_name("sheet", tests, NULL, NULL);
}
