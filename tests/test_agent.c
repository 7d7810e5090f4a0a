/* test_agent.c - from a /proc of the test's own to records: what processes do
 * between two looks. */
#include "expect.h"

#include "sample/lane.h"
#include "scene.h"

#include <sys/resource.h>

static void a_leak_in_procfs_becomes_a_forecast(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  begin_with(&scene, "Process", "web", NULL);
  leak(&scene, &web, 20);
  expect_near(collected(scene.all, "web/duration/fd_limit"), (200 - 90) / 4.0,
              1e-6);
  expect_near(collected(scene.all, "web/file_handles"), 90, 0);
  expect_near(collected(scene.all, "web/ps_count"), 1, 0);
  expect_near(collected(scene.all, "web/disk_octets"), 19000, 0);
  expect_near(collected(scene.all, "self/gauge/tracked_processes"), 1, 0);
  expect_near(collected(scene.all, "self/derive/scrape_errors"), 0, 0);
  assert_int_equal(scene.all->notice[0].pid, 42);
  assert_string_equal(scene.all->notice[0].command, "web");
  end(&scene);
}

/* Files are read a little after the tick has begun, and that is part of a rate:
 * it is near to what it would be, and far from a false one. */
static void expect_rate(const struct scene *scene, double wanted) {
  expect_between(collected(scene->all, "web/gauge/io_read_now"), wanted / 2,
                 wanted * 2);
}

static void late_ticks_and_hasty_ones_have_no_false_rates(void **state) {
  struct process web = process_of(42, "web", 10);
  struct sink sink;
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "Threshold", "io_read_bytes", "1G");
  option(&scene, "Process", "web", NULL);
  begin(&scene);
  sink = collect_sink(scene.all);
  leak(&scene, &web, 5);
  expect_rate(&scene, 1000);
  scene.now_s += 100; /* five intervals */
  leak(&scene, &web, 1);
  expect_missing(collected(scene.all, "web/gauge/io_read_now"));
  expect_near(collected(scene.all, "web/file_handles"), 34, 0);
  collect_forget_records(scene.all);
  scene.now_s += 0.01;
  assert_int_equal(agent_tick(scene.agent, scene.now_s, 20, &sink), 0);
  assert_int_equal(scene.all->records, 0);
  scene.now_s -= 0.01;
  leak(&scene, &web, 1);
  expect_rate(&scene, 1000);
  end(&scene);
}

static void who_finds_no_place_is_counted_and_told_once(void **state) {
  struct process web = process_of(42, "web", 10);
  struct process late = process_of(43, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "MaxProcesses", "1", NULL);
  option(&scene, "Process", "web", NULL);
  begin(&scene);
  leak(&scene, &web, 1);
  expect_near(collected(scene.all, "self/derive/dropped_series"), 0, 0);
  tree_process(&scene.tree, &late);
  leak(&scene, &web, 30);
  expect_near(collected(scene.all, "self/gauge/tracked_processes"), 1, 0);
  expect_between(collected(scene.all, "self/derive/dropped_series"), 2, 10);
  assert_int_equal(scene.all->sayings, 1);
  assert_non_null(strstr(scene.all->saying[0], "MaxProcesses 1 is reached"));
  end(&scene);
}

static void a_process_that_exits_is_silently_gone(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  begin_with(&scene, "Process", "web", NULL);
  leak(&scene, &web, 20);
  tree_remove(&scene.tree, "42");
  tick(&scene);
  expect_near(collected(scene.all, "web/ps_count"), 0, 0);
  expect_missing(collected(scene.all, "web/duration/fd_limit"));
  end(&scene);
}

/* The pid and even the start time are the same: only the pinned directory
 * knows. */
static void a_successor_under_the_same_pid_starts_anew(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  begin_with(&scene, "Process", "web", NULL);
  leak(&scene, &web, 20);
  for (int i = 0; i < 8; i++) {
    if (i == 0)
      tree_remove(&scene.tree, "42");
    leak(&scene, &web, 1);
    expect_near(collected(scene.all, "web/ps_count"), i > 0, 0);
    expect_missing(collected(scene.all, "web/duration/fd_limit"));
    if (i == 1) /* it has been read once */
      expect_missing(collected(scene.all, "web/disk_octets"));
    if (i > 1) /* 19 steps of the first, and those of the second */
      expect_near(collected(scene.all, "web/disk_octets"),
                  19000 + 1000 * (i - 1), 0);
  }
  end(&scene);
}

