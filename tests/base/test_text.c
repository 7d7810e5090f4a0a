#include "expect.h"

#include "base/text.h"

#include <errno.h>
#include <string.h>

static void expect_text(struct text got, const char *wanted, size_t row) {
  if (!text_equals(got, wanted))
    fail_msg("row %zu: got \"%.*s\", not \"%s\"", row, (int)text_length(got),
             got.at, wanted);
}

static void a_cut_takes_what_stands_before_the_mark(void **state) {
  static const struct {
    const char *whole, *part, *rest;
  } rows[] = {
      {"a:b:c", "a", "b:c"}, {"a:", "a", ""},    {":b", "", "b"},
      {"::", "", ":"},       {"abc", "abc", ""}, {"", "", ""},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct text rest = text_of_string(rows[i].whole);

    expect_text(text_cut(&rest, ':'), rows[i].part, i);
    expect_text(rest, rows[i].rest, i);
  }
}

static void cutting_ends_when_nothing_is_left(void **state) {
  struct text rest = text_of_string("1\n22\n\n333");
  size_t lines = 0, bytes = 0;

  (void)state;
  while (!text_is_empty(rest)) {
    bytes += text_length(text_cut(&rest, '\n'));
    lines++;
  }
  assert_int_equal(lines, 4);
  assert_int_equal(bytes, 6);
}

