/*
 * again.h - whether a call that was interrupted is made again.
 *
 * Our threads block all signals, and that of the daemon has few: who is
 * interrupted time and again is in a sandbox that answers so, and waits for
 * ever if he believes it.
 */
#ifndef AGAIN_H
#define AGAIN_H

#include <errno.h>
#include <stdbool.h>
#include <sys/types.h>

enum { TRIES_MOST = 16 };

/* `r` is what the call returned, *tries is 0 before the first. */
static inline bool is_to_be_tried_again(ssize_t r, int *tries) {
  return r < 0 && errno == EINTR && ++*tries < TRIES_MOST;
}

#endif
