/* fail_at_judge.c - see fail_at_judge.h */
#include "expect.h"

#include "fail_at_judge.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static bool says(char why[VERDICT_BYTES], const char *text) {
  snprintf(why, VERDICT_BYTES, "%s", text);
  return false;
}

static bool came_to_its_end(const struct story *story, int status,
                            char why[VERDICT_BYTES]) {
  if (WIFSIGNALED(status) &&
      (WTERMSIG(status) == SIGALRM || WTERMSIG(status) == SIGXCPU))
    return says(why, "it hangs");
  if (WIFSIGNALED(status)) {
    snprintf(why, VERDICT_BYTES, "it crashes (%s)",
             strsignal(WTERMSIG(status)));
    return false;
  }
  if (WEXITSTATUS(status) != 0 || !story->end.is_over)
    return says(why, "it ends by itself");
  return true;
}

static bool gives_all_back(const struct story_end *end,
                           char why[VERDICT_BYTES]) {
  snprintf(why, VERDICT_BYTES,
           "it keeps %zu blocks of memory, %d descriptors, %d threads",
           end->blocks, end->fds, end->threads);
  return end->blocks == 0 && end->fds == 0 && end->threads == 0;
}

/* --- values ------------------------------------------------------------------
 */

/* What a value may be beside what it is when nothing fails, and why. */
enum leeway {
  EXACT,   /* nothing */
  OWN,     /* of the plugin itself: errors are counted there, memory is ours */
  COUNTER, /* less, as what was not seen was not added, but it never falls */
  MEAN,    /* of ten ticks, or of a time: one is missing; within what it ever is
            */
  SLOW,    /* nothing; but it is looked for once in a minute, or once in ten
              ticks, and so late */
  RATE,    /* nothing; it takes two ticks */
  FORECAST, /* another, of fewer points: a number of seconds, or percents */
  VERDICT,  /* late, or never: no worse than the worst there is */
  CROWD,    /* less: of processes those that were found and can be followed */
};

static const struct {
  const char *part; /* of the name */
  enum leeway leeway;
} leeways[] = {
    {"self/", OWN},
    {"/ps_count/", CROWD},
    {"_octets/", COUNTER},
    {"/io_ops/", COUNTER},
    {"/contextswitch/", COUNTER},
    {"/derive/", COUNTER},
    {"/total_time_in_ms/", COUNTER},
    {"/ps_cputime/", COUNTER},
    {"/ps_pagefaults/", COUNTER},
    {"fs/", SLOW},
    {"/maps_limit_", SLOW},
    {"_probabilit", FORECAST},
    {"/duration/", FORECAST},
    {"_state", VERDICT},
    {"_near", VERDICT},
    {"/bool/fuse", VERDICT},
    {"/disk_latency/", MEAN},
    {"/io_wait_now", MEAN},
    {"/io_wait_used", MEAN},
    {"/io_wait_limit", MEAN},
    {"/utilisation", RATE},
    {"/io_bypasses_chars", RATE},
    {"/read_may_be_swap_in", RATE},
    {"/percent/cpu", RATE},
    {"/cpu_cores", RATE},
    {"/context_switches", RATE},
    {"/gauge/io_wait", RATE},
    {"/device_saturation_", MEAN},
};

static enum leeway leeway_of(const char *name) {
  for (size_t i = 0; i < COUNT_OF(leeways); i++)
    if (strstr(name, leeways[i].part))
      return leeways[i].leeway;
  return EXACT;
}

static const struct told_value *find(const struct told *told, size_t from,
                                     int step, const char *name) {
  for (size_t i = from; i < told->values && told->value[i].step <= step; i++)
    if (told->value[i].step == step && strcmp(told->value[i].name, name) == 0)
      return &told->value[i];
  return NULL;
}

static size_t first_of_step(const struct told *told, int step) {
  size_t i = 0;

  while (i < told->values && told->value[i].step < step)
    i++;
  return i;
}

/* The same sum in another order. */
static bool is_equal(double one, double other) {
  return fabs(one - other) <= 1e-9 * fabs(other);
}

