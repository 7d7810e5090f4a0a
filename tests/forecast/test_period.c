/* test_period.c - which cycles are found, and that noise has none. */
#include "expect.h"

#include "forecast/period.h"
#include "walk.h"

#include <stdio.h>
#include <time.h>

enum { SERIES = 2000, TICKS = 3700, CYCLIC = 50 };

/* The rings of 1, 10 and 60 ticks are full after TICKS. */
typedef double (*maker)(uint64_t *seed, int tick, double state[2]);

static struct period find(const struct walk *walk) {
  struct sight sight = sight_of(&walk->window, &walk->timeline, UPWARD);

  return period_find(&sight, 0);
}

static double white(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  (void)state;
  return normal(seed);
}

static double remembering(uint64_t *seed, double share, double state[2]) {
  return state[0] = share * state[0] + normal(seed);
}

static double half(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  return remembering(seed, 0.5, state);
}

static double nine_tenths(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  return remembering(seed, 0.9, state);
}

static double nearly_all(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  return remembering(seed, 0.99, state);
}

static double walking(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  return remembering(seed, 1, state);
}

/* Swings from tick to tick. */
static double alternating(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  return remembering(seed, -0.8, state);
}

/* AR(2): swings by itself, with a peak in its spectrum. A swing is `kept` of
 * the one two ticks before: 0.6 is less than a tenth after a period of 10. */
static double swing(uint64_t *seed, double a, double kept, double state[2]) {
  double value = a * state[0] - kept * state[1] + normal(seed);

  state[1] = state[0];
  return state[0] = value;
}

static double swings_with_6(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  return swing(seed, 1.2, 0.6, state);
}

static double swings_with_7(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  return swing(seed, 0.5, 0.7, state);
}

static double swings_with_8(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  return swing(seed, 1.2, 0.8, state);
}

static double swings_with_9(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  return swing(seed, 1.5, 0.9, state);
}

/* Of 10 ticks. */
static double swings_on(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  return swing(seed, 1.61, 0.99, state);
}

/* A walk of the slope. */
static double gliding(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  state[1] += normal(seed);
  return state[0] += state[1];
}

/* What a late tick does to a rate: too much after too little. */
static double restless(uint64_t *seed, int tick, double state[2]) {
  double late = normal(seed), value = late - state[0];

  (void)tick;
  state[0] = late;
  return value;
}

static double ramp(uint64_t *seed, int tick, double state[2]) {
  (void)state;
  return 0.1 * tick + normal(seed);
}

static double bow(uint64_t *seed, int tick, double state[2]) {
  (void)state;
  return 1e-4 * tick * tick + normal(seed);
}

static double one_step(uint64_t *seed, int tick, double state[2]) {
  if (tick == 0)
    state[0] = uniform(seed) * TICKS;
  return (tick > state[0] ? 20 : 0) + normal(seed);
}

static double bursts(uint64_t *seed, int tick, double state[2]) {
  double burst = uniform(seed) < 0.1 ? -10 * log(1 - uniform(seed)) : 0;

  (void)tick;
  (void)state;
  return burst + 0.3 * normal(seed);
}

static double strokes(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  (void)state;
  return uniform(seed) < 0.1;
}

/* A queue that is filled at times, and drains. */
static double draining(uint64_t *seed, int tick, double state[2]) {
  double burst = uniform(seed) < 0.06 ? -10 * log(1 - uniform(seed)) : 0;

  (void)tick;
  return state[0] = 0.7 * state[0] + burst;
}

/* A collector that runs when it likes. */
static double collected(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  state[0] = uniform(seed) < 0.08 ? 0 : state[0] + 1;
  return state[0] + 0.5 * normal(seed);
}

static double files(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  if (uniform(seed) < 0.3)
    state[0] += uniform(seed) < 0.5 ? -1 : 1;
  return state[0];
}

static double full_of_gaps(uint64_t *seed, int tick, double state[2]) {
  return uniform(seed) < 0.3 ? (double)NAN : walking(seed, tick, state);
}

static double wild(uint64_t *seed, int tick, double state[2]) {
  (void)tick;
  (void)state;
  return normal(seed) / normal(seed);
}

