/*
 * backtest_parts.h - the backtest from inside. Private to backtest.c,
 * backtest_paths.c, backtest_rows.c and backtest_trace.c.
 */
#ifndef BACKTEST_PARTS_H
#define BACKTEST_PARTS_H

#include "cli/clock.h"
#include "cli/csv.h"
#include "cli/progress.h"
#include "cli/rows.h"
#include "cli/trace_head.h"
#include "course.h"

#include <limits.h>

struct lines;
struct scoreboard;

enum output { OUTPUT_CSV, OUTPUT_JSONL, OUTPUT_NOTICES, OUTPUT_SCORE };

/* A row whose time leaps, until the next one is known: clock.h. */
struct held {
  char path[PATH_MAX];
  char time_text[64], value_text[64];
  struct csv_row row; /* with these texts */
};

struct backtest {
  struct course_question question;
  struct trace_wish wish; /* what of it was asked for */
  const char *column;     /* NULL: not said */
  enum output output;
  bool has_direction;       /* --direction was given */
  bool as_json;             /* the score */
  struct rows *rows;        /* NULL: a score is wanted */
  struct scoreboard *board; /* NULL: rows are */
  /* Of the first series that is judged, and so of all: model, horizon. */
  struct course_question agreed;
  bool has_agreed;
  struct progress progress;
  /* of the series that is read: */
  struct course course;
  char series[PATH_MAX];
  bool begun; /* a file with the column was found */
  struct clock clock;
  struct held held;
  /* of a file: */
  unsigned long turns;   /* how often its time went back for good */
  unsigned long samples; /* with a time */
  unsigned long behind;  /* of these, not later than the one before */
  /* of a tree: */
  unsigned long others; /* series without the column */
  unsigned long found;  /* with it */
};

/* backtest.c: one sample of any series; steps it, and tells what comes of it.
 * 0, or the exit status. */
int backtest_take_row(struct backtest *backtest, struct course *course,
                      const struct row *row);

/* A score is of one model and one horizon: before each series that is judged.
 * 0, or the exit status. */
int backtest_agree(struct backtest *backtest,
                   const struct course_question *question);

/* backtest_paths.c: all that is in some paths. Returns the exit status. */
int backtest_run_paths(struct backtest *backtest, char *const *paths,
                       int count);

/* The same series again, as another. 0, or the exit status. */
int backtest_begin_anew(struct backtest *backtest);

/* backtest_rows.c: the rows of a table, as those of the series that has begun;
 * and what is held of them, before it ends. Returns the exit status. */
int backtest_run_rows(struct backtest *backtest, const char *path,
                      struct csv *csv);
void backtest_end_rows(struct backtest *backtest);

/* backtest_trace.c: a trace, whose lines it closes. Returns the exit status. */
int backtest_run_trace(struct backtest *backtest, const char *path,
                       struct lines *lines);

#endif
