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

/* --- beside others, and behind shadows ------------------------------------ */

/* Periods in steps; `fast` in cycles a step, which means of ten show as a slow
 * one; `found` is one of them, or NaN. */
struct mix {
  shape *of;
  double period, height, fast, fast_height, other, other_height, noise;
  unsigned seed;
  double found;
};

static double mixed(const struct mix *mix, double at) {
  return mix->height * mix->of(at / mix->period) +
         mix->fast_height * sine(mix->fast * at) +
         (mix->other > 0 ? mix->other_height * sine(at / mix->other) : 0);
}

/* Sixty means of ten, and the ten of each of the last six. */
static struct peak peak_of(const struct mix *mix) {
  uint64_t seed = 7919u * (uint64_t)mix->seed;
  struct series means = {.count = 60};
  struct finer finer = {.values = 10, .series = {.count = 60}};

  for (int i = 0; i < 600; i++) {
    means.x[i / 10] += mixed(mix, i / 10.0) / 10;
    if (i >= 540) {
      finer.series.at[i - 540] = i / 10.0;
      finer.series.x[i - 540] = mixed(mix, i / 10.0);
    }
  }
  for (int i = 0; i < 60; i++) {
    means.at[i] = i;
    means.x[i] += mix->noise * normal(&seed);
  }
  return spectrum_peak(&means, &finer);
}

static void a_true_cycle_is_found_beside_others(void **state) {
  static const struct mix mixes[] = {
      {tooth, 13.66, 2, 0, 0, 0, 0, 0.05, 19, 13.66},
      {sine, 2.22, 1, 0, 0, 0, 0, 0.3, 1, 2.22},
      {sine, 10.3, 0.8, 0, 0, 7.7, 0.2, 0.1, 12, 10.3},
      {sine, 3.35, 0.5, 0, 0, 7.4, 0.7, 0.1, 75, 7.4},
      {sine, 2.23, 1.1, 0.82, 0.2, 0, 0, 0.25, 71, 2.23},
      {sine, 3.01, 1.1, 1.67, 0.5, 0, 0, 0.3, 27, 3.01},
      {sine, 8.78, 0.9, 0.7, 1, 0, 0, 0.1, 2, 8.78},
      {sine, 14.42, 1, 1.93, 1.1, 0, 0, 0.3, 43, 14.42},
      {tooth, 4.43, 1.2, 3.13, 1.6, 5.7, 0.3, 0.1, 87, 4.43},
      /* behind up to three shadows, each looked at once */
      {tooth, 7.7, 0.6, 1.55, 1.9, 0, 0, 0.1, 20, 7.7},
      {sine, 14.1, 1, 0.63, 1.3, 0, 0, 0.1, 58, 14.1},
      {tooth, 5.14, 1.2, 0.65, 1.6, 0, 0, 0.05, 57, 5.14},
      {tooth, 4.69, 1.6, 0.6, 2, 0, 0, 0.1, 44, 4.69},
      {sine, 12.18, 1, 0.65, 1.9, 0, 0, 0.2, 58, 12.18},
      {tooth, 6.05, 0.8, 0.55, 1.5, 0, 0, 0.1, 42, 6.05},
      /* four are as many as are looked through */
      {sine, 2.42, 0.7, 1.8, 2, 0, 0, 0.05, 59, NAN},
      {sine, 13.88, 0.7, 0.6, 1.7, 0, 0, 0.3, 81, NAN},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(mixes); i++) {
    double period = peak_of(&mixes[i]).period, wanted = mixes[i].found;

    if (isnan(period) != isnan(wanted) ||
        fabs(period - wanted) > 0.016 * wanted)
      fail_msg("row %zu: %g, not %g", i, period, wanted);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(strength_and_weight_are_those_of_the_formula),
      cmocka_unit_test(what_was_asked_before_leaves_no_trace),
      cmocka_unit_test(turns_that_are_all_but_alike_are_one_period),
      cmocka_unit_test(a_true_cycle_is_found_beside_others),
      cmocka_unit_test(twenty_four_values_are_the_least),
  };

  return cmocka_run_group_tests_name("spectrum", tests, NULL, NULL);
}