static void an_exec_starts_anew_and_is_matched_again(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  begin_with(&scene, "ProcessMatch", "serving", "--serve$");
  leak(&scene, &web, 20);
  expect_between(collected(scene.all, "serving/duration/fd_limit"), 20, 40);
  web.start_stack += 4096;
  leak(&scene, &web, 4);
  expect_near(collected(scene.all, "serving/ps_count"), 1, 0);
  expect_missing(collected(scene.all, "serving/duration/fd_limit"));
  web.start_stack += 4096;
  web.cmdline = "/usr/bin/web --idle";
  leak(&scene, &web, 3);
  expect_near(collected(scene.all, "serving/ps_count"), 0, 0);
  end(&scene);
}

static void a_new_name_leaves_a_group_by_name(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "Process", "web", NULL);
  option(&scene, "Process", "worker", NULL);
  begin(&scene);
  leak(&scene, &web, 3);
  web.name = "worker";
  leak(&scene, &web, 2);
  expect_near(collected(scene.all, "web/ps_count"), 0, 0);
  expect_near(collected(scene.all, "worker/ps_count"), 1, 0);
  end(&scene);
}

static void a_title_that_changes_does_not_forget_the_past(void **state) {
  struct process web = process_of(42, "web: busy", 10);
  struct scene scene;

  (void)state;
  begin_with(&scene, "ProcessMatch", "serving", "--serve$");
  for (int i = 0; i < 20; i++) {
    web.name = i % 2 ? "web: busy" : "web: idle";
    leak(&scene, &web, 1);
  }
  expect_between(collected(scene.all, "serving/duration/fd_limit"), 20, 40);
  end(&scene);
}

static void a_zombie_is_not_followed(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  begin_with(&scene, "Process", "web", NULL);
  leak(&scene, &web, 5);
  web.state = 'Z';
  web.fds = 0;
  leak(&scene, &web, 2);
  expect_near(collected(scene.all, "web/ps_count"), 0, 0);
  expect_missing(collected(scene.all, "web/file_handles"));
  end(&scene);
}

/* The kernel prints zeros for a leader that has exited; its threads live. */
static void a_zombie_leader_with_threads_has_no_false_zeros(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  begin_with(&scene, "Process", "web", NULL);
  leak(&scene, &web, 5);
  web.state = 'Z';
  web.threads = 3;
  leak(&scene, &web, 2);
  expect_near(collected(scene.all, "web/ps_count"), 1, 0);
  expect_missing(collected(scene.all, "web/file_handles"));
  expect_missing(collected(scene.all, "web/ps_rss"));
  end(&scene);
}

static void hostile_names_break_nothing(void **state) {
  static const char *const names[] = {") R 1\\n2 (b", "\"'{}\\\\",
                                      "\x1b[2J\xff\xfe", "a)b(c) Z 9", "%n%s"};
  struct scene scene;

  (void)state;
  begin_with(&scene, "ProcessMatch", "serving", "--serve$");
  for (int i = 0; i < 5; i++) {
    struct process web = process_of(60 + i, names[i], 3 + i);

    tree_process(&scene.tree, &web);
  }
  tick(&scene);
  tick(&scene);
  expect_near(collected(scene.all, "serving/ps_count"), 5, 0);
  expect_near(collected(scene.all, "serving/file_handles"), 25, 0);
  expect_near(collected_field(scene.all, "serving/ps_pagefaults", 1), 0, 0);
  end(&scene);
}

/* With sixteen fds to spare for pins, the last four are opened anew in each
 * tick: their start time must tell them from their successors. */
