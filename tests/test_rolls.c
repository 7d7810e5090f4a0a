/* test_rolls.c - which groups there are, from tick to tick. */
#include "expect.h"

#include "rolls.h"
#include "window/track.h"

#include <stdio.h>

static struct settings settings;
static struct window_plan plan;
static struct rolls rolls;

static void option(const char *key, const char *first, const char *second) {
  struct argument arguments[] = {{.text = first}, {.text = second}};
  struct complaint complaint;

  if (settings_set(&settings, key, arguments, second ? 2 : 1, &complaint) < 0)
    fail_msg("%s", complaint.text);
}

/* 0: web; 1: queue-$1; 2: site-$1; and places for two more. */
static int prepare(void **state) {
  (void)state;
  if (settings_init(&settings) < 0)
    return -1;
  option("ClearAfter", "5", NULL);
  option("MaxGroups", "2", NULL);
  option("Process", "web", NULL);
  option("ProcessMatch", "queue-$1", "--queue=(.*)");
  option("ProcessMatch", "site-$1", "--site=(.*)");
  window_plan_init(&plan, SCOPE_MEMBER);
  return rolls_init(&rolls, &settings, &plan);
}

static int tidy_up(void **state) {
  (void)state;
  rolls_release(&rolls);
  settings_release(&settings);
  return 0;
}

/* The names of those that are open, with blanks. */
static void expect_open(const char *names) {
  char found[512] = "";
  struct roll *roll;
  size_t index = 0, length = 0;

  while ((roll = rolls_next(&rolls, &index)))
    length += (size_t)snprintf(found + length, sizeof(found) - length, "%s%s",
                               length ? " " : "", roll->target);
  assert_string_equal(found, names);
}

static void
what_is_configured_is_there_and_what_is_captured_comes(void **state) {
  size_t mail, base;

  (void)state;
  expect_open("web");
  assert_int_equal(rolls_find(&rolls, 0, NULL), 0);
  mail = rolls_find(&rolls, 1, "queue-mail");
  assert_true(mail > 2);
  expect_open("web queue-mail");
  assert_int_equal(rolls_find(&rolls, 1, "queue-mail"), mail);
  base = rolls.roll[mail].base;
  assert_int_equal(base, 1);
  assert_int_equal(rolls.roll[mail].wall_count, rolls.roll[1].wall_count);
  for (int i = 0; i < rolls.roll[1].wall_count; i++)
    assert_string_equal(rolls.roll[mail].wall[i].names.state,
                        rolls.roll[1].wall[i].names.state);
}

static void without_a_place_it_is_accounted_for_with_the_others(void **state) {
  (void)state;
  (void)rolls_find(&rolls, 1, "queue-mail");
  (void)rolls_find(&rolls, 2, "site-a");
  assert_int_equal(rolls_find(&rolls, 1, "queue-print"), 1);
  assert_int_equal(rolls_find(&rolls, 1, "queue-scan"), 1);
  expect_open("web queue-other queue-mail site-a");
}

static void the_name_of_another_is_not_taken(void **state) {
  static const char *const names[] = {"web",     "host",      "self",
                                      "site-x",  "device-a",  "queue-other",
                                      "cgroup-", "site-other"};

  (void)state;
  (void)rolls_find(&rolls, 2, "site-x");
  for (size_t i = 0; i < COUNT_OF(names); i++)
    if (rolls_find(&rolls, 1, names[i]) != 1)
      fail_msg("%s is taken", names[i]);
  expect_open("web queue-other site-x");
}

static void a_group_goes_when_it_has_been_empty_for_long(void **state) {
  size_t mail;

  (void)state;
  mail = rolls_find(&rolls, 1, "queue-mail");
  rolls.roll[mail].followed = 1;
  rolls_close(&rolls, 100);
  rolls.roll[mail].followed = 0;
  rolls_close(&rolls, 101);
  rolls_close(&rolls, 105.9);
  rolls.roll[mail].followed = 1; /* just in time */
  rolls_close(&rolls, 106);
  rolls.roll[mail].followed = 0;
  rolls_close(&rolls, 107);
  rolls_close(&rolls, 111.9);
  expect_open("web queue-mail");
  rolls_close(&rolls, 112);
  expect_open("web");
}

static void a_group_with_an_alarm_stays_to_clear_it(void **state) {
  size_t mail;

  (void)state;
  mail = rolls_find(&rolls, 1, "queue-mail");
  rolls.roll[mail].wall[0].alarm.shown = STATE_WARNING;
  rolls_close(&rolls, 100);
  rolls_close(&rolls, 200);
  expect_open("web queue-mail");
  rolls.roll[mail].wall[0].alarm.shown = STATE_OK;
  rolls_close(&rolls, 201);
  expect_open("web queue-mail");
  rolls_close(&rolls, 206);
  expect_open("web");
}

static void its_place_is_free_for_another_and_nothing_is_left(void **state) {
  size_t place[2] = {1, 3}; /* queue-other, and the first that is made */

  (void)state;
  (void)rolls_find(&rolls, 2, "site-a");
  (void)rolls_find(&rolls, 2, "site-b");
  (void)rolls_find(&rolls, 1, "queue-x");
  for (int i = 0; i < 2; i++)
    rolls.roll[place[i]].total[METRIC_RCHAR] = 4711;
  rolls_close(&rolls, 100);
  rolls_close(&rolls, 105);
  expect_open("web");
  assert_int_equal(rolls_find(&rolls, 1, "queue-new"), 3);
  (void)rolls_find(&rolls, 1, "queue-newer");
  assert_int_equal(rolls_find(&rolls, 1, "queue-newest"), 1);
  expect_open("web queue-other queue-new queue-newer");
  for (int i = 0; i < 2; i++)
    expect_missing(rolls.roll[place[i]].total[METRIC_RCHAR]);
}

static void members_are_counted_by_what_is_configured(void **state) {
  (void)state;
  rolls.roll[rolls_find(&rolls, 1, "queue-a")].members = 2;
  rolls.roll[rolls_find(&rolls, 1, "queue-b")].members = 3;
  rolls.roll[rolls_find(&rolls, 1, "queue-c")].members = 4;
  rolls.roll[0].members = 10;
  assert_int_equal(rolls_members(&rolls, 0), 10);
  assert_int_equal(rolls_members(&rolls, 1), 9);
  assert_int_equal(rolls_members(&rolls, 2), 0);
}

static void a_configured_group_never_goes(void **state) {
  (void)state;
  rolls_close(&rolls, 100);
  rolls_close(&rolls, 1e6);
  expect_open("web");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, prepare, tidy_up)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(what_is_configured_is_there_and_what_is_captured_comes),
      TEST(without_a_place_it_is_accounted_for_with_the_others),
      TEST(the_name_of_another_is_not_taken),
      TEST(a_group_goes_when_it_has_been_empty_for_long),
      TEST(a_group_with_an_alarm_stays_to_clear_it),
      TEST(its_place_is_free_for_another_and_nothing_is_left),
      TEST(members_are_counted_by_what_is_configured),
      TEST(a_configured_group_never_goes),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
