/* fail_at_plants.c - see fail_at_plants.h */
#include "expect.h"

#include "fail_at_leeway.h"
#include "fail_at_plants.h"
#include "fail_at_told.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* --- what is told in words ---------------------------------------------------
 */

/* `text` instead of each sentence with `part` in it; NULL: nothing instead. */
static bool say_instead(struct told *told, const char *part, const char *text) {
  size_t kept = 0, said = told->sentences;
  bool found = false;

  for (size_t i = 0; i < said; i++) {
    struct told_sentence *sentence = &told->sentence[i];
    bool is_it = strstr(sentence->text, part) != NULL;

    found = found || is_it;
    if (is_it && !text)
      continue;
    if (is_it)
      snprintf(sentence->text, sizeof(sentence->text), "%s", text);
    told->sentence[kept++] = *sentence;
  }
  told->sentences = kept;
  return found;
}

static bool no_fuse(struct story *story) {
  return say_instead(&story->told, "fuse blown", NULL);
}

static bool no_forecast(struct story *story) {
  return say_instead(&story->told, "will run out", NULL);
}

static bool no_end(struct story *story) {
  return say_instead(&story->told, "no longer in sight", NULL);
}

static bool nonsense(struct story *story) {
  return say_instead(&story->told, "will run out",
                     "web: pid 42 will run out of patience in 355 s.");
}

static bool late_fuse(struct story *story) {
  for (size_t i = 0; i < story->told.sentences; i++)
    if (strstr(story->told.sentence[i].text, "fuse blown"))
      story->told.sentence[i].step += 6;
  return true;
}

/* --- values ------------------------------------------------------------------
 */

/* The last ticks, which no failure of the start excuses. */
enum { LATE_STEP = STORY_TICKS - 3 };

static bool change_from(struct told *told, int step, enum leeway leeway,
                        const char *part, double factor, double more) {
  bool found = false;

  for (size_t i = told_first_of_step(told, step); i < told->values; i++) {
    struct told_value *value = &told->value[i];

    if (leeway_of(value->name) != leeway || !strstr(value->name, part) ||
        isnan(value->value[0]))
      continue;
    found = true;
    value->value[0] = factor * value->value[0] + more;
  }
  return found;
}

static bool change_late(struct told *told, enum leeway leeway, const char *part,
                        double factor, double more) {
  return change_from(told, LATE_STEP, leeway, part, factor, more);
}

static bool wrong_count(struct story *story) {
  return change_late(&story->told, EXACT, "web/gauge/fd_limit_now", 1, 1);
}

static bool half_of_a_forecast(struct story *story) {
  return change_late(&story->told, FORECAST, "/duration/fd_limit", 0.5, 0);
}

static bool negative_time(struct story *story) {
  return change_late(&story->told, FORECAST, "/duration/", 0, -1);
}

static bool endless_time(struct story *story) {
  return change_late(&story->told, FORECAST, "/duration/", 0, (double)INFINITY);
}

static bool more_than_sure(struct story *story) {
  return change_late(&story->told, FORECAST, "/percent/", 0, 101);
}

static bool fuse_from_the_start(struct story *story) {
  return change_from(&story->told, 0, VERDICT, "web/bool/fuse", 0, 1);
}

static bool fuse_never(struct story *story) {
  return change_from(&story->told, 0, VERDICT, "web/bool/fuse", 0, 0);
}

static bool always_well(struct story *story) {
  return change_from(&story->told, 0, VERDICT, "_state", 0, 0);
}

static bool no_wait(struct story *story) {
  return change_from(&story->told, 0, MEAN, "/io_wait_now", 0, 0);
}

static bool no_latency(struct story *story) {
  return change_from(&story->told, 0, MEAN, "/disk_latency", 0, 0);
}

static bool tenth_of_a_limit(struct story *story) {
  return change_from(&story->told, 0, MEAN, "/io_wait_limit", 0.1, 0);
}

static bool all_far_away(struct story *story) {
  return change_from(&story->told, 0, FORECAST, "/duration/", 0, 2220);
}

static bool falling_counter(struct story *story) {
  return change_late(&story->told, COUNTER, "web", 0, 0);
}

static bool counter_that_stops(struct story *story) {
  struct told *told = &story->told;
  bool found = false;

  for (size_t i = told_first_of_step(told, LATE_STEP); i < told->values; i++) {
    struct told_value *value = &told->value[i];
    const struct told_value *last = told_last_before(told, i, value->name);

    if (leeway_of(value->name) != COUNTER || !last)
      continue;
    found = found || value->value[0] > last->value[0];
    memcpy(value->value, last->value, sizeof(value->value));
  }
  return found;
}

