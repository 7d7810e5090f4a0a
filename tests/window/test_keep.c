/* test_keep.c - a past that outlives a restart. */
#include "expect.h"

#include "shelf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A track on its way. */
struct course {
  struct window_plan plan;
  struct timeline timeline;
  struct track *track;
};

static void begin(struct course *course) {
  *course = (struct course){0};
  window_plan_init(&course->plan, SCOPE_MEMBER);
  course->track = calloc(1, track_bytes(&course->plan));
  assert_non_null(course->track);
  track_reset(course->track, &course->plan);
}

static void end(struct course *course) {
  free(course->track);
}

static void push(struct course *course, double now_s, double value) {
  double now[METRIC_COUNT];

  assert_true(timeline_push(&course->timeline, now_s));
  for (int id = 0; id < METRIC_COUNT; id++)
    now[id] = value + id;
  track_push(course->track, &course->plan, &course->timeline, now);
}

/* Some are missing. */
static double value_of(unsigned long tick) {
  return tick % 13 == 5 ? (double)NAN : 1000 + 300 * sin((double)tick / 17);
}

static void run(struct course *course, unsigned long ticks) {
  for (unsigned long i = 0; i < ticks; i++) {
    unsigned long tick = course->timeline.pushes[0] + 1;

    push(course, 5000 + (double)tick, value_of(tick));
  }
}

static struct surroundings surroundings_of(const struct course *course) {
  static double host[METRIC_COUNT];

  for (int id = 0; id < METRIC_COUNT; id++)
    host[id] = NAN;
  return (struct surroundings){.timeline = &course->timeline,
                               .derive = {.host = host, .cpus = 1}};
}

static void keep(const struct course *course, struct shelf *shelf) {
  struct surroundings surroundings = surroundings_of(course);

  shelf->count = 0;
  keep_timeline(&course->timeline, &shelf->ages);
  keep_track(course->track, &course->plan, &surroundings,
             &(struct keep_visitor){put_on_shelf, shelf});
}

/* From the first tick until it was interrupted. */
static void begin_kept(struct course *course, unsigned long ticks,
                       struct shelf *shelf) {
  begin(course);
  run(course, ticks);
  keep(course, shelf);
}

static struct interruption after(double now_s, double since_s) {
  return (struct interruption){.now_s = now_s,
                               .since_s = since_s,
                               .interval_s = 1,
                               .interval_before_s = 1};
}

static int restore_window(struct course *course, const char *name,
                          const struct past *past) {
  return keep_restore_window(course->track, &course->plan, &course->timeline,
                             name, past);
}

static void restore_windows(struct course *course, const struct shelf *shelf) {
  for (int i = 0; i < shelf->count; i++)
    assert_int_equal(restore_window(course, shelf->name[i], &shelf->past[i]),
                     0);
}

static void restore(struct course *course, const struct shelf *shelf,
                    double now_s, double since_s) {
  struct interruption interruption = after(now_s, since_s);

  begin(course);
  assert_int_equal(
      keep_restore_timeline(&course->timeline, &shelf->ages, &interruption), 0);
  restore_windows(course, shelf);
}

static double at(const struct course *course, enum metric_id id, int scale,
                 unsigned age) {
  const struct window *window = track_window(course->track, &course->plan, id);

  if (window)
    return window_at(window, &course->timeline, scale, age);
  return narrow_at(track_narrow(course->track, &course->plan, id),
                   &course->timeline, scale, age);
}

