/* test_track.c - what is remembered of one process. */
#include "expect.h"

#include "window/track.h"

#include <stdlib.h>

struct scene {
  struct window_plan plan;
  struct timeline timeline;
  struct track *track;
  double host[METRIC_COUNT];
  double raw[METRIC_COUNT];
  struct change change;
};

static void begin(struct scene *scene) {
  *scene = (struct scene){0};
  window_plan_init(&scene->plan, SCOPE_MEMBER);
  scene->track = calloc(1, track_bytes(&scene->plan));
  assert_non_null(scene->track);
  track_reset(scene->track, &scene->plan);
  for (int id = 0; id < METRIC_COUNT; id++)
    scene->host[id] = scene->raw[id] = NAN;
}

static void tick(struct scene *scene, double now_s) {
  struct surroundings surroundings = {
      .timeline = &scene->timeline,
      .derive = {.host = scene->host, .cpus = 1},
  };

  assert_true(timeline_push(&scene->timeline, now_s));
  track_observe(scene->track, &scene->plan, &surroundings, scene->raw,
                &scene->change);
}

/* One value has changed; all others are as they were. */
static void tick_with(struct scene *scene, enum metric_id id, double value,
                      double now_s) {
  scene->raw[id] = value;
  tick(scene, now_s);
}

static void the_dimensions_have_windows(void **state) {
  struct window_plan plan;

  (void)state;
  window_plan_init(&plan, SCOPE_MEMBER);
  assert_true(plan.index[METRIC_MEM_RSS] >= 0);
  assert_true(plan.index[METRIC_FD_COUNT] >= 0);
  assert_int_equal(plan.index[METRIC_RCHAR], -1);
  assert_int_equal(plan.count + plan.narrows, 7);
  window_plan_add(&plan, METRIC_RCHAR);
  window_plan_add(&plan, METRIC_RCHAR);
  assert_int_equal(plan.count + plan.narrows, 8);
}

static void a_rate_before_a_wall_has_a_window_of_full_size(void **state) {
  struct scene scene = {0};

  (void)state;
  window_plan_init(&scene.plan, SCOPE_MEMBER);
  scene.track = calloc(1, track_bytes(&scene.plan));
  assert_null(track_window(scene.track, &scene.plan, METRIC_CPU_USAGE));
  assert_non_null(track_narrow(scene.track, &scene.plan, METRIC_CPU_USAGE));
  assert_null(track_narrow(scene.track, &scene.plan, METRIC_FD_COUNT));
  free(scene.track);
  window_plan_add(&scene.plan, METRIC_CPU_USAGE);
  scene.track = calloc(1, track_bytes(&scene.plan));
  assert_non_null(track_window(scene.track, &scene.plan, METRIC_CPU_USAGE));
  assert_null(track_narrow(scene.track, &scene.plan, METRIC_CPU_USAGE));
  for (int i = 0; i < scene.plan.narrows; i++)
    assert_ptr_equal(track_narrow(scene.track, &scene.plan,
                                  (enum metric_id)scene.plan.narrow[i]) -
                         i,
                     scene.track->window + scene.plan.count);
  assert_int_equal(scene.plan.narrows, 3);
  free(scene.track);
}

static void the_first_sample_has_no_rates(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  scene.raw[METRIC_RCHAR] = 1000;
  tick_with(&scene, METRIC_FD_COUNT, 5, 1);
  expect_missing(scene.change.now[METRIC_RCHAR]);
  expect_missing(scene.change.growth[METRIC_RCHAR]);
  expect_near(scene.change.now[METRIC_FD_COUNT], 5, 0);
  tick_with(&scene, METRIC_RCHAR, 1600, 4);
  expect_near(scene.change.now[METRIC_RCHAR], 200, 1e-9);
  expect_near(scene.change.growth[METRIC_RCHAR], 600, 1e-9);
  free(scene.track);
}

