/*
 * place.h - a directory of a test's own, which goes away with all in it.
 */
#ifndef PLACE_H
#define PLACE_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes one, writes where, and returns a directory fd of it, or -1. */
static inline int place_make(char path[64]) {
  const char *parent = getenv("TMPDIR");

  snprintf(path, 64, "%.40s/io_forecast.XXXXXX", parent ? parent : "/tmp");
  return mkdtemp(path) ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
}

static inline int place_remove_one(const char *path, const struct stat *found,
                                   int flag, struct FTW *walk) {
  (void)found;
  (void)flag;
  (void)walk;
  return remove(path);
}

/* Removes a directory with all in it: 0, or -1. */
static inline int place_remove(const char *path) {
  return nftw(path, place_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A directory as the state of a test. */
struct place {
  char path[64];
  int fd;
};

static inline int make_place(void **state) {
  static struct place place;

  place.fd = place_make(place.path);
  *state = &place;
  return place.fd < 0 ? -1 : 0;
}

static inline int remove_place(void **state) {
  struct place *place = *state;

  close(place->fd);
  return place_remove(place->path);
}

#endif
