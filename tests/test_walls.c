/* test_walls.c - from samples to what is told of a wall, for the walls that
 * need more than a metric and its limit. */
#include "expect.h"

#include "desk.h"
#include "forecast/lore.h"
#include "rolls.h"

#include <string.h>

#define MIB 1048576.0

static void prepare(struct scene *scene) {
  open_scene(scene, 1000);
  scene->settings.model = MODEL_TREND; /* it is the walls that are tested */
  option(scene, "Process", "web", NULL);
}

static void tick(struct scene *scene) {
  tick_begin(scene);
  tick_end(scene);
}

static double told(const struct scene *scene, const char *name) {
  return collected(scene->all, name);
}

/* --- swap_full ----------------------------------------------------------- */

static void
swap_that_fills_is_foretold_and_more_of_it_moves_the_wall(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  scene.host[METRIC_SWAP_TOTAL] = 1000 * MIB;
  for (int i = 1; i <= 80; i++) {
    scene.host[METRIC_SWAP_FREE] = (600 - i) * MIB;
    tick(&scene);
  }
  expect_near(told(&scene, "host/duration/swap_full"), 520, 1);
  expect_near(told(&scene, "host/gauge/swap_full_now"), 480 * MIB, 0);
  expect_near(told(&scene, "host/percent/swap_full_used"), 48, 1e-9);
  expect_near(told(&scene, "host/memory/swap_total"), 1000 * MIB, 0);
  expect_near(told(&scene, "host/gauge/swap_full_state"), 1, 0);
  scene.host[METRIC_SWAP_TOTAL] += 500 * MIB;
  for (int i = 81; i <= 160; i++) {
    scene.host[METRIC_SWAP_FREE] = (1100 - i) * MIB;
    tick(&scene);
  }
  expect_near(told(&scene, "host/duration/swap_full"), 940, 1);
  expect_near(told(&scene, "host/memory/swap_total"), 1500 * MIB, 0);
  end(&scene);
}

static void a_host_without_swap_has_no_such_wall(void **state) {
  static const char *const names[] = {
      "host/duration/swap_full",     "host/gauge/swap_full_now",
      "host/percent/swap_full_used", "host/memory/swap_total",
      "host/gauge/swap_full_state",  "host/memory/swap_used"};
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  scene.host[METRIC_SWAP_TOTAL] = scene.host[METRIC_SWAP_FREE] = 0;
  for (int i = 0; i < 40; i++)
    tick(&scene);
  for (size_t i = 0; i < COUNT_OF(names); i++)
    expect_missing(told(&scene, names[i]));
  assert_int_equal(scene.all->notices, 0);
  end(&scene);
}

/* Full swap stops nobody by itself. */
static void swap_that_is_full_is_a_warning(void **state) {
  struct scene scene;

  (void)state;
  prepare(&scene);
  begin(&scene);
  scene.host[METRIC_SWAP_TOTAL] = 1000 * MIB;
  scene.host[METRIC_SWAP_FREE] = 0;
  for (int i = 0; i < 40; i++)
    tick(&scene);
  expect_near(told(&scene, "host/gauge/swap_full_state"), 1, 0);
  expect_near(told(&scene, "host/duration/swap_full"), 0, 0);
  end(&scene);
}

/* --- dirty_throttle ------------------------------------------------------ */

/* Dirty page cache in a sawtooth: it rises from nothing to `least` and what it
 * grows by in `period_s`, which is no multiple of a tick, and is written. */
struct sawtooth {
  double interval_s;
  double period_s;
  double least;
  double per_s;
};

static double tip_of(const struct sawtooth *saw, double at_s) {
  return saw->least + saw->per_s * at_s;
}

static double height_of(const struct sawtooth *saw, double at_s) {
  return tip_of(saw, at_s) * fmod(at_s, saw->period_s) / saw->period_s;
}

