/*
 * cgroup.h - the limit nearest to a process, of memory or of tasks, in cgroup
 * v1, v2 or both.
 *
 * Of all levels above a process that have a limit (memory.max, v1
 * memory.limit_in_bytes; pids.max) the one with the least room left counts.
 * Room is what the limit leaves over usage, of memory without inactive file
 * pages, which the kernel drops before it kills. Only cgroups with a limit are
 * remembered, each is read once a tick however many members live in it.
 */
#ifndef CGROUP_H
#define CGROUP_H

#include "base/text.h"

struct cgroup_set;

enum cgroup_resource {
  CGROUP_MEMORY, /* in bytes */
  CGROUP_TASKS,  /* threads of all processes in it */
  CGROUP_RESOURCES
};

/* `sysfd` is a directory fd of SysPath and stays the caller's; -1 where there
 * is none: no limit is ever found. NULL when out of memory. */
struct cgroup_set *cgroup_set_new(int sysfd);
void cgroup_set_free(struct cgroup_set *set);

/* No handles: nothing limits it; or it could not be told, as a file or a
 * directory that is there could not be read. */
enum { CGROUP_NONE = -1, CGROUP_UNKNOWN = -2 };

/* `membership` is the text of /proc/PID/cgroup. Returns a handle for
 * cgroup_room(), or one of these. */
int cgroup_find(struct cgroup_set *set, enum cgroup_resource resource,
                struct text membership, unsigned long tick);

/* Limit and usage, read at most once in `tick`; NaN when gone. Where one of
 * them could not be read it alone is NaN: there is a limit, and how much room
 * is left is not known. */
void cgroup_room(struct cgroup_set *set, int handle, unsigned long tick,
                 double *ret_limit, double *ret_usage);

/* A path out of that text; seen from inside a cgroup namespace it may begin
 * with
 * "/..", which is cut off. */
struct text cgroup_below_root(struct text path);

#endif
