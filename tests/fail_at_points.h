/*
 * fail_at_points.h - points of failure: all there are, and how they are
 * spelled.
 */
#ifndef FAIL_AT_POINTS_H
#define FAIL_AT_POINTS_H

#include "fail_at.h"

enum { POINT_BYTES = 80 };

const char *way_name(int way);

/* "1:pread:17:ZERO:once": the thread, the call, which of them, how it fails,
 * and whether all others behind it do. */
void point_print(const struct fail_point *point, char text[POINT_BYTES]);

/* false: that is none. */
bool point_read(const char *text, struct fail_point *ret_point);

/* Whether the story comes as far as that. */
bool point_is_there(const struct fail_book *book,
                    const struct fail_point *point);

/* Calls `take` for every point there is, in the same order each time; `way` is
 * the index of its way among those of the call. */
void each_point(const struct fail_book *book,
                void (*take)(void *context, const struct fail_point *point,
                             int way),
                void *context);

#endif
