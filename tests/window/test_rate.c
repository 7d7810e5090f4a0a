/* test_rate.c - counters to rates, and the lies they tell. */
#include "expect.h"

#include "window/rate.h"

static void growth_is_told_only_when_it_can_be(void **state) {
  static const struct {
    enum metric_id id;
    double before, after;
    struct bounds bounds;
    double growth;
  } cases[] = {
      {METRIC_RCHAR, 100, 350, {1, 1, 0}, 250},
      {METRIC_RCHAR, 100, 100, {1, 1, 0}, 0},
      {METRIC_RCHAR, 350, 100, {1, 1, 0}, NAN}, /* went back */
      {METRIC_RCHAR, NAN, 100, {1, 1, 0}, NAN}, /* first look */
      {METRIC_RCHAR, 100, NAN, {1, 1, 0}, NAN}, /* not told */
      {METRIC_RCHAR, 100, 350, {0, 1, 0}, NAN}, /* the same tick twice */
      {METRIC_RCHAR, 100, 350, {-1, 1, 0}, NAN},
      {METRIC_RCHAR, 100, 350, {NAN, 1, 0}, NAN},
      {METRIC_RCHAR, 4294967290.0, 10, {1, 1, 0}, NAN}, /* 32 bits were full */
      {METRIC_DISK_READS, 4294967295.0, 0, {1, 1, 0}, NAN},
      {METRIC_CANCELLED_WRITE_BYTES, 8192, 4096, {1, 1, 0}, NAN}, /* may fall */
      {METRIC_CANCELLED_WRITE_BYTES, 4096, 8192, {1, 1, 0}, 4096},
      {METRIC_CPU_USER, 0, 1, {1, 1, 0}, 1},
      {METRIC_CPU_USER, 0, 4, {1, 4, 0}, 4},
      {METRIC_CPU_USER, 0, 4, {1, 1, 0}, NAN}, /* more than one thread can */
      {METRIC_CPU_USER, 0, 1.3, {1, 1, 0}, NAN},
      {METRIC_CPU_USER, 0, 1.3, {1.3, 1, 0}, 1.3},      /* read late */
      {METRIC_BLOCK_DELAY, 0, 2821.62, {1, 1, 0}, NAN}, /* by the uptime */
      {METRIC_BLOCK_DELAY, 0, 2821.62, {1, 1, 5}, NAN},
      {METRIC_BLOCK_DELAY, 0, 5.9, {1, 1, 5}, 5.9}, /* late, but seen */
      {METRIC_RUN_DELAY, 0, 9, {1, 1, 0}, 9},       /* no clock */
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++)
    expect_same(rate_growth(cases[i].id, cases[i].before, cases[i].after,
                            &cases[i].bounds),
                cases[i].growth);
}

static void what_went_back_is_compared_with_nothing(void **state) {
  static const struct {
    enum metric_id id;
    double before, after, base;
  } rows[] = {
      {METRIC_RCHAR, 100, 350, 350}, {METRIC_RCHAR, 100, 100, 100},
      {METRIC_RCHAR, 1e10, 5, NAN},  {METRIC_RCHAR, NAN, 1e10, 1e10},
      {METRIC_RCHAR, 100, NAN, NAN}, {METRIC_MEM_RSS, 350, 100, 100},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_same(rate_base(rows[i].id, rows[i].before, rows[i].after),
                rows[i].base);
}

struct scene {
  double before[METRIC_COUNT], after[METRIC_COUNT];
  struct pace pace;
  double growth[METRIC_COUNT], now[METRIC_COUNT];
};

static void begin(struct scene *scene, double passed_s) {
  *scene = (struct scene){0};
  for (int id = 0; id < METRIC_COUNT; id++)
    scene->before[id] = scene->after[id] = scene->now[id] = NAN;
  for (int lane = 0; lane < LANE_COUNT; lane++)
    scene->pace.passed_s[lane] = passed_s;
}

static void compare(struct scene *scene) {
  rate_member(scene->before, scene->after, &scene->pace, scene->growth,
              scene->now);
}

static void threads_that_have_ended_have_used_cpus_too(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 1);
  scene.before[METRIC_CPU_USER] = scene.before[METRIC_CPU_SYSTEM] = 0;
  scene.after[METRIC_THREADS] = 1;
  scene.after[METRIC_CPU_USER] = 1.9;
  scene.after[METRIC_CPU_SYSTEM] = 2.3;
  compare(&scene);
  expect_missing(scene.now[METRIC_CPU_USER]);
  scene.pace.cpus = 2;
  compare(&scene);
  expect_near(scene.now[METRIC_CPU_USER], 1.9, 1e-9);
  expect_missing(scene.now[METRIC_CPU_SYSTEM]); /* more than there are CPUs */
}

static void gauges_pass_and_counters_become_rates(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 2);
  scene.before[METRIC_RCHAR] = 1000;
  scene.after[METRIC_RCHAR] = 1500;
  scene.after[METRIC_FD_COUNT] = 12;
  compare(&scene);
  expect_near(scene.now[METRIC_RCHAR], 250, 0);
  expect_near(scene.growth[METRIC_RCHAR], 500, 0);
  expect_near(scene.now[METRIC_FD_COUNT], 12, 0);
  expect_missing(scene.growth[METRIC_FD_COUNT]);
  scene.pace.passed_s[LANE_GUARDED] = NAN;
  compare(&scene);
  expect_missing(scene.now[METRIC_RCHAR]);
  expect_missing(scene.growth[METRIC_RCHAR]);
  expect_near(scene.now[METRIC_FD_COUNT], 12, 0);
}

