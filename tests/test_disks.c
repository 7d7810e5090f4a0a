/* test_disks.c - which block devices stand before a wall, and what is said of
 * them. */
#include "expect.h"

#include "desk.h"

#include <errno.h>
#include <malloc.h>

/* Of the disk. */
static struct { double reads, read_time_s, busy_s; } counters;

/* A second of a disk. */
struct second {
  double reads, await_s, busy, queue;
};

static void prepare(struct scene *scene) {
  open_scene(scene, 100);
  counters.reads = 1;
  counters.read_time_s = counters.busy_s = 0;
  option(scene, "TripAfter", "3", NULL);
  option(scene, "ClearAfter", "5", NULL);
}

static int tell(struct scene *scene, const char *name,
                const struct second *second) {
  struct sink sink = collect_sink(scene->all);
  double raw[METRIC_COUNT];

  forget(raw, METRIC_COUNT);
  counters.reads += second->reads;
  counters.read_time_s += second->reads * second->await_s;
  counters.busy_s += second->busy;
  raw[METRIC_DISK_READS] = counters.reads;
  raw[METRIC_DISK_READ_TIME] = counters.read_time_s;
  raw[METRIC_DISK_WRITES] = raw[METRIC_DISK_WRITE_TIME] = 0;
  raw[METRIC_DISK_BUSY_TIME] = counters.busy_s;
  raw[METRIC_DISK_QUEUE] = second->queue;
  return pipeline_disk(scene->pipeline, name, raw, &sink);
}

static void live(struct scene *scene, const char *name, struct second second) {
  next_tick(scene);
  assert_int_equal(tell(scene, name, &second), 0);
  tick_end(scene);
}

static const struct second calm = {.reads = 10, .await_s = 0.005, .busy = 0.05};
static const struct second slow = {.reads = 10, .await_s = 0.2, .busy = 1};

static void a_wait_that_lasts_is_a_warning_and_clears(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  for (int i = 0; i < 20; i++)
    live(&scene, "sda", calm);
  expect_near(collected(scene.all, "device-sda/gauge/device_saturation_now"),
              0.005, 1e-9);
  expect_near(collected(scene.all, "device-sda/gauge/device_saturation_limit"),
              0.15, 1e-12);
  expect_near(collected(scene.all, "device-sda/gauge/device_saturation_state"),
              0, 0);
  for (int i = 0; i < 40; i++)
    live(&scene, "sda", slow);
  assert_int_equal(scene.all->notices, 1);
  assert_int_equal(scene.all->notice[0].state, STATE_WARNING);
  assert_string_equal(scene.all->notice[0].target, "device-sda");
  assert_string_equal(scene.all->notice[0].wall, "device_saturation");
  assert_non_null(strstr(scene.all->notice[0].message, "of 150 ms"));
  expect_near(collected(scene.all, "device-sda/gauge/device_saturation_state"),
              1, 0);
  expect_near(collected(scene.all, "device-sda/percent/device_saturation_used"),
              100, 0);
  for (int i = 0; i < 40; i++)
    live(&scene, "sda", calm);
  assert_int_equal(scene.all->notices, 2);
  assert_int_equal(scene.all->notice[1].state, STATE_OK);
  end(&scene);
}

static void a_wait_that_grows_is_foretold(void **state) {
  struct scene scene;
  double left_s = NAN;
  int ticks = 0;

  (void)state;
  prepare(&scene);
  begin(&scene);
  while (isnan(left_s) && ++ticks < 120) {
    live(&scene, "nvme0n1",
         (struct second){
             .reads = 10, .await_s = 0.02 + 0.001 * ticks, .busy = 1});
    left_s = collected(scene.all, "device-nvme0n1/duration/device_saturation");
  }
  /* 130 steps from 20 to 150 ms, and half of the ten that are averaged */
  expect_between(left_s, 0.7 * (134.5 - ticks), 1.3 * (134.5 - ticks));
  end(&scene);
}

/* Ten reads a second that are served at once, but one after the other. */
static void use_alone_is_no_saturation(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  for (int i = 0; i < 60; i++)
    live(&scene, "nvme0n1",
         (struct second){.reads = 1e5, .await_s = 1e-4, .busy = 1, .queue = 9});
  expect_near(collected(scene.all, "device-nvme0n1/percent/utilisation"), 100,
              1e-6);
  expect_near(
      collected(scene.all, "device-nvme0n1/gauge/device_saturation_state"), 0,
      0);
  assert_int_equal(scene.all->notices, 0);
  end(&scene);
}

/* What the page cache writes back every half minute waits for seconds. */
static void bursts_of_a_disk_that_rests_between_are_none(void **state) {
  static const struct second burst = {.reads = 100, .await_s = 2, .busy = 1};
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  for (int i = 0; i < 300; i++)
    live(&scene, "sda", i % 30 < 5 ? burst : (struct second){0});
  assert_int_equal(scene.all->notices, 0);
  expect_missing(collected(scene.all, "device-sda/duration/device_saturation"));
  end(&scene);
}

static void without_device_busy_the_same_bursts_count(void **state) {
  static const struct second burst = {.reads = 100, .await_s = 2, .busy = 1};
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "DeviceBusy", "0", NULL);
  begin(&scene);
  for (int i = 0; i < 300; i++)
    live(&scene, "sda", i % 30 < 5 ? burst : (struct second){0});
  assert_true(scene.all->notices > 0);
  end(&scene);
}

static void a_disk_that_answers_nothing_is_saturated(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  for (int i = 0; i < 30; i++)
    live(&scene, "sda", (struct second){.busy = 1, .queue = 3});
  expect_near(collected(scene.all, "device-sda/gauge/device_saturation_now"), 1,
              1e-9);
  expect_missing(collected(scene.all, "device-sda/disk_latency"));
  assert_int_equal(scene.all->notices, 1);
  end(&scene);
}

