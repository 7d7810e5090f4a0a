/* pipeline.c - see pipeline.h */
#include "pipeline.h"

#include "disks.h"
#include "forecast/forecast.h"
#include "rolls.h"
#include "spotlight.h"
#include "wall_plan.h"
#include "window/rate.h"
#include "window/track.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct host {
  double last_s;
  double last[METRIC_COUNT];
  double now[METRIC_COUNT];
  struct window_plan plan;
  struct track *track; /* for its windows only */
  struct roll roll;
  struct lore *lores; /* of its walls; NULL: nothing is learnt */
};

struct pipeline {
  const struct settings *settings;
  double cpus;
  struct timeline timeline;
  struct window_plan plan; /* of members */
  struct herd herd;
  struct rolls rolls; /* of groups */
  struct host host;
  struct disks disks;
};

static void forget_all(double value[METRIC_COUNT]) {
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
}

static int take_lores(struct pipeline *pipeline) {
  struct host *host = &pipeline->host;

  host->lores = calloc((size_t)host->roll.wall_count + 1, sizeof(struct lore));
  if (!host->lores)
    return -ENOMEM;
  roll_learn(&host->roll, host->lores, pipeline->settings->horizon_s);
  return 0;
}

static int init_host(struct pipeline *pipeline) {
  struct host *host = &pipeline->host;

  window_plan_init(&host->plan, SCOPE_HOST);
  roll_init(&host->roll, "host", SCOPE_HOST);
  wall_plan(&host->roll, &host->plan, &pipeline->settings->thresholds,
            pipeline->settings);
  host->last_s = NAN;
  forget_all(host->last);
  forget_all(host->now);
  host->track = calloc(1, track_bytes(&host->plan));
  if (!host->track)
    return -ENOMEM;
  track_reset(host->track, &host->plan);
  return models[pipeline->settings->model].learns ? take_lores(pipeline) : 0;
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

struct pipeline *pipeline_new(const struct settings *settings, double cpus) {
  struct pipeline *pipeline = calloc(1, sizeof(*pipeline));

  if (!pipeline)
    return NULL;
  pipeline->settings = settings;
  pipeline->cpus = cpus;
  if (init_host(pipeline) < 0 || init_groups(pipeline) < 0) {
    pipeline_free(pipeline);
    return NULL;
  }
  return pipeline;
}

void pipeline_free(struct pipeline *pipeline) {
  if (!pipeline)
    return;
  herd_release(&pipeline->herd);
  free(pipeline->host.track);
  free(pipeline->host.lores);
  rolls_release(&pipeline->rolls);
  free(pipeline);
}

bool pipeline_begin(struct pipeline *pipeline, double now_s) {
  struct roll *roll;
  size_t index = 0;

  if (!timeline_push(&pipeline->timeline, now_s))
    return false;
  while ((roll = rolls_next(&pipeline->rolls, &index)))
    roll_begin(roll);
  roll_begin(&pipeline->host.roll);
  return true;
}

void pipeline_tear(struct pipeline *pipeline) {
  pipeline->host.last_s = NAN;
  disks_tear(&pipeline->disks);
  herd_tear(&pipeline->herd);
}

static struct derive_context context_of(const struct pipeline *pipeline) {
  return (struct derive_context){.host = pipeline->host.now,
                                 .cpus = pipeline->cpus};
}

/* From a process, or the host, that each wall's lore follows. */
static void learn(const struct pipeline *pipeline, const struct roll *roll,
                  const struct track *track) {
  const struct window_plan *plan =
      roll->scope == SCOPE_HOST ? &pipeline->host.plan : &pipeline->plan;

  for (int i = 0; i < roll->wall_count; i++) {
    const struct wall_roll *row = &roll->wall[i];
    enum metric_id foretold = wall_foretells(&row->wall);
    struct sight sight = sight_of(track_window(track, plan, foretold),
                                  &pipeline->timeline, row->wall.direction);

    if (row->lore && lore_follows(row->lore, track))
      lore_step(row->lore, &sight);
  }
}

/* Where a process, or the host, with these values stands before each wall. */
static void stand_all(const struct pipeline *pipeline, const struct roll *roll,
                      const struct track *track, const double *now,
                      struct standing *standings) {
  const struct window_plan *plan =
      roll->scope == SCOPE_HOST ? &pipeline->host.plan : &pipeline->plan;
  struct outlook outlook = {pipeline->settings->model,
                            pipeline->settings->horizon_s, &pipeline->timeline};

  for (int i = 0; i < roll->wall_count; i++) {
    const struct wall *wall = &roll->wall[i].wall;

    outlook.lore = roll->wall[i].lore;
    standings[i] = standing_of(wall, &outlook, now,
                               track_window(track, plan, wall_foretells(wall)));
  }
}

/* Fewer ticks than these may miss the tip of a sawtooth again and again, each
 * time by a little less. */
enum { DIRTY_TICKS_LEAST = 30 };

static double dirty_before(const struct pipeline *pipeline, const double *raw) {
  const struct host *host = &pipeline->host;
  double ticks_s = DIRTY_TICKS_LEAST * timeline_step_s(&pipeline->timeline);

  return window_peak_before(
      track_window(host->track, &host->plan, METRIC_DIRTY_PENDING),
      &pipeline->timeline, fmax(derive_dirty_period_s(raw), ticks_s));
}

void pipeline_host(struct pipeline *pipeline, const double *raw) {
  struct host *host = &pipeline->host;
  double now_s = timeline_now_s(&pipeline->timeline);
  struct derive_context context = context_of(pipeline);
  struct standing standings[WALLS_MOST];

  rate_all(SCOPE_HOST, host->last, raw, now_s - host->last_s, host->now);
  rate_bases(host->last, raw);
  host->last_s = now_s;
  context.dirty_before = dirty_before(pipeline, raw);
  derive_all(SCOPE_HOST, &context, host->now);
  track_push(host->track, &host->plan, &pipeline->timeline, host->now);
  learn(pipeline, &host->roll, host->track);
  stand_all(pipeline, &host->roll, host->track, host->now, standings);
  roll_report(
      &host->roll,
      &(struct report){.command = "", .now = host->now, .standings = standings},
      pipeline->settings->horizon_s);
  /* counters of the host leave as the kernel counts them */
  memcpy(host->roll.total, raw, sizeof(host->roll.total));
}

double pipeline_io_pressure(const struct pipeline *pipeline) {
  return pipeline->host.now[METRIC_PSI_IO_SOME_TOTAL];
}

int pipeline_disk(struct pipeline *pipeline, const char *name,
                  const double *raw, const struct sink *sink) {
  struct derive_context context = context_of(pipeline);
  char target[DISK_TARGET_BYTES];
  double now[METRIC_COUNT];
  int r = disks_observe(&pipeline->disks, name, raw,
                        timeline_now_s(&pipeline->timeline), now);

  if (r < 0)
    return r;
  derive_all(SCOPE_DEVICE, &context, now);
  snprintf(target, sizeof(target), "device-%s", name);
  emit_metrics(sink, target, SCOPE_DEVICE, now);
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
  return member;
}

void pipeline_dismiss(struct pipeline *pipeline, struct member *member) {
  struct roll *roll = &pipeline->rolls.roll[member->group];

  roll->followed--;
  roll_leave(roll, member->track);
  herd_give(&pipeline->herd, member);
}

static bool is_at_risk(const struct pipeline *pipeline, const struct roll *roll,
                       const struct standing *standings) {
  for (int i = 0; i < roll->wall_count; i++) {
    bool met;
    enum state state = verdict_of(&roll->wall[i].wall, &standings[i],
                                  pipeline->settings->horizon_s, &met);

    if (met || state > STATE_OK)
      return true;
  }
  return false;
}

static struct surroundings surroundings_of(const struct pipeline *pipeline,
                                           const double *read_s) {
  return (struct surroundings){.timeline = &pipeline->timeline,
                               .derive = context_of(pipeline),
                               .read_s = read_s};
}

static void report(struct pipeline *pipeline, struct member *member,
                   const struct glance *glance, const double *now,
                   const double *growth) {
  member->seen = true;
  roll_report(&pipeline->rolls.roll[member->group],
              &(struct report){.pid = member->pid,
                               .command = glance->command,
                               .stuck_s = glance->stuck_s,
                               .is_calm = !member->at_risk,
                               .now = now,
                               .growth = growth,
                               .standings = member->standing},
              pipeline->settings->horizon_s);
}

void pipeline_observe(struct pipeline *pipeline, struct member *member,
                      const struct glance *glance, const double *raw) {
  const struct roll *roll = &pipeline->rolls.roll[member->group];
  struct surroundings surroundings = surroundings_of(pipeline, glance->read_s);
  struct change change;

  track_observe(member->track, &pipeline->plan, &surroundings, raw, &change);
  learn(pipeline, roll, member->track);
  stand_all(pipeline, roll, member->track, change.now, member->standing);
  member->at_risk = is_at_risk(pipeline, roll, member->standing);
  report(pipeline, member, glance, change.now, change.growth);
}

void pipeline_rest(struct pipeline *pipeline, struct member *member,
                   const struct glance *glance) {
  struct surroundings surroundings = surroundings_of(pipeline, glance->read_s);
  struct change change;

  track_rest(member->track, &pipeline->plan, &surroundings, &change);
  report(pipeline, member, glance, change.now, change.now); /* 0 for each */
}

void pipeline_skip(struct pipeline *pipeline, struct member *member,
                   const struct glance *glance) {
  struct surroundings surroundings = surroundings_of(pipeline, glance->read_s);
  struct change change;

  track_skip(member->track, &pipeline->plan, &surroundings, &change);
  report(pipeline, member, glance, change.now, NULL);
}

bool pipeline_is_at_risk(const struct member *member) {
  return member->at_risk;
}

int pipeline_members(const struct pipeline *pipeline, size_t group) {
  return rolls_members(&pipeline->rolls, group);
}

/* A member that nobody told of has a gap. */
static void close_gaps(struct pipeline *pipeline) {
  struct surroundings surroundings = surroundings_of(pipeline, NULL);

  for (size_t i = 0; i < pipeline->herd.high; i++) {
    const struct member *member = herd_at(&pipeline->herd, i);

    if (member && !member->seen)
      track_gap(member->track, &pipeline->plan, &surroundings);
  }
}

static void forget_seen(struct pipeline *pipeline) {
  for (size_t i = 0; i < pipeline->herd.high; i++) {
    struct member *member = herd_at(&pipeline->herd, i);

    if (member)
      member->seen = false;
  }
}

void pipeline_finish(struct pipeline *pipeline, const struct sink *sink) {
  const struct settings *settings = pipeline->settings;
  struct alarm_rule rule = {settings->trip_s, settings->clear_s};
  double now_s = timeline_now_s(&pipeline->timeline);
  struct roll *roll;
  size_t index = 0;

  close_gaps(pipeline);
  while ((roll = rolls_next(&pipeline->rolls, &index))) {
    roll_judge(roll, &rule, now_s, sink);
    roll_emit(roll, sink);
    if (settings->per_process > 0)
      spotlight_emit(&pipeline->herd, index - 1, roll, settings, sink);
  }
  roll_judge(&pipeline->host.roll, &rule, now_s, sink);
  roll_emit(&pipeline->host.roll, sink);
  rolls_close(&pipeline->rolls, now_s);
  forget_seen(pipeline);
}

size_t pipeline_member_bytes(const struct pipeline *pipeline) {
  return pipeline->herd.bytes;
}
