/* alarm.c - see alarm.h */
#include "judge/alarm.h"

/* Keeps in `since_s` when `holds` became true. */
static double held_s(bool holds, bool *held, double *since_s, double now_s) {
  if (holds && !*held)
    *since_s = now_s;
  *held = holds;
  return holds ? now_s - *since_s : -1;
}

enum alarm_event alarm_step(struct alarm *alarm, const struct alarm_rule *rule,
                            enum state wanted, bool certain, double now_s) {
  double rising_s = held_s(wanted > alarm->shown, &alarm->rising,
                           &alarm->rising_since_s, now_s);
  double resting_s = held_s(alarm->shown > STATE_OK && wanted == STATE_OK,
                            &alarm->resting, &alarm->resting_since_s, now_s);

  if (rising_s >= (certain ? 0 : rule->trip_s)) {
    alarm->shown = wanted;
    alarm->rising = false;
    return ALARM_RAISED;
  }
  if (resting_s >= rule->clear_s) {
    *alarm = (struct alarm){.shown = STATE_OK};
    return ALARM_CLEARED;
  }
  return ALARM_NOTHING;
}
