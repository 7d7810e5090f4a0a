/* test_trip.c - who waits and piles up descriptors blows the fuse of its group,
 * through a whole pipeline. */
#include "expect.h"

#include "desk.h"
#include "herd.h"

#include <math.h>
#include <stdlib.h>

static void prepare(struct scene *scene) {
  open_scene(scene, 100);
  option(scene, "TripAfter", "3", NULL);
  option(scene, "ClearAfter", "5", NULL);
  option(scene, "Process", "web", NULL);
}

static void wait_for_io(struct scene *scene, struct member *member,
                        double waited_s, double fds) {
  double raw[METRIC_MEMBER_COUNT];

  forget(raw, METRIC_MEMBER_COUNT);
  raw[METRIC_STATE] = 'S';
  raw[METRIC_FD_COUNT] = fds;
  raw[METRIC_LIMIT_FDS] = 100000;
  raw[METRIC_PROCESS_BLOCK_DELAY] = waited_s;
  pipeline_observe(scene->pipeline, member, &(struct glance){"web", 0}, raw);
}

static void prepare_fuse(struct scene *scene) {
  prepare(scene);
  scene->settings.model = MODEL_TREND;
  option(scene, "FdWindow", "20", NULL);
  begin(scene);
  scene->host[METRIC_TASK_DELAYACCT] = 1;
}

static int fuse_notices(const struct scene *scene, enum state state) {
  int count = 0;

  for (size_t i = 0; i < scene->all->notices; i++)
    count += strcmp(scene->all->notice[i].wall, "fuse") == 0 &&
             scene->all->notice[i].state == state;
  return count;
}

static const struct collected_notice *fuse_notice(const struct scene *scene) {
  size_t i = 0;

  while (strcmp(scene->all->notice[i].wall, "fuse") != 0)
    assert_true(++i < scene->all->notices);
  return &scene->all->notice[i];
}

static const struct collected_notice *
last_fuse_notice(const struct scene *scene) {
  size_t i = scene->all->notices;

  while (strcmp(scene->all->notice[--i].wall, "fuse") != 0)
    assert_true(i > 0);
  return &scene->all->notice[i];
}

/* What a member has come to. */
static struct { double waited_s, fds; } life;

/* Some seconds in which each member waits `wait` of each and opens `opens`. */
static void live(struct scene *scene, struct member *const *member, int members,
                 int seconds, double wait, double opens) {
  for (int i = 0; i < seconds; i++) {
    life.waited_s += wait;
    life.fds += opens;
    tick_begin(scene);
    for (int k = 0; k < members; k++)
      wait_for_io(scene, member[k], life.waited_s, 100 + life.fds);
    tick_end(scene);
  }
}

static void a_fuse_blows_once_with_its_account_and_clears_once(void **state) {
  const struct collected_notice *notice;
  struct member *member;
  struct scene scene;

  (void)state;
  prepare_fuse(&scene);
  member = pipeline_admit(scene.pipeline, 0, 4242);
  live(&scene, &member, 1, 60, 0.01, 0);
  expect_near(collected(scene.all, "web/bool/fuse"), 0, 0);
  live(&scene, &member, 1, 60, 0.42, 20);
  expect_near(collected(scene.all, "web/bool/fuse"), 1, 0);
  assert_true(pipeline_fuse(scene.pipeline, 0));
  assert_true(pipeline_is_at_risk(member));
  assert_int_equal(fuse_notices(&scene, STATE_FAILURE), 1);
  notice = fuse_notice(&scene);
  assert_int_equal(notice->pid, 4242);
  assert_string_equal(notice->identifier, "bool/fuse");
  assert_string_equal(notice->source, "task accounting");
  expect_between((double)notice->joint.fd_growth, 300, 400);
  assert_non_null(strstr(notice->message, "web: pid 4242 waits "));
  assert_non_null(strstr(notice->message, " in 20 s; fuse blown."));
  live(&scene, &member, 1, 60, 0.01, 0);
  expect_near(collected(scene.all, "web/bool/fuse"), 0, 0);
  assert_int_equal(fuse_notices(&scene, STATE_FAILURE), 1);
  assert_int_equal(fuse_notices(&scene, STATE_OK), 1);
  assert_string_equal(last_fuse_notice(&scene)->message,
                      "web: fuse restored after 5 s of rest.");
  end(&scene);
}