static bool finds_one(maker make, uint64_t seed, double *ret_passed_s) {
  double state[2] = {0};
  struct timespec before, after;
  struct period period;
  struct walk walk;

  begin(&walk, 1);
  for (int tick = 0; tick < TICKS; tick++)
    step(&walk, make(&seed, tick, state));
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
  period = find(&walk);
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
  *ret_passed_s += (double)(after.tv_sec - before.tv_sec) +
                   1e-9 * (double)(after.tv_nsec - before.tv_nsec);
  return !isnan(period.period_s);
}

/* In how many of SERIES, which is printed. */
static int found_in(const char *name, maker make, uint64_t seed,
                    double *ret_passed_s) {
  int found = 0;

  for (int series = 0; series < SERIES; series++)
    found += finds_one(make, 7919u * (uint64_t)series + seed, ret_passed_s);
  printf("# %s: a period in %d of %d\n", name, found, SERIES);
  return found;
}

/* 1 % of 2000 is 20; what is really let through is printed. */
static void noise_has_no_period(void **state) {
  static const struct {
    const char *name;
    maker make;
  } noises[] = {
      {"white", white},
      {"AR(1) 0.5", half},
      {"AR(1) 0.9", nine_tenths},
      {"AR(1) 0.99", nearly_all},
      {"walk", walking},
      {"walk of the slope", gliding},
      {"restless", restless},
      {"ramp", ramp},
      {"bow", bow},
      {"one step", one_step},
      {"bursts", bursts},
      {"strokes", strokes},
      {"draining", draining},
      {"collected", collected},
      {"files", files},
      {"full of gaps", full_of_gaps},
      {"wild", wild},
      {"AR(1) -0.8", alternating},
      {"AR(2) 1.2 -0.6", swings_with_6},
  };
  double passed_s = 0;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(noises); i++) {
    int found = found_in(noises[i].name, noises[i].make, i + 1, &passed_s);

    if (found > SERIES / 100)
      fail_msg("%s has a period in %d of %d", noises[i].name, found, SERIES);
  }
  printf("# %.0f us each\n", 1e6 * passed_s / SERIES / COUNT_OF(noises));
}

/* Between noise that swings and a cycle that is not quite even is no border. */
static void the_longer_a_swing_lasts_the_more_it_is_a_cycle(void **state) {
  double passed_s = 0;
  int few, some, more, most;

  (void)state;
  few = found_in("AR(2) 0.5 -0.7", swings_with_7, 1, &passed_s);
  some = found_in("AR(2) 1.2 -0.8", swings_with_8, 1, &passed_s);
  more = found_in("AR(2) 1.5 -0.9", swings_with_9, 1, &passed_s);
  most = found_in("AR(2) 1.61 -0.99", swings_on, 1, &passed_s);
  assert_true(few < SERIES / 20);
  assert_true(few < some && some < more && more < most);
  assert_true(most > SERIES * 4 / 5);
}

static void what_stands_still_or_is_short_has_no_period(void **state) {
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  expect_missing(find(&walk).period_s);
  for (int tick = 0; tick < 2000; tick++) {
    expect_missing(find(&walk).period_s);
    step(&walk, tick < 1500 ? 5 : 7);
  }
  begin(&walk, 1);
  for (int tick = 0; tick < 20; tick++)
    step(&walk, tick % 5);
  expect_missing(find(&walk).period_s);
  assert_int_equal(find(&walk).scale, -1);
}

static void a_staircase_of_its_quantum_is_no_cycle(void **state) {
  struct walk walk;
  struct sight sight;

  (void)state;
  begin(&walk, 1);
  for (int tick = 0; tick < 600; tick++)
    step(&walk, floor(0.3 * tick));
  expect_near(find(&walk).period_s, 10, 0.1);
  sight = sight_of(&walk.window, &walk.timeline, UPWARD);
  expect_missing(period_find(&sight, 1).period_s);
}

static void what_no_float_can_hold_is_survived(void **state) {
  static const double values[] = {1e300, NAN, 3e38, -3e38, 0, 1e-300};
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int tick = 0; tick < 700; tick++) {
    struct period period = find(&walk);

    assert_true(isnan(period.period_s) || period.period_s > 0);
    assert_true(isnan(period.amplitude) || isfinite(period.amplitude));
    step(&walk, values[tick % 6] * (tick % 7));
  }
}

