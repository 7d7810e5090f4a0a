/* test_whiten.c - what the values before do not foretell, by its formulas. */
#include "expect.h"

#include "forecast/whiten.h"

#include <string.h>

/* At whole steps from 0 on. */
static void series_of(struct series *series, const double *x, int count) {
  memset(series, 0, sizeof(*series));
  series->count = count;
  for (int i = 0; i < count; i++) {
    series->at[i] = i;
    series->x[i] = x[i];
  }
}

static void expect_values(const double *got, const double *wanted, int count) {
  for (int i = 0; i < count; i++)
    if (!(fabs(got[i] - wanted[i]) <= 1e-9))
      fail_msg("value %d is %.12g, not %.12g", i, got[i], wanted[i]);
}

/* --- level ---------------------------------------------------------------- */

static void a_parabola_is_level_whatever_gaps_it_has(void **state) {
  struct series series = {.count = 20};

  (void)state;
  for (int i = 0; i < 20; i++) {
    double at = i + (i > 7) * 5;

    series.at[i] = at;
    series.x[i] = 3 - 2 * at + 0.25 * at * at;
  }
  series_level(&series);
  for (int i = 0; i < 20; i++)
    expect_near(series.x[i], 0, 1e-9);
}

/* A ring that is full, and led by a raw value. */
static void as_many_values_as_there_can_be_are_level(void **state) {
  struct series series = {.count = SPAN_MOST};

  (void)state;
  for (int i = 0; i < SPAN_MOST; i++) {
    series.at[i] = i;
    series.x[i] = 100 + 7 * i - 0.125 * i * i;
  }
  series_level(&series);
  for (int i = 0; i < SPAN_MOST; i++)
    expect_near(series.x[i], 0, 1e-9);
}

static void what_is_no_value_yet_is_left_alone(void **state) {
  struct series series = {.count = 10};

  (void)state;
  for (int i = 0; i < 20; i++) {
    series.at[i] = 5 + i;
    series.x[i] = 1 + i * i;
  }
  series_level(&series);
  for (int i = 0; i < 20; i++)
    expect_near(series.x[i], i < 10 ? 0 : 1 + i * i, 1e-9);
}

/* What is left has no sum with 1, t and t^2; what was taken off is a parabola.
 */
static void what_is_taken_off_is_the_parabola_of_least_squares(void **state) {
  static const double x[] = {1, 5, -2, 8, 8, 3, 1, 4, 9, -7};
  struct series series;
  double sums[3] = {0}, off[10];

  (void)state;
  series_of(&series, x, 10);
  series_level(&series);
  for (int i = 0; i < 10; i++) {
    off[i] = x[i] - series.x[i];
    sums[0] += series.x[i];
    sums[1] += series.x[i] * i;
    sums[2] += series.x[i] * i * i;
  }
  expect_values(sums, (double[]){0, 0, 0}, 3);
  for (int i = 3; i < 10; i++)
    expect_near(off[i] - 3 * off[i - 1] + 3 * off[i - 2] - off[i - 3], 0, 1e-9);
}

static void one_two_or_three_values_are_always_level(void **state) {
  static const double x[] = {3, 7, -5};

  (void)state;
  for (int count = 1; count <= 3; count++) {
    struct series series;

    series_of(&series, x, count);
    series_level(&series);
    expect_values(series.x, (double[]){0, 0, 0}, count);
  }
}

/* --- parts ---------------------------------------------------------------- */

/* Less their mean; NaN is 0. */
static void expect_part(const double *got, const double *wanted, int count) {
  double centred[SPAN_MOST], sum = 0;
  int known = 0;

  for (int i = 0; i < count; i++)
    if (!isnan(wanted[i])) {
      sum += wanted[i];
      known++;
    }
  for (int i = 0; i < count; i++)
    centred[i] = isnan(wanted[i]) ? 0 : wanted[i] - sum / known;
  expect_values(got, centred, count);
}

/* A jump by 1000: the level takes 0.3 of what it is off, Holt's base half, and
 * his slope a fifth. */
