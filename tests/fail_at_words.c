/* fail_at_words.c - see fail_at_words.h */
#include "expect.h"

#include "fail_at_excuse.h"
#include "fail_at_shape.h"
#include "fail_at_told.h"
#include "fail_at_words.h"

#include <stdio.h>
#include <string.h>

/* The same, at most so many steps before or behind that; with the same numbers,
 * where it is in that step. */
static bool is_told(const struct told *told, const struct told_sentence *wanted,
                    bool with_details, int late) {
  for (size_t i = 0; i < told->sentences; i++) {
    const struct told_sentence *found = &told->sentence[i];

    if (told_is_alike(found, wanted) &&
        abs(found->step - wanted->step) <= late &&
        (late == 0 ? strcmp(found->text, wanted->text) == 0
                   : shape_is_same(found->text, wanted->text, with_details)))
      return true;
  }
  return false;
}

/* What is told of no group but "web", which alone is in trouble. */
static const char whose[] = "web";

/* Whether it was known to be told, whatever failed: a failure that lasts hides
 * what there is to be told of, one that is an answer says that it is gone. */
static bool may_be_missed(const struct fail_point *point,
                          const struct fail_book *book) {
  if (point->lasts && fail_at_has_place(book, "."))
    return true;
  return excuse_is_concerned(book, whose) &&
         (point->lasts || excuse_turn(point, book) > 0);
}

/* Behind a failure that healed what has begun has its end; and of files that
 * are opened still it is told, where they are looked for at once. */
static bool is_due(const struct story *story, const struct fail_point *point,
                   const struct told_sentence *wanted) {
  const struct fail_book *book = &story->book;
  const struct shape_pair *ended = shape_ended_by(wanted->text);

  if (wanted->step < book->struck || !may_be_missed(point, book))
    return true;
  if (excuse_last_step(point, book) >= STORY_HEAL)
    return false;
  if (ended)
    return told_says(&story->told, ended->begins);
  return strstr(wanted->text, "will run out") && excuse_turn(point, book) == 0;
}

int words_slack(const struct fail_point *point, const struct story *story) {
  if (may_be_missed(point, &story->book))
    return STORY_STEPS;
  return excuse_is_anyones(&story->book, whose) ? EXCUSE_LATE_STEPS : 0;
}

bool words_are_told(const struct story *clean, const struct story *story,
                    const struct fail_point *point, char why[VERDICT_BYTES]) {
  bool concerned = excuse_is_anyones(&story->book, whose);
  int late = words_slack(point, story);

  for (size_t i = 0; i < clean->told.sentences; i++) {
    const struct told_sentence *wanted = &clean->told.sentence[i];

    if (wanted->severity < WORDS_NOTIFICATION ||
        is_told(&story->told, wanted, !concerned, late) ||
        !is_due(story, point, wanted))
      continue;
    snprintf(why, VERDICT_BYTES, "it does not tell: step %d %.300s",
             wanted->step, wanted->text);
    return false;
  }
  return true;
}

/* By few values. */
static const char a_first_guess[] =
    "web: pid 42 will run out of file descriptors in 254 s (60 s or more); "
    "it holds 98 of 200, +14/min.";

/* More that may be told where something failed. */
static bool is_known(const char *text) {
  static const char *const more[] = {
      "web: fd_limit is no longer in sight.",
      "web: fd_limit is no longer in sight, no process is left.",
      "web: io_wait is no longer in sight, no process is left.",
      a_first_guess,
  };

  for (size_t i = 0; i < COUNT_OF(more); i++)
    if (shape_is_same(text, more[i], true))
      return true;
  return false;
}

bool words_make_sense(const struct story *clean, const struct story *story,
                      const struct fail_point *point, char why[VERDICT_BYTES]) {
  for (size_t i = 0; i < story->told.sentences; i++) {
    const struct told_sentence *found = &story->told.sentence[i];

    if (found->severity < WORDS_NOTIFICATION ||
        is_told(&clean->told, found, !excuse_is_anyones(&story->book, whose),
                STORY_STEPS) ||
        (may_be_missed(point, &story->book) && is_known(found->text)))
      continue;
    snprintf(why, VERDICT_BYTES, "it tells: step %d %.300s", found->step,
             found->text);
    return false;
  }
  return true;
}

/* The sentence that was told, the instant, and the mark. */
bool words_of_flag_are_right(const struct story *clean,
                             const struct story *story,
                             char why[VERDICT_BYTES]) {
  const char *flag = story->end.flag;

  if (!story->end.flag_came ||
      shape_is_same(flag, clean->end.flag,
                    !excuse_is_anyones(&story->book, whose)))
    return true;
  snprintf(why, VERDICT_BYTES, "the flag is of %zu bytes: %.*s", strlen(flag),
           (int)strcspn(flag, "\n"), flag);
  return false;
}