/* What is not sent in each step, as that of a member at risk, may come in
 * another: it is what was sent before, or will be next. */
static bool is_told_nearby(const struct told *clean, int step,
                           const struct told_value *value, size_t field) {
  double before = NAN;

  for (size_t i = 0; i < clean->values; i++) {
    const struct told_value *other = &clean->value[i];

    if (strcmp(other->name, value->name) != 0)
      continue;
    if (other->step > step)
      return is_equal(value->value[field], before) ||
             is_equal(value->value[field], other->value[field]);
    before = other->value[field];
  }
  return is_equal(value->value[field], before);
}

static bool is_same(const struct told_value *one,
                    const struct told_value *other) {
  for (size_t i = 0; i < one->count; i++)
    if (!is_equal(one->value[i], other->value[i]))
      return false;
  return true;
}

/* In any step. */
static double most_of(const struct told *told, const char *name, size_t field) {
  double most = -INFINITY;

  for (size_t i = 0; i < told->values; i++)
    if (strcmp(told->value[i].name, name) == 0)
      most = fmax(most, told->value[i].value[field]);
  return most;
}

static const struct told_value *last_before(const struct told *told, size_t at,
                                            const char *name) {
  while (at-- > 0)
    if (strcmp(told->value[at].name, name) == 0)
      return &told->value[at];
  return NULL;
}

static bool is_percent(const char *name) {
  return strstr(name, "/percent/") != NULL;
}

/* A field that differs from `wanted`, which is NaN where it was not sent. */
static bool may_be(const struct told *clean, const struct told *told, size_t at,
                   size_t field, double wanted) {
  const struct told_value *value = &told->value[at], *last;
  double number = value->value[field];

  switch (leeway_of(value->name)) {
  case OWN:
    return number >= 0 && isfinite(number);
  case COUNTER:
    last = last_before(told, at, value->name);
    return number >= 0 && !(number > wanted) &&
           !(last && number < last->value[field]);
  case FORECAST:
    return number >= 0 && number <= (is_percent(value->name) ? 100 : 2220);
  case CROWD:
    return number >= 0 && number < wanted;
  case MEAN:
    return number >= 0 && number <= 1.5 * most_of(clean, value->name, field);
  case VERDICT:
    return number >= 0 && number <= most_of(clean, value->name, field);
  default:
    return false;
  }
}

/* Where there is said to be no such file, there is said to be no limit. */
static bool is_denied_limit(const struct fail_point *point, const char *name) {
  return (point->way == ENOENT || point->way == WAY_ZERO) &&
         (strstr(name, "/memory/max") || strstr(name, "/memory_max_") ||
          strstr(name, "/threads_limit_"));
}

/* What was sent is what is sent when nothing fails, or was not known. */
static bool tells_no_lies(const struct told *clean, const struct told *told,
                          const struct fail_point *point,
                          char why[VERDICT_BYTES]) {
  size_t from = 0;
  int step = 0;

  for (size_t i = 0; i < told->values; i++) {
    const struct told_value *value = &told->value[i], *wanted;

    if (value->step != step)
      from = first_of_step(clean, step = value->step);
    wanted = find(clean, from, step, value->name);
    for (size_t field = 0; field < value->count; field++) {
      double number = value->value[field];
      double right = wanted ? wanted->value[field] : (double)NAN;

      if (isnan(number) || is_equal(number, right) ||
          (isnan(right) && is_told_nearby(clean, step, value, field)) ||
          may_be(clean, told, i, field, right) ||
          is_denied_limit(point, value->name))
        continue;
      snprintf(why, VERDICT_BYTES, "it lies: step %d %s [%zu] %.9g for %.9g",
               step, value->name, field, number, right);
      return false;
    }
  }
  return true;
}

static int last_step_of_fault(const struct fail_point *point,
                              const struct fail_book *book) {
  if (!point->lasts)
    return book->struck;
  return book->struck < STORY_HEAL ? STORY_HEAL - 1 : STORY_STOP;
}

