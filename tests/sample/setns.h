/*
 * setns.h - a tree with a process in another network namespace, and a
 * setns(2) that goes as the test says: see --wrap in Makefile.am.
 */
#ifndef SETNS_H
#define SETNS_H

#include "place.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

enum { WAYS_MOST = 16 };

/* The entries that were asked for: 'h' is home, 't' is there. */
static struct {
  int count;
  char way[WAYS_MOST];
  int error[WAYS_MOST]; /* of the first, the second .. */
} entries;

int __wrap_setns(int fd, int type);
int __wrap_setns(int fd, int type) {
  int at = entries.count;

  if (type != CLONE_NEWNET || at == WAYS_MOST - 1 ||
      pread(fd, &entries.way[at], 1, 0) != 1) {
    errno = EINVAL;
    return -1;
  }
  entries.count++;
  errno = entries.error[at] ? entries.error[at] : ENOTTY; /* of before */
  return entries.error[at] ? -1 : 0;
}

static inline int abroad_write(const struct place *place, const char *name,
                               const char *text) {
  int fd =
      openat(place->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  ssize_t written = write(fd, text, strlen(text));

  close(fd);
  return written == (ssize_t)strlen(text) ? 0 : -1;
}

/* Nothing was entered yet. Returns an fd of the directory of the process. */
static inline int abroad_begin(const struct place *place) {
  memset(&entries, 0, sizeof(entries));
  if (mkdirat(place->fd, "7", 0700) || mkdirat(place->fd, "7/ns", 0700) ||
      mkdirat(place->fd, "thread-self", 0700) ||
      mkdirat(place->fd, "thread-self/ns", 0700) ||
      abroad_write(place, "7/status", "Name:\tx\n") ||
      abroad_write(place, "7/ns/net", "there") ||
      abroad_write(place, "thread-self/ns/net", "home"))
    return -1;
  return openat(place->fd, "7", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

#endif
