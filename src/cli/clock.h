/*
 * clock.h - whether a history is to be believed its times.
 *
 * The clock of a history is that of a host: it may be wrong, and set right.
 *
 *   - It goes on, when it is later than the last time, by no more than some
 *     steps.
 *   - It leaps, when it is later by more. Whether that is a gap or one wild
 *     time the next one tells, so that it is held until then: wild is what lies
 *     further ahead of the next than that lies ahead of the last.
 *   - It is behind, when it is not later than the last: a repetition, or
 *     disorder.
 *   - It begins anew, when it is behind, and so were those just before, each
 *     later than the one before: the clock was set back for good.
 *
 * A leap ends while it is held in CLOCK_ANEW_AFTER steps at most, and what is
 * behind begins anew after so many: nothing silences what follows.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>

enum { CLOCK_ANEW_AFTER = 8, CLOCK_STEPS = 5 };

enum clock_word { CLOCK_GOES_ON, CLOCK_LEAPS, CLOCK_IS_BEHIND, CLOCK_IS_ANEW };

struct clock {
  double last_s;    /* NaN: there is none yet */
  double step_s[2]; /* the last two that were believed; NaN: not known */
  double held_s;    /* NaN: nothing is held */
  double behind_s;  /* the last one that was behind */
  int behind;       /* how many in a row were, each later than the one before */
};

/* Before the first time of a history. */
void clock_start(struct clock *clock);

/* The next time, while nothing is held. What leaps is held then; what begins
 * anew is the first time of another history. */
enum clock_word clock_hear(struct clock *clock, double at_s);

/* Decides about what is held, if anything is, by the next time, INFINITY at the
 * end: whether it was wild, and is forgotten. */
bool clock_held_is_wild(struct clock *clock, double next_s);

#endif
