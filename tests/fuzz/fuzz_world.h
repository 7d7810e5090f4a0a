/*
 * fuzz_world.h - a pipeline with whoever it is told of: members, the host,
 * disks and filesystems whose values go on by their slopes from tick to tick. A
 * script changes them, and ends and resumes the pipeline. After each tick what
 * must hold is checked. See fuzz_pipeline.c.
 */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "fuzz.h"
#include "invariants.h"
#include "state_scene.h"

enum { SLOTS = 5, DEVICES = 6, VOLUMES = 5, TICKS_MOST = 400 };

enum mode { MODE_OBSERVE, MODE_REST, MODE_SKIP, MODE_GAP, MODES };

/* Values that go on. */
struct course {
  double value[METRIC_COUNT];
  double slope[METRIC_COUNT]; /* a second */
};

struct slot {
  bool wanted; /* a process is there */
  struct member *member;
  size_t base;      /* its configured group */
  const char *name; /* of the group that captures make; NULL */
  int pid;
  enum mode mode;
  double stuck_s;
  unsigned read; /* which lanes were read, and how late */
  unsigned command;
  struct findings findings;
  struct course course;
};

struct world {
  struct settings settings;
  struct pipeline *pipeline;
  struct reunion *reunion;
  struct sink sink;
  double now_s;
  double wall_clock_s; /* at 0 of that clock */
  int ticks, pids;
  bool has_ticked; /* since it began; before that nobody saves */
  bool tear;
  struct date date;
  bool dates;
  struct slot slot[SLOTS];
  struct course host;
  unsigned devices, volumes; /* sets of those that are there */
  struct course device, volume;
};

static struct invariants invariants;

static const char *const fuzz_commands[] = {
    "web", "", "(evil) Z 1) R", "\n\x1b[31m\x7f", "\xff\xfe\xc3", "a\\\"b"};

/* Some come to one name, or to one that is longer than there is room for. */
static const char fuzz_long_name[] =
    "/\n\"\x01\xff of more than 64 bytes, as no kernel and hardly a "
    "mount point has them, but who knows";
static const char *const fuzz_devices[DEVICES] = {
    "sda", "nvme0n1", "sda1", "a!b", "a?b", fuzz_long_name};
static const char *const fuzz_volumes[VOLUMES] = {"/", "/srv", "/a/b", "/a-b",
                                                  fuzz_long_name};

static inline void course_begin(struct course *course) {
  for (int id = 0; id < METRIC_COUNT; id++) {
    course->value[id] = NAN;
    course->slope[id] = 0;
  }
}

/* No parser hands over what is infinite. */
static inline void course_go_on(struct course *course, double step_s) {
  for (int id = 0; id < METRIC_COUNT; id++) {
    if (course->slope[id] == 0)
      continue;
    course->value[id] += course->slope[id] * step_s;
    if (isinf(course->value[id]))
      course->value[id] = NAN;
  }
}

static inline void set_option(struct world *world, const char *key,
                              const char *first, const char *second,
                              double number) {
  struct argument arguments[] = {{.text = first, .number = number},
                                 {.text = second}};
  struct complaint complaint;

  if (settings_set(&world->settings, key, arguments, second ? 2 : 1,
                   &complaint) < 0) {
    fprintf(stderr, "%s\n", complaint.text);
    abort();
  }
}

static inline void slot_begin(struct slot *slot, int pid) {
  double *value = slot->course.value;

  *slot = (struct slot){.wanted = true, .pid = pid};
  course_begin(&slot->course);
  value[METRIC_START_TIME] = 1000 + pid;
  value[METRIC_STATE] = 'S';
  value[METRIC_FD_COUNT] = 100;
  value[METRIC_LIMIT_FDS] = 1024;
  value[METRIC_THREADS] = 4;
  value[METRIC_MEM_RSS] = 1e8;
  value[METRIC_RSS_ANON] = 9e7;
  value[METRIC_PROCESS_BLOCK_DELAY] = 0;
}

