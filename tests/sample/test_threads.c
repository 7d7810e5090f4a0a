#include "expect.h"

#include "base/file.h"
#include "sample/threads.h"
#include "tree.h"

#include <errno.h>
#include <math.h>

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

static int sum_part(const struct tree *tree, const struct threads_part *part) {
  int fd = file_pin_at(AT_FDCWD, tree->root);
  int r = threads_sum(&reader, fd, part, value);

  close(fd);
  return r;
}

static int sum(const struct tree *tree, int most) {
  return sum_part(tree, &(struct threads_part){.most = most});
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

/* Of 3000 the first `waiting` are in state D. */
static void put_3000(const struct tree *tree, int waiting) {
  for (int i = 0; i < 3000; i++)
    put_thread(tree, 100 + i, i < waiting ? 'D' : 'S');
}

static void of_a_sample_it_is_estimated(void **state) {
  static const struct {
    int waiting;
    double low, high; /* of the estimate */
  } rows[] = {
      {3000, 3000, 3000}, {2700, 2600, 2720}, {1500, 1400, 1520}, {0, 0, 0}};
  struct tree tree;

  (void)state;
  begin(&tree);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    put_3000(&tree, rows[i].waiting);
    value[METRIC_THREADS_VOLUNTARY] = 9; /* of the tick before */
    assert_int_equal(sum_part(&tree, &(struct threads_part){1024, 3000, 7}),
                     3000);
    expect_between(value[METRIC_THREADS_BLOCKED], rows[i].low, rows[i].high);
    expect_missing(value[METRIC_THREADS_VOLUNTARY]);
    expect_missing(value[METRIC_THREADS_INVOLUNTARY]);
  }
  tree_close(&tree);
}

static void one_thread_among_thousands_is_told_as_one(void **state) {
  int seen = 0;
  struct tree tree;

  (void)state;
  begin(&tree);
  put_3000(&tree, 0);
  put_thread(&tree, 777, 'D');
  for (unsigned long turn = 0; turn < 150; turn++) {
    assert_int_equal(sum_part(&tree, &(struct threads_part){64, 3000, turn}),
                     3000);
    expect_between(value[METRIC_THREADS_BLOCKED], 0, 1);
    seen += value[METRIC_THREADS_BLOCKED] > 0;
  }
  expect_between(seen, 1, 6); /* 64 of 3000, 150 times: 3.2 */
  value[METRIC_STATE] = 'D';  /* of the leader, which status tells */
  assert_int_equal(sum_part(&tree, &(struct threads_part){64, 3000, 0}), 3000);
  expect_between(value[METRIC_THREADS_BLOCKED], 1, 1);
  value[METRIC_STATE] = NAN;
  tree_close(&tree);
}

static void a_small_sample_of_many_tells_nothing(void **state) {
  struct tree tree;

  (void)state;
  begin(&tree);
  put_3000(&tree, 3000);
  value[METRIC_THREADS_BLOCKED] = 9; /* of the tick before */
  (void)sum_part(&tree, &(struct threads_part){63, 3000, 1});
  expect_missing(value[METRIC_THREADS_BLOCKED]);
  (void)sum_part(&tree, &(struct threads_part){64, 3000, 1});
  expect_near(value[METRIC_THREADS_BLOCKED], 3000, 0);
  tree_close(&tree);
}

/* Some began since its status was read. */
static void of_few_threads_half_is_enough(void **state) {
  struct tree tree;

  (void)state;
  begin(&tree);
  for (int i = 0; i < 6; i++)
    put_thread(&tree, 100 + i, 'D');
  assert_int_equal(sum_part(&tree, &(struct threads_part){3, 3, 1}), 6);
  expect_near(value[METRIC_THREADS_BLOCKED], 6, 0);
  expect_missing(value[METRIC_THREADS_VOLUNTARY]);
  put_thread(&tree, 106, 'D');
  assert_int_equal(sum_part(&tree, &(struct threads_part){3, 3, 1}), 7);
  expect_missing(value[METRIC_THREADS_BLOCKED]);
  tree_close(&tree);
}

/* A read of the status of one tells whether it was looked at: it is the only
 * one in state D. */
static unsigned long turns_until_seen(const struct tree *tree, int tid,
                                      unsigned long step) {
  unsigned long turns = 0;

  put_thread(tree, tid, 'D');
  do
    (void)sum_part(tree, &(struct threads_part){100, 300, step * ++turns});
  while (value[METRIC_THREADS_BLOCKED] == 0 && turns < 100);
  put_thread(tree, tid, 'S');
  return turns;
}

static void each_thread_has_its_turn(void **state) {
  struct tree tree;

  (void)state;
  begin(&tree);
  for (int i = 0; i < 300; i++)
    put_thread(&tree, 100 + i, 'S');
  for (int tid = 100; tid < 400; tid += 7) {
    assert_in_range(turns_until_seen(&tree, tid, 1), 1, 9);
    assert_in_range(turns_until_seen(&tree, tid, 10), 1, 30);
  }
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

static void where_all_have_ended_nobody_stands_in(void **state) {
  struct tree tree;
  int tid = 0;

  (void)state;
  begin(&tree);
  put_thread(&tree, 100, 'Z');
  put_thread(&tree, 101, 'X');
  tree_mkdir(&tree, "task/102");
  tree_write(&tree, "task/102/status", "Name:\tx\n");
  stand_in(&tree, &tid);
  assert_int_equal(tid, 0);
  tree_remove(&tree, "task");
  stand_in(&tree, &tid);
  assert_int_equal(tid, 0);
  expect_missing(value[METRIC_MEM_RSS]);
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
  } rows[] = {{'Z', 3, true}, {'Z', 2, true}, {'Z', 1, false}, {'S', 3, false}};

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
      cmocka_unit_test(of_a_sample_it_is_estimated),
      cmocka_unit_test(one_thread_among_thousands_is_told_as_one),
      cmocka_unit_test(a_small_sample_of_many_tells_nothing),
      cmocka_unit_test(of_few_threads_half_is_enough),
      cmocka_unit_test(each_thread_has_its_turn),
      cmocka_unit_test(a_thread_that_ends_meanwhile_does_not_count),
      cmocka_unit_test(without_the_listing_nothing_is_told),
      cmocka_unit_test(a_living_thread_stands_in_for_its_leader),
      cmocka_unit_test(where_all_have_ended_nobody_stands_in),
      cmocka_unit_test(who_stood_in_stays_until_it_ends),
      cmocka_unit_test(only_a_zombie_with_threads_has_lost_its_leader),
  };

  return cmocka_run_group_tests_name("threads", tests, NULL, NULL);
}
