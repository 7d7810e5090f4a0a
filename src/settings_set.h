/*
 * settings_set.h - what a row of the option table does with its arguments.
 *
 * Private to settings.c. Each function checks first and writes last, and on
 * failure leaves one sentence in the complaint.
 */
#ifndef SETTINGS_SET_H
#define SETTINGS_SET_H

#include "settings.h"

enum option_place { IN_TOP = 1, IN_GROUP = 2 };

struct setting;

struct option {
  const char *key;
  unsigned places; /* of enum option_place */
  int (*set)(const struct setting *setting);
  size_t offset; /* in struct settings: of a double, bool or char * */
  double fallback, min, max;
  enum unit_id unit;
  const char *path;    /* default of a path */
  const char *example; /* of its arguments, where there is no default */
  const char *usage;
  const char *help;
};

/* One line of configuration on its way into the settings. */
struct setting {
  struct settings *settings;
  const struct option *option;
  void *at; /* where the option keeps its value */
  const struct argument *argument;
  size_t count;
  struct complaint *complaint;
};

int set_number(const struct setting *setting);
int set_flag(const struct setting *setting); /* a bool; fallback 0 or 1 */
int set_model(const struct setting *setting);
int set_path(const struct setting *setting);
int set_directory(const struct setting *setting); /* or "": none */
int set_file(const struct setting *setting);      /* the same */
int set_process(const struct setting *setting);
int set_process_match(const struct setting *setting);
int set_threshold(const struct setting *setting);
int set_comm(const struct setting *setting);
int set_pattern(const struct setting *setting);
int set_exe(const struct setting *setting);
int set_user(const struct setting *setting);
int set_pid_file(const struct setting *setting);
int set_unit(const struct setting *setting);
int set_cgroup(const struct setting *setting);

/* Begins a group called by the first argument. */
int open_group(const struct setting *setting);

/* Ends it: with `r` 0 it is checked as a whole, and taken back when that fails
 * or `r` says that something did. Returns 0 or a complaint. */
int close_group(const struct setting *setting, int r);

/* What they have in common. The group that is being configured; */
struct group *last_group(const struct setting *setting);

/* the complaint, made clean; returns `error`; */
__attribute__((format(printf, 3, 4))) int
refuse(const struct setting *setting, int error, const char *format, ...);

/* that there are `least` to `most` arguments, the first `strings` of them
 * strings, or that the first is an absolute path: 0 or a complaint; */
int check_arguments(const struct setting *setting, size_t least, size_t most,
                    size_t strings);
int check_absolute(const struct setting *setting);

/* an argument as it was written; a copy of `text` in place of `*at`. */
const char *written(const struct argument *argument, char buffer[32]);
int replace_string(const struct setting *setting, char **at, const char *text);

#endif
