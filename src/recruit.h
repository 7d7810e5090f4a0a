/*
 * recruit.h - of the processes that the census names, who joins which group.
 *
 * A process belongs to the first group whose rule it fits, in the order of the
 * configuration. Name and user are read at once; command line, program file and
 * PidFiles may block and are fetched through the lane, in batches.
 */
#ifndef RECRUIT_H
#define RECRUIT_H

#include "discover/census.h"
#include "sample/lane.h"
#include "sample/read.h"
#include "settings.h"

struct recruiter;

/* Arguments are kept, and must outlive it. NULL when out of memory. */
struct recruiter *recruiter_new(const struct settings *settings,
                                struct reader *reader, struct lane *lane,
                                int procfd);
void recruiter_free(struct recruiter *recruiter);

/* Whether some rule asks for the cgroup of a process. */
bool recruiter_wants_cgroup(const struct recruiter *recruiter);

/* Whether the PidFile of the group with that index holds another pid; while it
 * holds none, as in a restart, everybody stays. */
bool recruiter_names_another(const struct recruiter *recruiter, size_t group,
                             int pid);

/* Whether in the last tick somebody could not be asked to the end: that nobody
 * was found is not known then. */
bool recruiter_is_behind(const struct recruiter *recruiter);

/* Who joins, and what. */
struct recruit {
  size_t group;     /* as configured */
  const char *name; /* what captures make of its title; NULL: it has none */
  int pid;
  int dirfd;
};

/* Called for each that joins; takes over `dirfd`. False: there is no place. */
typedef bool (*recruit_take)(void *context, const struct recruit *recruit);

/* One tick's recruiting, done at `end_s` on the lane's clock. */
void recruit_all(struct recruiter *recruiter, struct census *census,
                 double end_s, recruit_take take, void *context);

#endif
