/* fail_at_plants_words.c - faults of what is told in words. */
#include "expect.h"

#include "fail_at_plants.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>

/* false: there is no `from`. */
static bool put_instead(char text[TOLD_BYTES],
                        const struct plant_words *words) {
  char *at = words->from ? strstr(text, words->from) : text;
  char rest[TOLD_BYTES] = "";

  if (!at)
    return false;
  if (words->from)
    snprintf(rest, sizeof(rest), "%s", at + strlen(words->from));
  snprintf(at, TOLD_BYTES - (size_t)(at - text), "%s%s", words->text, rest);
  return true;
}

bool plant_words(struct told *told, const struct plant_words *words) {
  size_t kept = 0, said = told->sentences;
  bool found = false;

  for (size_t i = 0; i < said; i++) {
    struct told_sentence *sentence = &told->sentence[i];
    bool is_it = strstr(sentence->text, words->part) != NULL;

    if (is_it && words->text)
      is_it = put_instead(sentence->text, words);
    found = found || is_it;
    if (!is_it || words->text)
      told->sentence[kept++] = *sentence;
  }
  told->sentences = kept;
  return found;
}

/* The first with `part` in it once more, so many steps behind. */
static bool say_again(struct told *told, const char *part, int steps) {
  for (size_t i = 0; i < told->sentences; i++) {
    struct told_sentence *again = &told->sentence[told->sentences];

    if (!strstr(told->sentence[i].text, part))
      continue;
    if (told->sentences == TOLD_SENTENCES)
      return false;
    *again = told->sentence[i];
    again->step += steps;
    told->sentences++;
    return true;
  }
  return false;
}

static bool fuse_again(struct story *story) {
  return say_again(&story->told, "fuse blown", 1);
}

static bool forecast_again(struct story *story) {
  return say_again(&story->told, "will run out", 2);
}

static bool move(struct told *told, const char *part, int steps) {
  for (size_t i = 0; i < told->sentences; i++)
    if (strstr(told->sentence[i].text, part))
      told->sentence[i].step += steps;
  return true;
}

static bool about_another(struct story *story) {
  bool found = false;

  for (size_t i = 0; i < story->told.sentences; i++) {
    struct told_sentence *sentence = &story->told.sentence[i];

    if (!strstr(sentence->text, "will run out"))
      continue;
    found = true;
    snprintf(sentence->about, sizeof(sentence->about), "shop/bool/fuse");
  }
  return found;
}

static bool late_fuse(struct story *story) {
  return move(&story->told, "fuse blown", 6);
}

static bool early_forecast(struct story *story) {
  return move(&story->told, "will run out", -6);
}

/* Ahead of all others. */
static bool end_first(struct story *story) {
  struct told *told = &story->told;
  struct told_sentence end = {0};

  for (size_t i = 0; i < told->sentences; i++)
    if (strstr(told->sentence[i].text, "fuse restored"))
      end = told->sentence[i];
  if (!end.text[0] || told->sentences == TOLD_SENTENCES)
    return false;
  memmove(told->sentence + 1, told->sentence,
          told->sentences++ * sizeof(told->sentence[0]));
  told->sentence[0] = end;
  told->sentence[0].step = STORY_TROUBLE - 1;
  return true;
}

static bool log_in_each(struct story *story, bool is_thinned) {
  static const char text[] = "io_forecast: everything is broken.";
  struct told *told = &story->told;

  for (int step = 1; step <= STORY_TICKS; step++) {
    struct told_sentence *sentence = &told->sentence[told->sentences];

    if (told->sentences == TOLD_SENTENCES)
      return false;
    told->sentences++;
    *sentence = (struct told_sentence){
        .step = step, .severity = LOG_ERR, .is_thinned = is_thinned};
    snprintf(sentence->text, sizeof(sentence->text), "%s", text);
  }
  return true;
}

static bool flood(struct story *story) {
  return log_in_each(story, false);
}

static bool complaints(struct story *story) {
  return log_in_each(story, true);
}

const struct plant plants_of_words[] = {
    {"a fuse that is not told of", .words = {"fuse blown"}},
    {"a forecast that is not told of", .words = {"will run out"}},
    {"an end that is not told of", .words = {"no longer in sight"}},
    {"nonsense for a sentence",
     .words = {"will run out",
               .text = "web: pid 42 will run out of patience in 355 s."}},
    {"the pid of another", .words = {"will run out", "pid 42", "pid 1"}},
    {"a notification that is about another", about_another},
    {"another limit", .words = {"will run out", "of 200", "of 9"}},
    {"a fuse a minute later", late_fuse},
    {"a forecast a minute early", early_forecast},
    {"a fuse that is told of again", fuse_again},
    {"a forecast that is told of again", forecast_again},
    {"an end ahead of its beginning", end_first},
    {"a flood in the log", flood},
    {"complaints without an end", complaints},
    {0}};
