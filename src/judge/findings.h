/*
 * findings.h - what a closer look at a process came to, in numbers.
 *
 * It is counted by whoever looks (see inquest.h), told in notices and evidence,
 * and stands on a tape like any other sample.
 */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "judge/cause.h"

/* What a file descriptor is, by the text of its link in /proc/PID/fd. */
enum fd_kind {
  FD_FILE,
  FD_SOCKET,
  FD_PIPE,
  FD_DEVICE,
  FD_EVENT, /* eventfd, eventpoll, timerfd, signalfd, inotify ... */
  FD_OTHER,
  FD_KIND_COUNT
};

extern const char *const fd_kind_names[FD_KIND_COUNT]; /* "file", "socket" .. */
extern const char *const fd_kind_plurals[FD_KIND_COUNT];

/* Zeroed: nobody has looked. */
struct findings {
  int threads;            /* that were looked at, at least twice */
  int cause[CAUSE_COUNT]; /* how many of them wait for what */
  int fds;                /* that were looked at */
  int kind[FD_KIND_COUNT];
};

/* The cause of most of the threads that are held up: neither running nor
 * sleeping by choice; CAUSE_UNKNOWN when there is none that is known. What may
 * be idleness (a lock, a pipe, network receive) counts only where no thread
 * waits for anything else. */
enum cause findings_cause(const struct findings *findings);

/* The kind of more than half of the fds, or FD_KIND_COUNT. */
enum fd_kind findings_kind(const struct findings *findings);

#endif
