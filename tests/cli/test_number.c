/* test_number.c - which numbers are read, and where they end. */
#include "expect.h"

#include "cli/number.h"

static void a_number_ends_where_its_text_does(void **state) {
  static const struct {
    const char *text;
    double value;
    int length; /* 0: none */
  } rows[] = {{"7", 7, 1},           {"-12.5,", -12.5, 5}, {" 4x", 4, 2},
              {"1.5E-3", 0.0015, 6}, {"1..2", 1, 2},       {"1e", 1, 1},
              {"-", NAN, 0},         {"", NAN, 0},         {"x", NAN, 0},
              {"--1", NAN, 0},       {"inf", INFINITY, 3}, {"nan", NAN, 3}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    const char *end;

    expect_same(number_read(rows[i].text, &end), rows[i].value);
    assert_int_equal(end - rows[i].text, rows[i].length);
  }
}

static void only_decimal_numbers_are_read(void **state) {
  static const char *const texts[] = {"0x10", "-0X1p3", " 0x1", "nan(7)"};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    const char *end;

    (void)number_read(texts[i], &end);
    assert_ptr_equal(end, texts[i]);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_number_ends_where_its_text_does),
      cmocka_unit_test(only_decimal_numbers_are_read),
  };

  return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
