/* test_pipeline.c - samples in, records and notices out. */
#include "expect.h"

#include "desk.h"
#include "herd.h"
#include "seat.h"

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

static void prepare(struct scene *scene) {
  open_scene(scene, 100);
  option(scene, "TripAfter", "3", NULL);
  option(scene, "ClearAfter", "5", NULL);
  option(scene, "Process", "web", NULL);
}

static void observe(struct scene *scene, struct member *member, double fds,
                    double limit) {
  double raw[METRIC_MEMBER_COUNT];

  forget(raw, METRIC_MEMBER_COUNT);
  raw[METRIC_FD_COUNT] = fds;
  raw[METRIC_LIMIT_FDS] = limit;
  raw[METRIC_THREADS] = 2;
  raw[METRIC_STATE] = 'S';
  raw[METRIC_RCHAR] = 100 * fds;
  raw[METRIC_WCHAR] = 10 * fds;
  pipeline_observe(scene->pipeline, member, &(struct glance){"web", 0}, raw);
}

/* A tick in which one member alone is observed. */
static void tick_of(struct scene *scene, struct member *member, double fds,
                    double limit) {
  tick_begin(scene);
  observe(scene, member, fds, limit);
  tick_end(scene);
}

static void a_leak_is_foretold_raised_once_and_cleared_once(void **state) {
  struct scene scene;
  struct member *leaky, *quiet;

  (void)state;
  prepare(&scene);
  begin(&scene);
  leaky = pipeline_admit(scene.pipeline, 0, 11);
  quiet = pipeline_admit(scene.pipeline, 0, 12);
  for (int i = 0; i < 40; i++) {
    tick_begin(&scene);
    observe(&scene, leaky, 4 * i, 200);
    observe(&scene, quiet, 30, 200);
    tick_end(&scene);
  }
  expect_near(collected(scene.all, "web/duration/fd_limit"), 44 / 4.0, 1e-6);
  expect_near(collected(scene.all, "web/file_handles/limit_soft"), 200, 0);
  expect_near(collected(scene.all, "web/gauge/fd_limit_now"), 156, 0);
  expect_near(collected(scene.all, "web/percent/fd_limit_used"), 78, 0);
  expect_near(collected(scene.all, "web/gauge/fd_limit_state"), 2, 0);
  expect_near(collected(scene.all, "web/file_handles"), 186, 0);
  expect_near(collected_field(scene.all, "web/ps_count", 0), 2, 0);
  expect_near(collected_field(scene.all, "web/ps_count", 1), 4, 0);
  assert_int_equal(scene.all->notices, 1);
  assert_int_equal(scene.all->notice[0].pid, 11);
  assert_int_equal(scene.all->notice[0].state, STATE_FAILURE);
  pipeline_dismiss(scene.pipeline, leaky);
  for (int i = 0; i < 20; i++)
    tick_of(&scene, quiet, 30, 200);
  assert_int_equal(scene.all->notices, 2);
  assert_int_equal(scene.all->notice[1].state, STATE_OK);
  expect_missing(collected(scene.all, "web/duration/fd_limit"));
  expect_near(collected(scene.all, "web/gauge/fd_limit_state"), 0, 0);
  end(&scene);
}

/* The first tick from `tick` on in which one of every 12 and one of every 31
 * reach their heights, or had in the tick before. */
static int meeting_behind(int tick) {
  while (!((tick % 31 == 30 && (tick % 12 == 11 || tick % 12 == 0)) ||
           (tick % 12 == 11 && tick % 31 == 0)))
    tick++;
  return tick;
}

/* A tooth of 12 ticks, a leak under it from the 400th on, and writeback every
 * 31. */