static void the_last_mark_is_the_one_that_counts(void **state) {
  static const struct {
    const char *whole, *behind;
  } rows[] = {
      {"1 (a) b) S 2", " S 2"},
      {"1 (x)", ""},
      {"no bracket", ""},
      {"", ""},
      {")", ""},
      {")x", "x"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_text(text_after_last(text_of_string(rows[i].whole), ')'),
                rows[i].behind, i);
}

static void words_are_runs_of_what_is_not_blank(void **state) {
  static const char line[] = "  one\ttwo\n\n three\0four  ";
  static const char *const words[] = {"one", "two", "three", "four", "", ""};
  struct text rest = text_of(line, sizeof(line) - 1);

  (void)state;
  for (size_t i = 0; i < COUNT_OF(words); i++)
    expect_text(text_word(&rest), words[i], i);
  assert_true(text_is_empty(rest));
}

static void only_a_whole_literal_is_skipped(void **state) {
  static const struct {
    const char *whole, *literal;
    bool skipped;
    const char *rest;
  } rows[] = {
      {"Name:\tx", "Name:", true, "\tx"},
      {"Name", "Name:", false, "Name"},
      {"name:", "Name:", false, "name:"},
      {"x", "", true, "x"},
      {"", "x", false, ""},
      {"abc", "abc", true, ""},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct text rest = text_of_string(rows[i].whole);

    assert_int_equal(text_skip(&rest, rows[i].literal), rows[i].skipped);
    expect_text(rest, rows[i].rest, i);
  }
}

static void equal_texts_have_every_byte_alike(void **state) {
  (void)state;
  assert_true(text_equals(text_of_string("max"), "max"));
  assert_true(text_equals(text_of("maximum", 3), "max"));
  assert_false(text_equals(text_of_string("max"), "maximum"));
  assert_false(text_equals(text_of_string("maximum"), "max"));
  assert_false(text_equals(text_of_string("Max"), "max"));
  assert_true(text_equals(text_of_string(""), ""));
}

static void whole_numbers_reach_to_the_last_of_64_bits(void **state) {
  static const struct {
    const char *text;
    int result;
    uint64_t value;
  } rows[] = {
      {"0", 0, 0},
      {"42 rest", 0, 42},
      {"12abc", 0, 12},
      {"00000000000000000000000000007", 0, 7},
      {"9223372036854775808", 0, (uint64_t)INT64_MAX + 1},
      {"18446744073709551615", 0, UINT64_MAX},
      {"18446744073709551616", -ERANGE, 0},
      {"18446744073709551620", -ERANGE, 0},
      {"99999999999999999999", -ERANGE, 0},
      {"184467440737095516150", -ERANGE, 0},
      {"", -EBADMSG, 0},
      {" 1", -EBADMSG, 0},
      {"-1", -EBADMSG, 0},
      {"+1", -EBADMSG, 0},
      {"x", -EBADMSG, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    uint64_t value = 4711;
    int r = text_to_u64(text_of_string(rows[i].text), &value);

    if (r != rows[i].result || value != (r < 0 ? 4711 : rows[i].value))
      fail_msg("\"%s\" came to %d and %llu", rows[i].text, r,
               (unsigned long long)value);
  }
}

static void a_number_ends_where_its_text_ends(void **state) {
  static const char digits[] = "123456.789";
  uint64_t value;
  double number;

  (void)state;
  assert_int_equal(text_to_u64(text_of(digits, 3), &value), 0);
  assert_int_equal(value, 123);
  assert_int_equal(text_to_double(text_of(digits, 8), &number), 0);
  expect_near(number, 123456.7, 1e-9);
  assert_int_equal(text_to_u64(text_of(digits, 0), &value), -EBADMSG);
}

static void numbers_may_have_a_sign_and_a_fraction(void **state) {
  static const struct {
    const char *text;
    int result;
    double value;
  } rows[] = {
      {"0", 0, 0},
      {"12.50", 0, 12.5},
      {"-12.50", 0, -12.5},
      {"-0.25", 0, -0.25},
      {"0.07", 0, 0.07},
      {"3.", 0, 3},
      {"3.x", 0, 3},
      {"1e3", 0, 1},
      {"1.2.3", 0, 1.2},
      {"0.000000001", 0, 1e-9},
      {"18446744073709551615", 0, 18446744073709551615.0},
      {"18446744073709551616", -ERANGE, 0},
      {"-18446744073709551616", -ERANGE, 0},
      {"", -EBADMSG, 0},
      {"-", -EBADMSG, 0},
      {"--1", -EBADMSG, 0},
      {"+1", -EBADMSG, 0},
      {".5", -EBADMSG, 0},
      {"nan", -EBADMSG, 0},
      {"inf", -EBADMSG, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double value = 4711;
    int r = text_to_double(text_of_string(rows[i].text), &value);

    if (r != rows[i].result)
      fail_msg("\"%s\" came to %d", rows[i].text, r);
    expect_near(value, r < 0 ? 4711 : rows[i].value, 1e-12);
  }
}

static void a_copy_is_cut_and_always_terminated(void **state) {
  static const struct {
    const char *text;
    size_t capacity;
    const char *copy;
  } rows[] = {
      {"process", 16, "process"},
      {"process", 8, "process"},
      {"process", 7, "proces"},
      {"process", 1, ""},
      {"", 4, ""},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char buffer[16];

    memset(buffer, '#', sizeof(buffer));
    text_copy(text_of_string(rows[i].text), buffer, rows[i].capacity);
    assert_string_equal(buffer, rows[i].copy);
    for (size_t at = rows[i].capacity; at < sizeof(buffer); at++)
      assert_int_equal(buffer[at], '#');
  }
}

static void a_line_without_its_end_is_no_whole_one(void **state) {
  static const struct {
    const char *whole, *lines;
  } rows[] = {{"a\nbc\n", "a\nbc\n"}, {"a\nbc", "a\n"}, {"\nb", "\n"},
              {"\n", "\n"},           {"abc", ""},      {"", ""}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_text(text_whole_lines(text_of_string(rows[i].whole)), rows[i].lines,
                i);
}

static void a_text_of_nothing_at_all_is_no_trouble(void **state) {
  struct text nothing = {0};
  char buffer[4] = "xyz";
  uint64_t value;

  (void)state;
  assert_true(text_is_empty(nothing));
  assert_int_equal(text_length(nothing), 0);
  assert_true(text_is_empty(text_cut(&nothing, '\n')));
  assert_true(text_is_empty(text_word(&nothing)));
  assert_true(text_is_empty(text_after_last(nothing, ')')));
  assert_true(text_is_empty(text_whole_lines(nothing)));
  assert_int_equal(text_to_u64(nothing, &value), -EBADMSG);
  text_copy(nothing, buffer, sizeof(buffer));
  assert_string_equal(buffer, "");
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_cut_takes_what_stands_before_the_mark),
      cmocka_unit_test(cutting_ends_when_nothing_is_left),
      cmocka_unit_test(the_last_mark_is_the_one_that_counts),
      cmocka_unit_test(words_are_runs_of_what_is_not_blank),
      cmocka_unit_test(only_a_whole_literal_is_skipped),
      cmocka_unit_test(equal_texts_have_every_byte_alike),
      cmocka_unit_test(whole_numbers_reach_to_the_last_of_64_bits),
      cmocka_unit_test(a_number_ends_where_its_text_ends),
      cmocka_unit_test(numbers_may_have_a_sign_and_a_fraction),
      cmocka_unit_test(a_copy_is_cut_and_always_terminated),
      cmocka_unit_test(a_line_without_its_end_is_no_whole_one),
      cmocka_unit_test(a_text_of_nothing_at_all_is_no_trouble),
  };

  return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
