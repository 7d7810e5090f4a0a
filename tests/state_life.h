/*
 * state_life.h - a pipeline with two members and what they are seen to do,
 * whose state is taken up by another. For tests.
 */
#ifndef STATE_LIFE_H
#define STATE_LIFE_H

#include "expect.h"

#include "base/scoped.h"
#include "desk.h"
#include "disks.h"
#include "host.h"
#include "rolls.h"
#include "state_scene.h"
#include "volumes.h"

enum { LEAKY, QUIET, MEMBERS };

/* A scene, and who is in it. */
struct life {
  struct scene scene;
  struct roster roster;
  struct reunion *reunion;
  int tick;
};

static inline void prepare(struct life *life) {
  *life = (struct life){0};
  open_scene(&life->scene, 100);
  option(&life->scene, "TripAfter", "3", NULL);
  option(&life->scene, "ClearAfter", "5", NULL);
  option(&life->scene, "Process", "web", NULL);
  stage_open(&life->roster, MEMBERS);
}

static inline void start(struct life *life) {
  begin(&life->scene);
  for (int i = 0; i < MEMBERS; i++)
    stage_admit(&life->roster, life->scene.pipeline, 0, 11 + i, "web");
}

static inline void finish(struct life *life) {
  reunion_free(life->reunion);
  stage_close(&life->roster);
  end(&life->scene);
}

static inline void observe(struct life *life, int i, double fds) {
  struct seat *seat = &life->roster.seat[i];
  double raw[METRIC_MEMBER_COUNT];

  forget(raw, METRIC_MEMBER_COUNT);
  raw[METRIC_START_TIME] = 1000 + i;
  raw[METRIC_START_STACK] = 140723412345678 + i;
  raw[METRIC_FD_COUNT] = fds;
  raw[METRIC_LIMIT_FDS] = 4096;
  raw[METRIC_THREADS] = 2;
  raw[METRIC_STATE] = 'S';
  raw[METRIC_RCHAR] = 1000 * life->tick;
  raw[METRIC_RSS_ANON] = 1e6 + 4096 * life->tick;
  raw[METRIC_RSS_FILE] = 1e6;
  raw[METRIC_RSS_SHMEM] = 0;
  if (life->reunion)
    reunion_meet(life->reunion,
                 &(struct newcomer){11 + i, raw[METRIC_START_TIME],
                                    raw[METRIC_START_STACK], "web"},
                 seat->member);
  pipeline_observe(life->scene.pipeline, seat->member,
                   &(struct glance){.command = "web"}, raw);
}

static inline double leak(int tick) {
  return 100 + 3 * tick + (tick * 7) % 5;
}

static inline void step_disk(struct life *life) {
  struct sink sink = collect_sink(life->scene.all);
  double raw[METRIC_COUNT];

  forget(raw, METRIC_COUNT);
  raw[METRIC_DISK_READS] = 10 * life->tick;
  assert_int_equal(pipeline_disk(life->scene.pipeline, "sda", raw, &sink), 0);
}

static inline void step_volume(struct life *life) {
  double raw[METRIC_COUNT];

  forget(raw, METRIC_COUNT);
  raw[METRIC_FS_USED] = 1e9 + 1e6 * life->tick;
  raw[METRIC_FS_SIZE] = 2e9;
  assert_int_equal(pipeline_filesystem(life->scene.pipeline, "/srv", 0, raw),
                   0);
}

static inline void step(struct life *life) {
  life->scene.host[METRIC_MEM_AVAILABLE] = 4e9 - 1e5 * life->tick;
  life->scene.host[METRIC_MEM_TOTAL] = 8e9;
  tick_begin(&life->scene);
  step_disk(life);
  observe(life, LEAKY, leak(life->tick));
  observe(life, QUIET, 30);
  step_volume(life);
  tick_end(&life->scene);
  life->tick++;
}

static inline void run(struct life *life, int ticks) {
  while (ticks-- > 0)
    step(life);
}

/* With those who are still waited for; to be freed. */
static inline char *keep(const struct life *life, size_t *ret_length) {
  struct stage stage = {life->scene.pipeline, &life->roster, life->reunion};

  return state_of(&stage, life->scene.now_s,
                  models[life->scene.settings.model].name, ret_length);
}

/* One of `ticks` ticks, and its state. */
static inline char *live(struct life *life, int ticks, size_t *ret_length) {
  prepare(life);
  start(life);
  run(life, ticks);
  return keep(life, ret_length);
}

static inline void observe_nobody(struct life *life) {
  tick_begin(&life->scene);
  tick_end(&life->scene);
  life->tick++;
}

/* Another one, with options as they are now, that takes up what `before` has
 * left, `missed` ticks later, on a clock that is `ahead_s` ahead. */
static inline void resume(struct life *life, const struct life *before,
                          const char *text, size_t length, int missed,
                          const char *boot_id, double ahead_s) {
  double now_s = before->scene.now_s + missed;

  life->tick = before->tick + missed;
  life->scene.now_s = now_s + ahead_s;
  start(life);
  life->reunion =
      state_resume(text, length, &life->scene.settings, life->scene.pipeline,
                   &(struct archive_tick){now_s + 1 + ahead_s,
                                          STATE_WALL_CLOCK_S + now_s + 1, 1},
                   boot_id);
  assert_non_null(life->reunion);
}

static inline const struct window *fds_of(const struct life *life, int i) {
  return track_window(life->roster.seat[i].member->track,
                      pipeline_parts(life->scene.pipeline).plan,
                      METRIC_FD_COUNT);
}

static inline double fds_before(const struct life *life, int i, unsigned age) {
  return window_at(fds_of(life, i),
                   pipeline_parts(life->scene.pipeline).timeline, 0, age);
}

#endif
