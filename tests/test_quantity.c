#include "expect.h"

#include "quantity.h"

#include <errno.h>

static void numbers_have_the_suffixes_of_their_unit(void **state) {
  static const struct {
    const char *text;
    enum unit_id unit;
    double value;
  } rows[] = {
      {"150", UNIT_COUNT_OF, 150},
      {"0", UNIT_COUNT_OF, 0},
      {"0.5", UNIT_COUNT_OF, 0.5},
      {"-3", UNIT_COUNT_OF, -3},
      {"-1.5k", UNIT_COUNT_OF, -1500},
      {"2k", UNIT_COUNT_OF, 2e3},
      {"2M", UNIT_COUNT_OF, 2e6},
      {"2G", UNIT_COUNT_OF, 2e9},
      {"7", UNIT_BYTE, 7},
      {"2k", UNIT_BYTE, 2048},
      {"2K", UNIT_BYTE, 2048},
      {"64M", UNIT_BYTE, 67108864},
      {"1.5G", UNIT_BYTE, 1610612736},
      {"2T", UNIT_BYTE, 2199023255552.0},
      {"64M", UNIT_KIB, 67108864},  /* kept in bytes, whatever the kernel */
      {"64M", UNIT_PAGE, 67108864}, /* counts in */
      {"90", UNIT_SECOND, 90},
      {"250ms", UNIT_SECOND, 0.25},
      {"90s", UNIT_SECOND, 90},
      {"10m", UNIT_SECOND, 600},
      {"1.5h", UNIT_SECOND, 5400},
      {"2d", UNIT_SECOND, 172800},
      {"3s", UNIT_TICK, 3},
      {"3ms", UNIT_MILLISECOND, 0.003},
      {"150", UNIT_RATE_MS, 150},
      {"150ms", UNIT_RATE_MS, 150},
      {"0.2s", UNIT_RATE_MS, 200},
      {"80", UNIT_PERCENT, 80},
      {"80%", UNIT_PERCENT, 80},
      {"1.5", UNIT_CORES, 1.5},
      {"18446744073709551615", UNIT_BYTE, 18446744073709551615.0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double value = NAN;

    if (quantity_parse(rows[i].text, rows[i].unit, &value) != 0)
      fail_msg("\"%s\" is refused", rows[i].text);
    expect_near(value, rows[i].value, 1e-9 * fabs(rows[i].value));
  }
}

static void what_is_no_number_of_the_unit_is_refused(void **state) {
  static const struct {
    const char *text;
    enum unit_id unit;
  } rows[] = {
      {"", UNIT_COUNT_OF},
      {"-", UNIT_COUNT_OF},
      {".5", UNIT_COUNT_OF},
      {"+3", UNIT_COUNT_OF},
      {"--3", UNIT_COUNT_OF},
      {"12-5", UNIT_COUNT_OF},
      {"1.2.3", UNIT_COUNT_OF},
      {"1,5", UNIT_COUNT_OF},
      {"1e3", UNIT_COUNT_OF},
      {"0x10", UNIT_COUNT_OF},
      {"nan", UNIT_COUNT_OF},
      {"inf", UNIT_COUNT_OF},
      {"k", UNIT_COUNT_OF},
      {"3 k", UNIT_COUNT_OF},
      {" 3", UNIT_COUNT_OF},
      {"3 ", UNIT_COUNT_OF},
      {"3K", UNIT_COUNT_OF},
      {"3T", UNIT_COUNT_OF},
      {"3m", UNIT_COUNT_OF},
      {"3s", UNIT_COUNT_OF},
      {"3%", UNIT_COUNT_OF},
      {"3m", UNIT_BYTE},
      {"3B", UNIT_BYTE},
      {"3MB", UNIT_BYTE},
      {"3MiB", UNIT_BYTE},
      {"3kk", UNIT_BYTE},
      {"3%", UNIT_BYTE},
      {"3s", UNIT_BYTE},
      {"3M", UNIT_SECOND},
      {"3k", UNIT_SECOND},
      {"3min", UNIT_SECOND},
      {"1h30m", UNIT_SECOND},
      {"3H", UNIT_SECOND},
      {"3m", UNIT_RATE_MS},
      {"3k", UNIT_RATE_MS},
      {"3k", UNIT_PERCENT},
      {"3%%", UNIT_PERCENT},
      {"3k", UNIT_CORES},
      {"3k", UNIT_LETTER},
      {"D", UNIT_LETTER},
      {"18446744073709551616", UNIT_BYTE},
      {"99999999999999999999999T", UNIT_BYTE},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double value = 4711;
    int r = quantity_parse(rows[i].text, rows[i].unit, &value);

    if (r != -EINVAL)
      fail_msg("\"%s\" of %s came to %d", rows[i].text,
               units[rows[i].unit].name, r);
    expect_near(value, 4711, 0);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_have_the_suffixes_of_their_unit),
      cmocka_unit_test(what_is_no_number_of_the_unit_is_refused),
  };

  return cmocka_run_group_tests_name("quantity", tests, NULL, NULL);
}
