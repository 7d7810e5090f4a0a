/* tally.c - see tally.h */
#include "tally.h"

#include "forecast/forecast.h"
#include "near.h"
#include "stale.h"
#include "truth_of.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const blame_names[BLAMES] = {
    [BLAME_CURED] = "leak, cured before the wall",
    [BLAME_EARLY] = "leak, told before the horizon",
    [BLAME_TROUBLE] = "another trouble",
    [BLAME_TORN] = "behind a sleep",
    [BLAME_START] = "started < 10 min ago",
    [BLAME_YOUNG] = "started < 1 h ago",
    [BLAME_LOAD] = "daily load",
    [BLAME_TEETH] = "saw-teeth",
    [BLAME_CACHE] = "cache that fills",
    [BLAME_JOB] = "hourly job",
    [BLAME_GUEST] = "short-lived",
    [BLAME_MACHINE] = "host",
};

const char *const wall_names_told[WALL_NAMES] = {
    "fd_limit",          "memory_max", "threads_limit",
    "io_wait",           "swap_full",  "dirty_throttle",
    "device_saturation", "disk_full",  "fuse"};

const double NEAR_LEAST = 90 - NEAR_REST;

/* 4.2 to 4.6 a day were measured over the pipeline, over an agent 11 in one of
 * its days; so many deviations are left to chance. */
static const double FALSES_A_DAY = 6, DEVIATIONS = 4;

static const double A_MOMENT_S = 900, START_S = 600, YOUNG_S = 3600;

void tally_init(struct tally *tally, const struct world *world,
                const struct plan *plan, double horizon_s) {
  *tally = (struct tally){.world = world, .plan = plan, .horizon_s = horizon_s};
}

void tally_break(struct tally *tally, const char *format, ...) {
  va_list arguments;
  char *words = tally->words[tally->broken < WORDS_MOST ? tally->broken : 0];
  size_t length;

  if (tally->broken++ >= WORDS_MOST)
    return;
  snprintf(words, sizeof(tally->words[0]),
           "day %.4f: ", tally->world->lived_s / 86400);
  length = strlen(words);
  va_start(arguments, format);
  vsnprintf(words + length, sizeof(tally->words[0]) - length, format,
            arguments);
  va_end(arguments);
}

/* --- records -------------------------------------------------------------- */

static bool is_in(double value, double low, double high) {
  return value >= low && value <= high;
}

/* T_lower and T_upper come right behind T. */
static void check_duration(struct tally *tally, const struct record *record) {
  const char *rest = record->type_instance;
  double value = record->value[0];
  size_t length = strlen(tally->instance);

  if (!(value >= 0))
    tally_break(tally, "duration %s of %s is %g", rest, record->target, value);
  if (length && strcmp(record->target, tally->target) == 0 &&
      strncmp(rest, tally->instance, length) == 0 && rest[length] == '_') {
    if (strcmp(rest + length, "_lower") == 0 && value > tally->eta_s)
      tally_break(tally, "%s %s is %g, above %g", record->target, rest, value,
                  tally->eta_s);
    if (strcmp(rest + length, "_upper") == 0 && value < tally->eta_s)
      tally_break(tally, "%s %s is %g, below %g", record->target, rest, value,
                  tally->eta_s);
    return;
  }
  snprintf(tally->target, sizeof(tally->target), "%s", record->target);
  snprintf(tally->instance, sizeof(tally->instance), "%s", rest);
  tally->eta_s = value;
}

/* The one filesystem has the name of wherever it is. */
static const char *plain(const char *target) {
  return strncmp(target, "fs-", 3) == 0 ? "fs-srv" : target;
}

static struct shown *find(struct tally *tally, const char *target,
                          const char *key) {
  struct shown *shown;

  for (int i = 0; i < tally->shown_count; i++) {
    shown = &tally->shown[i];
    if (strcmp(shown->key, key) == 0 && strcmp(shown->target, target) == 0)
      return shown;
  }
  if (tally->shown_count == SHOWN_MOST) {
    tally_break(tally, "more than %d alarms are known", SHOWN_MOST);
    return &tally->shown[0];
  }
  shown = &tally->shown[tally->shown_count++];
  *shown = (struct shown){.raised_s = NAN, .risen_s = NAN, .calm_s = NAN};
  snprintf(shown->target, sizeof(shown->target), "%s", target);
  snprintf(shown->key, sizeof(shown->key), "%s", key);
  return shown;
}

/* It is no alarm: it is there in each tick as long as it lasts. */
static void hear_stuck(struct tally *tally, const struct record *record) {
  struct shown *shown = find(tally, record->target, "stuck");

  if (shown->state == STATE_OK)
    shown->raised_s = tally->world->lived_s;
  shown->risen_s = tally->world->lived_s;
  shown->state = STATE_WARNING;
}