static void a_notice_tells_the_cycle_and_when_it_meets_writeback(void **state) {
  struct scene scene;
  struct member *member;
  int i = 0;

  (void)state;
  prepare(&scene);
  begin(&scene);
  member = pipeline_admit(scene.pipeline, 0, 11);
  for (; i < 3000 && scene.all->notices == 0; i++) {
    scene.host[METRIC_NR_DIRTY] = 100000 + 3000 * (i % 31);
    scene.host[METRIC_NR_WRITEBACK] = 0;
    tick_of(&scene, member, 500 + fmax(0, i - 400) + 10 * (i % 12), 3200);
  }
  assert_int_equal(scene.all->notices, 1);
  assert_int_equal(scene.all->notice[0].state, STATE_WARNING);
  expect_near(scene.all->notice[0].rhythm.period_s, 12, 0.2);
  expect_near(scene.all->notice[0].rhythm.peak_in_s, 11 - (i - 1) % 12, 1);
  expect_near(scene.all->notice[0].rhythm.coincidence_in_s,
              meeting_behind(i - 1) - (i - 1), 3);
  assert_non_null(strstr(scene.all->notice[0].message, "Cycle of 12 s"));
  end(&scene);
}

/* One member after the other runs out and is started again; what was learnt of
 * those before tells of the last one, which has no past. */
static void what_one_member_taught_is_told_of_the_next(void **state) {
  struct member *member = NULL;
  struct scene scene;
  double told = NAN;

  (void)state;
  prepare(&scene);
  option(&scene, "Model", "conformal", NULL);
  option(&scene, "Horizon", "120", NULL);
  begin(&scene);
  for (int i = 0; i < 3000; i++) {
    if (i % 500 == 0) {
      if (member)
        pipeline_dismiss(scene.pipeline, member);
      member = pipeline_admit(scene.pipeline, 0, 100 + i);
    }
    tick_of(&scene, member, i % 500 < 100 ? 100 : 2.0 * (i % 500) - 100, 1000);
    if (i == 2500 + 450)
      told = collected(scene.all, "web/duration/fd_limit");
  }
  expect_between(told, 70, 120); /* 200 are left, at 2 a second */
  end(&scene);
}

static void an_empty_group_still_counts_its_processes(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  tick_begin(&scene);
  tick_end(&scene);
  expect_near(collected_field(scene.all, "web/ps_count", 0), 0, 0);
  expect_near(collected_field(scene.all, "web/ps_count", 1), 0, 0);
  expect_missing(collected(scene.all, "web/file_handles"));
  expect_missing(collected(scene.all, "web/gauge/fd_limit_state"));
  end(&scene);
}

/* A member that exits takes nothing away from what the group has done. */
static void counters_of_a_group_never_fall(void **state) {
  struct scene scene;
  struct member *one, *other;
  double before = 0;

  (void)state;
  prepare(&scene);
  begin(&scene);
  one = pipeline_admit(scene.pipeline, 0, 11);
  other = pipeline_admit(scene.pipeline, 0, 12);
  for (int i = 0; i < 30; i++) {
    tick_begin(&scene);
    if (i == 10)
      pipeline_dismiss(scene.pipeline, one);
    if (i == 20)
      one = pipeline_admit(scene.pipeline, 0, 11); /* the pid again */
    if (i < 10)
      observe(&scene, one, 100 + i, 1024);
    if (i >= 20)
      observe(&scene, one, i - 20, 1024);
    observe(&scene, other, 50 + i, 1024);
    tick_end(&scene);
    if (i == 0)
      continue;
    expect_between(collected(scene.all, "web/io_octets") - before, 0, 200);
    before = collected(scene.all, "web/io_octets");
    expect_near(collected_field(scene.all, "web/io_octets", 1), before / 10,
                1e-6);
  }
  expect_near(before, 100 * (9 + 29 + 9), 1e-6);
  end(&scene);
}

