/* test_cgroup_edges.c - what the files of a cgroup tell at the edge, and what
 * cannot be told. */
#include "expect.h"

#include "sample/cgroup.h"
#include "tree.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

/* As in cgroup.c: the ticks after which nobody is remembered, and the bytes of
 * memory.stat and of a number that are read. */
enum {
  FORGET_AFTER = 120,
  STAT_BYTES = 16 * 1024,
  NUMBER_BYTES = 64,
  FDS_MOST = 2048
};

/* One cgroup, "a", below the root, whose files are written by the test. */
struct scene {
  struct tree tree;
  int sysfd;
  struct cgroup_set *set;
};

static struct scene scene;

static int begin(void **state) {
  (void)state;
  tree_open(&scene.tree);
  tree_mkdir(&scene.tree, "fs");
  tree_mkdir(&scene.tree, "fs/cgroup");
  tree_mkdir(&scene.tree, "fs/cgroup/a");
  scene.sysfd = open(scene.tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  scene.set = cgroup_set_new(scene.sysfd);
  return scene.sysfd < 0 || !scene.set;
}

static int end(void **state) {
  (void)state;
  cgroup_set_free(scene.set);
  close(scene.sysfd);
  tree_close(&scene.tree);
  return 0;
}

static void put(const char *file, const char *text) {
  char name[64];

  snprintf(name, sizeof(name), "fs/cgroup/a/%s", file);
  tree_write(&scene.tree, name, "%s", text);
}

static int find(enum cgroup_resource resource, unsigned long tick) {
  return cgroup_find(scene.set, resource, text_of_string("0::/a\n"), tick);
}

static void expect_room(int handle, unsigned long tick, double limit,
                        double usage) {
  double told_limit, told_usage;

  assert_true(handle >= 0);
  cgroup_room(scene.set, handle, tick, &told_limit, &told_usage);
  expect_same(told_limit, limit);
  expect_same(told_usage, usage);
}

static void the_largest_limits_are_those_that_are_none(void **state) {
  static const struct {
    const char *text;
    double limit; /* NaN: none */
  } rows[] = {
      {"0\n", 0},
      {"7\n", 7},
      {"999999999999999872\n", 999999999999999872.0},
      {"1000000000000000000\n", NAN},
      {"9223372036854771712\n", NAN},
      {"8796093018112\n", NAN}, /* 2^31 - 1 pages: a kernel of 32 bit */
      {"8796093014016\n", 8796093014016.0}, /* a page less */
      {"8796093022208\n", 8796093022208.0}, /* a page more */
      {"max\n", NAN},
      {"\n", NAN},
  };

  (void)state;
  put("pids.current", "3\n");
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    int handle;

    put("pids.max", rows[i].text);
    handle = find(CGROUP_TASKS, i + 1);
    if (isnan(rows[i].limit))
      assert_int_equal(handle, CGROUP_NONE);
    else
      expect_room(handle, i + 1, rows[i].limit, 3);
  }
}

/* What is empty, cut or longer than a number can be was not told. */
static void a_number_that_is_not_whole_leaves_it_unknown(void **state) {
  static const char longest[] = "1000                                          "
                                "                 \n";
  static const char *const texts[] = {
      "", "1", "1000",
      "1000                                                            \n"};

  (void)state;
  assert_int_equal(strlen(longest), NUMBER_BYTES);
  assert_int_equal(strlen(texts[3]), NUMBER_BYTES + 1);
  put("pids.current", "3\n");
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    put("pids.max", texts[i]);
    assert_int_equal(find(CGROUP_TASKS, i + 1), CGROUP_UNKNOWN);
  }
  put("pids.max", longest);
  expect_room(find(CGROUP_TASKS, 9), 9, 1000, 3);
}

/* Where there is no file of it there is no limit to meet; an empty one should
 * have told. */
static void a_limit_without_its_usage_leaves_it_unknown(void **state) {
  (void)state;
  put("pids.max", "100\n");
  assert_int_equal(find(CGROUP_TASKS, 1), CGROUP_NONE);
  put("pids.current", "");
  assert_int_equal(find(CGROUP_TASKS, 2), CGROUP_UNKNOWN);
  put("pids.current", "3\n");
  expect_room(find(CGROUP_TASKS, 3), 3, 100, 3);
}

/* `length` bytes of memory.stat, which end with the key or lack it. */
static void put_stat(size_t length, bool has_key) {
  static const char key[] = "inactive_file 100\n";
  static char text[STAT_BYTES + 2];
  size_t head = has_key ? length - strlen(key) : length;

  for (size_t i = 0; i < head; i++)
    text[i] = i % 2 || i + 1 == head ? '\n' : 'x';
  strcpy(text + head, has_key ? key : "");
  assert_int_equal(strlen(text), length);
  put("memory.stat", text);
}