static void beyond_the_budget_of_fds_a_successor_is_noticed(void **state) {
  struct process web[20];
  struct rlimit before, few;
  struct scene scene;

  (void)state;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  few = (struct rlimit){.rlim_cur = 64, .rlim_max = before.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
  prepare(&scene);
  option(&scene, "Process", "web", NULL);
  option(&scene, "PerProcess", "20", NULL);
  begin(&scene);
  for (int t = 0; t < 40; t++) {
    for (int i = 0; i < 20; i++) {
      web[i] = process_of(50 + i, "web", 10 + (i == 19 ? 2 * t : 0));
      if (i == 19 && t >= 30)
        web[i].start_time = 6;
      tree_process(&scene.tree, &web[i]);
    }
    tick(&scene);
    expect_near(collected(scene.all, "web/ps_count"), t == 30 ? 19 : 20, 0);
    if (t == 29)
      expect_near(collected(scene.all, "web-69/duration/fd_limit"), 66, 1e-6);
    if (t >= 30 && t < 39)
      expect_missing(collected(scene.all, "web-69/duration/fd_limit"));
  }
  end(&scene);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

/* A start time that is the present tick of the clock could be that of a
 * successor just as well. */
static void beyond_the_budget_of_fds_nobody_is_taken_too_young(void **state) {
  struct process web[20];
  struct rlimit before, few;
  struct scene scene;

  (void)state;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  few = (struct rlimit){.rlim_cur = 64, .rlim_max = before.rlim_max};
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
  begin_with(&scene, "Process", "web", NULL);
  for (int t = 0; t < 4; t++) {
    for (int i = 0; i < 20; i++) {
      web[i] = process_of(50 + i, "web", 10);
      web[i].start_time = t < 2 ? 1000000000000 : 5;
      tree_process(&scene.tree, &web[i]);
    }
    tick(&scene);
    if (t != 2) /* the sixteen find that they are others */
      expect_near(collected(scene.all, "web/ps_count"), t < 2 ? 16 : 20, 0);
  }
  end(&scene);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

/* Without CAP_SYS_PTRACE the kernel prints 0 for addresses. */
static void an_address_that_may_not_be_read_is_absent(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "Threshold", "start_stack", "1");
  option(&scene, "Process", "web", NULL);
  begin(&scene);
  leak(&scene, &web, 3);
  expect_near(collected(scene.all, "web/gauge/start_stack_now"), 140000, 0);
  web.start_stack = 0;
  leak(&scene, &web, 3);
  expect_near(collected(scene.all, "web/ps_count"), 1, 0);
  expect_missing(collected(scene.all, "web/gauge/start_stack_now"));
  end(&scene);
}

static void the_memory_limit_of_its_cgroup_is_its_wall(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "Process", "web", NULL);
  tree_mkdir(&scene.tree, "fs");
  tree_mkdir(&scene.tree, "fs/cgroup");
  tree_mkdir(&scene.tree, "fs/cgroup/app");
  tree_write(&scene.tree, "fs/cgroup/app/memory.max", "100000000\n");
  tree_write(&scene.tree, "fs/cgroup/app/memory.current", "60000000\n");
  tree_write(&scene.tree, "fs/cgroup/app/memory.stat", "inactive_file 0\n");
  tree_write(&scene.tree, "meminfo", "MemAvailable:    9000000 kB\n");
  tree_process(&scene.tree, &web);
  tree_write(&scene.tree, "42/cgroup", "0::/app\n");
  begin(&scene);
  tick(&scene);
  expect_near(collected(scene.all, "web/memory/max") -
                  collected(scene.all, "web/ps_rss"),
              40000000, 0);
  tree_write(&scene.tree, "fs/cgroup/app/memory.current", "70000000\n");
  tree_process(&scene.tree, &web); /* it runs */
  tree_write(&scene.tree, "42/cgroup", "0::/app\n");
  tick(&scene);
  expect_near(collected(scene.all, "web/memory/max") -
                  collected(scene.all, "web/ps_rss"),
              30000000, 0);
  end(&scene);
}

/* Writes what it does not show, for it has not run. */
static void change_asleep(struct scene *scene, struct process *process) {
  process->asleep = true;
  process->fds++;
  tree_process(&scene->tree, process);
}

static void expect_rest(const char *fd_budget) {
  struct process web = process_of(42, "web", 10);
  double seen = NAN;
  struct scene scene;
  int changes = 0;

  prepare(&scene);
  option(&scene, "FdBudget", fd_budget, NULL);
  option(&scene, "Process", "web", NULL);
  begin(&scene);
  for (int i = 0; i < 100; i++) {
    double now;

    web.fds = 10 + i * 61 % 97; /* no trend in every tenth of them */
    change_asleep(&scene, &web);
    tick(&scene);
    now = collected(scene.all, "web/file_handles");
    expect_between(now, 10, 111);
    if (now != seen)
      changes++;
    seen = now;
  }
  assert_int_equal(changes, 11);
  end(&scene);
}

static void the_tasks_that_its_cgroup_may_have_are_its_wall(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "Process", "web", NULL);
  tree_mkdir(&scene.tree, "fs");
  tree_mkdir(&scene.tree, "fs/cgroup");
  tree_mkdir(&scene.tree, "fs/cgroup/app");
  tree_write(&scene.tree, "fs/cgroup/app/pids.max", "200\n");
  tree_write(&scene.tree, "fs/cgroup/app/pids.current", "50\n");
  tree_mkdir(&scene.tree, "sys");
  tree_mkdir(&scene.tree, "sys/kernel");
  tree_write(&scene.tree, "sys/kernel/threads-max", "60000\n");
  tree_write(&scene.tree, "sys/kernel/pid_max", "32768\n");
  tree_write(&scene.tree, "loadavg", "0.10 0.20 0.30 1/123 4567\n");
  web.threads = 10;
  tree_process(&scene.tree, &web);
  tree_write(&scene.tree, "42/cgroup", "0::/app\n");
  begin(&scene);
  tick(&scene);
  expect_near(collected(scene.all, "web/gauge/threads_limit_now"), 10, 0);
  expect_near(collected(scene.all, "web/gauge/threads_limit_limit"), 160, 0);
  tree_write(&scene.tree, "fs/cgroup/app/pids.current", "200\n");
  tick(&scene);
  expect_near(collected(scene.all, "web/gauge/threads_limit_limit"), 10, 0);
  expect_near(collected(scene.all, "web/gauge/threads_limit_state"), 2, 0);
  expect_near(collected(scene.all, "web/duration/threads_limit"), 0, 0);
  end(&scene);
}

