/* backtest_paths.c - from a path to samples; see backtest_parts.h */
#include "cli/backtest_parts.h"

#include "cli/csv.h"
#include "cli/history.h"
#include "cli/lines.h"
#include "cli/scoreboard.h"
#include "cli/usage.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* The series of this file, before its first sample. 0, or the exit status. */
static int begin_series(struct backtest *backtest) {
  int status;

  if (backtest->begun)
    return 0;
  status = backtest_agree(backtest, &backtest->question);
  if (status != 0)
    return status;
  backtest->begun = true;
  backtest->found++;
  course_init(&backtest->course, &backtest->question);
  clock_start(&backtest->clock);
  if (backtest->board)
    scoreboard_begin(backtest->board);
  return 0;
}

static void end_series(struct backtest *backtest) {
  if (!backtest->begun)
    return;
  backtest_end_rows(backtest);
  if (backtest->board)
    scoreboard_end(backtest->board);
  backtest->begun = false;
}

int backtest_begin_anew(struct backtest *backtest) {
  struct clock clock = backtest->clock;
  int status;

  end_series(backtest);
  status = begin_series(backtest);
  backtest->clock = clock;
  return status;
}

static int run_table(struct backtest *backtest, const struct history_file *file,
                     struct lines *lines) {
  struct csv_columns columns = {"epoch",
                                backtest->column ? backtest->column : "value"};
  struct complaint complaint;
  struct csv *csv;
  int status;
  int r = csv_begin(lines, file->path, &columns, &csv, &complaint);

  if (r < 0) {
    lines_close(lines);
    if (r == -ENOENT && file->is_daily) {
      backtest->others += file->begins;
      return 0;
    }
    complain("%s", complaint.text);
    return 1;
  }
  if (backtest->rows)
    rows_begin(backtest->rows, false);
  status = begin_series(backtest);
  if (status == 0)
    status = backtest_run_rows(backtest, file->path, csv);
  csv_close(csv);
  return status;
}

/* A trace is told by its first line, an object; all else is a table. */
static int run_file(void *context, const struct history_file *file) {
  struct backtest *backtest = context;
  struct lines *lines;
  int r;

  if (file->error != 0) {
    complain("%s cannot be read (%s)", file->path, strerror(-file->error));
    return 1;
  }
  if (file->begins) {
    end_series(backtest);
    snprintf(backtest->series, sizeof(backtest->series), "%s", file->series);
  }
  lines = lines_open(file->path, &backtest->progress, &r);
  if (!lines) {
    complain("%s cannot be opened (%s)", file->path, strerror(-r));
    return 1;
  }
  lines_pass_mark(lines);
  if (!file->is_daily && lines_peek(lines) == '{')
    return backtest_run_trace(backtest, file->path, lines);
  if (isnan(backtest->question.limit)) {
    lines_close(lines);
    if (backtest->output == OUTPUT_NOTICES)
      return complain("%s is no trace of io-forecast record: of a table "
                      "nothing is notified",
                      file->path);
    return complain("%s is no trace of io-forecast record, and so --wall has "
                    "to say before which wall it is told",
                    file->path);
  }
  return run_table(backtest, file, lines);
}

struct each {
  struct backtest *backtest;
  int status; /* of the files so far */
};

/* What is wrong with one file keeps nobody from the next. */
static int run_each(void *context, const struct history_file *file) {
  struct each *each = context;
  int status = run_file(each->backtest, file);

  each->status |= status;
  return status & USAGE_STATUS;
}

static int run_path(struct backtest *backtest,
                    const struct history_path *which) {
  const char *path = which->paths[which->place];
  struct each each = {.backtest = backtest};
  int r;

  backtest->others = backtest->found = 0;
  r = history_each(which, run_each, &each);
  if (r == -ENODATA)
    complain("%s holds no daily files (NAME-YYYY-MM-DD) of collectd's plugin "
             "csv",
             path);
  else if (r < 0)
    complain("%s cannot be read (%s)", path, strerror(-r));
  if (backtest->others > 0)
    complain("%s: %lu series have no column \"%s\" (--column) and "
             "are left out",
             path, backtest->others,
             backtest->column ? backtest->column : "value");
  return r < 0 || (backtest->others > 0 && backtest->found == 0) ? 1
                                                                 : each.status;
}

int backtest_run_paths(struct backtest *backtest, char *const *paths,
                       int count) {
  struct history_path path = {.paths = paths, .count = count};
  int status = 0;

  for (; path.place < count && !(status & USAGE_STATUS); path.place++)
    status |= run_path(backtest, &path);
  end_series(backtest);
  return status;
}
