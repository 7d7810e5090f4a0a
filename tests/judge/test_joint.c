/* test_joint.c - what holds together, and for how long. */
#include "expect.h"

#include "judge/joint.h"

#include <string.h>

static const struct joint_rule rule = {.io_wait_ms = 150,
                                       .fd_growth = 300,
                                       .fd_window_s = 120,
                                       .sigma = 2,
                                       .horizon_s = 2220,
                                       .trip_s = 10};

/* So many seconds of it; whether it trips at the end. */
struct stretch {
  int seconds;
  double io_wait, fd_growth, fd_eta_s;
  bool trips;
};

#define NOT_TOLD NAN
#define NO_WALL  NAN

static void step(struct joint *joint, const struct stretch *stretch,
                 double now_s) {
  joint_step(joint, &rule,
             &(struct joint_signs){.io_wait = stretch->io_wait,
                                   .io_wait_source = 1,
                                   .fd_growth = stretch->fd_growth,
                                   .fd_eta_s = stretch->fd_eta_s},
             now_s, 1);
}

static void play(const struct stretch *stretches, size_t count) {
  struct joint joint;
  double now_s = 100;

  joint_clear(&joint);
  for (size_t i = 0; i < count; i++) {
    for (int k = 0; k < stretches[i].seconds; k++)
      step(&joint, &stretches[i], now_s++);
    if (joint_has_tripped(&joint, rule.trip_s) != stretches[i].trips)
      fail_msg("stretch %zu", i);
  }
}

static void both_together_trip(void **state) {
  static const struct stretch stretches[] = {
      {60, 10, 10, NO_WALL, false},
      {10, 420, 312, NO_WALL, false},
      {1, 420, 312, NO_WALL, true},
  };

  (void)state;
  play(stretches, COUNT_OF(stretches));
}

static void either_alone_never_does(void **state) {
  static const struct stretch stretches[] = {
      {3600, 420, 299, NO_WALL, false},
      {3600, 149, 5000, NO_WALL, false},
      {3600, 149, 0, 60, false},
  };

  (void)state;
  play(stretches, COUNT_OF(stretches));
}

static void a_flicker_of_either_is_a_break(void **state) {
  static const struct stretch stretches[] = {
      {10, 420, 312, NO_WALL, false}, {1, 100, 312, NO_WALL, false},
      {10, 420, 312, NO_WALL, false}, {1, 420, 100, NO_WALL, false},
      {10, 420, 312, NO_WALL, false}, {1, 420, 312, NO_WALL, true},
  };

  (void)state;
  play(stretches, COUNT_OF(stretches));
}

static void a_small_table_trips_by_its_forecast(void **state) {
  static const struct stretch stretches[] = {
      {11, 420, 40, 2221, false},
      {11, 420, 40, 2220, true},
      {1, 420, 40, NO_WALL, false},
      {11, 420, 40, 0, true},
  };

  (void)state;
  play(stretches, COUNT_OF(stretches));
}

static void a_gap_is_no_break_and_no_evidence(void **state) {
  static const struct stretch stretches[] = {
      {6, 420, 312, NO_WALL, false},
      {8, NOT_TOLD, 312, NO_WALL, false},
      {4, 420, 312, NO_WALL, false},
      {1, 420, 312, NO_WALL, true},
  };

  (void)state;
  play(stretches, COUNT_OF(stretches));
}

static void after_a_long_gap_it_begins_anew(void **state) {
  static const struct stretch stretches[] = {
      {9, 420, 312, NO_WALL, false},
      {30, 420, NOT_TOLD, NO_WALL, false},
      {10, 420, 312, NO_WALL, false},
      {1, 420, 312, NO_WALL, true},
  };

  (void)state;
  play(stretches, COUNT_OF(stretches));
}

static void after_a_tear_it_begins_anew(void **state) {
  static const struct stretch hot = {1, 420, 312, NO_WALL, false};
  struct joint joint;

  (void)state;
  joint_clear(&joint);
  for (int i = 0; i < 10; i++)
    step(&joint, &hot, i);
  joint_tear(&joint);
  for (int i = 10; i < 20; i++)
    step(&joint, &hot, i);
  assert_false(joint_has_tripped(&joint, rule.trip_s));
  step(&joint, &hot, 20);
  assert_true(joint_has_tripped(&joint, rule.trip_s));
}

/* For hours, and flat: each by itself would have become usual. */
static void an_incident_does_not_become_usual(void **state) {
  static const struct stretch stretches[] = {
      {4 * 3600, 420, 312, NO_WALL, true},
  };

  (void)state;
  play(stretches, COUNT_OF(stretches));
}

