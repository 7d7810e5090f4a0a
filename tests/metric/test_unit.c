#include "expect.h"

#include "metric/unit.h"

#include <string.h>

static void every_unit_has_a_name_and_a_symbol(void **state) {
  (void)state;
  for (int id = 0; id < UNIT_IDS; id++) {
    assert_non_null(units[id].name);
    assert_true(units[id].name[0] != '\0');
    assert_non_null(units[id].symbol);
    assert_true(units[id].quantum >= 0);
    assert_true(units[id].grafana && units[id].grafana[0]);
    assert_true(units[id].grafana_pace && units[id].grafana_pace[0]);
  }
}

static void the_scale_leads_to_the_base_unit(void **state) {
  static const struct {
    enum unit_id unit;
    double worth;
  } rows[] = {
      {UNIT_COUNT_OF, 1},       {UNIT_BYTE, 1},           {UNIT_KIB, 1024},
      {UNIT_PAGE, 65536},       {UNIT_SECOND, 1},         {UNIT_TICK, 0.004},
      {UNIT_NANOSECOND, 1e-9},  {UNIT_MICROSECOND, 1e-6}, {UNIT_PERCENT, 1},
      {UNIT_MILLISECOND, 1e-3}, {UNIT_RATE_MS, 1},        {UNIT_CORES, 1},
      {UNIT_LETTER, 1},
  };
  struct scale scale;

  (void)state;
  assert_int_equal(COUNT_OF(rows), UNIT_IDS);
  scale_init(&scale, 250, 65536, 12);
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_near(scale.per_unit[rows[i].unit], rows[i].worth, 1e-15);
  expect_near(scale.cpus, 12, 0);
}

static void numbers_are_written_for_people(void **state) {
  static const struct {
    enum unit_id unit;
    double value;
    const char *text;
  } rows[] = {
      {UNIT_COUNT_OF, 871, "871"},
      {UNIT_COUNT_OF, 0, "0"},
      {UNIT_COUNT_OF, 4.2, "4.2"},
      {UNIT_COUNT_OF, -4.2, "-4.2"},
      {UNIT_COUNT_OF, 12.3, "12"},
      {UNIT_COUNT_OF, NAN, "-"},
      {UNIT_BYTE, NAN, "-"},
      {UNIT_BYTE, INFINITY, "-"},
      {UNIT_CORES, -INFINITY, "-"},
      {UNIT_BYTE, 0, "0 B"},
      {UNIT_BYTE, 1023, "1023 B"},
      {UNIT_BYTE, 1024, "1.0 KiB"},
      {UNIT_BYTE, 1610612736, "1.5 GiB"},
      {UNIT_BYTE, -1536, "-1.5 KiB"},
      {UNIT_KIB, 102400, "100 KiB"},
      {UNIT_PAGE, 4096.0 * 256, "1.0 MiB"},
      {UNIT_BYTE, 1125899906842624.0, "1.0 PiB"},
      {UNIT_BYTE, 1152921504606846976.0, "1024 PiB"},
      {UNIT_SECOND, 90, "90 s"},
      {UNIT_TICK, 0.5, "0.5 s"},
      {UNIT_MILLISECOND, 0.15, "150 ms"},
      {UNIT_MILLISECOND, 1.5, "1.5 s"},
      {UNIT_PERCENT, 1.5, "1.5 %"},
      {UNIT_PERCENT, 99.6, "100 %"},
      {UNIT_RATE_MS, 12, "12 ms/s"},
      {UNIT_CORES, 1.5, "1.5 cores"},
      {UNIT_CORES, 2, "2 cores"},
      {UNIT_CORES, 0.04, "0.04 cores"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char buffer[32];

    unit_write(rows[i].unit, rows[i].value, buffer, sizeof(buffer));
    assert_string_equal(buffer, rows[i].text);
  }
}

static void a_short_buffer_cuts_and_terminates(void **state) {
  char buffer[8];

  (void)state;
  for (int unit = 0; unit < UNIT_IDS; unit++) {
    memset(buffer, '#', sizeof(buffer));
    unit_write((enum unit_id)unit, 1234567, buffer, 3);
    assert_int_equal(strlen(buffer), 2);
    assert_int_equal(buffer[3], '#');
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_unit_has_a_name_and_a_symbol),
      cmocka_unit_test(the_scale_leads_to_the_base_unit),
      cmocka_unit_test(numbers_are_written_for_people),
      cmocka_unit_test(a_short_buffer_cuts_and_terminates),
  };

  return cmocka_run_group_tests_name("unit", tests, NULL, NULL);
}
