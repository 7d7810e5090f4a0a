/* test_recruit.c - which process joins which group. */
#include "expect.h"

#include "scene.h"

static void the_first_group_that_fits_takes_it(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "ProcessMatch", "first", "serve");
  option(&scene, "Process", "web", NULL);
  begin(&scene);
  tree_process(&scene.tree, &web);
  tick(&scene);
  expect_near(collected(scene.all, "first/ps_count"), 1, 0);
  expect_near(collected(scene.all, "web/ps_count"), 0, 0);
  end(&scene);
}

static void no_match_is_said_once(void **state) {
  struct scene scene;

  (void)state;
  begin_with(&scene, "Process", "nobody", NULL);
  for (int i = 0; i < 5; i++) {
    tick(&scene);
    expect_near(collected(scene.all, "nobody/ps_count"), 0, 0);
  }
  assert_int_equal(scene.all->sayings, 1);
  assert_string_equal(scene.all->saying[0],
                      "no process matches the group \"nobody\".");
  end(&scene);
}

/* It may be the one that could not be asked. */
static void no_match_is_not_said_while_somebody_has_not_answered(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "ProcessMatch", "zebra", "zebra");
  option(&scene, "ReadDeadlineMs", "10", NULL);
  begin(&scene);
  tree_process(&scene.tree, &web);
  tree_hang(&scene.tree, 42, "cmdline");
  tick(&scene);
  assert_int_equal(scene.all->sayings, 0);
  tick(&scene);
  assert_int_equal(scene.all->sayings, 1);
  tree_let_go(&scene.tree, 42, "cmdline");
  end(&scene);
}

static void too_many_processes_are_said_once(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "Process", "web", NULL);
  option(&scene, "MaxProcesses", "2", NULL);
  begin(&scene);
  for (int pid = 50; pid < 54; pid++) {
    struct process web = process_of(pid, "web", 3);

    tree_process(&scene.tree, &web);
  }
  for (int i = 0; i < 4; i++)
    tick(&scene);
  expect_near(collected(scene.all, "web/ps_count"), 2, 0);
  assert_int_equal(scene.all->sayings, 1);
  end(&scene);
}

static void a_pid_file_names_the_process(void **state) {
  struct process web = process_of(42, "web", 10);
  struct process other = process_of(43, "web", 10);
  struct argument name = {.text = "piddy"}, path;
  struct complaint complaint;
  struct scene scene;
  char file[128];

  (void)state;
  prepare(&scene);
  snprintf(file, sizeof(file), "%s/web.pid", scene.tree.root);
  path = (struct argument){.text = file};
  assert_int_equal(settings_open_group(&scene.settings, &name, 1, &complaint),
                   0);
  assert_int_equal(
      settings_set(&scene.settings, "PidFile", &path, 1, &complaint), 0);
  assert_int_equal(settings_close_group(&scene.settings, &complaint), 0);
  begin(&scene);
  tree_process(&scene.tree, &web);
  tree_process(&scene.tree, &other);
  tick(&scene);
  expect_near(collected(scene.all, "piddy/ps_count"), 0, 0);
  tree_write(&scene.tree, "web.pid", "43\n");
  tick(&scene);
  expect_near(collected(scene.all, "piddy/ps_count"), 1, 0);
  other.fds = 27;
  tree_process(&scene.tree, &other);
  tick(&scene);
  expect_near(collected(scene.all, "piddy/file_handles"), 27, 0);
  end(&scene);
}

static void many_processes_are_matched_by_command_line(void **state) {
  struct scene scene;

  (void)state;
  begin_with(&scene, "ProcessMatch", "serving", "--serve$");
  for (int pid = 100; pid < 300; pid++) {
    struct process web = process_of(pid, "web", 1);

    if (pid % 2)
      web.cmdline = "/usr/bin/web --other";
    tree_process(&scene.tree, &web);
  }
  tick(&scene);
  expect_near(collected(scene.all, "serving/ps_count"), 100, 0);
  tick(&scene);
  expect_near(collected(scene.all, "serving/ps_count"), 100, 0);
  end(&scene);
}

