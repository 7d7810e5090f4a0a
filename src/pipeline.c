/* pipeline.c - see pipeline.h */
#include "pipeline.h"

#include "disks.h"
#include "host.h"
#include "insides.h"
#include "join.h"
#include "rolls.h"
#include "spotlight.h"
#include "tape.h"
#include "trip.h"
#include "volumes.h"
#include "wall_plan.h"
#include "window/ago.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct pipeline {
  const struct settings *settings;
  double cpus, page_bytes;
  struct timeline timeline;
  struct date date;        /* zeroed: not known */
  struct ago fd_ago;       /* FdWindow before this tick */
  struct window_plan plan; /* of members */
  struct herd herd;
  struct rolls rolls; /* of groups */
  struct host host;
  struct subjects disks;
  struct subjects volumes;
  const struct tape *tape; /* NULL: nobody keeps what enters */
};

static void note(const struct pipeline *pipeline, struct entry entry) {
  if (pipeline->tape)
    pipeline->tape->take(pipeline->tape->context, pipeline, &entry);
}

static struct entry entry_of(const struct pipeline *pipeline,
                             enum entry_kind kind, const struct member *member,
                             const struct glance *glance) {
  const struct roll *roll = &pipeline->rolls.roll[member->group];

  return (struct entry){.kind = kind,
                        .name = roll->target,
                        .base = roll->base,
                        .member = herd_place(&pipeline->herd, member),
                        .pid = member->pid,
                        .glance = glance ? *glance : (struct glance){0}};
}

static void note_member(const struct pipeline *pipeline, enum entry_kind kind,
                        const struct member *member,
                        const struct glance *glance) {
  if (pipeline->tape)
    note(pipeline, entry_of(pipeline, kind, member, glance));
}

static void note_sample(const struct pipeline *pipeline,
                        const struct member *member,
                        const struct glance *glance, const double *raw,
                        const double *derived) {
  struct entry entry;

  if (!pipeline->tape)
    return;
  entry = entry_of(pipeline, ENTRY_SAMPLE, member, glance);
  entry.value = raw;
  entry.derived = derived;
  note(pipeline, entry);
}

static int init_groups(struct pipeline *pipeline) {
  const struct settings *settings = pipeline->settings;
  int r;

  window_plan_init(&pipeline->plan, SCOPE_MEMBER);
  r = rolls_init(&pipeline->rolls, settings, &pipeline->plan);
  return r < 0 ? r
               : herd_init(&pipeline->herd, (size_t)settings->max_processes,
                           (size_t)rolls_walls_most(&pipeline->rolls),
                           &pipeline->plan);
}

struct pipeline *pipeline_new(const struct settings *settings, double cpus,
                              double page_bytes) {
  struct pipeline *pipeline = calloc(1, sizeof(*pipeline));

  if (!pipeline)
    return NULL;
  pipeline->settings = settings;
  pipeline->cpus = cpus;
  pipeline->page_bytes = page_bytes;
  if (host_init(&pipeline->host, settings) < 0 || init_groups(pipeline) < 0 ||
      disks_init(&pipeline->disks, settings) < 0 ||
      volumes_init(&pipeline->volumes, settings) < 0) {
    pipeline_free(pipeline);
    return NULL;
  }
  return pipeline;
}

void pipeline_free(struct pipeline *pipeline) {
  if (!pipeline)
    return;
  herd_release(&pipeline->herd);
  host_release(&pipeline->host);
  rolls_release(&pipeline->rolls);
  subjects_release(&pipeline->disks);
  subjects_release(&pipeline->volumes);
  free(pipeline);
}

bool pipeline_begin(struct pipeline *pipeline, double now_s) {
  struct roll *roll;
  size_t index = 0;

  if (!timeline_push(&pipeline->timeline, now_s))
    return false;
  pipeline->fd_ago =
      ago_find(&pipeline->timeline, pipeline->settings->fd_window_s);
  while ((roll = rolls_next(&pipeline->rolls, &index)))
    roll_begin(roll);
  roll_begin(&pipeline->host.roll);
  subjects_begin(&pipeline->disks);
  subjects_begin(&pipeline->volumes);
  herd_begin(&pipeline->herd);
  note(pipeline, (struct entry){.kind = ENTRY_BEGIN, .now_s = now_s});
  return true;
}

void pipeline_tear(struct pipeline *pipeline) {
  struct roll *roll;
  size_t index = 0;

  note(pipeline, (struct entry){.kind = ENTRY_TEAR});
  pipeline->host.last_s = NAN;
  subjects_tear(&pipeline->disks);
  herd_tear(&pipeline->herd);
  while ((roll = rolls_next(&pipeline->rolls, &index)))
    trip_tear(roll);
}

void pipeline_date(struct pipeline *pipeline, const struct date *date) {
  pipeline->date = *date;
  note(pipeline, (struct entry){.kind = ENTRY_DATE, .date = *date});
}