static void one_that_has_not_run_is_read_in_every_tenth_tick(void **state) {
  (void)state;
  expect_rest("0");
}

static void and_so_is_one_beyond_the_budget_of_fds(void **state) {
  (void)state;
  expect_rest("1");
}

static void one_that_ran_is_read_at_once(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  begin_with(&scene, "Process", "web", NULL);
  change_asleep(&scene, &web);
  for (int i = 0; i < 4; i++)
    tick(&scene);
  web.asleep = false;
  web.fds = 77;
  tree_process(&scene.tree, &web);
  tick(&scene);
  expect_near(collected(scene.all, "web/file_handles"), 77, 0);
  end(&scene);
}

/* By its schedstat none of them has run. */
static void expect_always_read(struct scene *scene, struct process web) {
  prepare(scene);
  option(scene, "Process", "web", NULL);
  begin(scene);
  for (int i = 0; i < 25; i++) {
    change_asleep(scene, &web);
    tick(scene);
    expect_near(collected(scene->all, "web/file_handles"), web.fds, 0);
  }
  end(scene);
}

static void one_with_threads_is_read_in_every_tick(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  web.threads = 2;
  expect_always_read(&scene, web);
}

static void one_that_waits_for_a_disk_is_read_in_every_tick(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  web.state = 'D';
  expect_always_read(&scene, web);
}

static void one_at_risk_is_read_in_every_tick(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  begin_with(&scene, "Process", "web", NULL);
  leak(&scene, &web, 20);
  for (int i = 0; i < 15; i++) {
    web.fds += 3;
    change_asleep(&scene, &web);
    tick(&scene);
    expect_near(collected(scene.all, "web/file_handles"), web.fds, 0);
  }
  end(&scene);
}

/* The limit in a tick is a thousand and its number; it runs until `runs`. */
static void limit_to(struct scene *scene, struct process *web, int tick,
                     int runs) {
  char name[32];

  web->asleep = tick > runs;
  tree_process(&scene->tree, web);
  snprintf(name, sizeof(name), "%d/limits", web->pid);
  tree_write(&scene->tree, name,
             "Limit                     Soft Limit           Hard Limit\n"
             "Max open files            %d                 4096\n",
             1000 + tick);
}

