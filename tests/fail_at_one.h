/*
 * fail_at_one.h - what is asked of one point.
 */
#ifndef FAIL_AT_ONE_H
#define FAIL_AT_ONE_H

#include "fail_at_story.h"

/* By its text; false, with a sentence: there is none. */
bool one_find(const struct story *clean, const char *text,
              struct fail_point *ret_point);

/* What the story tells, and values with `part` in their name, NULL for none;
 * 0: it is good, 1: it is not. */
int one_tell(const struct story *clean, struct story *story,
             const struct fail_point *point, const char *part);

/* Whether the judge finds each fault that is planted in that story; 0: it does,
 * 1: it does not, or the story is not good to begin with. */
int one_plants(const struct story *clean, struct story *story,
               const struct fail_point *point);

#endif
