/*
 * fail_at_totals.h - whether the totals of counters in a saved state are those
 * that were told.
 */
#ifndef FAIL_AT_TOTALS_H
#define FAIL_AT_TOTALS_H

#include "fail_at_judge.h"
#include "fail_at_leaves.h"

/* In which step it was saved: the clean one behind the last tick. */
int totals_step(const struct leaves *clean, const struct leaves *own);

/* Of each that the clean state has, in the tick in which `own` was saved, or in
 * the last before it in which it was told. */
bool totals_are_those_told(const struct leaves *clean, const struct leaves *own,
                           const struct story *story,
                           char ret_why[VERDICT_BYTES]);

#endif
