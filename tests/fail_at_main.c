/*
 * fail_at_main.c - each call of a story fails once, and from then on.
 *
 *   fail-at [--share N] [--jobs N] [--seconds N]   every N-th point
 *   fail-at --point THREAD:CALL:NTH:WAY:once|on [--values PART]
 *                                                  this one, with what was
 * said, and values with PART in their name, as they are when nothing fails
 *   fail-at --point .. --plants                    whether in the story of
 * this one the judge finds each fault that is planted
 *   fail-at --list                                 what is called, how often
 *
 * A point is run in a process of its own, and judged by fail_at_judge.h against
 * the story in which nothing fails. 0 when all are good, 1 when one is not or
 * too few of all were tried, 2 when nothing could be tried.
 */
#include "expect.h"

#include "fail_at_judge.h"
#include "fail_at_one.h"
#include "fail_at_points.h"
#include "fail_at_report.h"
#include "fail_at_run.h"

#include <getopt.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

enum {
  JOBS_MOST = 16,
  PASSES = 17, /* over all points, so that a run cut short has seen of each */
  POINTS_LEAST = 5000 /* of a run of all of them */
};

static struct {
  unsigned long share, jobs;
  double seconds;
  const char *point, *values;
  bool list, plants;
} options = {.share = 1, .jobs = 1};

static double seconds_now(void) {
  struct timespec now;

  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* --- a worker ----------------------------------------------------------------
 */

struct worker {
  const struct story *clean;
  struct story *story;
  struct shared *shared;
  unsigned long number, at, pass;
  double end_s;
};

static void try_point(void *context, const struct fail_point *point, int way) {
  struct worker *worker = context;
  struct tally *tally = &worker->shared->tally[point->call][way];
  unsigned long at = worker->at++;
  char why[VERDICT_BYTES], text[POINT_BYTES];
  int status;

  if (at % options.share != 0 || at / options.share % PASSES != worker->pass ||
      at / options.share % options.jobs != worker->number)
    return;
  if (options.seconds > 0 && seconds_now() > worker->end_s) {
    __atomic_add_fetch(&worker->shared->left, 1, __ATOMIC_RELAXED);
    return;
  }
  status = run_story(worker->story, point);
  __atomic_add_fetch(&tally->points, 1, __ATOMIC_RELAXED);
  if (judge_story(worker->clean, worker->story, point, status, why))
    return;
  __atomic_add_fetch(&tally->failed, 1, __ATOMIC_RELAXED);
  point_print(point, text);
  printf("not ok - %s%s%s: %s\n    contrib/fail-at --point %s\n", text,
         worker->story->book.on[0] ? " on " : "", worker->story->book.on, why,
         text);
}

static void work(struct worker *worker) {
  worker->story->trouble = true;
  story_prepare(worker->story);
  worker->end_s = seconds_now() + options.seconds;
  for (; worker->pass < PASSES; worker->pass++) {
    worker->at = 0;
    each_point(&worker->clean->book, try_point, worker);
  }
  tree_close(&worker->story->tree);
}

/* --- what is asked for ----------------------------------------------------
 */

/* A run that is cut short, or a story that calls next to nothing, proves
 * nothing of all points. */
static bool is_enough(unsigned points) {
  if (options.share > 1 || points >= POINTS_LEAST)
    return true;
  fprintf(stderr,
          "fail-at: of all points %u were tried; %d at least are wanted.\n",
          points, POINTS_LEAST);
  return false;
}

static int run_all(const struct story *clean) {
  struct shared *shared = run_memory(sizeof(*shared));
  pid_t pid[JOBS_MOST];
  int status, r = 0;

  for (unsigned long i = 0; i < options.jobs; i++) {
    struct story *story = run_memory(sizeof(*story));

    fflush(stdout);
    pid[i] = fork();
    if (pid[i] == 0) {
      work(&(struct worker){clean, story, shared, i});
      exit(0);
    }
  }
  for (unsigned long i = 0; i < options.jobs; i++)
    if (waitpid(pid[i], &status, 0) < 0 || status != 0)
      r = 2;
  if (report_all(shared) > 0)
    return 1;
  return r == 0 && !is_enough(report_points(shared)) ? 1 : r;
}

static unsigned long number_of(const char *text, unsigned long most) {
  char *end;
  unsigned long number = strtoul(text, &end, 10);

  if (*text < '0' || *text > '9' || *end || number < 1 || number > most) {
    fprintf(stderr, "fail-at: \"%s\" will not do; allowed is 1 to %lu\n", text,
            most);
    exit(2);
  }
  return number;
}

static void read_options(int count, char **argument) {
  static const struct option names[] = {
      {"share", required_argument, NULL, 's'},
      {"jobs", required_argument, NULL, 'j'},
      {"seconds", required_argument, NULL, 't'},
      {"point", required_argument, NULL, 'p'},
      {"values", required_argument, NULL, 'v'},
      {"plants", no_argument, NULL, 'f'},
      {"list", no_argument, NULL, 'l'},
      {0}};
  int letter;

  while ((letter = getopt_long(count, argument, "", names, NULL)) >= 0) {
    if (letter == 's')
      options.share = number_of(optarg, 1000000);
    else if (letter == 'j')
      options.jobs = number_of(optarg, JOBS_MOST);
    else if (letter == 't')
      options.seconds = (double)number_of(optarg, 1000000);
    else if (letter == 'p')
      options.point = optarg;
    else if (letter == 'v')
      options.values = optarg;
    else if (letter == 'f')
      options.plants = true;
    else if (letter == 'l')
      options.list = true;
    else
      exit(2);
  }
}

/* Of one point, in a story of its own. */
static int ask(const struct story *clean, struct story *story) {
  struct fail_point point;
  int r = 2;

  story->trouble = true;
  story_prepare(story);
  if (one_find(clean, options.point, &point))
    r = options.plants ? one_plants(clean, story, &point)
                       : one_tell(clean, story, &point, options.values);
  tree_close(&story->tree);
  return r;
}

int main(int count, char **argument) {
  struct story *clean = run_memory(sizeof(*clean));
  struct story *story = run_memory(sizeof(*story));
  int r = 0;

  setvbuf(stdout, NULL, _IOLBF, 0);
  read_options(count, argument);
  story_prepare(clean);
  if (!run_clean(clean)) {
    fprintf(stderr, "fail-at: the story itself fails\n");
    r = 2;
  } else if (options.list) {
    report_book(&clean->book);
    report_told(&clean->told);
  } else
    r = options.point ? ask(clean, story) : run_all(clean);
  tree_close(&clean->tree);
  return r;
}
