/*
 * fail_at_run.h - a story in a process of its own, of which nothing is left but
 * what it has told.
 */
#ifndef FAIL_AT_RUN_H
#define FAIL_AT_RUN_H

#include "fail_at_story.h"

/* Memory that processes share; it ends the program where there is none. */
void *run_memory(size_t bytes);

/* What nothing fails in: once to leave the state that all others find, and once
 * with trouble. false: it fails by itself. */
bool run_clean(struct story *clean);

/* What waitpid(2) said of it. One that hangs is ended. */
int run_story(struct story *story, const struct fail_point *point);

#endif