/* For an hour the disk is as slow as when it blew: that is no rest, and does
 * not become what is usual. */
static void a_blown_fuse_does_not_get_used_to_it(void **state) {
  struct member *member;
  struct scene scene;

  (void)state;
  prepare_fuse(&scene);
  member = pipeline_admit(scene.pipeline, 0, 4242);
  live(&scene, &member, 1, 60, 0.01, 0);
  live(&scene, &member, 1, 60, 0.25, 20);
  expect_near(collected(scene.all, "web/bool/fuse"), 1, 0);
  live(&scene, &member, 1, 3600, 0.25, 0);
  expect_near(collected(scene.all, "web/bool/fuse"), 1, 0);
  assert_int_equal(fuse_notices(&scene, STATE_OK), 0);
  live(&scene, &member, 1, 60, 0.01, 0);
  expect_near(collected(scene.all, "web/bool/fuse"), 0, 0);
  end(&scene);
}

/* It waits all the time, and closes all that it opens. */
static void who_closes_and_opens_again_has_not_grown(void **state) {
  struct member *member;
  struct scene scene;

  (void)state;
  prepare_fuse(&scene);
  member = pipeline_admit(scene.pipeline, 0, 4242);
  for (int i = 0; i < 60; i++) {
    live(&scene, &member, 1, 10, 0.42, -40);
    live(&scene, &member, 1, 10, 0.42, 40);
  }
  assert_int_equal(fuse_notices(&scene, STATE_FAILURE), 0);
  live(&scene, &member, 1, 60, 0.42, 20);
  assert_int_equal(fuse_notices(&scene, STATE_FAILURE), 1);
  end(&scene);
}

/* Or it would be left out by a budget of CPU, and never have a mean. */
static void who_waits_in_one_tick_is_looked_at_in_the_next(void **state) {
  struct member *member;
  struct scene scene;

  (void)state;
  prepare_fuse(&scene);
  member = pipeline_admit(scene.pipeline, 0, 4242);
  live(&scene, &member, 1, 20, 0, 0);
  assert_false(pipeline_is_at_risk(member));
  live(&scene, &member, 1, 1, 0.6, 0);
  assert_true(pipeline_is_at_risk(member));
  live(&scene, &member, 1, 30, 0, 0);
  assert_false(pipeline_is_at_risk(member));
  end(&scene);
}

/* Eight workers that open 3 a second each: 480 in 20 s. */
static void workers_that_leak_a_few_each_blow_it_together(void **state) {
  struct member *member[8];
  struct scene scene;

  (void)state;
  prepare_fuse(&scene);
  for (int i = 0; i < 8; i++)
    member[i] = pipeline_admit(scene.pipeline, 0, 100 + i);
  live(&scene, member, 8, 60, 0.01, 0);
  live(&scene, member, 8, 60, 0.42, 3);
  assert_int_equal(fuse_notices(&scene, STATE_FAILURE), 1);
  assert_non_null(
      strstr(fuse_notice(&scene)->message, "8 processes together opened"));
  end(&scene);
}

/* They wait all the time, and are replaced all the time by new ones, which open
 * a hundred as they start. */
static void who_joins_or_leaves_is_no_growth(void **state) {
  struct member *member[8];
  int born[8] = {0};
  struct scene scene;

  (void)state;
  prepare_fuse(&scene);
  for (int i = 0; i < 8; i++)
    member[i] = pipeline_admit(scene.pipeline, 0, 100 + i);
  for (int t = 0; t < 400; t++) {
    int k = t / 5 % 8;

    if (t % 5 == 0) {
      pipeline_dismiss(scene.pipeline, member[k]);
      member[k] = pipeline_admit(scene.pipeline, 0, 200 + t);
      born[k] = t;
    }
    tick_begin(&scene);
    for (int i = 0; i < 8; i++)
      wait_for_io(&scene, member[i], 0.42 * t, 20 * fmin(5, t - born[i]));
    tick_end(&scene);
  }
  assert_int_equal(fuse_notices(&scene, STATE_FAILURE), 0);
  end(&scene);
}

