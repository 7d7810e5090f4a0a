/*
 * stale.h - alarms that stay up though nothing is there to be told any more: by
 * the world's own numbers their wall is far away, or nobody of theirs is left.
 */
#ifndef SOAK_STALE_H
#define SOAK_STALE_H

#include "tally.h"

/* How long an alarm of that wall may: of waits and of dirty pages, which only
 * chance leads to their walls, longer. */
double stale_most_s(const char *wall);

/* A tick is over. What is up for longer is a broken promise, once. */
void stale_watch(struct tally *tally);

#endif
