/*
 * fail_at_main.c - each call of a story fails once, and from then on.
 *
 *   fail-at [--share N] [--jobs N] [--seconds N]   every N-th point
 *   fail-at --point THREAD:CALL:NTH:WAY:once|on [--values PART]
 *                                                  this one, with what was
 * said, and values with PART in their name, as they are when nothing fails
 *   fail-at --list                                 what is called, how often
 *
 * A point is run in a process of its own, and judged by fail_at_judge.h against
 * the story in which nothing fails. 0 when all are good, 1 when one is not, 2
 * when nothing could be tried.
 */
#include "expect.h"

#include "fail_at_judge.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum {
  WAYS_MOST = 16,
  DEADLINE_S = 60,
  CPU_S = 5,
  JOBS_MOST = 16,
  PASSES = 17, /* over all points, so that a run cut short has seen of each */
  FAILURES_SHOWN = 400
};

struct tally {
  unsigned points, failed;
};

/* Of all processes. */
struct shared {
  struct tally tally[FAIL_CALLS][WAYS_MOST];
  unsigned left; /* without a try, as time was over */
};

static struct {
  unsigned long share, jobs;
  double seconds;
  const char *point, *values;
  bool list;
} options = {.share = 1, .jobs = 1};

static char before[STORY_STATE_BYTES];
static const char *program;

static void *share_memory(size_t bytes) {
  void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  if (at == MAP_FAILED)
    exit(2);
  return at;
}

