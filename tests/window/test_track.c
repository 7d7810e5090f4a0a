/* test_track.c - what is remembered of one process. */
#include "expect.h"

#include "window/track.h"

#include <stdlib.h>

struct scene {
  struct window_plan plan;
  struct timeline timeline;
  struct track *track;
  double host[METRIC_COUNT];
  double raw[METRIC_COUNT];
  struct change change;
};

static void begin(struct scene *scene) {
  *scene = (struct scene){0};
  window_plan_init(&scene->plan, SCOPE_MEMBER);
  scene->track = calloc(1, track_bytes(&scene->plan));
  assert_non_null(scene->track);
  track_reset(scene->track, &scene->plan);
  for (int id = 0; id < METRIC_COUNT; id++)
    scene->host[id] = scene->raw[id] = NAN;
}

static void tick(struct scene *scene, double now_s) {
  struct surroundings surroundings = {
      .timeline = &scene->timeline,
      .derive = {.host = scene->host, .cpus = 1},
  };

  assert_true(timeline_push(&scene->timeline, now_s));
  track_observe(scene->track, &scene->plan, &surroundings, scene->raw,
                &scene->change);
}

static void the_dimensions_have_windows(void **state) {
  struct window_plan plan;

  (void)state;
  window_plan_init(&plan, SCOPE_MEMBER);
  assert_true(plan.index[METRIC_MEM_RSS] >= 0);
  assert_true(plan.index[METRIC_FD_COUNT] >= 0);
  assert_int_equal(plan.index[METRIC_RCHAR], -1);
  assert_int_equal(plan.count, 7);
  window_plan_add(&plan, METRIC_RCHAR);
  window_plan_add(&plan, METRIC_RCHAR);
  assert_int_equal(plan.count, 8);
}

static void the_first_sample_has_no_rates(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  scene.raw[METRIC_RCHAR] = 1000;
  scene.raw[METRIC_FD_COUNT] = 5;
  tick(&scene, 1);
  expect_missing(scene.change.now[METRIC_RCHAR]);
  expect_missing(scene.change.growth[METRIC_RCHAR]);
  expect_near(scene.change.now[METRIC_FD_COUNT], 5, 0);
  scene.raw[METRIC_RCHAR] = 1600;
  tick(&scene, 4);
  expect_near(scene.change.now[METRIC_RCHAR], 200, 1e-9);
  expect_near(scene.change.growth[METRIC_RCHAR], 600, 1e-9);
  free(scene.track);
}

static void a_counter_that_goes_back_starts_again(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  scene.raw[METRIC_RCHAR] = 1000;
  tick(&scene, 1);
  scene.raw[METRIC_RCHAR] = 10;
  tick(&scene, 2);
  expect_missing(scene.change.now[METRIC_RCHAR]);
  scene.raw[METRIC_RCHAR] = 30;
  tick(&scene, 3);
  expect_near(scene.change.now[METRIC_RCHAR], 20, 1e-9);
  free(scene.track);
}

static void after_a_reset_nothing_is_remembered(void **state) {
  struct scene scene;
  const struct window *window;

  (void)state;
  begin(&scene);
  scene.raw[METRIC_FD_COUNT] = 5;
  tick(&scene, 1);
  tick(&scene, 2);
  track_reset(scene.track, &scene.plan);
  window = track_window(scene.track, &scene.plan, METRIC_FD_COUNT);
  expect_missing(window_at(window, &scene.timeline, 0, 0));
  assert_null(track_window(scene.track, &scene.plan, METRIC_RCHAR));
  free(scene.track);
}

static struct surroundings surroundings_of(const struct scene *scene) {
  return (struct surroundings){
      .timeline = &scene->timeline,
      .derive = {.host = scene->host, .cpus = 1},
  };
}

static void rest(struct scene *scene, double now_s) {
  struct surroundings surroundings = surroundings_of(scene);

  assert_true(timeline_push(&scene->timeline, now_s));
  track_rest(scene->track, &scene->plan, &surroundings, &scene->change);
}

