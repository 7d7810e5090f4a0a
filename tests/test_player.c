/* test_player.c - a tape is played, and what cannot follow is refused. */
#include "expect.h"

#include "collect.h"
#include "player.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct stage {
  struct settings settings;
  struct collection *all;
  struct sink sink;
  struct player *player;
  double value[METRIC_COUNT];
};

static void set_up(struct stage *stage) {
  struct argument web = {.text = "web"}, two = {.number = 2};
  struct complaint complaint;

  assert_int_equal(settings_init(&stage->settings), 0);
  assert_int_equal(
      settings_set(&stage->settings, "Process", &web, 1, &complaint), 0);
  assert_int_equal(
      settings_set(&stage->settings, "MaxProcesses", &two, 1, &complaint), 0);
  stage->all = calloc(1, sizeof(*stage->all));
  assert_non_null(stage->all);
  stage->sink = collect_sink(stage->all);
  stage->player = player_new(&stage->settings, 2, 4096);
  assert_non_null(stage->player);
  for (int id = 0; id < METRIC_COUNT; id++)
    stage->value[id] = NAN;
}

static void tear_down(struct stage *stage) {
  player_free(stage->player);
  settings_release(&stage->settings);
  free(stage->all);
}

static const char *refusal_of(struct stage *stage, struct entry entry) {
  const char *why = NULL;
  int r;

  entry.value = stage->value;
  r = player_take(stage->player, &entry, &stage->sink, &why);
  assert_true(r == 0 || (r == -EBADMSG && why));
  return r == 0 ? NULL : why;
}

static void play(struct stage *stage, struct entry entry) {
  const char *why = refusal_of(stage, entry);

  if (why)
    fail_msg("%s: %s", entry_names[entry.kind], why);
}

static void expect_refusal(struct stage *stage, struct entry entry,
                           const char *words) {
  const char *why = refusal_of(stage, entry);

  if (!why || !strstr(why, words))
    fail_msg("%s: \"%s\", not \"%s\"", entry_names[entry.kind],
             why ? why : "taken", words);
}

static struct entry begin_at(double now_s) {
  return (struct entry){.kind = ENTRY_BEGIN, .now_s = now_s};
}

static struct entry finish(void) {
  return (struct entry){.kind = ENTRY_FINISH};
}

static struct entry admit(size_t member, int pid) {
  return (struct entry){
      .kind = ENTRY_ADMIT, .member = member, .pid = pid, .name = "web"};
}

static struct entry of_member(enum entry_kind kind, size_t member) {
  return (struct entry){
      .kind = kind, .member = member, .glance = {.command = "web"}};
}

static void a_leak_on_a_tape_is_foretold(void **state) {
  struct stage stage;

  (void)state;
  set_up(&stage);
  for (int tick = 0; tick < 30; tick++) {
    collect_forget_records(stage.all);
    play(&stage, begin_at(1000 + tick));
    if (tick == 0)
      play(&stage, admit(0, 42));
    stage.value[METRIC_FD_COUNT] = 10 + 4 * tick;
    stage.value[METRIC_LIMIT_FDS] = 200;
    play(&stage, of_member(ENTRY_SAMPLE, 0));
    assert_true(player_is_within_a_tick(stage.player));
    play(&stage, finish());
    assert_false(player_is_within_a_tick(stage.player));
  }
  expect_near(collected(stage.all, "web/duration/fd_limit"),
              (200 - 10 - 4 * 29) / 4.0, 1e-6);
  assert_int_equal(stage.all->notice[0].pid, 42);
  tear_down(&stage);
}

static void nothing_happens_outside_of_a_tick(void **state) {
  struct stage stage;

  (void)state;
  set_up(&stage);
  for (int kind = ENTRY_TEAR; kind < ENTRY_KINDS; kind++)
    expect_refusal(&stage, of_member((enum entry_kind)kind, 0),
                   "outside of a tick");
  play(&stage, begin_at(1));
  play(&stage, finish());
  expect_refusal(&stage, finish(), "outside of a tick");
  tear_down(&stage);
}

static void time_goes_on(void **state) {
  static const double bad_s[] = {NAN, INFINITY, -INFINITY, 1e12, -1e300};
  struct stage stage;

  (void)state;
  set_up(&stage);
  for (size_t i = 0; i < COUNT_OF(bad_s); i++)
    expect_refusal(&stage, begin_at(bad_s[i]), "at no time");
  play(&stage, begin_at(10));
  play(&stage, finish());
  expect_refusal(&stage, begin_at(10), "not later");
  expect_refusal(&stage, begin_at(9), "not later");
  play(&stage, begin_at(11));
  tear_down(&stage);
}

