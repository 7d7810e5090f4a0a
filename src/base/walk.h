/*
 * walk.h - the lines of a file that is too long to be kept.
 */
#ifndef WALK_H
#define WALK_H

#include "base/text.h"

struct walker {
  void (*take)(void *context, struct text line); /* without its end */
  void *context;
};

/* Hands over each line of `name`, read through `buffer` piece by piece. Of one
 * that is longer than `capacity` only the beginning: what follows may be a name
 * that looks like a line. What stands behind the last line end is none. Returns
 * 0, or -errno. */
int walk_lines_at(int dirfd, const char *name, const struct walker *walker,
                  char *buffer, size_t capacity);

#endif