static void prepare_dirty(struct scene *scene, const struct sawtooth *saw) {
  prepare(scene);
  scene->interval_s = saw->interval_s;
  scene->host[METRIC_NR_WRITEBACK] = 0;
  scene->host[METRIC_NR_DIRTY_THRESHOLD] = 400 * MIB;
  scene->host[METRIC_NR_DIRTY_BACKGROUND] = 200 * MIB;
  scene->host[METRIC_DIRTY_EXPIRE] = 3000;
  scene->host[METRIC_DIRTY_WRITEBACK] = 500;
  begin(scene);
}

static void a_sawtooth_that_does_not_grow_is_no_forecast(void **state) {
  static const struct sawtooth saws[] = {
      {1, 30, 280 * MIB, 0},     {1, 31.3, 250 * MIB, 0},
      {0.5, 31.3, 250 * MIB, 0}, {10, 30, 280 * MIB, 0},
      {10, 31.3, 250 * MIB, 0},  {10, 29.1, 290 * MIB, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(saws); i++) {
    struct scene scene;

    prepare_dirty(&scene, &saws[i]);
    for (int k = 1; k < 7200; k++) {
      scene.host[METRIC_NR_DIRTY] = height_of(&saws[i], k * saws[i].interval_s);
      tick(&scene);
      if (!isnan(told(&scene, "host/duration/dirty_throttle")))
        fail_msg("saw %zu: at %g s the wall is foretold", i,
                 k * saws[i].interval_s);
      expect_near(told(&scene, "host/gauge/dirty_throttle_now"),
                  scene.host[METRIC_NR_DIRTY], 1);
    }
    assert_int_equal(scene.all->notices, 0);
    end(&scene);
  }
}

/* When a sampler first finds the wall met. */
static double met_at(const struct sawtooth *saw) {
  double at_s = 0;

  while (height_of(saw, at_s) < 300 * MIB)
    at_s += saw->interval_s;
  return at_s;
}

/* How the forecasts of a sawtooth that grows compare with what comes. */
struct score {
  int asked; /* ticks of the last half hour but a minute */
  int told;  /* in which there was a forecast */
  int right; /* and the time left was told to a fifth, or the slack */
  int early; /* ticks in which the wall was said to be met, and was not */
};

static struct score watch_it_grow(const struct sawtooth *saw, double slack_s) {
  double met_s = met_at(saw);
  struct score score = {0};
  struct scene scene;

  prepare_dirty(&scene, saw);
  for (double at_s = saw->interval_s; at_s < met_s - 60;
       at_s += saw->interval_s) {
    double left_s = met_s - at_s, eta_s;

    scene.host[METRIC_NR_DIRTY] = height_of(saw, at_s);
    tick(&scene);
    eta_s = told(&scene, "host/duration/dirty_throttle");
    score.early += eta_s == 0;
    if (left_s > 1800)
      continue;
    score.asked++;
    score.told += !isnan(eta_s);
    score.right += fabs(eta_s - left_s) < fmax(left_s / 5, slack_s);
  }
  expect_near(told(&scene, "host/gauge/dirty_throttle_state"), 1, 0);
  assert_int_equal(scene.all->notices, 1);
  end(&scene);
  return score;
}

/* At 1 s the highest sample of a tooth is as good as its tip: four teeth of
 * slack. At 10 s it is up to 10 s lower, and by how much goes up and down in
 * steps of up to 12 min. */
static void a_sawtooth_that_grows_is_foretold_by_its_tips(void **state) {
  static const struct {
    struct sawtooth saw;
    double slack_s;
  } rows[] = {
      {{1, 30, 30 * MIB, 270 * MIB / 5000}, 120},
      {{1, 31.3, 100 * MIB, 200 * MIB / 4000}, 120},
      {{10, 30, 30 * MIB, 270 * MIB / 12000}, 120},
      {{10, 31.3, 100 * MIB, 200 * MIB / 12000}, 360},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct score score = watch_it_grow(&rows[i].saw, rows[i].slack_s);

    print_message("# saw %zu: of %d ticks told in %d, right in %d\n", i,
                  score.asked, score.told, score.right);
    assert_int_equal(score.early, 0);
    assert_true(score.told >= 0.9 * score.asked);
    assert_true(score.right >= 0.85 * score.told);
  }
}

/* Between two tips the wall is not met, and when it will be nobody knows. */
static void the_wall_is_met_by_what_is_dirty_now(void **state) {
  static const struct sawtooth saw = {1, 30, 330 * MIB, 0};
  struct scene scene;
  int met = 0;

  (void)state;
  prepare_dirty(&scene, &saw);
  for (int k = 1; k <= 3000; k++) {
    double height = height_of(&saw, k), eta_s;

    scene.host[METRIC_NR_DIRTY] = height;
    tick(&scene);
    eta_s = told(&scene, "host/duration/dirty_throttle");
    met += eta_s == 0;
    if ((eta_s == 0) != (height >= 300 * MIB))
      fail_msg("at %d s, %g MiB: %g s", k, height / MIB, eta_s);
  }
  assert_true(met >= 200);
  assert_int_equal(scene.all->notices, 1);
  expect_near(told(&scene, "host/gauge/dirty_throttle_state"), 1, 0);
  end(&scene);
}

/* The period is what the host says, and the kernel's default where it does not.
 */
static void the_envelope_is_as_long_as_the_flushers_take(void **state) {
  static const struct {
    double expire, writeback, interval_s;
    int holds_ticks;
  } rows[] = {
      {3000, 500, 1, 35},
      {4000, 500, 1, 45},
      {(double)NAN, (double)NAN, 1, 35},
      {300, 100, 1, 30},
      {3000, 500, 10, 30},
      {3000, 0, 1, 30},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct sawtooth none = {.interval_s = rows[i].interval_s};
    struct scene scene;
    int held = 0;

    prepare_dirty(&scene, &none);
    scene.host[METRIC_DIRTY_EXPIRE] = rows[i].expire;
    scene.host[METRIC_DIRTY_WRITEBACK] = rows[i].writeback;
    scene.host[METRIC_NR_DIRTY] = 10 * MIB;
    for (int k = 0; k < 100; k++)
      tick(&scene);
    scene.host[METRIC_NR_DIRTY] = 50 * MIB;
    tick(&scene);
    scene.host[METRIC_NR_DIRTY] = 10 * MIB;
    for (tick(&scene); told(&scene, "host/memory/dirty_peak") > 20 * MIB;
         tick(&scene))
      held++;
    assert_int_equal(held, rows[i].holds_ticks);
    end(&scene);
  }
}

/* --- near ---------------------------------------------------------------- */

static void observe(struct scene *scene, struct member *member, double fds,
                    double limit) {
  double raw[METRIC_MEMBER_COUNT];

  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    raw[id] = NAN;
  raw[METRIC_FD_COUNT] = fds;
  raw[METRIC_LIMIT_FDS] = limit;
  raw[METRIC_STATE] = 'S';
  raw[METRIC_THREADS] = 1;
  pipeline_observe(scene->pipeline, member, &(struct glance){"worker", 0}, raw);
}

/* For some ticks two members hold so many of 1000. */
static void hold(struct scene *scene, struct member *const member[2],
                 double fds, double others, int ticks) {
  for (int i = 0; i < ticks; i++) {
    tick_begin(scene);
    observe(scene, member[0], fds, 1000);
    observe(scene, member[1], others, 1000);
    tick_end(scene);
  }
}

static void prepare_near(struct scene *scene, struct member *member[2],
                         const char *near_wall) {
  prepare(scene);
  option(scene, "TripAfter", "10", NULL);
  option(scene, "ClearAfter", "60", NULL);
  option(scene, "NearWall", near_wall, NULL);
  begin(scene);
  member[0] = pipeline_admit(scene->pipeline, 0, 123);
  member[1] = pipeline_admit(scene->pipeline, 0, 456);
}

static void little_left_is_told_once_and_cleared_once(void **state) {
  struct member *member[2];
  struct scene scene;

  (void)state;
  prepare_near(&scene, member, "90");
  hold(&scene, member, 899, 5, 100);
  assert_int_equal(scene.all->notices, 0);
  expect_near(told(&scene, "web/bool/fd_limit_near"), 0, 0);
  hold(&scene, member, 942, 930, 10);
  assert_int_equal(scene.all->notices, 0); /* TripAfter */
  hold(&scene, member, 942, 930, 100);
  assert_int_equal(scene.all->notices, 1);
  assert_int_equal(scene.all->notice[0].state, STATE_WARNING);
  assert_int_equal(scene.all->notice[0].pid, 123);
  assert_string_equal(scene.all->notice[0].command, "worker");
  assert_string_equal(scene.all->notice[0].wall, "fd_limit");
  assert_string_equal(scene.all->notice[0].identifier, "bool/fd_limit_near");
  assert_string_equal(
      scene.all->notice[0].message,
      "web[123] has 94 % of its file descriptors in use (942 of 1000).");
  expect_near(told(&scene, "web/bool/fd_limit_near"), 1, 0);
  expect_near(told(&scene, "web/gauge/fd_limit_state"), 0, 0);
  expect_missing(told(&scene, "web/duration/fd_limit"));
  hold(&scene, member, 850, 5, 200); /* not less by five points */
  assert_int_equal(scene.all->notices, 1);
  hold(&scene, member, 849, 5, 60);
  assert_int_equal(scene.all->notices, 1); /* ClearAfter */
  hold(&scene, member, 849, 5, 40);
  assert_int_equal(scene.all->notices, 2);
  assert_int_equal(scene.all->notice[1].state, STATE_OK);
  assert_string_equal(scene.all->notice[1].message,
                      "web: fd_limit is no longer near.");
  expect_near(told(&scene, "web/bool/fd_limit_near"), 0, 0);
  end(&scene);
}

static void a_share_that_comes_and_goes_is_not_told(void **state) {
  struct member *member[2];
  struct scene scene;

  (void)state;
  prepare_near(&scene, member, "90");
  for (int i = 0; i < 100; i++)
    hold(&scene, member, i % 2 ? 950 : 700, 5, 8);
  assert_int_equal(scene.all->notices, 0);
  end(&scene);
}

/* One alarm is enough: the first names value and limit. */
static void who_meets_the_wall_is_not_told_to_be_near_it(void **state) {
  struct member *member[2];
  struct scene scene;

  (void)state;
  prepare_near(&scene, member, "90");
  hold(&scene, member, 1000, 5, 100);
  assert_int_equal(scene.all->notices, 1);
  assert_string_equal(scene.all->notice[0].identifier, "gauge/fd_limit_state");
  expect_near(told(&scene, "web/bool/fd_limit_near"), 1, 0);
  expect_near(told(&scene, "web/gauge/fd_limit_state"), 2, 0);
  /* it gets one file back, and stays there: */
  hold(&scene, member, 999, 5, 100);
  assert_int_equal(scene.all->notices, 3);
  assert_int_equal(scene.all->notice[1].state, STATE_OK);
  assert_string_equal(
      scene.all->notice[2].message,
      "web[123] has 99 % of its file descriptors in use (999 of 1000).");
  pipeline_dismiss(scene.pipeline, member[0]);
  pipeline_dismiss(scene.pipeline, member[1]);
  for (int i = 0; i < 70; i++)
    tick(&scene);
  assert_int_equal(scene.all->notices, 4);
  assert_string_equal(scene.all->notice[3].message,
                      "web: fd_limit is no longer near, no process is left.");
  expect_missing(told(&scene, "web/bool/fd_limit_near"));
  end(&scene);
}

/* The leak is foretold long before, and is the only thing that is said. */
static void a_leak_that_was_foretold_is_not_told_again(void **state) {
  struct member *member[2];
  struct scene scene;

  (void)state;
  prepare_near(&scene, member, "90");
  for (int fds = 500; fds < 960; fds++)
    hold(&scene, member, fds, 5, 1);
  expect_near(told(&scene, "web/bool/fd_limit_near"), 1, 0);
  for (size_t i = 0; i < scene.all->notices; i++)
    assert_string_equal(scene.all->notice[i].identifier,
                        "gauge/fd_limit_state");
  end(&scene);
}

static void at_a_hundred_percent_the_warning_is_off(void **state) {
  struct member *member[2];
  struct scene scene;

  (void)state;
  prepare_near(&scene, member, "100");
  hold(&scene, member, 999, 5, 100);
  assert_int_equal(scene.all->notices, 0);
  expect_missing(told(&scene, "web/bool/fd_limit_near"));
  end(&scene);
}

static void a_threshold_of_ones_own_is_never_near(void **state) {
  struct scene scene;
  struct argument arguments[] = {
      {.text = "mem_available"}, {.text = "1000"}, {.text = "below"}};
  struct complaint complaint;

  (void)state;
  prepare(&scene);
  assert_int_equal(
      settings_set(&scene.settings, "Threshold", arguments, 3, &complaint), 0);
  begin(&scene);
  scene.host[METRIC_MEM_AVAILABLE] = 1001;
  scene.host[METRIC_MEM_TOTAL] = 1e6;
  for (int i = 0; i < 40; i++)
    tick(&scene);
  expect_missing(told(&scene, "host/bool/mem_available_near"));
  expect_near(told(&scene, "host/bool/memory_max_near"), 1, 0);
  assert_int_equal(scene.all->notices, 1);
  assert_string_equal(scene.all->notice[0].message,
                      "host has 99 % of its memory in use (976 KiB of 977 "
                      "KiB).");
  end(&scene);
}

/* Of one member by its present value, without an alarm. */
static void a_member_on_its_own_is_near_when_it_is(void **state) {
  struct member *member[2];
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "PerProcess", "2", NULL);
  begin(&scene);
  member[0] = pipeline_admit(scene.pipeline, 0, 123);
  member[1] = pipeline_admit(scene.pipeline, 0, 456);
  hold(&scene, member, 942, 5, 1);
  expect_near(told(&scene, "web/bool/fd_limit_near"), 0, 0);
  expect_near(told(&scene, "web-123/bool/fd_limit_near"), 1, 0);
  expect_near(told(&scene, "web-456/bool/fd_limit_near"), 0, 0);
  end(&scene);
}

