#include "expect.h"

#include "place.h"
#include "sample/cgroup.h"
#include "tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MIB 1048576.0

/* A process somewhere in a tree, and what it meets first; limit NaN: nothing.
 */
struct stay {
  const char *membership;
  double limit, usage;
  enum cgroup_resource resource; /* memory, where it is not said */
};

static int open_tree(const char *story) {
  char path[512];

  snprintf(path, sizeof(path), "%s/%s/sys", FIXTURES, story);
  return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void check_stay(struct cgroup_set *set, const struct stay *stay,
                       unsigned long tick) {
  int handle =
      cgroup_find(set, stay->resource, text_of_string(stay->membership), tick);
  double limit = NAN, usage = NAN;

  if ((handle < 0) != isnan(stay->limit))
    fail_msg("%s has handle %d", stay->membership, handle);
  if (handle < 0) {
    assert_int_equal(handle, -1);
    return;
  }
  cgroup_room(set, handle, tick, &limit, &usage);
  expect_near(limit, stay->limit, 0);
  expect_near(usage, stay->usage, 0);
}

static void check_stays(const char *story, const struct stay *stays,
                        size_t count) {
  int sysfd = open_tree(story);
  struct cgroup_set *set = cgroup_set_new(sysfd);

  assert_true(sysfd >= 0);
  assert_non_null(set);
  for (unsigned long tick = 1; tick <= 3; tick++)
    for (size_t i = 0; i < count; i++)
      check_stay(set, &stays[i], tick);
  cgroup_set_free(set);
  close(sysfd);
}

static void
of_all_levels_of_v2_the_one_with_the_least_room_counts(void **state) {
  static const struct stay stays[] = {
      /* its own limit */
      {"0::/shop.slice/api.service/worker\n", 256 * MIB, 64 * MIB - 4096},
      /* "max", so its slice's, without the inactive file pages */
      {"0::/shop.slice/api.service\n", 1024 * MIB, 412 * MIB},
      {"0::/shop.slice\n", 1024 * MIB, 412 * MIB},
      /* has a limit of its own, but the slice is nearly full */
      {"0::/tight.slice/wide.service\n", 512 * MIB, 500 * MIB},
      /* a level without a directory, below one that has a limit */
      {"0::/tight.slice/gone.service\n", 512 * MIB, 500 * MIB},
      /* no memory.stat: nothing to subtract */
      {"0::/bare.slice\n", 64 * MIB, 1 * MIB},
      /* a text that was cut: perhaps it is bare.slice-of-others */
      {"0::/bare.slice", NAN, NAN},
  };

  (void)state;
  check_stays("cgroup-v2", stays, COUNT_OF(stays));
}

static void tasks_are_limited_by_pids_max_in_each_version(void **state) {
  static const struct stay v2[] = {
      {"0::/shop.slice/api.service\n", 100, 40, CGROUP_TASKS},
      /* "max", so that of the service above */
      {"0::/shop.slice/api.service/worker\n", 100, 40, CGROUP_TASKS},
      {"0::/shop.slice\n", NAN, NAN, CGROUP_TASKS},
      /* has a limit of its own, but the slice is nearly full */
      {"0::/tight.slice/wide.service\n", 64, 60, CGROUP_TASKS},
      /* pids.max without pids.current */
      {"0::/bare.slice\n", NAN, NAN, CGROUP_TASKS},
      {"0::/\n", NAN, NAN, CGROUP_TASKS},
  };
  static const struct stay v1[] = {
      {"8:pids:/docker/abc/inner\n4:memory:/\n", 512, 80, CGROUP_TASKS},
      {"8:pids:/docker\n", NAN, NAN, CGROUP_TASKS},
      {"4:memory:/docker/abc\n", NAN, NAN, CGROUP_TASKS},
      {"8:pids:/docker/abc\n", NAN, NAN, CGROUP_MEMORY},
  };
  static const struct stay hybrid[] = {
      {"8:pids:/jail\n0::/\n", 200, 20, CGROUP_TASKS},
      {"8:pids:/jail\n0::/box\n", 50, 5, CGROUP_TASKS},
      {"8:pids:/\n0::/box\n", 50, 5, CGROUP_TASKS},
  };

  (void)state;
  check_stays("cgroup-v2", v2, COUNT_OF(v2));
  check_stays("cgroup-v1", v1, COUNT_OF(v1));
  check_stays("cgroup-hybrid", hybrid, COUNT_OF(hybrid));
}

/* In v2 they are files of the same directory. */
static void memory_and_tasks_of_a_cgroup_are_two_limits(void **state) {
  static const struct stay stays[] = {
      {"0::/tight.slice\n", 512 * MIB, 500 * MIB, CGROUP_MEMORY},
      {"0::/tight.slice\n", 64, 60, CGROUP_TASKS},
  };

  (void)state;
  check_stays("cgroup-v2", stays, COUNT_OF(stays));
}

static void where_nothing_limits_there_is_no_handle(void **state) {
  static const struct stay stays[] = {
      {"0::/\n", NAN, NAN},
      {"0::/free.slice\n", NAN, NAN},
      {"0::/odd.slice\n", NAN, NAN}, /* not a number and not "max" */
      {"0::/no.such.slice/at/all\n", NAN, NAN},
      {"4:memory:/shop.slice\n", NAN, NAN}, /* no such hierarchy */
      {"1:name=systemd:/shop.slice\n", NAN, NAN},
      {"", NAN, NAN},
      {"\n\n", NAN, NAN},
      {"0", NAN, NAN},
      {"0:", NAN, NAN},
      {"0::", NAN, NAN},
      {"garbage\n", NAN, NAN},
  };

  (void)state;
  check_stays("cgroup-v2", stays, COUNT_OF(stays));
}

static void a_path_seen_from_inside_a_namespace_loses_its_dots(void **state) {
  static const struct stay stays[] = {
      {"0::/../shop.slice\n", 1024 * MIB, 412 * MIB},
      {"0::/../../shop.slice/api.service/worker\n", 256 * MIB, 64 * MIB - 4096},
      {"0::/..\n", NAN, NAN},
  };

  (void)state;
  check_stays("cgroup-v2", stays, COUNT_OF(stays));
}

static void only_whole_names_of_dots_are_lost(void **state) {
  static const struct {
    const char *path, *wanted;
  } rows[] = {
      {"/../a", "/a"},    {"/../../a", "/a"}, {"/..", ""},
      {"/../..", ""},     {"/..x", "/..x"},   {"/../..x", "/..x"},
      {"/a/..", "/a/.."}, {"/", "/"},         {"/.", "/."},
      {"", ""},           {"/../", "/"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    assert_true(text_equals(cgroup_below_root(text_of_string(rows[i].path)),
                            rows[i].wanted));
}

static void the_levels_of_v1_have_other_names(void **state) {
  static const struct stay stays[] = {
      {"9:name=systemd:/docker/abc\n4:memory:/docker/abc\n1:cpu:/x\n",
       512 * MIB, 128 * MIB},
      /* tighter above than below */
      {"4:memory:/docker/abc/inner\n", 512 * MIB, 128 * MIB},
      /* 9223372036854771712 means that there is none */
      {"4:memory:/docker\n", NAN, NAN},
      {"4:memory:/\n", NAN, NAN},
      {"4:memory:/docker\n0::/docker/abc\n", NAN, NAN},
  };

  (void)state;
  check_stays("cgroup-v1", stays, COUNT_OF(stays));
}

static void in_a_hybrid_both_hierarchies_count(void **state) {
  static const struct stay stays[] = {
      /* 128 MiB with 97 to go, 64 MiB with 32 to go */
      {"4:memory:/\n0::/box\n", 128 * MIB, 31 * MIB},
      {"4:memory:/jail\n0::/\n", 64 * MIB, 32 * MIB},
      {"4:memory:/jail\n1:name=systemd:/box\n0::/box\n", 64 * MIB, 32 * MIB},
      {"0::/box\n4:memory:/jail\n", 64 * MIB, 32 * MIB},
      {"4:memory:/\n0::/\n", NAN, NAN},
  };

  (void)state;
  check_stays("cgroup-hybrid", stays, COUNT_OF(stays));
}

static void without_a_sysfs_nothing_is_ever_found(void **state) {
  struct cgroup_set *set = cgroup_set_new(-1);

  (void)state;
  assert_non_null(set);
  assert_int_equal(
      cgroup_find(set, CGROUP_MEMORY, text_of_string("0::/shop.slice\n"), 1),
      -1);
  cgroup_set_free(set);
  cgroup_set_free(NULL);
}

/* The same stays, in a tree that changes. */
struct sysfs {
  char path[64];
  int sysfd;
  struct cgroup_set *set;
};

static int make_sysfs(void **state) {
  static struct sysfs place;

  place = (struct sysfs){0};
  place.sysfd = place_make(place.path);
  place.set = cgroup_set_new(place.sysfd);
  *state = &place;
  return place.sysfd < 0 || !place.set || mkdirat(place.sysfd, "fs", 0700) ||
         mkdirat(place.sysfd, "fs/cgroup", 0700);
}

static int remove_sysfs(void **state) {
  struct sysfs *place = *state;

  cgroup_set_free(place->set);
  close(place->sysfd);
  return place_remove(place->path);
}

static void put(const struct sysfs *place, const char *name, const char *file,
                const char *text) {
  char path[256];
  int fd;

  snprintf(path, sizeof(path), "fs/cgroup/%s/%s", name, file);
  fd = openat(place->sysfd, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
              0600);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
  close(fd);
}

static void set_usage(const struct sysfs *place, const char *name, double mib) {
  char text[32];

  snprintf(text, sizeof(text), "%.0f\n", mib * MIB);
  put(place, name, "memory.current", text);
}

static void make_cgroup(const struct sysfs *place, const char *name,
                        double limit_mib, double usage_mib) {
  char path[256], text[32];

  snprintf(path, sizeof(path), "fs/cgroup/%s", name);
  assert_int_equal(mkdirat(place->sysfd, path, 0700), 0);
  snprintf(text, sizeof(text), "%.0f\n", limit_mib * MIB);
  put(place, name, "memory.max", text);
  set_usage(place, name, usage_mib);
}

static void remove_cgroup(const struct sysfs *place, const char *name) {
  char path[256];

  snprintf(path, sizeof(path), "%s/fs/cgroup/%s", place->path, name);
  assert_int_equal(place_remove(path), 0);
}

static int find(const struct sysfs *place, const char *membership,
                unsigned long tick) {
  return cgroup_find(place->set, CGROUP_MEMORY, text_of_string(membership),
                     tick);
}

static int must_find(const struct sysfs *place, const char *membership,
                     unsigned long tick) {
  int handle = find(place, membership, tick);

  assert_true(handle >= 0);
  return handle;
}

static void expect_room(const struct sysfs *place, int handle,
                        unsigned long tick, double limit_mib,
                        double usage_mib) {
  double limit, usage;

  cgroup_room(place->set, handle, tick, &limit, &usage);
  expect_near(limit, limit_mib * MIB, 0);
  expect_near(usage, usage_mib * MIB, 0);
}

static void
a_handle_is_the_same_for_all_in_a_cgroup_and_in_every_tick(void **state) {
  const struct sysfs *place = *state;
  int handle, other;

  make_cgroup(place, "a", 100, 10);
  make_cgroup(place, "b", 100, 10);
  handle = find(place, "0::/a\n", 1);
  other = find(place, "0::/b\n", 1);
  assert_true(handle >= 0);
  assert_true(other >= 0 && other != handle);
  for (unsigned long tick = 1; tick < 400; tick += 7) {
    double limit, usage;

    assert_int_equal(find(place, "0::/b\n", tick), other);
    assert_int_equal(find(place, "0::/a\n", tick), handle);
    cgroup_room(place->set, other, tick, &limit, &usage);
    cgroup_room(place->set, handle, tick, &limit, &usage);
  }
}

static void a_cgroup_is_read_once_in_a_tick(void **state) {
  const struct sysfs *place = *state;
  int handle;

  make_cgroup(place, "a", 100, 10);
  handle = must_find(place, "0::/a\n", 1);
  set_usage(place, "a", 20);
  expect_room(place, handle, 1, 100, 10); /* found and read in this tick */
  expect_room(place, handle, 2, 100, 20);
  set_usage(place, "a", 30);
  expect_room(place, handle, 2, 100, 20);
  expect_room(place, handle, 3, 100, 30);
}

static void a_cgroup_that_is_gone_has_no_room_to_tell(void **state) {
  const struct sysfs *place = *state;
  double limit, usage;
  int handle;

  make_cgroup(place, "a", 100, 10);
  handle = must_find(place, "0::/a\n", 1);
  remove_cgroup(place, "a");
  cgroup_room(place->set, handle, 2, &limit, &usage);
  expect_missing(limit);
  expect_missing(usage);
}

static void a_limit_that_is_lifted_is_none(void **state) {
  const struct sysfs *place = *state;
  double limit, usage;
  int handle;

  make_cgroup(place, "a", 100, 10);
  handle = must_find(place, "0::/a\n", 1);
  put(place, "a", "memory.max", "max\n");
  cgroup_room(place->set, handle, 2, &limit, &usage);
  expect_missing(limit);
  assert_int_equal(find(place, "0::/a\n", 2), -1);
}

/* systemd removes the cgroup of a service that stops, and makes it anew. */
static void a_cgroup_that_is_made_anew_is_found_anew(void **state) {
  const struct sysfs *place = *state;
  int handle;

  make_cgroup(place, "a", 100, 10);
  assert_true(find(place, "0::/a\n", 1) >= 0);
  remove_cgroup(place, "a");
  make_cgroup(place, "a", 200, 20);
  handle = must_find(place, "0::/a\n", 60);
  expect_room(place, handle, 60, 200, 20);
}

static void a_cgroup_seen_dead_and_made_anew_is_found_anew(void **state) {
  const struct sysfs *place = *state;
  double limit, usage;
  int handle;

  make_cgroup(place, "a", 100, 10);
  handle = must_find(place, "0::/a\n", 1);
  remove_cgroup(place, "a");
  cgroup_room(place->set, handle, 2, &limit, &usage);
  make_cgroup(place, "a", 200, 20);
  handle = must_find(place, "0::/a\n", 600);
  expect_room(place, handle, 600, 200, 20);
}

/* The level that was not the tightest must be looked at again as well. */
static void
the_tightest_level_is_chosen_by_the_numbers_of_this_tick(void **state) {
  const struct sysfs *place = *state;
  int handle;

  make_cgroup(place, "a", 100, 10);
  make_cgroup(place, "a/b", 50, 5);
  handle = must_find(place, "0::/a/b\n", 1);
  expect_room(place, handle, 1, 50, 5);
  set_usage(place, "a", 95);
  handle = must_find(place, "0::/a/b\n", 60);
  expect_room(place, handle, 60, 100, 95);
}

/* A slot that nobody asked for in a long time may be taken, but not by the
 * parent of the cgroup that was just found in it. */
static void what_was_just_found_is_not_pushed_out(void **state) {
  const struct sysfs *place = *state;
  int handle;

  make_cgroup(place, "a", 100, 10);
  make_cgroup(place, "b", 50, 5);
  handle = must_find(place, "0::/a\n", 1);
  assert_int_equal(find(place, "0::/a\n", 500), handle);
  assert_int_not_equal(find(place, "0::/b\n", 500), handle);
  expect_room(place, handle, 500, 100, 10);
}

static void more_cgroups_than_there_is_room_for_are_not_followed(void **state) {
  const struct sysfs *place = *state;
  int found = 0;

  for (int i = 0; i < 600; i++) {
    char name[16], membership[32];

    snprintf(name, sizeof(name), "c%d", i);
    snprintf(membership, sizeof(membership), "0::/%s\n", name);
    make_cgroup(place, name, 100, 10);
    found += find(place, membership, 1) >= 0;
  }
  assert_int_equal(found, 512);
  assert_int_equal(find(place, "0::/c599\n", 100), -1);
  assert_true(find(place, "0::/c599\n", 1000) >= 0);
}

static void the_climb_ends_at_the_root_of_the_hierarchy(void **state) {
  static const char *const memberships[] = {"0::/\n", "0::/x\n", "0::/x/\n",
                                            "0::/x//\n", "0::/gone/y\n"};
  struct cgroup_set *set;
  struct tree tree;
  int fd;

  (void)state;
  tree_open(&tree);
  tree_mkdir(&tree, "fs");
  tree_write(&tree, "fs/memory.max", "1000\n"); /* of nobody */
  tree_write(&tree, "fs/memory.current", "1\n");
  tree_mkdir(&tree, "fs/cgroup");
  tree_mkdir(&tree, "fs/cgroup/x");
  fd = open(tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  set = cgroup_set_new(fd);
  for (size_t i = 0; i < COUNT_OF(memberships); i++)
    assert_int_equal(
        cgroup_find(set, CGROUP_MEMORY, text_of_string(memberships[i]), i + 1),
        -1);
  cgroup_set_free(set);
  close(fd);
  tree_close(&tree);
}

#define IN_A_PLACE(f)                                                          \
  cmocka_unit_test_setup_teardown(f, make_sysfs, remove_sysfs)

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(of_all_levels_of_v2_the_one_with_the_least_room_counts),
      cmocka_unit_test(tasks_are_limited_by_pids_max_in_each_version),
      cmocka_unit_test(memory_and_tasks_of_a_cgroup_are_two_limits),
      cmocka_unit_test(where_nothing_limits_there_is_no_handle),
      cmocka_unit_test(a_path_seen_from_inside_a_namespace_loses_its_dots),
      cmocka_unit_test(only_whole_names_of_dots_are_lost),
      cmocka_unit_test(the_levels_of_v1_have_other_names),
      cmocka_unit_test(in_a_hybrid_both_hierarchies_count),
      cmocka_unit_test(without_a_sysfs_nothing_is_ever_found),
      cmocka_unit_test(the_climb_ends_at_the_root_of_the_hierarchy),
      IN_A_PLACE(a_handle_is_the_same_for_all_in_a_cgroup_and_in_every_tick),
      IN_A_PLACE(a_cgroup_is_read_once_in_a_tick),
      IN_A_PLACE(a_cgroup_that_is_gone_has_no_room_to_tell),
      IN_A_PLACE(a_limit_that_is_lifted_is_none),
      IN_A_PLACE(a_cgroup_that_is_made_anew_is_found_anew),
      IN_A_PLACE(a_cgroup_seen_dead_and_made_anew_is_found_anew),
      IN_A_PLACE(the_tightest_level_is_chosen_by_the_numbers_of_this_tick),
      IN_A_PLACE(what_was_just_found_is_not_pushed_out),
      IN_A_PLACE(more_cgroups_than_there_is_room_for_are_not_followed),
  };

  return cmocka_run_group_tests_name("cgroup", tests, NULL, NULL);
}