static void a_date_is_one(void **state) {
  static const struct date bad[] = {
      {NAN, 0}, {1e12, 0}, {1e9, NAN}, {1e9, 1e6}};
  struct entry date = {.kind = ENTRY_DATE, .date = {1.8e9, -3600}};
  struct stage stage;

  (void)state;
  set_up(&stage);
  play(&stage, begin_at(1));
  play(&stage, date);
  for (size_t i = 0; i < COUNT_OF(bad); i++) {
    date.date = bad[i];
    expect_refusal(&stage, date, "a date is none");
  }
  tear_down(&stage);
}

static void a_tick_without_an_end_is_ended_by_the_next(void **state) {
  struct stage stage;

  (void)state;
  set_up(&stage);
  play(&stage, begin_at(1));
  assert_int_equal(stage.all->records, 0);
  expect_refusal(&stage, begin_at(2), "has no end");
  assert_true(stage.all->records > 0);
  play(&stage, finish());
  tear_down(&stage);
}

static void members_come_once_and_go_once(void **state) {
  struct stage stage;
  struct entry odd = admit(1, 42);

  (void)state;
  set_up(&stage);
  play(&stage, begin_at(1));
  expect_refusal(&stage, of_member(ENTRY_SAMPLE, 0), "not there");
  expect_refusal(&stage, of_member(ENTRY_DISMISS, 0), "not there");
  expect_refusal(&stage, of_member(ENTRY_REST, SIZE_MAX), "not there");
  play(&stage, admit(0, 42));
  expect_refusal(&stage, admit(0, 43), "already");
  expect_refusal(&stage, admit(2, 43), "above MaxProcesses");
  odd.base = 1;
  expect_refusal(&stage, odd, "without group");
  odd.base = 0;
  odd.name = "";
  expect_refusal(&stage, odd, "without group");
  expect_refusal(&stage, admit(1, 0), "without group or pid");
  play(&stage, of_member(ENTRY_SAMPLE, 0));
  expect_refusal(&stage, of_member(ENTRY_SKIP, 0), "twice");
  play(&stage, of_member(ENTRY_DISMISS, 0));
  expect_refusal(&stage, of_member(ENTRY_DISMISS, 0), "not there");
  play(&stage, admit(0, 44));
  play(&stage, of_member(ENTRY_SAMPLE, 0));
  tear_down(&stage);
}

static void a_filesystem_has_a_name_and_may_not_answer(void **state) {
  struct entry volume = {.kind = ENTRY_FILESYSTEM, .name = ""};
  struct stage stage;

  (void)state;
  set_up(&stage);
  play(&stage, begin_at(1));
  expect_refusal(&stage, volume, "no mount point");
  volume.name = "/srv";
  volume.glance.stuck_s = -1;
  expect_refusal(&stage, volume, "without an answer");
  volume.glance.stuck_s = 7;
  play(&stage, volume);
  play(&stage, finish());
  expect_near(collected(stage.all, "fs-srv/duration/stuck"), 7, 0);
  tear_down(&stage);
}

static void times_of_reading_are_times(void **state) {
  double read_s[LANE_COUNT] = {1, NAN, NAN};
  struct entry sample = of_member(ENTRY_SAMPLE, 0);
  struct stage stage;

  (void)state;
  set_up(&stage);
  play(&stage, begin_at(1));
  play(&stage, admit(0, 42));
  sample.glance.read_s = read_s;
  read_s[1] = 1e200;
  expect_refusal(&stage, sample, "a time of reading");
  read_s[1] = NAN;
  sample.glance.stuck_s = -1;
  expect_refusal(&stage, sample, "a time of reading");
  sample.glance.stuck_s = 3;
  play(&stage, sample);
  tear_down(&stage);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_leak_on_a_tape_is_foretold),
      cmocka_unit_test(nothing_happens_outside_of_a_tick),
      cmocka_unit_test(time_goes_on),
      cmocka_unit_test(a_date_is_one),
      cmocka_unit_test(a_tick_without_an_end_is_ended_by_the_next),
      cmocka_unit_test(members_come_once_and_go_once),
      cmocka_unit_test(a_filesystem_has_a_name_and_may_not_answer),
      cmocka_unit_test(times_of_reading_are_times),
  };

  return cmocka_run_group_tests_name("player", tests, NULL, NULL);
}