/* Whoever it is, and however long it ran before. */
static void limits_are_ten_ticks_old_at_most(void **state) {
  (void)state;
  for (int pid = 60; pid < 70; pid++)
    for (int runs = 0; runs < 24; runs += runs < 2 ? 1 : 3) {
      struct process web = process_of(pid, "web", 10);
      struct scene scene;

      prepare(&scene);
      option(&scene, "Process", "web", NULL);
      begin(&scene);
      for (int i = 0; i < 50; i++) {
        double limit;

        limit_to(&scene, &web, i, runs);
        tick(&scene);
        limit = collected(scene.all, "web/file_handles/limit_soft");
        if (!(limit > 1000 + i - 10))
          fail_msg("pid %d, which ran for %d ticks: %g in tick %d", pid, runs,
                   limit, i);
      }
      end(&scene);
    }
}

static void look_in_haste(struct scene *scene) {
  struct sink sink = collect_sink(scene->all);

  scene->now_s += 1;
  collect_forget_records(scene->all);
  assert_int_equal(agent_tick(scene->agent, scene->now_s, 0.05, &sink), 0);
}

static void
with_too_little_cpu_only_the_quiet_are_looked_at_less(void **state) {
  struct process quiet = process_of(42, "quiet", 10);
  struct process hot = process_of(43, "hot", 10);
  struct scene scene;
  int stale = 0;

  (void)state;
  prepare(&scene);
  option(&scene, "CpuBudget", "0.01", NULL);
  option(&scene, "Process", "quiet", NULL);
  option(&scene, "Threshold", "fd_count", "5");
  option(&scene, "Process", "hot", NULL);
  begin(&scene);
  for (int i = 0; i < 60; i++) {
    double seen;

    quiet.fds = hot.fds = 10 + i;
    tree_process(&scene.tree, &quiet);
    tree_process(&scene.tree, &hot);
    look_in_haste(&scene);
    seen = collected(scene.all, "quiet/file_handles");
    expect_between(seen, quiet.fds - 10 + 1, quiet.fds);
    expect_near(collected(scene.all, "hot/file_handles"), hot.fds, 0);
    if (seen < quiet.fds)
      stale++;
  }
  expect_near(collected(scene.all, "self/gauge/quiet_every"), 10, 0);
  assert_true(collected(scene.all, "self/percent/cpu") > 0.01);
  assert_in_range(stale, 40, 56);
  end(&scene);
}

static void
who_sleeps_is_read_in_every_tenth_tick_however_little_cpu(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "CpuBudget", "0.01", NULL);
  option(&scene, "Process", "web", NULL);
  begin(&scene);
  for (int i = 0; i < 120; i++) {
    change_asleep(&scene, &web);
    look_in_haste(&scene);
    expect_between(collected(scene.all, "web/file_handles"), web.fds - 9,
                   web.fds);
  }
  expect_near(collected(scene.all, "self/gauge/quiet_every"), 10, 0);
  end(&scene);
}

/* `maps` of so many lines. */
static void put_maps(const struct scene *scene, int pid, int lines) {
  char name[32], path[256];
  FILE *file;

  snprintf(name, sizeof(name), "%d/maps", pid);
  tree_write(&scene->tree, name, "%s", "");
  snprintf(path, sizeof(path), "%s/%s", scene->tree.root, name);
  file = fopen(path, "w");
  assert_non_null(file);
  for (int i = 0; i < lines; i++)
    fputs("7f0000000000-7f0000001000 r--p 00000000 00:00 0\n", file);
  assert_int_equal(fclose(file), 0);
}

static void prepare_maps(struct scene *scene, struct process *web) {
  prepare(scene);
  option(scene, "Process", "web", NULL);
  *web = process_of(60, "web", 10); /* 60: its turn comes at once */
  web->threads = 2;
  tree_process(&scene->tree, web);
  tree_mkdir(&scene->tree, "sys");
  tree_mkdir(&scene->tree, "sys/vm");
  tree_write(&scene->tree, "sys/vm/max_map_count", "1000\n");
}