static double seconds_now(void) {
  struct timespec now;

  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* In a child, as nothing of it is to be left; what waitpid(2) said. */
static int run(struct story *story, const struct fail_point *point) {
  int status = -1;
  pid_t pid;

  fflush(stdout);
  story->end.is_over = false;
  pid = fork();
  if (pid == 0) {
    alarm(DEADLINE_S);
    setrlimit(RLIMIT_CPU, &(struct rlimit){CPU_S, CPU_S + 2});
    story_run(story, point, before);
    exit(0);
  }
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    ;
  return status;
}

/* --- points -----------------------------------------------------------------
 */

static const char *way_name(int way) {
  return way == WAY_SHORT  ? "SHORT"
         : way == WAY_ZERO ? "ZERO"
                           : strerrorname_np(way);
}

static void print_point(const struct fail_point *point, char text[80]) {
  snprintf(text, 80, "%d:%s:%u:%s:%s", point->thread,
           fail_call_name(point->call), point->nth, way_name(point->way),
           point->lasts ? "on" : "once");
}

static bool find_call(const char *name, struct fail_point *point) {
  for (int call = 0; call < FAIL_CALLS; call++)
    if (strcmp(name, fail_call_name((enum fail_call)call)) == 0) {
      point->call = (enum fail_call)call;
      return true;
    }
  return false;
}

static bool find_way(const char *name, struct fail_point *point) {
  for (const int *way = fail_ways(point->call); *way; way++)
    if (strcmp(name, way_name(*way)) == 0) {
      point->way = *way;
      return true;
    }
  return false;
}

static bool read_point(const char *text, struct fail_point *ret_point) {
  char call[32], way[16], how[8];

  if (sscanf(text, "%d:%31[^:]:%u:%15[^:]:%7s", &ret_point->thread, call,
             &ret_point->nth, way, how) != 5)
    return false;
  ret_point->lasts = strcmp(how, "on") == 0;
  return find_call(call, ret_point) && find_way(way, ret_point);
}

/* Calls `take` for every point there is, in the same order each time. */
static void each_point(const struct fail_book *book,
                       void (*take)(void *context,
                                    const struct fail_point *point, int way),
                       void *context) {
  for (int call = 0; call < FAIL_CALLS; call++)
    for (int thread = 0; thread < book->threads; thread++)
      for (unsigned nth = 1; nth <= book->count[thread][call]; nth++)
        for (int i = 0; fail_ways((enum fail_call)call)[i]; i++)
          for (int lasts = 0; lasts < 2; lasts++)
            take(context,
                 &(struct fail_point){thread, (enum fail_call)call, nth,
                                      fail_ways((enum fail_call)call)[i],
                                      lasts == 1},
                 i);
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
  char why[VERDICT_BYTES], text[80];
  int status;

  if (at % options.share != 0 || at / options.share % PASSES != worker->pass ||
      at / options.share % options.jobs != worker->number)
    return;
  if (options.seconds > 0 && seconds_now() > worker->end_s) {
    __atomic_add_fetch(&worker->shared->left, 1, __ATOMIC_RELAXED);
    return;
  }
  status = run(worker->story, point);
  __atomic_add_fetch(&tally->points, 1, __ATOMIC_RELAXED);
  if (judge_story(worker->clean, worker->story, point, status, why))
    return;
  __atomic_add_fetch(&tally->failed, 1, __ATOMIC_RELAXED);
  print_point(point, text);
  printf("not ok - %s%s%s: %s\n    %s --point %s\n", text,
         worker->story->book.on[0] ? " on " : "", worker->story->book.on, why,
         program, text);
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

/* --- the report --------------------------------------------------------------
 */

static void print_ways(enum fail_call call, const struct tally *tally) {
  for (int i = 0; fail_ways(call)[i]; i++)
    printf(" %s %u", way_name(fail_ways(call)[i]), tally[i].points);
}

/* How many were not good. */
static unsigned report(const struct shared *shared) {
  unsigned points = 0, failed = 0;

  for (int call = 0; call < FAIL_CALLS; call++) {
    const struct tally *tally = shared->tally[call];
    unsigned of_call = 0;

    for (int i = 0; fail_ways((enum fail_call)call)[i]; i++) {
      of_call += tally[i].points;
      failed += tally[i].failed;
    }
    points += of_call;
    if (of_call == 0)
      continue;
    printf("# %-15s %6u:", fail_call_name((enum fail_call)call), of_call);
    print_ways((enum fail_call)call, tally);
    printf("\n");
  }
  printf("# %u points, %u failed", points, failed);
  if (shared->left > 0)
    printf(", %u more not tried, as time was over", shared->left);
  printf("\n");
  return failed;
}

static void print_told(const struct told *told) {
  for (size_t i = 0; i < told->sentences; i++)
    printf("# step %d, severity %d: %s\n", told->sentence[i].step,
           told->sentence[i].severity, told->sentence[i].text);
}

static void print_values(const struct told *told, const char *whose) {
  for (size_t i = 0; options.values && i < told->values; i++)
    if (strstr(told->value[i].name, options.values))
      printf("# %s, step %d: %s %.9g %.9g\n", whose, told->value[i].step,
             told->value[i].name, told->value[i].value[0],
             told->value[i].count > 1 ? told->value[i].value[1] : (double)NAN);
}

static void print_book(const struct fail_book *book) {
  for (int thread = 0; thread < book->threads; thread++) {
    printf("# thread %d:", thread);
    for (int call = 0; call < FAIL_CALLS; call++)
      if (book->count[thread][call])
        printf(" %s %u", fail_call_name((enum fail_call)call),
               book->count[thread][call]);
    printf("\n");
  }
}

static int run_one(const struct story *clean, struct story *story) {
  struct fail_point point;
  char why[VERDICT_BYTES] = "good";
  bool is_good;

  if (!read_point(options.point, &point)) {
    fprintf(stderr, "fail-at: no such point: %s\n", options.point);
    return 2;
  }
  is_good = judge_story(clean, story, &point, run(story, &point), why);
  print_values(&clean->told, "clean");
  print_values(&story->told, "here");
  print_told(&story->told);
  printf("# struck in step %d, %u times, on \"%s\"\n%s - %s\n",
         story->book.struck, story->book.strikes, story->book.on,
         is_good ? "ok" : "not ok", is_good ? options.point : why);
  return is_good ? 0 : 1;
}

static int run_all(const struct story *clean) {
  struct shared *shared = share_memory(sizeof(*shared));
  pid_t pid[JOBS_MOST];
  int status, r = 0;

  for (unsigned long i = 0; i < options.jobs; i++) {
    struct story *story = share_memory(sizeof(*story));

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
  return report(shared) > 0 ? 1 : r;
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
    else if (letter == 'l')
      options.list = true;
    else
      exit(2);
  }
}

/* The first run leaves the state that the others find. */
static bool run_clean(struct story *clean) {
  if (run(clean, &(struct fail_point){0}) != 0)
    return false;
  memcpy(before, clean->end.state, sizeof(before));
  clean->trouble = true;
  return run(clean, &(struct fail_point){0}) == 0;
}

int main(int count, char **argument) {
  struct story *clean = share_memory(sizeof(*clean));
  struct story *story = share_memory(sizeof(*story));
  int r = 0;

  program = argument[0];
  setvbuf(stdout, NULL, _IOLBF, 0);
  read_options(count, argument);
  story_prepare(clean);
  if (!run_clean(clean)) {
    fprintf(stderr, "fail-at: the story itself fails\n");
    r = 2;
  } else if (options.list) {
    print_book(&clean->book);
    print_told(&clean->told);
  } else if (options.point) {
    story->trouble = true;
    story_prepare(story);
    r = run_one(clean, story);
    tree_close(&story->tree);
  } else
    r = run_all(clean);
  tree_close(&clean->tree);
  return r;
}
