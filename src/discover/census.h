/*
 * census.h - who was born, who is worth a look, tick by tick.
 *
 * One sweep of /proc a tick. A process that no group follows is looked at in
 * every tick of its first minute, when programs still call execve(2) and rename
 * themselves, and every tenth tick after that. A followed process is not: its
 * member notices the exec and calls census_forget().
 */
#ifndef CENSUS_H
#define CENSUS_H

#include <stdbool.h>

struct census;

struct census *census_new(void); /* NULL when out of memory */
void census_free(struct census *census);

/* Lists `procfd` (a directory fd) at `now_s`. Returns 0 or -errno. */
int census_sweep(struct census *census, int procfd, double now_s);

/* Calls `look` for every process whose turn it is in this tick, in the order of
 * their pids; true from `look` means that it is followed from now on. */
void census_each(struct census *census, bool (*look)(void *context, int pid),
                 void *context);

/* The process is not followed any more, or has become another: it is looked at
 * as if just born, in this tick if census_each() is still to come. */
void census_forget(struct census *census, int pid);

/* It is followed from now on. */
void census_follow(struct census *census, int pid);

#endif
