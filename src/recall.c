/* recall.c - see recall.h */
#include "recall.h"

#include "account_keep.h"
#include "discover/title.h"
#include "disks.h"
#include "forecast/lore_keep.h"
#include "host.h"
#include "rolls.h"
#include "state_read.h"
#include "volumes.h"
#include "window/keep.h"

#include <math.h>
#include <string.h>

void recall_begin(struct recall *recall, const struct state_line *end,
                  const char *boot_id, const struct archive_tick *tick) {
  const double *number = end->number;
  struct past ages;

  recall->now_s = tick->now_s;
  recall->end_at_s = number[NUMBER_AT];
  recall->same_boot = boot_id[0] && strcmp(end->word[WORD_BOOT], boot_id) == 0;
  recall->since_s = recall->same_boot
                        ? tick->now_s - number[NUMBER_AT]
                        : tick->wall_clock_s - number[NUMBER_WALL_CLOCK];
  recall->same_model =
      strcmp(end->word[WORD_MODEL], models[recall->settings->model].name) == 0;
  recall->has_windows =
      state_past(end, line_find(end, SECTION_ARRAYS, "ages"), &ages) == 0 &&
      keep_restore_timeline(
          recall->insides.timeline, &ages,
          &(struct interruption){recall->now_s, recall->since_s,
                                 tick->interval_s, number[NUMBER_INTERVAL]}) ==
          0;
}

/* How long ago the line was written. */
static double since_of(const struct recall *recall,
                       const struct state_line *line) {
  return recall->since_s + recall->end_at_s - line->number[NUMBER_AT];
}

/* A clock that was set back cannot tell, and then it was just now. */
static double then_of(const struct recall *recall,
                      const struct state_line *line) {
  return recall->now_s - fmax(0, since_of(recall, line));
}

static void give_windows(const struct recall *recall,
                         const struct state_line *line, struct track *track,
                         const struct window_plan *plan) {
  struct past past;

  for (int i = 0; i < line->arrays; i++) {
    const struct line_array *array = &line->array[i];

    if (array->section == SECTION_WINDOWS &&
        state_past(line, array, &past) == 0)
      (void)keep_restore_window(track, plan, recall->insides.timeline,
                                array->name, &past);
  }
}

static void give_alarms(const struct state_line *line, struct roll *roll) {
  for (int i = 0; i < roll->wall_count; i++) {
    const struct line_array *array =
        line_find(line, SECTION_ALARMS, roll->wall[i].wall.name);

    if (array)
      (void)restore_alarms(&roll->wall[i], array->value, array->count);
  }
}

/* What was told goes on where that was told by the same windows. */
static void give_standings(const struct recall *recall,
                           const struct state_line *line,
                           const struct roll *roll,
                           struct standing *standings) {
  if (!recall->same_model)
    return;
  for (int i = 0; i < roll->wall_count; i++) {
    const struct line_array *array =
        line_find(line, SECTION_STANDINGS, roll->wall[i].wall.name);

    if (array)
      (void)restore_standing(&standings[i], array->value, array->count,
                             then_of(recall, line));
  }
}

static void give_host(const struct recall *recall,
                      const struct state_line *line) {
  struct host *host = recall->insides.host;

  give_alarms(line, &host->roll);
  if (!recall->same_boot || !recall->has_windows)
    return;
  give_windows(recall, line, host->track, &host->plan);
  give_standings(recall, line, &host->roll, host->standing);
}

static struct subject *subject_of(const struct recall *recall,
                                  enum line_kind kind, const char *name) {
  return kind == LINE_DEVICE ? disks_find(recall->insides.disks, name)
                             : volumes_find(recall->insides.volumes, name);
}

/* A filesystem is the same after a boot; of a device only the name is. */
static void give_subject(const struct recall *recall,
                         const struct state_line *line) {
  struct subjects *subjects = line->kind == LINE_DEVICE
                                  ? recall->insides.disks
                                  : recall->insides.volumes;
  struct subject *subject =
      subject_of(recall, line->kind, line->word[WORD_NAME]);

  if (!subject || !subject->stands)
    return;
  give_alarms(line, &subject->roll);
  if (!recall->has_windows || (line->kind == LINE_DEVICE && !recall->same_boot))
    return;
  give_windows(recall, line, subjects_track(subjects, subject),
               &subjects->plan);
  give_standings(recall, line, &subject->roll, subject->standing);
}

/* Whether captures can have made that name of the title. */
static bool is_made_of(const char *name, const char *title) {
  return title_captures(title) > 0 &&
         strncmp(name, title, strcspn(title, "$")) == 0;
}

/* The account of that group, opened if it was made by captures; NULL: it is not
 * configured any more. */
static struct roll *group_of(const struct recall *recall, const char *name,
                             const char *base) {
  const struct settings *settings = recall->settings;
  struct rolls *rolls = recall->insides.rolls;

  for (size_t i = 0; i < settings->group_count; i++) {
    const struct group *group = &settings->groups[i];
    bool is_own = strcmp(group->name, name) == 0;
    struct roll *roll;

    if (strcmp(group->title, base) != 0)
      continue;
    if (!is_own && !is_made_of(name, base))
      return NULL;
    roll = &rolls->roll[rolls_find(rolls, i, is_own ? NULL : name)];
    return strcmp(roll->target, name) == 0 ? roll : NULL;
  }
  return NULL;
}

