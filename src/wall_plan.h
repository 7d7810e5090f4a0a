/*
 * wall_plan.h - which walls stand before a group, or before the host.
 */
#ifndef WALL_PLAN_H
#define WALL_PLAN_H

#include "roll.h"
#include "window/track.h"

/* The rows of the wall table of the roll's scope, the thresholds of that scope,
 * and io_wait at IoWaitMs for groups that have no threshold on it. What each
 * wall foretells gets a window in `plan`. */
void wall_plan(struct roll *roll, struct window_plan *plan,
               const struct thresholds *thresholds,
               const struct settings *settings);

/* That of a block device: the longer of its awaits, and a window of its
 * utilisation beside (see disks.h). */
void wall_plan_device(struct roll *roll, struct window_plan *plan,
                      double await_s);

#endif