static void a_place_is_given_again_without_its_past(void **state) {
  struct scene scene;
  struct member *member;

  (void)state;
  prepare(&scene);
  begin(&scene);
  member = pipeline_admit(scene.pipeline, 0, 11);
  for (int i = 0; i < 30; i++)
    tick_of(&scene, member, 4 * i, 1000);
  pipeline_dismiss(scene.pipeline, member);
  assert_ptr_equal(pipeline_admit(scene.pipeline, 0, 11), member);
  for (int i = 0; i < 8; i++) {
    tick_of(&scene, member, 120 + 4 * i, 1000);
    expect_missing(collected(scene.all, "web/duration/fd_limit"));
  }
  end(&scene);
}

/* Ticks without a sample must not leave old values in the ring. */
static void a_member_without_samples_has_a_gap(void **state) {
  struct scene scene;
  struct member *member;

  (void)state;
  prepare(&scene);
  begin(&scene);
  member = pipeline_admit(scene.pipeline, 0, 11);
  for (int i = 0; i < 30; i++)
    tick_of(&scene, member, 4 * i, 1000);
  for (int i = 0; i < 70; i++) {
    tick_begin(&scene);
    tick_end(&scene);
  }
  tick_of(&scene, member, 400, 1000);
  expect_missing(collected(scene.all, "web/duration/fd_limit"));
  end(&scene);
}

static void more_than_max_processes_are_refused(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "MaxProcesses", "2", NULL);
  begin(&scene);
  assert_non_null(pipeline_admit(scene.pipeline, 0, 1));
  assert_non_null(pipeline_admit(scene.pipeline, 0, 2));
  assert_null(pipeline_admit(scene.pipeline, 0, 3));
  end(&scene);
}

static void a_threshold_is_a_wall_of_its_own(void **state) {
  struct scene scene;
  struct member *member;

  (void)state;
  prepare(&scene);
  option(&scene, "Threshold", "fd_count", "150");
  option(&scene, "Threshold", "mem_available", "1G");
  option(&scene, "Process", "api", NULL);
  begin(&scene);
  scene.host[METRIC_MEM_AVAILABLE] = 2e9;
  member = pipeline_admit(scene.pipeline, 1, 11);
  for (int i = 0; i < 20; i++)
    tick_of(&scene, member, 4 * i, 1e6);
  expect_near(collected(scene.all, "api/duration/fd_count"), (150 - 76) / 4.0,
              1e-6);
  expect_near(collected(scene.all, "api/gauge/fd_count_limit"), 150, 0);
  expect_missing(collected(scene.all, "web/gauge/fd_count_limit"));
  expect_near(collected(scene.all, "host/gauge/mem_available_limit"),
              1024.0 * 1024 * 1024, 0);
  end(&scene);
}

static void the_worst_get_values_of_their_own_and_keep_them(void **state) {
  struct scene scene;
  struct member *member[3];

  (void)state;
  prepare(&scene);
  option(&scene, "PerProcess", "1", NULL);
  begin(&scene);
  for (int i = 0; i < 3; i++)
    member[i] = pipeline_admit(scene.pipeline, 0, 11 + i);
  for (int t = 0; t < 40; t++) {
    tick_begin(&scene);
    observe(&scene, member[0], 90, 200);
    observe(&scene, member[1], t < 20 ? 10 : 10 + 5 * (t - 20), 200);
    observe(&scene, member[2], 91 + t % 2, 200);
    tick_end(&scene);
    if (t == 10)
      expect_near(collected(scene.all, "web-13/gauge/fd_limit_now"), 91, 0);
  }
  expect_near(collected(scene.all, "web-12/gauge/fd_limit_now"), 105, 0);
  expect_missing(collected(scene.all, "web-13/gauge/fd_limit_now"));
  expect_missing(collected(scene.all, "web-11/gauge/fd_limit_now"));
  end(&scene);
}

