/*
 * backtest_parts.h - the backtest from inside. Private to backtest.c and
 * backtest_paths.c.
 */
#ifndef BACKTEST_PARTS_H
#define BACKTEST_PARTS_H

#include "cli/progress.h"
#include "cli/rows.h"
#include "cli/trace_head.h"
#include "course.h"

struct scoreboard;

enum output { OUTPUT_CSV, OUTPUT_JSONL, OUTPUT_SCORE };

struct backtest {
  struct course_question question;
  struct trace_wish wish; /* what of it was asked for */
  const char *column;     /* NULL: not said */
  enum output output;
  bool as_json;             /* the score */
  struct rows *rows;        /* NULL: a score is wanted */
  struct scoreboard *board; /* NULL: rows are */
  struct progress progress;
  /* of the series that is read: */
  struct course course;
  const char *series;
  bool begun; /* a file with the column was found */
  /* of a tree: */
  unsigned long others; /* series without the column */
  unsigned long found;  /* with it */
};

/* backtest.c: one sample of any series; steps it, and tells what comes of it.
 * 0, or the exit status. */
int backtest_take_row(void *context, struct course *course,
                      const struct row *row);

/* backtest_paths.c: all that is in a path. Returns the exit status. */
int backtest_run_path(struct backtest *backtest, const char *path);

#endif
