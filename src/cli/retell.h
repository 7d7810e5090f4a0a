/*
 * retell.h - a trace told again: what was said while it was recorded, or what
 * would have been said of one metric before another wall.
 */
#ifndef RETELL_H
#define RETELL_H

#include "cli/rows.h"
#include "course.h"

struct replay;

/* A row for each stand before each wall, in each tick. Complains of lines that
 * cannot be understood; returns the exit status. */
int retell(struct replay *replay, const char *path, struct rows *rows);

/* The values of one metric, of the host or of each member as a series by
 * itself. */
struct retold {
  struct course_question question; /* its wall; all else is the trace's */
  enum metric_id metric;           /* that the trace was opened for */
  int (*step)(void *context, struct course *course, const struct row *row);
  void *context;
};

/* Calls `step` for each value; not 0 ends it, and is the exit status. */
int retell_series(struct replay *replay, const char *path,
                  const struct retold *retold);

#endif