static void io_wait_alone_is_a_warning(void **state) {
  struct scene scene;
  struct member *member;
  double raw[METRIC_MEMBER_COUNT];

  (void)state;
  prepare(&scene);
  begin(&scene);
  member = pipeline_admit(scene.pipeline, 0, 11);
  forget(raw, METRIC_MEMBER_COUNT);
  for (int i = 0; i < 40; i++) {
    tick_begin(&scene);
    raw[METRIC_STATE] = i % 2 ? 'D' : 'S';
    pipeline_observe(scene.pipeline, member, &(struct glance){"web", 0}, raw);
    tick_end(&scene);
  }
  assert_int_equal(scene.all->notices, 1);
  assert_int_equal(scene.all->notice[0].state, STATE_WARNING);
  assert_string_equal(scene.all->notice[0].wall, "io_wait");
  assert_string_equal(scene.all->notice[0].source, "thread states");
  expect_near(collected(scene.all, "web/gauge/io_wait_state"), 1, 0);
  expect_near(collected(scene.all, "web/gauge/io_wait_now"), 500, 1e-9);
  end(&scene);
}

static void a_stuck_member_is_told(void **state) {
  struct scene scene;
  struct member *member;
  double raw[METRIC_MEMBER_COUNT];

  (void)state;
  prepare(&scene);
  begin(&scene);
  member = pipeline_admit(scene.pipeline, 0, 11);
  forget(raw, METRIC_MEMBER_COUNT);
  tick_begin(&scene);
  pipeline_observe(scene.pipeline, member, &(struct glance){"web", 7}, raw);
  tick_end(&scene);
  expect_near(collected(scene.all, "web/duration/stuck"), 7, 0);
  tick_begin(&scene);
  pipeline_observe(scene.pipeline, member, &(struct glance){"web", 0}, raw);
  tick_end(&scene);
  expect_missing(collected(scene.all, "web/duration/stuck"));
  end(&scene);
}

static void disks_have_latencies(void **state) {
  struct scene scene;
  struct sink sink;
  double raw[METRIC_COUNT];

  (void)state;
  prepare(&scene);
  begin(&scene);
  sink = collect_sink(scene.all);
  forget(raw, METRIC_COUNT);
  for (int i = 0; i < 2; i++) {
    tick_begin(&scene);
    raw[METRIC_DISK_READS] = 10 * i;
    raw[METRIC_DISK_READ_TIME] = 0.5 * i;
    raw[METRIC_DISK_WRITES] = 0;
    raw[METRIC_DISK_WRITE_TIME] = 0;
    raw[METRIC_DISK_BUSY_TIME] = 0.25 * i;
    assert_int_equal(pipeline_disk(scene.pipeline, "sda", raw, &sink), 0);
    tick_end(&scene);
  }
  expect_near(collected(scene.all, "device-sda/disk_latency"), 50, 1e-9);
  expect_near(collected(scene.all, "device-sda/percent/utilisation"), 25, 1e-9);
  end(&scene);
}

static void tick_of_all(struct scene *scene, struct member *member, double at,
                        bool torn) {
  struct sink sink = collect_sink(scene->all);
  double raw[METRIC_COUNT];

  collect_forget_records(scene->all);
  scene->now_s += 1;
  assert_true(pipeline_begin(scene->pipeline, scene->now_s));
  if (torn)
    pipeline_tear(scene->pipeline);
  scene->host[METRIC_SWAP_IN] = 100 * at;
  pipeline_host(scene->pipeline, scene->host);
  forget(raw, METRIC_COUNT);
  raw[METRIC_DISK_READS] = 10 * at;
  raw[METRIC_DISK_READ_TIME] = 0.5 * at;
  raw[METRIC_DISK_BUSY_TIME] = 0.25 * at;
  raw[METRIC_DISK_QUEUE] = 2;
  assert_int_equal(pipeline_disk(scene->pipeline, "sda", raw, &sink), 0);
  forget(raw, METRIC_COUNT);
  raw[METRIC_FD_COUNT] = 30;
  raw[METRIC_LIMIT_FDS] = 1024;
  raw[METRIC_CPU_USER] = raw[METRIC_CPU_SYSTEM] = at / 8;
  raw[METRIC_IO_WRITE_BYTES] = 1000 * at;
  pipeline_observe(scene->pipeline, member, &(struct glance){"web", 0}, raw);
  tick_end(scene);
}

