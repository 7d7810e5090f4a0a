/* test_state.c - a pipeline goes on from a text as if nothing had happened; and
 * what is no state is refused, whatever it is. */
#include "expect.h"

#include "account_keep.h"
#include "base/scoped.h"
#include "desk.h"
#include "disks.h"
#include "host.h"
#include "rolls.h"
#include "state_scene.h"
#include "volumes.h"
#include "window/keep.h"

#include <time.h>

enum { LEAKY, QUIET, MEMBERS };

/* A scene, and who is in it. */
struct life {
  struct scene scene;
  struct roster roster;
  struct reunion *reunion;
  int tick;
};

static void prepare(struct life *life) {
  *life = (struct life){0};
  open_scene(&life->scene, 100);
  option(&life->scene, "TripAfter", "3", NULL);
  option(&life->scene, "ClearAfter", "5", NULL);
  option(&life->scene, "Process", "web", NULL);
  stage_open(&life->roster, MEMBERS);
}

static void start(struct life *life) {
  begin(&life->scene);
  for (int i = 0; i < MEMBERS; i++)
    stage_admit(&life->roster, life->scene.pipeline, 0, 11 + i, "web");
}

static void finish(struct life *life) {
  reunion_free(life->reunion);
  stage_close(&life->roster);
  end(&life->scene);
}

static void observe(struct life *life, int i, double fds) {
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

static double leak(int tick) {
  return 100 + 3 * tick + (tick * 7) % 5;
}

static void step_disk(struct life *life) {
  struct sink sink = collect_sink(life->scene.all);
  double raw[METRIC_COUNT];

  forget(raw, METRIC_COUNT);
  raw[METRIC_DISK_READS] = 10 * life->tick;
  assert_int_equal(pipeline_disk(life->scene.pipeline, "sda", raw, &sink), 0);
}

static void step_volume(struct life *life) {
  double raw[METRIC_COUNT];

  forget(raw, METRIC_COUNT);
  raw[METRIC_FS_USED] = 1e9 + 1e6 * life->tick;
  raw[METRIC_FS_SIZE] = 2e9;
  assert_int_equal(pipeline_filesystem(life->scene.pipeline, "/srv", 0, raw),
                   0);
}

static void step(struct life *life) {
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

static void run(struct life *life, int ticks) {
  while (ticks-- > 0)
    step(life);
}

static char *keep(const struct life *life, size_t *ret_length) {
  struct stage stage = {life->scene.pipeline, &life->roster, NULL};

  return state_of(&stage, life->scene.now_s,
                  models[life->scene.settings.model].name, ret_length);
}

/* With those who are still waited for. */
static char *keep_with(const struct life *life, size_t *ret_length) {
  struct stage stage = {life->scene.pipeline, &life->roster, life->reunion};

  return state_of(&stage, life->scene.now_s,
                  models[life->scene.settings.model].name, ret_length);
}

static void observe_nobody(struct life *life) {
  tick_begin(&life->scene);
  tick_end(&life->scene);
  life->tick++;
}

/* Another one, with options as they are now, that takes up what `before` has
 * left, `missed` ticks later, on a clock that is `ahead_s` ahead. */
static void resume(struct life *life, const struct life *before,
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

static const char *const series[] = {
    "web/duration/fd_limit",       "web/duration/fd_limit_lower",
    "web/duration/fd_limit_upper", "web/percent/fd_limit_probability",
    "web/gauge/fd_limit_state",    "web/file_handles",
    "fs-srv/duration/disk_full",   "fs-srv/percent/disk_full_probability",
};

static void expect_same_records(const struct life *one,
                                const struct life *other) {
  for (size_t i = 0; i < sizeof(series) / sizeof(series[0]); i++)
    expect_same(collected(other->scene.all, series[i]),
                collected(one->scene.all, series[i]));
}

static void all_goes_on_as_if_nothing_had_happened(void **state) {
  static const char *const names[] = {"best", "trend", "holt"};
  struct life one, other;

  (void)state;
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    scoped_free char *text = NULL;
    size_t length;

    prepare(&one);
    option(&one.scene, "Model", names[i], NULL);
    start(&one);
    run(&one, 400);
    text = keep(&one, &length);
    assert_null(state_check(text, length));
    prepare(&other);
    option(&other.scene, "Model", names[i], NULL);
    resume(&other, &one, text, length, 0, BOOT_ID, 0);
    if (isnan(collected(one.scene.all, "web/duration/fd_limit")))
      fail_msg("%s foretells nothing", names[i]);
    for (int tick = 0; tick < 30; tick++) {
      step(&one);
      step(&other);
      expect_same_records(&one, &other);
    }
    finish(&one);
    finish(&other);
  }
}

static void what_was_told_is_not_told_again_but_that_it_is_over(void **state) {
  struct life one, other;
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 400);
  assert_true(one.scene.all->notices > 0);
  text = keep(&one, &length);
  prepare(&other);
  resume(&other, &one, text, length, 3, BOOT_ID, 0);
  run(&other, 10);
  assert_int_equal(other.scene.all->notices, 0);
  pipeline_dismiss(other.scene.pipeline, other.roster.seat[LEAKY].member);
  for (int i = 0; i < 10; i++) {
    tick_begin(&other.scene);
    observe(&other, QUIET, 30);
    step_volume(&other);
    tick_end(&other.scene);
  }
  assert_int_equal(other.scene.all->notices, 1);
  assert_int_equal(other.scene.all->notice[0].state, STATE_OK);
  finish(&one);
  finish(&other);
  free(text);
}

static void a_fuse_stays_blown_and_is_told_to_be_whole_again(void **state) {
  struct life one, other;
  struct roll *roll;
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 50);
  roll = &pipeline_insides(one.scene.pipeline).rolls->roll[0];
  assert_int_equal(restore_fuse(&roll->fuse, (double[]){1, 20}, 2, 150), 0);
  text = keep(&one, &length);
  prepare(&other);
  resume(&other, &one, text, length, 2, BOOT_ID, 0);
  roll = &pipeline_insides(other.scene.pipeline).rolls->roll[0];
  assert_true(pipeline_fuse(other.scene.pipeline, 0));
  expect_near(roll->fuse.since_s, 130, 1e-9);
  pipeline_dismiss(other.scene.pipeline, other.roster.seat[LEAKY].member);
  pipeline_dismiss(other.scene.pipeline, other.roster.seat[QUIET].member);
  for (int i = 0; i < 8; i++) {
    tick_begin(&other.scene);
    tick_end(&other.scene);
  }
  assert_false(pipeline_fuse(other.scene.pipeline, 0));
  assert_int_equal(other.scene.all->notices, 1);
  assert_string_equal(other.scene.all->notice[0].wall, "fuse");
  assert_int_equal(other.scene.all->notice[0].state, STATE_OK);
  finish(&one);
  finish(&other);
  free(text);
}