static struct derive_context context_of(const struct pipeline *pipeline) {
  return (struct derive_context){.host = pipeline->host.now,
                                 .cpus = pipeline->cpus,
                                 .page_bytes = pipeline->page_bytes};
}

void pipeline_host(struct pipeline *pipeline, const double *raw) {
  host_observe(&pipeline->host, &pipeline->timeline, pipeline->cpus, raw);
  note(pipeline, (struct entry){.kind = ENTRY_HOST,
                                .value = raw,
                                .derived = pipeline->host.now});
}

double pipeline_io_pressure(const struct pipeline *pipeline) {
  return pipeline->host.now[METRIC_PSI_IO_SOME_TOTAL];
}

static struct surroundings surroundings_of(const struct pipeline *pipeline,
                                           const double *read_s) {
  return (struct surroundings){.timeline = &pipeline->timeline,
                               .derive = context_of(pipeline),
                               .read_s = read_s};
}

int pipeline_disk(struct pipeline *pipeline, const char *name,
                  const double *raw, const struct sink *sink) {
  struct surroundings surroundings = surroundings_of(pipeline, NULL);
  struct subject *disk = disks_find(&pipeline->disks, name);

  if (disk)
    subjects_observe(&pipeline->disks, disk, &surroundings, raw, disk->now);
  note(pipeline, (struct entry){.kind = ENTRY_DEVICE,
                                .name = name,
                                .value = raw,
                                .derived = disk ? disk->now : NULL});
  if (!disk)
    return -ENOSPC;
  emit_metrics(sink, disk->roll.target, SCOPE_DEVICE, disk->now);
  if (disk->stands)
    disks_report(&pipeline->disks, disk, &pipeline->timeline, disk->now);
  return 0;
}

int pipeline_filesystem(struct pipeline *pipeline, const char *point,
                        double stuck_s, const double *raw) {
  struct surroundings surroundings = surroundings_of(pipeline, NULL);
  struct subject *volume = volumes_find(&pipeline->volumes, point);

  note(pipeline, (struct entry){.kind = ENTRY_FILESYSTEM,
                                .name = point,
                                .glance = {.stuck_s = stuck_s},
                                .value = raw});
  if (!volume)
    return -ENOSPC;
  volumes_report(&pipeline->volumes, volume, &surroundings,
                 &(struct report){.command = "", .stuck_s = stuck_s}, raw);
  return 0;
}

size_t pipeline_group(struct pipeline *pipeline, size_t group,
                      const char *name) {
  return rolls_find(&pipeline->rolls, group, name);
}

struct member *pipeline_admit(struct pipeline *pipeline, size_t group,
                              int pid) {
  struct member *member = herd_take(&pipeline->herd, &pipeline->plan);

  if (!member)
    return NULL;
  member->pid = pid;
  member->group = group;
  member->base = pipeline->rolls.roll[group].base;
  pipeline->rolls.roll[group].followed++;
  note_member(pipeline, ENTRY_ADMIT, member, NULL);
  return member;
}

void pipeline_dismiss(struct pipeline *pipeline, struct member *member) {
  struct roll *roll = &pipeline->rolls.roll[member->group];

  note_member(pipeline, ENTRY_DISMISS, member, NULL);
  roll->followed--;
  roll_leave(roll, member->track);
  herd_give(&pipeline->herd, member);
}

static void report(struct pipeline *pipeline, struct member *member,
                   const struct glance *glance, const double *now,
                   const double *growth) {
  struct roll *roll = &pipeline->rolls.roll[member->group];

  member->seen = true;
  roll_report(roll,
              &(struct report){.pid = member->pid,
                               .command = glance->command,
                               .stuck_s = glance->stuck_s,
                               .findings = glance->findings,
                               .memory = &member->growth,
                               .is_calm = !member->at_risk,
                               .now = now,
                               .growth = growth,
                               .standings = member->standing,
                               .track = member->track,
                               .plan = &pipeline->plan,
                               .joint = &member->joint,
                               .trips = joint_has_tripped(
                                   &member->joint, pipeline->settings->trip_s),
                               .waits_known = !isnan(now[METRIC_IO_WAIT]),
                               .waits_anew = join_waits_anew(
                                   pipeline->settings, roll, member, now)},
              pipeline->settings->horizon_s);
}

static void push_memory(const struct pipeline *pipeline, struct member *member,
                        const double *now) {
  growth_push(&member->growth, timeline_now_s(&pipeline->timeline),
              &(struct rss){now[METRIC_RSS_ANON], now[METRIC_RSS_FILE],
                            now[METRIC_RSS_SHMEM]});
}

