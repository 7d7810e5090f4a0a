/*
 * fail_at_exhibit.h - whether evidence says of whom, of what and by which
 * settings it is, as that does which is kept when nothing fails.
 */
#ifndef FAIL_AT_EXHIBIT_H
#define FAIL_AT_EXHIBIT_H

#include "fail_at_judge.h"
#include "fail_at_leaves.h"

/* What is not of a window. Where what failed is no matter of the group in
 * trouble, nor of the host, all of it is there and the same; else names, limits
 * and settings are the same, or not there. */
bool exhibit_is_right(const struct leaves *clean, const struct leaves *own,
                      const struct story *story, const struct fail_point *point,
                      char ret_why[VERDICT_BYTES]);

#endif
