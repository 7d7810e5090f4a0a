#include "expect.h"

#include "base/file.h"
#include "sample/threads.h"
#include "tree.h"

#include <errno.h>

static struct reader reader;
static double value[METRIC_MEMBER_COUNT];

static void begin(struct tree *tree) {
  tree_open(tree);
  reader = (struct reader){0};
  scale_init(&reader.scale, 100, 4096, 2);
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    value[id] = NAN;
  tree_mkdir(tree, "task");
}

static void put_thread(const struct tree *tree, int tid, char letter) {
  char name[64];

  snprintf(name, sizeof(name), "task/%d", tid);
  tree_mkdir(tree, name);
  snprintf(name, sizeof(name), "task/%d/status", tid);
  if (letter == 'Z')
    tree_write(tree, name, "Name:\tx\nState:\tZ (zombie)\nThreads:\t3\n");
  else
    tree_write(tree, name,
               "Name:\tx\nState:\t%c (x)\nVmData:\t100 kB\nRssAnon:\t%d kB\n"
               "VmSwap:\t8 kB\nThreads:\t3\nvoluntary_ctxt_switches:\t10\n"
               "nonvoluntary_ctxt_switches:\t2\n",
               letter, tid);
  snprintf(name, sizeof(name), "task/%d/statm", tid);
  tree_write(tree, name, "1000 %d 10 1 0 50 0\n", tid);
  snprintf(name, sizeof(name), "task/%d/fd", tid);
  tree_mkdir(tree, name);
  snprintf(name, sizeof(name), "task/%d/fd/0", tid);
  tree_write(tree, name, "%s", "");
}

static int sum(const struct tree *tree, int most) {
  int fd = file_pin_at(AT_FDCWD, tree->root);
  int r = threads_sum(&reader, fd, most, value);

  close(fd);
  return r;
}

static void stand_in(const struct tree *tree, int *tid) {
  int fd = file_pin_at(AT_FDCWD, tree->root);

  threads_stand_in(&reader, fd, tid, value);
  close(fd);
}

static void states_and_switches_are_summed(void **state) {
  static const char letters[] = "SDRDD";
  struct tree tree;

  (void)state;
  begin(&tree);
  for (int i = 0; i < 5; i++)
    put_thread(&tree, 100 + i, letters[i]);
  assert_int_equal(sum(&tree, 1024), 5);
  expect_near(value[METRIC_THREADS_BLOCKED], 3, 0);
  expect_near(value[METRIC_THREADS_VOLUNTARY], 50, 0);
  expect_near(value[METRIC_THREADS_INVOLUNTARY], 10, 0);
  expect_missing(value[METRIC_VOLUNTARY_SWITCHES]);
  expect_missing(value[METRIC_STATE]);
  tree_close(&tree);
}

static void more_threads_than_allowed_are_not_looked_at(void **state) {
  struct tree tree;

  (void)state;
  begin(&tree);
  for (int i = 0; i < 5; i++)
    put_thread(&tree, 100 + i, 'D');
  value[METRIC_THREADS_BLOCKED] = 9; /* of the tick before */
  assert_int_equal(sum(&tree, 4), -E2BIG);
  expect_missing(value[METRIC_THREADS_BLOCKED]);
  assert_int_equal(sum(&tree, 5), 5);
  for (int i = 5; i <= THREADS_MOST; i++)
    put_thread(&tree, 100 + i, 'S');
  assert_int_equal(sum(&tree, 1024), -E2BIG);
  expect_missing(value[METRIC_THREADS_VOLUNTARY]);
  tree_close(&tree);
}

static void a_thread_that_ends_meanwhile_does_not_count(void **state) {
  struct tree tree;

  (void)state;
  begin(&tree);
  put_thread(&tree, 100, 'D');
  put_thread(&tree, 101, 'D');
  tree_remove(&tree, "task/101/status");
  assert_int_equal(sum(&tree, 1024), 2);
  expect_near(value[METRIC_THREADS_BLOCKED], 1, 0);
  expect_near(value[METRIC_THREADS_VOLUNTARY], 10, 0);
  assert_int_equal(troubles_sum(&reader.troubles), 0);
  tree_close(&tree);
}

static void without_the_listing_nothing_is_told(void **state) {
  struct tree tree;

  (void)state;
  begin(&tree);
  tree_remove(&tree, "task");
  assert_int_equal(sum(&tree, 1024), -ENOENT);
  expect_missing(value[METRIC_THREADS_BLOCKED]);
  tree_close(&tree);
}

static void a_living_thread_stands_in_for_its_leader(void **state) {
  struct tree tree;
  int tid = 0;

  (void)state;
  begin(&tree);
  put_thread(&tree, 100, 'Z');
  put_thread(&tree, 101, 'S');
  stand_in(&tree, &tid);
  assert_int_equal(tid, 101);
  expect_near(value[METRIC_MEM_RSS], 101 * 4096.0, 0);
  expect_near(value[METRIC_RSS_ANON], 101 * 1024.0, 0);
  expect_near(value[METRIC_VM_DATA], 100 * 1024.0, 0);
  expect_near(value[METRIC_VM_SWAP], 8 * 1024.0, 0);
  expect_near(value[METRIC_FD_COUNT], 1, 0);
  expect_missing(value[METRIC_STATE]); /* these are the leader's */
  expect_missing(value[METRIC_VOLUNTARY_SWITCHES]);
  tree_close(&tree);
}

static void who_stood_in_stays_until_it_ends(void **state) {
  struct tree tree;
  int tid = 0;

  (void)state;
  begin(&tree);
  put_thread(&tree, 100, 'Z');
  put_thread(&tree, 105, 'S');
  stand_in(&tree, &tid);
  assert_int_equal(tid, 105);
  put_thread(&tree, 103, 'S');
  stand_in(&tree, &tid);
  assert_int_equal(tid, 105);
  tree_remove(&tree, "task/105");
  stand_in(&tree, &tid);
  assert_int_equal(tid, 103);
  put_thread(&tree, 103, 'X');
  stand_in(&tree, &tid);
  assert_int_equal(tid, 0);
  tree_close(&tree);
}

static void only_a_zombie_with_threads_has_lost_its_leader(void **state) {
  static const struct {
    char letter;
    double threads;
    bool lost;
  } rows[] = {{'Z', 3, true}, {'Z', 1, false}, {'S', 3, false}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    value[METRIC_STATE] = rows[i].letter;
    value[METRIC_THREADS] = rows[i].threads;
    assert_int_equal(threads_lost_leader(value), rows[i].lost);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(states_and_switches_are_summed),
      cmocka_unit_test(more_threads_than_allowed_are_not_looked_at),
      cmocka_unit_test(a_thread_that_ends_meanwhile_does_not_count),
      cmocka_unit_test(without_the_listing_nothing_is_told),
      cmocka_unit_test(a_living_thread_stands_in_for_its_leader),
      cmocka_unit_test(who_stood_in_stays_until_it_ends),
      cmocka_unit_test(only_a_zombie_with_threads_has_lost_its_leader),
  };

  return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
