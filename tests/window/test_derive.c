/* test_derive.c - metrics worked out of others. */
#include "expect.h"

#include "window/world.h"

static void cpu_is_in_cores_and_in_shares_of_the_machine(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  world.now[METRIC_CPU_USER] = 1.5;
  world.now[METRIC_CPU_SYSTEM] = 0.5;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_CPU_USAGE], 2, 0);
  expect_near(world.now[METRIC_CPU_SHARE], 50, 0);
  expect_missing(world.now[METRIC_CONTEXT_SWITCHES]);
}

/* fmin(100, NaN) is 100: a process just born would use the whole machine. */
static void what_is_not_known_is_not_a_hundred_percent(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  derive(&world, SCOPE_MEMBER);
  derive(&world, SCOPE_DEVICE);
  expect_missing(world.now[METRIC_CPU_SHARE]);
  expect_missing(world.now[METRIC_DISK_UTILISATION]);
  world.now[METRIC_CPU_USER] = world.now[METRIC_CPU_SYSTEM] = 3;
  world.now[METRIC_DISK_BUSY_TIME] = 1.05;
  derive(&world, SCOPE_MEMBER);
  derive(&world, SCOPE_DEVICE);
  expect_near(world.now[METRIC_CPU_SHARE], 100, 0);
  expect_near(world.now[METRIC_DISK_UTILISATION], 100, 0);
}

static void reads_of_a_process_that_swaps_are_marked(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  world.now[METRIC_VM_SWAP] = 4096;
  world.now[METRIC_IO_READ_BYTES] = 8192;
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_READ_MAY_BE_SWAP_IN]);
  world.now[METRIC_MAJOR_FAULTS] = 2;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_READ_MAY_BE_SWAP_IN], 1, 0);
  world.now[METRIC_MAJOR_FAULTS] = 0;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_READ_MAY_BE_SWAP_IN], 0, 0);
  world.now[METRIC_MAJOR_FAULTS] = 2;
  world.now[METRIC_VM_SWAP] = 0; /* the host would know */
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_READ_MAY_BE_SWAP_IN]);
  world.host[METRIC_SWAP_IN] = 0;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_READ_MAY_BE_SWAP_IN], 0, 0);
  world.host[METRIC_SWAP_IN] = NAN; /* a kernel without swap counts none */
  world.host[METRIC_SWAP_TOTAL] = 0;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_READ_MAY_BE_SWAP_IN], 0, 0);
}

/* What cannot be read is neither 0 nor 1. */
static void of_what_is_not_known_nobody_says_that_it_bypasses(void **state) {
  static const enum metric_id ids[] = {METRIC_VM_SWAP, METRIC_MAJOR_FAULTS};
  struct world world;

  (void)state;
  begin(&world);
  for (int id = METRIC_RCHAR; id <= METRIC_IO_WRITE_BYTES; id++)
    world.now[id] = 0;
  world.now[METRIC_IO_READ_BYTES] = 1e9;
  world.now[METRIC_VM_SWAP] = 0;
  world.now[METRIC_MAJOR_FAULTS] = 1000;
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_IO_BYPASSES_CHARS]);
  world.host[METRIC_SWAP_IN] = 0;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_IO_BYPASSES_CHARS], 1, 0);
  for (size_t i = 0; i < COUNT_OF(ids); i++) {
    double known = world.now[ids[i]];

    world.now[ids[i]] = NAN;
    derive(&world, SCOPE_MEMBER);
    expect_missing(world.now[METRIC_IO_BYPASSES_CHARS]);
    world.now[ids[i]] = known;
  }
  world.now[METRIC_MAJOR_FAULTS] = NAN;
  world.now[METRIC_IO_WRITE_BYTES] = 1e9; /* whatever is read */
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_IO_BYPASSES_CHARS], 1, 0);
}