/* From `age` on; times as ages. */
static void expect_alike(const struct course *one, const struct course *other,
                         unsigned from) {
  assert_memory_equal(one->timeline.pushes, other->timeline.pushes,
                      sizeof(one->timeline.pushes));
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    for (unsigned age = from; age < TIMELINE_SLOTS; age++) {
      int slot = timeline_slot(&one->timeline, scale, age);

      if (slot >= 0)
        expect_near(timeline_now_s(&one->timeline) -
                        one->timeline.time_s[scale][slot],
                    timeline_now_s(&other->timeline) -
                        other->timeline.time_s[scale][slot],
                    1e-6);
      for (int id = 0; id < METRIC_COUNT; id++)
        if (track_window(one->track, &one->plan, (enum metric_id)id) ||
            track_narrow(one->track, &one->plan, (enum metric_id)id))
          expect_same(at(one, (enum metric_id)id, scale, age),
                      at(other, (enum metric_id)id, scale, age));
    }
}

static void what_is_restored_is_as_if_it_had_never_been_away(void **state) {
  static const unsigned long ran[] = {1, 9, 10, 59, 61, 605, 1234, 36500};
  static const unsigned long missed[] = {0,   1,   8,    57,   60,
                                         300, 611, 5000, 35000};
  struct shelf shelf;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(ran) * COUNT_OF(missed); i++) {
    unsigned long gap = missed[i % COUNT_OF(missed)];
    struct course one, other;

    begin_kept(&one, ran[i / COUNT_OF(missed)], &shelf);
    restore(&other, &shelf, timeline_now_s(&one.timeline) + (double)gap + 1,
            (double)gap + 1);
    for (unsigned long k = 0; k < gap; k++)
      push(&one, timeline_now_s(&one.timeline) + 1, NAN);
    expect_alike(&one, &other, 0);
    run(&one, 611);
    run(&other, 611);
    expect_alike(&one, &other, 0);
    end(&one);
    end(&other);
  }
}

static void five_minutes_without_us_are_a_gap_of_five_minutes(void **state) {
  struct course one, other;
  struct shelf shelf;

  (void)state;
  begin_kept(&one, 1200, &shelf);
  restore(&other, &shelf, 7000, 301);
  push(&other, 7000, 5);
  for (unsigned age = 1; age < 60; age++)
    expect_missing(at(&other, METRIC_FD_COUNT, 0, age));
  for (unsigned age = 0; age < 30; age++)
    expect_missing(at(&other, METRIC_FD_COUNT, 1, age));
  expect_same(at(&other, METRIC_FD_COUNT, 1, 30),
              at(&one, METRIC_FD_COUNT, 1, 0));
  expect_missing(at(&other, METRIC_FD_COUNT, 2, 4));
  expect_same(at(&other, METRIC_FD_COUNT, 2, 5),
              at(&one, METRIC_FD_COUNT, 2, 0));
  expect_same(at(&other, METRIC_FD_COUNT, 3, 0),
              at(&one, METRIC_FD_COUNT, 3, 0));
  /* the ticks that never were lie evenly */
  for (unsigned age = 0; age < 59; age++)
    expect_near(
        other.timeline.time_s[0][timeline_slot(&other.timeline, 0, age)],
        7000 - (double)age, 1e-6);
  end(&one);
  end(&other);
}

static void the_clock_may_have_begun_anew(void **state) {
  struct course one, other;
  struct shelf shelf;

  (void)state;
  begin_kept(&one, 4000, &shelf);
  restore(&other, &shelf, 12.5, 90);
  expect_near(timeline_now_s(&other.timeline), 11.5, 1e-9);
  for (int i = 0; i < 89; i++)
    push(&one, timeline_now_s(&one.timeline) + 1, NAN);
  expect_alike(&one, &other, 0);
  push(&one, timeline_now_s(&one.timeline) + 1, 3);
  push(&other, 12.5, 3);
  expect_alike(&one, &other, 0);
  end(&one);
  end(&other);
}

/* A window is restored when its process is found again. */
static void a_track_may_come_back_some_ticks_later(void **state) {
  struct course one, other;
  struct shelf shelf;

  (void)state;
  begin_kept(&one, 604, &shelf);
  restore(&other, &shelf, timeline_now_s(&one.timeline) + 4, 4);
  track_reset(other.track, &other.plan);
  for (int i = 0; i < 9; i++)
    push(&one, timeline_now_s(&one.timeline) + 1, NAN);
  for (int i = 0; i < 6; i++)
    push(&other, timeline_now_s(&other.timeline) + 1, NAN);
  restore_windows(&other, &shelf);
  expect_alike(&one, &other, 0);
  end(&one);
  end(&other);
}

