/*
 * settings.h - every configuration option, declared once.
 *
 * One table parses, checks ranges, fills defaults, and prints the manual and
 * collectd.conf.example. It knows nothing of collectd: plugin.c and cli/ hand
 * over keys and arguments.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "discover/rule.h"
#include "forecast/forecast.h"

#include <stddef.h>
#include <stdio.h>

enum { GROUP_NAME_BYTES = 64, THRESHOLDS_MOST = 8, COMPLAINT_BYTES = 400 };

struct thresholds {
  int count;
  struct wall wall[THRESHOLDS_MOST];
};

/* What gathers processes. One whose title has captures is several: a group of
 * each name that comes of them (see title.h), and `name`, in which "other"
 * stands for the captures, is that of those for which there was no place. */
struct group {
  char title[GROUP_NAME_BYTES]; /* as it is configured */
  char name[GROUP_NAME_BYTES];
  struct rule rule;
  struct thresholds thresholds;
};

struct settings {
  enum model_id model;
  double horizon_s;
  double trip_s;
  double clear_s;
  double near_wall; /* percent; 100: off */
  double io_wait_ms;
  double fd_growth;
  double fd_window_s;
  double sigma;
  double await_ms;
  double device_busy; /* percent */
  bool collect_filesystems;
  double max_processes;
  double max_groups;
  double per_process;
  double deadline_ms;
  double max_stuck;
  double fd_budget;  /* 0: a quarter of RLIMIT_NOFILE */
  double cpu_budget; /* percent of a core */
  bool collect_maps;
  bool collect_stack;
  char *proc_path; /* owned */
  char *sys_path;
  char *evidence_dir; /* owned, as the next; "": none is written */
  char *fuse_dir;
  double evidence_keep;
  double evidence_max_bytes;
  bool evidence_redact;
  char *state_file;             /* owned; "": nothing is kept */
  double state_interval_s;      /* 0: at the end and when asked only */
  struct thresholds thresholds; /* for the groups that follow, and the host */
  struct group *groups;         /* owned */
  size_t group_count;
  int ignored_pid; /* never followed, whatever it is called; 0: none */
  bool open;       /* the last group's block is not closed yet */
};

/* One argument of an option: a string, or a number with text NULL. */
struct argument {
  const char *text;
  double number;
};

/* One sentence: what, where, allowed. Set when a function fails. */
struct complaint {
  char text[COMPLAINT_BYTES];
};

/* All defaults. Returns 0 or -ENOMEM. */
int settings_init(struct settings *settings);
void settings_release(struct settings *settings);

/* Between `settings_open_group` and `settings_close_group` the keys are those
 * of a <Process> block. Returns 0; -ENOENT for a key that does not exist there
 * (compared without case); -EINVAL, -ERANGE, -EEXIST, -ENOMEM for a value that
 * will not do. Settings are untouched unless 0 is returned. */
int settings_set(struct settings *settings, const char *key,
                 const struct argument *arguments, size_t count,
                 struct complaint *ret_complaint);

int settings_open_group(struct settings *settings,
                        const struct argument *arguments, size_t count,
                        struct complaint *ret_complaint);

/* -EINVAL when nothing says which processes belong to the group, which is taken
 * back then. */
int settings_close_group(struct settings *settings,
                         struct complaint *ret_complaint);

/* The same for a group whose members are those of a recording: nothing says
 * which processes belong to it. */
void settings_close_recorded_group(struct settings *settings);

/* Calls `take` for each option that is a number, or (`text`) a name among some:
 * what settings_set() takes to have it so again. */
void settings_each(const struct settings *settings,
                   void (*take)(void *context, const char *key, double number,
                                const char *text),
                   void *context);

/* Whether a group may have that name: 1 to GROUP_NAME_BYTES - 1 of A-Z a-z 0-9
 * _ -. */
bool settings_name_is_plain(const char *name);

/* Whether values other than those of a group bear the name. */
bool settings_name_is_reserved(const char *name);

/* collectd.conf.example, and the section OPTIONS of the manual as POD. */
void settings_print_example(FILE *out);
void settings_print_options(FILE *out);

#endif