static void mappings_are_counted_in_every_sixtieth_tick(void **state) {
  struct process web;
  struct scene scene;

  (void)state;
  prepare_maps(&scene, &web);
  option(&scene, "CollectMaps", "true", NULL);
  put_maps(&scene, web.pid, 250);
  begin(&scene);
  tick(&scene);
  expect_near(collected(scene.all, "web/gauge/maps_limit_now"), 250, 0);
  expect_near(collected(scene.all, "web/gauge/maps_limit_limit"), 1000, 0);
  expect_near(collected(scene.all, "web/percent/maps_limit_used"), 25, 1e-9);
  put_maps(&scene, web.pid, 300);
  for (int i = 1; i < 60; i++) {
    tick(&scene);
    expect_near(collected(scene.all, "web/gauge/maps_limit_now"), 250, 0);
  }
  tick(&scene);
  expect_near(collected(scene.all, "web/gauge/maps_limit_now"), 300, 0);
  end(&scene);
}

/* From 200 on one more in each tick, of 1000; counted in every 60th. */
static double told_of_maps(struct scene *scene, const struct process *web,
                           int i) {
  if (i % 60 == 0)
    put_maps(scene, web->pid, 200 + i);
  tick(scene);
  return collected(scene->all, "web/duration/maps_limit");
}

static void
mappings_that_grow_are_foretold_though_they_are_seldom_counted(void **state) {
  struct process web;
  struct scene scene;

  (void)state;
  prepare_maps(&scene, &web);
  option(&scene, "CollectMaps", "true", NULL);
  begin(&scene);
  for (int i = 0; i < 780; i++) {
    double eta_s = told_of_maps(&scene, &web, i), left_s = 800 - i;

    if (i < 500)
      continue;
    expect_near(eta_s, left_s, 0.05 * left_s + 1);
  }
  end(&scene);
}

static void without_the_option_nobody_looks_at_mappings(void **state) {
  struct process web;
  struct scene scene;

  (void)state;
  prepare_maps(&scene, &web);
  tree_hang(&scene.tree, web.pid, "maps");
  begin(&scene);
  for (int i = 0; i < 3; i++)
    tick(&scene);
  expect_missing(collected(scene.all, "web/gauge/maps_limit_now"));
  expect_missing(collected(scene.all, "web/gauge/maps_limit_limit"));
  expect_near(collected(scene.all, "self/gauge/stuck_threads"), 0, 0);
  end(&scene);
}

/* Who waits for mmap_lock may well tell its I/O. */
static void mappings_that_hang_quarantine_nobody(void **state) {
  struct process web;
  struct scene scene;

  (void)state;
  prepare_maps(&scene, &web);
  option(&scene, "CollectMaps", "true", NULL);
  option(&scene, "ReadDeadlineMs", "10", NULL);
  tree_hang(&scene.tree, web.pid, "maps");
  begin(&scene);
  for (int i = 0; i < 5; i++) {
    tick(&scene);
    expect_missing(collected(scene.all, "web/gauge/maps_limit_now"));
    expect_missing(collected(scene.all, "web/duration/stuck"));
    expect_near(collected(scene.all, "web/file_handles"), 10, 0);
    if (i > 0)
      expect_near(collected(scene.all, "web/disk_octets"), 0, 0);
  }
  tree_let_go(&scene.tree, web.pid, "maps");
  end(&scene);
}

static void that_all_threads_hang_is_said_once(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "ReadDeadlineMs", "20", NULL);
  option(&scene, "MaxStuck", "2", NULL);
  option(&scene, "Process", "web", NULL);
  for (int pid = 50; pid < 53; pid++) {
    struct process web = process_of(pid, "web", 10);

    web.threads = 2; /* it never rests */
    tree_process(&scene.tree, &web);
    if (pid < 52)
      tree_hang(&scene.tree, pid, "io");
  }
  begin(&scene);
  for (int i = 0; i < 5; i++) {
    tick(&scene);
    expect_near(collected(scene.all, "web/file_handles"), 30, 0);
  }
  assert_int_equal(scene.all->sayings, 1);
  assert_non_null(strstr(scene.all->saying[0], "2 threads hang"));
  assert_true(collected(scene.all, "web/duration/stuck") >= 3);
  for (int pid = 50; pid < 52; pid++)
    tree_let_go(&scene.tree, pid, "io");
  end(&scene);
}

