/*
 * sight.h - threads as they are at one moment: state, where in the kernel they
 * sleep, in which system call, and on demand their stacks.
 *
 * Some hundred threads are one reading of the lane, whose text this is: the
 * threads one behind the other, each ended by a NUL.
 *
 *   TID STATE SYSCALL ARGUMENT WCHAN STACK COMM
 *
 * SYSCALL is a number, -1 in none (a fault, or on its way), "r" while it runs,
 * "-" where it may not be read; WCHAN is "0" where the kernel says so. STACK is
 * "-" where it was not asked for, "!" where it may not be read, or its symbols
 * with commas, innermost first. COMM is last, as it may hold anything.
 */
#ifndef SIGHT_H
#define SIGHT_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum {
  SIGHTS_MOST = 256, /* threads a reading */
  SIGHT_STACKS = 16, /* of them with a stack, of those in state D */
  SIGHT_COMM_BYTES = 16,
  SIGHT_WCHAN_BYTES = 48
};

struct thread_sight {
  int tid;
  char state; /* as the kernel writes it: R, S, D .. */
  char comm[SIGHT_COMM_BYTES];
  char wchan[SIGHT_WCHAN_BYTES]; /* "" where it is not told, or it runs */
  bool knows_syscall;
  long syscall;      /* its number; -1: in none */
  int argument;      /* its first, when that can be an fd; -1 */
  bool stack_denied; /* it was asked for, and may not be read */
  struct text
      stack; /* its symbols, with commas or newlines between; borrowed */
};

/* What is to be looked at. */
struct sight_order {
  long at; /* where in the list of threads to begin; then where to go on, 0 at
              its end */
  int most;
  bool stacks; /* too, as far as SIGHT_STACKS */
};

/* Looks at threads of the process `dirfd`, as many as the order says and
 * `capacity` has room for. It opens a directory of its own first: `dirfd` may
 * be closed while it hangs. Returns the length, or -errno; a thread that ends
 * meanwhile is left out. This may never return: see lane.h. */
long sights_read(int dirfd, struct sight_order *order, char *bytes,
                 size_t capacity);

/* Cuts the first thread off. False at the end, or where the text breaks off. */
bool sights_next(struct text *rest, struct thread_sight *ret_sight);

/* Cuts the innermost frame off a stack, as it stands there or in the kernel's
 * own form "[<0>] symbol+0x1/0x2 [module]": its symbol without what compilers
 * append (".isra.0"). Empty at the end. */
struct text sight_frame(struct text *stack);

#endif
