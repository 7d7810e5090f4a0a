#include "expect.h"

#include "base/file.h"
#include "sample/pressure.h"
#include "tree.h"

#include <malloc.h>
#include <string.h>

struct scene {
  struct tree tree;
  int sysfd;
  struct pressure_set *set;
  struct reader reader;
};

static void begin(struct scene *scene) {
  *scene = (struct scene){0};
  tree_open(&scene->tree);
  tree_mkdir(&scene->tree, "fs");
  tree_mkdir(&scene->tree, "fs/cgroup");
  scene->sysfd = file_pin_at(AT_FDCWD, scene->tree.root);
  scene->set = pressure_set_new(scene->sysfd);
  assert_non_null(scene->set);
  scale_init(&scene->reader.scale, 100, 4096, 2);
}

static void end(struct scene *scene) {
  pressure_set_free(scene->set);
  close(scene->sysfd);
  tree_close(&scene->tree);
}

static void put(const struct scene *scene, const char *name, long some_us) {
  char path[128];

  snprintf(path, sizeof(path), "fs/cgroup/%s", name);
  tree_mkdir(&scene->tree, path);
  snprintf(path, sizeof(path), "fs/cgroup/%s/io.pressure", name);
  tree_write(&scene->tree, path,
             "some avg10=1.00 avg60=2.00 avg300=3.00 total=%ld\n"
             "full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n",
             some_us);
}

static uint64_t find(struct scene *scene, const char *membership,
                     unsigned long tick) {
  return pressure_find(scene->set, text_of_string(membership), tick);
}

static double look(struct scene *scene, uint64_t key, unsigned long tick) {
  return pressure_read(scene->set, &scene->reader, key, tick);
}

static void the_cgroup_of_a_process_is_found_and_read(void **state) {
  static const char *const memberships[] = {
      "0::/shop\n", "4:memory:/other\n1:name=systemd:/\n0::/shop\n",
      "0::/../shop\n"};
  struct scene scene;

  (void)state;
  begin(&scene);
  put(&scene, "shop", 2500000);
  for (size_t i = 0; i < COUNT_OF(memberships); i++) {
    uint64_t key = find(&scene, memberships[i], i + 1);

    assert_true(key != 0);
    expect_near(look(&scene, key, i + 1), 2.5, 1e-12);
  }
  end(&scene);
}

static void beside_v1_it_stands_below_unified(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  tree_mkdir(&scene.tree, "fs/cgroup/unified");
  put(&scene, "unified/box", 1000000);
  expect_near(look(&scene, find(&scene, "0::/box\n", 1), 1), 1, 1e-12);
  end(&scene);
}

static void the_root_and_v1_have_none(void **state) {
  static const char *const memberships[] = {
      "0::/\n",   "4:memory:/shop\n", "",
      "0::/..\n", "0::/nowhere\n",    "0::/shop" /* cut */};
  struct scene scene;

  (void)state;
  begin(&scene);
  put(&scene, "shop", 1);
  for (size_t i = 0; i < COUNT_OF(memberships); i++)
    assert_int_equal(find(&scene, memberships[i], 1), 0);
  expect_missing(look(&scene, 0, 1));
  expect_missing(look(&scene, 4711, 1));
  end(&scene);
}

static void it_is_read_once_a_tick(void **state) {
  struct scene scene;
  uint64_t key;

  (void)state;
  begin(&scene);
  put(&scene, "shop", 1000000);
  key = find(&scene, "0::/shop\n", 0);
  expect_near(look(&scene, key, 0), 1, 1e-12);
  put(&scene, "shop", 2000000);
  expect_near(look(&scene, key, 0), 1, 1e-12);
  expect_near(look(&scene, key, 1), 2, 1e-12);
  end(&scene);
}

static void one_that_is_gone_tells_nothing(void **state) {
  struct scene scene;
  uint64_t key;

  (void)state;
  begin(&scene);
  put(&scene, "shop", 1000000);
  key = find(&scene, "0::/shop\n", 1);
  tree_remove(&scene.tree, "fs/cgroup/shop");
  expect_missing(look(&scene, key, 1));
  put(&scene, "shop", 5000000); /* made anew: another */
  assert_int_equal(find(&scene, "0::/shop\n", 2), key);
  expect_near(look(&scene, key, 2), 5, 1e-12);
  assert_int_equal(troubles_sum(&scene.reader.troubles), 0);
  end(&scene);
}

static void who_is_not_asked_for_gives_way(void **state) {
  struct scene scene;
  char name[32], membership[64];
  uint64_t first = 0;
  int found = 0;

  (void)state;
  begin(&scene);
  for (int i = 0; i < 70; i++) {
    uint64_t key;

    snprintf(name, sizeof(name), "box%d", i);
    snprintf(membership, sizeof(membership), "0::/box%d\n", i);
    put(&scene, name, 1000000);
    key = find(&scene, membership, 1);
    found += key != 0;
    if (i == 0)
      first = key;
  }
  assert_int_equal(found, 64);
  expect_near(look(&scene, first, 2), 1, 1e-12);
  assert_true(find(&scene, membership, 200) != 0);
  expect_missing(look(&scene, first, 200));
  end(&scene);
}

