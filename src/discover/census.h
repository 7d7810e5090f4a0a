/*
 * census.h - who was born, who is worth a look, tick by tick.
 *
 * At most one sweep of /proc a tick; none when /proc/stat tells that nobody has
 * forked since the last one and nobody young is left unfollowed. A process that
 * no group follows is looked at when it is first seen, and 1, 2, 4 and 8 ticks
 * later, as programs call execve(2) soon after fork(2): so long it is young.
 * Then, and at once for those of the first sweep, every tenth tick by turns. A
 * pid that came back between two sweeps is seen in its turn. A followed process
 * is not looked at: its member notices the exec and calls census_forget().
 */
#ifndef CENSUS_H
#define CENSUS_H

#include <stdbool.h>

struct census;

struct census *census_new(void); /* NULL when out of memory */
void census_free(struct census *census);

/* A new tick: lists `procfd` (a directory fd) if need be. Returns 0 or -errno;
 * who was known is known still after an error. */
int census_sweep(struct census *census, int procfd);

/* Calls `look` for every process whose turn it is in this tick, in the order of
 * their pids; true from `look` means that it is followed from now on. */
void census_each(struct census *census, bool (*look)(void *context, int pid),
                 void *context);

/* The process is not followed any more, or has become another: it is looked at
 * as if just born, in this tick if census_each() is still to come. */
void census_forget(struct census *census, int pid);

/* Young again unless it is followed: something now tells more of it. */
void census_revisit(struct census *census, int pid);

/* It is followed from now on. */
void census_follow(struct census *census, int pid);

#endif
