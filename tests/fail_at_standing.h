/*
 * fail_at_standing.h - whether the standings of walls in a saved state are
 * those of the state that is saved when nothing fails.
 */
#ifndef FAIL_AT_STANDING_H
#define FAIL_AT_STANDING_H

#include "fail_at_judge.h"
#include "fail_at_leaves.h"

/* How much of what limit is used: the ages beside that hang on when which file
 * was read. Of whom what failed is the matter, where there were `quiet` ticks
 * behind it that had nothing to do with it, not 0. */
bool standings_are_right(const struct leaves *clean, const struct leaves *own,
                         const struct story *story,
                         const struct fail_point *point, int quiet,
                         char ret_why[VERDICT_BYTES]);

#endif
