/*
 * fail_at_daemon.h - what stands for collectd: it calls the plugin, and keeps
 * what that says.
 */
#ifndef FAIL_AT_DAEMON_H
#define FAIL_AT_DAEMON_H

#include <stdbool.h>
#include <stddef.h>

enum {
  TOLD_VALUES = 16384,
  TOLD_SENTENCES = 128,
  TOLD_NAME = 96,
  TOLD_BYTES = 300
};

struct told_value {
  int step;
  char name[TOLD_NAME]; /* "web/duration/fd_limit" */
  size_t count;
  double value[2];
};

struct told_sentence {
  int step;
  int severity;          /* of syslog; or 100 and that of a notification */
  bool is_thinned;       /* the daemon does not log each of them */
  bool is_of_now;        /* its time is that of the tick */
  char about[TOLD_NAME]; /* "web/bool/fuse"; "" of the log */
  char text[TOLD_BYTES];
};

/* All of a run; in memory that a parent can share. */
struct told {
  size_t values, sentences;
  struct told_value value[TOLD_VALUES];
  struct told_sentence sentence[TOLD_SENTENCES];
};

/* An option, or a block of them where `options` is not NULL. */
struct daemon_option {
  const char *key;
  const char *argument[2];
  const struct daemon_option *options; /* its end has no key */
};

/* Loads the plugin; what it says from now on is kept in `told`. */
void daemon_load(struct told *told, double interval_s);
void daemon_step(int step);

/* Each as the daemon does it: 0, or what the plugin returned. One that it has
 * not registered is not called. */
int daemon_configure(const struct daemon_option *options);
int daemon_init(void);
int daemon_read(void);
int daemon_flush(void);
int daemon_shutdown(void);

#endif