static void those_of_the_host_are_read_at_once(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, NAN);
  scene.before[METRIC_SWAP_IN] = 10;
  scene.after[METRIC_SWAP_IN] = 40;
  scene.after[METRIC_SWAP_FREE] = 7;
  rate_all(SCOPE_HOST, scene.before, scene.after, 3, scene.now);
  expect_near(scene.now[METRIC_SWAP_IN], 10, 0);
  expect_near(scene.now[METRIC_SWAP_FREE], 7, 0);
  rate_all(SCOPE_HOST, scene.before, scene.after, NAN, scene.now);
  expect_missing(scene.now[METRIC_SWAP_IN]);
}

static void each_lane_has_its_own_time(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, NAN);
  scene.pace.passed_s[LANE_FREE] = 1;
  scene.pace.passed_s[LANE_GUARDED] = 1.25;
  scene.before[METRIC_RCHAR] = scene.before[METRIC_VOLUNTARY_SWITCHES] = 0;
  scene.after[METRIC_RCHAR] = scene.after[METRIC_VOLUNTARY_SWITCHES] = 1000;
  compare(&scene);
  expect_near(scene.now[METRIC_VOLUNTARY_SWITCHES], 1000, 0);
  expect_near(scene.now[METRIC_RCHAR], 800, 0);
  expect_near(scene.growth[METRIC_RCHAR], 1000, 0);
}

/* It counts the leading thread: a hundred threads do not make the uptime of a
 * machine that has just started believable. */
static void block_delay_is_bounded_by_one_thread(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 1);
  scene.after[METRIC_THREADS] = 100;
  scene.before[METRIC_BLOCK_DELAY] = scene.before[METRIC_CPU_USER] = 0;
  scene.after[METRIC_BLOCK_DELAY] = scene.after[METRIC_CPU_USER] = 60;
  compare(&scene);
  expect_missing(scene.now[METRIC_BLOCK_DELAY]);
  expect_near(scene.now[METRIC_CPU_USER], 60, 0);
  scene.before[METRIC_BLOCK_DELAY] = 60;
  scene.after[METRIC_BLOCK_DELAY] = 60.5;
  compare(&scene);
  expect_near(scene.now[METRIC_BLOCK_DELAY], 0.5, 1e-9);
}

/* The kernel adds it to what passed before as well: it has grown by all of it,
 * but in a second no thread waits for more than one. */
static void
waiting_that_is_counted_late_is_no_rate_beyond_its_threads(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 1);
  scene.pace.arrears = (struct arrears){.leader_s = 4.8, .process_s = 9.5};
  scene.after[METRIC_THREADS] = 2;
  scene.before[METRIC_BLOCK_DELAY] = scene.before[METRIC_PROCESS_BLOCK_DELAY] =
      100;
  scene.after[METRIC_BLOCK_DELAY] = 105.5;
  scene.after[METRIC_PROCESS_BLOCK_DELAY] = 110.5;
  compare(&scene);
  expect_near(scene.growth[METRIC_BLOCK_DELAY], 5.5, 1e-9);
  expect_near(scene.now[METRIC_BLOCK_DELAY], 1, 0);
  expect_near(scene.growth[METRIC_PROCESS_BLOCK_DELAY], 10.5, 1e-9);
  expect_near(scene.now[METRIC_PROCESS_BLOCK_DELAY], 2, 0);
}

static void no_rate_is_negative_or_infinite(void **state) {
  static const double values[] = {0, 1, 4294967295.0, 1.8446744073709552e19,
                                  NAN};
  static const double passed_s[] = {-1, 0, 1e-9, 1, 86400, NAN};
  struct scene scene;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(values) * COUNT_OF(values); i++)
    for (size_t k = 0; k < COUNT_OF(passed_s); k++) {
      const double *now = scene.now;

      begin(&scene, passed_s[k]);
      for (int id = 0; id < METRIC_COUNT; id++) {
        scene.before[id] = values[i % COUNT_OF(values)];
        scene.after[id] = values[i / COUNT_OF(values)];
      }
      compare(&scene);
      for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
        if (metrics[id].kind == METRIC_COUNTER &&
            metrics[id].source != SOURCE_DERIVED)
          assert_true(isnan(now[id]) || (now[id] >= 0 && isfinite(now[id])));
    }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(growth_is_told_only_when_it_can_be),
      cmocka_unit_test(what_went_back_is_compared_with_nothing),
      cmocka_unit_test(threads_that_have_ended_have_used_cpus_too),
      cmocka_unit_test(gauges_pass_and_counters_become_rates),
      cmocka_unit_test(those_of_the_host_are_read_at_once),
      cmocka_unit_test(each_lane_has_its_own_time),
      cmocka_unit_test(block_delay_is_bounded_by_one_thread),
      cmocka_unit_test(
          waiting_that_is_counted_late_is_no_rate_beyond_its_threads),
      cmocka_unit_test(no_rate_is_negative_or_infinite),
  };

  return cmocka_run_group_tests_name("rate", tests, NULL, NULL);
}