static void parts_are_differences_values_and_errors_of_smoothing(void **state) {
  static const double x[] = {7, 1007, 1007, 1007};
  struct series series;
  struct differences differences;

  (void)state;
  series_of(&series, x, 4);
  series_differ(&series, &differences);
  assert_int_equal(differences.count, 3);
  expect_near(differences.length, 3, 0);
  expect_values(differences.at, (double[]){1, 2, 3}, 3);
  expect_part(differences.part[0], (double[]){1000, 0, 0}, 3);
  expect_part(differences.part[1], (double[]){7, 1007, 1007}, 3);
  expect_part(differences.part[2], (double[]){NAN, -1000, 0}, 3);
  expect_part(differences.part[3], (double[]){1000, 700, 490}, 3);
  /* base 7, 507, 857; slope 0, 200, 260 */
  expect_part(differences.part[4], (double[]){1000, 300, -110}, 3);
}

/* Smoothing goes on over it. */
static void behind_a_gap_there_is_no_difference(void **state) {
  static const double at[] = {2, 3, 5, 6, 7.25, 8.75, 9.75};
  static const double x[] = {1, 2, 4, 7, 11, 16, 22};
  struct series series;
  struct differences differences;

  (void)state;
  series_of(&series, x, 7);
  memcpy(series.at, at, sizeof(at));
  series_differ(&series, &differences);
  assert_int_equal(differences.count, 4); /* 1.25 steps are one, 1.5 a gap */
  expect_near(differences.length, 7.75, 1e-12);
  expect_values(differences.at, (double[]){3, 6, 7.25, 9.75}, 4);
  expect_part(differences.part[0], (double[]){1, 3, 4, 6}, 4);
  expect_part(differences.part[1], (double[]){1, 4, 7, 16}, 4);
  expect_part(differences.part[2], (double[]){NAN, NAN, 1, NAN}, 4);
  /* levels 1, 1.3, 2.11, 3.577, 5.8039, 8.86273 */
  expect_part(differences.part[3],
              (double[]){1, 7 - 2.11, 11 - 3.577, 22 - 8.86273}, 4);
}

static const double swinging[] = {1, 4, -2, 8, 8, 3, 1, 4, 9, -7, 5, 0, 2, -3};

enum { SWINGING = COUNT_OF(swinging) };

/* x_i - p x_(i-1) for each p of whiten.h, then the other parts as they are. */
static void each_kind_of_noise_has_its_whitening(void **state) {
  static const double p[] = {-0.4, 0, 0.4, 0.7, 0.9, 1};
  double white[SPAN_MOST], wanted[SPAN_MOST];
  struct series series;
  struct differences differences;

  (void)state;
  series_of(&series, swinging, SWINGING);
  series_differ(&series, &differences);
  assert_int_equal(differences.count, SWINGING - 1);
  white[SWINGING - 1] = 42;
  for (int kind = 0; kind < 6; kind++) {
    for (int i = 1; i < SWINGING; i++)
      wanted[i - 1] = swinging[i] - p[kind] * swinging[i - 1];
    differences_whiten(&differences, kind, white);
    expect_part(white, wanted, SWINGING - 1);
  }
  for (int i = 1; i < SWINGING; i++)
    wanted[i - 1] = i < 2 ? (double)NAN
                          : swinging[i] - 2 * swinging[i - 1] + swinging[i - 2];
  expect_part(differences.part[2], wanted, SWINGING - 1);
  for (int kind = 6; kind < FITTED; kind++) {
    differences_whiten(&differences, kind, white);
    expect_part(white, differences.part[kind - 4], SWINGING - 1);
  }
  expect_near(white[SWINGING - 1], 42, 0); /* behind the last */
}

/* --- AR(2) ---------------------------------------------------------------- */

static void expect_fitted(const struct series *series, double a, double b) {
  struct differences differences;

  series_differ(series, &differences);
  expect_values(differences.fitted, (double[]){1 + b, 1 - a - b, -b, 0, 0}, 5);
  assert_ptr_equal(differences_whitening(&differences, FITTED),
                   differences.fitted);
}

/* x_i = a x_(i-1) + b x_(i-2), anew from 1 and `second` behind a gap. */
static void swing_of(struct series *series, double a, double b, double second) {
  memset(series, 0, sizeof(*series));
  series->count = 24;
  for (int i = 0; i < 24; i++) {
    int since = i % 12;
    double *x = &series->x[i];

    series->at[i] = i + 3 * (i / 12);
    *x = since == 0 ? 1 : since == 1 ? second : a * x[-1] + b * x[-2];
  }
}