static void take(void *context, const struct record *record) {
  struct tally *tally = context;

  tally->records++;
  for (int i = 0; i < record->count; i++)
    if (isinf(record->value[i]))
      tally_break(tally, "%s %s %s is infinite", record->target, record->type,
                  record->type_instance);
  if (strcmp(record->type, "percent") == 0 &&
      strcmp(record->type_instance, "cpu") != 0 &&
      !is_in(record->value[0], 0, 100))
    tally_break(tally, "percent %s of %s is %g", record->type_instance,
                record->target, record->value[0]);
  if (strcmp(record->type, "duration") != 0)
    return;
  if (strcmp(record->type_instance, "stuck") == 0)
    hear_stuck(tally, record);
  else
    check_duration(tally, record);
}

void tally_check(struct tally *tally, const char *target, const char *wall,
                 const struct forecast *forecast) {
  double eta_s = forecast->eta_s;

  if (!(isnan(eta_s) || is_in(eta_s, 0, 1e9)) ||
      !(isnan(forecast->probability) || is_in(forecast->probability, 0, 100)) ||
      forecast->lower_s > eta_s || forecast->upper_s < eta_s ||
      forecast->lower_s < 0 || isinf(forecast->upper_s))
    tally_break(tally, "%s before %s: eta %g, from %g to %g, %g %%", target,
                wall, eta_s, forecast->lower_s, forecast->upper_s,
                forecast->probability);
}

/* --- notices -------------------------------------------------------------- */

static int wall_of(struct tally *tally, const struct notice *notice) {
  for (int i = 0; i < WALL_NAMES; i++)
    if (strcmp(wall_names_told[i], notice->wall) == 0)
      return i;
  tally_break(tally, "nobody knows the wall %s", notice->wall);
  return 0;
}

static const struct actor *actor_of(const struct tally *tally, int pid) {
  for (int i = 0; i < ACTORS; i++)
    if (tally->world->actor[i].pid == pid)
      return &tally->world->actor[i];
  return NULL;
}

static bool was_torn(const struct tally *tally) {
  return tally->world->lived_s - tally->world->torn_s < A_MOMENT_S;
}

static enum blame blame_by_manner(const struct actor *actor) {
  static const enum blame blames[] = {
      [MANNER_LOAD] = BLAME_LOAD,   [MANNER_TEETH] = BLAME_TEETH,
      [MANNER_CACHE] = BLAME_CACHE, [MANNER_JOB] = BLAME_JOB,
      [MANNER_GUEST] = BLAME_GUEST,
  };

  return blames[actor->role->manner];
}

static enum blame blame_of(const struct tally *tally,
                           const struct notice *notice, int wall) {
  const struct actor *actor = actor_of(tally, notice->pid);
  const char *group = actor ? actor->role->group : NULL;
  double age_s = actor ? actor_age_s(tally->world, actor) : 0;

  if (plan_has(tally->plan, BIT(TROUBLE_CURED_LEAK), group))
    return BLAME_CURED;
  if (plan_means(tally->plan, plain(notice->target), wall_names_told[wall]))
    return BLAME_EARLY;
  if (plan_has(tally->plan, ~0u, group))
    return BLAME_TROUBLE;
  if (was_torn(tally))
    return BLAME_TORN;
  if (!actor)
    return BLAME_MACHINE;
  if (actor->role->manner == MANNER_GUEST || actor->role->manner == MANNER_JOB)
    return blame_by_manner(actor);
  if (age_s < START_S)
    return BLAME_START;
  return age_s < YOUNG_S ? BLAME_YOUNG : blame_by_manner(actor);
}

static void expect_truth(struct tally *tally, const struct notice *notice) {
  struct pending *pending = &tally->pending[tally->pending_count];

  if (tally->pending_count == PENDING_MOST) {
    tally_break(tally, "more than %d alarms wait", PENDING_MOST);
    return;
  }
  tally->pending_count++;
  *pending = (struct pending){.wall = wall_of(tally, notice),
                              .told_s = tally->world->lived_s};
  pending->blame = blame_of(tally, notice, pending->wall);
  snprintf(pending->target, sizeof(pending->target), "%s",
           plain(notice->target));
  snprintf(pending->message, sizeof(pending->message), "%s", notice->message);
}

static bool is_near(const struct notice *notice) {
  return strcmp(notice->type, "bool") == 0 && strcmp(notice->wall, "fuse") != 0;
}

