/*
 * fifo.h - a FIFO stands for a file that may never answer: open(2) of it waits
 * for somebody to write.
 */
#ifndef FIFO_H
#define FIFO_H

#include "place.h"
#include "sample/crew.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* A test that waits for longer has failed. */
static const double PATIENCE_S = 10;

static inline void put(const struct place *place, const char *name,
                       const char *text) {
  int fd =
      openat(place->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
  close(fd);
}

static inline void put_fifo(const struct place *place, const char *name) {
  assert_int_equal(mkfifoat(place->fd, name, 0600), 0);
}

static inline void breathe(void) {
  nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

/* Gives whoever waits for the FIFO the end of its file. Before somebody waits,
 * there is nobody to let go. */
static inline void let_go(const struct place *place, const char *name) {
  double end_s = crew_now_s() + PATIENCE_S;
  int fd;

  while ((fd = openat(place->fd, name, O_WRONLY | O_NONBLOCK | O_CLOEXEC)) <
         0) {
    assert_int_equal(errno, ENXIO);
    assert_true(crew_now_s() < end_s);
    breathe();
  }
  close(fd);
}

/* Until nobody reads the FIFO any more; whoever did has little left to do. */
static inline void wait_for_close(const struct place *place, const char *name) {
  double end_s = crew_now_s() + PATIENCE_S;
  int fd;

  while ((fd = openat(place->fd, name, O_WRONLY | O_NONBLOCK | O_CLOEXEC)) >=
         0) {
    close(fd);
    assert_true(crew_now_s() < end_s);
    breathe();
  }
  for (int i = 0; i < 20; i++)
    breathe();
}

#endif
