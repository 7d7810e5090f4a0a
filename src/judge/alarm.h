/*
 * alarm.h - when to raise, and when to be quiet again.
 *
 *        wanted for trip_s                  wanted for trip_s
 *    OK --------------------> WARNING --------------------> FAILURE
 *     ^                          |                             |
 *     +------ calm for clear_s --+-----------------------------+
 *
 * An alarm rises by what is wanted without a break for trip_s, is told once at
 * each level, never sinks half way, and is cleared once, after clear_s without
 * any cause. What has happened (`certain`) needs no waiting. A forecast that
 * flickers never gets past the first arrow.
 */
#ifndef ALARM_H
#define ALARM_H

#include <stdbool.h>

enum state { STATE_OK, STATE_WARNING, STATE_FAILURE };

enum alarm_event { ALARM_NOTHING, ALARM_RAISED, ALARM_CLEARED };

struct alarm_rule {
  double trip_s;
  double clear_s;
};

/* Zeroed it is calm. */
struct alarm {
  enum state shown;
  bool rising;
  double rising_since_s; /* a higher level is wanted since then */
  bool resting;
  double resting_since_s; /* nothing is wanted since then */
};

/* One tick: the level that the evidence wants at `now_s` (monotonic). */
enum alarm_event alarm_step(struct alarm *alarm, const struct alarm_rule *rule,
                            enum state wanted, bool certain, double now_s);

#endif