static void observe(struct course *course, double files, double read_bytes) {
  struct surroundings surroundings = surroundings_of(course);
  double raw[METRIC_COUNT];
  struct change change;

  for (int id = 0; id < METRIC_COUNT; id++)
    raw[id] = NAN;
  raw[METRIC_FD_COUNT] = files;
  raw[METRIC_IO_READ_BYTES] = read_bytes;
  assert_true(
      timeline_push(&course->timeline, 1 + (double)course->timeline.pushes[0]));
  track_observe(course->track, &course->plan, &surroundings, raw, &change);
}

static void pass(struct course *course,
                 void (*how)(struct track *, const struct window_plan *,
                             const struct surroundings *, struct change *)) {
  struct surroundings surroundings = surroundings_of(course);
  struct change change;

  assert_true(
      timeline_push(&course->timeline, 1 + (double)course->timeline.pushes[0]));
  how(course->track, &course->plan, &surroundings, &change);
}

static void who_rests_is_kept_as_it_is_and_goes_on_resting(void **state) {
  struct course one, other;
  struct shelf shelf;

  (void)state;
  begin(&one);
  for (int i = 0; i < 65; i++)
    observe(&one, 10 + i, 100.0 * i);
  for (int i = 0; i < 14; i++)
    pass(&one, track_rest);
  for (int i = 0; i < 3; i++)
    pass(&one, track_skip);
  keep(&one, &shelf);
  assert_int_equal(one.track->held, 14);
  assert_int_equal(one.track->unseen, 3);
  restore(&other, &shelf, 83, 1);
  expect_missing(at(&other, METRIC_FD_COUNT, 0, 2));
  expect_near(at(&other, METRIC_FD_COUNT, 0, 3), 74, 0);
  expect_near(at(&other, METRIC_IO_READ_BYTES, 0, 3), 0, 0);
  expect_near(at(&other, METRIC_IO_READ_BYTES, 0, 17), 100, 0.5);
  observe(&one, 75, 7000);
  observe(&other, 75, 7000);
  expect_alike(&one, &other, 1);
  expect_near(at(&other, METRIC_FD_COUNT, 0, 0), 75, 0);
  /* what counters stood at is not kept */
  expect_missing(at(&other, METRIC_IO_READ_BYTES, 0, 0));
  assert_true(isfinite(at(&one, METRIC_IO_READ_BYTES, 0, 0)));
  end(&one);
  end(&other);
}

static void what_has_no_value_is_not_told(void **state) {
  struct course one;
  struct shelf shelf;

  (void)state;
  begin(&one);
  keep(&one, &shelf);
  assert_int_equal(shelf.count, 0);
  expect_near(shelf.ages.tick, 0, 0);
  for (int i = 0; i < 10; i++)
    observe(&one, i, NAN);
  keep(&one, &shelf);
  assert_int_equal(shelf.count, 1);
  assert_string_equal(shelf.name[0], metrics[METRIC_FD_COUNT].name);
  end(&one);
}

static void a_narrow_window_may_come_back_as_a_full_one(void **state) {
  struct course one, other;
  struct shelf shelf;

  (void)state;
  begin_kept(&one, 700, &shelf);
  assert_non_null(track_narrow(one.track, &one.plan, METRIC_CPU_USAGE));
  begin(&other);
  free(other.track);
  window_plan_add(&other.plan, METRIC_CPU_USAGE);
  other.track = calloc(1, track_bytes(&other.plan));
  track_reset(other.track, &other.plan);
  other.timeline = one.timeline;
  restore_windows(&other, &shelf);
  assert_non_null(track_window(other.track, &other.plan, METRIC_CPU_USAGE));
  expect_alike(&one, &other, 0);
  end(&one);
  end(&other);
}

