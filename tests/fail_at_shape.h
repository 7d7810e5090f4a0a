/*
 * fail_at_shape.h - sentences that say the same but for their numbers, and
 * which of them belong together.
 */
#ifndef FAIL_AT_SHAPE_H
#define FAIL_AT_SHAPE_H

#include <stdbool.h>

/* Of the same process and limit always ("pid 42", "of 200"). Details hang on
 * how much was seen: the causes, and the bounds of a forecast, "(348–363)" or
 * "(357 s or more)". */
bool shape_is_same(const char *text, const char *other, bool with_details);

/* What begins must be told first. */
struct shape_pair {
  const char *begins, *ends; /* in its words */
};

/* The pair whose beginning, or whose end, `text` is; NULL: it is none. */
const struct shape_pair *shape_begun_by(const char *text);
const struct shape_pair *shape_ended_by(const char *text);

#endif
