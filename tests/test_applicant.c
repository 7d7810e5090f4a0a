/* test_applicant.c - what is read of a process before it is followed. */
#include "expect.h"

#include "applicant.h"
#include "scene.h"

static void a_command_line_is_long(void **state) {
  struct process web = process_of(42, "java", 10);
  static char line[20000];
  struct scene scene;

  (void)state;
  memset(line, 'x', sizeof(line));
  memcpy(line + sizeof(line) - 16, " org.shop.Main", 15);
  web.cmdline = line;
  begin_with(&scene, "ProcessMatch", "shop", " org.shop.Main$");
  tree_process(&scene.tree, &web);
  tick(&scene);
  expect_near(collected(scene.all, "shop/ps_count"), 1, 0);
  end(&scene);
}

/* The kernel has forgotten both for the leader. */
static void a_dead_leader_is_known_by_a_living_thread(void **state) {
  static const char *const options[][2] = {{"CommandLine", "--serve$"},
                                           {"Exe", "/usr/bin/web"}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(options); i++) {
    struct process web = process_of(42, "web", 10);
    struct scene scene;

    web.state = 'Z';
    web.cmdline = "";
    web.threads = 3;
    prepare(&scene);
    group_of(&scene, "web", options[i][0], options[i][1]);
    begin(&scene);
    tree_process(&scene.tree, &web);
    tree_thread(&scene.tree, 42, 42, 'Z');
    tree_thread(&scene.tree, 42, 43, 'S');
    tree_write(&scene.tree, "42/task/43/cmdline", "/usr/bin/web --serve");
    tree_link(&scene.tree, "42/task/43/exe", "/usr/bin/web");
    tick(&scene);
    expect_near(collected(scene.all, "web/ps_count"), 1, 0);
    end(&scene);
  }
}

static void a_group_may_be_a_unit_or_a_cgroup(void **state) {
  struct process web = process_of(42, "web", 10);
  struct process job = process_of(43, "job", 20);
  struct process other = process_of(44, "other", 30);
  struct scene scene;

  (void)state;
  prepare(&scene);
  group_of(&scene, "unit", "SystemdUnit", "web");
  group_of(&scene, "slice", "Cgroup", "/batch.slice");
  tree_process(&scene.tree, &web);
  tree_write(&scene.tree, "42/cgroup", "0::/system.slice/web.service\n");
  tree_process(&scene.tree, &job);
  tree_write(&scene.tree, "43/cgroup", "0::/batch.slice/job-7.scope\n");
  tree_process(&scene.tree, &other);
  begin(&scene);
  tick(&scene);
  expect_near(collected(scene.all, "unit/file_handles"), 10, 0);
  expect_near(collected(scene.all, "slice/file_handles"), 20, 0);
  expect_near(collected(scene.all, "self/gauge/tracked_processes"), 2, 0);
  end(&scene);
}

/* The last hierarchy of many has no room, and is cut to the name of another. */
static void the_beginning_of_a_cgroup_is_no_cgroup(void **state) {
  enum { KEPT = APPLICANT_CGROUP_BYTES - 1 };
  static const char last[] = "\n0::/web.service-of-another\n";
  struct process web = process_of(42, "web", 10);
  size_t kept = strlen("\n0::/web.service");
  char text[KEPT + 64];
  struct scene scene;

  (void)state;
  memset(text, 'x', sizeof(text));
  memcpy(text, "1:cpu:/", strlen("1:cpu:/"));
  memcpy(text + KEPT - kept, last, sizeof(last));
  prepare(&scene);
  group_of(&scene, "unit", "SystemdUnit", "web");
  begin(&scene);
  tree_process(&scene.tree, &web);
  tree_write(&scene.tree, "42/cgroup", "%s", text);
  tick(&scene);
  expect_near(collected(scene.all, "unit/ps_count"), 0, 0);
  end(&scene);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_command_line_is_long),
      cmocka_unit_test(a_dead_leader_is_known_by_a_living_thread),
      cmocka_unit_test(a_group_may_be_a_unit_or_a_cgroup),
      cmocka_unit_test(the_beginning_of_a_cgroup_is_no_cgroup),
  };

  return cmocka_run_group_tests_name("applicant", tests, NULL, NULL);
}