static void become(struct scene *scene, const char *name, int uid) {
  tree_write(&scene->tree, "42/status",
             "Name:\t%s\nState:\tS (x)\nUid:\t%d\t%d\t%d\t%d\n"
             "Threads:\t1\n",
             name, uid, uid, uid, uid);
  tree_write(&scene->tree, "42/schedstat", "%d 2000 3\n", uid);
}

static void who_becomes_another_user_is_matched_again(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  group_of(&scene, "theirs", "User", "2000");
  group_of(&scene, "ours", "User", "1000");
  begin(&scene);
  tree_process(&scene.tree, &web);
  tick(&scene);
  expect_near(collected(scene.all, "ours/ps_count"), 1, 0);
  become(&scene, "web", 2000);
  tick(&scene);
  tick(&scene);
  expect_near(collected(scene.all, "ours/ps_count"), 0, 0);
  expect_near(collected(scene.all, "theirs/ps_count"), 1, 0);
  end(&scene);
}

static void whose_group_asks_for_no_user_stays_where_it_is(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  group_of(&scene, "theirs", "User", "2000");
  option(&scene, "Process", "web", NULL);
  begin(&scene);
  tree_process(&scene.tree, &web);
  tick(&scene);
  become(&scene, "web", 2000);
  tick(&scene);
  tick(&scene);
  expect_near(collected(scene.all, "web/ps_count"), 1, 0);
  end(&scene);
}

static void a_pid_file_that_names_another_lets_the_first_go(void **state) {
  struct process old = process_of(42, "web", 10);
  struct process new = process_of(43, "web", 20);
  struct scene scene;
  char file[128];

  (void)state;
  prepare(&scene);
  snprintf(file, sizeof(file), "%s/web.pid", scene.tree.root);
  group_of(&scene, "piddy", "PidFile", file);
  begin(&scene);
  tree_process(&scene.tree, &old);
  tree_process(&scene.tree, &new);
  tree_write(&scene.tree, "web.pid", "42\n");
  tick(&scene);
  expect_near(collected(scene.all, "piddy/file_handles"), 10, 0);
  tree_write(&scene.tree, "web.pid", "%s", ""); /* it is being written */
  tree_process(&scene.tree, &old);
  tick(&scene);
  expect_near(collected(scene.all, "piddy/file_handles"), 10, 0);
  tree_write(&scene.tree, "web.pid", "43\n");
  tree_process(&scene.tree, &old);
  tick(&scene);
  tree_process(&scene.tree, &old);
  tick(&scene);
  expect_near(collected(scene.all, "piddy/ps_count"), 1, 0);
  expect_near(collected(scene.all, "piddy/file_handles"), 20, 0);
  end(&scene);
}

/* A service can put one in the place of its file. */
static void a_fifo_for_a_pid_file_hangs_nobody(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;
  char file[128];

  (void)state;
  prepare(&scene);
  snprintf(file, sizeof(file), "%s/web.pid", scene.tree.root);
  assert_int_equal(mkfifo(file, 0600), 0);
  group_of(&scene, "piddy", "PidFile", file);
  begin(&scene);
  tree_process(&scene.tree, &web);
  tick(&scene);
  tick(&scene);
  expect_near(collected(scene.all, "piddy/ps_count"), 0, 0);
  expect_near(collected(scene.all, "self/gauge/stuck_threads"), 0, 0);
  assert_int_equal(unlink(file), 0);
  tree_write(&scene.tree, "web.pid", "42\n");
  tick(&scene);
  expect_near(collected(scene.all, "piddy/ps_count"), 1, 0);
  end(&scene);
}

static void who_is_moved_to_another_cgroup_is_matched_again(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  group_of(&scene, "batch", "Cgroup", "/batch.slice");
  option(&scene, "Process", "web", NULL);
  web.threads = 2; /* it never rests */
  tree_process(&scene.tree, &web);
  begin(&scene);
  for (int i = 0; i < 70; i++) {
    tick(&scene);
    expect_near(collected(scene.all, "web/ps_count"), 1, 0);
  }
  tree_write(&scene.tree, "42/cgroup", "0::/batch.slice/job-7.scope\n");
  for (int i = 0; i < 60; i++)
    tick(&scene);
  expect_near(collected(scene.all, "web/ps_count"), 0, 0);
  expect_near(collected(scene.all, "batch/ps_count"), 1, 0);
  end(&scene);
}