/* The counters go on as if no time had passed, or all of it. */
static void a_torn_tick_has_values_but_no_rates(void **state) {
  struct scene scene;
  struct member *member;

  (void)state;
  prepare(&scene);
  option(&scene, "Threshold", "pswpin", "5000");
  option(&scene, "Process", "api", NULL);
  begin(&scene);
  member = pipeline_admit(scene.pipeline, 1, 11);
  for (int i = 0; i < 5; i++)
    tick_of_all(&scene, member, i, false);
  expect_near(collected(scene.all, "api/gauge/cpu_cores"), 0.25, 1e-9);
  expect_near(collected(scene.all, "host/gauge/pswpin_now"), 100, 1e-9);
  tick_of_all(&scene, member, 90000, true);
  expect_missing(collected(scene.all, "api/gauge/cpu_cores"));
  expect_missing(collected(scene.all, "api/percent/cpu"));
  expect_missing(collected(scene.all, "host/gauge/pswpin_now"));
  expect_missing(collected(scene.all, "device-sda/percent/utilisation"));
  expect_missing(collected(scene.all, "device-sda/disk_latency"));
  expect_near(collected(scene.all, "device-sda/queue_length"), 2, 0);
  expect_near(collected(scene.all, "api/file_handles"), 30, 0);
  tick_of_all(&scene, member, 90001, false);
  expect_near(collected(scene.all, "api/gauge/cpu_cores"), 0.25, 1e-9);
  expect_near(collected(scene.all, "host/gauge/pswpin_now"), 100, 1e-9);
  expect_near(collected(scene.all, "device-sda/percent/utilisation"), 25, 1e-9);
  expect_near(collected_field(scene.all, "api/disk_octets", 1), 5000, 1e-6);
  assert_int_equal(scene.all->notices, 0);
  end(&scene);
}

/* The guarded files of one member were read late, then as ever. */
static void a_rate_is_of_the_time_between_two_readings(void **state) {
  static const double late_s[] = {0, 0.25, 0};
  static const double rates[] = {NAN, 800, 4000.0 / 3};
  struct scene scene;
  struct member *member;

  (void)state;
  prepare(&scene);
  option(&scene, "Threshold", "rchar", "1G");
  option(&scene, "Process", "api", NULL);
  begin(&scene);
  member = pipeline_admit(scene.pipeline, 1, 11);
  for (size_t i = 0; i < COUNT_OF(late_s); i++) {
    double raw[METRIC_MEMBER_COUNT], read_s[LANE_COUNT];

    tick_begin(&scene);
    forget(raw, METRIC_MEMBER_COUNT);
    raw[METRIC_RCHAR] = 1000.0 * (double)i;
    read_s[LANE_FREE] = scene.now_s;
    read_s[LANE_GUARDED] = scene.now_s + late_s[i];
    read_s[LANE_DEEP] = NAN;
    pipeline_observe(scene.pipeline, member, &(struct glance){"api", 0, read_s},
                     raw);
    tick_end(&scene);
    expect_same(collected(scene.all, "api/gauge/rchar_now"), rates[i]);
  }
  expect_near(collected(scene.all, "api/io_octets"), 2000, 0);
  end(&scene);
}

