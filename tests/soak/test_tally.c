/* test_tally.c - a soak finds what it is there to find. */
#include "expect.h"

#include "slope.h"
#include "stale.h"
#include "tally.h"
#include "truth_of.h"

#include <stdlib.h>
#include <string.h>

struct scene {
  struct world world;
  struct plan plan;
  struct tally tally;
};

static struct scene *open_scene(void) {
  struct scene *scene = calloc(1, sizeof(*scene));

  assert_non_null(scene);
  world_init(&scene->world, 1, 10);
  plan_init(&scene->plan, 1, 3600, 0);
  tally_init(&scene->tally, &scene->world, &scene->plan, 2220);
  return scene;
}

static void take(struct scene *scene, const char *type, const char *instance,
                 double value) {
  struct sink sink = tally_sink(&scene->tally);

  sink.take(sink.context, &(struct record){.target = "web",
                                           .type = type,
                                           .type_instance = instance,
                                           .count = 1,
                                           .value = {value, NAN}});
}

static void tell(struct scene *scene, enum state state) {
  struct sink sink = tally_sink(&scene->tally);

  sink.tell(sink.context, &(struct notice){.state = state,
                                           .target = "web",
                                           .wall = "fd_limit",
                                           .message = "",
                                           .type = "gauge",
                                           .type_instance = "fd_limit_state",
                                           .standing = &standing_unknown});
}

/* How many promises are broken by one record. */
static unsigned long broken_by(const char *type, const char *instance,
                               double value) {
  struct scene *scene = open_scene();
  unsigned long broken;

  take(scene, "duration", "fd_limit", 100);
  take(scene, type, instance, value);
  broken = scene->tally.broken;
  free(scene);
  return broken;
}

static void records_that_cannot_be_are_found(void **state) {
  (void)state;
  assert_int_equal(broken_by("duration", "memory_max", 0), 0);
  assert_int_equal(broken_by("duration", "memory_max", -1), 1);
  assert_int_equal(broken_by("duration", "fd_limit_lower", 100), 0);
  assert_int_equal(broken_by("duration", "fd_limit_lower", 101), 1);
  assert_int_equal(broken_by("duration", "fd_limit_upper", 100), 0);
  assert_int_equal(broken_by("duration", "fd_limit_upper", 99), 1);
  assert_int_equal(broken_by("percent", "fd_limit_used", 100), 0);
  assert_int_equal(broken_by("percent", "fd_limit_used", 100.5), 1);
  assert_int_equal(broken_by("percent", "fd_limit_used", (double)NAN), 1);
  assert_int_equal(broken_by("gauge", "fd_limit_now", (double)INFINITY), 1);
}

static void forecasts_that_cannot_be_are_found(void **state) {
  static const struct {
    struct forecast forecast;
    unsigned long broken;
  } cases[] = {
      {{NAN, NAN, NAN, NAN, NAN, NAN}, 0},
      {{10, 5, 20, 50, NAN, NAN}, 0},
      {{10, 5, NAN, 0, NAN, NAN}, 0},
      {{-1, NAN, NAN, 50, NAN, NAN}, 1},
      {{10, 11, 20, 50, NAN, NAN}, 1},
      {{10, 5, 9, 50, NAN, NAN}, 1},
      {{10, 5, 20, 101, NAN, NAN}, 1},
      {{10, 5, INFINITY, 50, NAN, NAN}, 1},
      {{INFINITY, 5, NAN, 50, NAN, NAN}, 1},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    struct scene *scene = open_scene();

    tally_check(&scene->tally, "web", "fd_limit", &cases[i].forecast);
    assert_int_equal(scene->tally.broken, cases[i].broken);
    free(scene);
  }
}

