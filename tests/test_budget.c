/* test_budget.c - how often to look, for what it may cost. */
#include "expect.h"

#include "budget.h"

/* One tick of a second in which each visit costs a microsecond. */
static void step(struct budget *budget, double members, double at_risk) {
  double visits = at_risk + (members - at_risk) / budget->stride;

  budget_step(budget, &(struct spending){.interval_s = 1,
                                         .visits_s = 1e-6 * visits,
                                         .visits = visits,
                                         .members = members,
                                         .at_risk = at_risk});
}

static void settle(struct budget *budget, double members, double at_risk) {
  for (int i = 0; i < 100; i++)
    step(budget, members, at_risk);
}

static void within_the_budget_everybody_is_looked_at(void **state) {
  struct budget budget;

  (void)state;
  budget_init(&budget, 2);
  settle(&budget, 20000, 0);
  assert_int_equal(budget.stride, 1);
  expect_near(budget_percent(&budget), 2, 1e-6);
}

static void beyond_it_the_quiet_take_turns(void **state) {
  struct budget budget;

  (void)state;
  budget_init(&budget, 2);
  settle(&budget, 70000, 0);
  assert_int_equal(budget.stride, 4);
  expect_between(budget_percent(&budget), 1.7, 2);
}

static void those_at_risk_are_paid_for_first(void **state) {
  struct budget budget;

  (void)state;
  budget_init(&budget, 2);
  settle(&budget, 40000, 10000);
  assert_int_equal(budget.stride, 3);
  settle(&budget, 40000, 19000);
  assert_int_equal(budget.stride, BUDGET_STRIDE_MOST);
}

static void nobody_is_forgotten_whatever_it_costs(void **state) {
  struct budget budget;

  (void)state;
  budget_init(&budget, 2);
  settle(&budget, 1e7, 1e6);
  assert_int_equal(budget.stride, BUDGET_STRIDE_MOST);
}

static void it_looks_oftener_again_when_there_is_room(void **state) {
  struct budget budget;

  (void)state;
  budget_init(&budget, 2);
  settle(&budget, 70000, 0);
  settle(&budget, 1000, 0);
  assert_int_equal(budget.stride, 1);
}

/* At the border the rate would go up and down with each tick. */
static void at_the_border_it_stays(void **state) {
  struct budget budget;

  (void)state;
  budget_init(&budget, 2);
  settle(&budget, 21000, 0);
  assert_int_equal(budget.stride, 2);
  settle(&budget, 19500, 0);
  assert_int_equal(budget.stride, 2);
}

/* On a host with many strangers a few members need not go short. */
static void half_of_it_is_for_the_members(void **state) {
  struct budget budget;

  (void)state;
  budget_init(&budget, 2);
  for (int i = 0; i < 100; i++)
    budget_step(&budget, &(struct spending){.interval_s = 1,
                                            .fixed_s = 0.1,
                                            .visits_s = 0.009,
                                            .visits = 10,
                                            .members = 10});
  assert_int_equal(budget.stride, 1);
  expect_near(budget_percent(&budget), 10.9, 1e-6);
}

static void a_tick_without_visits_or_time_changes_nothing(void **state) {
  struct budget budget;

  (void)state;
  budget_init(&budget, 2);
  budget_step(&budget, &(struct spending){.interval_s = 1, .fixed_s = 0.5});
  budget_step(&budget, &(struct spending){.visits_s = 1, .visits = 1});
  assert_int_equal(budget.stride, 1);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(within_the_budget_everybody_is_looked_at),
      cmocka_unit_test(beyond_it_the_quiet_take_turns),
      cmocka_unit_test(those_at_risk_are_paid_for_first),
      cmocka_unit_test(nobody_is_forgotten_whatever_it_costs),
      cmocka_unit_test(it_looks_oftener_again_when_there_is_room),
      cmocka_unit_test(at_the_border_it_stays),
      cmocka_unit_test(half_of_it_is_for_the_members),
      cmocka_unit_test(a_tick_without_visits_or_time_changes_nothing),
  };

  return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
