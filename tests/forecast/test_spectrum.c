/* test_spectrum.c - a peak is as its formulas say, and where it must not be. */
#include "expect.h"

#include "forecast/spectrum.h"
#include "walk.h"

#include <string.h>

static const double BELIEVED = 14;     /* -log of the chance */
static const double LEAST_LEFT = 1e-9; /* of the squares: all is explained */

typedef double shape(double turns);

static double sine(double turns) {
  return cos(2 * M_PI * turns);
}

static double tooth(double turns) {
  return turns - floor(turns);
}

/* A twelfth of a turn. */
static double stroke(double turns) {
  return turns - floor(turns) < 1.0 / 12;
}

static void make(struct series *series, int count, shape *of, double period,
                 double noise) {
  uint64_t seed = 9;

  memset(series, 0, sizeof(*series));
  series->count = count;
  for (int i = 0; i < count; i++) {
    series->at[i] = i;
    series->x[i] = of((i + 0.25) / period) + noise * normal(&seed);
  }
}

/* --- by the words of spectrum.h ------------------------------------------- */

/* What a harmonic at `frequency` takes out of the squares of white noise. */
static double taken(const struct differences *differences, const double *white,
                    double frequency) {
  double re = 0, im = 0;

  for (int i = 0; i < differences->count; i++) {
    re += white[i] * cos(2 * M_PI * frequency * differences->at[i]);
    im += white[i] * sin(2 * M_PI * frequency * differences->at[i]);
  }
  return 2 * (re * re + im * im) / differences->count;
}

/* The least that is left of any kind of noise without m harmonics of f. */
static double least_left(const struct differences *differences, double f,
                         int m) {
  double least = INFINITY;

  for (int kind = 0; kind < NOISES; kind++) {
    double white[SPAN_MOST], left = 0;

    differences_whiten(differences, kind, white);
    for (int i = 0; i < differences->count; i++)
      left += white[i] * white[i];
    for (int h = 1; h <= m; h++)
      left -= taken(differences, white, h * f);
    least = fmin(least, left);
  }
  return least;
}

/* -log of (1 - r)^b sum over k < m of b (b + 1) .. (b + k - 1) / k! r^k */
static double weight_of(double r, int m, int count) {
  double b = (count - 1 - 2 * m) / 2.0, sum = 0;

  for (int k = 0; k < m; k++) {
    double term = pow(r, k);

    for (int j = 0; j < k; j++)
      term *= (b + j) / (j + 1);
    sum += term;
  }
  return -log(pow(1 - r, b) * sum);
}

/* Two frequencies for each that is independent, from three whole periods up to
 * just below half a step. */
static struct peak heaviest(struct series series) {
  struct peak best = {NAN, 0, 0};
  struct differences differences;
  double step, least;

  series_level(&series);
  series_differ(&series, &differences);
  step = 0.5 / (differences.length + 1);
  least = least_left(&differences, 0, 0);
  for (int m = 1; m <= 4; m++)
    for (int f = 6; f * m * step < 0.49; f++) {
      double left = least_left(&differences, f * step, m) / least;
      double r = 1 - fmax(left, LEAST_LEFT);
      double weight = weight_of(r, m, differences.count);

      if (weight > best.weight)
        best = (struct peak){1 / (f * step), r, weight};
    }
  return best;
}

