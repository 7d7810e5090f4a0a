/*
 * reunion.h - what was kept of members waits here until they are found again.
 *
 * One is the same when it has the pid, the start time, and the start of the
 * stack that it had: an execve(2) changes that. Where the stack may not be read
 * the name has to be the same. Who is not found within REUNION_TICKS is not
 * waited for.
 */
#ifndef REUNION_H
#define REUNION_H

#include "recall.h"

enum { REUNION_TICKS = 60 };

struct reunion;

/* Takes over a text that is a state, and frees it. NULL when memory is
 * short. */
struct reunion *reunion_new(char *text, size_t length);
void reunion_free(struct reunion *reunion);

/* Before the first tick: gives back all but members. False when memory is short
 * and not all is given back. */
bool reunion_begin(struct reunion *reunion, const struct settings *settings,
                   struct pipeline *pipeline, const char *boot_id,
                   const struct archive_tick *tick);

/* Adds the lines of those who are still waited for, so that another restart
 * finds them, while there are less than `most` bytes. They are of the timeline
 * that goes on. */
struct sheet;
void reunion_copy(const struct reunion *reunion, struct sheet *sheet,
                  size_t most);

/* A tick is over. False when nobody is waited for any more. */
bool reunion_step(struct reunion *reunion);

/* Somebody who may be one of them; NaN where that is not known. */
struct newcomer {
  int pid;
  double start_time, start_stack;
  const char *command;
};

/* Gives it what was kept of it, once; where memory is short, when it is met
 * again. */
void reunion_meet(struct reunion *reunion, const struct newcomer *newcomer,
                  struct member *member);

#endif
