/*
 * fail_at_words.h - whether what was told in a story in which something failed
 * is what is told when nothing does.
 */
#ifndef FAIL_AT_WORDS_H
#define FAIL_AT_WORDS_H

#include "fail_at_judge.h"

enum { WORDS_NOTIFICATION = 100 }; /* severities from there on */

/* By how many steps a notification may be late, or early. */
int words_slack(const struct fail_point *point, const struct story *story);

/* Each notification of the clean story is told, in the same words. */
bool words_are_told(const struct story *clean, const struct story *story,
                    const struct fail_point *point,
                    char ret_why[VERDICT_BYTES]);

/* None is told in words that are none of the clean story. */
bool words_make_sense(const struct story *clean, const struct story *story,
                      const struct fail_point *point,
                      char ret_why[VERDICT_BYTES]);

/* The flag that came is whole, and says what was told when the fuse blew. */
bool words_of_flag_are_right(const struct story *clean,
                             const struct story *story,
                             char ret_why[VERDICT_BYTES]);

#endif
