/*
 * fail_at_end.h - what of a run is left when it is over.
 */
#ifndef FAIL_AT_END_H
#define FAIL_AT_END_H

#include "fail_at_story.h"

/* How many descriptors are open. */
int end_count_fds(void);

/* Whether there is such a file below the directory of the story. */
bool end_is_there(const struct tree *tree, const char *name);

/* Notes that the flag of the fuse is there, and what it says; that of before
 * is none. */
void end_look_for_flag(struct story *story);

/* Notes that there are drafts, which the next save would sweep away. */
void end_look_for_drafts(struct story *story);

/* Fills story->end, but for what is known of the run. */
void end_look(struct story *story, int fds_before);

#endif