/* How many ticks behind the failure it must be right: a rate needs two. What
 * hangs on more is not asked for. */
static int grace_of(enum leeway leeway) {
  switch (leeway) {
  case EXACT:
  case CROWD:
    return 1;
  case RATE:
    return 2;
  default:
    return STORY_STEPS;
  }
}

/* That there is no such file, or that it is not for us, is an answer: who rests
 * is asked again after ten ticks, as the host is for what hardly changes. */
static bool is_answer(const struct fail_point *point) {
  return point->way == ENOENT || point->way == EACCES || point->way == EPERM ||
         point->way == ESRCH;
}

/* "web" of "web-42/gauge/..": by the count of its processes it is known how
 * long it has been whole. A host is so always. */
static int whole_since(const struct story *clean, const struct story *story,
                       const char *name, int step) {
  char count[TOLD_NAME];
  int length = (int)strcspn(name, "/");

  while (length > 0 && name[length - 1] >= '0' && name[length - 1] <= '9')
    length--;
  length -= length > 0 && name[length - 1] == '-';
  snprintf(count, sizeof(count), "%.*s/ps_count/", length, name);
  for (; step > 0; step--) {
    const struct told_value *wanted =
        find(&clean->told, first_of_step(&clean->told, step), step, count);
    const struct told_value *found =
        find(&story->told, first_of_step(&story->told, step), step, count);

    if (wanted && !(found && is_same(found, wanted)))
      return step + 1;
  }
  return 1;
}

/* Who could not be looked at is looked at again after 1, 2, 4 and 8 ticks, so
 * that after a long failure he is late. */
static bool is_excused(const struct story *clean, const struct story *story,
                       const struct fail_point *point,
                       const struct told_value *wanted) {
  if (is_answer(point) || is_denied_limit(point, wanted->name))
    return true;
  if (leeway_of(wanted->name) == CROWD)
    return point->lasts ||
           wanted->step <= last_step_of_fault(point, &story->book) + 3;
  return wanted->step < whole_since(clean, story, wanted->name, wanted->step) +
                            grace_of(leeway_of(wanted->name));
}

/* All that is told by these ticks alone is there again. */
static bool is_right_again(const struct story *clean, const struct story *story,
                           const struct fail_point *point,
                           char why[VERDICT_BYTES]) {
  int over = last_step_of_fault(point, &story->book);
  size_t from = 0;
  int step = 0;

  for (size_t i = 0; i < clean->told.values; i++) {
    const struct told_value *wanted = &clean->told.value[i], *found;

    if (wanted->step <= over + grace_of(leeway_of(wanted->name)) - 1)
      continue;
    if (wanted->step != step)
      from = first_of_step(&story->told, step = wanted->step);
    found = find(&story->told, from, step, wanted->name);
    if ((found && is_same(found, wanted)) ||
        is_excused(clean, story, point, wanted))
      continue;
    snprintf(why, VERDICT_BYTES, "it is not right again: step %d (%d) %s %s",
             step, over, wanted->name, found ? "differs" : "is absent");
    return false;
  }
  return true;
}

bool judge_story(const struct story *clean, const struct story *story,
                 const struct fail_point *point, int status,
                 char ret_why[VERDICT_BYTES]) {
  const struct story_end *end = &story->end;

  if (!came_to_its_end(story, status, ret_why))
    return false;
  if (story->book.struck < 0)
    return says(ret_why, "the call is never made");
  if (!gives_all_back(end, ret_why))
    return false;
  if (!end->is_started && story->told.sentences == 0)
    return says(ret_why, "it does not start, and does not say why");
  if (!tells_no_lies(&clean->told, &story->told, point, ret_why))
    return false;
  if (end->broken)
    return says(ret_why, "a file is left in part");
  if (end->drafts && point->call != CALL_unlinkat)
    return says(ret_why, "a draft is left");
  if (end->is_started && !is_right_again(clean, story, point, ret_why))
    return false;
  return true;
}