static void traffic_beside_read_and_write_is_recognised(void **state) {
  enum { MIB = 1024 * 1024 };
  static const struct {
    double read_bytes, rchar, syscr, write_bytes, wchar, syscw;
    bool bypasses;
    double page_bytes;
  } rows[] = {
      {0, 0, 0, 0, 0, 0, false},
      {MIB, MIB, 16, MIB, MIB, 16, false},
      {2 * MIB, MIB, 16, 0, 0, 0, false},  /* readahead */
      {8 * MIB, MIB, 16, 0, 0, 0, true},   /* a file is mapped too */
      {MIB, 0, 0, 0, 0, 0, true},          /* nothing but a mapping */
      {0, 0, 0, MIB, 0, 0, true},          /* which it writes to */
      {0, 0, 0, 16 * 4096, 16, 16, false}, /* a page for each byte */
      {65536, 0, 0, 65536, 0, 0, false},   /* some directory */
      {0, 64 * MIB, 9, 0, 64 * MIB, 9, false},
      {50 * MIB, 1000, 1000, 0, 0, 0, true},     /* calls are no cover for it */
      {12 * MIB, 4 * MIB, 1000, 0, 0, 0, false}, /* a page here, one there */
      {64 * MIB, MIB, 1000, 0, 0, 0, true, 4096},
      {64 * MIB, MIB, 1000, 0, 0, 0, true, 16384},
      {64 * MIB, MIB, 1000, 0, 0, 0, false, 65536}, /* which is as large */
      {0, 0, 0, 62 * MIB, MIB, 1000, false, 65536},
      {256 * MIB, MIB, 1000, 0, 0, 0, true, 65536},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct world world;

    begin(&world);
    world.page_bytes = rows[i].page_bytes;
    world.now[METRIC_VM_SWAP] = world.now[METRIC_MAJOR_FAULTS] = 0;
    world.host[METRIC_SWAP_IN] = 0;
    world.now[METRIC_IO_READ_BYTES] = rows[i].read_bytes;
    world.now[METRIC_RCHAR] = rows[i].rchar;
    world.now[METRIC_SYSCR] = rows[i].syscr;
    world.now[METRIC_IO_WRITE_BYTES] = rows[i].write_bytes;
    world.now[METRIC_WCHAR] = rows[i].wchar;
    world.now[METRIC_SYSCW] = rows[i].syscw;
    derive(&world, SCOPE_MEMBER);
    if (world.now[METRIC_IO_BYPASSES_CHARS] != rows[i].bypasses)
      fail_msg("row %zu: %g", i, world.now[METRIC_IO_BYPASSES_CHARS]);
  }
}

static void swap_in_is_no_traffic_beside_read(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  for (int id = METRIC_RCHAR; id <= METRIC_IO_WRITE_BYTES; id++)
    world.now[id] = 0;
  world.now[METRIC_IO_READ_BYTES] = 1e9;
  world.now[METRIC_VM_SWAP] = 1e9;
  world.now[METRIC_MAJOR_FAULTS] = 1000;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_IO_BYPASSES_CHARS], 0, 0);
  world.now[METRIC_VM_SWAP] = 0; /* all of it is back, or it is shared */
  world.host[METRIC_SWAP_IN] = 1000;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_READ_MAY_BE_SWAP_IN], 1, 0);
  expect_near(world.now[METRIC_IO_BYPASSES_CHARS], 0, 0);
  world.host[METRIC_SWAP_IN] = 0;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_READ_MAY_BE_SWAP_IN], 0, 0);
  expect_near(world.now[METRIC_IO_BYPASSES_CHARS], 1, 0);
  world.now[METRIC_SYSCW] = NAN;
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_IO_BYPASSES_CHARS]);
}

static void the_nearest_memory_limit_counts(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  world.now[METRIC_MEM_RSS] = 100;
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_MEMORY_LIMIT]);
  world.host[METRIC_MEM_AVAILABLE] = 5000;
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_MEMORY_LIMIT]); /* its own are not known */
  world.now[METRIC_LIMIT_FDS] = 1024;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_MEMORY_LIMIT], 5100, 0);
  world.now[METRIC_LIMIT_AS] = 3000;
  world.now[METRIC_VM_SIZE] = 1000;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_MEMORY_LIMIT], 2100, 0);
  world.now[METRIC_CGROUP_LIMIT] = 800;
  world.now[METRIC_CGROUP_USAGE] = 300;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_MEMORY_LIMIT], 600, 0);
  world.now[METRIC_CGROUP_USAGE] = 900; /* over it already */
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_MEMORY_LIMIT], 100, 0);
  world.now[METRIC_CGROUP_USAGE] = NAN; /* there is one, somewhere */
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_MEMORY_LIMIT]);
}

static void where_cgroups_could_not_be_read_no_limit_is_nearest(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  world.now[METRIC_MEM_RSS] = 100;
  world.now[METRIC_THREADS] = 10;
  world.now[METRIC_LIMIT_FDS] = 1024;
  world.host[METRIC_MEM_AVAILABLE] = 5000;
  world.host[METRIC_THREADS_MAX] = world.host[METRIC_PID_MAX] = 60000;
  world.host[METRIC_HOST_TASKS] = 500;
  world.now[METRIC_CGROUP_UNREAD] = 0;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_MEMORY_LIMIT], 5100, 0);
  expect_near(world.now[METRIC_THREADS_LIMIT], 10 + 59499, 0);
  world.now[METRIC_CGROUP_UNREAD] = 1;
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_MEMORY_LIMIT]);
  expect_missing(world.now[METRIC_THREADS_LIMIT]);
}

