/*
 * tear.h - whether this tick hangs together with the one before.
 *
 * It does not when the machine slept in between (CLOCK_BOOTTIME goes on then,
 * CLOCK_MONOTONIC does not), or when we did not run for several intervals:
 * stopped, or in a virtual machine that was. What grew meanwhile grew over a
 * time that nobody knows, or in a rush before and after: it makes no rate.
 */
#ifndef TEAR_H
#define TEAR_H

#include <stdbool.h>

struct tear {
  double now_s;    /* of the last tick; NaN before the first */
  double asleep_s; /* boot time less monotonic time */
};

void tear_init(struct tear *tear);

/* Whether a tick at `now_s` would come on the heels of the last: collectd makes
 * up for reads that it has missed with two in a row. Rates over milliseconds
 * are noise; what they would tell the next tick tells as well. */
bool tear_is_too_soon(const struct tear *tear, double now_s, double interval_s);

/* A tick at `now_s`, when the machine had slept for `asleep_s` since its boot.
 * Whether something lies between it and the tick before; false for the first.
 */
bool tear_step(struct tear *tear, double now_s, double asleep_s,
               double interval_s);

#endif
