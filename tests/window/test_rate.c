/* test_rate.c - counters to rates, and the lies they tell. */
#include "expect.h"

#include "window/rate.h"

static void growth_is_told_only_when_it_can_be(void **state) {
  static const struct {
    enum metric_id id;
    double before, after, passed_s, threads, growth;
  } cases[] = {
      {METRIC_RCHAR, 100, 350, 1, 1, 250},
      {METRIC_RCHAR, 100, 100, 1, 1, 0},
      {METRIC_RCHAR, 350, 100, 1, 1, NAN}, /* went back */
      {METRIC_RCHAR, NAN, 100, 1, 1, NAN}, /* first look */
      {METRIC_RCHAR, 100, NAN, 1, 1, NAN}, /* not told */
      {METRIC_RCHAR, 100, 350, 0, 1, NAN}, /* the same tick twice */
      {METRIC_RCHAR, 100, 350, -1, 1, NAN},
      {METRIC_RCHAR, 100, 350, NAN, 1, NAN},
      {METRIC_RCHAR, 4294967290.0, 10, 1, 1, NAN}, /* 32 bits were full */
      {METRIC_DISK_READS, 4294967295.0, 0, 1, 1, NAN},
      {METRIC_CANCELLED_WRITE_BYTES, 8192, 4096, 1, 1, NAN}, /* it may fall */
      {METRIC_CANCELLED_WRITE_BYTES, 4096, 8192, 1, 1, 4096},
      {METRIC_CPU_USER, 0, 1, 1, 1, 1},
      {METRIC_CPU_USER, 0, 4, 1, 4, 4},
      {METRIC_CPU_USER, 0, 4, 1, 1, NAN}, /* more than one thread can */
      {METRIC_BLOCK_DELAY, 0, 2821.62, 1, 1, NAN}, /* jumped by the uptime */
      {METRIC_RUN_DELAY, 0, 9, 1, 1, 9}, /* no clock: threads wait together */
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    double growth = rate_growth(cases[i].id, cases[i].before, cases[i].after,
                                cases[i].passed_s, cases[i].threads);

    if (isnan(cases[i].growth))
      expect_missing(growth);
    else
      expect_near(growth, cases[i].growth, 0);
  }
}

static void gauges_pass_and_counters_become_rates(void **state) {
  double before[METRIC_COUNT], after[METRIC_COUNT], now[METRIC_COUNT];

  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++)
    before[id] = after[id] = now[id] = NAN;
  before[METRIC_RCHAR] = 1000;
  after[METRIC_RCHAR] = 1500;
  after[METRIC_FD_COUNT] = 12;
  rate_all(SCOPE_MEMBER, before, after, 2, now);
  expect_near(now[METRIC_RCHAR], 250, 0);
  expect_near(now[METRIC_FD_COUNT], 12, 0);
  rate_all(SCOPE_MEMBER, before, after, NAN, now);
  expect_missing(now[METRIC_RCHAR]);
  expect_near(now[METRIC_FD_COUNT], 12, 0);
}

/* It counts the leading thread: a hundred threads do not make the uptime of a
 * machine that has just started believable. */
static void block_delay_is_bounded_by_one_thread(void **state) {
  double before[METRIC_COUNT], after[METRIC_COUNT], now[METRIC_COUNT];

  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++)
    before[id] = after[id] = now[id] = NAN;
  after[METRIC_THREADS] = 100;
  before[METRIC_BLOCK_DELAY] = before[METRIC_CPU_USER] = 0;
  after[METRIC_BLOCK_DELAY] = after[METRIC_CPU_USER] = 60;
  rate_all(SCOPE_MEMBER, before, after, 1, now);
  expect_missing(now[METRIC_BLOCK_DELAY]);
  expect_near(now[METRIC_CPU_USER], 60, 0);
  before[METRIC_BLOCK_DELAY] = 60;
  after[METRIC_BLOCK_DELAY] = 60.5;
  rate_all(SCOPE_MEMBER, before, after, 1, now);
  expect_near(now[METRIC_BLOCK_DELAY], 0.5, 1e-9);
}

static void no_rate_is_negative_or_infinite(void **state) {
  static const double values[] = {0, 1, 4294967295.0, 1.8446744073709552e19,
                                  NAN};
  static const double passed_s[] = {-1, 0, 1e-9, 1, 86400, NAN};
  double before[METRIC_COUNT], after[METRIC_COUNT], now[METRIC_COUNT];

  (void)state;
  for (size_t i = 0; i < COUNT_OF(values) * COUNT_OF(values); i++)
    for (size_t k = 0; k < COUNT_OF(passed_s); k++) {
      for (int id = 0; id < METRIC_COUNT; id++) {
        before[id] = values[i % COUNT_OF(values)];
        after[id] = values[i / COUNT_OF(values)];
      }
      rate_all(SCOPE_MEMBER, before, after, passed_s[k], now);
      for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
        if (metrics[id].kind == METRIC_COUNTER &&
            metrics[id].source != SOURCE_DERIVED)
          assert_true(isnan(now[id]) || (now[id] >= 0 && isfinite(now[id])));
    }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(growth_is_told_only_when_it_can_be),
      cmocka_unit_test(gauges_pass_and_counters_become_rates),
      cmocka_unit_test(block_delay_is_bounded_by_one_thread),
      cmocka_unit_test(no_rate_is_negative_or_infinite),
  };

  return cmocka_run_group_tests_name("rate", tests, NULL, NULL);
}