static void a_counter_that_goes_back_starts_again(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  tick_with(&scene, METRIC_RCHAR, 1000, 1);
  tick_with(&scene, METRIC_RCHAR, 10, 2);
  expect_missing(scene.change.now[METRIC_RCHAR]);
  tick_with(&scene, METRIC_RCHAR, 30, 3);
  expect_missing(scene.change.now[METRIC_RCHAR]);
  tick_with(&scene, METRIC_RCHAR, 50, 4);
  expect_near(scene.change.now[METRIC_RCHAR], 20, 1e-9);
  free(scene.track);
}

static void a_counter_that_comes_back_up_has_not_grown(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  tick_with(&scene, METRIC_RCHAR, 1e10, 1);
  tick_with(&scene, METRIC_RCHAR, 5, 2);
  tick_with(&scene, METRIC_RCHAR, 1e10, 3);
  expect_missing(scene.change.now[METRIC_RCHAR]);
  expect_missing(scene.change.growth[METRIC_RCHAR]);
  tick_with(&scene, METRIC_RCHAR, 1e10 + 7, 4);
  expect_near(scene.change.growth[METRIC_RCHAR], 7, 1e-9);
  free(scene.track);
}

static void after_a_reset_nothing_is_remembered(void **state) {
  struct scene scene;
  const struct window *window;

  (void)state;
  begin(&scene);
  tick_with(&scene, METRIC_FD_COUNT, 5, 1);
  tick(&scene, 2);
  track_reset(scene.track, &scene.plan);
  window = track_window(scene.track, &scene.plan, METRIC_FD_COUNT);
  expect_missing(window_at(window, &scene.timeline, 0, 0));
  assert_null(track_window(scene.track, &scene.plan, METRIC_RCHAR));
  free(scene.track);
}

static struct surroundings surroundings_of(const struct scene *scene) {
  return (struct surroundings){
      .timeline = &scene->timeline,
      .derive = {.host = scene->host, .cpus = 1},
  };
}

static void rest(struct scene *scene, double now_s) {
  struct surroundings surroundings = surroundings_of(scene);

  assert_true(timeline_push(&scene->timeline, now_s));
  track_rest(scene->track, &scene->plan, &surroundings, &scene->change);
}

static void pass_by(struct scene *scene, double now_s) {
  struct surroundings surroundings = surroundings_of(scene);

  assert_true(timeline_push(&scene->timeline, now_s));
  track_skip(scene->track, &scene->plan, &surroundings, &scene->change);
}

static double slot(const struct scene *scene, enum metric_id id, unsigned age) {
  const struct window *window = track_window(scene->track, &scene->plan, id);

  if (window)
    return window_at(window, &scene->timeline, 0, age);
  return narrow_at(track_narrow(scene->track, &scene->plan, id),
                   &scene->timeline, 0, age);
}

/* Two samples, so that there are rates: 100 bytes a second and 5 files. */
static void begin_reading(struct scene *scene) {
  begin(scene);
  scene->raw[METRIC_FD_COUNT] = 5;
  tick_with(scene, METRIC_IO_READ_BYTES, 0, 1);
  tick_with(scene, METRIC_IO_READ_BYTES, 100, 2);
}

static void who_rests_keeps_its_gauges_and_has_no_rates_but_zero(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  rest(&scene, 3);
  expect_near(scene.change.now[METRIC_FD_COUNT], 5, 0);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 0, 0);
  expect_missing(scene.change.now[METRIC_WCHAR]);
  free(scene.track);
}

static void the_rate_after_a_rest_is_of_the_time_after_it(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  rest(&scene, 3);
  rest(&scene, 4);
  tick_with(&scene, METRIC_IO_READ_BYTES, 400, 5);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 300, 1e-9);
  expect_near(scene.change.growth[METRIC_IO_READ_BYTES], 300, 1e-9);
  expect_near(slot(&scene, METRIC_IO_READ_BYTES, 0), 300, 1e-3);
  expect_near(slot(&scene, METRIC_IO_READ_BYTES, 1), 0, 0);
  expect_near(slot(&scene, METRIC_IO_READ_BYTES, 2), 0, 0);
  expect_near(slot(&scene, METRIC_IO_READ_BYTES, 3), 100, 1e-3);
  expect_near(slot(&scene, METRIC_FD_COUNT, 2), 5, 0);
  free(scene.track);
}

