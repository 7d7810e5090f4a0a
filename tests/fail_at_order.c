/* fail_at_order.c - see fail_at_order.h */
#include "expect.h"

#include "fail_at_excuse.h"
#include "fail_at_leeway.h"
#include "fail_at_order.h"
#include "fail_at_shape.h"
#include "fail_at_told.h"
#include "fail_at_words.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>

enum { LOGGED_MOST = 2 }; /* the same, where the daemon does not thin it */

/* How many before the one at `end` say the same as `like`. */
static int count_like(const struct told *told, size_t end,
                      const struct told_sentence *like) {
  int count = 0;

  for (size_t i = 0; i < end; i++)
    count += told_is_alike(&told->sentence[i], like) &&
             shape_is_same(told->sentence[i].text, like->text, false);
  return count;
}

/* The `number`th from 0 that says the same; NULL: there are not so many. */
static const struct told_sentence *find_like(const struct told *told,
                                             int number,
                                             const struct told_sentence *like) {
  for (size_t i = 0; i < told->sentences; i++)
    if (told_is_alike(&told->sentence[i], like) &&
        shape_is_same(told->sentence[i].text, like->text, false) &&
        number-- == 0)
      return &told->sentence[i];
  return NULL;
}

/* Behind one that began before the one at `at` there was an end. What memory is
 * too short for to be notified is logged, and counts. */
static bool is_over(const struct told *told, size_t at,
                    const struct shape_pair *pair) {
  return told_count_said(told, at, pair->begins) <=
         told_count_said(told, at, pair->ends);
}

/* Who is taken for gone, and for another when he is there again, has an alarm
 * of his own, when that before is over. */
static const char *lapse_of(const struct story *clean,
                            const struct story *story,
                            const struct fail_point *point, size_t at) {
  const struct told_sentence *found = &story->told.sentence[at];
  const struct shape_pair *begun = shape_begun_by(found->text);
  const struct shape_pair *ended = shape_ended_by(found->text);
  int before = count_like(&story->told, at, found);
  const struct told_sentence *wanted = find_like(&clean->told, before, found);
  int slack = words_slack(point, story);

  if (ended && is_over(&story->told, at, ended))
    return "it ends what has not begun";
  if (begun && !is_over(&story->told, at, begun))
    return "it tells again";
  if (slack == STORY_STEPS && (begun || ended))
    return NULL;
  if (!wanted)
    return "it tells again";
  return found->step < wanted->step - slack ? "it tells too early" : NULL;
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
                                   excuse_turn(point, &story->book) +
                                   AGAIN_TICKS
             ? "it still complains"
             : NULL;
}

bool order_is_kept(const struct story *clean, const struct story *story,
                   const struct fail_point *point, char why[VERDICT_BYTES]) {
  for (size_t i = 0; i < story->told.sentences; i++) {
    const struct told_sentence *found = &story->told.sentence[i];
    const char *lapse = found->severity < WORDS_NOTIFICATION
                            ? lapse_of_log(clean, story, point, i)
                            : lapse_of(clean, story, point, i);

    if (!lapse)
      continue;
    snprintf(why, VERDICT_BYTES, "%s: step %d %.300s", lapse, found->step,
             found->text);
    return false;
  }
  return true;
}

/* How many sentences up to that step have `part` in them. */
static int count_up_to(const struct told *told, int step, const char *part) {
  size_t end = 0;

  while (end < told->sentences && told->sentence[end].step <= step)
    end++;
  return told_count_said(told, end, part);
}

bool order_of_fuse_is_kept(const struct story *story, char why[VERDICT_BYTES]) {
  const struct told *told = &story->told;

  for (size_t i = 0; i < told->values; i++) {
    const struct told_value *value = &told->value[i];
    int blown = count_up_to(told, value->step, "fuse blown");
    int restored = count_up_to(told, value->step, "fuse restored");

    if (strcmp(value->name, "web/bool/fuse") != 0 ||
        (value->value[0] > 0) == (blown > restored))
      continue;
    snprintf(why, VERDICT_BYTES, "its fuse is %g in step %d, told %d, %d over",
             value->value[0], value->step, blown, restored);
    return false;
  }
  return true;
}