static const struct window *fds_of(const struct life *life, int i) {
  return track_window(life->roster.seat[i].member->track,
                      pipeline_parts(life->scene.pipeline).plan,
                      METRIC_FD_COUNT);
}

static double fds_before(const struct life *life, int i, unsigned age) {
  return window_at(fds_of(life, i),
                   pipeline_parts(life->scene.pipeline).timeline, 0, age);
}

static void a_missed_tick_is_a_gap(void **state) {
  struct life one, other;
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 100);
  text = keep(&one, &length);
  prepare(&other);
  resume(&other, &one, text, length, 2, BOOT_ID, 0);
  step(&other);
  expect_near(fds_before(&other, LEAKY, 0), leak(102), 0);
  expect_missing(fds_before(&other, LEAKY, 1));
  expect_missing(fds_before(&other, LEAKY, 2));
  expect_near(fds_before(&other, LEAKY, 3), leak(99), 0);
  expect_near(fds_before(&other, LEAKY, 50), leak(52), 0);
  finish(&one);
  finish(&other);
  free(text);
}

static void behind_a_boot_processes_are_others(void **state) {
  struct life one, other;
  const struct roll *roll;
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 400);
  text = keep(&one, &length);
  prepare(&other);
  resume(&other, &one, text, length, 30, "another", -400);
  roll = &pipeline_parts(other.scene.pipeline).rolls->roll[0];
  expect_near(roll->wall[0].lore->habit.last_s, -400 + 500 - 0, 1e-6);
  step(&other);
  expect_missing(fds_before(&other, LEAKY, 35));
  expect_same(collected(other.scene.all, "fs-srv/duration/disk_full"),
              collected(other.scene.all, "fs-srv/duration/disk_full"));
  assert_true(roll->wall[0].alarm.shown > STATE_OK);
  finish(&one);
  finish(&other);
  free(text);
}

/* --- who is the same ------------------------------------------------------ */