static void alarms_that_do_not_take_turns_are_found(void **state) {
  static const struct {
    enum state first, second;
    unsigned long broken;
  } cases[] = {
      {STATE_WARNING, STATE_FAILURE, 0}, {STATE_WARNING, STATE_OK, 0},
      {STATE_WARNING, STATE_WARNING, 1}, {STATE_FAILURE, STATE_WARNING, 1},
      {STATE_OK, STATE_WARNING, 1},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    struct scene *scene = open_scene();

    tell(scene, cases[i].first);
    tell(scene, cases[i].second);
    assert_int_equal(scene->tally.broken, cases[i].broken);
    free(scene);
  }
}

static void live(struct scene *scene, int ticks) {
  for (int i = 0; i < ticks; i++) {
    world_live(&scene->world);
    world_settle(&scene->world);
    tally_close(&scene->tally);
  }
}

/* The first of "web" has used up what it may have. */
static void meet(struct scene *scene) {
  struct actor *actor = &scene->world.actor[0];

  world_live(&scene->world);
  actor->has[RESOURCE_FDS] = actor->limit[RESOURCE_FDS];
  world_settle(&scene->world);
  tally_close(&scene->tally);
}

static unsigned long falses_of(const struct tally *tally) {
  unsigned long sum = 0;

  for (int wall = 0; wall < WALL_NAMES; wall++)
    for (int blame = 0; blame < BLAMES; blame++)
      sum += tally->falses[wall][blame];
  return sum;
}

static void an_alarm_is_true_when_its_wall_is_met_in_time(void **state) {
  struct scene *scene = open_scene();

  (void)state;
  live(scene, 10);
  tell(scene, STATE_WARNING);
  live(scene, 200);
  meet(scene);
  assert_int_equal(scene->tally.true_ones, 1);
  assert_int_equal(falses_of(&scene->tally), 0);
  free(scene);
}

static void and_false_when_it_is_not(void **state) {
  struct scene *scene = open_scene();

  (void)state;
  live(scene, 10);
  tell(scene, STATE_WARNING);
  live(scene, 230);
  meet(scene);
  assert_int_equal(scene->tally.true_ones, 0);
  assert_int_equal(falses_of(&scene->tally), 1);
  free(scene);
}

/* A leak in "web" that meets the wall after ten ticks. */
static void plant(struct scene *scene) {
  struct actor *actor = &scene->world.actor[0];

  live(scene, 10);
  scene->plan.live[0] = (struct trouble){.id = TROUBLE_FD_LEAK,
                                         .actor = actor,
                                         .life = actor->life,
                                         .begun_s = scene->world.lived_s,
                                         .span_s = 100,
                                         .shape = 1,
                                         .met_s = NAN,
                                         .over_s = NAN};
  scene->plan.count = 1;
}

static void leak(struct scene *scene, int ticks) {
  for (int i = 0; i < ticks; i++) {
    world_live(&scene->world);
    plan_step(&scene->plan, &scene->world);
    world_settle(&scene->world);
    plan_score(&scene->plan, &scene->world, &scene->tally);
    tally_close(&scene->tally);
  }
}

static void what_was_planted_and_not_told_is_missed(void **state) {
  struct scene *scene = open_scene();

  (void)state;
  plant(scene);
  leak(scene, 25);
  assert_int_equal(scene->plan.missed, 1);
  assert_int_equal(scene->plan.outcome[TROUBLE_FD_LEAK].missed, 1);
  assert_non_null(strstr(scene->plan.miss[0], "fd leak of web"));
  free(scene);
}

static void what_was_told_before_the_wall_is_found(void **state) {
  struct scene *scene = open_scene();

  (void)state;
  plant(scene);
  leak(scene, 4);
  tell(scene, STATE_WARNING);
  leak(scene, 20);
  assert_int_equal(scene->plan.missed, 0);
  assert_int_equal(scene->plan.outcome[TROUBLE_FD_LEAK].before, 1);
  expect_between(scene->plan.outcome[TROUBLE_FD_LEAK].lead_sum_s, 30, 80);
  free(scene);
}

