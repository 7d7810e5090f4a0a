/* backtest.c - see backtest.h */
#include "cli/backtest.h"

#include "cli/backtest_parts.h"
#include "cli/history.h"
#include "cli/number.h"
#include "cli/scoreboard.h"
#include "cli/usage.h"
#include "emit/json.h"
#include "settings.h"

#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char backtest_usage[] =
    "       io-forecast backtest [--wall NUMBER] [--direction up|down]\n"
    "                            [--horizon S] [--model NAME] [--column NAME]\n"
    "                            [--output csv|jsonl|notices|score] [--json] "
    "PATH...\n";

int backtest_take_row(struct backtest *backtest, struct course *course,
                      const struct row *row) {
  enum state state;

  if (backtest->board) {
    scoreboard_step(backtest->board, row->time_s, row->value);
    return 0;
  }
  state = course_step(course, row->time_s, row->value);
  rows_put(backtest->rows, row, &course->standing.forecast, state);
  return 0;
}

int backtest_agree(struct backtest *backtest,
                   const struct course_question *question) {
  const struct course_question *agreed = &backtest->agreed;

  if (!backtest->board)
    return 0;
  if (!backtest->has_agreed) {
    scoreboard_free(backtest->board);
    backtest->board = scoreboard_new(question);
    backtest->agreed = *question;
    backtest->has_agreed = true;
    return backtest->board ? 0 : complain("out of memory");
  }
  if (agreed->model == question->model &&
      agreed->horizon_s == question->horizon_s)
    return 0;
  return complain(
      "a score is of one model and one horizon, and the traces have "
      "others; give --model and --horizon");
}

/* --- options -------------------------------------------------------------- */

/* NaN for what is none. */
static double number_of(const char *text) {
  const char *end;
  double value = number_read(text, &end);

  return end != text && *end == '\0' && isfinite(value) ? value : (double)NAN;
}

static int take_wall(const char *text, double *ret_limit) {
  *ret_limit = number_of(text);
  return isnan(*ret_limit) ? complain("--wall takes a number") : 0;
}

static int take_horizon(const char *text, double *ret_s) {
  *ret_s = number_of(text);
  if (*ret_s >= 1 && *ret_s <= 1e9)
    return 0;
  return complain("--horizon takes a number of seconds from 1 to 1e9");
}

static int take_direction(const char *text, enum direction *ret_direction) {
  bool is_down = strcmp(text, "down") == 0;

  if (!is_down && strcmp(text, "up") != 0)
    return complain("--direction takes up or down");
  *ret_direction = is_down ? DOWNWARD : UPWARD;
  return 0;
}

static int take_model(const char *text, enum model_id *ret_model) {
  char names[MODEL_NAMES_BYTES];

  *ret_model = model_called(text);
  if (*ret_model < MODEL_COUNT)
    return 0;
  model_names(names);
  return complain("--model takes one of %s", names);
}

static int take_output(struct backtest *backtest, const char *text) {
  static const char *const outputs[] = {[OUTPUT_CSV] = "csv",
                                        [OUTPUT_JSONL] = "jsonl",
                                        [OUTPUT_NOTICES] = "notices",
                                        [OUTPUT_SCORE] = "score"};

  for (int i = OUTPUT_CSV; i <= OUTPUT_SCORE; i++)
    if (strcmp(text, outputs[i]) == 0) {
      backtest->output = (enum output)i;
      return 0;
    }
  return complain("--output takes csv, jsonl, notices or score");
}

static int take_option(struct backtest *backtest, int option) {
  struct course_question *question = &backtest->question;

  switch (option) {
  case 'w':
    return take_wall(optarg, &question->limit);
  case 'd':
    backtest->has_direction = true;
    return take_direction(optarg, &question->direction);
  case 's':
    return take_horizon(optarg, &question->horizon_s);
  case 'm':
    return take_model(optarg, &question->model);
  case 'c':
    backtest->column = optarg;
    return 0;
  case 'o':
    return take_output(backtest, optarg);
  case 'j':
    backtest->as_json = true;
    return 0;
  case 'h':
    usage_print(backtest_usage, stdout);
    return HELP_GIVEN;
  default:
    usage_print(backtest_usage, stderr);
    return USAGE_STATUS;
  }
}

