/*
 * scene.h - an agent on a /proc of the test's own, from configuration to what
 * it sent.
 */
#ifndef SCENE_H
#define SCENE_H

#include "agent.h"
#include "collect.h"
#include "tree.h"

#include <stdlib.h>

struct scene {
  struct tree tree;
  struct settings settings;
  struct agent *agent;
  struct collection *all;
  double now_s;
};

static inline int try_option(struct scene *scene, const char *key,
                             const char *first, const char *second) {
  struct argument arguments[] = {{.text = first}, {.text = second}};
  struct complaint complaint;

  return settings_set(&scene->settings, key, arguments, second ? 2 : 1,
                      &complaint);
}

static inline void option(struct scene *scene, const char *key,
                          const char *first, const char *second) {
  assert_int_equal(try_option(scene, key, first, second), 0);
}

static inline void prepare(struct scene *scene) {
  *scene = (struct scene){.now_s = 1000};
  tree_open(&scene->tree);
  assert_int_equal(settings_init(&scene->settings), 0);
  option(scene, "ProcPath", scene->tree.root, NULL);
  option(scene, "SysPath", scene->tree.root, NULL);
  option(scene, "TripAfter", "2", NULL);
  option(scene, "ReadDeadlineMs", "2000", NULL);
  scene->all = calloc(1, sizeof(*scene->all));
  assert_non_null(scene->all);
}

static inline void begin(struct scene *scene) {
  struct complaint complaint;

  scene->agent = agent_new(&scene->settings, &complaint);
  if (!scene->agent)
    fail_msg("%s", complaint.text);
}

/* All of it, for an agent with one group. */
static inline void begin_with(struct scene *scene, const char *key,
                              const char *first, const char *second) {
  prepare(scene);
  option(scene, key, first, second);
  begin(scene);
}

static inline void end(struct scene *scene) {
  agent_free(scene->agent);
  settings_release(&scene->settings);
  tree_close(&scene->tree);
  free(scene->all);
}

/* The interval is long, so that a busy machine does not skip a reading. */
static inline void tick(struct scene *scene) {
  struct sink sink = collect_sink(scene->all);

  scene->now_s += 1;
  collect_forget_records(scene->all);
  assert_int_equal(agent_tick(scene->agent, scene->now_s, 20, &sink), 0);
  expect_unique_names(scene->all);
}

static inline struct process process_of(int pid, const char *name, int fds) {
  return (struct process){.pid = pid,
                          .name = name,
                          .cmdline = "/usr/bin/web --serve",
                          .state = 'S',
                          .threads = 1,
                          .fds = fds,
                          .rss_pages = 100,
                          .start_time = 5,
                          .start_stack = 140000};
}

static inline void leak(struct scene *scene, struct process *process,
                        int ticks) {
  for (int i = 0; i < ticks; i++) {
    process->fds += 4;
    process->read_bytes += 1000;
    tree_process(&scene->tree, process);
    tick(scene);
  }
}

static inline void group_of(struct scene *scene, const char *name,
                            const char *key, const char *value) {
  struct argument argument = {.text = name};
  struct complaint complaint;

  assert_int_equal(
      settings_open_group(&scene->settings, &argument, 1, &complaint), 0);
  option(scene, key, value, NULL);
  assert_int_equal(settings_close_group(&scene->settings, &complaint), 0);
}

#endif
