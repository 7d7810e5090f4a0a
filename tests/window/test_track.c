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

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_dimensions_have_windows),
      cmocka_unit_test(the_first_sample_has_no_rates),
      cmocka_unit_test(a_counter_that_goes_back_starts_again),
      cmocka_unit_test(after_a_reset_nothing_is_remembered),
  };

  return cmocka_run_group_tests_name("track", tests, NULL, NULL);
}