static void pass_by(struct scene *scene, double now_s) {
  struct surroundings surroundings = surroundings_of(scene);

  assert_true(timeline_push(&scene->timeline, now_s));
  track_skip(scene->track, &scene->plan, &surroundings, &scene->change);
}

static double slot(const struct scene *scene, enum metric_id id, unsigned age) {
  return window_at(track_window(scene->track, &scene->plan, id),
                   &scene->timeline, 0, age);
}

/* Two samples, so that there are rates: 100 bytes a second and 5 files. */
static void begin_reading(struct scene *scene) {
  begin(scene);
  scene->raw[METRIC_FD_COUNT] = 5;
  scene->raw[METRIC_IO_READ_BYTES] = 0;
  tick(scene, 1);
  scene->raw[METRIC_IO_READ_BYTES] = 100;
  tick(scene, 2);
}

static void who_rests_keeps_its_gauges_and_has_no_rates_but_zero(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  rest(&scene, 3);
  expect_near(scene.change.now[METRIC_FD_COUNT], 5, 0);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 0, 0);
  expect_near(scene.change.growth[METRIC_IO_READ_BYTES], 0, 0);
  expect_missing(scene.change.growth[METRIC_WCHAR]);
  expect_missing(scene.change.now[METRIC_WCHAR]);
  free(scene.track);
}

static void the_rate_after_a_rest_is_of_the_time_after_it(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  rest(&scene, 3);
  rest(&scene, 4);
  scene.raw[METRIC_IO_READ_BYTES] = 400;
  tick(&scene, 5);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 300, 1e-9);
  expect_near(scene.change.growth[METRIC_IO_READ_BYTES], 300, 1e-9);
  expect_near(slot(&scene, METRIC_IO_READ_BYTES, 0), 300, 1e-3);
  expect_near(slot(&scene, METRIC_IO_READ_BYTES, 1), 0, 0);
  expect_near(slot(&scene, METRIC_IO_READ_BYTES, 2), 0, 0);
  expect_near(slot(&scene, METRIC_IO_READ_BYTES, 3), 100, 1e-3);
  expect_near(slot(&scene, METRIC_FD_COUNT, 2), 5, 0);
  free(scene.track);
}

static void who_is_skipped_shows_what_it_was_and_has_a_gap(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  pass_by(&scene, 3);
  expect_near(scene.change.now[METRIC_FD_COUNT], 5, 0);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 100, 1e-3);
  pass_by(&scene, 4);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 100, 1e-3);
  scene.raw[METRIC_IO_READ_BYTES] = 700;
  tick(&scene, 5);
  expect_near(scene.change.growth[METRIC_IO_READ_BYTES], 600, 1e-9);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 200, 1e-9);
  expect_missing(slot(&scene, METRIC_FD_COUNT, 1));
  expect_missing(slot(&scene, METRIC_FD_COUNT, 2));
  expect_near(slot(&scene, METRIC_FD_COUNT, 3), 5, 0);
  free(scene.track);
}

static void
a_rest_proves_that_nothing_happened_while_nobody_looked(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  pass_by(&scene, 3);
  pass_by(&scene, 4);
  rest(&scene, 5);
  tick(&scene, 6);
  for (unsigned age = 1; age <= 3; age++) {
    expect_near(slot(&scene, METRIC_FD_COUNT, age), 5, 0);
    expect_near(slot(&scene, METRIC_IO_READ_BYTES, age), 0, 0);
  }
  free(scene.track);
}

