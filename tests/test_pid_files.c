/* test_pid_files.c - what stands where a pid file should be. Whoever reads one
 * comes by here, and waits when the test says so: see --wrap in Makefile.am. */
#include "expect.h"

#include "base/foreign.h"
#include "pid_files.h"
#include "sample/fifo.h"
#include "tree.h"

#include <stdatomic.h>

enum { GROUPS_MOST = 4, PID = 42 };

static atomic_int readings; /* that were begun */
static atomic_bool hangs;

long __real_foreign_read_start(const char *path, char *buffer, size_t capacity);
long __wrap_foreign_read_start(const char *path, char *buffer, size_t capacity);
long __wrap_foreign_read_start(const char *path, char *buffer,
                               size_t capacity) {
  readings++;
  while (hangs)
    breathe();
  return __real_foreign_read_start(path, buffer, capacity);
}

struct scene {
  struct tree tree;
  int procfd;
  struct group groups[GROUPS_MOST];
  char path[GROUPS_MOST][128];
  struct settings settings;
  struct lane *lane;
  struct census *census;
  struct pid_files *files;
};

/* Groups with the pid files "of-0", "of-1" .., and room for `batch` errands. */
static void start(struct scene *scene, size_t groups, size_t batch,
                  double deadline_s) {
  for (size_t i = 0; i < groups; i++) {
    snprintf(scene->path[i], sizeof(scene->path[i]), "%s/of-%zu",
             scene->tree.root, i);
    scene->groups[i].rule.pid_file = scene->path[i];
  }
  scene->settings.groups = scene->groups;
  scene->settings.group_count = groups;
  scene->lane = lane_new(batch, 8, deadline_s);
  scene->files = pid_files_new(&scene->settings, scene->lane);
  assert_non_null(scene->lane);
  assert_non_null(scene->files);
}

static int begin(void **state) {
  static struct scene scene;

  scene = (struct scene){.census = census_new()};
  tree_open(&scene.tree);
  scene.procfd = open(scene.tree.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  *state = &scene;
  return scene.census && scene.procfd >= 0 ? 0 : -1;
}

static int end(void **state) {
  struct scene *scene = *state;

  pid_files_free(scene->files);
  lane_free(scene->lane);
  census_free(scene->census);
  close(scene->procfd);
  tree_close(&scene->tree);
  return 0;
}

static void read_all(struct scene *scene) {
  pid_files_read(scene->files, scene->census, lane_now_s() + PATIENCE_S);
}

static int said(struct scene *scene) {
  read_all(scene);
  return pid_files_at(scene->files, 0);
}

/* As FHS has it: blanks, zeros before it, more lines and no end of the line are
 * nothing to complain of. */
static void the_number_at_its_start_is_the_pid(void **state) {
  static const struct {
    const char *text;
    int pid;
  } rows[] = {
      {"42\n", 42},
      {"42", 42},
      {"42\r\n", 42},
      {"  42\n", 42},
      {"\t42 \n", 42},
      {"\n42\n", 42},
      {"0000042\n", 42},
      {"42\n43\n/var/lib/x\n", 42},
      {"2147483647\n", 2147483647},
  };
  struct scene *scene = *state;

  start(scene, 1, 1, PATIENCE_S);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    tree_write(&scene->tree, "of-0", "%s", rows[i].text);
    assert_int_equal(said(scene), rows[i].pid);
  }
}

static void what_is_no_pid_names_nobody(void **state) {
  static const char *const texts[] = {
      "",
      "\n",
      "pid\n",
      "x42\n",
      "-42\n",
      "+42\n",
      "0x2a\n",
      "0\n",
      "2147483648\n",
      "4294967338\n", /* 42, in 32 bits */
      "18446744073709551658\n",
      "99999999999999999999999999\n",
      "\xff\xfe\x34",
      "# 42\n",
  };
  struct scene *scene = *state;

  start(scene, 1, 1, PATIENCE_S);
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    tree_write(&scene->tree, "of-0", "42\n");
    assert_int_equal(said(scene), 42);
    tree_write(&scene->tree, "of-0", "%s", texts[i]);
    assert_int_equal(said(scene), 0);
  }
}

static void of_a_long_file_the_start_will_do(void **state) {
  struct scene *scene = *state;
  char text[3 * READING_BYTES];

  start(scene, 1, 1, PATIENCE_S);
  memset(text, 'x', sizeof(text) - 1);
  text[sizeof(text) - 1] = '\0';
  memcpy(text, "42\n", 3);
  tree_write(&scene->tree, "of-0", "%s", text);
  assert_int_equal(said(scene), 42);
  memset(text, '9', sizeof(text) - 1);
  tree_write(&scene->tree, "of-0", "%s", text);
  assert_int_equal(said(scene), 0);
}

