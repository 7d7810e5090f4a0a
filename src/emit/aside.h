/*
 * aside.h - a file that is not to be lost gets another name.
 *
 * NAME.bad, say, or the first of NAME.bad2 to NAME.bad9 that nothing has: what
 * has one of them is never replaced.
 */
#ifndef ASIDE_H
#define ASIDE_H

#include "emit/bundle.h"

/* Names there are, and what the longest suffix has with the number: of a name
 * that leaves no room for it the end is cut off. */
enum { ASIDES = 9, ASIDE_BYTES = sizeof(".unread9") };

/* Renames `leaf` to that with `suffix`, and tells to what. 0 or -errno; -EEXIST
 * when all those names are taken. */
int aside_put(int dirfd, const char *leaf, const char *suffix,
              char ret_name[LEAF_BYTES]);

#endif
