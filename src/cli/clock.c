/* clock.c - see clock.h */
#include "cli/clock.h"

#include <math.h>

void clock_start(struct clock *clock) {
  *clock = (struct clock){
      .last_s = NAN, .step_s = {NAN, NAN}, .held_s = NAN, .behind_s = NAN};
}

static void believe(struct clock *clock, double at_s) {
  clock->step_s[1] = clock->step_s[0];
  clock->step_s[0] = at_s - clock->last_s;
  clock->last_s = at_s;
  clock->behind = 0;
}

static enum clock_word fall_behind(struct clock *clock, double at_s) {
  bool is_in_order = clock->behind > 0 && at_s > clock->behind_s;

  clock->behind = is_in_order ? clock->behind + 1 : 1;
  clock->behind_s = at_s;
  if (clock->behind < CLOCK_ANEW_AFTER)
    return CLOCK_IS_BEHIND;
  clock_start(clock);
  clock->last_s = at_s;
  return CLOCK_IS_ANEW;
}

/* Of two steps one may be longer by a gap. Before there are two, each is a
 * leap. */
static bool is_leap(const struct clock *clock, double step_s) {
  return !(step_s <= CLOCK_STEPS * clock->step_s[0] &&
           step_s <= CLOCK_STEPS * clock->step_s[1]);
}

enum clock_word clock_hear(struct clock *clock, double at_s) {
  if (isnan(clock->last_s)) {
    clock->last_s = at_s;
    return CLOCK_GOES_ON;
  }
  if (!(at_s > clock->last_s))
    return fall_behind(clock, at_s);
  if (is_leap(clock, at_s - clock->last_s)) {
    clock->held_s = at_s;
    return CLOCK_LEAPS;
  }
  believe(clock, at_s);
  return CLOCK_GOES_ON;
}

bool clock_held_is_wild(struct clock *clock, double next_s) {
  double held_s = clock->held_s;

  if (isnan(held_s))
    return false;
  clock->held_s = NAN;
  if (held_s - next_s > next_s - clock->last_s)
    return true;
  believe(clock, held_s);
  return false;
}
