/* backtest.c - see backtest.h */
#include "cli/backtest.h"

#include "base/text.h"
#include "cli/csv.h"
#include "cli/scoreboard.h"
#include "cli/usage.h"
#include "course.h"
#include "emit/json.h"
#include "settings.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMPLAINTS_MOST = 10 };

const char backtest_usage[] =
    "       io-forecast backtest --wall NUMBER [--direction up|down]\n"
    "                            [--horizon S] [--model NAME] [--column NAME]\n"
    "                            [--output csv|jsonl|score] [--json] FILE...\n";

enum output { OUTPUT_CSV, OUTPUT_JSONL, OUTPUT_SCORE };

struct backtest {
  struct course_question question;
  const char *column;
  enum output output;
  bool as_json; /* the score */
  struct json *json;
  struct scoreboard *board; /* of the score only */
  int status;
};

/* --- what comes out ------------------------------------------------------- */

/* What is not known is nothing. */
static void print_field(double value) {
  if (isnan(value))
    putchar(',');
  else
    printf(",%.6g", value);
}

static void print_csv(const struct csv_row *row, const struct course *course,
                      enum state state) {
  const struct forecast *forecast = &course->standing.forecast;

  fputs(row->time_text, stdout);
  putchar(',');
  fputs(row->value_text, stdout);
  print_field(forecast->eta_s);
  print_field(forecast->lower_s);
  print_field(forecast->upper_s);
  print_field(forecast->probability);
  putchar(',');
  putchar('0' + (int)state);
  putchar('\n');
}

static int print_json(struct json *json, const struct csv_row *row,
                      const struct course *course, enum state state) {
  const struct forecast *forecast = &course->standing.forecast;
  const char *text;
  size_t length;

  json_object(json, NULL);
  json_number(json, "epoch", row->time_s);
  json_number(json, "value", row->value);
  json_number(json, "eta_s", forecast->eta_s);
  json_number(json, "eta_lower_s", forecast->lower_s);
  json_number(json, "eta_upper_s", forecast->upper_s);
  json_number(json, "probability", forecast->probability);
  json_number(json, "state", (double)state);
  json_end_object(json);
  if (json_finish(json, &text, &length) < 0)
    return -EPROTO;
  fwrite(text, 1, length, stdout);
  putchar('\n');
  json_reset(json);
  return 0;
}

static int print_row(struct backtest *backtest, const struct csv_row *row,
                     const struct course *course, enum state state) {
  if (backtest->output == OUTPUT_JSONL)
    return print_json(backtest->json, row, course, state);
  print_csv(row, course, state);
  return 0;
}

static int print_score(struct backtest *backtest) {
  if (!backtest->as_json)
    scoreboard_print(backtest->board, stdout);
  else if (scoreboard_print_json(backtest->board, backtest->json, stdout) < 0)
    return complain("out of memory");
  return 0;
}

/* --- what goes in --------------------------------------------------------- */

static void count_bad_line(const char *path, const struct csv_row *row, int r,
                           unsigned long *bad) {
  if (++*bad <= COMPLAINTS_MOST)
    fprintf(stderr, "io-forecast: %s:%lu: %s.\n", path, row->line,
            r == -ENODATA ? "the file breaks off in this line"
                          : "there are not two numbers in the columns");
}

static int take_row(struct backtest *backtest, struct course *course,
                    const struct csv_row *row) {
  enum state state;

  if (backtest->board) {
    scoreboard_step(backtest->board, row->time_s, row->value);
    return 0;
  }
  state = course_step(course, row->time_s, row->value);
  return print_row(backtest, row, course, state);
}

static int run_rows(struct backtest *backtest, const char *path,
                    struct csv *csv) {
  struct course course;
  struct csv_row row;
  unsigned long bad = 0;
  int r;

  course_init(&course, &backtest->question);
  while ((r = csv_next(csv, &row)) != 0) {
    if (r == -EBADMSG || r == -ENODATA) {
      count_bad_line(path, &row, r, &bad);
      continue;
    }
    if (r < 0)
      break;
    if (take_row(backtest, &course, &row) < 0)
      return complain("out of memory");
  }
  if (r < 0)
    fprintf(stderr, "io-forecast: %s:%lu: cannot be read (%s).\n", path,
            row.line + 1, strerror(-r));
  if (bad > COMPLAINTS_MOST)
    fprintf(stderr, "io-forecast: %s: %lu lines could not be understood.\n",
            path, bad);
  return r < 0 || bad > 0 ? 1 : 0;
}

