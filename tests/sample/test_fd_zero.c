/* test_fd_zero.c - whose standard input is closed gets 0 for an fd, and reads
 * by it as by any other. */
#include "expect.h"

#include "base/file.h"
#include "sample/cgroup.h"
#include "sample/open_file.h"
#include "sample/pressure.h"
#include "sample/sight.h"
#include "sample/threads.h"
#include "sample/zero.h"
#include "tree.h"

#include <errno.h>
#include <string.h>

static struct tree tree;
static struct reader reader;
static double value[METRIC_COUNT];
static int root;

static int begin(void **state) {
  (void)state;
  tree_open(&tree);
  reader = (struct reader){.spare_fds = 10};
  scale_init(&reader.scale, 100, 4096, 2);
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
  root = open(tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  return root < 0;
}

static int end(void **state) {
  (void)state;
  close(root);
  tree_close(&tree);
  return 0;
}

static void the_number_is_0_indeed(void **state) {
  struct zero zero;
  int fd;

  (void)state;
  zero_free(&zero);
  fd = file_pin_at(root, ".");
  zero_restore(&zero);
  assert_int_equal(fd, 0);
}

/* The root has the limit: 0 is free again when its directory is kept. */
static void put_cgroups(void) {
  tree_mkdir(&tree, "fs");
  tree_mkdir(&tree, "fs/cgroup");
  tree_mkdir(&tree, "fs/cgroup/a");
  tree_write(&tree, "fs/cgroup/pids.max", "100\n");
  tree_write(&tree, "fs/cgroup/pids.current", "3\n");
  tree_write(&tree, "fs/cgroup/a/io.pressure",
             "some avg10=0.00 avg60=0.00 avg300=0.00 total=2000000\n"
             "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
}

static void a_limit_is_found(void **state) {
  struct cgroup_set *set = cgroup_set_new(root);
  double limit = 0, usage = 0;
  struct zero zero;
  int handle, flags;

  (void)state;
  put_cgroups();
  zero_free(&zero);
  handle = cgroup_find(set, CGROUP_TASKS, text_of_string("0::/a\n"), 1);
  if (handle >= 0)
    cgroup_room(set, handle, 2, &limit, &usage);
  cgroup_set_free(set);
  flags = fcntl(0, F_GETFD);
  zero_restore(&zero);
  assert_int_equal(flags, -1); /* it was closed */
  expect_near(limit, 100, 0);
  expect_near(usage, 3, 0);
}

/* Its own first level is the root, and the directory of all is 0 itself. */
static void a_tree_of_the_number_0_is_one(void **state) {
  struct zero zero;
  int memory, none, flags;
  uint64_t key;

  (void)state;
  put_cgroups();
  zero_free(&zero);
  for (int is_zero = 0; is_zero < 2; is_zero++) {
    int sysfd = is_zero ? fcntl(root, F_DUPFD_CLOEXEC, 0) : root;
    struct cgroup_set *set = cgroup_set_new(sysfd);
    struct pressure_set *pressure = pressure_set_new(sysfd);

    memory = cgroup_find(set, CGROUP_TASKS, text_of_string("0::/\n"), 1);
    none = cgroup_find(set, CGROUP_MEMORY, text_of_string("0::/\n"), 1);
    flags = fcntl(0, F_GETFD);
    key = pressure_find(pressure, text_of_string("0::/a\n"), 1);
    cgroup_set_free(set);
    pressure_set_free(pressure);
    if (is_zero)
      close(0);
    assert_true(memory >= 0);
    assert_int_equal(none, CGROUP_NONE);
    assert_int_equal(flags >= 0, is_zero); /* the caller's own stays open */
    assert_true(key != 0);
  }
  zero_restore(&zero);
}

static void pressure_is_read(void **state) {
  struct pressure_set *set = pressure_set_new(root);
  double waited_s = NAN;
  struct zero zero;
  uint64_t key;

  (void)state;
  put_cgroups();
  zero_free(&zero);
  key = pressure_find(set, text_of_string("0::/a\n"), 1);
  waited_s = pressure_read(set, &reader, key, 1);
  pressure_set_free(set);
  zero_restore(&zero);
  assert_true(key != 0);
  expect_near(waited_s, 2, 1e-12);
}

static void threads_are_summed_and_told(void **state) {
  struct sight_order order = {.most = SIGHTS_MOST};
  struct thread_sight sight;
  static char bytes[4096];
  struct zero zero;
  struct text rest;
  long length;
  int there;

  (void)state;
  tree_mkdir(&tree, "task");
  tree_mkdir(&tree, "task/7");
  tree_write(&tree, "task/7/status", "Name:\tx\nState:\tD (x)\n");
  tree_write(&tree, "task/7/stat", "7 (x) D 1 2 3 4\n");
  zero_free(&zero);
  there = threads_sum(&reader, root, &(struct threads_part){.most = 8}, value);
  length = sights_read(root, &order, bytes, sizeof(bytes));
  zero_restore(&zero);
  assert_int_equal(there, 1);
  expect_near(value[METRIC_THREADS_BLOCKED], 1, 0);
  assert_true(length > 0);
  rest = text_of(bytes, (size_t)length);
  assert_true(sights_next(&rest, &sight));
  assert_int_equal(sight.tid, 7);
}

static void put_status(const char *text) {
  char path[128];

  snprintf(path, sizeof(path), "%s/status", tree.root);
  (void)unlink(path);
  tree_write(&tree, "status", "%s", text);
}

/* What was opened once is read anew, not what has come in its place. */
static void a_file_that_is_kept_open_is_read_by_it(void **state) {
  struct turn turn = {.age = 1, .since = 1};
  struct files files;
  struct zero zero;
  char name[64];
  int kept;

  (void)state;
  put_status("Name:\tx\nState:\tS (x)\nThreads:\t1\n");
  files_init(&files, root);
  files.keep = true;
  zero_free(&zero);
  (void)read_member(&reader, &files, &turn, value, name);
  kept = files.fd[SOURCE_STATUS];
  put_status("Name:\ty\nState:\tS (x)\nThreads:\t2\n");
  (void)read_member(&reader, &files, &turn, value, name);
  files_close(&files, &reader);
  zero_restore(&zero);
  assert_int_equal(kept, 0);
  assert_string_equal(name, "x");
  expect_near(value[METRIC_THREADS], 1, 0);
  assert_int_equal(reader.spare_fds, 10); /* it was closed */
}

/* Its status was opened before: only its list of fds is 0. Of that the size is
 * told, also when it has no name any more. */
static void a_list_that_is_kept_open_is_counted_by_it(void **state) {
  struct turn turn = {.age = 1, .since = 1};
  struct stat found;
  struct files files;
  struct zero zero;
  char name[64];
  int kept;

  (void)state;
  put_status("Name:\tx\nState:\tS (x)\nThreads:\t1\n");
  files_init(&files, root);
  files.keep = true;
  reader.fd_by_size = 1;
  (void)read_member(&reader, &files, &turn, value, name);
  tree_mkdir(&tree, "fd");
  tree_write(&tree, "fd/0", "%s", "");
  assert_int_equal(fstatat(root, "fd", &found, 0), 0);
  zero_free(&zero);
  (void)read_member(&reader, &files, &turn, value, name);
  kept = files.fd[SOURCE_FD];
  assert_int_equal(renameat(root, "fd", root, "old"), 0);
  (void)read_member(&reader, &files, &turn, value, name);
  files_close(&files, &reader);
  zero_restore(&zero);
  assert_int_equal(kept, 0);
  expect_near(value[METRIC_FD_COUNT], (double)found.st_size, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(the_number_is_0_indeed),
      TEST(a_limit_is_found),
      TEST(a_tree_of_the_number_0_is_one),
      TEST(pressure_is_read),
      TEST(threads_are_summed_and_told),
      TEST(a_file_that_is_kept_open_is_read_by_it),
      TEST(a_list_that_is_kept_open_is_counted_by_it),
  };

  return cmocka_run_group_tests_name("an fd of 0", tests, NULL, NULL);
}
