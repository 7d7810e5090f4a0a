/*
 * fuse_text.h - what a fuse says.
 */
#ifndef FUSE_TEXT_H
#define FUSE_TEXT_H

#include "emit/message.h"
#include "judge/findings.h"
#include "judge/joint.h"

struct fuse_subject {
  const char *target;
  int pid;       /* who waits most */
  int processes; /* that opened them together; 0: it was the pid alone */
  const struct joint *joint;
  const struct findings *findings; /* of a closer look at the pid; or zeroed */
  double fd_window_s;
};

/* "nginx: pid 4242 waits 420 ms of each second for I/O (150 allowed) and opened
 * 312 descriptors in 2 min; 31 of 40 threads in storage read; fuse blown.",
 * "nginx: fuse restored after 60 s of rest." */
void fuse_write_blown(char buffer[MESSAGE_BYTES],
                      const struct fuse_subject *subject);
void fuse_write_restored(char buffer[MESSAGE_BYTES], const char *target,
                         double rest_s);

#endif