static void what_was_up_before_it_began_does_not_tell_it(void **state) {
  struct scene *scene = open_scene();

  (void)state;
  live(scene, 5);
  tell(scene, STATE_WARNING);
  plant(scene);
  leak(scene, 25);
  assert_int_equal(scene->plan.missed, 1);
  assert_int_equal(scene->plan.outcome[TROUBLE_FD_LEAK].before, 0);
  free(scene);
}

static void but_does_when_it_rises_once_more(void **state) {
  struct scene *scene = open_scene();

  (void)state;
  live(scene, 5);
  tell(scene, STATE_WARNING);
  plant(scene);
  leak(scene, 4);
  tell(scene, STATE_FAILURE);
  leak(scene, 20);
  assert_int_equal(scene->plan.missed, 0);
  assert_int_equal(scene->plan.outcome[TROUBLE_FD_LEAK].before, 1);
  expect_between(scene->plan.outcome[TROUBLE_FD_LEAK].lead_sum_s, 30, 80);
  free(scene);
}

static void an_alarm_that_stays_up_far_from_its_wall_is_found(void **state) {
  struct scene *scene = open_scene();
  int most = (int)(stale_most_s("fd_limit") / 10);

  (void)state;
  live(scene, 10);
  tell(scene, STATE_WARNING);
  live(scene, most);
  assert_int_equal(scene->tally.broken, 0);
  live(scene, 500);
  assert_int_equal(scene->tally.broken, 1);
  assert_non_null(strstr(scene->tally.words[0], "web fd_limit_state is up"));
  tell(scene, STATE_OK);
  live(scene, 10);
  tell(scene, STATE_WARNING);
  live(scene, 500);
  assert_int_equal(scene->tally.broken, 2);
  free(scene);
}

static void and_one_that_stays_up_before_it_is_not(void **state) {
  struct scene *scene = open_scene();
  int most = (int)(stale_most_s("fd_limit") / 10);

  (void)state;
  live(scene, 10);
  tell(scene, STATE_WARNING);
  for (int i = 0; i < 10; i++) {
    live(scene, most);
    meet(scene);
  }
  assert_int_equal(scene->tally.broken, 0);
  free(scene);
}

static void a_wall_is_as_far_as_the_nearest_of_a_group(void **state) {
  struct scene *scene = open_scene();

  (void)state;
  live(scene, 100);
  expect_between(truth_share(&scene->world, "web", "fd_limit"), 0.05, 0.7);
  meet(scene);
  expect_same(truth_share(&scene->world, "web", "fd_limit"), 1);
  expect_same(truth_share(&scene->world, "nobody", "fd_limit"), 0);
  free(scene);
}

static void false_alarms_have_a_bound_with_room_for_chance(void **state) {
  struct scene *scene = open_scene();

  (void)state;
  expect_between(tally_falses_most(1), 11, 16);
  expect_between(tally_falses_most(7), 6 * 7, 10 * 7);
  expect_between(tally_falses_most(365), 6 * 365, 7 * 365);
  scene->tally.falses[0][BLAME_CURED] = 1;
  scene->tally.falses[1][BLAME_LOAD] = 2;
  scene->tally.falses[2][BLAME_EARLY] = 4;
  assert_int_equal(tally_falses(&scene->tally), 6);
  free(scene);
}

static void what_was_told_at_the_wall_is_told_as_that(void **state) {
  struct scene *scene = open_scene();

  (void)state;
  plant(scene);
  leak(scene, 11);
  tell(scene, STATE_FAILURE);
  leak(scene, 5);
  assert_int_equal(scene->plan.outcome[TROUBLE_FD_LEAK].at, 1);
  assert_int_equal(scene->plan.missed, 0);
  free(scene);
}

static struct slope of_leak(double per_look, double noise) {
  struct dice dice = {1};
  struct slope slope = {0};

  for (int i = 0; i < 100; i++)
    slope_add(&slope, i / 48.0,
              1e6 + per_look * i + noise * dice_normal(&dice));
  return slope;
}

