/*
 * trip.h - the fuse of a group: the accounts of its members come together.
 *
 * It trips when both of joint.h have held for one member, or for the group as a
 * whole: its worst wait, and what the file descriptors of its members have
 * grown together within FdWindow, as those of a server whose workers leak a few
 * each. Each member counts with its own growth over just that time, so that one
 * who joins, starts or leaves is none.
 */
#ifndef TRIP_H
#define TRIP_H

#include "roll.h"

#define TRIP_INSTANCE "fuse" /* of bool; and the name in place of a wall */

/* As if nothing had been. */
void trip_reset(struct roll *roll);

/* What held so far does not count, nor does rest. */
void trip_tear(struct roll *roll);

void trip_begin(struct roll *roll);
void trip_report(struct roll *roll, const struct report *report);

/* The tick is over: steps the fuse, and tells what it did. */
void trip_judge(struct roll *roll, const struct settings *settings,
                const struct timeline *timeline, const struct sink *sink);

#endif
