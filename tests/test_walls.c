/* test_walls.c - from samples to what is told of a wall, for the walls that
 * need more than a metric and its limit. */
#include "expect.h"

#include "collect.h"
#include "pipeline.h"

#include <stdlib.h>

#define MIB 1048576.0

struct scene {
  struct settings settings;
  struct pipeline *pipeline;
  struct collection *all;
  double interval_s;
  double now_s;
  double host[METRIC_COUNT];
};

static void option(struct scene *scene, const char *key, const char *value) {
  struct argument argument = {.text = value};
  struct complaint complaint;

  if (settings_set(&scene->settings, key, &argument, 1, &complaint) < 0)
    fail_msg("%s", complaint.text);
}

static void prepare(struct scene *scene) {
  *scene = (struct scene){.now_s = 1000, .interval_s = 1};
  assert_int_equal(settings_init(&scene->settings), 0);
  scene->all = calloc(1, sizeof(*scene->all));
  assert_non_null(scene->all);
  for (int id = 0; id < METRIC_COUNT; id++)
    scene->host[id] = NAN;
  option(scene, "Process", "web");
}

static void begin(struct scene *scene) {
  scene->pipeline = pipeline_new(&scene->settings, 4);
  assert_non_null(scene->pipeline);
}

static void end(struct scene *scene) {
  pipeline_free(scene->pipeline);
  settings_release(&scene->settings);
  free(scene->all);
}

static void tick_begin(struct scene *scene) {
  collect_forget_records(scene->all);
  scene->now_s += scene->interval_s;
  assert_true(pipeline_begin(scene->pipeline, scene->now_s));
  pipeline_host(scene->pipeline, scene->host);
}

static void tick_end(struct scene *scene) {
  struct sink sink = collect_sink(scene->all);

  pipeline_finish(scene->pipeline, &sink);
  expect_unique_names(scene->all);
}

static void tick(struct scene *scene) {
  tick_begin(scene);
  tick_end(scene);
}

static double told(const struct scene *scene, const char *name) {
  return collected(scene->all, name);
}

/* --- swap_full ----------------------------------------------------------- */

static void
swap_that_fills_is_foretold_and_more_of_it_moves_the_wall(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  scene.host[METRIC_SWAP_TOTAL] = 1000 * MIB;
  for (int i = 1; i <= 80; i++) {
    scene.host[METRIC_SWAP_FREE] = (600 - i) * MIB;
    tick(&scene);
  }
  expect_near(told(&scene, "host/duration/swap_full"), 520, 1);
  expect_near(told(&scene, "host/gauge/swap_full_now"), 480 * MIB, 0);
  expect_near(told(&scene, "host/percent/swap_full_used"), 48, 1e-9);
  expect_near(told(&scene, "host/memory/swap_total"), 1000 * MIB, 0);
  expect_near(told(&scene, "host/gauge/swap_full_state"), 1, 0);
  scene.host[METRIC_SWAP_TOTAL] += 500 * MIB;
  for (int i = 81; i <= 160; i++) {
    scene.host[METRIC_SWAP_FREE] = (1100 - i) * MIB;
    tick(&scene);
  }
  expect_near(told(&scene, "host/duration/swap_full"), 940, 1);
  expect_near(told(&scene, "host/memory/swap_total"), 1500 * MIB, 0);
  end(&scene);
}

static void a_host_without_swap_has_no_such_wall(void **state) {
  static const char *const names[] = {
      "host/duration/swap_full",     "host/gauge/swap_full_now",
      "host/percent/swap_full_used", "host/memory/swap_total",
      "host/gauge/swap_full_state",  "host/memory/swap_used"};
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  scene.host[METRIC_SWAP_TOTAL] = scene.host[METRIC_SWAP_FREE] = 0;
  for (int i = 0; i < 40; i++)
    tick(&scene);
  for (size_t i = 0; i < COUNT_OF(names); i++)
    expect_missing(told(&scene, names[i]));
  assert_int_equal(scene.all->notices, 0);
  end(&scene);
}

/* Full swap stops nobody by itself. */
static void swap_that_is_full_is_a_warning(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  scene.host[METRIC_SWAP_TOTAL] = 1000 * MIB;
  scene.host[METRIC_SWAP_FREE] = 0;
  for (int i = 0; i < 40; i++)
    tick(&scene);
  expect_near(told(&scene, "host/gauge/swap_full_state"), 1, 0);
  expect_near(told(&scene, "host/duration/swap_full"), 0, 0);
  end(&scene);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(
          swap_that_fills_is_foretold_and_more_of_it_moves_the_wall),
      cmocka_unit_test(a_host_without_swap_has_no_such_wall),
      cmocka_unit_test(swap_that_is_full_is_a_warning),
  };

  return cmocka_run_group_tests_name("walls", tests, NULL, NULL);
}