/* An alarm rises, at most twice, and is cleared once. */
static void check_turn(struct tally *tally, const struct shown *shown,
                       const struct notice *notice) {
  bool is_right = notice->state == STATE_OK ? shown->state > STATE_OK
                                            : notice->state > shown->state;

  if (!is_right && !shown->unsure)
    tally_break(tally, "%s %s goes from %d to %d", notice->target,
                notice->type_instance, shown->state, notice->state);
}

static void hear(void *context, const struct notice *notice) {
  struct tally *tally = context;
  struct shown *shown =
      find(tally, plain(notice->target), notice->type_instance);
  bool rises = notice->state > STATE_OK && shown->state == STATE_OK;

  tally->notices++;
  check_turn(tally, shown, notice);
  tally_check(tally, notice->target, notice->wall, &notice->standing->forecast);
  shown->state = notice->state;
  shown->wall = notice->wall;
  shown->is_near = is_near(notice);
  shown->unsure = false;
  if (notice->state > STATE_OK)
    shown->risen_s = tally->world->lived_s;
  if (!rises)
    return;
  shown->raised_s = tally->world->lived_s;
  tally->raised++;
  if (!is_near(notice))
    expect_truth(tally, notice);
  else if (notice->standing->used_percent >= NEAR_LEAST)
    tally->near_ones++;
  else
    tally_break(tally, "%s %s is raised at %g %%", notice->target,
                notice->type_instance, notice->standing->used_percent);
}

static void hear_state(struct tally *tally, bool is_well) {
  struct shown *shown = find(tally, "self", "StateFile");

  shown->state = is_well ? STATE_OK : STATE_WARNING;
  shown->raised_s = shown->risen_s = tally->world->lived_s;
}

static void say(void *context, const char *sentence) {
  struct tally *tally = context;

  tally->says++;
  if (strncmp(sentence, "StateFile", 9) == 0)
    hear_state(tally, strstr(sentence, "is kept again") != NULL);
  if (tally->is_loud)
    fprintf(stderr, "soak: day %.3f: %s\n", tally->world->lived_s / 86400,
            sentence);
}

struct sink tally_sink(struct tally *tally) {
  return (struct sink){
      .context = tally, .take = take, .tell = hear, .say = say};
}

double tally_told_s(const struct tally *tally, const char *target,
                    const char *wall, double since_s) {
  char key[72];

  snprintf(key, sizeof(key), "%s_state", wall);
  for (int i = 0; i < tally->shown_count; i++) {
    const struct shown *shown = &tally->shown[i];

    if (strcmp(shown->target, target) == 0 && shown->state > STATE_OK &&
        shown->risen_s >= since_s &&
        (strcmp(shown->key, key) == 0 || strcmp(shown->key, wall) == 0))
      return shown->raised_s >= since_s ? shown->raised_s : shown->risen_s;
  }
  return NAN;
}

void tally_restart(struct tally *tally) {
  for (int i = 0; i < tally->shown_count; i++)
    tally->shown[i].unsure = true;
}

/* --- what was so ---------------------------------------------------------- */

static void count_false(struct tally *tally, const struct pending *pending) {
  tally->falses[pending->wall][pending->blame]++;
  if (tally->is_loud)
    fprintf(stderr, "soak: day %.4f: false: %s: %s\n", pending->told_s / 86400,
            blame_names[pending->blame], pending->message);
}

/* Whether it is still to be seen. */
static bool is_open(struct tally *tally, const struct pending *pending) {
  if (truth_is_met(tally->world, tally->plan, pending->target,
                   wall_names_told[pending->wall])) {
    tally->true_ones++;
    return false;
  }
  if (tally->world->lived_s - pending->told_s < tally->horizon_s)
    return true;
  count_false(tally, pending);
  return false;
}

/* A hang that was not told in this tick is over. */
static void end_stuck(struct tally *tally) {
  for (int i = 0; i < tally->shown_count; i++)
    if (strcmp(tally->shown[i].key, "stuck") == 0 &&
        tally->shown[i].risen_s < tally->world->lived_s)
      tally->shown[i].state = STATE_OK;
}

void tally_close(struct tally *tally) {
  int kept = 0;

  tally->ticks++;
  tally->instance[0] = '\0';
  end_stuck(tally);
  stale_watch(tally);
  for (int i = 0; i < tally->pending_count; i++)
    if (is_open(tally, &tally->pending[i]))
      tally->pending[kept++] = tally->pending[i];
  tally->pending_count = kept;
}

unsigned long tally_falses(const struct tally *tally) {
  unsigned long sum = 0;

  for (int wall = 0; wall < WALL_NAMES; wall++)
    for (int blame = BLAME_EARLY; blame < BLAMES; blame++)
      sum += tally->falses[wall][blame];
  return sum;
}

double tally_falses_most(double days) {
  return FALSES_A_DAY * days + DEVIATIONS * sqrt(FALSES_A_DAY * days);
}