static void what_always_waits_and_bursts_is_measured_by_itself(void **state) {
  static const struct stretch stretches[] = {
      {3600, 300, 10, NO_WALL, false},
      {3600, 300, 10, NO_WALL, false},
      {60, 299, 400, NO_WALL, false},
      {11, 500, 400, NO_WALL, true},
  };

  (void)state;
  play(stretches, COUNT_OF(stretches));
}

static double mean_of(const double *value, int count) {
  struct timeline timeline = {.pushes = {0}};
  struct window window;

  window_clear(&window);
  for (int i = 0; i < count; i++) {
    timeline_push(&timeline, i + 1);
    window_push(&window, &timeline, value[i]);
  }
  return joint_io_wait(&window, &timeline, 150);
}

static void no_single_tick_makes_the_mean(void **state) {
  static const double flicker[] = {0, 0, 0, 0, 0, 9000, 0, 0, 0, 0};
  static const double half[] = {0, 400, 0, 400, 0, 400, 0, 400, 0, 400};
  static const double young[] = {200, 200, 200, 200, 9000};
  static const double eleventh[] = {300, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

  (void)state;
  expect_near(mean_of(flicker, 10), 30, 0);
  expect_near(mean_of(half, 10), 150, 0);
  expect_near(mean_of(eleventh, 11), 0, 0);
  expect_near(mean_of(eleventh, 10), 30, 0);
  expect_near(mean_of(young, 5), 220, 0);
  expect_missing(mean_of(young, 4));
}

static void the_reasons_are_sentences(void **state) {
  static const struct stretch hot = {1, 420, 312, 240, false};
  char reason[JOINT_REASONS][JOINT_REASON_BYTES];
  struct joint joint;

  (void)state;
  joint_clear(&joint);
  assert_int_equal(joint_reasons(&joint, &rule, 0, reason), 0);
  for (int i = 0; i <= 12; i++)
    step(&joint, &hot, i);
  assert_int_equal(joint_reasons(&joint, &rule, 12, reason), 4);
  assert_non_null(strstr(reason[0], "420 ms of each second for I/O, 150 are"));
  assert_non_null(strstr(reason[1], "312 file descriptors"));
  assert_non_null(strstr(reason[2], "in 240 s"));
  assert_non_null(strstr(reason[3], "for 12 s"));
}

/* One tick of what the case says, and what is told of it three seconds on. */
static size_t said_of(const struct joint_signs *signs,
                      char reason[][JOINT_REASON_BYTES]) {
  struct joint joint;

  joint_clear(&joint);
  joint_step(&joint, &rule, signs, 100, 1);
  return joint_reasons(&joint, &rule, 103, reason);
}

static void each_reason_is_a_whole_sentence(void **state) {
  const struct {
    struct joint_signs signs;
    size_t count;
    const char *first;
  } rows[] = {
      {{.io_wait = 149, .fd_growth = 299, .fd_eta_s = NAN}, 0, NULL},
      {{.io_wait = 150, .fd_growth = 299, .fd_eta_s = NAN},
       1,
       "It has waited 150 ms of each second for I/O, 150 are allowed, for 3 s "
       "now (by the worst of its processes)."},
      {{.io_wait = 150,
        .io_wait_told = 160,
        .io_wait_source = 3, /* the states of threads */
        .fd_growth = NAN,
        .fd_eta_s = NAN},
       1,
       "It has been blocked 160 ms of each second, 150 are allowed, for 3 s "
       "now (by thread states)."},
      {{.io_wait = NAN, .fd_growth = 300, .fd_eta_s = NAN},
       1,
       "It has opened 300 file descriptors more than it closed in 120 s, 300 "
       "are allowed."},
      {{.io_wait = NAN, .fd_growth = NAN, .fd_eta_s = 2220},
       1,
       "It will run out of file descriptors in 2220 s."},
      {{.io_wait = NAN, .fd_growth = NAN, .fd_eta_s = 2221}, 0, NULL},
      {{.io_wait = NAN, .fd_growth = NAN, .fd_eta_s = 0},
       1,
       "It ran out of file descriptors."},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char reason[JOINT_REASONS][JOINT_REASON_BYTES];

    assert_int_equal(said_of(&rows[i].signs, reason), rows[i].count);
    if (rows[i].first)
      assert_string_equal(reason[0], rows[i].first);
  }
}

/* Since when it waits a tear has made unknown, and that it has held. */
static void a_tear_is_told_as_a_new_begin(void **state) {
  static const struct stretch hot = {1, 420, 312, NO_WALL, false};
  char reason[JOINT_REASONS][JOINT_REASON_BYTES];
  struct joint joint;

  (void)state;
  joint_clear(&joint);
  for (int i = 0; i <= 10; i++)
    step(&joint, &hot, i);
  assert_true(joint_has_tripped(&joint, 10));
  assert_false(joint_has_tripped(&joint, 10.5));
  joint_tear(&joint);
  assert_false(joint_has_tripped(&joint, 10));
  assert_int_equal(joint_reasons(&joint, &rule, 20, reason), 3);
  assert_non_null(strstr(reason[0], "for 0 s now"));
}

/* While the fuse is blown the disk is as slow as before. */
static void nothing_becomes_usual_while_it_is_blown(void **state) {
  (void)state;
  for (int is_blown = 0; is_blown < 2; is_blown++) {
    struct joint_rule blown = rule;
    struct joint joint;

    blown.is_blown = is_blown;
    joint_clear(&joint);
    for (int i = 0; i < 7200; i++)
      joint_step(&joint, &blown,
                 &(struct joint_signs){
                     .io_wait = 300, .fd_growth = NAN, .fd_eta_s = NAN},
                 i, 1);
    expect_near(joint_io_wait_threshold(&joint, &rule), is_blown ? 150 : 303,
                1e-3);
  }
}

static void the_worse_exceeds_its_threshold_by_more(void **state) {
  static const struct stretch quiet = {1, 149, 10, NO_WALL, false},
                              warm = {1, 150, 10, NO_WALL, false},
                              hot = {1, 420, 10, NO_WALL, false},
                              hotter = {1, 421, 10, NO_WALL, false};
  struct joint one, other;

  (void)state;
  joint_clear(&one);
  joint_clear(&other);
  step(&one, &hot, 1);
  step(&other, &quiet, 1);
  assert_true(joint_is_worse(&one, &other));
  assert_false(joint_is_worse(&other, &one));
  step(&one, &warm, 1); /* at the threshold, and below it */
  assert_true(joint_is_worse(&one, &other));
  step(&one, &hot, 1);
  step(&other, &hot, 2);
  assert_false(joint_is_worse(&one, &other));
  step(&other, &hotter, 3);
  assert_true(joint_is_worse(&other, &one));
}

/* Ten ticks without evidence are none too many, eleven are. */
static void a_lapse_is_bridged_up_to_its_length(void **state) {
  static const struct stretch hot = {1, 420, 312, NO_WALL, false};

  (void)state;
  for (int gap = JOINT_LAPSE; gap <= JOINT_LAPSE + 1; gap++) {
    struct joint joint;

    joint_clear(&joint);
    step(&joint, &hot, 0);
    step(&joint, &hot, 1);
    step(&joint, &hot, 1 + gap);
    expect_near(joint.held_s, gap == JOINT_LAPSE ? 2 : 0, 0);
  }
}

static void each_case_has_its_row_and_only_both_trip(void **state) {
  (void)state;
  for (int i = 0; i < JOINT_CASES; i++) {
    assert_non_null(joint_rows[i].evidence);
    assert_non_null(joint_rows[i].response);
    assert_int_equal(joint_rows[i].trips, i == JOINT_BOTH);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(both_together_trip),
      cmocka_unit_test(either_alone_never_does),
      cmocka_unit_test(a_flicker_of_either_is_a_break),
      cmocka_unit_test(a_small_table_trips_by_its_forecast),
      cmocka_unit_test(a_gap_is_no_break_and_no_evidence),
      cmocka_unit_test(after_a_long_gap_it_begins_anew),
      cmocka_unit_test(after_a_tear_it_begins_anew),
      cmocka_unit_test(an_incident_does_not_become_usual),
      cmocka_unit_test(what_always_waits_and_bursts_is_measured_by_itself),
      cmocka_unit_test(no_single_tick_makes_the_mean),
      cmocka_unit_test(the_reasons_are_sentences),
      cmocka_unit_test(each_reason_is_a_whole_sentence),
      cmocka_unit_test(a_tear_is_told_as_a_new_begin),
      cmocka_unit_test(nothing_becomes_usual_while_it_is_blown),
      cmocka_unit_test(the_worse_exceeds_its_threshold_by_more),
      cmocka_unit_test(a_lapse_is_bridged_up_to_its_length),
      cmocka_unit_test(each_case_has_its_row_and_only_both_trip),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
