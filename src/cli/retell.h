/*
 * retell.h - a trace told again: what was said while it was recorded, what
 * would have been said of one metric before another wall, or how good that was.
 */
#ifndef RETELL_H
#define RETELL_H

#include "cli/rows.h"
#include "course.h"

struct replay;

/* A row for each stand before each wall, in each tick. Complains of lines that
 * cannot be understood; returns the exit status. */
int retell(struct replay *replay, const char *path, struct rows *rows);

/* A row for each notice, as it was told while the trace was recorded; the same
 * otherwise. */
int retell_notices(struct replay *replay, const char *path, struct rows *rows);

/* How all walls were told by each party of the replay, held against what came.
 * Each member, device and filesystem, and the host, is a series by itself
 * before each of its walls; groups as such are none. The limit of a wall may
 * move: a crossing is a value at the limit of that moment. */
struct trial;
int retell_score(struct replay *replay, const char *path,
                 const struct course_question *question, struct trial *trial);

/* A wall, asked of by the settings of the trace. */
struct course_question retell_question(const struct replay *replay,
                                       const struct course_question *wall);

/* The values of one metric, of the host or of each member as a series by
 * itself. */
struct retold {
  struct course_question question;
  enum metric_id metric; /* that the trace was opened for */
  /* Whatever the caller keeps of a series; NULL: out of memory. */
  void *(*begin)(void *context, const struct course_question *question);
  /* Each value; not 0 ends it all, and is the exit status. */
  int (*step)(void *context, void *series, const struct row *row);
  void (*end)(void *context, void *series);
  void *context;
};

int retell_series(struct replay *replay, const char *path,
                  const struct retold *retold);

#endif
