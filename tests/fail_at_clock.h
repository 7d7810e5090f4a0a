/*
 * fail_at_clock.h - a clock that stands still until the story moves it, and
 * threads that can be waited for.
 *
 * All clocks of the plugin are this one; one of CPU time stands for ever. One
 * thread runs at a time, until it waits; so nothing depends on who is faster.
 */
#ifndef FAIL_AT_CLOCK_H
#define FAIL_AT_CLOCK_H

/* Seconds of CLOCK_MONOTONIC; that of the day is a fixed number more. */
double fail_at_now_s(void);

/* Moves it, and wakes up who waited for that. */
void fail_at_advance(double s);

/* Lets all other threads run until they wait, or have ended. */
void fail_at_settle(void);

/* How many threads of the plugin have not ended. */
int fail_at_living(void);

#endif
