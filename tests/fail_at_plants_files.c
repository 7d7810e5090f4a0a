/* fail_at_plants_files.c - faults of the files that are left. */
#include "expect.h"

#include "fail_at_plants.h"

#include <string.h>

/* In front of the first digit that is not 0. */
bool plant_swell(struct story_end *end, const struct plant_swell *swell) {
  char *at =
      strstr(swell->of_evidence ? end->evidence : end->state, swell->part);

  if (at && swell->then)
    at = strstr(at, swell->then);
  at = at ? strpbrk(at, "123456789") : NULL;
  if (!at)
    return false;
  memmove(at + 1, at, strlen(at) + 1);
  *at = '9';
  return true;
}

static bool torn_state(struct story *story) {
  char *middle = story->end.state + story->end.state_bytes / 2;

  *middle = '\0';
  return story->end.state_bytes > 0;
}

/* Each digit, or all that there is, between the braces of totals. */
static bool blank_totals(char *state, bool all) {
  static const char key[] = "\"totals\":{";
  bool found = false;

  for (char *at = state; (at = strstr(at, key));) {
    for (at += strlen(key); *at && *at != '}'; at++) {
      bool is_of_number = strchr("123456789", *at) != NULL;

      found = found || is_of_number;
      if (is_of_number || all)
        *at = all ? ' ' : '0';
    }
  }
  return found;
}

static bool zero_totals(struct story *story) {
  return blank_totals(story->end.state, false);
}

static bool no_totals(struct story *story) {
  return blank_totals(story->end.state, true);
}

/* It counts its ticks from 1 again. */
static bool state_not_taken(struct story *story) {
  static const char key[] = "\"tick\":";
  bool found = false;

  for (char *at = story->end.state; (at = strstr(at, key));) {
    at += strlen(key);
    for (char *digit = at; *digit >= '0' && *digit <= '9'; digit++)
      *digit = digit == at ? '1' : ' ';
    found = true;
  }
  return found;
}

static bool torn_flag(struct story *story) {
  story->end.flag[strlen(story->end.flag) / 2] = '\0';
  return story->end.flag_came;
}

static bool no_pruning(struct story *story) {
  story->end.is_pruned = false;
  return story->end.bundles > 0;
}

const struct plant plants_of_files[] = {
    {"a window of the state with another number", .swell = {"\"fd_count\""}},
    {"a standing of the state with another number", .swell = {"\"standings\""}},
    {"a window of evidence with another number",
     .swell = {"\"fd_count\"", "\"values\"", true}},
    {"the pid of another in evidence",
     .swell = {"\"members\"", "\"pid\"", true}},
    {"another limit in evidence",
     .swell = {"\"members\"", "\"limit_fds\"", true}},
    {"half of a state", torn_state},
    {"totals of 0", zero_totals},
    {"no totals", no_totals},
    {"a state that is not taken", state_not_taken},
    {"half of a flag", torn_flag},
    {"a flag that stays", .set = PLANT_SET(SET_BOOL, flag_left, true)},
    {"no flag", .set = PLANT_SET(SET_BOOL, flag_came, false)},
    {"no evidence", .set = PLANT_SET(SET_INT, bundles, 0)},
    {"a file in part", .set = PLANT_SET(SET_INT, broken, 1)},
    {"a draft", .set = PLANT_SET(SET_INT, drafts, 1)},
    {"evidence of before that stays", no_pruning},
    {"a state set aside", .set = PLANT_SET(SET_BOOL, is_set_aside, true)},
    {0}};