static void who_is_skipped_shows_what_it_was_and_has_a_gap(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  pass_by(&scene, 3);
  expect_near(scene.change.now[METRIC_FD_COUNT], 5, 0);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 100, 1e-3);
  pass_by(&scene, 4);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 100, 1e-3);
  tick_with(&scene, METRIC_IO_READ_BYTES, 700, 5);
  expect_near(scene.change.growth[METRIC_IO_READ_BYTES], 600, 1e-9);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 200, 1e-9);
  expect_missing(slot(&scene, METRIC_FD_COUNT, 1));
  expect_missing(slot(&scene, METRIC_FD_COUNT, 2));
  expect_near(slot(&scene, METRIC_FD_COUNT, 3), 5, 0);
  free(scene.track);
}

static void
a_rest_proves_that_nothing_happened_while_nobody_looked(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  pass_by(&scene, 3);
  pass_by(&scene, 4);
  rest(&scene, 5);
  tick(&scene, 6);
  for (unsigned age = 1; age <= 3; age++) {
    expect_near(slot(&scene, METRIC_FD_COUNT, age), 5, 0);
    expect_near(slot(&scene, METRIC_IO_READ_BYTES, age), 0, 0);
  }
  free(scene.track);
}

/* A tick in which the mappings are counted, or in which the last number is
 * held. */
static void tick_with_maps(struct scene *scene, double now_s, bool counted) {
  struct surroundings surroundings = surroundings_of(scene);
  double read_s[LANE_COUNT] = {now_s, now_s, counted ? now_s : (double)NAN};

  surroundings.read_s = read_s;
  assert_true(timeline_push(&scene->timeline, now_s));
  track_observe(scene->track, &scene->plan, &surroundings, scene->raw,
                &scene->change);
}

static void what_is_seldom_read_is_held_but_enters_a_window_once(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  free(scene.track);
  window_plan_add(&scene.plan, METRIC_MAPS);
  scene.track = calloc(1, track_bytes(&scene.plan));
  assert_non_null(scene.track);
  track_reset(scene.track, &scene.plan);
  scene.raw[METRIC_MAPS] = 70;
  scene.raw[METRIC_FD_COUNT] = 5;
  for (int i = 1; i <= 10; i++) {
    if (i == 5 || i == 6)
      rest(&scene, i);
    else
      tick_with_maps(&scene, i, i == 3);
    expect_near(scene.change.now[METRIC_MAPS], 70, 0);
  }
  for (unsigned age = 0; age < 10; age++) {
    expect_same(slot(&scene, METRIC_MAPS, age), age == 7 ? 70 : (double)NAN);
    expect_near(slot(&scene, METRIC_FD_COUNT, age), 5, 0);
  }
  expect_near(window_at(track_window(scene.track, &scene.plan, METRIC_MAPS),
                        &scene.timeline, 1, 0),
              70, 0);
  free(scene.track);
}

static void a_torn_track_has_no_rates_once(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  scene.raw[METRIC_FD_COUNT] = 5;
  scene.raw[METRIC_CPU_USER] = scene.raw[METRIC_CPU_SYSTEM] = 1;
  tick_with(&scene, METRIC_THREADS, 1, 1);
  tick_with(&scene, METRIC_CPU_USER, 1.5, 2);
  expect_near(scene.change.now[METRIC_CPU_USAGE], 0.5, 1e-9);
  track_tear(scene.track);
  tick_with(&scene, METRIC_CPU_USER, 2, 3);
  expect_missing(scene.change.now[METRIC_CPU_USAGE]);
  expect_missing(scene.change.growth[METRIC_CPU_USER]);
  expect_near(scene.change.now[METRIC_FD_COUNT], 5, 0);
  expect_missing(slot(&scene, METRIC_CPU_USAGE, 0));
  expect_near(slot(&scene, METRIC_CPU_USAGE, 1), 0.5, 1e-6);
  tick_with(&scene, METRIC_CPU_USER, 2.25, 4);
  expect_near(scene.change.now[METRIC_CPU_USAGE], 0.25, 1e-9);
  free(scene.track);
}

