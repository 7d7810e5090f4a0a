/*
 * fail_at_desk.h - what the plugin calls of collectd: its words and values are
 * kept.
 */
#ifndef FAIL_AT_DESK_H
#define FAIL_AT_DESK_H

#include "fail_at_daemon.h"

/* All that is said from now on is kept in `told`. */
void desk_begin(struct told *told, double interval_s);
void desk_step(int step);

#endif
