/*
 * zero.h - for a while the lowest number that is free is 0, and there are none
 * from 1024 on: the next fd that is opened is 0. It is one like any other.
 */
#ifndef ZERO_H
#define ZERO_H

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

struct zero {
  int input; /* what was 0 */
  struct rlimit limit;
};

static inline void zero_free(struct zero *zero) {
  struct rlimit few;

  assert_int_equal(getrlimit(RLIMIT_NOFILE, &zero->limit), 0);
  few = zero->limit;
  few.rlim_cur = 512;
  zero->input = fcntl(0, F_DUPFD_CLOEXEC, 100);
  assert_true(zero->input >= 100);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
  assert_int_equal(close(0), 0);
}

/* Whoever has 0 loses it. */
static inline void zero_restore(const struct zero *zero) {
  assert_int_equal(dup2(zero->input, 0), 0);
  close(zero->input);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &zero->limit), 0);
}

#endif
