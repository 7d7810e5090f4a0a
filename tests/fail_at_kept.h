/*
 * fail_at_kept.h - whether the state and the evidence that a story leaves, in
 * which something failed, are those of the one in which nothing did.
 */
#ifndef FAIL_AT_KEPT_H
#define FAIL_AT_KEPT_H

#include "fail_at_judge.h"

/* The last state that was saved can be read; its windows hold what they hold
 * when nothing fails, or nothing, or a mean of it, and of the ticks behind the
 * failure just that; what is counted is no more. */
bool kept_state_is_right(const struct story *clean, const struct story *story,
                         const struct fail_point *point,
                         char ret_why[VERDICT_BYTES]);

/* So do those of the evidence, which says what the flag says, and of whom. */
bool kept_evidence_is_right(const struct story *clean,
                            const struct story *story,
                            const struct fail_point *point,
                            char ret_why[VERDICT_BYTES]);

#endif