static void no_window_holds_a_rate_that_cannot_be(void **state) {
  static const struct {
    double cpu, delay;
  } lies[] = {
      {1, 1},     {0.5, 0.5}, {2821.62, 2821.62}, {2821.7, 2821.7}, {3, 3},
      {NAN, NAN}, {9, 9},     {9.2, 9.2},         {0, 0},
  };
  struct scene scene;

  (void)state;
  begin(&scene);
  scene.host[METRIC_TASK_DELAYACCT] = 1;
  scene.raw[METRIC_THREADS] = 1;
  for (size_t i = 0; i < COUNT_OF(lies); i++) {
    scene.raw[METRIC_CPU_USER] = lies[i].cpu;
    scene.raw[METRIC_CPU_SYSTEM] = 0;
    tick_with(&scene, METRIC_BLOCK_DELAY, lies[i].delay, 1 + (double)i);
    if (i == 3) {
      expect_near(scene.change.now[METRIC_CPU_USAGE], 0.08, 1e-9);
      expect_near(scene.change.now[METRIC_IO_WAIT], 80, 1e-6);
    } else if (i == 7) {
      expect_near(scene.change.now[METRIC_IO_WAIT], 200, 1e-6);
    } else {
      expect_missing(scene.change.now[METRIC_CPU_USAGE]);
      expect_missing(scene.change.now[METRIC_IO_WAIT]);
    }
  }
  free(scene.track);
}

static void who_rests_longer_than_a_ring_loses_nothing(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  for (int i = 0; i < 200; i++)
    rest(&scene, 3 + i);
  tick(&scene, 203);
  for (unsigned age = 0; age < TIMELINE_SLOTS; age++)
    expect_near(slot(&scene, METRIC_FD_COUNT, age), 5, 0);
  free(scene.track);
}

/* A tick whose files were read then; NAN: not at all. */
static void tick_read(struct scene *scene, double now_s, double free_s,
                      double guarded_s) {
  const double read_s[LANE_COUNT] = {
      [LANE_FREE] = free_s, [LANE_GUARDED] = guarded_s, [LANE_DEEP] = NAN};
  struct surroundings surroundings = surroundings_of(scene);

  surroundings.read_s = read_s;
  assert_true(timeline_push(&scene->timeline, now_s));
  track_observe(scene->track, &scene->plan, &surroundings, scene->raw,
                &scene->change);
}

static void tick_bytes(struct scene *scene, double read_bytes, double now_s,
                       double free_s, double guarded_s) {
  scene->raw[METRIC_IO_READ_BYTES] = read_bytes;
  tick_read(scene, now_s, free_s, guarded_s);
}

static void
a_counter_is_divided_by_the_time_between_its_readings(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  scene.raw[METRIC_IO_READ_BYTES] = scene.raw[METRIC_VOLUNTARY_SWITCHES] = 0;
  tick_read(&scene, 1, 1.0, 1.1);
  scene.raw[METRIC_IO_READ_BYTES] = scene.raw[METRIC_VOLUNTARY_SWITCHES] = 1000;
  tick_read(&scene, 2, 2.25, 2.35);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 800, 1e-9);
  expect_near(scene.change.now[METRIC_VOLUNTARY_SWITCHES], 800, 1e-9);
  expect_near(scene.change.growth[METRIC_IO_READ_BYTES], 1000, 0);
  scene.raw[METRIC_IO_READ_BYTES] = scene.raw[METRIC_VOLUNTARY_SWITCHES] = 2000;
  tick_read(&scene, 3, 3.25, 3.15);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 1250, 1e-9);
  expect_near(scene.change.now[METRIC_VOLUNTARY_SWITCHES], 1000, 1e-9);
  free(scene.track);
}

/* Late by a third of a second: growth of 1.3 s is no more than time that
 * passed. */
