/* backtest_trace.c - from a trace to samples; see backtest_parts.h */
#include "cli/backtest_parts.h"

#include "cli/lines.h"
#include "cli/replay.h"
#include "cli/retell.h"
#include "cli/scoreboard.h"
#include "cli/trial.h"
#include "cli/usage.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static int check_trace(const struct backtest *backtest) {
  if (isnan(backtest->question.limit) != !backtest->column)
    return complain("of a trace either all walls are told, or --wall and "
                    "--column say which metric and what wall");
  if (backtest->column && backtest->wish.metric == METRIC_COUNT)
    return complain("there is no metric \"%s\" of processes or of the host",
                    backtest->column);
  if (isnan(backtest->question.limit) && backtest->has_direction)
    return complain("--direction is that of --wall; the walls of a trace have "
                    "their own");
  return 0;
}

/* --- rows of a metric ----------------------------------------------------- */

static void *begin_course(void *context,
                          const struct course_question *question) {
  struct course *course = malloc(sizeof(*course));

  (void)context;
  if (course)
    course_init(course, question);
  return course;
}

static int step_course(void *context, void *series, const struct row *row) {
  return backtest_take_row(context, series, row);
}

static void end_course(void *context, void *series) {
  (void)context;
  free(series);
}

static int put_metric(struct backtest *backtest, struct replay *replay,
                      const char *path) {
  struct retold retold = {
      .question = retell_question(replay, &backtest->question),
      .metric = backtest->wish.metric,
      .begin = begin_course,
      .step = step_course,
      .end = end_course,
      .context = backtest,
  };

  return retell_series(replay, path, &retold);
}

/* --- a score -------------------------------------------------------------- */

/* It is left out, but has to be known. */
static char nobody; /* its address alone */

static void *begin_board(void *context,
                         const struct course_question *question) {
  struct scoreboard *board;
  int r = trial_begin(context, question, false, &board);

  if (r == -ENOSPC)
    return &nobody;
  return r < 0 ? NULL : board;
}

static int step_board(void *context, void *series, const struct row *row) {
  (void)context;
  if (series != &nobody)
    scoreboard_step(series, row->time_s, row->value);
  return 0;
}

static void end_board(void *context, void *series) {
  if (series != &nobody)
    trial_end(context, series);
}

static int score_metric(const struct backtest *backtest, struct replay *replay,
                        const char *path,
                        const struct course_question *question,
                        struct trial *trial) {
  struct retold retold = {
      .question = *question,
      .metric = backtest->wish.metric,
      .begin = begin_board,
      .step = step_board,
      .end = end_board,
      .context = trial,
  };

  return retell_series(replay, path, &retold);
}

static int score(struct backtest *backtest, struct replay *replay,
                 const char *path) {
  struct course_question question =
      retell_question(replay, &backtest->question);
  int status = backtest_agree(backtest, &question);
  struct trial trial = {.all = backtest->board};

  if (status != 0)
    return status;
  status = backtest->column
               ? score_metric(backtest, replay, path, &question, &trial)
               : retell_score(replay, path, &question, &trial);
  trial_complain(&trial, path);
  return status;
}

/* --- all of it ------------------------------------------------------------ */

static int tell(struct backtest *backtest, struct replay *replay,
                const char *path) {
  if (backtest->board)
    return score(backtest, replay, path);
  if (backtest->output == OUTPUT_NOTICES)
    return retell_notices(replay, path, backtest->rows);
  rows_begin(backtest->rows, true);
  return backtest->column ? put_metric(backtest, replay, path)
                          : retell(replay, path, backtest->rows);
}

int backtest_run_trace(struct backtest *backtest, const char *path,
                       struct lines *lines) {
  char error[COMPLAINT_BYTES];
  struct replay *replay;
  int status;

  backtest->wish.with_rivals = backtest->board && !backtest->column;
  replay = replay_open(lines, path, &backtest->wish, error, sizeof(error));
  if (!replay) {
    lines_close(lines);
    complain("%s", error);
    return 1;
  }
  status = check_trace(backtest);
  if (status == 0)
    status = tell(backtest, replay, path);
  replay_close(replay);
  return status;
}