static void a_metric_without_a_window_is_unknown(void **state) {
  static const char *const names[] = {"", "no_such_metric", "rchar",
                                      "mem_total"};
  struct course one;
  struct past past = {.tick = 5, .count = {5}};

  (void)state;
  begin(&one);
  run(&one, 20);
  assert_string_equal(metrics[METRIC_RCHAR].name, "rchar");
  for (size_t i = 0; i < COUNT_OF(names); i++)
    assert_int_equal(restore_window(&one, names[i], &past), -ENOENT);
  end(&one);
}

static void another_interval_fits_no_window(void **state) {
  struct interruption interruption = after(9000, 1);
  struct course one;
  struct shelf shelf;
  struct timeline timeline = {0}, empty = {0};

  (void)state;
  begin_kept(&one, 700, &shelf);
  interruption.interval_s = 10;
  assert_int_equal(keep_restore_timeline(&timeline, &shelf.ages, &interruption),
                   -ERANGE);
  assert_memory_equal(&timeline, &empty, sizeof(timeline));
  interruption.interval_s = 1.001;
  assert_int_equal(keep_restore_timeline(&timeline, &shelf.ages, &interruption),
                   0);
  end(&one);
}

/* collectd calls a plugin that it woke late again as if it had been in time. */
static void a_tick_just_before_another_is_one_too(void **state) {
  struct course one, other;
  struct shelf shelf;

  (void)state;
  begin(&one);
  run(&one, 30);
  push(&one, 5031.9999, 7);
  push(&one, 5032, 8);
  keep(&one, &shelf);
  restore(&other, &shelf, 1e9, 0.001);
  expect_near(at(&other, METRIC_FD_COUNT, 0, 0), 8 + METRIC_FD_COUNT, 1e-3);
  assert_true(timeline_push(&other.timeline, 1e9));
  for (unsigned age = 0; age < 32; age++)
    assert_true(
        other.timeline.time_s[0][timeline_slot(&other.timeline, 0, age)] >
        other.timeline.time_s[0][timeline_slot(&other.timeline, 0, age + 1)]);
  end(&one);
  end(&other);
}

static void who_was_away_for_longer_than_a_ring_begins_anew(void **state) {
  struct interruption interruption = after(1e6, 36000);
  struct course one;
  struct shelf shelf;
  struct timeline timeline = {0}, empty = {0};

  (void)state;
  begin_kept(&one, 700, &shelf);
  interruption.since_s = 36001;
  assert_int_equal(keep_restore_timeline(&timeline, &shelf.ages, &interruption),
                   -ESTALE);
  assert_memory_equal(&timeline, &empty, sizeof(timeline));
  interruption.since_s = 36000;
  assert_int_equal(keep_restore_timeline(&timeline, &shelf.ages, &interruption),
                   0);
  end(&one);
}

static const double hostile[] = {NAN,    INFINITY,     -INFINITY, 1e300,
                                 -1e300, -1,           -1e-9,     0.5,
                                 1e10,   4294967296.0, 5e-324,    1e19};

static void expect_refused(const struct past *ages,
                           const struct interruption *interruption) {
  struct timeline timeline = {0}, empty = {0};

  assert_int_equal(keep_restore_timeline(&timeline, ages, interruption),
                   -ERANGE);
  assert_memory_equal(&timeline, &empty, sizeof(timeline));
}