/* At `turns`, a whole number of them being its height. */
static double sine(double turns) {
  return cos(2 * M_PI * turns) / 2;
}

static double sawtooth(double turns) {
  return 1 - (ceil(turns) - turns);
}

static double square(double turns) {
  return turns - floor(turns + 0.25) + 0.25 < 0.5;
}

/* A series with a cycle: its shape, ticks a period, noise, growth a period. */
struct cyclic {
  double (*shape)(double turns);
  double period;
  double noise;
  double growth;
  double uneven; /* ticks come early or late by as much of one */
  int ticks;
};

static struct period of_cycle(const struct cyclic *cyclic, double step_s,
                              uint64_t seed, double *ret_first_peak_s) {
  double phase = uniform(&seed);
  struct walk walk;

  begin(&walk, step_s);
  *ret_first_peak_s = walk.now_s + phase * cyclic->period * step_s;
  for (int tick = 0; tick < cyclic->ticks; tick++) {
    double turns;

    walk.step_s = step_s * (1 + cyclic->uneven * (uniform(&seed) - 0.5));
    turns = (walk.now_s + walk.step_s - *ret_first_peak_s) / step_s /
            cyclic->period;
    step(&walk, cyclic->shape(turns) + cyclic->noise * normal(&seed) +
                    cyclic->growth * turns);
  }
  return find(&walk);
}

/* How many of CYCLIC have the right period, to 3 %, and with it the height at
 * the right time, to a tenth of the period and `slack` ticks. */
static int found_of(const struct cyclic *cyclic, double step_s, double slack) {
  double period_s = cyclic->period * step_s;
  int right = 0;

  for (unsigned i = 0; i < CYCLIC; i++) {
    double first_s;
    struct period found = of_cycle(cyclic, step_s, 104729 * i + 17, &first_s);
    double turns = (found.peak_s - first_s) / period_s;

    right += fabs(found.period_s / period_s - 1) < 0.03 &&
             fabs(turns - round(turns)) * cyclic->period <=
                 cyclic->period / 10 + slack;
  }
  return right;
}

static void expect_cycles(const struct cyclic *cyclic, size_t count,
                          double step_s, double slack, int least) {
  for (size_t i = 0; i < count; i++) {
    int right = found_of(&cyclic[i], step_s, slack);

    if (right < least)
      fail_msg("row %zu: %d of %d", i, right, CYCLIC);
  }
}

static void cycles_are_found_with_their_phase(void **state) {
  static const struct cyclic cycles[] = {
      {sine, 5, 0.05, 0, 0, 400},      {sine, 7, 0.1, 0, 0, 400},
      {sine, 13, 0.1, 0, 0, 400},      {sawtooth, 7, 0.1, 0, 0, 400},
      {sawtooth, 10, 0.1, 0, 0, 400},  {sawtooth, 13, 0.1, 0, 0, 400},
      {sawtooth, 17, 0.05, 0, 0, 400}, {sawtooth, 25, 0.1, 0, 0, 700},
      {sawtooth, 31, 0.1, 0, 0, 700},  {sine, 40, 0.1, 0, 0, 700},
  };

  (void)state;
  expect_cycles(cycles, COUNT_OF(cycles), 1, 0.75, CYCLIC * 9 / 10);
}

static void the_height_of_a_square_is_somewhere_on_its_top(void **state) {
  static const struct cyclic cycles[] = {{square, 8, 0.1, 0, 0, 400},
                                         {square, 12, 0.1, 0, 0, 400}};

  (void)state;
  expect_cycles(cycles, COUNT_OF(cycles), 60, 2.5, CYCLIC * 9 / 10);
}

static void a_leak_does_not_hide_the_cycle_on_it(void **state) {
  static const struct cyclic cycles[] = {{sawtooth, 10, 0.1, 0.3, 0, 400},
                                         {sawtooth, 12, 0.05, 2, 0, 400},
                                         {sine, 9, 0.1, -1, 0, 400},
                                         {sawtooth, 31, 0.1, 0.2, 0, 700}};

  (void)state;
  expect_cycles(cycles, COUNT_OF(cycles), 1, 0.75, CYCLIC * 9 / 10);
}

