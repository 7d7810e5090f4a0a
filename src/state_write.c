/* state_write.c - see state_write.h */
#include "state_write.h"

#include "account_keep.h"
#include "emit/words.h"
#include "forecast/lore_keep.h"
#include "host.h"
#include "rolls.h"
#include "seat.h"
#include "state_put.h"
#include "subjects.h"
#include "window/keep.h"

#include <math.h>
#include <string.h>

static double now_of(const struct scribe *scribe) {
  return timeline_now_s(scribe->parts.timeline);
}

/* Whether it comes back as it is: JSON has no bytes of any kind. */
static bool can_be_told(const char *name) {
  char clean[LINE_WORD_BYTES];

  clean_text(name, clean, sizeof(clean));
  return strcmp(clean, name) == 0;
}

void state_write_begin(const struct scribe *scribe) {
  put_begin(scribe, LINE_STATE);
  put_word(scribe, WORD_PROGRAM, "io_forecast");
  put_number(scribe, NUMBER_VERSION, STATE_VERSION);
  put_end(scribe);
}

static void put_alarms(const struct scribe *scribe, const struct roll *roll) {
  put_section(scribe, SECTION_ALARMS);
  for (int i = 0; i < roll->wall_count; i++)
    put_kept(scribe, roll->wall[i].wall.name, keep_alarms(&roll->wall[i]));
  put_section_end(scribe);
}

static void put_standings(const struct scribe *scribe, const struct roll *roll,
                          const struct standing *standings) {
  put_section(scribe, SECTION_STANDINGS);
  for (int i = 0; i < roll->wall_count; i++)
    put_kept(scribe, roll->wall[i].wall.name,
             keep_standing(&standings[i], now_of(scribe)));
  put_section_end(scribe);
}

void state_write_host(const struct scribe *scribe) {
  const struct host *host = scribe->parts.machine;

  put_begin(scribe, LINE_HOST);
  put_windows(scribe, host->track, &host->plan);
  put_alarms(scribe, &host->roll);
  put_standings(scribe, &host->roll, host->standing);
  put_end(scribe);
}

void state_write_subject(const struct scribe *scribe,
                         const struct subjects *subjects,
                         const struct subject *subject) {
  if (!subject->stands || !can_be_told(subject->name))
    return;
  put_begin(scribe,
            subjects == scribe->parts.disks ? LINE_DEVICE : LINE_FILESYSTEM);
  put_word(scribe, WORD_NAME, subject->name);
  put_windows(scribe, subjects_track(subjects, subject), &subjects->plan);
  put_alarms(scribe, &subject->roll);
  put_standings(scribe, &subject->roll, subject->standing);
  put_end(scribe);
}

static void put_totals(const struct scribe *scribe, const struct roll *roll) {
  put_section(scribe, SECTION_TOTALS);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (isfinite(roll->total[id]))
      put_array(scribe, metrics[id].name, &roll->total[id], 1);
  put_section_end(scribe);
}

static void put_trip(const struct scribe *scribe, const struct roll *roll) {
  const struct trip *trip = &roll->trip;
  double now_s = now_of(scribe);

  put_section(scribe, SECTION_ARRAYS);
  put_kept(scribe, "fd_growth_usual",
           keep_baseline(&trip->group.fd_growth_usual, now_s));
  put_kept(scribe, "joint", keep_joint(&trip->group, now_s));
  put_kept(scribe, "fuse", keep_fuse(&roll->fuse, now_s));
  if (fuse_is_blown(&roll->fuse))
    put_kept(scribe, "told", keep_joint(&trip->told, now_s));
  put_section_end(scribe);
}

void state_write_group(const struct scribe *scribe, const struct roll *roll) {
  const struct settings *settings = scribe->parts.rolls->settings;

  if (!can_be_told(roll->target))
    return;
  put_begin(scribe, LINE_GROUP);
  put_word(scribe, WORD_NAME, roll->target);
  put_word(scribe, WORD_BASE, settings->groups[roll->base].title);
  put_totals(scribe, roll);
  put_alarms(scribe, roll);
  put_trip(scribe, roll);
  put_end(scribe);
}

static enum line_kind kind_of(enum metric_scope scope) {
  switch (scope) {
  case SCOPE_MEMBER:
    return LINE_GROUP;
  case SCOPE_DEVICE:
    return LINE_DEVICE;
  case SCOPE_FILESYSTEM:
    return LINE_FILESYSTEM;
  default:
    return LINE_HOST;
  }
}

static void put_learnt(void *context, const char *name, const double *value,
                       int count) {
  put_array(context, name, value, count);
}

void state_write_lore(const struct scribe *scribe, const struct roll *roll,
                      const char *name, int wall) {
  const struct wall_roll *row = &roll->wall[wall];
  struct scribe own = *scribe;

  if (!row->lore || isnan(row->lore->habit.first_s) || !can_be_told(name))
    return;
  put_begin(scribe, LINE_LORE);
  put_word(scribe, WORD_OF, line_kinds[kind_of(roll->scope)]);
  put_word(scribe, WORD_NAME, name);
  put_word(scribe, WORD_WALL, row->wall.name);
  put_section(scribe, SECTION_ARRAYS);
  lore_keep(row->lore, now_of(scribe),
            &(struct lore_visitor){put_learnt, &own});
  put_section_end(scribe);
  put_end(scribe);
}

static void put_accounts(const struct scribe *scribe,
                         const struct member *member) {
  double now_s = now_of(scribe);

  put_section(scribe, SECTION_ARRAYS);
  put_kept(scribe, "io_wait_usual",
           keep_baseline(&member->joint.io_wait_usual, now_s));
  put_kept(scribe, "fd_growth_usual",
           keep_baseline(&member->joint.fd_growth_usual, now_s));
  put_kept(scribe, "joint", keep_joint(&member->joint, now_s));
  put_kept(scribe, "growth", keep_growth(&member->growth, now_s));
  put_section_end(scribe);
}

void state_write_member(const struct scribe *scribe, const struct seat *seat) {
  const struct member *member = seat->member;
  const struct roll *roll = &scribe->parts.rolls->roll[member->group];
  const double *last = member->track->last;

  if (isnan(last[METRIC_START_TIME]))
    return;
  put_begin(scribe, LINE_MEMBER);
  put_number(scribe, NUMBER_PID, member->pid);
  put_number(scribe, NUMBER_START, last[METRIC_START_TIME]);
  put_number(scribe, NUMBER_STACK, last[METRIC_START_STACK]);
  put_word(scribe, WORD_COMMAND, seat->name);
  put_word(scribe, WORD_NAME, roll->target);
  put_windows(scribe, member->track, scribe->parts.plan);
  put_standings(scribe, roll, member->standing);
  put_accounts(scribe, member);
  put_end(scribe);
}

void state_write_end(const struct scribe *scribe, const struct stamp *stamp) {
  struct past ages;

  keep_timeline(scribe->parts.timeline, &ages);
  put_begin(scribe, LINE_END);
  put_number(scribe, NUMBER_LINES, (double)scribe->sheet->lines);
  put_word(scribe, WORD_BOOT, stamp->boot_id);
  put_word(scribe, WORD_MODEL, stamp->model);
  put_number(scribe, NUMBER_WALL_CLOCK, stamp->wall_clock_s);
  put_number(scribe, NUMBER_INTERVAL, stamp->interval_s);
  put_section(scribe, SECTION_ARRAYS);
  put_past(scribe, "ages", &ages);
  put_section_end(scribe);
  put_end(scribe);
}