static void strength_and_weight_are_those_of_the_formula(void **state) {
  static const struct {
    int count;
    shape *of;
    double period, noise;
  } rows[] = {
      {24, sine, 6, 0.1},    {24, tooth, 8, 0.05},     {40, sine, 2.5, 0.3},
      {40, sine, 12, 0.1},   {60, sine, 17, 0.2},      {60, tooth, 10, 0.05},
      {60, tooth, 13, 0.1},  {60, sine, 3.3, 0.2},     {60, tooth, 18, 0.02},
      {40, sine, 12, 0.125}, {40, sine, 12, 0.13},     {60, stroke, 12, 0.05},
      {60, stroke, 9, 0.05}, {60, sine, 7 / 3.0, 0.1}, {60, sine, 19.5, 0},
      {30, sine, 5, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct peak found, wanted;
    struct series series;

    make(&series, rows[i].count, rows[i].of, rows[i].period, rows[i].noise);
    found = spectrum_peak(&series, NULL);
    wanted = heaviest(series);
    if (wanted.weight <= BELIEVED) {
      expect_missing(found.period);
      continue;
    }
    expect_near(found.strength, wanted.strength, 1e-9);
    expect_near(found.weight, wanted.weight, 1e-6 * wanted.weight);
    expect_near(found.period, rows[i].period, 0.03 * rows[i].period);
  }
}

/* A ring full of other things: nothing of them may be looked at again. */
static void ask_of_something_else(void) {
  struct series series;

  make(&series, SPAN_MOST, tooth, 7, 0.5);
  for (int i = 0; i < SPAN_MOST; i++) {
    series.at[i] += 1000;
    series.x[i] *= 1e6;
  }
  (void)spectrum_peak(&series, NULL);
}

static void what_was_asked_before_leaves_no_trace(void **state) {
  static const double periods[] = {3.7, 5, 6.3, 8, 11};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(periods); i++) {
    struct peak found, wanted;
    struct series series;

    make(&series, 40, sine, periods[i], 0.1);
    wanted = heaviest(series);
    ask_of_something_else();
    found = spectrum_peak(&series, NULL);
    expect_near(found.weight, wanted.weight, 1e-6 * wanted.weight);
    expect_near(found.period, periods[i], 0.03 * periods[i]);
  }
}

/* Each second turn is higher than the others by `uneven`. */
static struct peak of_uneven_turns(shape *of, double period, double uneven) {
  struct series series;

  make(&series, 60, of, period, 0.02);
  for (int i = 0; i < 60; i++) {
    double turns = (i + 0.25) / period;

    series.x[i] += uneven * of(turns) * (fmod(floor(turns), 2) * 2 - 1);
  }
  return spectrum_peak(&series, NULL);
}

static void turns_that_are_all_but_alike_are_one_period(void **state) {
  static const struct {
    shape *of;
    double period, uneven, found;
  } rows[] = {
      {tooth, 5, 0, 5},      {tooth, 5, 0.1, 5},   {tooth, 5, 0.2, 10},
      {sine, 2.5, 0.2, 2.5}, {sine, 2.5, 0.4, 5},  {sine, 5, 0.3, 5},
      {sine, 5, 0.4, 5},     {sine, 5, 0.5, 10},   {stroke, 6, 0.2, 6},
      {stroke, 6, 0.3, 6},   {stroke, 6, 0.4, 12},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_near(
        of_uneven_turns(rows[i].of, rows[i].period, rows[i].uneven).period,
        rows[i].found, 0.03);
}

static struct peak of_a_clean_sine(int count, double period) {
  struct series series;

  make(&series, count, sine, period, 0);
  return spectrum_peak(&series, NULL);
}

static void twenty_four_values_are_the_least(void **state) {
  struct series series;

  (void)state;
  expect_missing(of_a_clean_sine(23, 6).period);
  expect_near(of_a_clean_sine(24, 6).period, 6, 0.1);
  make(&series, 25, sine, 6, 0);
  for (int i = 12; i < 25; i++)
    series.at[i] += 6;
  expect_near(spectrum_peak(&series, NULL).period, 6, 0.1);
  series.count = 24; /* one has none before it: 22 differences */
  expect_missing(spectrum_peak(&series, NULL).period);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(strength_and_weight_are_those_of_the_formula),
      cmocka_unit_test(what_was_asked_before_leaves_no_trace),
      cmocka_unit_test(turns_that_are_all_but_alike_are_one_period),
      cmocka_unit_test(twenty_four_values_are_the_least),
  };

  return cmocka_run_group_tests_name("spectrum", tests, NULL, NULL);
}
