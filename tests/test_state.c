/* test_state.c - a pipeline goes on from a text as if nothing had happened. */
#include "state_life.h"

#include "account_keep.h"

static const char *const series[] = {
    "web/duration/fd_limit",       "web/duration/fd_limit_lower",
    "web/duration/fd_limit_upper", "web/percent/fd_limit_probability",
    "web/gauge/fd_limit_state",    "web/file_handles",
    "fs-srv/duration/disk_full",   "fs-srv/percent/disk_full_probability",
};

static void expect_same_records(const struct life *one,
                                const struct life *other) {
  for (size_t i = 0; i < sizeof(series) / sizeof(series[0]); i++)
    expect_same(collected(other->scene.all, series[i]),
                collected(one->scene.all, series[i]));
}

static void all_goes_on_as_if_nothing_had_happened(void **state) {
  static const char *const names[] = {"best", "trend", "holt"};
  struct life one, other;

  (void)state;
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    scoped_free char *text = NULL;
    size_t length;

    prepare(&one);
    option(&one.scene, "Model", names[i], NULL);
    start(&one);
    run(&one, 400);
    text = keep(&one, &length);
    assert_null(state_check(text, length));
    prepare(&other);
    option(&other.scene, "Model", names[i], NULL);
    resume(&other, &one, text, length, 0, BOOT_ID, 0);
    if (isnan(collected(one.scene.all, "web/duration/fd_limit")))
      fail_msg("%s foretells nothing", names[i]);
    for (int tick = 0; tick < 30; tick++) {
      step(&one);
      step(&other);
      expect_same_records(&one, &other);
    }
    finish(&one);
    finish(&other);
  }
}

static void what_was_told_is_not_told_again_but_that_it_is_over(void **state) {
  struct life one, other;
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 400);
  assert_true(one.scene.all->notices > 0);
  text = keep(&one, &length);
  prepare(&other);
  resume(&other, &one, text, length, 3, BOOT_ID, 0);
  run(&other, 10);
  assert_int_equal(other.scene.all->notices, 0);
  pipeline_dismiss(other.scene.pipeline, other.roster.seat[LEAKY].member);
  for (int i = 0; i < 10; i++) {
    tick_begin(&other.scene);
    observe(&other, QUIET, 30);
    step_volume(&other);
    tick_end(&other.scene);
  }
  assert_int_equal(other.scene.all->notices, 1);
  assert_int_equal(other.scene.all->notice[0].state, STATE_OK);
  finish(&one);
  finish(&other);
  free(text);
}

static void a_fuse_stays_blown_and_is_told_to_be_whole_again(void **state) {
  struct life one, other;
  struct roll *roll;
  size_t length;
  char *text;

  (void)state;
  prepare(&one);
  start(&one);
  run(&one, 50);
  roll = &pipeline_insides(one.scene.pipeline).rolls->roll[0];
  assert_int_equal(restore_fuse(&roll->fuse, (double[]){1, 20}, 2, 150), 0);
  text = keep(&one, &length);
  prepare(&other);
  resume(&other, &one, text, length, 2, BOOT_ID, 0);
  roll = &pipeline_insides(other.scene.pipeline).rolls->roll[0];
  assert_true(pipeline_fuse(other.scene.pipeline, 0));
  expect_near(roll->fuse.since_s, 130, 1e-9);
  pipeline_dismiss(other.scene.pipeline, other.roster.seat[LEAKY].member);
  pipeline_dismiss(other.scene.pipeline, other.roster.seat[QUIET].member);
  for (int i = 0; i < 8; i++) {
    tick_begin(&other.scene);
    tick_end(&other.scene);
  }
  assert_false(pipeline_fuse(other.scene.pipeline, 0));
  assert_int_equal(other.scene.all->notices, 1);
  assert_string_equal(other.scene.all->notice[0].wall, "fuse");
  assert_int_equal(other.scene.all->notice[0].state, STATE_OK);
  finish(&one);
  finish(&other);
  free(text);
}

static void a_missed_tick_is_a_gap(void **state) {
  struct life one, other;
  size_t length;
  char *text;

  (void)state;
  text = live(&one, 100, &length);
  prepare(&other);
  resume(&other, &one, text, length, 2, BOOT_ID, 0);
  step(&other);
  expect_near(fds_before(&other, LEAKY, 0), leak(102), 0);
  expect_missing(fds_before(&other, LEAKY, 1));
  expect_missing(fds_before(&other, LEAKY, 2));
  expect_near(fds_before(&other, LEAKY, 3), leak(99), 0);
  expect_near(fds_before(&other, LEAKY, 50), leak(52), 0);
  finish(&one);
  finish(&other);
  free(text);
}

