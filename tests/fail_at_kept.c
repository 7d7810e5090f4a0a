/* fail_at_kept.c - see fail_at_kept.h */
#include "expect.h"

#include "fail_at_excuse.h"
#include "fail_at_exhibit.h"
#include "fail_at_kept.h"
#include "fail_at_leaves.h"
#include "fail_at_standing.h"
#include "fail_at_told.h"
#include "fail_at_totals.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A rate needs two ticks, who could not be looked at another. */
enum { LATE_TICKS = 3 };

/* Of one process, which judges one at a time. */
static struct leaves clean_leaves, own_leaves;

/* The clean story is one, and read once. */
static bool read_both(const struct story *clean, const struct story *story,
                      const char *text) {
  if (clean_leaves.count == 0 &&
      !leaves_read(clean->end.state, clean->tree.root, &clean_leaves))
    return false;
  return leaves_read(text, story->tree.root, &own_leaves);
}

static bool says(char why[VERDICT_BYTES], const char *text) {
  snprintf(why, VERDICT_BYTES, "%s", text);
  return false;
}

/* The name of the filesystem is another in each story, so that what was kept of
 * it before is nobody's. */
static bool is_of_filesystem(const char *path) {
  return strncmp(path, "filesystem", 10) == 0 || strstr(path, "/filesystem/");
}

/* "member/web/web/windows/fd_count" of a state; that of the same window of
 * evidence, where it is "members/web/../windows/fd_count/count/rings/0/values".
 * false: it is of none. */
static bool window_of(const char *path, char ret_window[LEAF_PATH]) {
  static const char key[] = "windows/";
  const char *at = strstr(path, key);
  bool is_of_host = strncmp(path, "host_", 5) == 0;
  const char *tail = path + strlen(path);

  if (!at || is_of_filesystem(path))
    return false;
  if (!strstr(path, "/rings/")) {
    snprintf(ret_window, LEAF_PATH, "%s", path);
    return true;
  }
  if (tail - path < 7 || strcmp(tail - 7, "/values") != 0)
    return false;
  at += sizeof(key) - 1;
  snprintf(ret_window, LEAF_PATH, "%s/windows/%.*s",
           is_of_host ? "host" : "member/web/web", (int)strcspn(at, "/"), at);
  return true;
}

/* Between the least and the most of this window of the clean state: a mean over
 * ticks that miss one is another, and as these are. */
static bool is_in_range(const char *window, double number) {
  double least = INFINITY, most = -INFINITY;
  unsigned long key = leaves_path_key(window);

  for (size_t i = 0; i < clean_leaves.count; i++) {
    const struct leaf_value *other = &clean_leaves.leaf[i];

    if (other->path_key != key)
      continue;
    least = fmin(least, other->number);
    most = fmax(most, other->number);
  }
  return number >= least && number <= most;
}

static bool may_be(const struct leaf_value *leaf,
                   const struct leaf_value *wanted) {
  char window[LEAF_PATH];

  if (leaf->words[0] || (wanted && told_is_equal(leaf->number, wanted->number)))
    return true;
  if (window_of(leaf->path, window))
    return is_in_range(window, leaf->number);
  return true;
}

/* Evidence has other names than a state: none of its leaves is among those. */
static bool tells_no_lies(const char *what, bool is_state,
                          char why[VERDICT_BYTES]) {
  size_t from = 0;

  for (size_t i = 0; i < own_leaves.count; i++) {
    const struct leaf_value *leaf = &own_leaves.leaf[i];
    const struct leaf_value *wanted =
        is_state ? leaves_find(&clean_leaves, &from, leaf) : NULL;

    if (may_be(leaf, wanted))
      continue;
    snprintf(why, VERDICT_BYTES, "the %s lies: %s [%d] %.9g for %.9g", what,
             leaf->path, leaf->at, leaf->number,
             wanted ? wanted->number : (double)NAN);
    return false;
  }
  return true;
}

/* --- the state --------------------------------------------------------------
 */

/* How many ticks there were that nothing has to do with the failure in. */
static int quiet_ticks(const struct fail_point *point,
                       const struct fail_book *book) {
  int late = LATE_TICKS + excuse_turn(point, book);

  if (point->lasts)
    late += TURN_TICKS;
  return STORY_TICKS - excuse_last_step(point, book) - late;
}

/* The newest value stands first. */
static bool is_right_again(const struct story *story,
                           const struct fail_point *point,
                           char why[VERDICT_BYTES]) {
  int quiet = quiet_ticks(point, &story->book);
  char window[LEAF_PATH];
  size_t from = 0;

  for (size_t i = 0; i < clean_leaves.count; i++) {
    const struct leaf_value *wanted = &clean_leaves.leaf[i];
    const struct leaf_value *found;

    if (wanted->at >= quiet || !window_of(wanted->path, window) ||
        strstr(window, "/dirty_peak")) /* of the tips of a sawtooth */
      continue;
    found = leaves_find(&own_leaves, &from, wanted);
    if (found && told_is_equal(found->number, wanted->number))
      continue;
    snprintf(why, VERDICT_BYTES, "the state is not right again: %s [%d] %.9g",
             wanted->path, wanted->at, found ? found->number : (double)NAN);
    return false;
  }
  return true;
}

bool kept_state_is_right(const struct story *clean, const struct story *story,
                         const struct fail_point *point,
                         char why[VERDICT_BYTES]) {
  if (story->end.state_bytes == 0 || story->end.is_untouched)
    return true;
  if (!read_both(clean, story, story->end.state))
    return says(why, "the state is no document");
  return tells_no_lies("state", true, why) &&
         totals_are_those_told(&clean_leaves, &own_leaves, story, why) &&
         (totals_step(&clean_leaves, &own_leaves) < STORY_TICKS ||
          standings_are_right(&clean_leaves, &own_leaves, story, point,
                              quiet_ticks(point, &story->book), why)) &&
         is_right_again(story, point, why);
}

/* --- evidence ---------------------------------------------------------------
 */

/* Of what came of the same fuse. */
static bool says_what_the_flag_says(const struct story *story) {
  for (size_t i = 0; i < own_leaves.count; i++)
    if (strcmp(own_leaves.leaf[i].path, "sentence") == 0)
      return !story->end.flag_came ||
             strncmp(own_leaves.leaf[i].words, story->end.flag,
                     strlen(own_leaves.leaf[i].words)) == 0;
  return false;
}

bool kept_evidence_is_right(const struct story *clean,
                            const struct story *story,
                            const struct fail_point *point,
                            char why[VERDICT_BYTES]) {
  static struct leaves clean_evidence;

  if (!story->end.evidence[0])
    return true;
  if (clean_evidence.count == 0 &&
      !leaves_read(clean->end.evidence, clean->tree.root, &clean_evidence))
    return says(why, "the clean evidence is no document");
  if (!read_both(clean, story, story->end.evidence))
    return says(why, "the evidence is no document");
  if (!says_what_the_flag_says(story))
    return says(why, "the evidence does not say what the flag says");
  return tells_no_lies("evidence", false, why) &&
         exhibit_is_right(&clean_evidence, &own_leaves, story, point, why);
}