static const struct {
  double start_time, start_stack;
  const char *command;
  bool is_same;
} newcomers[] = {
    {1000, 140723412345678, "web", true},
    {1000, 140723412345678, "other", true}, /* it calls itself so */
    {1001, 140723412345678, "web", false},
    {1000, 1, "web", false},
    {1000, NAN, "web", true},
    {1000, NAN, "other", false},
    {NAN, 140723412345678, "web", false},
};

static void a_process_is_known_by_its_start(void **state) {
  struct life one, other;
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 100);
  text = keep(&one, &length);
  for (size_t i = 0; i < sizeof(newcomers) / sizeof(newcomers[0]); i++) {
    prepare(&other);
    resume(&other, &one, text, length, 0, BOOT_ID, 0);
    reunion_meet(other.reunion,
                 &(struct newcomer){11, newcomers[i].start_time,
                                    newcomers[i].start_stack,
                                    newcomers[i].command},
                 other.roster.seat[LEAKY].member);
    assert_int_equal(!isnan(fds_before(&other, LEAKY, 5)),
                     newcomers[i].is_same);
    finish(&other);
  }
  finish(&one);
  free(text);
}

static void who_does_not_come_back_is_not_waited_for(void **state) {
  struct life one, other;
  size_t length;
  char *text;
  int ticks = 0;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 10);
  text = keep(&one, &length);
  prepare(&other);
  resume(&other, &one, text, length, 0, BOOT_ID, 0);
  while (reunion_step(other.reunion))
    ticks++;
  assert_int_equal(ticks, REUNION_TICKS - 1);
  step(&other);
  assert_false(reunion_step(other.reunion));
  finish(&one);
  finish(&other);
  free(text);
}

/* Nobody has come back in the life between. */
static void who_is_waited_for_is_kept_over_another_restart(void **state) {
  struct life one, between, other;
  struct sheet sheet = {0};
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 100);
  text = keep(&one, &length);
  prepare(&between);
  resume(&between, &one, text, length, 0, BOOT_ID, 0);
  reunion_copy(between.reunion, &sheet, SIZE_MAX);
  assert_int_equal(sheet.lines, MEMBERS);
  assert_non_null(memmem(text, length, sheet.text + 2, sheet.length - 2));
  observe_nobody(&between);
  free(text);
  text = keep_with(&between, &length);
  assert_null(state_check(text, length));
  prepare(&other);
  resume(&other, &between, text, length, 0, BOOT_ID, 0);
  step(&other);
  expect_near(fds_before(&other, LEAKY, 2), leak(99), 0);
  finish(&one);
  finish(&between);
  finish(&other);
  sheet_release(&sheet);
  free(text);
}

/* --- another configuration ------------------------------------------------ */

static const struct {
  const char *key, *first, *second;
  bool keeps_windows;
} changes[] = {
    {"Horizon", "600", NULL, true},       {"Process", "another", NULL, true},
    {"Threshold", "mem_rss", "2G", true}, {"Model", "trend", NULL, true},
    {"Model", "holt", NULL, true},        {"CollectMaps", "true", NULL, true},
    {"MaxProcesses", "2", NULL, true},
};

static void what_another_configuration_knows_is_taken(void **state) {
  struct life one, other;
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 200);
  text = keep(&one, &length);
  for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
    prepare(&other);
    option(&other.scene, changes[i].key, changes[i].first, changes[i].second);
    resume(&other, &one, text, length, 0, BOOT_ID, 0);
    run(&other, 2);
    expect_near(fds_before(&other, LEAKY, 2), leak(199), 0);
    finish(&other);
  }
  finish(&one);
  free(text);
}

static void at_another_interval_windows_begin_anew(void **state) {
  struct life one, other;
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 400);
  text = keep(&one, &length);
  prepare(&other);
  start(&other);
  other.tick = one.tick;
  other.scene.now_s = one.scene.now_s;
  other.reunion = state_resume(
      text, length, &other.scene.settings, other.scene.pipeline,
      &(struct archive_tick){other.scene.now_s + 1,
                             STATE_WALL_CLOCK_S + other.scene.now_s + 1, 10},
      BOOT_ID);
  assert_non_null(other.reunion);
  step(&other);
  expect_missing(fds_before(&other, LEAKY, 1));
  assert_true(
      pipeline_parts(other.scene.pipeline).rolls->roll[0].wall[0].alarm.shown >
      STATE_OK);
  finish(&one);
  finish(&other);
  free(text);
}

