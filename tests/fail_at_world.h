/*
 * fail_at_world.h - the /proc of the story, and what changes in it.
 */
#ifndef FAIL_AT_WORLD_H
#define FAIL_AT_WORLD_H

#include "tree.h"

#include <stdbool.h>

/* What the flag of before says, which is there when the story begins. */
#define WORLD_OLD_BUNDLE "bundles/old-20200101T000000Z.json"
#define WORLD_OLD_FLAG                                                         \
  "old\n2026-01-01T00:00:00Z\nThis is a flag of io_forecast.\n"

/* All that does not change; once. */
void world_make(const struct tree *tree);

/* As it was before the first step, with what a run before has left: `before` is
 * its state, "" for none. */
void world_reset(const struct tree *tree, const char *before);

/* What the host and the processes tell in that step. With `trouble` web waits,
 * and opens more and more. */
void world_turn(const struct tree *tree, int step, bool trouble);

#endif
