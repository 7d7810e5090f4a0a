/* test_seat.c - what holds of a process without a look at it. */
#include "expect.h"

#include "base/file.h"
#include "seat.h"
#include "tree.h"

#include <fcntl.h>
#include <math.h>
#include <unistd.h>

static void who_is_passed_over_must_be_read_in_time(void **state) {
  (void)state;
  for (int pid = 1; pid < 40; pid++) {
    struct seat seat;
    int passed = 0;

    seat_init(&seat, pid, -1, true);
    for (; !seat_must_be_read(&seat); passed++) {
      seat_pass(&seat);
      assert_int_equal(seat.finding, SEAT_SKIPPED);
      seat_rest(&seat, false);
    }
    assert_true(passed < SEAT_FULL_EVERY);
    seat_rest(&seat, true); /* its first look: spread over the ticks */
    seat_rest(&seat, true);
    seat.stale = 0; /* its limits were read with it */
    for (passed = 0; !seat_must_be_read(&seat); passed++)
      seat_pass(&seat);
    assert_int_equal(passed, SEAT_FULL_EVERY - 1);
  }
}

static void
a_start_time_tells_when_its_tick_of_the_clock_is_over(void **state) {
  struct seat seat;

  (void)state;
  seat_init(&seat, 42, -1, false);
  assert_true(seat_can_be_told(&seat, 1000)); /* nothing speaks against it */
  seat.value[METRIC_START_TIME] = 1000;
  assert_false(seat_can_be_told(&seat, 1000));
  assert_false(seat_can_be_told(&seat, 1000.9));
  assert_true(seat_can_be_told(&seat, 1001));
  seat.pinned = true;
  assert_true(seat_can_be_told(&seat, 1000));
}

static void without_proof_of_who_it_was_a_sample_is_thrown_away(void **state) {
  static const struct {
    bool pinned, verified, quarantined, kept;
  } rows[] = {{true, false, false, true},
              {false, true, false, true},
              {false, false, true, true},
              {false, false, false, false}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct seat seat;

    seat_init(&seat, 42, -1, rows[i].pinned);
    seat.verified = rows[i].verified;
    seat.quarantined = rows[i].quarantined;
    seat.value[METRIC_START_TIME] = 5;
    seat.value[METRIC_FD_COUNT] = 10;
    seat_close_sample(&seat);
    expect_same(seat.value[METRIC_FD_COUNT], rows[i].kept ? 10 : (double)NAN);
    expect_near(seat.value[METRIC_START_TIME], 5, 0);
  }
}

static void a_lane_that_did_not_read_has_no_time(void **state) {
  double read_s[LANE_COUNT];
  struct seat seat;

  (void)state;
  seat_init(&seat, 42, -1, true);
  seat_begin_sample(&seat, 100);
  seat_when_read(&seat, 30, read_s);
  expect_near(read_s[LANE_FREE], 70, 0);
  expect_missing(read_s[LANE_GUARDED]);
  expect_missing(read_s[LANE_DEEP]);
}

/* Of a sleeper, behind a sample that was read at `clock_s`. */
static enum seat_finding second_look(int procfd, double clock_s) {
  struct reader reader = {0};
  enum seat_finding finding;
  struct seat seat;

  scale_init(&reader.scale, 100, 4096, 2);
  seat_init(&seat, 42, -1, true);
  seat_begin_sample(&seat, clock_s);
  assert_int_equal(seat_read_free(&seat, &reader, procfd, 1), SEAT_THERE);
  seat_rest(&seat, true);
  seat_begin_sample(&seat, 3);
  finding = seat_read_free(&seat, &reader, procfd, 1);
  seat_release(&seat, &reader);
  return finding;
}

static void nobody_rests_on_a_sample_of_no_time(void **state) {
  static const struct process sleeper = {.pid = 42,
                                         .name = "sleeper",
                                         .cmdline = "sleeper",
                                         .state = 'S',
                                         .threads = 1,
                                         .fds = 3,
                                         .rss_pages = 10,
                                         .asleep = true};
  struct tree tree;
  int procfd;

  (void)state;
  tree_open(&tree);
  tree_process(&tree, &sleeper);
  procfd = open(tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  assert_true(procfd >= 0);
  assert_int_equal(second_look(procfd, 2), SEAT_RESTS);
  assert_int_equal(second_look(procfd, NAN), SEAT_THERE);
  close(procfd);
  tree_close(&tree);
}

static const struct process in_a_cgroup = {.pid = 42,
                                           .name = "inmate",
                                           .cmdline = "inmate",
                                           .state = 'S',
                                           .threads = 1};

static void expect_room(struct seat *seat, struct cgroup_set *cgroups,
                        double unread, double limit, double usage) {
  seat_read_cgroups(seat, cgroups, ++seat->age);
  expect_near(seat->value[METRIC_CGROUP_UNREAD], unread, 0);
  expect_same(seat->value[METRIC_CGROUP_LIMIT], limit);
  expect_same(seat->value[METRIC_CGROUP_USAGE], usage);
}

static void
limits_that_could_not_be_looked_for_are_absent_and_told(void **state) {
  struct cgroup_set *cgroups;
  struct reader reader = {0};
  struct seat seat;
  struct tree tree;
  int sysfd;

  (void)state;
  tree_open(&tree);
  tree_process(&tree, &in_a_cgroup);
  tree_mkdir(&tree, "fs");
  tree_mkdir(&tree, "fs/cgroup");
  tree_mkdir(&tree, "fs/cgroup/box");
  tree_write(&tree, "fs/cgroup/cgroup.controllers", "memory pids\n");
  tree_write(&tree, "fs/cgroup/box/memory.max", "800\n");
  tree_write(&tree, "fs/cgroup/box/memory.current", "300\n");
  tree_write(&tree, "fs/cgroup/box/memory.stat", "inactive_file 100\n");
  sysfd = open(tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  cgroups = cgroup_set_new(sysfd);
  assert_non_null(cgroups);
  seat_init(&seat, 42, file_pin_at(sysfd, "42"), true);

  tree_remove(&tree, "42/cgroup");
  tree_mkdir(&tree, "42/cgroup"); /* a file that cannot be read */
  expect_room(&seat, cgroups, 1, NAN, NAN);
  tree_remove(&tree, "42/cgroup"); /* a kernel without cgroups */
  expect_room(&seat, cgroups, 0, NAN, NAN);
  tree_write(&tree, "42/cgroup", "0::/box\n");
  expect_room(&seat, cgroups, 0, 800, 200);
  seat_release(&seat, &reader);
  cgroup_set_free(cgroups);
  close(sysfd);
  tree_close(&tree);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_is_passed_over_must_be_read_in_time),
      cmocka_unit_test(a_start_time_tells_when_its_tick_of_the_clock_is_over),
      cmocka_unit_test(without_proof_of_who_it_was_a_sample_is_thrown_away),
      cmocka_unit_test(a_lane_that_did_not_read_has_no_time),
      cmocka_unit_test(nobody_rests_on_a_sample_of_no_time),
      cmocka_unit_test(limits_that_could_not_be_looked_for_are_absent_and_told),
  };

  return cmocka_run_group_tests_name("seat", tests, NULL, NULL);
}