/* --- maps_limit ---------------------------------------------------------- */

enum { MAPS_EVERY = 60 };

/* A tick in which they were counted, or in which the last number is held. */
static void observe_maps(struct scene *scene, struct member *member,
                         double maps, bool counted) {
  double raw[METRIC_MEMBER_COUNT];
  double read_s[LANE_COUNT] = {scene->now_s, scene->now_s,
                               counted ? scene->now_s : (double)NAN};

  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    raw[id] = NAN;
  raw[METRIC_MAPS] = maps;
  raw[METRIC_STATE] = 'S';
  raw[METRIC_THREADS] = 1;
  pipeline_observe(scene->pipeline, member,
                   &(struct glance){"worker", 0, read_s}, raw);
}

static struct member *prepare_maps(struct scene *scene) {
  prepare(scene);
  scene->settings.model = MODEL_DEFAULT;
  option(scene, "CollectMaps", "true", NULL);
  scene->host[METRIC_MAX_MAP_COUNT] = 65530;
  begin(scene);
  return pipeline_admit(scene->pipeline, 0, 123);
}

static double tick_of_maps(struct scene *scene, struct member *member,
                           double maps, bool counted) {
  tick_begin(scene);
  observe_maps(scene, member, maps, counted);
  tick_end(scene);
  return told(scene, "web/duration/maps_limit");
}

