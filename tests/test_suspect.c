/* test_suspect.c - whose threads are looked at, and what that tells. */
#include "expect.h"

#include "agent.h"
#include "collect.h"
#include "suspect.h"
#include "tree.h"

#include <math.h>
#include <stdlib.h>

enum { PID = 42 };

struct scene {
  struct tree tree;
  struct settings settings;
  struct agent *agent;
  struct collection *all;
  double now_s;
  long waited_us; /* of the host */
};

static void option(struct scene *scene, const char *key, const char *value) {
  struct argument argument = {.text = value};
  struct complaint complaint;

  assert_int_equal(
      settings_set(&scene->settings, key, &argument, 1, &complaint), 0);
}

static void begin(struct scene *scene, int threads) {
  struct process process = {.pid = PID,
                            .name = "web",
                            .cmdline = "web",
                            .state = 'S',
                            .threads = threads,
                            .fds = 3,
                            .rss_pages = 50,
                            .start_time = 5,
                            .start_stack = 140000};
  struct complaint complaint;

  *scene = (struct scene){.now_s = 1000};
  tree_open(&scene->tree);
  tree_mkdir(&scene->tree, "pressure");
  tree_process(&scene->tree, &process);
  assert_int_equal(settings_init(&scene->settings), 0);
  option(scene, "ProcPath", scene->tree.root);
  option(scene, "SysPath", scene->tree.root);
  option(scene, "ReadDeadlineMs", "2000");
  option(scene, "Process", "web");
  scene->agent = agent_new(&scene->settings, &complaint);
  scene->all = calloc(1, sizeof(*scene->all));
  assert_non_null(scene->agent);
  assert_non_null(scene->all);
}

static void end(struct scene *scene) {
  agent_free(scene->agent);
  settings_release(&scene->settings);
  tree_close(&scene->tree);
  free(scene->all);
}

/* A tick of a second, in which some task of the host waited so long. */
static void tick(struct scene *scene, long waited_us) {
  struct sink sink = collect_sink(scene->all);

  scene->now_s += 1;
  scene->waited_us += waited_us;
  if (waited_us >= 0)
    tree_write(&scene->tree, "pressure/io",
               "some avg10=0.00 avg60=0.00 avg300=0.00 total=%ld\n",
               scene->waited_us);
  collect_forget_records(scene->all);
  assert_int_equal(agent_tick(scene->agent, scene->now_s, 20, &sink), 0);
}

static void put_threads(const struct scene *scene, const char *letters) {
  for (int i = 0; letters[i]; i++)
    tree_thread(&scene->tree, PID, PID + i, letters[i]);
}

static void put_status(const struct scene *scene, char letter, int threads) {
  static int ran = 900000;

  tree_write(&scene->tree, "42/status",
             "Name:\tweb\nState:\t%c (x)\nUid:\t0\t0\t0\t0\nThreads:\t%d\n",
             letter, threads);
  /* it ran to get there */
  tree_write(&scene->tree, "42/schedstat", "%d 1 1\n", ++ran);
}

static double told(const struct scene *scene, const char *name) {
  char whole[128];

  snprintf(whole, sizeof(whole), "web/%s", name);
  return collected(scene->all, whole);
}

/* The first ticks are over: it is known that no wall is near. */
static void settle(struct scene *scene) {
  for (int i = 0; i < 12; i++)
    tick(scene, 0);
}

static void while_nobody_waits_the_leader_tells_for_all(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 3);
  put_threads(&scene, "SSS");
  settle(&scene);
  put_threads(&scene, "SDD");
  tick(&scene, 40000);
  expect_missing(told(&scene, "gauge/threads_blocked"));
  expect_near(told(&scene, "gauge/io_wait"), 0, 0);
  expect_near(told(&scene, "gauge/io_wait_source"), 3, 0);
  end(&scene);
}