static void only_a_file_or_a_link_to_one_is_read(void **state) {
  struct scene *scene = *state;

  start(scene, 1, 1, PATIENCE_S);
  assert_int_equal(said(scene), 0); /* none yet */
  tree_mkdir(&scene->tree, "of-0");
  assert_int_equal(said(scene), 0);
  tree_remove(&scene->tree, "of-0");
  tree_write(&scene->tree, "real", "42\n");
  tree_link(&scene->tree, "of-0", "real");
  assert_int_equal(said(scene), 42);
  tree_link(&scene->tree, "of-0", "nowhere");
  assert_int_equal(said(scene), 0);
  tree_link(&scene->tree, "of-0", "of-0");
  assert_int_equal(said(scene), 0);
  tree_link(&scene->tree, "of-0", "/dev/null");
  assert_int_equal(said(scene), 0);
  tree_remove(&scene->tree, "of-0");
  assert_int_equal(mkfifo(scene->path[0], 0600), 0); /* is not even opened */
  assert_int_equal(said(scene), 0);
}

/* More than the lane has room for, and some that have none. */
static void each_group_has_its_own(void **state) {
  struct scene *scene = *state;

  start(scene, 4, 1, PATIENCE_S);
  scene->groups[1].rule.pid_file = NULL;
  tree_write(&scene->tree, "of-0", "10\n");
  tree_write(&scene->tree, "of-1", "11\n");
  tree_write(&scene->tree, "of-3", "13\n");
  read_all(scene);
  assert_int_equal(pid_files_at(scene->files, 0), 10);
  assert_int_equal(pid_files_at(scene->files, 1), 0);
  assert_int_equal(pid_files_at(scene->files, 2), 0);
  assert_int_equal(pid_files_at(scene->files, 3), 13);
}

/* Nothing was read then. */
static void without_time_what_it_said_holds(void **state) {
  struct scene *scene = *state;

  start(scene, 1, 1, PATIENCE_S);
  tree_write(&scene->tree, "of-0", "42\n");
  assert_int_equal(said(scene), 42);
  tree_write(&scene->tree, "of-0", "43\n");
  pid_files_read(scene->files, scene->census, lane_now_s() - 1);
  assert_int_equal(pid_files_at(scene->files, 0), 42);
  assert_int_equal(said(scene), 43);
}

static bool count_look(void *context, int pid) {
  int *looks = context;

  *looks += pid == PID;
  return false;
}

/* How often the census looks at it in this tick. */
static int looks(struct scene *scene) {
  int count = 0;

  assert_int_equal(census_sweep(scene->census, scene->procfd), 0);
  read_all(scene);
  census_each(scene->census, count_look, &count);
  return count;
}

static void who_is_named_anew_is_looked_at_at_once(void **state) {
  struct scene *scene = *state;

  start(scene, 1, 1, PATIENCE_S);
  tree_mkdir(&scene->tree, "42");
  assert_int_equal(looks(scene), 1); /* it is new */
  assert_int_equal(looks(scene), 0);
  tree_write(&scene->tree, "of-0", "42\n");
  assert_int_equal(looks(scene), 1);
}

static void expect_said_at_last(struct scene *scene, int pid) {
  double end_s = lane_now_s() + PATIENCE_S;

  while (said(scene) != pid && lane_now_s() < end_s)
    breathe();
  assert_int_equal(pid_files_at(scene->files, 0), pid);
}

static void one_that_does_not_answer_is_not_asked_again(void **state) {
  struct scene *scene = *state;

  start(scene, 1, 1, 0.1);
  tree_write(&scene->tree, "of-0", "42\n");
  expect_said_at_last(scene, 42);
  tree_write(&scene->tree, "of-0", "43\n");
  hangs = true;
  readings = 0;
  for (int i = 0; i < 3; i++)
    assert_int_equal(said(scene), 42); /* what it said holds */
  assert_int_equal(readings, 1);
  hangs = false;
  expect_said_at_last(scene, 43);
}

static void nothing_of_no_files_is_freed(void **state) {
  struct scene *scene = *state;

  start(scene, 0, 1, PATIENCE_S);
  read_all(scene);
  pid_files_free(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(the_number_at_its_start_is_the_pid),
      TEST(what_is_no_pid_names_nobody),
      TEST(of_a_long_file_the_start_will_do),
      TEST(only_a_file_or_a_link_to_one_is_read),
      TEST(each_group_has_its_own),
      TEST(without_time_what_it_said_holds),
      TEST(who_is_named_anew_is_looked_at_at_once),
      TEST(one_that_does_not_answer_is_not_asked_again),
      TEST(nothing_of_no_files_is_freed),
  };

  return cmocka_run_group_tests_name("pid_files", tests, NULL, NULL);
}