static void the_throttle_is_half_way_between_the_thresholds(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  world.now[METRIC_NR_DIRTY] = 30;
  world.now[METRIC_NR_WRITEBACK] = 10;
  world.now[METRIC_NR_DIRTY_THRESHOLD] = 400;
  world.now[METRIC_NR_DIRTY_BACKGROUND] = 200;
  derive(&world, SCOPE_HOST);
  expect_near(world.now[METRIC_DIRTY_PENDING], 40, 0);
  expect_near(world.now[METRIC_DIRTY_THROTTLE], 300, 0);
}

static void the_nearest_limit_of_tasks_counts(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  world.now[METRIC_THREADS] = 10;
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_THREADS_LIMIT]);
  world.host[METRIC_THREADS_MAX] = 60000; /* of how many there are? */
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_THREADS_LIMIT]);
  world.host[METRIC_HOST_TASKS] = 500;
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_THREADS_LIMIT]); /* the other may be less */
  world.host[METRIC_PID_MAX] = 99999;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_THREADS_LIMIT], 10 + 59500, 0);
  world.host[METRIC_PID_MAX] = 32768;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_THREADS_LIMIT], 10 + 32267, 0);
  world.now[METRIC_CGROUP_TASKS_LIMIT] = 100;
  world.now[METRIC_CGROUP_TASKS] = 40;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_THREADS_LIMIT], 70, 0);
  world.now[METRIC_CGROUP_TASKS] = 130; /* who is moved in is not counted */
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_THREADS_LIMIT], 10, 0);
  world.now[METRIC_THREADS] = NAN;
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_THREADS_LIMIT]);
}

static void swap_in_use_is_told_where_there_is_swap(void **state) {
  static const struct {
    double total, free, used;
  } rows[] = {{1000, 250, 750},
              {1000, 1000, 0},
              {1000, 0, 1000},
              {1000, 1001, (double)NAN},
              {0, 0, (double)NAN},
              {(double)NAN, 5, (double)NAN},
              {1000, (double)NAN, (double)NAN}};
  struct world world;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    begin(&world);
    world.now[METRIC_SWAP_TOTAL] = rows[i].total;
    world.now[METRIC_SWAP_FREE] = rows[i].free;
    derive(&world, SCOPE_HOST);
    expect_same(world.now[METRIC_SWAP_USED], rows[i].used);
  }
}

static void no_less_than_nothing_of_the_memory_is_in_use(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  world.now[METRIC_MEM_TOTAL] = 1000;
  world.now[METRIC_MEM_AVAILABLE] = 1000;
  derive(&world, SCOPE_HOST);
  expect_near(world.now[METRIC_MEM_USED], 0, 0);
  world.now[METRIC_MEM_AVAILABLE] = 1001;
  derive(&world, SCOPE_HOST);
  expect_missing(world.now[METRIC_MEM_USED]);
}

static void an_idle_device_has_no_mean_time(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  world.now[METRIC_DISK_READS] = 0;
  world.now[METRIC_DISK_READ_TIME] = 0;
  world.now[METRIC_DISK_WRITES] = 10;
  world.now[METRIC_DISK_WRITE_TIME] = 0.05;
  world.now[METRIC_DISK_BUSY_TIME] = 0.04;
  derive(&world, SCOPE_DEVICE);
  expect_missing(world.now[METRIC_DISK_READ_AWAIT]);
  expect_near(world.now[METRIC_DISK_WRITE_AWAIT], 0.005, 1e-12);
  expect_near(world.now[METRIC_DISK_AWAIT], 0.005, 1e-12);
  world.now[METRIC_DISK_READS] = 4;
  world.now[METRIC_DISK_READ_TIME] = 0.1;
  derive(&world, SCOPE_DEVICE);
  expect_near(world.now[METRIC_DISK_AWAIT], 0.025, 1e-12);
  expect_near(world.now[METRIC_DISK_UTILISATION], 4, 1e-12);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(cpu_is_in_cores_and_in_shares_of_the_machine),
      cmocka_unit_test(what_is_not_known_is_not_a_hundred_percent),
      cmocka_unit_test(reads_of_a_process_that_swaps_are_marked),
      cmocka_unit_test(traffic_beside_read_and_write_is_recognised),
      cmocka_unit_test(swap_in_is_no_traffic_beside_read),
      cmocka_unit_test(of_what_is_not_known_nobody_says_that_it_bypasses),
      cmocka_unit_test(the_nearest_memory_limit_counts),
      cmocka_unit_test(where_cgroups_could_not_be_read_no_limit_is_nearest),
      cmocka_unit_test(the_throttle_is_half_way_between_the_thresholds),
      cmocka_unit_test(the_nearest_limit_of_tasks_counts),
      cmocka_unit_test(swap_in_use_is_told_where_there_is_swap),
      cmocka_unit_test(no_less_than_nothing_of_the_memory_is_in_use),
      cmocka_unit_test(an_idle_device_has_no_mean_time),
  };

  return cmocka_run_group_tests_name("derive", tests, NULL, NULL);
}