static void a_group_of_captures_comes_back(void **state) {
  struct life one, other;
  size_t length, place;
  char *text;

  (void)state;
  for (int i = 0; i < 2; i++) {
    struct life *life = i == 0 ? &one : &other;

    prepare(life);
    option(&life->scene, "ProcessMatch", "pool-$1", "^php ([a-z]+)");
  }
  start(&one);
  run(&one, 2);
  place = pipeline_group(one.scene.pipeline, 1, "pool-blue");
  pipeline_insides(one.scene.pipeline).rolls->roll[place].wall[0].alarm.shown =
      STATE_WARNING;
  step(&one);
  text = keep(&one, &length);
  resume(&other, &one, text, length, 0, BOOT_ID, 0);
  for (int i = 0; i < 7; i++)
    step(&other);
  assert_int_equal(other.scene.all->notices, 1);
  assert_string_equal(other.scene.all->notice[0].target, "pool-blue");
  finish(&one);
  finish(&other);
  free(text);
}

/* --- what is no state ----------------------------------------------------- */

/* Whatever comes of it, a pipeline that takes it goes on. */
static void try_text(const struct life *before, const char *text,
                     size_t length) {
  struct life life;

  if (state_check(text, length))
    return;
  prepare(&life);
  resume(&life, before, text, length, 1, BOOT_ID, 0);
  run(&life, 2);
  finish(&life);
}

static void no_part_of_a_state_is_one(void **state) {
  struct life one;
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 70);
  text = keep(&one, &length);
  assert_null(state_check(text, length));
  for (size_t part = 0; part < length; part += part < 2000 ? 1 : 61) {
    scoped_free char *prefix = malloc(part + 1);

    memcpy(prefix, text, part);
    assert_non_null(state_check(prefix, part));
  }
  finish(&one);
  free(text);
}

static void no_changed_byte_does_harm(void **state) {
  static const char others[] = "0-9.e,:[]{}\"n \n\\\xff";
  struct life one;
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 70);
  text = keep(&one, &length);
  for (size_t i = 0; i < length; i += 1 + i / 600) {
    char was = text[i];

    text[i] = others[i % (sizeof(others) - 1)];
    try_text(&one, text, length);
    text[i] = (char)(was ^ (1 << i % 8));
    try_text(&one, text, length);
    text[i] = was;
  }
  assert_null(state_check(text, length));
  finish(&one);
  free(text);
}

#define FIRST                                                                  \
  "[\n{\"kind\":\"state\",\"program\":\"io_forecast\",\"version\":1},\n"
#define LAST                                                                   \
  "{\"kind\":\"end\",\"at_s\":5,\"tick\":1,\"lines\":%d,\"boot_id\":\"b\","    \
  "\"wall_s\":10,\"interval_s\":1,\"arrays\":{\"ages\":[0]}}\n]\n"
#define SECOND(rest) FIRST "{\"kind\":" rest ",\n"

static const struct {
  const char *text;
  int lines; /* in front of a last one; 0: there is none */
  const char *why;
} texts[] = {
    {FIRST, 1, NULL},
    {"", 0, "no state"},
    {"[\n", 0, "no state"},
    {"{}", 0, "no state"},
    {"[\n{}\n]\n", 0, "no state"},
    {"[\n{\"host\":\"e2e\",\"members\":[]}\n]\n", 0, "no state"},
    {FIRST, 0, "torn"},
    {FIRST, 2, "torn"},
    {"[\n{\"kind\":\"state\",\"program\":\"io_forecast\",\"version\":2},\n", 1,
     "another version"},
    {"[\n{\"kind\":\"state\",\"program\":\"collectd\",\"version\":1},\n", 1,
     "no state"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1},\n", 2, NULL},
    {FIRST "{\"kind\":\"host\",\"at_s\":6,\"tick\":1},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":2},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1.5},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5},\n", 2, "torn"},
    {FIRST "{\"kind\":\"ghost\",\"at_s\":5,\"tick\":1},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":1e999,\"tick\":1},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":NaN,\"tick\":1},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"at_s\":5,\"tick\":1},\n", 2,
     "torn"},
    {FIRST "{\"kind\":\"host\",\"kind\":\"host\",\"at_s\":5,\"tick\":1},\n", 2,
     "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[7]}},\n",
     2, NULL},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[[1,7]]}}"
     ",\n",
     2, NULL},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[7,8]}},"
     "\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[7],"
           "\"x\":[7]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":"
           "[[1e9,7]]}},\n",
     2, "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[[1]]}},"
     "\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[[[["
           "[[[[]]]]]]]]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"alarms\":{\"fd_limit\":"
           "[3,0,0]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"alarms\":{\"fd_limit\":"
           "[2,1,1]}},\n",
     2, NULL},
    {FIRST "{\"kind\":\"group\",\"name\":\"web\",\"base\":\"web\",\"at_s\":5,"
           "\"tick\":1,\"totals\":{\"cpu_user\":[-1]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"group\",\"name\":\"web\",\"base\":\"web\",\"at_s\":5,"
           "\"tick\":1,\"arrays\":{\"fuse\":[1,-5]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"member\",\"name\":\"web\",\"pid\":0,\"start_time\":1,"
           "\"at_s\":5,\"tick\":1},\n",
     2, "torn"},
};

