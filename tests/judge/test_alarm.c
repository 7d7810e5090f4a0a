/* test_alarm.c - evenings of evidence, and what is said when. */
#include "expect.h"

#include "judge/alarm.h"

struct moment {
  double at_s;
  enum state wanted;
  enum alarm_event said;
  enum state shown;
  bool certain;
};

static const struct alarm_rule rule = {.trip_s = 30, .clear_s = 60};

static void play(const struct moment *moments, size_t count) {
  struct alarm alarm = {0};

  for (size_t i = 0; i < count; i++) {
    const struct moment *m = &moments[i];
    enum alarm_event said =
        alarm_step(&alarm, &rule, m->wanted, m->certain, m->at_s);

    if (said != m->said || alarm.shown != m->shown)
      fail_msg("at %g s said %d and shows %d, not %d and %d", m->at_s, said,
               alarm.shown, m->said, m->shown);
  }
}

static void a_flicker_is_no_alarm(void **state) {
  static const struct moment moments[] = {
      {0, STATE_WARNING, ALARM_NOTHING, STATE_OK, false},
      {29, STATE_WARNING, ALARM_NOTHING, STATE_OK, false},
      {30, STATE_OK, ALARM_NOTHING, STATE_OK, false},
      {31, STATE_FAILURE, ALARM_NOTHING, STATE_OK, false},
      {60, STATE_FAILURE, ALARM_NOTHING, STATE_OK, false},
  };

  (void)state;
  play(moments, COUNT_OF(moments));
}

static void it_is_raised_once_and_cleared_once(void **state) {
  static const struct moment moments[] = {
      {0, STATE_WARNING, ALARM_NOTHING, STATE_OK, false},
      {30, STATE_WARNING, ALARM_RAISED, STATE_WARNING, false},
      {40, STATE_WARNING, ALARM_NOTHING, STATE_WARNING, false},
      {50, STATE_OK, ALARM_NOTHING, STATE_WARNING, false},
      {80, STATE_WARNING, ALARM_NOTHING, STATE_WARNING, false},
      {90, STATE_OK, ALARM_NOTHING, STATE_WARNING, false},
      {149, STATE_OK, ALARM_NOTHING, STATE_WARNING, false},
      {150, STATE_OK, ALARM_CLEARED, STATE_OK, false},
      {151, STATE_OK, ALARM_NOTHING, STATE_OK, false},
  };

  (void)state;
  play(moments, COUNT_OF(moments));
}

static void each_level_is_told_once_and_none_on_the_way_down(void **state) {
  static const struct moment moments[] = {
      {0, STATE_WARNING, ALARM_NOTHING, STATE_OK, false},
      {30, STATE_WARNING, ALARM_RAISED, STATE_WARNING, false},
      {31, STATE_FAILURE, ALARM_NOTHING, STATE_WARNING, false},
      {60, STATE_FAILURE, ALARM_NOTHING, STATE_WARNING, false},
      {61, STATE_FAILURE, ALARM_RAISED, STATE_FAILURE, false},
      {70, STATE_WARNING, ALARM_NOTHING, STATE_FAILURE, false},
      {200, STATE_WARNING, ALARM_NOTHING, STATE_FAILURE, false},
      {201, STATE_OK, ALARM_NOTHING, STATE_FAILURE, false},
      {261, STATE_OK, ALARM_CLEARED, STATE_OK, false},
  };

  (void)state;
  play(moments, COUNT_OF(moments));
}

static void what_has_happened_needs_no_waiting(void **state) {
  static const struct moment moments[] = {
      {0, STATE_OK, ALARM_NOTHING, STATE_OK, false},
      {1, STATE_FAILURE, ALARM_RAISED, STATE_FAILURE, true},
      {2, STATE_FAILURE, ALARM_NOTHING, STATE_FAILURE, true},
  };

  (void)state;
  play(moments, COUNT_OF(moments));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_flicker_is_no_alarm),
      cmocka_unit_test(it_is_raised_once_and_cleared_once),
      cmocka_unit_test(each_level_is_told_once_and_none_on_the_way_down),
      cmocka_unit_test(what_has_happened_needs_no_waiting),
  };

  return cmocka_run_group_tests_name("alarm", tests, NULL, NULL);
}
