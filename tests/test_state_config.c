/* test_state_config.c - what another configuration knows of a state is taken.
 */
#include "state_life.h"

/* --- another configuration ------------------------------------------------ */

static const struct {
  const char *key, *first, *second;
} changes[] = {
    {"Horizon", "600", NULL},       {"Process", "another", NULL},
    {"Threshold", "mem_rss", "2G"}, {"Model", "trend", NULL},
    {"Model", "holt", NULL},        {"CollectMaps", "true", NULL},
    {"MaxProcesses", "2", NULL},
};

static void what_another_configuration_knows_is_taken(void **state) {
  struct life one, other;
  size_t length;
  char *text;

  (void)state;
  text = live(&one, 200, &length);
  for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
    prepare(&other);
    option(&other.scene, changes[i].key, changes[i].first, changes[i].second);
    resume(&other, &one, text, length, 0, BOOT_ID, 0);
    run(&other, 2);
    expect_near(fds_before(&other, LEAKY, 2), leak(199), 0);
    finish(&other);
  }
  finish(&one);
  free(text);
}

static void at_another_interval_windows_begin_anew(void **state) {
  struct life one, other;
  size_t length;
  char *text;

  (void)state;
  text = live(&one, 400, &length);
  prepare(&other);
  start(&other);
  other.tick = one.tick;
  other.scene.now_s = one.scene.now_s;
  other.reunion = state_resume(
      text, length, &other.scene.settings, other.scene.pipeline,
      &(struct archive_tick){other.scene.now_s + 1,
                             STATE_WALL_CLOCK_S + other.scene.now_s + 1, 10},
      BOOT_ID);
  assert_non_null(other.reunion);
  step(&other);
  expect_missing(fds_before(&other, LEAKY, 1));
  assert_true(
      pipeline_parts(other.scene.pipeline).rolls->roll[0].wall[0].alarm.shown >
      STATE_OK);
  finish(&one);
  finish(&other);
  free(text);
}

/* Both make groups of captures, and the first has such a one; where it is. */
static size_t open_pool(struct life *one, struct life *other) {
  prepare(one);
  prepare(other);
  option(&one->scene, "ProcessMatch", "pool-$1", "^php ([a-z]+)");
  option(&other->scene, "ProcessMatch", "pool-$1", "^php ([a-z]+)");
  start(one);
  run(one, 2);
  return pipeline_group(one->scene.pipeline, 1, "pool-blue");
}

static void a_group_of_captures_comes_back(void **state) {
  struct life one, other;
  size_t length, place = open_pool(&one, &other);
  char *text;

  (void)state;
  pipeline_insides(one.scene.pipeline).rolls->roll[place].wall[0].alarm.shown =
      STATE_WARNING;
  step(&one);
  text = keep(&one, &length);
  resume(&other, &one, text, length, 0, BOOT_ID, 0);
  for (int i = 0; i < 7; i++)
    step(&other);
  assert_int_equal(other.scene.all->notices, 1);
  assert_string_equal(other.scene.all->notice[0].target, "pool-blue");
  finish(&one);
  finish(&other);
  free(text);
}

/* Of the same length as the name before it. */
static void rename_in(char *text, const char *name, const char *other) {
  char *at;

  while ((at = strstr(text, name)))
    memcpy(at, other, strlen(other));
}

static void a_name_that_no_capture_makes_is_not_taken(void **state) {
  struct life one, other;
  size_t length, index = 0;
  const struct roll *roll;
  char *text;

  (void)state;
  (void)open_pool(&one, &other);
  step(&one);
  text = keep(&one, &length);
  text = realloc(text, length + 1);
  text[length] = '\0';
  rename_in(text, "\"name\":\"pool-blue\"", "\"name\":\"evil-blue\"");
  assert_non_null(strstr(text, "evil-blue"));
  resume(&other, &one, text, length, 0, BOOT_ID, 0);
  while (
      (roll = rolls_next(pipeline_insides(other.scene.pipeline).rolls, &index)))
    assert_string_not_equal(roll->target, "evil-blue");
  finish(&one);
  finish(&other);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_another_configuration_knows_is_taken),
      cmocka_unit_test(at_another_interval_windows_begin_anew),
      cmocka_unit_test(a_group_of_captures_comes_back),
      cmocka_unit_test(a_name_that_no_capture_makes_is_not_taken),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