static void a_torn_track_has_no_rates_once(void **state) {
  struct scene scene;
  const struct window *window;

  (void)state;
  begin(&scene);
  scene.raw[METRIC_FD_COUNT] = 5;
  scene.raw[METRIC_CPU_USER] = scene.raw[METRIC_CPU_SYSTEM] = 1;
  scene.raw[METRIC_THREADS] = 1;
  tick(&scene, 1);
  scene.raw[METRIC_CPU_USER] = 1.5;
  tick(&scene, 2);
  expect_near(scene.change.now[METRIC_CPU_USAGE], 0.5, 1e-9);
  track_tear(scene.track);
  scene.raw[METRIC_CPU_USER] = 2;
  tick(&scene, 3);
  expect_missing(scene.change.now[METRIC_CPU_USAGE]);
  expect_missing(scene.change.growth[METRIC_CPU_USER]);
  expect_near(scene.change.now[METRIC_FD_COUNT], 5, 0);
  window = track_window(scene.track, &scene.plan, METRIC_CPU_USAGE);
  expect_missing(window_at(window, &scene.timeline, 0, 0));
  expect_near(window_at(window, &scene.timeline, 0, 1), 0.5, 1e-6);
  scene.raw[METRIC_CPU_USER] = 2.25;
  tick(&scene, 4);
  expect_near(scene.change.now[METRIC_CPU_USAGE], 0.25, 1e-9);
  free(scene.track);
}

static void no_window_holds_a_rate_that_cannot_be(void **state) {
  static const struct {
    double cpu, delay;
  } lies[] = {
      {1, 1},     {0.5, 0.5}, {2821.62, 2821.62}, {2821.7, 2821.7}, {3, 3},
      {NAN, NAN}, {9, 9},     {9.2, 9.2},         {0, 0},
  };
  struct scene scene;

  (void)state;
  begin(&scene);
  scene.host[METRIC_TASK_DELAYACCT] = 1;
  scene.raw[METRIC_THREADS] = 1;
  for (size_t i = 0; i < COUNT_OF(lies); i++) {
    scene.raw[METRIC_CPU_USER] = lies[i].cpu;
    scene.raw[METRIC_CPU_SYSTEM] = 0;
    scene.raw[METRIC_BLOCK_DELAY] = lies[i].delay;
    tick(&scene, 1 + (double)i);
    if (i == 3) {
      expect_near(scene.change.now[METRIC_CPU_USAGE], 0.08, 1e-9);
      expect_near(scene.change.now[METRIC_IO_WAIT], 80, 1e-6);
    } else if (i == 7) {
      expect_near(scene.change.now[METRIC_IO_WAIT], 200, 1e-6);
    } else {
      expect_missing(scene.change.now[METRIC_CPU_USAGE]);
      expect_missing(scene.change.now[METRIC_IO_WAIT]);
    }
  }
  free(scene.track);
}

static void who_rests_longer_than_a_ring_loses_nothing(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  for (int i = 0; i < 200; i++)
    rest(&scene, 3 + i);
  tick(&scene, 203);
  for (unsigned age = 0; age < TIMELINE_SLOTS; age++)
    expect_near(slot(&scene, METRIC_FD_COUNT, age), 5, 0);
  free(scene.track);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_dimensions_have_windows),
      cmocka_unit_test(the_first_sample_has_no_rates),
      cmocka_unit_test(a_counter_that_goes_back_starts_again),
      cmocka_unit_test(after_a_reset_nothing_is_remembered),
      cmocka_unit_test(who_rests_keeps_its_gauges_and_has_no_rates_but_zero),
      cmocka_unit_test(the_rate_after_a_rest_is_of_the_time_after_it),
      cmocka_unit_test(who_is_skipped_shows_what_it_was_and_has_a_gap),
      cmocka_unit_test(a_rest_proves_that_nothing_happened_while_nobody_looked),
      cmocka_unit_test(who_rests_longer_than_a_ring_loses_nothing),
      cmocka_unit_test(a_torn_track_has_no_rates_once),
      cmocka_unit_test(no_window_holds_a_rate_that_cannot_be),
  };

  return cmocka_run_group_tests_name("track", tests, NULL, NULL);
}
