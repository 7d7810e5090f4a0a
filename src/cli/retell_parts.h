/*
 * retell_parts.h - a trace line by line, for those who tell it again. Private
 * to retell.c and retell_score.c.
 */
#ifndef RETELL_PARTS_H
#define RETELL_PARTS_H

#include "cli/usage.h"

#include <stddef.h>

struct replay;
struct sink;

struct telling {
  struct replay *replay;
  struct bad_lines bad;
  const struct sink *sink; /* NULL: what it says is nobody's */
  /* After a tick, and when a member goes; not 0 ends it. NULL: nothing. */
  int (*tick)(struct telling *telling);
  void (*leave)(struct telling *telling, size_t member);
  void *context;
};

/* Plays all lines. Complains of those that cannot be understood; returns the
 * exit status. */
int retell_lines(struct telling *telling);

#endif