static void a_late_reading_makes_no_time_impossible(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  scene.raw[METRIC_THREADS] = 1;
  scene.raw[METRIC_CPU_SYSTEM] = scene.raw[METRIC_CPU_USER] = 0;
  tick_read(&scene, 1, 1, 1);
  scene.raw[METRIC_CPU_USER] = 1.3;
  tick_read(&scene, 2, 2, 2.3);
  expect_near(scene.change.now[METRIC_CPU_USAGE], 1, 1e-9);
  scene.raw[METRIC_CPU_USER] = 2;
  tick_read(&scene, 3, 3, 3);
  expect_near(scene.change.now[METRIC_CPU_USAGE], 1, 1e-9);
  free(scene.track);
}

static void what_is_not_read_for_a_while_has_its_mean_rate_then(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  for (int now_s = 3; now_s <= 5; now_s++) {
    tick_bytes(&scene, NAN, now_s, now_s, NAN);
    expect_missing(scene.change.now[METRIC_IO_READ_BYTES]);
    expect_missing(scene.change.growth[METRIC_IO_READ_BYTES]);
    expect_near(scene.change.now[METRIC_FD_COUNT], 5, 0);
  }
  tick_bytes(&scene, 900, 6, 6, 6);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 200, 1e-9);
  expect_near(scene.change.growth[METRIC_IO_READ_BYTES], 800, 0);
  expect_missing(slot(&scene, METRIC_IO_READ_BYTES, 1));
  expect_near(slot(&scene, METRIC_IO_READ_BYTES, 4), 100, 1e-3);
  free(scene.track);
}

/* It was read, and told nothing: nobody knows what it would have been. */
static void what_could_not_be_read_starts_again(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  tick_bytes(&scene, NAN, 3, 3, 3);
  tick_bytes(&scene, 900, 4, 4, 4);
  expect_missing(scene.change.now[METRIC_IO_READ_BYTES]);
  tick_bytes(&scene, 1000, 5, 5, 5);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 100, 1e-9);
  free(scene.track);
}

/* The one came as late as a tick can, the other early. */
static void readings_on_the_heels_of_others_wait_for_the_next(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  tick_bytes(&scene, 240, 3, 3, 3.4);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 100, 1e-9);
  tick_bytes(&scene, 100000, 3.5, 3.5, 3.5);
  expect_missing(scene.change.now[METRIC_IO_READ_BYTES]);
  expect_missing(scene.change.growth[METRIC_IO_READ_BYTES]);
  expect_near(scene.change.now[METRIC_FD_COUNT], 5, 0);
  tick_bytes(&scene, 340, 4.4, 4.4, 4.4);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 100, 1e-9);
  free(scene.track);
}

/* What was read before its last sample may have grown until that sample. */
static void a_rest_counts_only_for_what_the_last_sample_has(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  scene.raw[METRIC_VOLUNTARY_SWITCHES] = 0;
  tick_bytes(&scene, NAN, 3, 3, NAN);
  rest(&scene, 4);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 0, 0);
  scene.raw[METRIC_VOLUNTARY_SWITCHES] = 60;
  tick_bytes(&scene, 400, 5, 5, 5);
  expect_near(scene.change.now[METRIC_VOLUNTARY_SWITCHES], 60, 1e-9);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 100, 1e-9);
  free(scene.track);
}

static void a_tear_while_nothing_is_read_is_not_forgotten(void **state) {
  struct scene scene;

  (void)state;
  begin_reading(&scene);
  tick_bytes(&scene, NAN, 3, 3, NAN);
  track_tear(scene.track);
  tick_read(&scene, 4, 4, NAN);
  tick_bytes(&scene, 90000, 5, 5, 5);
  expect_missing(scene.change.now[METRIC_IO_READ_BYTES]);
  tick_bytes(&scene, 90100, 6, 6, 6);
  expect_near(scene.change.now[METRIC_IO_READ_BYTES], 100, 1e-9);
  free(scene.track);
}

/* The guarded files are never read: of a process that was stuck when it was
 * found. */
