/* test_digits.c - a float comes back from its digits, whatever it is. */
#include "expect.h"

#include "emit/digits.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  float value;
  const char *digits;
} floats[] = {
    {0, "0"},
    {1, "1"},
    {-1, "-1"},
    {0.5F, "0.5"},
    {0.1F, "0.1"},
    {-0.001F, "-0.001"},
    {123456, "123456"},
    {1234567, "1234567"},
    {100000, "100000"},
    {0.25F, "0.25"},
    {1e30F, "1.00000002e+30"},
    {1e9F, "1e+09"},
    {99999.9F, "99999.9"},
    {3.14159274F, "3.14159274"},
};

static void they_are_few(void **state) {
  char digits[DIGITS_BYTES];

  (void)state;
  for (size_t i = 0; i < sizeof(floats) / sizeof(floats[0]); i++) {
    digits_write(floats[i].value, digits);
    assert_string_equal(digits, floats[i].digits);
  }
}

static float float_of(uint32_t bits) {
  float value;

  memcpy(&value, &bits, sizeof(value));
  return value;
}

/* Every 4099th of all there are. */
static void each_comes_back(void **state) {
  char digits[DIGITS_BYTES];

  (void)state;
  for (uint64_t bits = 0; bits <= UINT32_MAX; bits += 4099) {
    float value = float_of((uint32_t)bits);

    if (!isfinite(value))
      continue;
    digits_write(value, digits);
    if (strtof(digits, NULL) != value)
      fail_msg("%.9g is written as %s", (double)value, digits);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(they_are_few),
      cmocka_unit_test(each_comes_back),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