/* The interval, 20 s, would leave eight for them. */
static void what_does_not_answer_is_waited_for_a_second_at_most(void **state) {
  struct process web[] = {process_of(42, "web", 10), process_of(43, "web", 10),
                          process_of(44, "web", 10)};
  struct scene scene;
  double start_s;

  (void)state;
  prepare(&scene);
  option(&scene, "ReadDeadlineMs", "10000", NULL);
  option(&scene, "Process", "web", NULL);
  for (size_t i = 0; i < COUNT_OF(web); i++) {
    tree_process(&scene.tree, &web[i]);
    tree_hang(&scene.tree, web[i].pid, "io");
  }
  begin(&scene);
  start_s = lane_now_s();
  tick(&scene);
  expect_between(lane_now_s() - start_s, 0.5, 4);
  expect_near(collected(scene.all, "web/file_handles"), 30, 0);
  for (size_t i = 0; i < COUNT_OF(web); i++)
    tree_let_go(&scene.tree, web[i].pid, "io");
  end(&scene);
}

static void a_proc_path_that_is_not_there_is_a_clear_error(void **state) {
  struct complaint complaint;
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "ProcPath", "/nonexistent/proc", NULL);
  assert_true(agent_check_paths(&scene.settings, &complaint) < 0);
  assert_non_null(strstr(complaint.text, "ProcPath"));
  assert_non_null(strstr(complaint.text, "/nonexistent/proc"));
  assert_null(agent_new(&scene.settings, &complaint));
  assert_non_null(strstr(complaint.text, "/nonexistent/proc"));
  end(&scene);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_leak_in_procfs_becomes_a_forecast),
      cmocka_unit_test(late_ticks_and_hasty_ones_have_no_false_rates),
      cmocka_unit_test(who_finds_no_place_is_counted_and_told_once),
      cmocka_unit_test(a_process_that_exits_is_silently_gone),
      cmocka_unit_test(a_successor_under_the_same_pid_starts_anew),
      cmocka_unit_test(an_exec_starts_anew_and_is_matched_again),
      cmocka_unit_test(a_new_name_leaves_a_group_by_name),
      cmocka_unit_test(a_title_that_changes_does_not_forget_the_past),
      cmocka_unit_test(a_zombie_is_not_followed),
      cmocka_unit_test(a_zombie_leader_with_threads_has_no_false_zeros),
      cmocka_unit_test(hostile_names_break_nothing),
      cmocka_unit_test(beyond_the_budget_of_fds_a_successor_is_noticed),
      cmocka_unit_test(beyond_the_budget_of_fds_nobody_is_taken_too_young),
      cmocka_unit_test(an_address_that_may_not_be_read_is_absent),
      cmocka_unit_test(the_memory_limit_of_its_cgroup_is_its_wall),
      cmocka_unit_test(the_tasks_that_its_cgroup_may_have_are_its_wall),
      cmocka_unit_test(one_that_has_not_run_is_read_in_every_tenth_tick),
      cmocka_unit_test(and_so_is_one_beyond_the_budget_of_fds),
      cmocka_unit_test(one_that_ran_is_read_at_once),
      cmocka_unit_test(one_with_threads_is_read_in_every_tick),
      cmocka_unit_test(one_that_waits_for_a_disk_is_read_in_every_tick),
      cmocka_unit_test(one_at_risk_is_read_in_every_tick),
      cmocka_unit_test(limits_are_ten_ticks_old_at_most),
      cmocka_unit_test(with_too_little_cpu_only_the_quiet_are_looked_at_less),
      cmocka_unit_test(
          who_sleeps_is_read_in_every_tenth_tick_however_little_cpu),
      cmocka_unit_test(mappings_are_counted_in_every_sixtieth_tick),
      cmocka_unit_test(
          mappings_that_grow_are_foretold_though_they_are_seldom_counted),
      cmocka_unit_test(without_the_option_nobody_looks_at_mappings),
      cmocka_unit_test(mappings_that_hang_quarantine_nobody),
      cmocka_unit_test(that_all_threads_hang_is_said_once),
      cmocka_unit_test(what_does_not_answer_is_waited_for_a_second_at_most),
      cmocka_unit_test(a_proc_path_that_is_not_there_is_a_clear_error),
  };

  return cmocka_run_group_tests_name("agent", tests, NULL, NULL);
}
