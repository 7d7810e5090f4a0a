/* test_number.c - what strtod() and printf() give, and nothing else. */
#include "expect.h"

#include "cli/number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t next(uint64_t *seed) {
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return *seed >> 11;
}

static double part(uint64_t *seed) {
  return (double)next(seed) / 9007199254740992.0;
}

static void expect_read(const char *text) {
  const char *end;
  double value = number_read(text, &end), wanted;
  char *wanted_end;

  wanted = strtod(text, &wanted_end);
  if (memcmp(&value, &wanted, sizeof(value)) != 0 || end != wanted_end)
    fail_msg("\"%s\": %.17g, %zu bytes; not %.17g, %zu", text, value,
             (size_t)(end - text), wanted, (size_t)(wanted_end - text));
}

static void a_text_is_read_as_strtod_does(void **state) {
  static const char *const texts[] = {"0",
                                      "-0",
                                      "7",
                                      "-12.5",
                                      "1.",
                                      "1.5,x",
                                      "00012",
                                      ".5",
                                      "-.5",
                                      "+3",
                                      " 4",
                                      "-",
                                      "",
                                      ".",
                                      "x",
                                      "1e3",
                                      "1.5E-3",
                                      "1e",
                                      "1x",
                                      "--1",
                                      "inf",
                                      "nan",
                                      "1-2",
                                      "1..2",
                                      "0.000000000000000001",
                                      "9007199254740992",
                                      "9007199254740993",
                                      "9007199254740993.5",
                                      "123456789012345678",
                                      "1234567890123456789",
                                      "18446744073709551616",
                                      "99999999999999999999",
                                      "0.1234567890123456789",
                                      "0.00000000000000000000001",
                                      "1600000000.123",
                                      "900719925474.0993",
                                      "0.30000000000000004"};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(texts); i++)
    expect_read(texts[i]);
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

static void so_are_numbers_of_any_length(void **state) {
  uint64_t seed = 7;

  (void)state;
  for (int i = 0; i < 200000; i++) {
    double value = (part(&seed) - 0.5) * pow(10, floor(40 * part(&seed) - 20));
    char text[400];

    snprintf(text, sizeof(text), i % 2 ? "%.*f" : "%.*g", i / 2 % 20, value);
    expect_read(text);
  }
}

static void expect_written(double value) {
  char text[NUMBER_BYTES + 1], wanted[64];

  text[number_write(value, text)] = '\0';
  snprintf(wanted, sizeof(wanted), "%.6g", value);
  if (strcmp(text, wanted) != 0)
    fail_msg("%.17g: \"%s\", not \"%s\"", value, text, wanted);
}

static void a_number_is_written_with_six_digits(void **state) {
  static const double values[] = {0,        -0.0,       1,
                                  60,       3060,       99.5,
                                  -12.25,   100,        100000,
                                  999999,   999999.4,   999999.5,
                                  999999.6, 1e6,        123456.5,
                                  123457.5, 1.000005,   1.0000049999999,
                                  0.0001,   0.00009999, 0.0001234565,
                                  99999.95, 99999.949,  0.1106195,
                                  9.999995, 9.9999949,  1e-5,
                                  5e-324,   1e300,      NAN,
                                  INFINITY, -INFINITY,  2.5,
                                  0.5,      1234.5650};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(values); i++)
    expect_written(values[i]);
}

static void so_are_those_of_any_size(void **state) {
  uint64_t seed = 5;

  (void)state;
  for (int i = 0; i < 200000; i++) {
    double value = part(&seed) * pow(10, floor(16 * part(&seed) - 8));

    expect_written(value);
    expect_written(-value);
    expect_written(rint(value * 1e4) / 1e4);
    expect_written((rint(value) + 0.5) / 10);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_text_is_read_as_strtod_does),
      cmocka_unit_test(only_decimal_numbers_are_read),
      cmocka_unit_test(so_are_numbers_of_any_length),
      cmocka_unit_test(a_number_is_written_with_six_digits),
      cmocka_unit_test(so_are_those_of_any_size),
  };

  return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