static void free_values_flow_without_guarded_ones(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  scene.raw[METRIC_FD_COUNT] = 5;
  for (int i = 0; i < 3; i++) {
    scene.raw[METRIC_VOLUNTARY_SWITCHES] = 10 * i;
    tick_read(&scene, i, i, NAN);
    expect_near(scene.change.now[METRIC_FD_COUNT], 5, 0);
    expect_missing(scene.change.now[METRIC_IO_READ_BYTES]);
  }
  expect_near(scene.change.now[METRIC_VOLUNTARY_SWITCHES], 10, 1e-9);
  free(scene.track);
}

/* One thread, whose delays the kernel counts; the first sample is behind it. */
static void begin_waiting(struct scene *scene) {
  begin(scene);
  scene->host[METRIC_TASK_DELAYACCT] = 1;
  scene->raw[METRIC_THREADS] = 1;
  scene->raw[METRIC_STATE] = 'S';
  scene->raw[METRIC_BLOCK_DELAY] = scene->raw[METRIC_PROCESS_BLOCK_DELAY] = 0;
  tick(scene, 0);
}

static void wait_until(struct scene *scene, double now_s, char letter,
                       double delay_s) {
  scene->raw[METRIC_STATE] = letter;
  scene->raw[METRIC_BLOCK_DELAY] = scene->raw[METRIC_PROCESS_BLOCK_DELAY] =
      delay_s;
  tick(scene, now_s);
}

/* From 0.5 to 5.75: until it is over its state tells of it. */
static void a_long_wait_is_told_when_it_is_over(void **state) {
  struct scene scene;

  (void)state;
  begin_waiting(&scene);
  for (int now_s = 1; now_s <= 5; now_s++) {
    wait_until(&scene, now_s, 'D', 0);
    expect_near(scene.change.now[METRIC_IO_WAIT], 1000, 0);
    expect_near(scene.change.now[METRIC_IO_WAIT_SOURCE], 3, 0);
  }
  wait_until(&scene, 6, 'S', 5.25);
  expect_near(scene.change.now[METRIC_IO_WAIT], 1000, 0);
  expect_near(scene.change.now[METRIC_IO_WAIT_SOURCE], 1, 0);
  expect_near(scene.change.growth[METRIC_PROCESS_BLOCK_DELAY], 5.25, 1e-9);
  wait_until(&scene, 7, 'S', 5.25);
  expect_near(scene.change.now[METRIC_IO_WAIT], 0, 0);
  free(scene.track);
}

/* While guarded files are not read it is not counted twice: that time has
 * passed between their readings. */
static void a_wait_through_which_nothing_was_read_is_believed(void **state) {
  struct scene scene;

  (void)state;
  begin_waiting(&scene);
  wait_until(&scene, 1, 'D', 0);
  for (int now_s = 2; now_s <= 4; now_s++) {
    scene.raw[METRIC_BLOCK_DELAY] = scene.raw[METRIC_PROCESS_BLOCK_DELAY] = NAN;
    tick_read(&scene, now_s, now_s, NAN);
  }
  wait_until(&scene, 5, 'S', 4.5);
  expect_near(scene.change.growth[METRIC_PROCESS_BLOCK_DELAY], 4.5, 1e-9);
  expect_near(scene.change.now[METRIC_IO_WAIT], 1000, 0);
  free(scene.track);
}

/* Where the kernel misses when a wait begins it counts from the one before, or
 * from the start of the machine. */
static void what_nobody_saw_is_not_believed(void **state) {
  static const struct {
    char letter; /* in the tick before */
    double delay_s;
  } lies[] = {{'S', 2821.62}, {'D', 2821.62}, {'S', 60}, {'D', 60}, {'S', 3}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(lies); i++) {
    struct scene scene;

    begin_waiting(&scene);
    wait_until(&scene, 1, lies[i].letter, 0);
    wait_until(&scene, 2, 'S', lies[i].delay_s);
    expect_missing(scene.change.growth[METRIC_PROCESS_BLOCK_DELAY]);
    expect_near(scene.change.now[METRIC_IO_WAIT], 0, 0);
    expect_near(scene.change.now[METRIC_IO_WAIT_SOURCE], 3, 0);
    wait_until(&scene, 3, 'S', lies[i].delay_s + 0.25);
    expect_near(scene.change.now[METRIC_IO_WAIT], 250, 1e-6);
    expect_near(scene.change.now[METRIC_IO_WAIT_SOURCE], 1, 0);
    free(scene.track);
  }
}