static void writeback_is_found_at_any_interval(void **state) {
  static const struct cyclic by_second = {sawtooth, 30, 0.05, 0, 0, 700};
  static const struct cyclic by_ten = {sawtooth, 3, 0.1, 0, 0, 200};

  (void)state;
  expect_cycles(&by_second, 1, 1, 0.75, CYCLIC * 9 / 10);
  expect_cycles(&by_ten, 1, 10, 0.75, CYCLIC * 9 / 10);
}

static void a_day_is_found_at_five_minutes(void **state) {
  static const struct cyclic day = {sine, 288, 0.1, 0, 0, 3600};

  (void)state;
  expect_cycles(&day, 1, 300, 10, CYCLIC * 9 / 10);
}

static void uneven_ticks_do_not_hide_it(void **state) {
  static const struct cyclic cycles[] = {{sine, 9, 0.1, 0, 0.5, 400},
                                         {sawtooth, 11, 0.05, 0, 0.5, 400}};

  (void)state;
  expect_cycles(cycles, COUNT_OF(cycles), 1, 1, CYCLIC * 9 / 10);
}

/* Thirteen ticks look like forty-three to means of ten. */
static void a_fast_cycle_casts_no_slow_shadow(void **state) {
  static const double periods[] = {2.9, 4, 7, 13, 17, 19};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(periods); i++)
    for (unsigned seed = 1; seed <= CYCLIC; seed++) {
      struct cyclic cyclic = {sine, periods[i], 0.05, 0, 0, 1000};
      double first_s;
      struct period period = of_cycle(&cyclic, 1, 31 * seed, &first_s);

      if (period.period_s > 1.2 * periods[i])
        fail_msg("%g has a shadow at %g", periods[i], period.period_s);
    }
}

static void amplitude_and_strength_are_those_of_the_cycle(void **state) {
  struct cyclic cyclic = {sine, 12, 0.02, 0, 0, 400};
  double first_s;
  struct period period = of_cycle(&cyclic, 1, 5, &first_s);

  (void)state;
  expect_near(period.amplitude, 1, 0.1);
  expect_between(period.strength, 0.9, 1);
  assert_int_equal(period.scale, 0);
  cyclic.noise = 0.25;
  expect_between(of_cycle(&cyclic, 1, 5, &first_s).strength, 0.3, 0.95);
}

static void before_a_floor_the_heights_are_the_depths(void **state) {
  struct sight sight;
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int tick = 1; tick <= 300; tick++)
    step(&walk, sine(tick / 10.0));
  sight = sight_of(&walk.window, &walk.timeline, UPWARD);
  expect_near(period_find(&sight, 0).peak_s, walk.now_s, 0.1);
  sight = sight_of(&walk.window, &walk.timeline, DOWNWARD);
  expect_near(period_find(&sight, 0).peak_s, walk.now_s + 5, 0.1);
}

static void the_next_height_is_never_past(void **state) {
  struct period period = {.period_s = 30, .peak_s = 100};

  (void)state;
  expect_near(period_next_s(&period, 100), 100, 1e-9);
  expect_near(period_next_s(&period, 101), 130, 1e-9);
  expect_near(period_next_s(&period, 1000), 1000, 1e-9);
  expect_near(period_next_s(&period, 71), 100, 1e-9);
  expect_missing(period_next_s(&period_none, 100));
}

static void the_rest_without_a_cycle_is_the_trend(void **state) {
  static const double signs[] = {1, -1};
  struct walk walk;

  (void)state;
  begin(&walk, 1);
  for (int tick = 1; tick <= 120; tick++)
    step(&walk, 100 + 2 * tick + 30 * sawtooth(tick / 10.0));
  for (size_t i = 0; i < COUNT_OF(signs); i++) {
    struct sight sight = sight_of(&walk.window, &walk.timeline,
                                  signs[i] > 0 ? UPWARD : DOWNWARD);
    struct span span;

    span_of_scale(&span, &sight, 0);
    period_remove(&span, 10);
    for (int at = 1; at < span.count; at++)
      expect_near(span.v[at - 1] - span.v[at], 2 * signs[i], 1e-3);
  }
}