static void what_is_no_state_is_told_to_be_none(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    char text[2048];
    size_t length = (size_t)snprintf(text, sizeof(text), "%s", texts[i].text);
    const char *why;

    if (texts[i].lines > 0)
      length += (size_t)snprintf(text + length, sizeof(text) - length, LAST,
                                 texts[i].lines);
    why = state_check(text, length);
    if (!why != !texts[i].why || (why && !strstr(why, texts[i].why)))
      fail_msg("%s: %s", text, why ? why : "it is one");
  }
}

/* --- how large, how long -------------------------------------------------- */

enum { MANY = 10000, TICKS = 400 };

static double cpu_s(void) {
  struct timespec now;

  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Of an odd place the values are noise, of an even one they stand still. */
static void fill(const struct life *life, const struct seat *seat, int place) {
  struct parts parts = pipeline_parts(life->scene.pipeline);
  struct past past;

  for (int id = 0; id < METRIC_MEMBER_COUNT; id++) {
    keep_timeline(parts.timeline, &past);
    for (int scale = 0; scale < TIMELINE_SCALES; scale++)
      for (unsigned age = 0; age < past.count[scale]; age++)
        past.value[scale][age] =
            place % 2 ? (double)(random() % 100000) / 7 : 1000 + id;
    (void)keep_restore_window(seat->member->track, parts.plan, parts.timeline,
                              metrics[id].name, &past);
  }
}

static void populate(struct life *life) {
  prepare(life);
  option(&life->scene, "MaxProcesses", "10000", NULL);
  stage_close(&life->roster);
  stage_open(&life->roster, MANY);
  begin(&life->scene);
  for (int i = 0; i < MANY; i++)
    stage_admit(&life->roster, life->scene.pipeline, 0, 11 + i, "web");
  for (int tick = 0; tick < TICKS; tick++) {
    tick_begin(&life->scene);
    for (int i = 0; i < MANY && tick == TICKS - 1; i++) {
      fill(life, &life->roster.seat[i], i);
      observe(life, i, 30 + i % 2);
    }
    tick_end(&life->scene);
  }
}

static void ten_thousand_members_are_written_soon(void **state) {
  struct life life;
  double started_s, written_s, checked_s;
  size_t length;
  char *text;

  (void)state;
  populate(&life);
  started_s = cpu_s();
  text = keep(&life, &length);
  written_s = cpu_s();
  assert_null(state_check(text, length));
  checked_s = cpu_s();
  print_message(
      "# %d members, half of them noise: %.1f MB, written in %.0f ms, "
      "checked in %.0f ms\n",
      MANY, (double)length / 1e6, 1e3 * (written_s - started_s),
      1e3 * (checked_s - written_s));
  finish(&life);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_goes_on_as_if_nothing_had_happened),
      cmocka_unit_test(what_was_told_is_not_told_again_but_that_it_is_over),
      cmocka_unit_test(a_fuse_stays_blown_and_is_told_to_be_whole_again),
      cmocka_unit_test(a_missed_tick_is_a_gap),
      cmocka_unit_test(behind_a_boot_processes_are_others),
      cmocka_unit_test(a_process_is_known_by_its_start),
      cmocka_unit_test(who_does_not_come_back_is_not_waited_for),
      cmocka_unit_test(who_is_waited_for_is_kept_over_another_restart),
      cmocka_unit_test(what_another_configuration_knows_is_taken),
      cmocka_unit_test(at_another_interval_windows_begin_anew),
      cmocka_unit_test(a_group_of_captures_comes_back),
      cmocka_unit_test(no_part_of_a_state_is_one),
      cmocka_unit_test(no_changed_byte_does_harm),
      cmocka_unit_test(what_is_no_state_is_told_to_be_none),
      cmocka_unit_test(ten_thousand_members_are_written_soon),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