/* Four threads wait all the time, and the kernel counts twice that. */
static void a_kernel_that_counts_too_much_is_told_by_the_states(void **state) {
  struct scene scene;

  (void)state;
  begin_waiting(&scene);
  scene.raw[METRIC_THREADS] = 5;
  scene.raw[METRIC_THREADS_BLOCKED] = 4;
  for (int now_s = 1; now_s <= 20; now_s++) {
    wait_until(&scene, now_s, 'S', 8 * now_s);
    expect_near(scene.change.now[METRIC_IO_WAIT], 4000, 0);
    expect_near(scene.change.now[METRIC_IO_WAIT_SOURCE], 3, 0);
    expect_missing(scene.change.growth[METRIC_PROCESS_BLOCK_DELAY]);
  }
  free(scene.track);
}

static void no_thread_waits_longer_than_the_time(void **state) {
  struct scene scene;

  (void)state;
  begin_waiting(&scene);
  scene.raw[METRIC_THREADS] = 5;
  scene.raw[METRIC_THREADS_BLOCKED] = 4;
  for (int now_s = 1; now_s <= 20; now_s++) {
    wait_until(&scene, now_s, 'S', 5.4 * now_s);
    expect_near(scene.change.now[METRIC_IO_WAIT], 5000, 0);
  }
  free(scene.track);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_dimensions_have_windows),
      cmocka_unit_test(a_rate_before_a_wall_has_a_window_of_full_size),
      cmocka_unit_test(the_first_sample_has_no_rates),
      cmocka_unit_test(a_counter_that_goes_back_starts_again),
      cmocka_unit_test(a_counter_that_comes_back_up_has_not_grown),
      cmocka_unit_test(after_a_reset_nothing_is_remembered),
      cmocka_unit_test(who_rests_keeps_its_gauges_and_has_no_rates_but_zero),
      cmocka_unit_test(the_rate_after_a_rest_is_of_the_time_after_it),
      cmocka_unit_test(who_is_skipped_shows_what_it_was_and_has_a_gap),
      cmocka_unit_test(a_rest_proves_that_nothing_happened_while_nobody_looked),
      cmocka_unit_test(who_rests_longer_than_a_ring_loses_nothing),
      cmocka_unit_test(what_is_seldom_read_is_held_but_enters_a_window_once),
      cmocka_unit_test(a_torn_track_has_no_rates_once),
      cmocka_unit_test(no_window_holds_a_rate_that_cannot_be),
      cmocka_unit_test(a_counter_is_divided_by_the_time_between_its_readings),
      cmocka_unit_test(a_late_reading_makes_no_time_impossible),
      cmocka_unit_test(what_is_not_read_for_a_while_has_its_mean_rate_then),
      cmocka_unit_test(what_could_not_be_read_starts_again),
      cmocka_unit_test(readings_on_the_heels_of_others_wait_for_the_next),
      cmocka_unit_test(a_rest_counts_only_for_what_the_last_sample_has),
      cmocka_unit_test(a_tear_while_nothing_is_read_is_not_forgotten),
      cmocka_unit_test(free_values_flow_without_guarded_ones),
      cmocka_unit_test(a_long_wait_is_told_when_it_is_over),
      cmocka_unit_test(a_wait_through_which_nothing_was_read_is_believed),
      cmocka_unit_test(what_nobody_saw_is_not_believed),
      cmocka_unit_test(a_kernel_that_counts_too_much_is_told_by_the_states),
      cmocka_unit_test(no_thread_waits_longer_than_the_time),
  };

  return cmocka_run_group_tests_name("track", tests, NULL, NULL);
}