static inline void world_open(struct world *world) {
  *world = (struct world){.now_s = 100, .wall_clock_s = STATE_WALL_CLOCK_S};
  MUST(settings_init(&world->settings) == 0);
  set_option(world, "MaxProcesses", NULL, NULL, SLOTS - 1);
  set_option(world, "MaxGroups", NULL, NULL, 2);
  course_begin(&world->host);
  course_begin(&world->device);
  course_begin(&world->volume);
  world->host.value[METRIC_MEM_TOTAL] = 8e9;
  world->host.value[METRIC_MEM_AVAILABLE] = 4e9;
  world->volume.value[METRIC_FS_SIZE] = 2e9;
  world->volume.value[METRIC_FS_USED] = 1e9;
  world->sink = invariants_sink(&invariants);
}

/* When the options have been chosen. */
static inline void world_begin(struct world *world) {
  set_option(world, "Threshold", "mem_rss", "6G", 0);
  set_option(world, "Process", "web", NULL, 0);
  set_option(world, "ProcessMatch", "pool-$1", "^php ([a-z]+)", 0);
  world->pipeline = pipeline_new(&world->settings, 4, 4096);
  MUST(world->pipeline);
  invariants_resume(&invariants, false);
  invariants.resumed = false;
}

static inline void world_close(struct world *world) {
  pipeline_free(world->pipeline);
  reunion_free(world->reunion);
  settings_release(&world->settings);
}

/* --- a tick --------------------------------------------------------------- */

static inline void admit(struct world *world, struct slot *slot) {
  size_t account = pipeline_group(world->pipeline, slot->base, slot->name);
  const double *value = slot->course.value;
  struct newcomer newcomer = {slot->pid, value[METRIC_START_TIME],
                              value[METRIC_START_STACK],
                              fuzz_commands[slot->command]};

  slot->member = pipeline_admit(world->pipeline, account, slot->pid);
  if (slot->member && world->reunion)
    reunion_meet(world->reunion, &newcomer, slot->member);
}

static inline void tell_of(struct world *world, struct slot *slot,
                           double step_s) {
  double read_s[LANE_COUNT];
  struct glance glance = {.command = fuzz_commands[slot->command],
                          .stuck_s = slot->stuck_s,
                          .read_s = slot->read ? read_s : NULL,
                          .findings = &slot->findings};
  bool may_rest = !pipeline_is_at_risk(slot->member);

  for (int lane = 0; lane < LANE_COUNT; lane++)
    read_s[lane] = slot->read & (1U << lane)
                       ? world->now_s + step_s * (slot->read >> 4) / 32
                       : (double)NAN;
  if (slot->mode == MODE_OBSERVE || (slot->mode != MODE_GAP && !may_rest))
    pipeline_observe(world->pipeline, slot->member, &glance,
                     slot->course.value);
  else if (slot->mode == MODE_REST)
    pipeline_rest(world->pipeline, slot->member, &glance);
  else if (slot->mode == MODE_SKIP)
    pipeline_skip(world->pipeline, slot->member, &glance);
}

static inline void tell_of_members(struct world *world, double step_s) {
  for (int i = 0; i < SLOTS; i++) {
    struct slot *slot = &world->slot[i];

    course_go_on(&slot->course, step_s);
    if (slot->member && !slot->wanted) {
      pipeline_dismiss(world->pipeline, slot->member);
      slot->member = NULL;
    }
    if (slot->wanted && !slot->member)
      admit(world, slot);
    if (slot->member)
      tell_of(world, slot, step_s);
  }
}

static inline void tell_of_machine(struct world *world, double step_s) {
  course_go_on(&world->host, step_s);
  course_go_on(&world->device, step_s);
  course_go_on(&world->volume, step_s);
  pipeline_host(world->pipeline, world->host.value);
  for (int i = 0; i < DEVICES; i++)
    if (world->devices & (1U << i))
      (void)pipeline_disk(world->pipeline, fuzz_devices[i], world->device.value,
                          &world->sink);
}

