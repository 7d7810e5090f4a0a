/*
 * fail_at_plants.h - faults to be planted in a story that is good, each of
 * which the judge has to find: one that finds nothing would say that all is
 * well.
 */
#ifndef FAIL_AT_PLANTS_H
#define FAIL_AT_PLANTS_H

#include "fail_at_leeway.h"
#include "fail_at_story.h"

/* "alarms that stop"; NULL behind the last. */
const char *plant_name(int number);

/* Plants it in `story`, or in what waitpid(2) said of it. false: there is
 * nothing there that it could be planted in. */
bool plant_put(int number, struct story *story, int *status);

/* --- for the lists of them, each of which ends with a row without a name ----
 */

enum { PLANT_LATE = STORY_TICKS - 3 }; /* no failure of the start excuses */

struct plant {
  const char *name;
  /* Each of which is put where it is there: */
  bool (*put)(struct story *story);
  /* Sentences with `part` in them: `text` instead, or nothing; with `from`, in
   * them instead of that. */
  struct plant_words {
    const char *part, *from, *text;
  } words;
  /* Values of that leeway, with `part` in their name, from that step on: */
  struct plant_change {
    int step;
    enum leeway leeway;
    const char *part;
    double factor, more;
  } change;
  /* A digit more in the first number behind `part` in one of the files, and
   * behind `then`: */
  struct plant_swell {
    const char *part, *then;
    bool of_evidence;
  } swell;
  /* What is left of the story says that: */
  struct plant_set {
    enum plant_kind { SET_NOTHING, SET_INT, SET_BOOL, SET_SIZE, SET_S } kind;
    size_t at; /* in struct story_end */
    int value;
  } set;
  int signal; /* it ends by that */
};

#define PLANT_SET(kind, member, value)                                         \
  { kind, offsetof(struct story_end, member), value }

extern const struct plant plants_of_words[], plants_of_values[],
    plants_of_files[], plants_of_ends[];

bool plant_words(struct told *told, const struct plant_words *words);
bool plant_change(struct told *told, const struct plant_change *change);
bool plant_set(struct story_end *end, const struct plant_set *set);
bool plant_swell(struct story_end *end, const struct plant_swell *swell);

#endif
