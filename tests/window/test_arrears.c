/* test_arrears.c - what the kernel has still to count of what was seen. */
#include "expect.h"

#include "window/arrears.h"

struct scene {
  struct arrears arrears;
  double value[METRIC_COUNT];
  double growth[METRIC_COUNT];
};

static void begin(struct scene *scene, char letter, double threads) {
  arrears_clear(&scene->arrears);
  for (int id = 0; id < METRIC_COUNT; id++)
    scene->value[id] = scene->growth[id] = NAN;
  scene->value[METRIC_STATE] = letter;
  scene->value[METRIC_THREADS] = threads;
}

/* A second passes, of which the kernel counts so much of either. */
static void step(struct scene *scene, double leader_s, double process_s) {
  scene->growth[METRIC_BLOCK_DELAY] = leader_s;
  scene->growth[METRIC_PROCESS_BLOCK_DELAY] = process_s;
  arrears_step(&scene->arrears, scene->value, scene->growth, 1);
}

static void expect_owed(const struct scene *scene, double leader_s,
                        double process_s) {
  expect_near(arrears_of(&scene->arrears, METRIC_BLOCK_DELAY), leader_s, 1e-9);
  expect_near(arrears_of(&scene->arrears, METRIC_PROCESS_BLOCK_DELAY),
              process_s, 1e-9);
}

static void only_waiting_for_storage_is_counted_late(void **state) {
  struct arrears arrears = {.leader_s = 1, .process_s = 2};

  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++) {
    bool is_late = id == METRIC_BLOCK_DELAY || id == METRIC_PROCESS_BLOCK_DELAY;

    assert_int_equal(arrears_concern((enum metric_id)id), is_late);
    assert_int_equal(arrears_of(&arrears, (enum metric_id)id) > 0, is_late);
  }
}

static void a_wait_is_owed_until_it_is_counted(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 'D', 1);
  for (int i = 1; i <= 5; i++) {
    step(&scene, 0, 0);
    expect_owed(&scene, i, i);
  }
  step(&scene, 5.5, 5.5); /* it is over, and the next has begun */
  expect_owed(&scene, 0.5, 0.5);
}

static void who_does_not_wait_owes_nothing(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 'D', 1);
  step(&scene, 0, 0);
  scene.value[METRIC_STATE] = 'S';
  step(&scene, 0, 0);
  expect_owed(&scene, 0, 0);
}

/* A steady reader is seen to wait as much as is counted. */
static void what_is_counted_as_it_is_seen_is_not_owed(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 'D', 1);
  for (int i = 0; i < 100; i++)
    step(&scene, 1, 1);
  expect_owed(&scene, 0, 0);
}

static void threads_owe_beside_their_leader(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 'S', 5);
  scene.value[METRIC_THREADS_BLOCKED] = 4;
  step(&scene, 0, 1);
  expect_owed(&scene, 0, 3);
  scene.value[METRIC_THREADS_BLOCKED] = 1;
  step(&scene, 0, 2.5);
  expect_owed(&scene, 0, 1.5);
  scene.value[METRIC_THREADS_BLOCKED] = 0;
  step(&scene, 0, 1.5);
  expect_owed(&scene, 0, 0);
}

/* Whom nobody has looked at may wait on, but it is not known that he does. */
static void threads_that_are_not_looked_at_come_to_owe_no_more(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 'S', 5);
  scene.value[METRIC_THREADS_BLOCKED] = 2;
  step(&scene, 0, 0);
  scene.value[METRIC_THREADS_BLOCKED] = NAN;
  for (int i = 0; i < 10; i++)
    step(&scene, 0, 0);
  expect_owed(&scene, 0, 2);
  scene.value[METRIC_STATE] = 'D'; /* of the leader it is */
  step(&scene, 0, 0);
  expect_owed(&scene, 1, 3);
}

/* Those that wait may not be in it. */
static void a_sample_in_which_nobody_waits_settles_nothing(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 'S', 5000);
  scene.value[METRIC_THREADS_BLOCKED] = 4;
  step(&scene, 0, 1);
  scene.value[METRIC_THREADS_BLOCKED] = 0;
  step(&scene, 0, 0);
  expect_owed(&scene, 0, 3);
  scene.value[METRIC_THREADS_VOLUNTARY] = 70; /* all were looked at */
  step(&scene, 0, 0);
  expect_owed(&scene, 0, 0);
}

static void what_was_not_believed_leaves_nothing_to_come(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 'D', 1);
  step(&scene, 0, 0);
  step(&scene, NAN, NAN);
  expect_owed(&scene, 0, 0);
  step(&scene, 0, 0);
  arrears_step(&scene.arrears, scene.value, scene.growth, NAN);
  expect_owed(&scene, 0, 0);
}

static void without_a_state_nothing_more_is_owed(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene, 'D', 1);
  step(&scene, 0, 0);
  scene.value[METRIC_STATE] = scene.value[METRIC_THREADS] = NAN;
  step(&scene, 0, 0.25);
  expect_owed(&scene, 1, 0.75);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_waiting_for_storage_is_counted_late),
      cmocka_unit_test(a_wait_is_owed_until_it_is_counted),
      cmocka_unit_test(who_does_not_wait_owes_nothing),
      cmocka_unit_test(what_is_counted_as_it_is_seen_is_not_owed),
      cmocka_unit_test(threads_owe_beside_their_leader),
      cmocka_unit_test(threads_that_are_not_looked_at_come_to_owe_no_more),
      cmocka_unit_test(a_sample_in_which_nobody_waits_settles_nothing),
      cmocka_unit_test(what_was_not_believed_leaves_nothing_to_come),
      cmocka_unit_test(without_a_state_nothing_more_is_owed),
  };

  return cmocka_run_group_tests_name("arrears", tests, NULL, NULL);
}