static bool silence(struct story *story) {
  struct told *told = &story->told;
  size_t kept = told_first_of_step(told, LATE_STEP), sent = told->values;

  for (size_t i = kept; i < sent; i++)
    if (!strstr(told->value[i].name, "web/gauge/fd_limit_now"))
      told->value[kept++] = told->value[i];
  told->values = kept;
  return kept < sent;
}

/* --- files -------------------------------------------------------------------
 */

/* Another digit in front of the first number of that window. */
static bool swell(char *text, const char *window) {
  char *at = strstr(text, window);

  at = at ? strpbrk(at, "123456789") : NULL;
  if (!at)
    return false;
  memmove(at + 1, at, strlen(at) + 1);
  *at = '9';
  return true;
}

static bool swollen_state(struct story *story) {
  return swell(story->end.state, "\"fd_count\"");
}

static bool swollen_evidence(struct story *story) {
  char *rings = strstr(story->end.evidence, "\"fd_count\"");

  return rings && swell(rings, "\"values\"");
}

static bool torn_state(struct story *story) {
  char *middle = story->end.state + story->end.state_bytes / 2;

  *middle = '\0';
  return story->end.state_bytes > 0;
}

static bool torn_flag(struct story *story) {
  story->end.flag[strlen(story->end.flag) / 2] = '\0';
  return story->end.flag_came;
}

static bool forgotten_flag(struct story *story) {
  story->end.flag_left = true;
  return true;
}

static bool no_flag(struct story *story) {
  story->end.flag_came = false;
  return true;
}

static bool no_evidence(struct story *story) {
  story->end.bundles = 0;
  return true;
}

static bool half_a_file(struct story *story) {
  story->end.broken = 1;
  return true;
}

static bool draft(struct story *story) {
  story->end.drafts = 1;
  return true;
}

static bool state_set_aside(struct story *story) {
  story->end.is_set_aside = true;
  return true;
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

/* --- time and what is taken --------------------------------------------------
 */

static bool slow_step(struct story *story) {
  story->end.slowest_s = 45;
  return true;
}

static bool stray_clock(struct story *story) {
  story->end.strayed_s = 45;
  return true;
}

static bool leak_of_memory(struct story *story) {
  story->end.blocks = 1;
  return true;
}

static bool leak_of_descriptors(struct story *story) {
  story->end.fds = 1;
  return true;
}

static bool leak_of_threads(struct story *story) {
  story->end.threads = 1;
  return true;
}

static bool early_end(struct story *story) {
  story->end.is_over = false;
  return true;
}

static const struct {
  const char *name;
  bool (*put)(struct story *story); /* NULL: it ends by that signal */
  int signal;
} plants[] = {
    {"a fuse that is not told of", no_fuse},
    {"a forecast that is not told of", no_forecast},
    {"an end that is not told of", no_end},
    {"nonsense for a sentence", nonsense},
    {"a fuse a minute later", late_fuse},
    {"one descriptor too many", wrong_count},
    {"half of a forecast", half_of_a_forecast},
    {"a time below 0", negative_time},
    {"a time without an end", endless_time},
    {"more than 100 percent", more_than_sure},
    {"a fuse that is blown from the start", fuse_from_the_start},
    {"a fuse that never blows", fuse_never},
    {"states that are always well", always_well},
    {"no wait", no_wait},
    {"no latency", no_latency},
    {"a tenth of a limit", tenth_of_a_limit},
    {"times that are all far away", all_far_away},
    {"counters that fall", falling_counter},
    {"counters that stop", counter_that_stops},
    {"silence", silence},
    {"a window of the state with another number", swollen_state},
    {"a window of evidence with another number", swollen_evidence},
    {"half of a state", torn_state},
    {"half of a flag", torn_flag},
    {"a flag that stays", forgotten_flag},
    {"no flag", no_flag},
    {"no evidence", no_evidence},
    {"a file in part", half_a_file},
    {"a draft", draft},
    {"a state set aside", state_set_aside},
    {"a state that is not taken", state_not_taken},
    {"a tick of 45 s", slow_step},
    {"a clock that is let run", stray_clock},
    {"a leak of memory", leak_of_memory},
    {"a leak of descriptors", leak_of_descriptors},
    {"a leak of threads", leak_of_threads},
    {"an end before the end", early_end},
    {"a crash", NULL, SIGSEGV},
    {"a hang", NULL, SIGALRM},
};

const char *plant_name(int number) {
  return number < (int)COUNT_OF(plants) ? plants[number].name : NULL;
}

bool plant_put(int number, struct story *story, int *status) {
  if (plants[number].put)
    return plants[number].put(story);
  *status = plants[number].signal;
  return true;
}