/* As well as from a value in each tick, from a sixth of the horizon on. */
static void
mappings_are_foretold_from_one_reading_in_sixty_ticks(void **state) {
  static const struct {
    double per_s;
    int phase;
  } rows[] = {{20, 0}, {40, 7}, {80, 31}, {80, 59}};

  (void)state;
  for (size_t row = 0; row < COUNT_OF(rows); row++) {
    struct scene scene;
    struct member *member = prepare_maps(&scene);
    double per_s = rows[row].per_s, counted = NAN, left_s = NAN;
    int times = 0;

    for (int i = 0; !(left_s < 2); i++) {
      double maps = 500 + per_s * i, eta_s;
      bool is_read = i % MAPS_EVERY == rows[row].phase;

      counted = is_read ? maps : counted;
      left_s = (65530 - maps) / per_s;
      eta_s = tick_of_maps(&scene, member, counted, is_read);
      if (left_s > 250)
        continue;
      expect_near(eta_s, left_s, 0.05 * left_s + 2);
      expect_near(told(&scene, "web/gauge/maps_limit_now"), counted, 0);
      times++;
    }
    assert_true(times > 240);
    end(&scene);
  }
}

/* Stairs of 60 ticks would be a drift to whoever looks at the last of them. */
static void mappings_that_stand_still_after_a_step_are_no_leak(void **state) {
  struct scene scene;
  struct member *member = prepare_maps(&scene);

  (void)state;
  for (int i = 0; i < 100 * MAPS_EVERY; i++)
    expect_missing(tick_of_maps(&scene, member,
                                i < 50 * MAPS_EVERY ? 20000 : 50000,
                                i % MAPS_EVERY == 0));
  assert_int_equal(scene.all->notices, 0);
  end(&scene);
}

