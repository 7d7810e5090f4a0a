/*
 * history.h - which files a history is in.
 *
 * collectd's plugin csv writes below its DataDir, for each series and day, a
 * file host/plugin-instance/type-instance-YYYY-MM-DD. A directory at any level
 * of that tree is all series below it; the files of one are one after another,
 * in order of their days. Any other path is a file, and a series by itself; but
 * daily files that are given one after the other, in the order of their days,
 * are one as they are in a tree.
 */
#ifndef HISTORY_H
#define HISTORY_H

#include <stdbool.h>
#include <stddef.h>

struct history_file {
  const char *path;
  const char *series; /* its path, without the day where it is of several */
  bool begins;        /* its series; false: it goes on from the last file */
  bool is_daily;      /* it was found in a directory */
  int error;          /* 0; -errno of a file or directory of a tree that cannot
                         be looked into, and is of no series */
};

/* Which of several paths. */
struct history_path {
  char *const *paths;
  int count, place;
};

/* Calls `take` for each file of a path, those of a series in a row; not 0 ends
 * it. What of a tree cannot be looked into comes with its error, and the rest
 * goes on. Returns what `take` did, 0, or -errno: -ENODATA when nothing is in
 * the tree. A path that is not there is a file. */
int history_each(const struct history_path *path,
                 int (*take)(void *context, const struct history_file *file),
                 void *context);

/* How much of a file's name is the series: all but "-YYYY-MM-DD"; 0 for a name
 * that does not end so. */
size_t history_stem(const char *name);

/* How many series the paths are, 2 for more. One that begins like a trace is
 * more; one that is not there is none. *ret_bytes is the size of all that has
 * one. */
int history_count(char *const *paths, int count, double *ret_bytes);

#endif
