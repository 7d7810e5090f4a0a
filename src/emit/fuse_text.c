/* fuse_text.c - see fuse_text.h */
#include "emit/fuse_text.h"

#include "emit/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A span that was configured: in whole minutes where it is. */
static void span_write(double s, char *buffer, size_t capacity) {
  if (s >= 60 && fmod(s, 60) == 0)
    snprintf(buffer, capacity, "%.0f min", s / 60);
  else
    duration_write(s, buffer, capacity);
}

/* "opened 312 descriptors in 2 min", "will run out of file descriptors in 450
 * s" */
static void fds_write(const struct fuse_subject *subject, char *buffer,
                      size_t capacity) {
  const struct joint *joint = subject->joint;
  char span[32];

  if (joint->fd_growth >= joint->fd_growth_threshold) {
    span_write(subject->fd_window_s, span, sizeof(span));
    snprintf(buffer, capacity, "opened %.0f descriptors in %s",
             (double)joint->fd_growth, span);
  } else if (joint->fd_eta_s > 0) {
    duration_write((double)joint->fd_eta_s, span, sizeof(span));
    snprintf(buffer, capacity, "will run out of file descriptors in %s", span);
  } else {
    snprintf(buffer, capacity, "ran out of file descriptors");
  }
}

/* "; 31 of 40 threads in storage read" */
static void waits_write(const struct findings *findings, char *buffer,
                        size_t capacity) {
  enum cause cause = findings_cause(findings);

  buffer[0] = '\0';
  if (cause != CAUSE_UNKNOWN)
    snprintf(buffer, capacity, "; %d of %d threads in %s",
             findings->cause[cause], findings->threads, causes[cause].words);
}

void fuse_write_blown(char buffer[MESSAGE_BYTES],
                      const struct fuse_subject *subject) {
  char fds[96], together[48] = "", waits[96], sentence[2 * MESSAGE_BYTES];

  fds_write(subject, fds, sizeof(fds));
  waits_write(subject->findings, waits, sizeof(waits));
  if (subject->processes > 0)
    snprintf(together, sizeof(together), "%d processes together ",
             subject->processes);
  snprintf(sentence, sizeof(sentence),
           "%s: pid %d waits %.0f ms of each second for I/O (%.0f allowed) and "
           "%s%s%s; fuse blown.",
           subject->target, subject->pid, (double)subject->joint->io_wait_told,
           (double)subject->joint->io_wait_threshold, together, fds, waits);
  cut_at_word(sentence, MESSAGE_BYTES);
  memcpy(buffer, sentence, strlen(sentence) + 1);
}

void fuse_write_restored(char buffer[MESSAGE_BYTES], const char *target,
                         double rest_s) {
  char rest[32];

  duration_write(rest_s, rest, sizeof(rest));
  snprintf(buffer, MESSAGE_BYTES, "%s: fuse restored after %s of rest.", target,
           rest);
}
