/*
 * desk.h - a pipeline of a test's own, from settings to what it sent. A scene
 * like that of scene.h, without an agent and its world.
 */
#ifndef DESK_H
#define DESK_H

#include "collect.h"
#include "pipeline.h"

#include <stdlib.h>

struct scene {
  struct settings settings;
  struct pipeline *pipeline;
  struct collection *all;
  double interval_s;
  double now_s;
  double host[METRIC_COUNT]; /* its next sample */
};

static inline void forget(double *value, int count) {
  for (int id = 0; id < count; id++)
    value[id] = NAN;
}

static inline void option(struct scene *scene, const char *key,
                          const char *first, const char *second) {
  struct argument arguments[] = {{.text = first}, {.text = second}};
  struct complaint complaint;

  if (settings_set(&scene->settings, key, arguments, second ? 2 : 1,
                   &complaint) < 0)
    fail_msg("%s", complaint.text);
}

/* Options as they are by themselves. */
static inline void open_scene(struct scene *scene, double now_s) {
  *scene = (struct scene){.now_s = now_s, .interval_s = 1};
  assert_int_equal(settings_init(&scene->settings), 0);
  scene->all = calloc(1, sizeof(*scene->all));
  assert_non_null(scene->all);
  forget(scene->host, METRIC_COUNT);
}

static inline void begin(struct scene *scene) {
  scene->pipeline = pipeline_new(&scene->settings, 4, 4096);
  assert_non_null(scene->pipeline);
}

static inline void end(struct scene *scene) {
  pipeline_free(scene->pipeline);
  settings_release(&scene->settings);
  free(scene->all);
}

/* A tick that nothing has come to yet; and one that has its host's sample. */
static inline void next_tick(struct scene *scene) {
  collect_forget_records(scene->all);
  scene->now_s += scene->interval_s;
  assert_true(pipeline_begin(scene->pipeline, scene->now_s));
}

static inline void tick_begin(struct scene *scene) {
  next_tick(scene);
  pipeline_host(scene->pipeline, scene->host);
}

static inline void tick_end(struct scene *scene) {
  struct sink sink = collect_sink(scene->all);

  pipeline_finish(scene->pipeline, &sink);
  expect_unique_names(scene->all);
}

#endif
