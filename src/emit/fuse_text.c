/* fuse_text.c - see fuse_text.h */
#include "emit/fuse_text.h"

#include "emit/words.h"
#include "window/io_wait.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* From here on it is told as threads, which a sum over threads is of. */
static const double MANY_MS = 2000;

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

/* "waits 904 ms of each second for I/O (150 allowed)", "has 31 threads waiting
 * for I/O at a time (150 ms of each second allowed)". In state D is not who
 * waits for I/O only. */
static void wait_write(const struct joint *joint, char *buffer,
                       size_t capacity) {
  bool blocked = io_wait_is_of_states(joint->io_wait_source);
  double told = (double)joint->io_wait_told;
  double allowed = (double)joint->io_wait_threshold;

  if (told < MANY_MS)
    snprintf(buffer, capacity, "%s %.0f ms of each second%s (%.0f allowed)",
             blocked ? "is blocked" : "waits", told, blocked ? "" : " for I/O",
             allowed);
  else
    snprintf(buffer, capacity,
             "has %.0f threads %s at a time (%.0f ms of each second allowed)",
             told / 1000, blocked ? "blocked" : "waiting for I/O", allowed);
}

void fuse_write_blown(char buffer[MESSAGE_BYTES],
                      const struct fuse_subject *subject) {
  char wait[96], fds[96], together[48] = "", waits[96];
  char sentence[2 * MESSAGE_BYTES];

  wait_write(subject->joint, wait, sizeof(wait));
  fds_write(subject, fds, sizeof(fds));
  waits_write(subject->findings, waits, sizeof(waits));
  if (subject->processes > 0)
    snprintf(together, sizeof(together), "%d processes together ",
             subject->processes);
  snprintf(sentence, sizeof(sentence), "%s: pid %d %s and %s%s%s; fuse blown.",
           subject->target, subject->pid, wait, together, fds, waits);
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