static void when_the_host_waits_all_threads_are_looked_at(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 3);
  put_threads(&scene, "SSS");
  settle(&scene);
  put_threads(&scene, "SDD");
  tick(&scene, 60000);
  expect_near(told(&scene, "gauge/threads_blocked"), 2, 0);
  expect_near(told(&scene, "gauge/io_wait"), 2000, 0);
  expect_near(told(&scene, "gauge/io_wait_source"), 3, 0);
  tick(&scene, 60000);
  expect_near(told(&scene, "contextswitch/threads_voluntary"), 0, 0);
  tree_write(&scene.tree, "42/task/43/status",
             "State:\tD\nvoluntary_ctxt_switches:\t19\n"
             "nonvoluntary_ctxt_switches:\t4\n");
  tick(&scene, 60000);
  expect_near(told(&scene, "contextswitch/threads_voluntary"), 12, 0);
  expect_near(told(&scene, "contextswitch/threads_involuntary"), 1, 0);
  end(&scene);
}

static void a_leader_that_waits_is_reason_enough(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 3);
  put_threads(&scene, "SSS");
  settle(&scene);
  put_threads(&scene, "DDS");
  put_status(&scene, 'D', 3);
  tick(&scene, 0);
  expect_near(told(&scene, "gauge/threads_blocked"), 2, 0);
  end(&scene);
}

static void a_single_thread_needs_no_closer_look(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 1);
  settle(&scene);
  put_status(&scene, 'D', 1);
  tick(&scene, 900000);
  expect_missing(told(&scene, "gauge/threads_blocked"));
  expect_near(told(&scene, "gauge/io_wait"), 1000, 0);
  end(&scene);
}

static void without_pressure_they_are_looked_at_by_turns(void **state) {
  struct scene scene;
  int looks = 0;

  (void)state;
  begin(&scene, 3);
  put_threads(&scene, "SSS");
  for (int i = 0; i < 40; i++) {
    tick(&scene, -1);
    if (i >= 20)
      looks += !isnan(told(&scene, "gauge/threads_blocked"));
  }
  assert_int_equal(looks, 2);
  end(&scene);
}

static void too_many_threads_are_judged_by_pressure(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, SUSPECT_LISTED + 1);
  put_threads(&scene, "SDD");
  settle(&scene);
  tick(&scene, 300000);
  expect_missing(told(&scene, "gauge/threads_blocked"));
  expect_near(told(&scene, "gauge/io_wait"), 300, 1e-6);
  expect_near(told(&scene, "gauge/io_wait_source"), 5, 0);
  end(&scene);
}

/* Another process in the group. */
static void put_process(const struct scene *scene, int pid, int threads,
                        char letter) {
  struct process process = {.pid = pid,
                            .name = "web",
                            .cmdline = "web",
                            .state = 'S',
                            .threads = threads,
                            .fds = 3,
                            .rss_pages = 50,
                            .start_time = 5,
                            .start_stack = 140000};
  char name[64];

  tree_process(&scene->tree, &process);
  snprintf(name, sizeof(name), "%d/task", pid);
  tree_mkdir(&scene->tree, name);
  for (int i = 0; i < threads; i++) {
    snprintf(name, sizeof(name), "%d/task/%d", pid, pid + i);
    tree_mkdir(&scene->tree, name);
    snprintf(name, sizeof(name), "%d/task/%d/status", pid, pid + i);
    tree_write(&scene->tree, name,
               "State:\t%c (x)\nvoluntary_ctxt_switches:\t7\n"
               "nonvoluntary_ctxt_switches:\t3\n",
               letter);
  }
}

static void of_many_threads_a_sample_tells(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 1100);
  put_process(&scene, PID, 1100, 'S');
  settle(&scene);
  put_process(&scene, PID, 1100, 'D');
  tick(&scene, 300000);
  expect_near(told(&scene, "gauge/threads_blocked"), 1100, 0);
  expect_near(told(&scene, "gauge/io_wait"), 1.1e6, 0);
  expect_near(told(&scene, "gauge/io_wait_source"), 3, 0);
  tick(&scene, 300000);
  expect_missing(told(&scene, "contextswitch/threads_voluntary"));
  end(&scene);
}

static void a_large_process_does_not_starve_small_ones(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 1100);
  put_process(&scene, PID, 1100, 'S');
  put_process(&scene, 10000, 5, 'D');
  put_process(&scene, 20000, 400, 'D');
  settle(&scene);
  for (int i = 0; i < 3; i++) {
    tick(&scene, 300000);
    expect_near(told(&scene, "gauge/threads_blocked"), 405, 0);
    expect_near(told(&scene, "gauge/io_wait_source"), 3, 0);
  }
  end(&scene);
}

