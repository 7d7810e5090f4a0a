/* overview.c - see overview.h */
#include "cli/overview.h"

#include "base/text.h"
#include "judge/cause.h"
#include "pipeline.h"
#include "rolls.h"

#include <math.h>
#include <string.h>

void overview_clear(struct overview *overview) {
  overview->groups = 0;
}

/* The one called so, which is made where there is none yet; NULL: no room. */
static struct group_told *group_of(struct overview *overview,
                                   const char *target) {
  size_t at = overview->groups;

  while (at > 0 && strcmp(overview->group[at - 1].target, target) > 0)
    at--;
  if (at > 0 && strcmp(overview->group[at - 1].target, target) == 0)
    return &overview->group[at - 1];
  if (overview->groups == GROUPS_TOLD || strlen(target) >= OVERVIEW_NAME_BYTES)
    return NULL;
  memmove(&overview->group[at + 1], &overview->group[at],
          (overview->groups++ - at) * sizeof(overview->group[0]));
  overview->group[at] = (struct group_told){
      .processes = NAN,
      .fuse = NAN,
      .stuck_s = NAN,
      .blocked = NAN,
      .io_wait_ms = NAN,
      .io_wait_source = NAN,
  };
  text_copy(text_of_string(target), overview->group[at].target,
            OVERVIEW_NAME_BYTES);
  return &overview->group[at];
}

/* As the pipeline sends them, and, of two fields, as a page has the first. */
/* clang-format off */
static const struct {
  const char *type, *type_instance;
  size_t offset;
} wanted[] = {
  { "ps_count",           "",                offsetof(struct group_told, processes) },
  { "ps_count_processes", "",                offsetof(struct group_told, processes) },
  { "bool",               "fuse",            offsetof(struct group_told, fuse) },
  { "duration",           "stuck",           offsetof(struct group_told, stuck_s) },
  { "gauge",              "threads_blocked", offsetof(struct group_told, blocked) },
  { "gauge",              "io_wait",         offsetof(struct group_told, io_wait_ms) },
  { "gauge",              "io_wait_source",  offsetof(struct group_told, io_wait_source) },
};
/* clang-format on */

void overview_take(struct overview *overview, const struct record *record) {
  for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
    struct group_told *group;

    if (strcmp(wanted[i].type, record->type) != 0 ||
        strcmp(wanted[i].type_instance, record->type_instance) != 0)
      continue;
    group = group_of(overview, record->target);
    if (group)
      memcpy((char *)group + wanted[i].offset, &record->value[0],
             sizeof(record->value[0]));
    return;
  }
}

static void forget_alarm(struct overview *overview,
                         const struct notice *notice) {
  for (size_t i = 0; i < overview->alarms; i++) {
    const struct alarm_told *alarm = &overview->alarm[i];

    if (strcmp(alarm->target, notice->target) != 0 ||
        strcmp(alarm->wall, notice->wall) != 0)
      continue;
    overview->alarms--;
    memmove(&overview->alarm[i], &overview->alarm[i + 1],
            (overview->alarms - i) * sizeof(overview->alarm[0]));
    return;
  }
}

/* One that goes up or down takes the place of itself. */
void overview_tell(struct overview *overview, const struct notice *notice) {
  struct alarm_told *alarm;

  forget_alarm(overview, notice);
  if (notice->state == STATE_OK || overview->alarms == ALARMS_TOLD)
    return;
  alarm = &overview->alarm[overview->alarms++];
  alarm->state = notice->state;
  text_copy(text_of_string(notice->target), alarm->target,
            sizeof(alarm->target));
  text_copy(text_of_string(notice->wall), alarm->wall, sizeof(alarm->wall));
  text_copy(text_of_string(notice->message), alarm->sentence,
            sizeof(alarm->sentence));
}

/* Of the process that is worst off before some wall, at whom was looked. */
static const char *cause_in(const struct roll *roll) {
  for (int i = 0; i < roll->wall_count; i++) {
    enum cause cause = findings_cause(&roll->wall[i].findings);

    if (cause != CAUSE_UNKNOWN)
      return causes[cause].words;
  }
  return NULL;
}

void overview_look(struct overview *overview, const struct pipeline *pipeline) {
  struct parts parts = pipeline_parts(pipeline);
  const struct roll *roll;
  size_t index = 0;

  while ((roll = rolls_next(parts.rolls, &index))) {
    struct group_told *group = group_of(overview, roll->target);

    if (group)
      group->cause = cause_in(roll);
  }
}
