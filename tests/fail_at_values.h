/*
 * fail_at_values.h - whether the values of a story in which something failed
 * are those of the one in which nothing did.
 */
#ifndef FAIL_AT_VALUES_H
#define FAIL_AT_VALUES_H

#include "fail_at_judge.h"

/* In a step each name once. */
bool values_are_sent_once(const struct story *story,
                          char ret_why[VERDICT_BYTES]);

/* What was sent is what is sent when nothing fails, or was not known. */
bool values_tell_no_lies(const struct story *clean, const struct story *story,
                         const struct fail_point *point,
                         char ret_why[VERDICT_BYTES]);

/* Behind the failure all is there again, but for what fail_at_excuse.h says. */
bool values_are_right_again(const struct story *clean,
                            const struct story *story,
                            const struct fail_point *point,
                            char ret_why[VERDICT_BYTES]);

/* Of what need not be right by the end of the story, whatever fails: it is told
 * again, so that nothing is silent for good. */
bool values_are_there_again(const struct story *clean,
                            const struct story *story,
                            const struct fail_point *point,
                            char ret_why[VERDICT_BYTES]);

#endif
