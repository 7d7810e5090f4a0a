/* test_aftermath.c - a fuse trips: a flag and evidence follow, through a whole
 * agent on a /proc of the test's own. */
#include "expect.h"

#include "aftermath.h"
#include "scene.h"

#include <glob.h>
#include <math.h>
#include <sched.h>
#include <string.h>

enum { TURNS_MOST = 20000000, WINDOW = 10 };

static void prepare_trouble(struct scene *scene, const char *evidence) {
  char path[160];

  prepare(scene);
  option(scene, "Process", "web", NULL);
  option(scene, "FdGrowth", "20", NULL);
  option(scene, "FdWindow", "10", NULL);
  option(scene, "ClearAfter", "3", NULL);
  snprintf(path, sizeof(path), "%s/%s", scene->tree.root, evidence);
  option(scene, "EvidenceDir", path, NULL);
  snprintf(path, sizeof(path), "%s/fuses", scene->tree.root);
  option(scene, "FuseDir", path, NULL);
  tree_mkdir(&scene->tree, "fuses");
  tree_mkdir(&scene->tree, "bundles");
}

/* It waits for I/O in each tick and opens 4 files. */
static void suffer(struct scene *scene, struct process *process, int ticks) {
  process->state = 'D';
  leak(scene, process, ticks);
}

static void recover(struct scene *scene, struct process *process, int ticks) {
  process->state = 'S';
  for (int i = 0; i < ticks; i++) {
    process->read_bytes++;
    tree_process(&scene->tree, process);
    tick(scene);
  }
}

static bool is_there(const struct scene *scene, const char *name) {
  char path[160];

  snprintf(path, sizeof(path), "%s/%s", scene->tree.root, name);
  return access(path, F_OK) == 0;
}

/* Another thread does it. */
static bool comes_to(const struct scene *scene, const char *name, bool there) {
  for (int i = 0; i < TURNS_MOST; i++) {
    if (is_there(scene, name) == there)
      return true;
    sched_yield();
  }
  return false;
}

static size_t bundles(const struct scene *scene, char first[256]) {
  char pattern[160];
  size_t count = 0;
  glob_t found;

  snprintf(pattern, sizeof(pattern), "%s/bundles/web-*.json", scene->tree.root);
  if (glob(pattern, 0, NULL, &found) == 0) {
    count = found.gl_pathc;
    snprintf(first, 256, "%s", found.gl_pathv[0]);
    globfree(&found);
  }
  return count;
}

/* What stands in the only bundle there is. */
static void read_bundle(struct scene *scene, char text[65536]) {
  char path[256];
  FILE *file;

  agent_free(scene->agent); /* waits for what is written */
  scene->agent = NULL;
  assert_int_equal(bundles(scene, path), 1);
  file = fopen(path, "r");
  assert_non_null(file);
  text[fread(text, 1, 65535, file)] = '\0';
  fclose(file);
}

static void a_flag_and_evidence_follow_once(void **state) {
  struct process process = process_of(42, "web", 10);
  char text[65536];
  struct scene scene;

  (void)state;
  prepare_trouble(&scene, "bundles");
  begin(&scene);
  agent_settle(scene.agent, &(struct site){.host = "desk"});
  recover(&scene, &process, WINDOW + 5);
  assert_false(is_there(&scene, "fuses/web"));
  suffer(&scene, &process, 25);
  assert_true(comes_to(&scene, "fuses/web", true));
  recover(&scene, &process, 25);
  assert_true(comes_to(&scene, "fuses/web", false));
  read_bundle(&scene, text);
  assert_non_null(strstr(text, "\"host\":\"desk\",\"group\":\"web\""));
  assert_non_null(strstr(text, "web: pid 42 is blocked "));
  assert_non_null(strstr(text, "\"members\":[{\"pid\":42,"));
  assert_non_null(strstr(text, "\"command_line\":\"/usr/bin/web\""));
  end(&scene);
}

static void a_wall_that_will_be_met_has_evidence_and_no_flag(void **state) {
  struct process process = process_of(42, "web", 10);
  struct scene scene;
  char text[65536];

  (void)state;
  prepare_trouble(&scene, "bundles");
  begin(&scene);
  recover(&scene, &process, WINDOW + 5);
  leak(&scene, &process, 40);
  assert_false(is_there(&scene, "fuses/web"));
  read_bundle(&scene, text);
  assert_non_null(strstr(text, "\"fuse\":false"));
  assert_non_null(strstr(text, "\"sentence\":\"web: pid 42 will run out of"));
  assert_non_null(strstr(text, "\"fd_limit: pid 42 will run out of"));
  assert_non_null(strstr(text, "\"members\":[{\"pid\":42,"));
  end(&scene);
}

static void an_alarm_that_comes_and_goes_has_it_once(void **state) {
  struct process process = process_of(42, "web", 10);
  struct scene scene;
  char text[65536];
  int raised = 0;

  (void)state;
  prepare_trouble(&scene, "bundles");
  begin(&scene);
  recover(&scene, &process, WINDOW + 5);
  for (int i = 0; i < 3; i++) {
    leak(&scene, &process, 40);
    process.fds = 10;
    recover(&scene, &process, 90);
  }
  for (size_t i = 0; i < scene.all->notices; i++)
    raised += scene.all->notice[i].state == STATE_FAILURE;
  assert_true(raised > 1);
  read_bundle(&scene, text);
  end(&scene);
}

static void a_flag_goes_with_the_agent(void **state) {
  struct process process = process_of(42, "web", 10);
  struct scene scene;

  (void)state;
  prepare_trouble(&scene, "bundles");
  tree_write(&scene.tree, "fuses/web",
             "of a run that crashed\n2026-11-28T10:11:50Z\n"
             "This is a flag of io_forecast.\n");
  begin(&scene);
  recover(&scene, &process, WINDOW + 5);
  assert_true(comes_to(&scene, "fuses/web", false));
  suffer(&scene, &process, 25);
  assert_true(comes_to(&scene, "fuses/web", true));
  agent_free(scene.agent);
  scene.agent = NULL;
  assert_false(is_there(&scene, "fuses/web"));
  end(&scene);
}

static void a_missing_directory_is_one_complaint(void **state) {
  struct process process = process_of(42, "web", 10);
  struct scene scene;
  int complaints = 0;

  (void)state;
  prepare_trouble(&scene, "nowhere");
  begin(&scene);
  recover(&scene, &process, WINDOW + 5);
  suffer(&scene, &process, 25);
  assert_true(comes_to(&scene, "fuses/web", true));
  recover(&scene, &process, 25);
  for (size_t i = 0; i < scene.all->sayings; i++)
    complaints += strstr(scene.all->saying[i], "EvidenceDir") != NULL;
  assert_int_equal(complaints, 1);
  end(&scene);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_flag_and_evidence_follow_once),
      cmocka_unit_test(a_wall_that_will_be_met_has_evidence_and_no_flag),
      cmocka_unit_test(an_alarm_that_comes_and_goes_has_it_once),
      cmocka_unit_test(a_flag_goes_with_the_agent),
      cmocka_unit_test(a_missing_directory_is_one_complaint),
  };

  return cmocka_run_group_tests_name("aftermath", tests, NULL, NULL);
}
