/* fail_at_order.c - see fail_at_order.h */
#include "expect.h"

#include "fail_at_excuse.h"
#include "fail_at_order.h"
#include "fail_at_shape.h"
#include "fail_at_words.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>

enum {
  LOGGED_MOST = 2, /* the same sentence, where the daemon does not thin it */
  PATIENCE = 12    /* ticks in which there may be complaints */
};

static const struct {
  const char *begins, *ends;
} pairs[] = {{"fuse blown", "fuse restored"},
             {"had to wait for I/O", "io_wait is no longer in sight"},
             {"will run out", "fd_limit is no longer in sight"}};

const char *order_beginning_of(const char *text) {
  for (size_t i = 0; i < COUNT_OF(pairs); i++)
    if (strstr(text, pairs[i].ends))
      return pairs[i].begins;
  return NULL;
}

/* How many before the one at `end` have `part` in them: what memory is too
 * short for to be notified is logged. */
static int count_with(const struct told *told, size_t end, const char *part) {
  int count = 0;

  for (size_t i = 0; i < end; i++)
    count += strstr(told->sentence[i].text, part) != NULL;
  return count;
}

static bool is_notification(const struct told_sentence *sentence) {
  return sentence->severity >= WORDS_NOTIFICATION;
}

/* How many before the one at `end` say the same as `like`. */
static int count_like(const struct told *told, size_t end,
                      const struct told_sentence *like) {
  int count = 0;

  for (size_t i = 0; i < end; i++)
    count += told->sentence[i].severity == like->severity &&
             shape_is_same(told->sentence[i].text, like->text, false);
  return count;
}

/* The `number`th from 0 that says the same; NULL: there are not so many. */
static const struct told_sentence *find_like(const struct told *told,
                                             int number,
                                             const struct told_sentence *like) {
  for (size_t i = 0; i < told->sentences; i++)
    if (told->sentence[i].severity == like->severity &&
        shape_is_same(told->sentence[i].text, like->text, false) &&
        number-- == 0)
      return &told->sentence[i];
  return NULL;
}

static const char *lapse_of(const struct story *clean,
                            const struct story *story,
                            const struct fail_point *point, size_t at) {
  const struct told_sentence *found = &story->told.sentence[at];
  const char *begins = order_beginning_of(found->text);
  int before = count_like(&story->told, at, found);
  const struct told_sentence *wanted = find_like(&clean->told, before, found);

  if (begins && count_with(&story->told, at, begins) <= before)
    return "it ends what has not begun";
  if (!wanted)
    return before > 0 || !words_are_an_excuse(point, story, found->text)
               ? "it tells again"
               : NULL;
  return found->step < wanted->step - words_slack(point, story)
             ? "it tells too early"
             : NULL;
}

bool order_is_kept(const struct story *clean, const struct story *story,
                   const struct fail_point *point, char why[VERDICT_BYTES]) {
  for (size_t i = 0; i < story->told.sentences; i++) {
    const struct told_sentence *found = &story->told.sentence[i];
    const char *lapse =
        is_notification(found) ? lapse_of(clean, story, point, i) : NULL;

    if (!lapse)
      continue;
    snprintf(why, VERDICT_BYTES, "%s: step %d %.300s", lapse, found->step,
             found->text);
    return false;
  }
  return true;
}

static const char *lapse_of_log(const struct story *clean,
                                const struct story *story,
                                const struct fail_point *point, size_t at) {
  const struct told_sentence *found = &story->told.sentence[at];
  int before = count_like(&story->told, at, found);

  if (find_like(&clean->told, before, found))
    return NULL;
  if (!found->is_thinned && before >= LOGGED_MOST)
    return "it floods the log";
  return found->severity <= LOG_WARNING &&
                 found->step > excuse_last_step(point, &story->book) +
                                   excuse_turn(point, &story->book) + PATIENCE
             ? "it still complains"
             : NULL;
}

bool order_of_log_is_kept(const struct story *clean, const struct story *story,
                          const struct fail_point *point,
                          char why[VERDICT_BYTES]) {
  for (size_t i = 0; i < story->told.sentences; i++) {
    const struct told_sentence *found = &story->told.sentence[i];
    const char *lapse =
        is_notification(found) ? NULL : lapse_of_log(clean, story, point, i);

    if (!lapse)
      continue;
    snprintf(why, VERDICT_BYTES, "%s: step %d %.300s", lapse, found->step,
             found->text);
    return false;
  }
  return true;
}
