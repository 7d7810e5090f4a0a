/*
 * fail_at.h - one call of the system or of the allocator fails, or all from
 * that one on.
 *
 * The linker sends every such call of our objects here first (--wrap, see
 * Makefile.am). Threads would make the number of a call another in each run, so
 * calls are numbered for each thread and each kind of call by itself: the third
 * pread(2) of thread 1. Thread 0 is the one that runs the story, the others are
 * numbered as they are started, and all are started by that one. No clock runs
 * but when the story says so (fail_at_clock.h), and each step of the story
 * waits until all threads rest: the same point is the same call in each run.
 *
 * Calls of the story itself, and of what stands for the daemon, are not
 * counted: only between fail_at_enter() and fail_at_leave(), and in threads
 * that were started there.
 */
#ifndef FAIL_AT_H
#define FAIL_AT_H

#include <stdbool.h>
#include <stddef.h>

#define FAIL_AT_CALLS(X)                                                       \
  X(malloc, MEMORY)                                                            \
  X(calloc, MEMORY)                                                            \
  X(realloc, MEMORY)                                                           \
  X(strdup, MEMORY)                                                            \
  X(strndup, MEMORY)                                                           \
  X(regcomp, MEMORY)                                                           \
  X(open, PATH)                                                                \
  X(openat, PATH)                                                              \
  X(fcntl, PATH)                                                               \
  X(close, CLOSE)                                                              \
  X(read, READ)                                                                \
  X(pread, READ)                                                               \
  X(getdents64, READ)                                                          \
  X(readlinkat, PATH)                                                          \
  X(lseek, PATH)                                                               \
  X(fstat, PATH)                                                               \
  X(fstatat, PATH)                                                             \
  X(statx, PATH)                                                               \
  X(fstatfs, PATH)                                                             \
  X(faccessat, PATH)                                                           \
  X(scandirat, PATH)                                                           \
  X(fdopendir, PATH)                                                           \
  X(readdir, PATH)                                                             \
  X(write, WRITE)                                                              \
  X(fsync, PATH)                                                               \
  X(fchmod, PATH)                                                              \
  X(renameat, PATH)                                                            \
  X(renameat2, PATH)                                                           \
  X(unlinkat, PATH)                                                            \
  X(getrandom, CLOCK)                                                          \
  X(getpwnam_r, THREAD)                                                        \
  X(getrlimit, CLOCK)                                                          \
  X(uname, CLOCK)                                                              \
  X(socket, PATH)                                                              \
  X(setns, PATH)                                                               \
  X(syscall, CLOCK)                                                            \
  X(sendto, PATH)                                                              \
  X(recv, PATH)                                                                \
  X(pthread_create, THREAD)                                                    \
  X(clock_gettime, CLOCK)

/* clang-format off */
enum fail_call {
#define FAIL_AT_ID(name, kind) CALL_##name,
  FAIL_AT_CALLS(FAIL_AT_ID)
#undef FAIL_AT_ID
  FAIL_CALLS
};
/* clang-format on */

enum { FAIL_THREADS = 16 };

/* How a call fails: by an errno, or in one of these ways. */
enum { WAY_NONE = 0, WAY_SHORT = -1 /* half of it */, WAY_ZERO = -2 };

struct fail_point {
  int thread;
  enum fail_call call;
  unsigned nth; /* from 1 on; 0: nothing fails */
  int way;
  bool lasts; /* from then on, in each thread, until fail_at_heal() */
};

/* In memory that a parent can share. */
struct fail_book {
  unsigned count[FAIL_THREADS][FAIL_CALLS];
  int threads;      /* how many there were */
  int step;         /* of the story, by fail_at_step() */
  int struck;       /* in which step it failed first; -1: it did not */
  unsigned strikes; /* how often */
  char on[192];     /* the path it failed on first, where there is one */
  char places[400]; /* where it failed: see fail_at_place.h; "" for nowhere */
};

const char *fail_call_name(enum fail_call call);

/* The ways in which such a call may fail; 0 behind the last. */
const int *fail_ways(enum fail_call call);

/* What is to fail from now on, below which directory, and where it is noted. */
void fail_at_begin(const struct fail_point *what, const char *below,
                   struct fail_book *where);
void fail_at_step(int step);
void fail_at_heal(void);

/* From here on, of this thread, calls are those of the plugin, and back. They
 * may be nested the other way round: the daemon is called by the plugin. */
void fail_at_enter(void);
void fail_at_leave(void);

/* For the calls: how this one is to fail, WAY_NONE for not at all. The second
 * is that of a file: `dirfd` is where `name` is, or itself if that is NULL;
 * `is_written` if it changes what is there. */
int fail_at(enum fail_call call);
int fail_at_file(enum fail_call call, int dirfd, const char *name,
                 bool is_written);

/* Whether it failed there. */
bool fail_at_has_place(const struct fail_book *where, const char *place);

/* A thread that is about to be started, and its first words. */
int fail_at_next_thread(void);
void fail_at_thread(int number);

/* How much memory of the plugin is not given back. */
size_t fail_at_blocks(void);

#endif