/* --- io_wait ------------------------------------------------------------- */

static const struct wall_roll *wall_called(const struct scene *scene,
                                           const char *name) {
  const struct roll *roll = &pipeline_parts(scene->pipeline).rolls->roll[0];

  for (int i = 0; i < roll->wall_count; i++)
    if (strcmp(roll->wall[i].wall.name, name) == 0)
      return &roll->wall[i];
  fail_msg("no wall %s", name);
  return NULL;
}

/* In state D in each second tick: half of the time, which the mean of ten ticks
 * tells; no value of a tick lasts. */
static void a_wait_that_comes_and_goes_is_learnt_as_it_is_judged(void **state) {
  struct member *member;
  struct scene scene;

  (void)state;
  prepare(&scene);
  scene.settings.model = MODEL_DEFAULT;
  option(&scene, "IoWaitMs", "400", NULL);
  begin(&scene);
  member = pipeline_admit(scene.pipeline, 0, 123);
  for (int i = 0; i < 300; i++) {
    double raw[METRIC_MEMBER_COUNT];

    for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
      raw[id] = NAN;
    raw[METRIC_STATE] = i % 2 ? 'D' : 'S';
    raw[METRIC_THREADS] = 1;
    tick_begin(&scene);
    pipeline_observe(scene.pipeline, member,
                     &(struct glance){"worker", 0, NULL}, raw);
    tick_end(&scene);
  }
  expect_near(told(&scene, "web/gauge/io_wait_now"), 500, 1e-6);
  expect_near(wall_called(&scene, "io_wait")->lore->habit.meetings, 1, 0);
  expect_near(wall_called(&scene, "io_wait")->lore->peak, 500, 1e-3);
  end(&scene);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(
          swap_that_fills_is_foretold_and_more_of_it_moves_the_wall),
      cmocka_unit_test(a_host_without_swap_has_no_such_wall),
      cmocka_unit_test(swap_that_is_full_is_a_warning),
      cmocka_unit_test(a_sawtooth_that_does_not_grow_is_no_forecast),
      cmocka_unit_test(a_sawtooth_that_grows_is_foretold_by_its_tips),
      cmocka_unit_test(the_wall_is_met_by_what_is_dirty_now),
      cmocka_unit_test(the_envelope_is_as_long_as_the_flushers_take),
      cmocka_unit_test(little_left_is_told_once_and_cleared_once),
      cmocka_unit_test(a_share_that_comes_and_goes_is_not_told),
      cmocka_unit_test(who_meets_the_wall_is_not_told_to_be_near_it),
      cmocka_unit_test(a_leak_that_was_foretold_is_not_told_again),
      cmocka_unit_test(at_a_hundred_percent_the_warning_is_off),
      cmocka_unit_test(a_threshold_of_ones_own_is_never_near),
      cmocka_unit_test(a_member_on_its_own_is_near_when_it_is),
      cmocka_unit_test(a_wait_that_comes_and_goes_is_learnt_as_it_is_judged),
      cmocka_unit_test(mappings_are_foretold_from_one_reading_in_sixty_ticks),
      cmocka_unit_test(mappings_that_stand_still_after_a_step_are_no_leak),
  };

  return cmocka_run_group_tests_name("walls", tests, NULL, NULL);
}