static void too_short_a_span_is_left_alone(void **state) {
  struct span span = {.count = 3, .t = {20, 10, 0}, .v = {5, 1, 3}};

  (void)state;
  period_remove(&span, 19);
  period_remove(&span, NAN);
  expect_near(span.v[0], 5, 0);
  expect_near(span.v[1], 1, 0);
  expect_near(span.v[2], 3, 0);
}

static void the_next_coincidence_is_told(void **state) {
  static const struct {
    double period_a, peak_a, period_b, peak_b, tolerance, now, next;
  } cases[] = {
      {7, 0, 10, 0, 0.5, 1, 70},         /* coprime: their product */
      {10, 0, 7, 0, 0.5, 1, 70},         /* either way round */
      {7, 0, 10, 0, 0.5, 70, 70},        /* now is next */
      {7, 3, 10, 0, 0.5, 1, 10},         /* 3 + 7 = 10 */
      {31, 5, 12, 0, 1, 0, 36},          /* 5 + 31 = 3 x 12 */
      {31, 5, 12, 1, 1, 0, 37},          /* the later of both: 36 and 37 */
      {30, 0, 13, 0, 1, 1, 91},          /* 3 x 30, 7 x 13 */
      {30, 0, 13, 0, 0.5, 92, 390},      /* 13 x 30 = 30 x 13 */
      {30, 0, 10, 5, 1, 0, NAN},         /* a multiple: never */
      {30, 0, 10, 0, 1, 0, NAN},         /* a multiple: always */
      {30, 0, 30.1, 0, 1, 0, NAN},       /* the same */
      {30, 0, 13, 0, 4, 0, NAN},         /* would be true half of the time */
      {30, 0, 12, 3, 0.5, 0, NAN},       /* they pass each other */
      {1000, 0, 37.1, 18, 0.01, 1, NAN}, /* too far off to be sure of */
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    struct period a = {.period_s = cases[i].period_a,
                       .peak_s = cases[i].peak_a};
    struct period b = {.period_s = cases[i].period_b,
                       .peak_s = cases[i].peak_b};
    double next = coincidence_next(&a, &b, cases[i].tolerance, cases[i].now);

    if (isnan(next) != isnan(cases[i].next) ||
        fabs(next - cases[i].next) > 1e-6)
      fail_msg("row %zu: %g, not %g", i, next, cases[i].next);
  }
}

static void without_two_periods_there_is_no_coincidence(void **state) {
  struct period period = {.period_s = 30, .peak_s = 0};

  (void)state;
  expect_missing(coincidence_next(&period, &period_none, 1, 0));
  expect_missing(coincidence_next(&period_none, &period, 1, 0));
  expect_missing(coincidence_next(&period_none, &period_none, 1, 0));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(noise_has_no_period),
      cmocka_unit_test(the_longer_a_swing_lasts_the_more_it_is_a_cycle),
      cmocka_unit_test(what_stands_still_or_is_short_has_no_period),
      cmocka_unit_test(a_staircase_of_its_quantum_is_no_cycle),
      cmocka_unit_test(what_no_float_can_hold_is_survived),
      cmocka_unit_test(cycles_are_found_with_their_phase),
      cmocka_unit_test(the_height_of_a_square_is_somewhere_on_its_top),
      cmocka_unit_test(a_leak_does_not_hide_the_cycle_on_it),
      cmocka_unit_test(writeback_is_found_at_any_interval),
      cmocka_unit_test(a_day_is_found_at_five_minutes),
      cmocka_unit_test(uneven_ticks_do_not_hide_it),
      cmocka_unit_test(a_fast_cycle_casts_no_slow_shadow),
      cmocka_unit_test(amplitude_and_strength_are_those_of_the_cycle),
      cmocka_unit_test(before_a_floor_the_heights_are_the_depths),
      cmocka_unit_test(the_next_height_is_never_past),
      cmocka_unit_test(the_rest_without_a_cycle_is_the_trend),
      cmocka_unit_test(too_short_a_span_is_left_alone),
      cmocka_unit_test(the_next_coincidence_is_told),
      cmocka_unit_test(without_two_periods_there_is_no_coincidence),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