static inline void tell_of_volumes(struct world *world) {
  for (int i = 0; i < VOLUMES; i++)
    if (world->volumes & (1U << i))
      (void)pipeline_filesystem(world->pipeline, fuzz_volumes[i], 0,
                                world->volume.value);
}

static inline void expect_all_held(void) {
  if (invariants.broken[0])
    fprintf(stderr, "must hold: %s\n", invariants.broken);
  MUST(!invariants.broken[0]);
}

static inline void world_tick(struct world *world, double step_s) {
  world->now_s += step_s;
  if (++world->ticks > TICKS_MOST || world->now_s > 1e11 ||
      !pipeline_begin(world->pipeline, world->now_s))
    return;
  world->has_ticked = true;
  if (world->tear)
    pipeline_tear(world->pipeline);
  if (world->dates)
    pipeline_date(world->pipeline, &world->date);
  world->tear = world->dates = false;
  tell_of_machine(world, step_s);
  tell_of_members(world, step_s);
  tell_of_volumes(world);
  pipeline_finish(world->pipeline, &world->sink);
  if (world->reunion && !reunion_step(world->reunion)) {
    reunion_free(world->reunion);
    world->reunion = NULL;
  }
  invariants_tick(&invariants, world->pipeline, &world->settings);
  expect_all_held();
}

/* A clock that stands still, or goes back: there is no tick. */
static inline void world_step_back(struct world *world, double back_s) {
  if (world->has_ticked)
    MUST(!pipeline_begin(world->pipeline, world->now_s - back_s));
}

/* --- a restart ------------------------------------------------------------ */

static inline char *world_save(struct world *world, size_t *ret_length) {
  struct roster roster;
  struct stage stage = {world->pipeline, &roster, world->reunion};
  char *text;

  stage_open(&roster, SLOTS);
  for (int i = 0; i < SLOTS; i++) {
    struct slot *slot = &world->slot[i];
    struct seat *seat = &roster.seat[i];

    *seat = (struct seat){
        .taken = slot->member, .pid = slot->pid, .member = slot->member};
    memcpy(seat->value, slot->course.value, sizeof(seat->value));
    snprintf(seat->name, sizeof(seat->name), "%s",
             fuzz_commands[slot->command]);
  }
  roster.count = roster.high = roster.low = SLOTS;
  text = state_of(&stage, world->now_s, models[world->settings.model].name,
                  ret_length);
  stage_close(&roster);
  return text;
}

/* Ends, and begins anew `gap_s` later from what was saved; behind a boot by a
 * clock that begins at 0. */
static inline void world_restart(struct world *world, double gap_s,
                                 bool boots) {
  struct archive_tick tick = {.interval_s = 1};
  const char *why;
  size_t length;
  char *text;

  if (!world->has_ticked)
    return;
  text = world_save(world, &length);
  why = state_check(text, length);
  if (why)
    fprintf(stderr, "%s: %.*s\n", why, (int)length, text);
  MUST(!why);
  pipeline_free(world->pipeline);
  reunion_free(world->reunion);
  tick.wall_clock_s = world->wall_clock_s + world->now_s + gap_s;
  world->now_s = boots ? 1 : world->now_s + gap_s;
  world->wall_clock_s = tick.wall_clock_s - world->now_s;
  tick.now_s = world->now_s + 1;
  world->pipeline = pipeline_new(&world->settings, 4, 4096);
  MUST(world->pipeline);
  world->reunion = state_resume(text, length, &world->settings, world->pipeline,
                                &tick, boots ? "another" : BOOT_ID);
  MUST(world->reunion);
  free(text);
  invariants_resume(&invariants, true);
  world->has_ticked = false;
  for (int i = 0; i < SLOTS; i++)
    world->slot[i].member = NULL;
}

#endif
