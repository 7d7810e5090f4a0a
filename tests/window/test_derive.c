/* test_derive.c - metrics worked out of others. */
#include "expect.h"

#include "window/derive.h"

struct world {
  double host[METRIC_COUNT];
  double now[METRIC_COUNT];
};

static void begin(struct world *world) {
  for (int id = 0; id < METRIC_COUNT; id++)
    world->host[id] = world->now[id] = NAN;
}

static void derive(struct world *world, enum metric_scope scope) {
  struct derive_context context = {.host = world->host, .cpus = 4};

  derive_all(scope, &context, world->now);
}

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

static void io_wait_takes_the_best_source_that_works(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_IO_WAIT]);
  world.now[METRIC_STATE] = 'D';
  world.now[METRIC_BLOCK_DELAY] = 0.25;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_IO_WAIT], 1000, 0);
  assert_string_equal(derive_io_wait_source(world.host), "thread state");
  world.now[METRIC_STATE] = 'S';
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_IO_WAIT], 0, 0);
  world.host[METRIC_TASK_DELAYACCT] = 1;
  derive(&world, SCOPE_MEMBER);
  expect_near(world.now[METRIC_IO_WAIT], 250, 0);
  assert_string_equal(derive_io_wait_source(world.host), "delay accounting");
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
  expect_near(world.now[METRIC_DISK_UTILISATION], 4, 1e-12);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(cpu_is_in_cores_and_in_shares_of_the_machine),
      cmocka_unit_test(what_is_not_known_is_not_a_hundred_percent),
      cmocka_unit_test(io_wait_takes_the_best_source_that_works),
      cmocka_unit_test(the_nearest_memory_limit_counts),
      cmocka_unit_test(the_throttle_is_half_way_between_the_thresholds),
      cmocka_unit_test(an_idle_device_has_no_mean_time),
  };

  return cmocka_run_group_tests_name("derive", tests, NULL, NULL);
}
