/*
 * fail_at_course.h - whether behind a failure counters grow and forecasts run
 * as they do when nothing fails.
 */
#ifndef FAIL_AT_COURSE_H
#define FAIL_AT_COURSE_H

#include "fail_at_judge.h"

/* In the last ticks a counter grows by what it grows by in the clean story,
 * wherever it stands. */
bool course_of_counters_is_right(const struct story *clean,
                                 const struct story *story,
                                 const struct fail_point *point,
                                 char ret_why[VERDICT_BYTES]);

/* What is foretold in the last ticks is near to what is in the clean story. */
bool course_of_forecasts_is_right(const struct story *clean,
                                  const struct story *story,
                                  const struct fail_point *point,
                                  char ret_why[VERDICT_BYTES]);

#endif
