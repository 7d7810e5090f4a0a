/*
 * fail_at_order.h - whether what was told in a story in which something failed
 * came when it should, and as often.
 */
#ifndef FAIL_AT_ORDER_H
#define FAIL_AT_ORDER_H

#include "fail_at_judge.h"

/* No notification is told more often than in the clean story, but an alarm that
 * had its end, or of an end that had no beginning; none is told too early. The
 * log is not flooded; and when what failed is long over, it does not complain
 * any more. */
bool order_is_kept(const struct story *clean, const struct story *story,
                   const struct fail_point *point, char ret_why[VERDICT_BYTES]);

/* The value of a fuse is 1 from what it is told with when it blows to what it
 * is told with when it is whole again, and 0 else. */
bool order_of_fuse_is_kept(const struct story *story,
                           char ret_why[VERDICT_BYTES]);

#endif