/* diskstats that name a device twice, or count back, make no utilisation. */
static void a_disk_told_twice_or_counting_back_has_no_rates(void **state) {
  struct scene scene;
  struct sink sink;
  double raw[METRIC_COUNT];

  (void)state;
  prepare(&scene);
  begin(&scene);
  sink = collect_sink(scene.all);
  forget(raw, METRIC_COUNT);
  for (int i = 0; i < 2; i++) {
    tick_begin(&scene);
    collect_forget_records(scene.all);
    raw[METRIC_DISK_READS] = 100 - 50 * i;
    raw[METRIC_DISK_READ_TIME] = 4294967 - 4294966.0 * i;
    raw[METRIC_DISK_BUSY_TIME] = 4294967 - 4294966.0 * i;
    assert_int_equal(pipeline_disk(scene.pipeline, "sda", raw, &sink), 0);
    expect_missing(collected(scene.all, "device-sda/percent/utilisation"));
    expect_missing(collected(scene.all, "device-sda/disk_latency"));
    tick_end(&scene);
  }
  raw[METRIC_DISK_BUSY_TIME] += 0.01;
  raw[METRIC_DISK_READS] += 1;
  assert_int_equal(pipeline_disk(scene.pipeline, "sda", raw, &sink), 0);
  expect_missing(collected(scene.all, "device-sda/percent/utilisation"));
  expect_missing(collected(scene.all, "device-sda/disk_latency"));
  end(&scene);
}

static void a_tick_that_takes_no_time_is_no_tick(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  tick_begin(&scene);
  tick_end(&scene);
  assert_false(pipeline_begin(scene.pipeline, scene.now_s));
  assert_false(pipeline_begin(scene.pipeline, scene.now_s - 5));
  end(&scene);
}

static void a_steady_tick_allocates_nothing(void **state) {
  struct scene scene;
  struct member *member;
  size_t before;

  (void)state;
  prepare(&scene);
  begin(&scene);
  member = pipeline_admit(scene.pipeline, 0, 11);
  before = mallinfo2().uordblks;
  for (int i = 0; i < 100; i++)
    tick_of(&scene, member, 20, 1024);
  assert_int_equal(mallinfo2().uordblks, before);
  end(&scene);
}

static void observe_memory(struct scene *scene, struct member *member,
                           double anon) {
  double raw[METRIC_MEMBER_COUNT];

  forget(raw, METRIC_MEMBER_COUNT);
  raw[METRIC_RSS_ANON] = anon;
  raw[METRIC_RSS_FILE] = 4e6;
  raw[METRIC_RSS_SHMEM] = 0;
  pipeline_observe(scene->pipeline, member, &(struct glance){"web", 0}, raw);
}

static enum growth_pattern pattern_of(const struct scene *scene,
                                      const struct member *member) {
  return member_growth(member, scene->now_s, 4096).pattern;
}

/* Who rests has the memory that it had; who comes in its place is another. */
static void it_is_known_how_the_memory_of_a_member_grows(void **state) {
  struct member *leaky, *quiet;
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  leaky = pipeline_admit(scene.pipeline, 0, 11);
  quiet = pipeline_admit(scene.pipeline, 0, 12);
  for (int i = 0; i < 60; i++) {
    tick_begin(&scene);
    observe_memory(&scene, leaky, 1e6 * (i < 30 ? i : 30));
    observe_memory(&scene, quiet, 5e6);
    tick_end(&scene);
    if (i == 25)
      expect_near(member_growth(leaky, scene.now_s, 4096).anon_per_s, 1e6, 1e4);
  }
  assert_int_equal(pattern_of(&scene, leaky), GROWTH_OVER);
  assert_int_equal(pattern_of(&scene, quiet), GROWTH_NONE);
  for (int i = 0; i < 60; i++) {
    tick_begin(&scene);
    pipeline_rest(scene.pipeline, leaky, &(struct glance){"web", 0});
    tick_end(&scene);
  }
  expect_between(member_growth(leaky, scene.now_s, 4096).quiet_s, 80, 92);
  pipeline_dismiss(scene.pipeline, leaky);
  leaky = pipeline_admit(scene.pipeline, 0, 11);
  tick_begin(&scene);
  observe_memory(&scene, leaky, 1e6);
  tick_end(&scene);
  assert_int_equal(pattern_of(&scene, leaky), GROWTH_UNKNOWN);
  end(&scene);
}

