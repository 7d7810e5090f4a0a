/* fail_at_judge.c - see fail_at_judge.h */
#include "expect.h"

#include "fail_at_course.h"
#include "fail_at_judge.h"
#include "fail_at_kept.h"
#include "fail_at_order.h"
#include "fail_at_told.h"
#include "fail_at_values.h"
#include "fail_at_words.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
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

/* A busy machine takes its time; what waits for nothing takes more. */
static bool keeps_its_time(const struct story_end *end,
                           char why[VERDICT_BYTES]) {
  static const double most_s = 10;

  snprintf(why, VERDICT_BYTES, "a step takes %.3g s, %.3g s of its own clock",
           end->slowest_s, end->strayed_s);
  return end->slowest_s <= most_s && end->strayed_s <= most_s;
}

static bool gives_all_back(const struct story_end *end,
                           char why[VERDICT_BYTES]) {
  snprintf(why, VERDICT_BYTES,
           "it keeps %zu blocks of memory, %d descriptors, %d threads",
           end->blocks, end->fds, end->threads);
  return end->blocks == 0 && end->fds == 0 && end->threads == 0;
}

/* --- files ------------------------------------------------------------------
 */

/* Where nothing could be written for long a sentence says so. One who writes in
 * halves comes to the end. */
static bool tells_what_it_cannot_write(const struct story *story,
                                       const struct fail_point *point,
                                       char why[VERDICT_BYTES]) {
  static const struct {
    const char *place, *sentence;
  } rows[] = {{"+state", "no state is kept"},
              {"+bundles", "no evidence is kept"},
              {"+fuses", "no flag is raised"}};

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    if (!point->lasts || point->way == WAY_SHORT ||
        !fail_at_has_place(&story->book, rows[i].place) ||
        told_says(&story->told, rows[i].sentence))
      continue;
    snprintf(why, VERDICT_BYTES, "it does not say: %s", rows[i].sentence);
    return false;
  }
  return true;
}

/* That there is no such flag is an answer: somebody else has cleared it. */
static bool is_said_to_be_gone(const struct fail_point *point,
                               const struct fail_book *book) {
  return (point->call == CALL_unlinkat || point->call == CALL_openat) &&
         point->way == ENOENT && strstr(book->on, "/fuses/");
}

/* What could not be listed or removed stays until there is more evidence. */
static bool is_of_pruning(const struct fail_point *point) {
  return point->call == CALL_scandirat || point->call == CALL_fstatat ||
         point->call == CALL_unlinkat;
}

/* Of a fuse that it says is blown there are a flag and evidence, where all that
 * they are made of could be had; and behind it no flag that nobody speaks of.
 */
static bool leaves_what_it_should(const struct story *story,
                                  const struct fail_point *point,
                                  char why[VERDICT_BYTES]) {
  const struct fail_book *book = &story->book;

  if (!book->places[0] && point->lasts)
    return true;
  if (story->end.is_started && story->end.flag_left &&
      !is_said_to_be_gone(point, book) && !told_says(&story->told, "/fuses\""))
    return says(why, "a flag is left, and nothing said");
  if (!told_says(&story->told, "fuse blown"))
    return true;
  if (!fail_at_has_place(book, "fuses") && !story->end.flag_came)
    return says(why, "there is no flag");
  if (!fail_at_has_place(book, "bundles") && story->end.bundles == 0)
    return says(why, "there is no evidence");
  if (story->end.bundles > 0 && !story->end.is_pruned && !is_of_pruning(point))
    return says(why, "evidence of before is not pruned");
  return true;
}

/* Of the last line. */
static double last_tick(const struct story_end *end) {
  static const char key[] = "\"tick\":";
  const char *at = end->state, *last = NULL;

  if (end->state_bytes == 0)
    return 0;
  while ((at = strstr(at, key)))
    last = at += strlen(key);
  return last ? strtod(last, NULL) : 0;
}

/* Who is told that there is no state begins a new one. */
static bool is_said_to_be_none(const struct fail_point *point,
                               const struct fail_book *book) {
  return point->call == CALL_openat && point->way == ENOENT &&
         strstr(book->on, "/state/state.json");
}

/* What was kept before is good. It is taken; or it is kept beside the next, and
 * that is told. */
static bool keeps_its_state(const struct story *story,
                            const struct fail_point *point,
                            char why[VERDICT_BYTES]) {
  const struct story_end *end = &story->end;

  if (end->is_set_aside)
    return says(why, "a good state is set aside");
  if (!end->is_started || end->is_spared)
    return true;
  if (told_says(&story->told, "it stays until a state is saved"))
    return says(why, "a state that was not read is not kept");
  if (end->state_bytes > 0 && !end->is_untouched &&
      !is_said_to_be_none(point, &story->book) &&
      !(last_tick(end) > STORY_TICKS)) /* it counts on from that before */
    return says(why, "a state that was read is not taken");
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
  if (!keeps_its_time(end, ret_why) || !gives_all_back(end, ret_why))
    return false;
  if (!end->is_started && story->told.sentences == 0)
    return says(ret_why, "it does not start, and does not say why");
  if (!values_are_sent_once(story, ret_why) ||
      !values_tell_no_lies(clean, story, point, ret_why))
    return false;
  if (end->broken)
    return says(ret_why, "a file is left in part");
  if (end->drafts && point->call != CALL_unlinkat)
    return says(ret_why, "a draft is left");
  if (!keeps_its_state(story, point, ret_why) ||
      !tells_what_it_cannot_write(story, point, ret_why) ||
      !leaves_what_it_should(story, point, ret_why))
    return false;
  return !end->is_started ||
         (words_are_told(clean, story, point, ret_why) &&
          words_make_sense(clean, story, point, ret_why) &&
          order_is_kept(clean, story, point, ret_why) &&
          order_of_fuse_is_kept(story, ret_why) &&
          words_of_flag_are_right(clean, story, ret_why) &&
          values_are_right_again(clean, story, point, ret_why) &&
          values_are_there_again(clean, story, point, ret_why) &&
          course_of_counters_is_right(clean, story, point, ret_why) &&
          course_of_forecasts_is_right(clean, story, point, ret_why) &&
          kept_evidence_is_right(clean, story, point, ret_why) &&
          kept_state_is_right(clean, story, point, ret_why));
}