static void hostile_ages_are_refused(void **state) {
  struct interruption good = after(9000, 1), bad;
  struct course one, other;
  struct shelf shelf;

  (void)state;
  begin_kept(&one, 1300, &shelf);
  for (size_t i = 0; i < COUNT_OF(hostile); i++) {
    struct past ages;

    ages = shelf.ages;
    ages.tick = hostile[i];
    expect_refused(&ages, &good);
    for (int scale = 0; scale < TIMELINE_SCALES; scale++)
      for (unsigned age = 0; age < shelf.ages.count[scale]; age++) {
        ages = shelf.ages;
        ages.value[scale][age] = hostile[i];
        if (hostile[i] != 0.5 || age > 1) /* that may be one */
          expect_refused(&ages, &good);
      }
    if (hostile[i] != 0.5) {
      bad = good;
      bad.interval_s = hostile[i];
      expect_refused(&shelf.ages, &bad);
      bad = good;
      bad.interval_before_s = hostile[i];
      expect_refused(&shelf.ages, &bad);
      bad = good;
      bad.since_s = hostile[i];
      expect_refused(&shelf.ages, &bad);
    }
  }
  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    struct past ages = shelf.ages;

    ages.count[scale]--;
    expect_refused(&ages, &good);
  }
  /* more than there are, on the other hand, are not looked at */
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    shelf.ages.count[scale] = 4000000000U;
  restore(&other, &shelf, 9000, 1);
  end(&one);
  end(&other);
}

static void hostile_values_are_no_values(void **state) {
  struct course one;
  struct past past = {.tick = 1300};

  (void)state;
  begin(&one);
  run(&one, 1310);
  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    past.count[scale] = 4000000000U;
    for (unsigned age = 0; age < TIMELINE_SLOTS; age++)
      past.value[scale][age] = hostile[age % 5];
  }
  assert_int_equal(restore_window(&one, "fd_count", &past), 0);
  assert_int_equal(restore_window(&one, "cpu_usage", &past), 0);
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    for (unsigned age = 0; age < TIMELINE_SLOTS; age++) {
      expect_missing(at(&one, METRIC_FD_COUNT, scale, age));
      expect_missing(at(&one, METRIC_CPU_USAGE, scale, age));
    }
  end(&one);
}

static void a_past_that_is_yet_to_come_is_refused(void **state) {
  struct course one;
  struct past past = {.count = {1}, .value = {{77}}};

  (void)state;
  begin(&one);
  run(&one, 20);
  for (size_t i = 0; i < COUNT_OF(hostile); i++) {
    past.tick = hostile[i];
    assert_int_equal(restore_window(&one, "fd_count", &past), -ERANGE);
  }
  expect_near(at(&one, METRIC_FD_COUNT, 0, 0), value_of(20) + METRIC_FD_COUNT,
              1e-3);
  past.tick = 20; /* fewer values than slots */
  assert_int_equal(restore_window(&one, "fd_count", &past), 0);
  expect_near(at(&one, METRIC_FD_COUNT, 0, 0), 77, 0);
  expect_missing(at(&one, METRIC_FD_COUNT, 0, 1));
  end(&one);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_restored_is_as_if_it_had_never_been_away),
      cmocka_unit_test(five_minutes_without_us_are_a_gap_of_five_minutes),
      cmocka_unit_test(the_clock_may_have_begun_anew),
      cmocka_unit_test(a_track_may_come_back_some_ticks_later),
      cmocka_unit_test(who_rests_is_kept_as_it_is_and_goes_on_resting),
      cmocka_unit_test(what_has_no_value_is_not_told),
      cmocka_unit_test(a_narrow_window_may_come_back_as_a_full_one),
      cmocka_unit_test(a_metric_without_a_window_is_unknown),
      cmocka_unit_test(another_interval_fits_no_window),
      cmocka_unit_test(a_tick_just_before_another_is_one_too),
      cmocka_unit_test(who_was_away_for_longer_than_a_ring_begins_anew),
      cmocka_unit_test(hostile_ages_are_refused),
      cmocka_unit_test(hostile_values_are_no_values),
      cmocka_unit_test(a_past_that_is_yet_to_come_is_refused),
  };

  return cmocka_run_group_tests_name("keep", tests, NULL, NULL);
}
