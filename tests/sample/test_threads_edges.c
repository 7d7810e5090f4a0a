/* test_threads_edges.c - who is looked at, how many wait then, and files that
 * just fit. */
#include "expect.h"

#include "base/file.h"
#include "sample/threads.h"
#include "tree.h"

#include <string.h>

enum { STATUS_BYTES = 8192, PLACES = 128 };

static struct tree tree;
static struct reader reader;
static double value[METRIC_MEMBER_COUNT];
static int root;

static int begin(void **state) {
  (void)state;
  tree_open(&tree);
  reader = (struct reader){0};
  scale_init(&reader.scale, 100, 4096, 2);
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    value[id] = NAN;
  tree_mkdir(&tree, "task");
  root = file_pin_at(AT_FDCWD, tree.root);
  return root < 0;
}

static int end(void **state) {
  (void)state;
  close(root);
  tree_close(&tree);
  return 0;
}

static void put_thread(int tid, char letter) {
  char name[64];

  snprintf(name, sizeof(name), "task/%d", tid);
  tree_mkdir(&tree, name);
  snprintf(name, sizeof(name), "task/%d/status", tid);
  tree_write(&tree, name, "Name:\tx\nState:\t%c (x)\n", letter);
}

static int sum(int most, int of) {
  return threads_sum(&reader, root, &(struct threads_part){most, of, 0}, value);
}

struct order {
  int count, tid[PLACES];
};

static void take_place(void *context, int number) {
  struct order *order = context;

  assert_true(order->count < PLACES);
  order->tid[order->count++] = number;
}

/* As many threads, in the order in which they are listed. */
static struct order put_threads(int count) {
  struct order order = {0};
  char name[96];
  int fd;

  for (int i = 0; i < count; i++)
    put_thread(100 + i, 'S');
  snprintf(name, sizeof(name), "%s/task", tree.root);
  fd = file_pin_at(AT_FDCWD, name);
  assert_int_equal(file_each_number(fd, take_place, &order), 0);
  close(fd);
  assert_int_equal(order.count, count);
  return order;
}

/* Each second of six: these wait, and all others do not. */
static void who_is_looked_at_stands_in_equal_distances(void **state) {
  struct order order = put_threads(6);

  (void)state;
  for (int i = 0; i < 6; i += 2)
    put_thread(order.tid[i], 'D');
  assert_int_equal(sum(3, 6), 6);
  expect_near(value[METRIC_THREADS_BLOCKED], 6, 0);
}

/* Of 128 are 64 looked at, and of these so many wait: the share less its
 * error, sqrt(share (1 - share) / 64 * (1 - 64 / 128)), of 128. */
static void the_estimate_is_a_standard_error_below_the_share(void **state) {
  static const struct {
    int waiting;
    double told;
  } rows[] = {{64, 128}, {48, 91}, {32, 58}, {16, 27}, {2, 2}, {1, 1}, {0, 0}};
  struct order order = put_threads(PLACES);

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    for (int place = 0; place < PLACES; place += 2)
      put_thread(order.tid[place], place / 2 < rows[i].waiting ? 'D' : 'S');
    assert_int_equal(sum(64, PLACES), PLACES);
    expect_near(value[METRIC_THREADS_BLOCKED], rows[i].told, 0);
  }
}

static void put_stand_in(bool has_fds) {
  put_thread(101, 'S');
  tree_write(&tree, "task/101/statm", "1000 77 10 1 0 50 0\n");
  tree_remove(&tree, "task/101/fd");
  if (has_fds)
    tree_mkdir(&tree, "task/101/fd");
}

/* None is a number; what is not there is not known. */
static void who_has_no_file_open_has_0(void **state) {
  int tid = 0;

  (void)state;
  put_stand_in(true);
  threads_stand_in(&reader, root, &tid, value);
  assert_int_equal(tid, 101);
  expect_near(value[METRIC_FD_COUNT], 0, 0);
  put_stand_in(false);
  threads_stand_in(&reader, root, &tid, value);
  expect_missing(value[METRIC_FD_COUNT]);
}

static void of_no_thread_nothing_is_told_and_of_one_all(void **state) {
  (void)state;
  value[METRIC_THREADS_BLOCKED] = 9; /* of the tick before */
  assert_int_equal(sum(1024, 0), 0);
  expect_missing(value[METRIC_THREADS_BLOCKED]);
  assert_int_equal(threads_living(&reader, root), 0);
  put_thread(1, 'D');
  assert_int_equal(sum(1024, 1), 1);
  expect_near(value[METRIC_THREADS_BLOCKED], 1, 0);
  assert_int_equal(threads_living(&reader, root), 1); /* its number is 1 */
}

/* What has ended stands in for nobody, in whichever way that is told. */
static void who_has_ended_is_not_living(void **state) {
  static const char letters[] = "ZXSDR";

  (void)state;
  for (const char *letter = letters; *letter; letter++) {
    put_thread(7, *letter);
    assert_int_equal(threads_living(&reader, root),
                     *letter == 'Z' || *letter == 'X' ? 0 : 7);
  }
}

static void a_status_of_8_kib_just_fits(void **state) {
  static const char head[] = "Name:\tx\nState:\tD (x)\nX:";
  static char text[STATUS_BYTES + 2];

  (void)state;
  put_thread(101, 'S');
  for (int is_long = 0; is_long < 2; is_long++) {
    memset(text, 'x', sizeof(text));
    memcpy(text, head, strlen(head));
    text[STATUS_BYTES - 1 + is_long] = '\n';
    text[STATUS_BYTES + is_long] = '\0';
    tree_write(&tree, "task/101/status", "%s", text);
    assert_int_equal(sum(1024, 1), 1);
    expect_near(value[METRIC_THREADS_BLOCKED], is_long ? 0 : 1, 0);
    assert_int_equal(troubles_sum(&reader.troubles), is_long);
  }
}

/* Of 256 bytes, which the numbers do not need. */
static void a_statm_that_just_fits_is_read(void **state) {
  (void)state;
  for (int is_long = 0; is_long < 2; is_long++) {
    char text[260];
    int tid = 0;

    put_stand_in(true);
    memset(text, ' ', sizeof(text));
    memcpy(text, "1000 77", 7);
    memcpy(text + 240, "10 1 0 50 0", 11);
    text[255 + is_long] = '\n';
    text[256 + is_long] = '\0';
    tree_write(&tree, "task/101/statm", "%s", text);
    threads_stand_in(&reader, root, &tid, value);
    expect_same(value[METRIC_MEM_RSS], is_long ? (double)NAN : 77 * 4096.0);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(who_is_looked_at_stands_in_equal_distances),
      TEST(the_estimate_is_a_standard_error_below_the_share),
      TEST(who_has_no_file_open_has_0),
      TEST(of_no_thread_nothing_is_told_and_of_one_all),
      TEST(who_has_ended_is_not_living),
      TEST(a_status_of_8_kib_just_fits),
      TEST(a_statm_that_just_fits_is_read),
  };

  return cmocka_run_group_tests_name("threads, at the edge", tests, NULL, NULL);
}