static void what_can_be_reclaimed_is_no_usage(void **state) {
  (void)state;
  put("memory.max", "1000\n");
  put("memory.current", "400\n");
  expect_room(find(CGROUP_MEMORY, 1), 1, 1000, 400); /* without the file */
  put_stat(STAT_BYTES, true);
  expect_room(find(CGROUP_MEMORY, 2), 2, 1000, 300);
  put_stat(200, true);
  expect_room(find(CGROUP_MEMORY, 3), 3, 1000, 300);
}

static void
a_stat_that_is_too_long_or_lacks_the_key_tells_nothing(void **state) {
  static const char *const texts[] = {"", "\n", "x\n", "inactive_file 100",
                                      "inactive_file x\n"};
  unsigned long tick = 1;

  (void)state;
  put("memory.max", "1000\n");
  put("memory.current", "400\n");
  put_stat(STAT_BYTES + 1, true);
  assert_int_equal(find(CGROUP_MEMORY, tick), CGROUP_UNKNOWN);
  put_stat(STAT_BYTES, false);
  assert_int_equal(find(CGROUP_MEMORY, ++tick), CGROUP_UNKNOWN);
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    put("memory.stat", texts[i]);
    assert_int_equal(find(CGROUP_MEMORY, ++tick), CGROUP_UNKNOWN);
  }
}

/* The limit is known; how far away it is is not. */
static void a_known_limit_stays_while_its_usage_cannot_be_read(void **state) {
  int handle;

  (void)state;
  put("pids.max", "100\n");
  put("pids.current", "3\n");
  handle = find(CGROUP_TASKS, 1);
  put("pids.current", "4");
  expect_room(handle, 2, 100, NAN);
  put("pids.max", "");
  expect_room(handle, 3, 100, NAN);
  assert_int_equal(find(CGROUP_TASKS, 3), CGROUP_UNKNOWN);
  put("pids.max", "50\n");
  put("pids.current", "5\n");
  expect_room(handle, 4, 50, 5);
}

/* Of a level of which nothing is known another could be the tightest. */
static void a_level_that_cannot_be_opened_leaves_it_unknown(void **state) {
  (void)state;
  tree_write(&scene.tree, "fs/cgroup/a/file", "%s", "");
  put("pids.max", "100\n");
  put("pids.current", "3\n");
  assert_int_equal(
      cgroup_find(scene.set, CGROUP_TASKS, text_of_string("0::/a/file\n"), 1),
      CGROUP_UNKNOWN);
  assert_int_equal(
      cgroup_find(scene.set, CGROUP_TASKS, text_of_string("0::/a/gone\n"), 1),
      find(CGROUP_TASKS, 1));
}

static void put_tasks(const char *directory, int limit, int usage) {
  char name[64];

  tree_mkdir(&scene.tree, directory);
  snprintf(name, sizeof(name), "%s/pids.max", directory);
  tree_write(&scene.tree, name, "%d\n", limit);
  snprintf(name, sizeof(name), "%s/pids.current", directory);
  tree_write(&scene.tree, name, "%d\n", usage);
}

/* Of levels the nearest, of hierarchies the one that is told first. */
static void of_two_with_the_same_room_the_first_counts(void **state) {
  int handle;

  (void)state;
  put_tasks("fs/cgroup/a", 100, 50);
  put_tasks("fs/cgroup/a/b", 60, 10);
  handle = cgroup_find(scene.set, CGROUP_TASKS, text_of_string("0::/a/b\n"), 1);
  expect_room(handle, 1, 60, 10);
  tree_mkdir(&scene.tree, "fs/cgroup/pids");
  put_tasks("fs/cgroup/pids/x", 80, 30);
  handle = cgroup_find(scene.set, CGROUP_TASKS,
                       text_of_string("8:pids:/x\n0::/a\n"), 1);
  expect_room(handle, 1, 80, 30);
  handle = cgroup_find(scene.set, CGROUP_TASKS,
                       text_of_string("0::/a\n8:pids:/x\n"), 1);
  expect_room(handle, 1, 100, 50);
}

/* A limit of the root of a hierarchy, as inside a container, is one of all. */
static void the_root_itself_has_a_limit_too(void **state) {
  (void)state;
  put_tasks("fs/cgroup", 40, 39);
  put_tasks("fs/cgroup/a", 100, 50);
  expect_room(find(CGROUP_TASKS, 1), 1, 40, 39);
  expect_room(cgroup_find(scene.set, CGROUP_TASKS, text_of_string("0::/\n"), 2),
              2, 40, 39);
}

