/*
 * cause.h - why a thread does not run: what it waits for, told by the symbol it
 * sleeps in, by the system call it is in and, where it may be read, its stack.
 *
 * The number of frames of a stack means nothing: an idle socket has nine. What
 * counts is which functions they are. The innermost that tells decides; those
 * that say no more than "it sleeps" are passed over. Functions that reading and
 * writing have in common leave it to the system call, or to the entries of a
 * stack, which it is.
 *
 * What looks like trouble need not be: a server without clients waits for the
 * network, a pool without work for a futex. Such causes are told as they are,
 * and `may_idle`. poll(2) and its kin are by choice: whoever waits for several
 * things waits for none of them. So is who waits for an io_uring or for libaio:
 * the kernel tells neither the direction nor whether anything is under way. So
 * is a FUSE daemon without requests.
 *
 * A file of FUSE or of a network, known by the fd of the system call, is a
 * request, whatever the thread sleeps in. Without a stack swap-in is a page
 * fault: nothing else that the kernel tells of a thread says which, and its
 * delays and faults in task/N/stat are sums.
 */
#ifndef CAUSE_H
#define CAUSE_H

#include "sample/sight.h"

#include <stddef.h>

enum cause {
  CAUSE_UNKNOWN,
  CAUSE_RUNNING, /* or could: it waits for nothing but a CPU */
  CAUSE_STORAGE_READ,
  CAUSE_STORAGE_WRITE,
  CAUSE_THROTTLE, /* held by the kernel: for its dirty pages, by its cgroup,
                     or until it has made room in memory */
  CAUSE_FSYNC,    /* and what waits for a journal */
  CAUSE_PAGE_FAULT,
  CAUSE_SWAP_IN,
  CAUSE_NET_RECEIVE, /* or for the answer to connect(2); a terminal too, where
                        there is no stack */
  CAUSE_NET_SEND,
  CAUSE_PIPE,    /* or a message queue */
  CAUSE_LOCK,    /* futex(2), a file lock, a semaphore; one of the kernel */
  CAUSE_REQUEST, /* to a FUSE daemon or an NFS server */
  CAUSE_CHOICE,  /* it sleeps because it wants to: poll, nanosleep, pause */
  CAUSE_COUNT
};

struct cause_row {
  const char *name;  /* "storage_read", in evidence; never renamed */
  const char *words; /* "storage read", in a sentence */
  bool may_idle;     /* it may as well have nothing to do */
};

extern const struct cause_row causes[CAUSE_COUNT];

/* Whether a thread with that cause is held up, by whatever it is. */
bool cause_holds_up(enum cause cause);

/* Why it does not run; CAUSE_UNKNOWN where no symbol is known. */
enum cause cause_of(const struct thread_sight *sight);

/* The first argument of that system call is a file descriptor. */
bool syscall_has_fd(long number);

/* The cause with that name, or CAUSE_COUNT. */
enum cause cause_find(const char *name);

#endif
