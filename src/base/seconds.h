/*
 * seconds.h - what a clock shows.
 */
#ifndef SECONDS_H
#define SECONDS_H

#include <time.h>

/* Seconds of `clock`; NaN where it cannot be read, as in a sandbox that forbids
 * it: nothing that is compared with that is due, or over. */
double seconds_of(clockid_t clock);

#endif
