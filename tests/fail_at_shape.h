/*
 * fail_at_shape.h - sentences that say the same but for their numbers.
 */
#ifndef FAIL_AT_SHAPE_H
#define FAIL_AT_SHAPE_H

#include <stdbool.h>

/* Of the same process and limit always ("pid 42", "of 200"). Details hang on
 * how much was seen: the causes, and the bounds of a forecast, "(348–363)" or
 * "(357 s or more)". */
bool shape_is_same(const char *text, const char *other, bool with_details);

#endif
