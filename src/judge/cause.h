/*
 * cause.h - why a thread does not run: what it waits for, told by the symbol it
 * sleeps in, by the system call it is in and, where it may be read, its stack.
 *
 * The number of frames of a stack means nothing: an idle socket has nine. What
 * counts is which functions they are.
 */
#ifndef CAUSE_H
#define CAUSE_H

#include <stddef.h>

enum cause {
  CAUSE_UNKNOWN,
  CAUSE_RUNNING, /* or could: it waits for nothing but a CPU */
  CAUSE_STORAGE_READ,
  CAUSE_STORAGE_WRITE,
  CAUSE_THROTTLE, /* held by the kernel for its dirty pages, or its cgroup */
  CAUSE_FSYNC,    /* and what waits for a journal */
  CAUSE_PAGE_FAULT,
  CAUSE_SWAP_IN,
  CAUSE_NET_RECEIVE,
  CAUSE_NET_SEND,
  CAUSE_PIPE,
  CAUSE_LOCK,    /* futex(2), a file lock */
  CAUSE_REQUEST, /* to a FUSE daemon or an NFS server */
  CAUSE_CHOICE,  /* it sleeps because it wants to: poll, nanosleep, pause */
  CAUSE_COUNT
};

struct cause_row {
  const char *name;  /* "storage_read", in evidence; never renamed */
  const char *words; /* "storage read", in a sentence */
};

extern const struct cause_row causes[CAUSE_COUNT];

/* The cause with that name, or CAUSE_COUNT. */
enum cause cause_find(const char *name);

#endif