/* Its start is no incident, though it reads and opens much. */
static void a_restart_is_no_incident(void **state) {
  struct member *member;
  struct scene scene;

  (void)state;
  prepare_fuse(&scene);
  for (int i = 0; i < 5; i++) {
    member = pipeline_admit(scene.pipeline, 0, 100 + i);
    live(&scene, &member, 1, 18, 0.9, 50);
    live(&scene, &member, 1, 60, 0.01, 0);
    pipeline_dismiss(scene.pipeline, member);
  }
  assert_int_equal(fuse_notices(&scene, STATE_FAILURE), 0);
  end(&scene);
}

static void who_exits_while_it_is_blown_lets_it_clear(void **state) {
  struct member *member;
  struct scene scene;

  (void)state;
  prepare_fuse(&scene);
  member = pipeline_admit(scene.pipeline, 0, 11);
  live(&scene, &member, 1, 60, 0.01, 0);
  live(&scene, &member, 1, 60, 0.42, 20);
  assert_true(pipeline_fuse(scene.pipeline, 0));
  pipeline_dismiss(scene.pipeline, member);
  live(&scene, NULL, 0, 10, 0, 0);
  assert_false(pipeline_fuse(scene.pipeline, 0));
  assert_int_equal(fuse_notices(&scene, STATE_OK), 1);
  end(&scene);
}

/* None of them lives long enough for a mean of ten ticks. */
static void workers_that_die_and_wait_in_a_loop_are_no_rest(void **state) {
  struct member *member[2];
  struct scene scene;

  (void)state;
  prepare_fuse(&scene);
  member[0] = pipeline_admit(scene.pipeline, 0, 11);
  live(&scene, member, 1, 60, 0.01, 0);
  live(&scene, member, 1, 60, 0.42, 20);
  assert_true(pipeline_fuse(scene.pipeline, 0));
  pipeline_dismiss(scene.pipeline, member[0]);
  for (int i = 0; i < 20; i++) {
    member[0] = pipeline_admit(scene.pipeline, 0, 100 + i);
    live(&scene, member, 1, 3, 0.42, 0);
    pipeline_dismiss(scene.pipeline, member[0]);
    assert_true(pipeline_fuse(scene.pipeline, 0));
  }
  member[0] = pipeline_admit(scene.pipeline, 0, 200);
  live(&scene, member, 1, 20, 0.01, 0);
  assert_false(pipeline_fuse(scene.pipeline, 0));
  end(&scene);
}

static void a_standstill_is_no_evidence(void **state) {
  struct member *member;
  struct scene scene;

  (void)state;
  prepare_fuse(&scene);
  scene.settings.trip_s = 22;
  member = pipeline_admit(scene.pipeline, 0, 11);
  live(&scene, &member, 1, 60, 0.01, 0);
  live(&scene, &member, 1, 30, 0.42, 20);
  next_tick(&scene);
  pipeline_tear(scene.pipeline);
  pipeline_host(scene.pipeline, scene.host);
  wait_for_io(&scene, member, life.waited_s, 100 + life.fds);
  tick_end(&scene);
  live(&scene, &member, 1, 18, 0.42, 20);
  assert_false(pipeline_fuse(scene.pipeline, 0));
  end(&scene);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_fuse_blows_once_with_its_account_and_clears_once),
      cmocka_unit_test(a_blown_fuse_does_not_get_used_to_it),
      cmocka_unit_test(who_closes_and_opens_again_has_not_grown),
      cmocka_unit_test(who_waits_in_one_tick_is_looked_at_in_the_next),
      cmocka_unit_test(workers_that_leak_a_few_each_blow_it_together),
      cmocka_unit_test(who_joins_or_leaves_is_no_growth),
      cmocka_unit_test(a_restart_is_no_incident),
      cmocka_unit_test(who_exits_while_it_is_blown_lets_it_clear),
      cmocka_unit_test(workers_that_die_and_wait_in_a_loop_are_no_rest),
      cmocka_unit_test(a_standstill_is_no_evidence),
  };

  return cmocka_run_group_tests_name("trip", tests, NULL, NULL);
}