static void a_member_takes_less_than_eight_kib(void **state) {
  struct scene scene;
  size_t bytes;

  (void)state;
  prepare(&scene);
  begin(&scene);
  bytes = pipeline_member_bytes(scene.pipeline);
  print_message("# %zu bytes a member, and %zu of its seat\n", bytes,
                sizeof(struct seat));
  assert_true(bytes + sizeof(struct seat) <= 8192); /* the agent's */
  end(&scene);
}

/* Who is in a pid namespace of its own is told with what it is called there. */
static void a_notice_tells_the_pid_in_a_namespace(void **state) {
  static const struct {
    double ns_pid, pid_namespace;
    bool told;
  } rows[] = {{7, 4026532178.0, true}, {11, 4026531836.0, false}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct scene scene;
    struct member *member;
    double raw[METRIC_MEMBER_COUNT];

    prepare(&scene);
    begin(&scene);
    member = pipeline_admit(scene.pipeline, 0, 11);
    forget(raw, METRIC_MEMBER_COUNT);
    raw[METRIC_FD_COUNT] = raw[METRIC_LIMIT_FDS] = 200;
    raw[METRIC_NS_PID] = rows[i].ns_pid;
    raw[METRIC_PID_NAMESPACE] = rows[i].pid_namespace;
    for (int tick = 0; tick < 5; tick++) {
      tick_begin(&scene);
      pipeline_observe(scene.pipeline, member, &(struct glance){"web", 0}, raw);
      tick_end(&scene);
    }
    assert_int_equal(scene.all->notices, 1);
    assert_int_equal(scene.all->notice[0].pid, 11);
    assert_string_equal(scene.all->notice[0].source, "");
    if (rows[i].told) {
      expect_near(scene.all->notice[0].ns_pid, 7, 0);
      expect_near(scene.all->notice[0].pid_namespace, 4026532178.0, 0);
    } else {
      expect_missing(scene.all->notice[0].ns_pid);
      expect_missing(scene.all->notice[0].pid_namespace);
    }
    end(&scene);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_leak_is_foretold_raised_once_and_cleared_once),
      cmocka_unit_test(a_notice_tells_the_cycle_and_when_it_meets_writeback),
      cmocka_unit_test(what_one_member_taught_is_told_of_the_next),
      cmocka_unit_test(an_empty_group_still_counts_its_processes),
      cmocka_unit_test(counters_of_a_group_never_fall),
      cmocka_unit_test(a_place_is_given_again_without_its_past),
      cmocka_unit_test(a_member_without_samples_has_a_gap),
      cmocka_unit_test(more_than_max_processes_are_refused),
      cmocka_unit_test(a_threshold_is_a_wall_of_its_own),
      cmocka_unit_test(the_worst_get_values_of_their_own_and_keep_them),
      cmocka_unit_test(a_notice_tells_the_pid_in_a_namespace),
      cmocka_unit_test(io_wait_alone_is_a_warning),
      cmocka_unit_test(a_stuck_member_is_told),
      cmocka_unit_test(disks_have_latencies),
      cmocka_unit_test(a_torn_tick_has_values_but_no_rates),
      cmocka_unit_test(a_rate_is_of_the_time_between_two_readings),
      cmocka_unit_test(a_disk_told_twice_or_counting_back_has_no_rates),
      cmocka_unit_test(a_tick_that_takes_no_time_is_no_tick),
      cmocka_unit_test(a_steady_tick_allocates_nothing),
      cmocka_unit_test(it_is_known_how_the_memory_of_a_member_grows),
      cmocka_unit_test(a_member_takes_less_than_eight_kib),
  };

  return cmocka_run_group_tests_name("pipeline", tests, NULL, NULL);
}
