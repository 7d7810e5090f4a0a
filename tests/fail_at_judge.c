/* fail_at_judge.c - see fail_at_judge.h */
#include "expect.h"

#include "fail_at_judge.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

enum { GRACE = 1 };

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

static bool is_own(const struct told_value *value) {
  return strncmp(value->name, "self/", 5) == 0;
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

static bool is_same(const struct told_value *one,
                    const struct told_value *other) {
  for (size_t i = 0; i < one->count; i++)
    if (one->value[i] != other->value[i])
      return false;
  return true;
}

/* What was sent is what is sent when nothing fails. */
static bool tells_no_lies(const struct told *clean, const struct told *told,
                          char why[VERDICT_BYTES]) {
  size_t from = 0;
  int step = 0;

  for (size_t i = 0; i < told->values; i++) {
    const struct told_value *value = &told->value[i], *wanted;

    if (value->step != step)
      from = first_of_step(clean, step = value->step);
    if (is_own(value))
      continue;
    wanted = find(clean, from, step, value->name);
    if (wanted && is_same(value, wanted))
      continue;
    snprintf(why, VERDICT_BYTES, "wrong: step %d %s %.9g %.9g for %.9g %.9g",
             step, value->name, value->value[0], value->value[1],
             wanted ? wanted->value[0] : (double)NAN,
             wanted ? wanted->value[1] : (double)NAN);
    return false;
  }
  return true;
}

static int last_step_of_fault(const struct fail_point *point,
                              const struct fail_book *book) {
  if (!point->lasts)
    return book->struck;
  return book->struck < STORY_HEAL ? STORY_HEAL - 1 : STORY_STOP;
}

static bool is_right_again(const struct story *clean, const struct story *story,
                           const struct fail_point *point,
                           char why[VERDICT_BYTES]) {
  int over = last_step_of_fault(point, &story->book) + GRACE;
  size_t from = 0;
  int step = 0;

  for (size_t i = 0; i < clean->told.values; i++) {
    const struct told_value *wanted = &clean->told.value[i], *found;

    if (wanted->step <= over || is_own(wanted))
      continue;
    if (wanted->step != step)
      from = first_of_step(&story->told, step = wanted->step);
    found = find(&story->told, from, step, wanted->name);
    if (found && is_same(found, wanted))
      continue;
    snprintf(why, VERDICT_BYTES, "not again: step %d (struck %d) %s %s", step,
             story->book.struck, wanted->name, found ? "differs" : "is absent");
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
  if (!tells_no_lies(&clean->told, &story->told, ret_why))
    return false;
  if (end->broken)
    return says(ret_why, "a file is left in part");
  if (end->drafts && point->call != CALL_unlinkat)
    return says(ret_why, "a draft is left");
  if (end->is_started &&
      !is_right_again(clean, story, point, ret_why))
    return false;
  return true;
}
