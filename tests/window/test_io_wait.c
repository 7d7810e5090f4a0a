/* test_io_wait.c - which source tells how long a process waits. */
#include "expect.h"

#include "window/io_wait.h"
#include "window/world.h"

static void expect_io_wait(struct world *world, double ms, const char *source) {
  derive(world, SCOPE_MEMBER);
  expect_near(world->now[METRIC_IO_WAIT], ms, 1e-9);
  assert_string_equal(io_wait_source_name(world->now[METRIC_IO_WAIT_SOURCE]),
                      source);
}

static void begin_single(struct world *world, char letter) {
  begin(world);
  world->now[METRIC_THREADS] = 1;
  world->now[METRIC_STATE] = letter;
}

static void without_a_sample_io_wait_is_not_told(void **state) {
  struct world world;

  (void)state;
  begin(&world);
  world.host[METRIC_PSI_IO_SOME_TOTAL] = 0.5;
  world.host[METRIC_TASK_DELAYACCT] = 1;
  derive(&world, SCOPE_MEMBER);
  expect_missing(world.now[METRIC_IO_WAIT]);
  expect_missing(world.now[METRIC_IO_WAIT_SOURCE]);
  assert_null(io_wait_source_name(world.now[METRIC_IO_WAIT_SOURCE]));
}

static void accounting_of_all_threads_comes_first(void **state) {
  struct world world;

  (void)state;
  begin_single(&world, 'S');
  world.now[METRIC_BLOCK_DELAY] = 0.25;
  world.now[METRIC_PROCESS_BLOCK_DELAY] = 0.5;
  expect_io_wait(&world, 0, "thread states"); /* the accounting is off */
  world.host[METRIC_TASK_DELAYACCT] = 1;
  expect_io_wait(&world, 500, "task accounting");
  world.now[METRIC_THREADS] = 4;
  world.now[METRIC_PROCESS_BLOCK_DELAY] = 3.5;
  expect_io_wait(&world, 3500, "task accounting");
  world.now[METRIC_PROCESS_BLOCK_DELAY] = 0;
  expect_io_wait(&world, 0, "task accounting");
}

static void the_field_of_stat_tells_of_a_single_thread_only(void **state) {
  struct world world;

  (void)state;
  begin_single(&world, 'S');
  world.host[METRIC_TASK_DELAYACCT] = 1;
  world.now[METRIC_BLOCK_DELAY] = 0.25;
  expect_io_wait(&world, 250, "delay accounting");
  world.now[METRIC_THREADS] = 2;
  expect_io_wait(&world, 0, "thread states");
}

/* What waits now is counted when it is over; what was forked before the
 * accounting was switched on never is. */
static void a_delay_that_is_not_counted_yet_is_seen(void **state) {
  struct world world;

  (void)state;
  begin_single(&world, 'D');
  world.host[METRIC_TASK_DELAYACCT] = 1;
  world.now[METRIC_BLOCK_DELAY] = 0;
  expect_io_wait(&world, 1000, "thread states");
  world.now[METRIC_BLOCK_DELAY] = 0.125;
  expect_io_wait(&world, 125, "delay accounting");
  world.now[METRIC_THREADS] = 8;
  world.now[METRIC_THREADS_BLOCKED] = 3;
  world.now[METRIC_PROCESS_BLOCK_DELAY] = 0;
  expect_io_wait(&world, 3000, "thread states");
}

static void states_are_summed_over_the_threads_that_were_seen(void **state) {
  struct world world;

  (void)state;
  begin_single(&world, 'D');
  expect_io_wait(&world, 1000, "thread states");
  world.now[METRIC_THREADS] = 8;
  world.now[METRIC_STATE] = 'S';
  world.now[METRIC_THREADS_WANTED] = 0;
  expect_io_wait(&world, 0, "thread states"); /* nobody waits */
  world.now[METRIC_THREADS_WANTED] = 1;
  world.now[METRIC_THREADS_BLOCKED] = 3;
  expect_io_wait(&world, 3000, "thread states");
}

static void who_cannot_be_seen_is_judged_by_pressure(void **state) {
  struct world world;

  (void)state;
  begin_single(&world, 'S');
  world.now[METRIC_THREADS] = 5000;
  world.now[METRIC_THREADS_WANTED] = 1;
  expect_io_wait(&world, 0, "thread states"); /* there is nothing better */
  world.host[METRIC_PSI_IO_SOME_TOTAL] = 0.25;
  expect_io_wait(&world, 250, "pressure of the host");
  world.now[METRIC_CGROUP_IO_SOME] = 0.125;
  expect_io_wait(&world, 125, "pressure of its cgroup");
  world.now[METRIC_CGROUP_IO_SOME] = 7; /* it has moved to another */
  expect_io_wait(&world, 250, "pressure of the host");
}

static void the_pressure_of_the_host_is_nobodys_own(void **state) {
  static const struct {
    double code;
    bool own;
  } cases[] = {{1, true}, {2, true},  {3, true},
               {4, true}, {5, false}, {NAN, false}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++)
    assert_true(io_wait_is_its_own(cases[i].code) == cases[i].own);
  assert_string_equal(io_wait_source_name(5), "pressure of the host");
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_pressure_of_the_host_is_nobodys_own),
      cmocka_unit_test(without_a_sample_io_wait_is_not_told),
      cmocka_unit_test(accounting_of_all_threads_comes_first),
      cmocka_unit_test(the_field_of_stat_tells_of_a_single_thread_only),
      cmocka_unit_test(a_delay_that_is_not_counted_yet_is_seen),
      cmocka_unit_test(states_are_summed_over_the_threads_that_were_seen),
      cmocka_unit_test(who_cannot_be_seen_is_judged_by_pressure),
  };

  return cmocka_run_group_tests_name("io_wait", tests, NULL, NULL);
}
