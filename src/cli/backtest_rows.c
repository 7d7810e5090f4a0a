/* backtest_rows.c - rows of a table, in order; see backtest_parts.h */
#include "cli/backtest_parts.h"

#include "base/text.h"
#include "cli/csv.h"
#include "cli/lines.h"
#include "cli/usage.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { TURNS_TOLD = 10, BEHIND_TOLD_OF = 10 /* more than one in so many */ };

static const char wild[] =
    "its time is far ahead of the lines around it, and is not believed";

/* What is wrong with a line; NULL: reading has failed. */
static const char *why_unusable(int error) {
  switch (error) {
  case -EBADMSG:
    return "there are not two numbers in the columns";
  case -ERANGE:
    return CSV_TIME_IS_BEYOND;
  case -E2BIG:
    return LINE_IS_TOO_LONG;
  case -ENODATA:
    return "the file breaks off in this line";
  default:
    return NULL;
  }
}

/* --- one that is held ----------------------------------------------------- */

static bool keep(const char *text, char *buffer, size_t capacity) {
  text_copy(text_of_string(text), buffer, capacity);
  return strlen(text) < capacity;
}

/* False for one with more digits than anybody writes. */
static bool hold(struct backtest *backtest, const char *path,
                 const struct csv_row *row) {
  struct held *held = &backtest->held;

  held->row = *row;
  held->row.time_text = held->time_text;
  held->row.value_text = held->value_text;
  return keep(path, held->path, sizeof(held->path)) &&
         keep(row->time_text, held->time_text, sizeof(held->time_text)) &&
         keep(row->value_text, held->value_text, sizeof(held->value_text));
}

static struct row row_of(const struct backtest *backtest,
                         const struct csv_row *row) {
  return (struct row){.series = backtest->series,
                      .time_text = row->time_text,
                      .value_text = row->value_text,
                      .time_s = row->time_s,
                      .value = row->value};
}

static int take(struct backtest *backtest, const struct csv_row *row) {
  struct row sample = row_of(backtest, row);

  return backtest_take_row(backtest, &backtest->course, &sample);
}

/* As if it had not been there, but for its row. */
static void pass_over(struct backtest *backtest, const struct csv_row *row) {
  struct row sample = row_of(backtest, row);

  if (backtest->rows)
    rows_put(backtest->rows, &sample, &forecast_nothing,
             backtest->course.alarm.shown);
}

/* It may be of the file before. */
static int complain_of_held(const struct held *held, struct bad_lines *bad) {
  struct bad_lines before = {.path = held->path};

  if (strcmp(held->path, bad->path) == 0) {
    complain_of_line(bad, held->row.line, wild);
    return 0;
  }
  complain_of_line(&before, held->row.line, wild);
  return complain_of_lines(&before);
}

/* What is held, when the next time is known. */
static int settle(struct backtest *backtest, struct bad_lines *bad,
                  double next_s) {
  if (isnan(backtest->clock.held_s))
    return 0;
  if (!clock_held_is_wild(&backtest->clock, next_s))
    return take(backtest, &backtest->held.row);
  pass_over(backtest, &backtest->held.row);
  return complain_of_held(&backtest->held, bad);
}

void backtest_end_rows(struct backtest *backtest) {
  struct bad_lines nothing = {.path = ""};

  (void)settle(backtest, &nothing, INFINITY);
}

/* --- one after the other -------------------------------------------------- */

static void tell_turn(struct backtest *backtest, const char *path,
                      const struct csv_row *row, double last_s) {
  if (++backtest->turns <= TURNS_TOLD)
    complain("%s:%lu: the time has gone back from %.15g to %.15g "
             "for good; a new series begins",
             path, row->line, last_s, row->time_s);
}

/* Those before it are told of with the turn; some may be of another file. */
static void forgive(struct backtest *backtest) {
  unsigned long before = CLOCK_ANEW_AFTER - 1;

  backtest->behind -= backtest->behind < before ? backtest->behind : before;
}

static void tell_turns(const struct backtest *backtest, const char *path) {
  if (backtest->turns > TURNS_TOLD)
    complain("%s: the time has gone back %lu times", path, backtest->turns);
}

/* A few are repetitions. Of a table that is not in the order of its times
 * nothing else would tell. */
static int tell_behind(const struct backtest *backtest, const char *path) {
  if (backtest->behind * BEHIND_TOLD_OF <= backtest->samples)
    return 0;
  complain("%s: %lu of %lu samples are not later than the one "
           "before and were not kept; the times of a table have to rise",
           path, backtest->behind, backtest->samples);
  return 1;
}

static void tell_end(const char *path, const struct csv_row *last) {
  if (!last->whole)
    complain("%s:%lu: the last line has no end, so that its number "
             "may be cut; it is taken as it is",
             path, last->line);
}

static int take_next(struct backtest *backtest, struct bad_lines *bad,
                     const struct csv_row *row) {
  int status = settle(backtest, bad, row->time_s);
  double last_s = backtest->clock.last_s;

  backtest->samples++;
  switch (clock_hear(&backtest->clock, row->time_s)) {
  case CLOCK_LEAPS:
    if (hold(backtest, bad->path, row))
      return status;
    (void)clock_held_is_wild(&backtest->clock, INFINITY);
    break;
  case CLOCK_IS_ANEW:
    tell_turn(backtest, bad->path, row, last_s);
    forgive(backtest);
    status |= backtest_begin_anew(backtest);
    break;
  case CLOCK_IS_BEHIND:
    backtest->behind++;
    break;
  case CLOCK_GOES_ON:
    break;
  }
  return status | take(backtest, row);
}

int backtest_run_rows(struct backtest *backtest, const char *path,
                      struct csv *csv) {
  struct bad_lines bad = {.path = path};
  struct csv_row row = {.whole = true};
  int status = 0;
  int r;

  backtest->turns = backtest->samples = backtest->behind = 0;
  while (!(status & USAGE_STATUS) && (r = csv_next(csv, &row)) != 0) {
    if (r > 0) {
      tell_end(path, &row);
      status |= take_next(backtest, &bad, &row);
    } else if (why_unusable(r)) {
      complain_of_line(&bad, row.line, why_unusable(r));
    } else {
      status |= complain_of_file(path, row.line, r);
      break;
    }
  }
  tell_turns(backtest, path);
  return complain_of_lines(&bad) | tell_behind(backtest, path) | status;
}