static void no_move_matters_where_no_rule_asks(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "Process", "web", NULL);
  web.threads = 2;
  tree_process(&scene.tree, &web);
  begin(&scene);
  for (int i = 0; i < 70; i++) {
    if (i == 10)
      tree_write(&scene.tree, "42/cgroup", "0::/elsewhere\n");
    tick(&scene);
    expect_near(collected(scene.all, "web/ps_count"), 1, 0);
  }
  end(&scene);
}

static void add_worker(struct scene *scene, int pid, const char *queue) {
  struct process worker = process_of(pid, "worker", 10);
  char cmdline[128];

  snprintf(cmdline, sizeof(cmdline), "/srv/worker --queue=%s", queue);
  worker.cmdline = cmdline;
  worker.threads = 2; /* it never rests: this tree cannot tell ESRCH */
  tree_process(&scene->tree, &worker);
}

static void remove_worker(struct scene *scene, int pid) {
  char name[16];

  snprintf(name, sizeof(name), "%d", pid);
  tree_remove(&scene->tree, name);
}

static void captures_make_groups_that_come_and_go(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "ClearAfter", "3", NULL);
  option(&scene, "ProcessMatch", "queue-$1", "--queue=([a-z/]+)");
  begin(&scene);
  add_worker(&scene, 50, "mail");
  add_worker(&scene, 51, "mail");
  add_worker(&scene, 52, "print/a");
  tick(&scene);
  expect_near(collected(scene.all, "queue-mail/ps_count"), 2, 0);
  expect_near(collected(scene.all, "queue-mail/file_handles"), 20, 0);
  expect_near(collected(scene.all, "queue-print_a/ps_count"), 1, 0);
  expect_missing(collected(scene.all, "queue-other/ps_count"));
  remove_worker(&scene, 52);
  for (int i = 0; i < 3; i++) {
    tick(&scene);
    expect_near(collected(scene.all, "queue-print_a/ps_count"), 0, 0);
  }
  tick(&scene);
  tick(&scene);
  expect_missing(collected(scene.all, "queue-print_a/ps_count"));
  expect_near(collected(scene.all, "queue-mail/ps_count"), 2, 0);
  add_worker(&scene, 53, "print/a");
  tick(&scene);
  expect_near(collected(scene.all, "queue-print_a/ps_count"), 1, 0);
  assert_int_equal(scene.all->sayings, 0);
  end(&scene);
}

static void more_groups_than_allowed_are_one_and_it_is_said_once(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "MaxGroups", "2", NULL);
  option(&scene, "ProcessMatch", "queue-$1", "--queue=([a-z]+)");
  begin(&scene);
  for (int i = 0; i < 6; i++)
    add_worker(&scene, 50 + i, (const char[]){(char)('a' + i), '\0'});
  for (int i = 0; i < 3; i++)
    tick(&scene);
  expect_near(collected(scene.all, "queue-a/ps_count"), 1, 0);
  expect_near(collected(scene.all, "queue-b/ps_count"), 1, 0);
  expect_missing(collected(scene.all, "queue-c/ps_count"));
  expect_near(collected(scene.all, "queue-other/ps_count"), 4, 0);
  assert_int_equal(scene.all->sayings, 1);
  assert_non_null(strstr(scene.all->saying[0], "\"queue-c\" (MaxGroups 2)"));
  assert_non_null(strstr(scene.all->saying[0], "\"queue-other\""));
  end(&scene);
}

static void an_exec_moves_to_the_group_of_its_new_captures(void **state) {
  struct process worker = process_of(50, "worker", 10);
  struct scene scene;

  (void)state;
  begin_with(&scene, "ProcessMatch", "queue-$1", "--queue=([a-z]+)");
  worker.cmdline = "/srv/worker --queue=mail";
  tree_process(&scene.tree, &worker);
  tick(&scene);
  worker.cmdline = "/srv/worker --queue=print";
  worker.start_stack++;
  tree_process(&scene.tree, &worker);
  for (int i = 0; i < 2; i++)
    tick(&scene);
  expect_near(collected(scene.all, "queue-mail/ps_count"), 0, 0);
  expect_near(collected(scene.all, "queue-print/ps_count"), 1, 0);
  end(&scene);
}

