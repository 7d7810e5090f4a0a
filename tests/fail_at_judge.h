/*
 * fail_at_judge.h - whether a story in which something failed went as it must.
 */
#ifndef FAIL_AT_JUDGE_H
#define FAIL_AT_JUDGE_H

#include "fail_at_story.h"

enum { VERDICT_BYTES = 400 };

/* `clean` is the story in which nothing failed, `status` what waitpid(2) said
 * of the one that is judged. Whether it is good; else why not. */
bool judge_story(const struct story *clean, const struct story *story,
                 const struct fail_point *point, int status,
                 char ret_why[VERDICT_BYTES]);

#endif
