/*
 * sight.h - threads as they are at one moment: state, where in the kernel they
 * sleep, in which system call, and on demand their stacks.
 *
 * Some hundred threads are one reading of the lane, whose text this is: the
 * threads one behind the other, each ended by a NUL.
 *
 *   TID STATE SYSCALL ARGUMENT FILESYSTEM WCHAN STACK COMM
 *
 * SYSCALL is a number, -1 in none (a fault, or on its way), "r" while it runs,
 * "-" where it may not be read, "x" where the kernel has no such file, as
 * without CONFIG_HAVE_ARCH_TRACEHOOK; WCHAN is "0" where the kernel says so.
 * STACK is
 * "-" where it was not asked for, "!" where it may not be read, or its symbols
 * with commas, innermost first. COMM is last, as it may hold anything.
 *
 * FILESYSTEM is the type of that which ARGUMENT is an fd in, of threads in
 * state D; "-" where it is none, or of others. It is told by fdinfo and
 * mountinfo, without asking the filesystem.
 *
 * Of a process in execve(2) some files wait for its end, as that holds
 * signal->exec_update_lock: `stack` and `syscall` by lock_trace() in
 * fs/proc/base.c, from 5.10 to 6.18; `wchan` by proc_pid_wchan() and `stat` by
 * do_task_stat() in fs/proc/array.c, which took nothing before the stable
 * kernels of 2026 ("proc: protect ptrace_may_access() with exec_update_lock",
 * 6.1.178, 6.12.97). None of them takes mmap_lock. `status` and `comm` take no
 * such lock in any of these kernels.
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
  SIGHT_WCHAN_BYTES = 48,
  SIGHT_FILESYSTEM_BYTES = 16
};

struct thread_sight {
  int tid;
  char state; /* as the kernel writes it: R, S, D .. */
  char comm[SIGHT_COMM_BYTES];
  char filesystem[SIGHT_FILESYSTEM_BYTES]; /* "" where it is not told */
  char wchan[SIGHT_WCHAN_BYTES]; /* "" where it is not told, or it runs */
  bool knows_syscall;
  bool has_no_syscall; /* for the kernel tells nobody's */
  long syscall;        /* its number; -1: in none */
  int argument;        /* its first, when that can be an fd; -1 */
  bool stack_denied;   /* it was asked for, and may not be read */
  struct text
      stack; /* its symbols, with commas or newlines between; borrowed */
};

/* What is to be looked at. */
struct sight_order {
  long at; /* where in the list of threads to begin; then where to go on, 0 at
              its end */
  int most;
  bool stacks;   /* too, as far as SIGHT_STACKS */
  bool no_locks; /* state and name alone, by files that take no lock */
  bool symbols;  /* with `no_locks`: wchan all the same */
};

/* Looks at threads of the process `dirfd`, as many as the order says and
 * `capacity` has room for. It opens a directory of its own first: `dirfd` may
 * be closed while it hangs. Returns the length, or -errno; a thread that ends
 * meanwhile is left out. This may never return: see lane.h. */
long sights_read(int dirfd, struct sight_order *order, char *bytes,
                 size_t capacity);

/* Cuts the first thread off. False at the end, or where the text breaks off. */
bool sights_next(struct text *rest, struct thread_sight *ret_sight);

/* "0x3", as `syscall` has it; -1 for what cannot be an fd. */
int sight_argument(struct text text);

/* Cuts the innermost frame off a stack, as it stands there or in the kernel's
 * own form "[<0>] symbol+0x1/0x2 [module]": its symbol without what compilers
 * append (".isra.0"). Empty at the end. */
struct text sight_frame(struct text *stack);

#endif