/* Two minutes of ticks after the last question, and not before. */
static void who_gives_way_was_not_asked_for_in_120_ticks(void **state) {
  struct scene scene;
  char name[32], membership[64];
  uint64_t first = 0;

  (void)state;
  begin(&scene);
  for (int i = 0; i < 65; i++) {
    uint64_t key;

    snprintf(name, sizeof(name), "box%d", i);
    snprintf(membership, sizeof(membership), "0::/box%d\n", i);
    put(&scene, name, 1000000);
    key = find(&scene, membership, 1);
    assert_int_equal(key != 0, i < 64);
    if (i == 0)
      first = key;
  }
  expect_near(look(&scene, first, 2), 1, 1e-12);
  assert_int_equal(find(&scene, membership, 121), 0);
  assert_true(find(&scene, membership, 122) != 0);
  expect_near(look(&scene, first, 122), 1, 1e-12);
  end(&scene);
}

static int open_fds(void) {
  int count = 0;

  for (int fd = 0; fd < 2048; fd++)
    count += fcntl(fd, F_GETFD) >= 0;
  return count;
}

static void a_file_of_512_bytes_just_fits(void **state) {
  static const char head[] = "some avg10=1.00 avg60=2.00 avg300=3.00 "
                             "total=4000000\n";
  struct scene scene;

  (void)state;
  begin(&scene);
  put(&scene, "shop", 1);
  for (int is_long = 0; is_long < 2; is_long++) {
    unsigned long tick = 1 + (unsigned long)is_long;
    char text[520];
    double waited_s;

    memset(text, 'x', sizeof(text));
    memcpy(text, head, strlen(head));
    text[511 + is_long] = '\n';
    text[512 + is_long] = '\0';
    tree_write(&scene.tree, "fs/cgroup/shop/io.pressure", "%s", text);
    waited_s = look(&scene, find(&scene, "0::/shop\n", tick), tick);
    expect_same(waited_s, is_long ? (double)NAN : 4);
  }
  assert_int_equal(troubles_sum(&scene.reader.troubles), 1);
  end(&scene);
}

/* 64 cgroups of 40 bytes. */
static void what_is_remembered_takes_less_than_four_kib(void **state) {
  size_t before = mallinfo2().uordblks;
  struct pressure_set *set = pressure_set_new(-1);

  (void)state;
  assert_in_range(mallinfo2().uordblks - before, 0, 4096);
  pressure_set_free(set);
  assert_int_equal(mallinfo2().uordblks, before);
}

static void what_was_opened_is_closed(void **state) {
  struct scene scene;
  int before;

  (void)state;
  begin(&scene);
  before = open_fds();
  put(&scene, "shop", 1000000);
  put(&scene, "other", 1000000);
  for (unsigned long tick = 1; tick < 5; tick++) {
    assert_true(find(&scene, "0::/shop\n", tick) != 0);
    assert_true(find(&scene, "0::/other\n", tick) != 0);
    assert_int_equal(open_fds(), before + 2);
  }
  pressure_set_free(scene.set);
  assert_int_equal(open_fds(), before);
  scene.set = NULL; /* which can be released, too */
  end(&scene);
}

/* What was found in this tick is read in it, be that the first. */
static void a_name_of_one_letter_is_no_root(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  put(&scene, "x", 3000000);
  expect_near(look(&scene, find(&scene, "0::/x\n", 0), 0), 3, 1e-12);
  end(&scene);
}

static void without_a_sysfs_there_is_none(void **state) {
  struct pressure_set *set = pressure_set_new(-1);

  (void)state;
  assert_non_null(set);
  assert_int_equal(pressure_find(set, text_of_string("0::/shop\n"), 1), 0);
  pressure_set_free(set);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_cgroup_of_a_process_is_found_and_read),
      cmocka_unit_test(beside_v1_it_stands_below_unified),
      cmocka_unit_test(the_root_and_v1_have_none),
      cmocka_unit_test(it_is_read_once_a_tick),
      cmocka_unit_test(one_that_is_gone_tells_nothing),
      cmocka_unit_test(who_is_not_asked_for_gives_way),
      cmocka_unit_test(who_gives_way_was_not_asked_for_in_120_ticks),
      cmocka_unit_test(a_file_of_512_bytes_just_fits),
      cmocka_unit_test(what_is_remembered_takes_less_than_four_kib),
      cmocka_unit_test(what_was_opened_is_closed),
      cmocka_unit_test(a_name_of_one_letter_is_no_root),
      cmocka_unit_test(without_a_sysfs_there_is_none),
  };

  return cmocka_run_group_tests_name("pressure", tests, NULL, NULL);
}