static void a_slope_is_that_of_least_squares(void **state) {
  struct slope slope = of_leak(16, 0);

  (void)state;
  expect_near(slope_of(&slope), 16 * 48, 1e-6);
  expect_near(slope.last - slope.first, 16 * 99, 1e-6);
}

static void what_grows_by_bytes_is_not_flat(void **state) {
  struct slope flat = of_leak(0, 0), leak = of_leak(1, 0);
  struct slope noise = of_leak(0, 2000), below = of_leak(100, 2000);

  (void)state;
  assert_true(slope_is_flat(&flat, 0));
  assert_false(slope_is_flat(&leak, 0));
  assert_true(slope_is_flat(&noise, 8192));
  assert_false(slope_is_flat(&below, 4096));
}

static void what_rises_in_most_looks_keeps_rising_be_it_by_bytes(void **state) {
  struct slope leak = of_leak(1, 0), flat = of_leak(0, 0), steps = {0};

  (void)state;
  assert_true(slope_is_flat(&leak, 1000));
  assert_true(slope_keeps_rising(&leak));
  assert_false(slope_keeps_rising(&flat));
  for (int i = 0; i < 100; i++)
    slope_add(&steps, i, floor(i / 3.0));
  assert_false(slope_keeps_rising(&steps));
  slope_add(&steps, 100, 34);
  assert_true(slope_keeps_rising(&steps));
}

static void one_step_within_what_is_allowed_is_flat(void **state) {
  struct slope slope = {0};

  (void)state;
  for (int i = 0; i < 100; i++)
    slope_add(&slope, i, i < 50 ? 0 : 4096);
  assert_true(slope_is_flat(&slope, 4096));
  assert_false(slope_is_flat(&slope, 4000));
}

static void a_world_is_the_same_for_a_seed(void **state) {
  struct scene *a = open_scene(), *b = open_scene();

  (void)state;
  live(a, 5000);
  live(b, 5000);
  for (int i = 0; i < ACTORS; i++) {
    assert_int_equal(a->world.actor[i].pid, b->world.actor[i].pid);
    expect_same(a->world.actor[i].has[RESOURCE_RSS],
                b->world.actor[i].has[RESOURCE_RSS]);
  }
  assert_true(a->world.births > 100 && a->world.reuses > 20);
  free(a);
  free(b);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(records_that_cannot_be_are_found),
      cmocka_unit_test(forecasts_that_cannot_be_are_found),
      cmocka_unit_test(alarms_that_do_not_take_turns_are_found),
      cmocka_unit_test(an_alarm_is_true_when_its_wall_is_met_in_time),
      cmocka_unit_test(and_false_when_it_is_not),
      cmocka_unit_test(what_was_planted_and_not_told_is_missed),
      cmocka_unit_test(what_was_told_before_the_wall_is_found),
      cmocka_unit_test(what_was_told_at_the_wall_is_told_as_that),
      cmocka_unit_test(what_was_up_before_it_began_does_not_tell_it),
      cmocka_unit_test(but_does_when_it_rises_once_more),
      cmocka_unit_test(an_alarm_that_stays_up_far_from_its_wall_is_found),
      cmocka_unit_test(and_one_that_stays_up_before_it_is_not),
      cmocka_unit_test(a_wall_is_as_far_as_the_nearest_of_a_group),
      cmocka_unit_test(false_alarms_have_a_bound_with_room_for_chance),
      cmocka_unit_test(a_slope_is_that_of_least_squares),
      cmocka_unit_test(what_grows_by_bytes_is_not_flat),
      cmocka_unit_test(what_rises_in_most_looks_keeps_rising_be_it_by_bytes),
      cmocka_unit_test(one_step_within_what_is_allowed_is_flat),
      cmocka_unit_test(a_world_is_the_same_for_a_seed),
  };

  return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}
