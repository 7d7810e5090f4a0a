/*
 * bench-stories.c - all models on made-up weeks, side by side: `make
 * bench-forecast`.
 *
 * What is told is judged as by `io-forecast backtest --output score`, see
 * src/score.h, with the defaults of the plugin but for the horizon, an hour. A
 * seed gives the same figures everywhere; another one tells whether a model
 * was made for this one.
 */
#include "story.h"

#include "course.h"
#include "score.h"
#include "settings.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SEEDS = 8, USAGE_STATUS = 2 };

static const double HORIZON_S = 3600, EARLY_S = 37 * 60;

struct bench {
  unsigned long seed;
  enum model_id told; /* by story */
  struct course_question question;
  double value[STORY_SAMPLES];
  struct course course;
  struct score score;
};

static void run_story(struct bench *bench, enum story_id id, uint64_t seed) {
  story_tell(id, seed, bench->value);
  course_init(&bench->course, &bench->question);
  score_begin(&bench->score);
  for (int i = 0; i < STORY_SAMPLES; i++) {
    double at_s = (double)i * STORY_STEP_S;
    enum state state = course_step(&bench->course, at_s, bench->value[i]);

    score_step(&bench->score, at_s, bench->value[i],
               &bench->course.standing.forecast, state);
  }
  score_end(&bench->score);
}

static void run(struct bench *bench, enum model_id model, int first, int last) {
  bench->question.model = model;
  score_init(&bench->score, STORY_WALL, UPWARD, HORIZON_S);
  for (int id = first; id <= last; id++)
    for (unsigned long i = 0; i < SEEDS; i++)
      run_story(bench, (enum story_id)id, bench->seed * SEEDS + i);
}

/* --- what comes out ------------------------------------------------------- */

static const struct {
  const char *title;
  enum score_measure measure;
  double factor; /* 0: crossings foretold early */
  int width, digits;
} columns[] = {
    {"crossings", SCORE_CROSSINGS, 1, 10, 0},
    {"recall", SCORE_RECALL, 1, 8, 3},
    {"precision", SCORE_PRECISION, 1, 11, 3},
    {"false/week", SCORE_FALSE_A_WEEK, 1, 12, 2},
    {"lead min", SCORE_LEAD_MEDIAN, 1 / 60.0, 10, 1},
    {"p10", SCORE_LEAD_P10, 1 / 60.0, 6, 1},
    {">=37 min", SCORE_CROSSINGS, 0, 10, 3},
    {"time error", SCORE_TIME_ERROR, 1, 12, 2},
    {"coverage", SCORE_COVERAGE, 1, 10, 2},
    {"Brier", SCORE_SKILL, 1, 8, 2},
    {"ECE", SCORE_CALIBRATION, 1, 7, 3},
};

enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static void print_header(const char *title) {
  printf("\n%-22s", title);
  for (int i = 0; i < COLUMNS; i++)
    printf("%*s", columns[i].width, columns[i].title);
  putchar('\n');
}

static double early(const struct score *score) {
  return score->crossings > 0 ? (double)spread_from(&score->lead_s, EARLY_S) /
                                    (double)score->crossings
                              : NAN;
}

static void print_line(const struct bench *bench, const char *name) {
  double result[SCORE_MEASURES];

  score_result(&bench->score, result);
  printf("%-22s", name);
  for (int i = 0; i < COLUMNS; i++) {
    double value = columns[i].factor > 0
                       ? columns[i].factor * result[columns[i].measure]
                       : early(&bench->score);

    if (isnan(value))
      printf("%*s", columns[i].width, "-");
    else
      printf("%*.*f", columns[i].width, columns[i].digits, value);
  }
  putchar('\n');
  fflush(stdout);
}

static void print_all(struct bench *bench) {
  printf("%d stories of %d days, a value in %d s, %d seeds from %lu on; "
         "horizon %g s\n",
         STORY_COUNT, STORY_DAYS, STORY_STEP_S, SEEDS, bench->seed * SEEDS,
         HORIZON_S);
  print_header("model, all stories");
  for (int id = 0; id < MODEL_COUNT; id++) {
    run(bench, (enum model_id)id, 0, STORY_COUNT - 1);
    print_line(bench, models[id].name);
  }
  print_header(models[bench->told].name);
  for (int id = 0; id < STORY_COUNT; id++) {
    run(bench, bench->told, id, id);
    print_line(bench, stories[id].name);
  }
}

/* --- options -------------------------------------------------------------- */

static int parse(struct bench *bench, int argc, char **argv) {
  static const struct option options[] = {
      {"seed", required_argument, NULL, 's'},
      {"model", required_argument, NULL, 'm'},
      {NULL, 0, NULL, 0},
  };
  bool is_right = true;
  int option;

  while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0)
    if (option == 's')
      bench->seed = strtoul(optarg, NULL, 10);
    else if (option == 'm')
      bench->told = model_called(optarg);
    else
      is_right = false;
  if (is_right && optind == argc && bench->told < MODEL_COUNT)
    return 0;
  fputs("usage: bench-stories [--seed NUMBER] [--model NAME]\n", stderr);
  return USAGE_STATUS;
}

int main(int argc, char **argv) {
  static struct bench bench = {.seed = 1, .told = MODEL_DEFAULT};
  struct settings settings;
  int status = parse(&bench, argc, argv);

  if (status != 0)
    return status;
  if (settings_init(&settings) < 0) {
    fputs("bench-stories: out of memory.\n", stderr);
    return 1;
  }
  bench.question = (struct course_question){
      .limit = STORY_WALL,
      .direction = UPWARD,
      .horizon_s = HORIZON_S,
      .rule = {settings.trip_s, settings.clear_s},
  };
  settings_release(&settings);
  print_all(&bench);
  return 0;
}