/* One that is open already. */
static struct roll *open_group(const struct recall *recall, const char *name) {
  struct roll *roll;
  size_t index = 0;

  while ((roll = rolls_next(recall->insides.rolls, &index)))
    if (strcmp(roll->target, name) == 0)
      return roll;
  return NULL;
}

static void give_baseline(const struct state_line *line, const char *name,
                          double then_s, struct baseline *baseline) {
  const struct line_array *array = line_find(line, SECTION_ARRAYS, name);

  if (array)
    (void)restore_baseline(baseline, array->value, array->count, then_s);
}

static void give_joint(const struct state_line *line, const char *name,
                       double then_s, struct joint *joint) {
  const struct line_array *array = line_find(line, SECTION_ARRAYS, name);

  if (array)
    (void)restore_joint(joint, array->value, array->count, then_s);
}

static void give_totals(const struct state_line *line, struct roll *roll) {
  for (int i = 0; i < line->arrays; i++) {
    const struct line_array *array = &line->array[i];
    enum metric_id id = metric_find(array->name);

    if (array->section == SECTION_TOTALS && id != METRIC_COUNT &&
        metrics[id].scope == roll->scope && metrics[id].kind == METRIC_COUNTER)
      roll->total[id] = array->value[0];
  }
}

static void give_group(const struct recall *recall,
                       const struct state_line *line) {
  struct roll *roll =
      group_of(recall, line->word[WORD_NAME], line->word[WORD_BASE]);
  const struct line_array *fuse = line_find(line, SECTION_ARRAYS, "fuse");
  double then_s = then_of(recall, line);

  if (!roll)
    return;
  give_alarms(line, roll);
  give_totals(line, roll);
  give_joint(line, "told", then_s, &roll->trip.told);
  give_baseline(line, "fd_growth_usual", then_s,
                &roll->trip.group.fd_growth_usual);
  if (recall->same_boot)
    give_joint(line, "joint", then_s, &roll->trip.group);
  if (fuse)
    (void)restore_fuse(&roll->fuse, fuse->value, fuse->count, then_s);
}

static struct roll *roll_of(const struct recall *recall,
                            const struct state_line *line) {
  const char *name = line->word[WORD_NAME], *of = line->word[WORD_OF];
  enum line_kind kind = LINE_HOST;
  struct subject *subject;

  while (kind < LINE_LORE && strcmp(line_kinds[kind], of) != 0)
    kind++;
  switch (kind) {
  case LINE_HOST:
    return &recall->insides.host->roll;
  case LINE_GROUP:
    return open_group(recall, name);
  case LINE_DEVICE:
  case LINE_FILESYSTEM:
    subject = subject_of(recall, kind, name);
    return subject ? &subject->roll : NULL;
  default:
    return NULL;
  }
}

static void give_lore(const struct recall *recall,
                      const struct state_line *line) {
  struct roll *roll = roll_of(recall, line);
  struct lore *lore = NULL;

  for (int i = 0; roll && i < roll->wall_count; i++)
    if (strcmp(roll->wall[i].wall.name, line->word[WORD_WALL]) == 0)
      lore = roll->wall[i].lore;
  if (!lore)
    return;
  for (int i = 0; i < line->arrays; i++)
    (void)lore_restore(lore, line->array[i].name, line->array[i].value,
                       line->array[i].count);
  (void)lore_resume(lore,
                    &(struct interruption){.now_s = recall->now_s,
                                           .since_s = since_of(recall, line)});
}

void recall_line(const struct recall *recall, const struct state_line *line) {
  switch (line->kind) {
  case LINE_HOST:
    give_host(recall, line);
    return;
  case LINE_GROUP:
    give_group(recall, line);
    return;
  case LINE_DEVICE:
  case LINE_FILESYSTEM:
    give_subject(recall, line);
    return;
  case LINE_LORE:
    give_lore(recall, line);
    return;
  default:
    return;
  }
}

void recall_member(const struct recall *recall, const struct state_line *line,
                   struct member *member) {
  const struct roll *roll = &recall->insides.rolls->roll[member->group];
  const struct line_array *growth = line_find(line, SECTION_ARRAYS, "growth");
  double then_s = then_of(recall, line);

  if (recall->has_windows) {
    give_windows(recall, line, member->track, recall->insides.plan);
    if (strcmp(roll->target, line->word[WORD_NAME]) == 0)
      give_standings(recall, line, roll, member->standing);
  }
  give_joint(line, "joint", then_s, &member->joint);
  give_baseline(line, "io_wait_usual", then_s, &member->joint.io_wait_usual);
  give_baseline(line, "fd_growth_usual", then_s,
                &member->joint.fd_growth_usual);
  if (growth)
    (void)restore_growth(&member->growth, growth->value, growth->count, then_s);
}