/* What was asked for is asked of a trace too. */
static void wish(struct backtest *backtest, int option) {
  const struct course_question *question = &backtest->question;
  struct trace_wish *wish = &backtest->wish;

  if (option == 's')
    wish->horizon_s = question->horizon_s;
  if (option == 'm')
    wish->model = question->model;
  wish->limit = question->limit;
  wish->direction = question->direction;
  if (option == 'c')
    wish->metric = metric_find(backtest->column);
  if (wish->metric != METRIC_COUNT &&
      metrics[wish->metric].scope != SCOPE_MEMBER &&
      metrics[wish->metric].scope != SCOPE_HOST)
    wish->metric = METRIC_COUNT;
}

static int parse(struct backtest *backtest, int argc, char **argv) {
  static const struct option options[] = {
      {"wall", required_argument, NULL, 'w'},
      {"direction", required_argument, NULL, 'd'},
      {"horizon", required_argument, NULL, 's'},
      {"model", required_argument, NULL, 'm'},
      {"column", required_argument, NULL, 'c'},
      {"output", required_argument, NULL, 'o'},
      {"json", no_argument, NULL, 'j'},
      {"help", no_argument, NULL, 'h'},
      {NULL, 0, NULL, 0},
  };
  int option;
  int r = 0;

  while (r == 0 && (option = getopt_long(argc, argv, "", options, NULL)) >= 0)
    if ((r = take_option(backtest, option)) == 0)
      wish(backtest, option);
  if (r == 0 && backtest->as_json && backtest->output != OUTPUT_SCORE)
    r = complain("--json is for --output score; rows as JSON are --output "
                 "jsonl");
  if (r == 0 && backtest->output == OUTPUT_NOTICES &&
      (backtest->column || !isnan(backtest->question.limit)))
    r = complain("--output notices tells what a trace says of its own walls, "
                 "without --wall and --column");
  if (r == 0 && optind == argc)
    r = complain(
        "nothing to test; give a file, a directory, or - for the standard "
        "input");
  return r;
}

/* What the options of collectd.conf are when nothing is said of them. */
static int init(struct backtest *backtest) {
  struct settings settings;

  *backtest = (struct backtest){0};
  if (settings_init(&settings) < 0)
    return complain("out of memory");
  *backtest = (struct backtest){
      .question = {.limit = NAN,
                   .model = MODEL_DEFAULT,
                   .horizon_s = settings.horizon_s,
                   .rule = {settings.trip_s, settings.clear_s}},
      .wish = {.model = MODEL_COUNT,
               .horizon_s = NAN,
               .metric = METRIC_COUNT,
               .limit = NAN},
  };
  settings_release(&settings);
  return 0;
}

static int print_score(const struct backtest *backtest) {
  struct json *json;
  int r;

  if (!backtest->as_json) {
    scoreboard_print(backtest->board, stdout);
    return 0;
  }
  json = json_new();
  r = json ? scoreboard_print_json(backtest->board, json, stdout) : -1;
  json_free(json);
  return r < 0 ? complain("out of memory") : 0;
}

/* What the output that was asked for needs. Paths are told apart where there is
 * more than one series. */
static int prepare(struct backtest *backtest, char *const *paths, int count) {
  double bytes;
  int series = history_count(paths, count, &bytes);

  progress_init(&backtest->progress, stderr);
  progress_expect(&backtest->progress, bytes);
  if (backtest->output == OUTPUT_SCORE)
    backtest->board = scoreboard_new(&backtest->question);
  else
    backtest->rows = rows_new(stdout, backtest->output != OUTPUT_CSV);
  if (!backtest->board && !backtest->rows)
    return complain("out of memory");
  if (backtest->rows && series > 1)
    rows_begin(backtest->rows, true);
  return 0;
}

static int end_score(struct backtest *backtest, int status) {
  status |= print_score(backtest);
  return fflush(stdout) != 0 || ferror(stdout) ? status | 1 : status;
}

static int end_rows(struct backtest *backtest, int status) {
  rows_begin(backtest->rows, false);
  return rows_end(backtest->rows) < 0 ? status | 1 : status;
}

static int run(struct backtest *backtest, char *const *paths, int count) {
  int status = prepare(backtest, paths, count);

  if (status != 0)
    return status;
  status = backtest_run_paths(backtest, paths, count);
  progress_end(&backtest->progress);
  if (status & USAGE_STATUS)
    return USAGE_STATUS;
  return backtest->board ? end_score(backtest, status)
                         : end_rows(backtest, status);
}

int backtest_main(int argc, char **argv) {
  struct backtest backtest;
  int status = init(&backtest);

  if (status == 0)
    status = parse(&backtest, argc, argv);
  if (status == 0)
    status = run(&backtest, argv + optind, argc - optind);
  scoreboard_free(backtest.board);
  rows_free(backtest.rows);
  return status == HELP_GIVEN ? 0 : status;
}
