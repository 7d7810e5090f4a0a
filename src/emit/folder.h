/*
 * folder.h - a directory that files are put into, all of each or nothing.
 *
 * A file is written under a name that nobody looks for and then renamed, so
 * that a reader sees a whole one; the directory is opened once, and all is done
 * from there. A directory that others could change is none to be written to
 * as root. This, way.h, sweep.h and desk.h are all of the room that touches the
 * world.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include "emit/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A descriptor of the directory: come to as way.h says; owned by root or by us,
 * writable, and neither by its group nor by everybody unless it is sticky. */
struct fault folder_open(const char *path, int *ret_dirfd);

/* A file on its way. */
struct draft {
  int dirfd;
  char name[64];
};

/* Writes it, with `mode` whatever the umask, and to the disk if `sync`. On
 * failure nothing is left. */
struct leaf {
  const char *text;
  size_t length;
  mode_t mode;
  bool sync;
};

struct fault draft_write(struct draft *draft, int dirfd,
                         const struct leaf *leaf);

/* Whether a file bears the name of one. */
bool draft_is(const char *name);

/* Gives it its name. With `is_new` a file of that name is not replaced:
 * -EEXIST. Returns 0 or -errno; it is still there then. */
int draft_name(const struct draft *draft, const char *name, bool is_new);
void draft_drop(const struct draft *draft);

/* The same of any file there. */
int folder_rename(int dirfd, const char *from, const char *to, bool is_new);

/* What was named is named after a crash of the machine, too. */
struct fault folder_sync(int dirfd);

/* What stands in a regular file of our own that has this mode and no other
 * name: its length, or -errno; -E2BIG for more than there is room for, -ELOOP
 * for a symbolic link, -EPERM for what else is no such file, and that only;
 * -EAGAIN where less could be read than there is. */
ssize_t folder_read_own(int dirfd, const char *name, mode_t mode, char *buffer,
                        size_t capacity);

/* Whether that -errno says that it is no such file: what is there is another's,
 * or too large. */
bool folder_is_other(ssize_t r);

/* Whether what has that name, if anything has, is a file, or as little as one:
 * a directory, a device or a socket is somebody's, and stays. 0 or -errno. */
int folder_may_replace(int dirfd, const char *name);

/* That there is none is no fault. */
struct fault folder_remove(int dirfd, const char *name);

/* Removes the oldest bundles (bundle.h) of our own but for `newest`: beyond
 * `keep` of them, or `bytes`, with that one counted; and drafts that a crash
 * has left. */
struct allowance {
  size_t keep;
  double bytes;
};

struct fault folder_prune(int dirfd, const char *newest,
                          const struct allowance *allowance);

#endif
