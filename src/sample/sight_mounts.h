/*
 * sight_mounts.h - in which type of filesystem the fd is that a thread waits
 * with: told by fdinfo/N, which has the mount, and by mountinfo. Neither asks
 * the filesystem, which may not answer.
 *
 * A list of mounts has thousands of lines where there are containers: in one
 * reading SIGHT_MOUNTS mounts are looked up at most.
 */
#ifndef SIGHT_MOUNTS_H
#define SIGHT_MOUNTS_H

#include "base/text.h"
#include "sample/mount.h"

enum { SIGHT_MOUNTS = 4 };

/* Of one process. Zeroed: none is known. */
struct sight_mounts {
  int count;
  struct mount mount[SIGHT_MOUNTS]; /* without a type: it is in no list */
};

struct sight_thread {
  int task; /* the directory of all threads */
  int tid;
};

/* The type of the filesystem of that `fd`, which may be none at all, of a
 * thread. NULL: it is none of a mount, or too many were asked for. Valid as
 * long as `mounts`. */
const char *sight_mounts_find(struct sight_mounts *mounts,
                              const struct sight_thread *thread, int fd);

#endif