static void await_ms_moves_the_wall(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "AwaitMs", "250", NULL);
  begin(&scene);
  for (int i = 0; i < 40; i++)
    live(&scene, "sda", slow);
  expect_near(collected(scene.all, "device-sda/gauge/device_saturation_limit"),
              0.25, 1e-12);
  assert_int_equal(scene.all->notices, 0);
  end(&scene);
}

static void whole_disks_stand_before_a_wall_and_nothing_else(void **state) {
  static const struct {
    const char *name;
    bool stands;
  } rows[] = {
      {"sda", true},        {"sda1", false},      {"sda12", false},
      {"sdaa", true},       {"sdaa1", false},     {"nvme0n1", true},
      {"nvme0n1p1", false}, {"nvme0n10", true},   {"nvme0n10p3", false},
      {"mmcblk0", true},    {"mmcblk0p2", false}, {"mmcblk0boot0", true},
      {"dm-1", true},       {"dm-10", true},      {"md0", true},
      {"md0p1", false},     {"loop0", false},     {"loop0p1", false},
      {"ram3", false},      {"zram0", false},     {"ramdisk", true},
      {"vdb", true},        {"vdb1", false},      {"loops", true},
      {"c0d0", true},       {"c0d0p1", false},    {"rbd1", true},
      {"rbd10", true},
  };
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  for (int i = 0; i < 15; i++) {
    next_tick(&scene);
    for (size_t k = 0; k < COUNT_OF(rows); k++)
      assert_int_equal(tell(&scene, rows[k].name, &calm), 0);
    tick_end(&scene);
  }
  for (size_t k = 0; k < COUNT_OF(rows); k++) {
    char name[80];

    snprintf(name, sizeof(name), "device-%s/queue_length", rows[k].name);
    expect_near(collected(scene.all, name), 0, 0);
    snprintf(name, sizeof(name), "device-%s/gauge/device_saturation_state",
             rows[k].name);
    if (isnan(collected(scene.all, name)) == rows[k].stands)
      fail_msg("%s is taken for what it is not", rows[k].name);
  }
  end(&scene);
}

static void one_that_was_pulled_out_leaves_its_place(void **state) {
  struct scene scene;
  char name[16];

  (void)state;
  prepare(&scene);
  begin(&scene);
  next_tick(&scene);
  for (int i = 0; i < 64; i++) {
    snprintf(name, sizeof(name), "dm-%d", i);
    assert_int_equal(tell(&scene, name, &calm), 0);
  }
  assert_int_equal(tell(&scene, "sda", &calm), -ENOSPC);
  tick_end(&scene);
  for (int i = 0; i < 7; i++)
    live(&scene, "dm-0", calm);
  live(&scene, "sda", calm);
  end(&scene);
}

/* Its alarm is cleared first, and by then nothing of it is remembered. */
static void one_that_is_pulled_out_while_it_is_slow_is_cleared(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  for (int i = 0; i < 40; i++)
    live(&scene, "sda", slow);
  assert_int_equal(scene.all->notices, 1);
  for (int i = 0; i < 14; i++)
    live(&scene, "sdb", calm);
  assert_int_equal(scene.all->notices, 2);
  assert_int_equal(scene.all->notice[1].state, STATE_OK);
  live(&scene, "sda", slow);
  expect_missing(collected(scene.all, "device-sda/disk_latency"));
  end(&scene);
}

static void a_steady_tick_of_disks_takes_no_memory(void **state) {
  struct scene scene;
  size_t before;

  (void)state;
  prepare(&scene);
  option(&scene, "Model", "conformal", NULL);
  begin(&scene);
  before = mallinfo2().uordblks + mallinfo2().hblkhd;
  for (int i = 0; i < 100; i++)
    live(&scene, i < 50 ? "sda" : "sdb", slow);
  assert_int_equal(mallinfo2().uordblks + mallinfo2().hblkhd, before);
  end(&scene);
}

/* A name comes from /proc/diskstats, or from a state that was kept. */
static void a_name_of_a_series_is_plain(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  for (int i = 0; i < 20; i++) {
    next_tick(&scene);
    assert_int_equal(tell(&scene, "cciss/c0d0\n\xe2\x80\xae", &calm), 0);
    assert_int_equal(tell(&scene, "cciss/c0d0    ", &calm), 0); /* another */
    tick_end(&scene);
  }
  expect_near(collected(scene.all,
                        "device-cciss_c0d0____/gauge/device_saturation_state"),
              0, 0);
  end(&scene);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_name_of_a_series_is_plain),
      cmocka_unit_test(a_wait_that_lasts_is_a_warning_and_clears),
      cmocka_unit_test(a_wait_that_grows_is_foretold),
      cmocka_unit_test(use_alone_is_no_saturation),
      cmocka_unit_test(bursts_of_a_disk_that_rests_between_are_none),
      cmocka_unit_test(without_device_busy_the_same_bursts_count),
      cmocka_unit_test(a_disk_that_answers_nothing_is_saturated),
      cmocka_unit_test(await_ms_moves_the_wall),
      cmocka_unit_test(whole_disks_stand_before_a_wall_and_nothing_else),
      cmocka_unit_test(one_that_was_pulled_out_leaves_its_place),
      cmocka_unit_test(one_that_is_pulled_out_while_it_is_slow_is_cleared),
      cmocka_unit_test(a_steady_tick_of_disks_takes_no_memory),
  };

  return cmocka_run_group_tests_name("disks", tests, NULL, NULL);
}