static void make(const char *name) {
  char path[64];

  snprintf(path, sizeof(path), "fs/cgroup/%s", name);
  tree_mkdir(&scene.tree, path);
  snprintf(path, sizeof(path), "fs/cgroup/%s/pids.max", name);
  tree_write(&scene.tree, path, "100\n");
  snprintf(path, sizeof(path), "fs/cgroup/%s/pids.current", name);
  tree_write(&scene.tree, path, "3\n");
}

static int find_named(const char *name, unsigned long tick) {
  char membership[64];

  snprintf(membership, sizeof(membership), "0::/%s\n", name);
  return cgroup_find(scene.set, CGROUP_TASKS, text_of_string(membership), tick);
}

static void a_place_is_given_away_after_two_minutes_of_ticks(void **state) {
  char name[16];
  int first;

  (void)state;
  for (int i = 0; i < 512; i++) {
    snprintf(name, sizeof(name), "c%d", i);
    make(name);
    assert_true(find_named(name, 1) >= 0);
  }
  make("one-more");
  assert_int_equal(find_named("one-more", 1), CGROUP_NONE);
  assert_int_equal(find_named("one-more", 1 + FORGET_AFTER), CGROUP_NONE);
  first = find_named("c0", 2);
  assert_true(first >= 0);
  assert_int_not_equal(find_named("one-more", 2 + FORGET_AFTER), CGROUP_NONE);
  assert_int_equal(find_named("c0", 2 + FORGET_AFTER), first);
}

/* Two resources of one directory: nobody is told the limit of the other. */
static void each_resource_has_a_place_of_its_own(void **state) {
  int memory, tasks;

  (void)state;
  put("memory.max", "1000\n");
  put("memory.current", "400\n");
  put("pids.max", "100\n");
  put("pids.current", "3\n");
  memory = find(CGROUP_MEMORY, 1);
  tasks = find(CGROUP_TASKS, 1);
  assert_int_not_equal(memory, tasks);
  expect_room(memory, 2, 1000, 400);
  expect_room(tasks, 2, 100, 3);
}

static int open_fds(void) {
  int count = 0;

  for (int fd = 0; fd < FDS_MOST; fd++)
    count += fcntl(fd, F_GETFD) >= 0;
  return count;
}

/* 512 cgroups of 56 bytes. */
static void what_is_remembered_takes_less_than_32_kib(void **state) {
  size_t before = mallinfo2().uordblks;
  struct cgroup_set *set = cgroup_set_new(-1);

  (void)state;
  assert_in_range(mallinfo2().uordblks - before, 0, 32 * 1024);
  cgroup_set_free(set);
}

/* However often, and whatever was found. */
static void what_was_opened_and_taken_is_given_back(void **state) {
  size_t before;
  int fds = open_fds();

  (void)state;
  put("pids.max", "100\n");
  put("pids.current", "3\n");
  before = mallinfo2().uordblks + mallinfo2().hblkhd;
  for (int i = 0; i < 3; i++) {
    struct cgroup_set *set = cgroup_set_new(scene.sysfd);

    assert_true(cgroup_find(set, CGROUP_TASKS, text_of_string("0::/a\n"), 1) >=
                0);
    assert_int_equal(
        cgroup_find(set, CGROUP_TASKS, text_of_string("0::/\n"), 2),
        CGROUP_NONE);
    assert_int_equal(open_fds(), fds + 1);
    cgroup_set_free(set);
  }
  assert_int_equal(open_fds(), fds);
  assert_int_equal(mallinfo2().uordblks + mallinfo2().hblkhd, before);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(the_largest_limits_are_those_that_are_none),
      TEST(a_number_that_is_not_whole_leaves_it_unknown),
      TEST(a_limit_without_its_usage_leaves_it_unknown),
      TEST(what_can_be_reclaimed_is_no_usage),
      TEST(a_stat_that_is_too_long_or_lacks_the_key_tells_nothing),
      TEST(a_known_limit_stays_while_its_usage_cannot_be_read),
      TEST(a_level_that_cannot_be_opened_leaves_it_unknown),
      TEST(of_two_with_the_same_room_the_first_counts),
      TEST(the_root_itself_has_a_limit_too),
      TEST(a_place_is_given_away_after_two_minutes_of_ticks),
      TEST(each_resource_has_a_place_of_its_own),
      TEST(what_is_remembered_takes_less_than_32_kib),
      TEST(what_was_opened_and_taken_is_given_back),
  };

  return cmocka_run_group_tests_name("cgroup, at the edge", tests, NULL, NULL);
}