static void behind_a_boot_processes_are_others(void **state) {
  struct life one, other;
  const struct roll *roll;
  size_t length;
  char *text;

  (void)state;
  text = live(&one, 400, &length);
  prepare(&other);
  resume(&other, &one, text, length, 30, "another", -400);
  roll = &pipeline_parts(other.scene.pipeline).rolls->roll[0];
  expect_near(roll->wall[0].lore->habit.last_s, 100, 1e-6);
  step(&other);
  expect_missing(fds_before(&other, LEAKY, 35));
  expect_between(collected(other.scene.all, "fs-srv/duration/disk_full"), 565,
                 575); /* as in step_volume() */
  assert_true(roll->wall[0].alarm.shown > STATE_OK);
  finish(&one);
  finish(&other);
  free(text);
}

/* --- who is the same ------------------------------------------------------ */

static const struct {
  double start_time, start_stack;
  const char *command;
  bool is_same;
} newcomers[] = {
    {1000, 140723412345678, "web", true},
    {1000, 140723412345678, "other", true}, /* it calls itself so */
    {1001, 140723412345678, "web", false},
    {1000, 1, "web", false},
    {1000, NAN, "web", true},
    {1000, NAN, "other", false},
    {NAN, 140723412345678, "web", false},
};

static void a_process_is_known_by_its_start(void **state) {
  struct life one, other;
  size_t length;
  char *text;

  (void)state;
  text = live(&one, 100, &length);
  for (size_t i = 0; i < sizeof(newcomers) / sizeof(newcomers[0]); i++) {
    prepare(&other);
    resume(&other, &one, text, length, 0, BOOT_ID, 0);
    reunion_meet(other.reunion,
                 &(struct newcomer){11, newcomers[i].start_time,
                                    newcomers[i].start_stack,
                                    newcomers[i].command},
                 other.roster.seat[LEAKY].member);
    assert_int_equal(!isnan(fds_before(&other, LEAKY, 5)),
                     newcomers[i].is_same);
    finish(&other);
  }
  finish(&one);
  free(text);
}

static void who_does_not_come_back_is_not_waited_for(void **state) {
  struct life one, other;
  size_t length;
  char *text;
  int ticks = 0;

  (void)state;
  text = live(&one, 10, &length);
  prepare(&other);
  resume(&other, &one, text, length, 0, BOOT_ID, 0);
  while (reunion_step(other.reunion))
    ticks++;
  assert_int_equal(ticks, REUNION_TICKS - 1);
  step(&other);
  assert_false(reunion_step(other.reunion));
  finish(&one);
  finish(&other);
  free(text);
}

/* Nobody has come back in the life between. */
static void who_is_waited_for_is_kept_over_another_restart(void **state) {
  struct life one, between, other;
  struct sheet sheet = {0};
  size_t length;
  char *text;

  (void)state;
  text = live(&one, 100, &length);
  prepare(&between);
  resume(&between, &one, text, length, 0, BOOT_ID, 0);
  reunion_copy(between.reunion, &sheet, SIZE_MAX);
  assert_int_equal(sheet.lines, MEMBERS);
  assert_non_null(memmem(text, length, sheet.text + 2, sheet.length - 2));
  observe_nobody(&between);
  free(text);
  text = keep(&between, &length);
  assert_null(state_check(text, length));
  prepare(&other);
  resume(&other, &between, text, length, 0, BOOT_ID, 0);
  step(&other);
  expect_near(fds_before(&other, LEAKY, 2), leak(99), 0);
  finish(&one);
  finish(&between);
  finish(&other);
  sheet_release(&sheet);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_goes_on_as_if_nothing_had_happened),
      cmocka_unit_test(what_was_told_is_not_told_again_but_that_it_is_over),
      cmocka_unit_test(a_fuse_stays_blown_and_is_told_to_be_whole_again),
      cmocka_unit_test(a_missed_tick_is_a_gap),
      cmocka_unit_test(behind_a_boot_processes_are_others),
      cmocka_unit_test(a_process_is_known_by_its_start),
      cmocka_unit_test(who_does_not_come_back_is_not_waited_for),
      cmocka_unit_test(who_is_waited_for_is_kept_over_another_restart),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