static void a_leak_in_a_captured_group_is_told_under_its_name(void **state) {
  struct process worker = process_of(50, "worker", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "Threshold", "threads", "100");
  option(&scene, "ProcessMatch", "queue-$1", "--queue=([a-z]+)");
  begin(&scene);
  worker.cmdline = "/srv/worker --queue=mail";
  leak(&scene, &worker, 20);
  assert_int_equal(scene.all->notices, 1);
  assert_string_equal(scene.all->notice[0].target, "queue-mail");
  assert_string_equal(scene.all->notice[0].wall, "fd_limit");
  expect_near(collected(scene.all, "queue-mail/gauge/threads_limit"), 100, 0);
  end(&scene);
}

static void add_stranger(struct scene *scene, int pid) {
  struct process other = process_of(pid, "other", 1);

  tree_process(&scene->tree, &other);
  tree_hang(&scene->tree, pid, "cmdline");
}

static void strangers_that_hang_leave_threads_for_members(void **state) {
  struct process web = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "ReadDeadlineMs", "20", NULL);
  option(&scene, "MaxStuck", "4", NULL);
  option(&scene, "ProcessMatch", "serving", "--nothing-like-that");
  option(&scene, "Process", "web", NULL);
  for (int pid = 50; pid < 60; pid++)
    add_stranger(&scene, pid);
  begin(&scene);
  for (int i = 0; i < 12; i++) {
    web.read_bytes += 4096;
    tree_process(&scene.tree, &web);
    tick(&scene);
  }
  expect_near(collected(scene.all, "self/gauge/stuck_threads"), 2, 0);
  expect_near(collected(scene.all, "web/disk_octets"), 11 * 4096, 0);
  for (int pid = 50; pid < 60; pid++)
    tree_let_go(&scene.tree, pid, "cmdline");
  end(&scene);
}

static void what_no_rule_asks_for_is_not_read(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "ReadDeadlineMs", "20", NULL);
  option(&scene, "Process", "web", NULL);
  group_of(&scene, "program", "Exe", "/usr/bin/program");
  for (int pid = 50; pid < 54; pid++)
    add_stranger(&scene, pid);
  begin(&scene);
  for (int i = 0; i < 3; i++)
    tick(&scene);
  expect_near(collected(scene.all, "self/gauge/stuck_threads"), 0, 0);
  end(&scene);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_first_group_that_fits_takes_it),
      cmocka_unit_test(no_match_is_said_once),
      cmocka_unit_test(no_match_is_not_said_while_somebody_has_not_answered),
      cmocka_unit_test(too_many_processes_are_said_once),
      cmocka_unit_test(a_pid_file_names_the_process),
      cmocka_unit_test(many_processes_are_matched_by_command_line),
      cmocka_unit_test(who_becomes_another_user_is_matched_again),
      cmocka_unit_test(whose_group_asks_for_no_user_stays_where_it_is),
      cmocka_unit_test(a_pid_file_that_names_another_lets_the_first_go),
      cmocka_unit_test(a_fifo_for_a_pid_file_hangs_nobody),
      cmocka_unit_test(who_is_moved_to_another_cgroup_is_matched_again),
      cmocka_unit_test(no_move_matters_where_no_rule_asks),
      cmocka_unit_test(captures_make_groups_that_come_and_go),
      cmocka_unit_test(more_groups_than_allowed_are_one_and_it_is_said_once),
      cmocka_unit_test(an_exec_moves_to_the_group_of_its_new_captures),
      cmocka_unit_test(a_leak_in_a_captured_group_is_told_under_its_name),
      cmocka_unit_test(strangers_that_hang_leave_threads_for_members),
      cmocka_unit_test(what_no_rule_asks_for_is_not_read),
  };

  return cmocka_run_group_tests_name("recruit", tests, NULL, NULL);
}