static int run_file(struct backtest *backtest, const char *path) {
  char error[COMPLAINT_BYTES];
  struct csv_columns columns = {"epoch", backtest->column};
  struct csv *csv = csv_open(path, &columns, error, sizeof(error));
  int status;

  if (!csv) {
    fprintf(stderr, "io-forecast: %s.\n", error);
    return 1;
  }
  if (backtest->board)
    scoreboard_begin(backtest->board);
  status = run_rows(backtest, path, csv);
  if (backtest->board)
    scoreboard_end(backtest->board);
  csv_close(csv);
  return status;
}

/* --- options -------------------------------------------------------------- */

static int take_number(const char *text, const char *what, double *ret_value) {
  char *end;

  *ret_value = strtod(text, &end);
  if (end != text && *end == '\0' && isfinite(*ret_value))
    return 0;
  return complain("%s takes a number", what);
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
  static const char *const outputs[] = {
      [OUTPUT_CSV] = "csv", [OUTPUT_JSONL] = "jsonl", [OUTPUT_SCORE] = "score"};

  for (int i = OUTPUT_CSV; i <= OUTPUT_SCORE; i++)
    if (strcmp(text, outputs[i]) == 0) {
      backtest->output = (enum output)i;
      return 0;
    }
  return complain("--output takes csv, jsonl or score");
}

static int take_option(struct backtest *backtest, int option) {
  struct course_question *question = &backtest->question;

  switch (option) {
  case 'w':
    return take_number(optarg, "--wall", &question->limit);
  case 'd':
    return take_direction(optarg, &question->direction);
  case 's':
    if (take_number(optarg, "--horizon", &question->horizon_s) == 0 &&
        question->horizon_s > 0)
      return 0;
    return complain("--horizon takes a number of seconds above 0");
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
    fputs(backtest_usage, stdout);
    return HELP_GIVEN;
  default:
    fputs(backtest_usage, stderr);
    return USAGE_STATUS;
  }
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
    r = take_option(backtest, option);
  if (r == 0 && isnan(backtest->question.limit))
    r = complain("backtest needs --wall");
  if (r == 0 && backtest->as_json && backtest->output != OUTPUT_SCORE)
    r = complain("--json is for --output score; rows as JSON are --output "
                 "jsonl");
  if (r == 0 && optind == argc)
    r = complain("nothing to test; give a file, or - for the standard input");
  return r;
}

/* What the options of collectd.conf are when nothing is said of them. */
static int init(struct backtest *backtest) {
  struct settings settings;

  *backtest = (struct backtest){.column = "value"};
  if (settings_init(&settings) < 0)
    return complain("out of memory");
  *backtest = (struct backtest){
      .question = {.limit = NAN,
                   .model = MODEL_DEFAULT,
                   .horizon_s = settings.horizon_s,
                   .rule = {settings.trip_s, settings.clear_s}},
      .column = "value",
  };
  settings_release(&settings);
  return 0;
}

/* What the output that was asked for needs. */
static int prepare(struct backtest *backtest) {
  bool scores = backtest->output == OUTPUT_SCORE;

  backtest->json = json_new();
  backtest->board = scores ? scoreboard_new(&backtest->question) : NULL;
  if (!backtest->json || (scores && !backtest->board))
    return complain("out of memory");
  if (backtest->output == OUTPUT_CSV)
    puts("epoch,value,eta_s,eta_lower_s,eta_upper_s,probability,state");
  return 0;
}

static int run(struct backtest *backtest, int count, char **paths) {
  int status = 0;

  for (int i = 0; i < count; i++)
    status |= run_file(backtest, paths[i]);
  if (backtest->board)
    status |= print_score(backtest);
  return status;
}

int backtest_main(int argc, char **argv) {
  struct backtest backtest;
  int status = init(&backtest);

  if (status == 0)
    status = parse(&backtest, argc, argv);
  if (status == 0)
    status = prepare(&backtest);
  if (status == 0)
    status = run(&backtest, argc - optind, argv + optind);
  scoreboard_free(backtest.board);
  json_free(backtest.json);
  if (status == 0 && (fflush(stdout) != 0 || ferror(stdout)))
    return 1;
  return status == HELP_GIVEN ? 0 : status;
}