static void a_swing_is_fitted_by_the_values_in_a_row(void **state) {
  struct series series;

  (void)state;
  swing_of(&series, 0.5, -0.25, 3);
  expect_fitted(&series, 0.5, -0.25);
  swing_of(&series, 1.1, -0.375, -2);
  expect_fitted(&series, 1.1, -0.375);
  swing_of(&series, -0.5, 0.25, 3);
  expect_fitted(&series, -0.5, 0.25);
  series.count = 2; /* nothing in a row: a walk */
  expect_fitted(&series, 1, 0);
}

/* With b given, a is that of least squares. */
static double a_with(const struct series *series, double b) {
  double s01 = 0, s11 = 0, s12 = 0;

  for (int i = 0; i < 24; i++)
    if (i % 12 >= 2) {
      const double *x = &series->x[i];

      s01 += x[0] * x[-1];
      s11 += x[-1] * x[-1];
      s12 += x[-1] * x[-2];
    }
  return (s01 - b * s12) / s11;
}

static void what_swings_on_or_grows_is_not_fitted_away(void **state) {
  struct series series;

  (void)state;
  swing_of(&series, 1.5, -0.9, 3);
  expect_fitted(&series, a_with(&series, -0.4), -0.4);
  swing_of(&series, 0.2, 1.25, -2);
  expect_fitted(&series, a_with(&series, 1), 1);
}

/* 1 + e, 1 - e, ... is its value before the last, but for rounding nothing. */
static void what_is_all_but_constant_is_a_walk(void **state) {
  static const struct {
    double e, a, b;
  } rows[] = {{0, 1, 0}, {1.5e-5, 1, 0}, {1.7e-5, 0, 1}, {0.1, 0, 1}};
  struct series series;
  double x[40] = {0};

  (void)state;
  series_of(&series, x, 40);
  expect_fitted(&series, 1, 0);
  for (size_t row = 0; row < COUNT_OF(rows); row++) {
    struct differences differences;

    for (int i = 0; i < 40; i++)
      x[i] = 1 + (i % 2 ? -1 : 1) * rows[row].e;
    series_of(&series, x, 40);
    series_differ(&series, &differences);
    expect_near(differences.fitted[0], 1 + rows[row].b, 1e-3);
    expect_near(differences.fitted[1], 1 - rows[row].a - rows[row].b, 1e-3);
  }
}

/* --- autocorrelation ------------------------------------------------------ */

static void pairs_count_by_how_near_to_the_lag_they_are(void **state) {
  static const struct differences differences = {.count = 5,
                                                 .at = {1, 2, 3, 4, 6.5, 7.5}};
  static const double white[] = {1, 2, 4, 8, 16, 1e6};
  static const struct {
    double lag, sum;
  } rows[] = {
      {1, 2 + 8 + 32},
      {2, 4 + 16 + 128 * 0.5},
      {3, 8 + 64 * 0.5 + 128 * 0.5},
      {3.25, 8 * 0.75 + 64 * 0.75 + 128 * 0.25},
      {1.5, 0.5 * (2 + 8 + 32) + 0.5 * (4 + 16)},
      {5, 32 * 0.5 + 16 * 0.5},
      {5.5, 16},
      {6.5, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_near(autocorrelation(&differences, white, rows[i].lag),
                rows[i].sum / (1 + 4 + 16 + 64 + 256), 1e-12);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_parabola_is_level_whatever_gaps_it_has),
      cmocka_unit_test(as_many_values_as_there_can_be_are_level),
      cmocka_unit_test(what_is_no_value_yet_is_left_alone),
      cmocka_unit_test(what_is_taken_off_is_the_parabola_of_least_squares),
      cmocka_unit_test(one_two_or_three_values_are_always_level),
      cmocka_unit_test(parts_are_differences_values_and_errors_of_smoothing),
      cmocka_unit_test(behind_a_gap_there_is_no_difference),
      cmocka_unit_test(each_kind_of_noise_has_its_whitening),
      cmocka_unit_test(a_swing_is_fitted_by_the_values_in_a_row),
      cmocka_unit_test(what_swings_on_or_grows_is_not_fitted_away),
      cmocka_unit_test(what_is_all_but_constant_is_a_walk),
      cmocka_unit_test(pairs_count_by_how_near_to_the_lag_they_are),
  };

  return cmocka_run_group_tests_name("whiten", tests, NULL, NULL);
}