/* 16 samples of 64 make a tick, and there are 20 that want one. */
static void who_has_no_share_is_the_first_in_the_next_tick(void **state) {
  struct scene scene;
  int looked = 0, seen = 0;

  (void)state;
  begin(&scene, 3);
  put_threads(&scene, "SSS");
  for (int i = 1; i <= 20; i++)
    put_process(&scene, 1000 * i, 100, i == 20 ? 'D' : 'S');
  settle(&scene);
  for (int i = 0; i < 10; i++) {
    tick(&scene, 300000);
    looked += !isnan(told(&scene, "gauge/threads_blocked"));
    seen += told(&scene, "gauge/threads_blocked") > 0;
  }
  assert_int_equal(looked, 10);
  expect_between(seen, 7, 9); /* 16 of 20 times, but for the three threads */
  end(&scene);
}

static void put_cgroup_pressure(const struct scene *scene, long us) {
  tree_write(&scene->tree, "fs/cgroup/shop/io.pressure",
             "some avg10=0.00 avg60=0.00 avg300=0.00 total=%ld\n", us);
}

static void their_cgroup_tells_better_than_the_host(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, SUSPECT_LISTED + 1);
  tree_mkdir(&scene.tree, "fs");
  tree_mkdir(&scene.tree, "fs/cgroup");
  tree_mkdir(&scene.tree, "fs/cgroup/shop");
  tree_write(&scene.tree, "42/cgroup", "0::/shop\n");
  put_cgroup_pressure(&scene, 1000);
  settle(&scene);
  tick(&scene, 300000);
  put_cgroup_pressure(&scene, 101000);
  tick(&scene, 300000);
  /* it is read a little after the tick has begun */
  expect_between(told(&scene, "gauge/io_wait"), 50, 200);
  expect_near(told(&scene, "gauge/io_wait_source"), 4, 0);
  tick(&scene, 0); /* nobody asks */
  put_cgroup_pressure(&scene, 901000);
  tick(&scene, 300000); /* how long that took is not known */
  expect_near(told(&scene, "gauge/io_wait_source"), 5, 0);
  end(&scene);
}

static void a_zombie_leader_is_told_of_through_a_thread(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 3);
  put_threads(&scene, "ZZS");
  settle(&scene);
  put_status(&scene, 'Z', 3);
  tree_write(&scene.tree, "42/statm", "0 0 0 0 0 0 0\n");
  tree_fds(&scene.tree, PID, 0);
  tick(&scene, 0);
  expect_near(told(&scene, "ps_count"), 1, 0);
  expect_near(told(&scene, "file_handles"), 1, 0);
  expect_near(told(&scene, "ps_rss"), 77.0 * (double)sysconf(_SC_PAGESIZE), 0);
  expect_near(told(&scene, "memory/rss_anon"), 12 * 1024.0, 0);
  expect_near(told(&scene, "file_handles/limit_soft"), 200, 0);
  tree_remove(&scene.tree, "42/task/44");
  tick(&scene, 0);
  expect_near(told(&scene, "ps_count"), 1, 0);
  expect_missing(told(&scene, "file_handles"));
  expect_missing(told(&scene, "ps_rss"));
  end(&scene);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(while_nobody_waits_the_leader_tells_for_all),
      cmocka_unit_test(when_the_host_waits_all_threads_are_looked_at),
      cmocka_unit_test(a_leader_that_waits_is_reason_enough),
      cmocka_unit_test(a_single_thread_needs_no_closer_look),
      cmocka_unit_test(without_pressure_they_are_looked_at_by_turns),
      cmocka_unit_test(too_many_threads_are_judged_by_pressure),
      cmocka_unit_test(of_many_threads_a_sample_tells),
      cmocka_unit_test(a_large_process_does_not_starve_small_ones),
      cmocka_unit_test(who_has_no_share_is_the_first_in_the_next_tick),
      cmocka_unit_test(their_cgroup_tells_better_than_the_host),
      cmocka_unit_test(a_zombie_leader_is_told_of_through_a_thread),
  };

  return cmocka_run_group_tests_name("suspect", tests, NULL, NULL);
}