void pipeline_observe(struct pipeline *pipeline, struct member *member,
                      const struct glance *glance, const double *raw) {
  const struct roll *roll = &pipeline->rolls.roll[member->group];
  struct surroundings surroundings = surroundings_of(pipeline, glance->read_s);
  struct lookout lookout = {pipeline->settings, &pipeline->timeline,
                            &pipeline->plan};
  struct change change;

  track_observe(member->track, &pipeline->plan, &surroundings, raw, &change);
  push_memory(pipeline, member, change.now);
  note_sample(pipeline, member, glance, raw, change.now);
  lookout_learn(&lookout, roll, member->track, change.now);
  lookout_stand(&lookout, roll, member->track, change.now, member->standing);
  join(&lookout, &pipeline->fd_ago, roll, member, change.now);
  member->at_risk = lookout_sees_risk(&lookout, roll, member->standing) ||
                    join_sees_risk(&lookout, member, change.now);
  report(pipeline, member, glance, change.now, change.growth);
}

void pipeline_rest(struct pipeline *pipeline, struct member *member,
                   const struct glance *glance) {
  struct surroundings surroundings = surroundings_of(pipeline, glance->read_s);
  struct change change;

  note_member(pipeline, ENTRY_REST, member, glance);
  track_rest(member->track, &pipeline->plan, &surroundings, &change);
  report(pipeline, member, glance, change.now, change.now); /* 0 for each */
}

void pipeline_skip(struct pipeline *pipeline, struct member *member,
                   const struct glance *glance) {
  struct surroundings surroundings = surroundings_of(pipeline, glance->read_s);
  struct change change;

  note_member(pipeline, ENTRY_SKIP, member, glance);
  track_skip(member->track, &pipeline->plan, &surroundings, &change);
  report(pipeline, member, glance, change.now, NULL);
}

bool pipeline_is_at_risk(const struct member *member) {
  return member->at_risk;
}

size_t pipeline_group_of(const struct member *member) {
  return member->group;
}

bool pipeline_is_tripping(const struct member *member) {
  return joint_case_of(&member->joint) == JOINT_BOTH;
}

int pipeline_members(const struct pipeline *pipeline, size_t group) {
  return rolls_members(&pipeline->rolls, group);
}

static struct telling telling_of(const struct pipeline *pipeline) {
  const struct host *host = &pipeline->host;
  const struct date *date = &pipeline->date;
  double now_s = timeline_now_s(&pipeline->timeline);

  return (struct telling){
      .rhythm = {&pipeline->timeline,
                 track_window(host->track, &host->plan, METRIC_DIRTY_PENDING)},
      .local_s =
          date->origin_s > 0 ? date->origin_s + date->utc_offset_s + now_s : 0,
      .page_bytes = pipeline->page_bytes};
}

void pipeline_finish(struct pipeline *pipeline, const struct sink *sink) {
  const struct settings *settings = pipeline->settings;
  struct alarm_rule rule = {settings->trip_s, settings->clear_s};
  struct telling telling = telling_of(pipeline);
  struct surroundings surroundings = surroundings_of(pipeline, NULL);
  struct roll *roll;
  size_t index = 0;

  herd_close(&pipeline->herd, &pipeline->plan, &surroundings);
  while ((roll = rolls_next(&pipeline->rolls, &index))) {
    roll_judge(roll, &rule, &telling, sink);
    trip_judge(roll, settings, &pipeline->timeline, sink);
    roll_emit(roll, sink);
    if (settings->per_process > 0)
      spotlight_emit(&pipeline->herd, &pipeline->rolls, index - 1, sink);
  }
  roll_judge(&pipeline->host.roll, &rule, &telling, sink);
  roll_emit(&pipeline->host.roll, sink);
  subjects_emit(&pipeline->disks, &rule, &telling, sink);
  subjects_emit(&pipeline->volumes, &rule, &telling, sink);
  subjects_close(&pipeline->disks, &pipeline->timeline);
  subjects_close(&pipeline->volumes, &pipeline->timeline);
  rolls_close(&pipeline->rolls, timeline_now_s(&pipeline->timeline));
  note(pipeline, (struct entry){.kind = ENTRY_FINISH});
}

bool pipeline_fuse(const struct pipeline *pipeline, size_t group) {
  return fuse_is_blown(&pipeline->rolls.roll[group].fuse);
}

void pipeline_record(struct pipeline *pipeline, const struct tape *tape) {
  pipeline->tape = tape;
}

struct parts pipeline_parts(const struct pipeline *pipeline) {
  return (struct parts){.rolls = &pipeline->rolls,
                        .host = &pipeline->host.roll,
                        .machine = &pipeline->host,
                        .plan = &pipeline->plan,
                        .cpus = pipeline->cpus,
                        .page_bytes = pipeline->page_bytes,
                        .herd = &pipeline->herd,
                        .disks = &pipeline->disks,
                        .volumes = &pipeline->volumes,
                        .timeline = &pipeline->timeline};
}

struct insides pipeline_insides(struct pipeline *pipeline) {
  return (struct insides){.timeline = &pipeline->timeline,
                          .plan = &pipeline->plan,
                          .rolls = &pipeline->rolls,
                          .host = &pipeline->host,
                          .disks = &pipeline->disks,
                          .volumes = &pipeline->volumes};
}

size_t pipeline_member_bytes(const struct pipeline *pipeline) {
  return pipeline->herd.bytes;
}
