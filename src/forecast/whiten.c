/* whiten.c - see whiten.h */
#include "forecast/whiten.h"

#include <math.h>
#include <stdbool.h>

/* clang-format off */
static const double whitening[FITTED][DIFFERENCE_PARTS] = {
  {1, 1.4}, {1, 1}, {1, 0.6}, {1, 0.3}, {1, 0.1}, {1, 0},
  {0, 0, 1}, {0, 0, 0, 1}, {0, 0, 0, 0, 1},
};
/* clang-format on */

static const double LONGEST = 0.4; /* -b at most, or cycles are noise too */
static const double LEVEL_GAIN = 0.3;
static const double HOLT_GAIN = 0.5, HOLT_SLOPE_GAIN = 0.2;

/* Takes the mean off; what is NaN becomes 0. */
static void centre(double *value, int count) {
  double sum = 0;
  int known = 0;

  for (int i = 0; i < count; i++)
    if (!isnan(value[i])) {
      sum += value[i];
      known++;
    }
  for (int i = 0; i < count; i++)
    value[i] = isnan(value[i]) ? 0 : value[i] - sum / known;
}

static double product(const double *a, const double *b, int count) {
  double sum = 0;

  for (int i = 0; i < count; i++)
    sum += a[i] * b[i];
  return sum;
}

/* Takes out of `value` what is like `shape`. */
static void project(double *value, const double *shape, int count) {
  double squares = product(shape, shape, count);
  double share = squares > 0 ? product(value, shape, count) / squares : 0;

  for (int i = 0; i < count; i++)
    value[i] -= share * shape[i];
}

void series_level(struct series *series) {
  int count = series->count;
  double line[SPAN_MOST], bow[SPAN_MOST];

  for (int i = 0; i < count; i++)
    line[i] = series->at[i];
  centre(line, count);
  for (int i = 0; i < count; i++)
    bow[i] = line[i] * line[i];
  centre(bow, count);
  project(bow, line, count);
  centre(series->x, count);
  project(series->x, line, count);
  project(series->x, bow, count);
}

static bool is_next(const struct series *series, int i) {
  return i > 0 && series->at[i] - series->at[i - 1] < 1.5;
}

/* What two smoothings expect of the next value. */
struct smooth {
  double level;
  double base, slope;
};

static void learn(struct smooth *smooth, double x) {
  double base = smooth->base + smooth->slope;

  smooth->level += LEVEL_GAIN * (x - smooth->level);
  smooth->base = base + HOLT_GAIN * (x - base);
  smooth->slope += HOLT_SLOPE_GAIN * (x - base);
}

static void split(const struct series *series, int i,
                  const struct smooth *smooth, struct differences *ret) {
  const double *x = series->x;
  int n = ret->count++;

  ret->at[n] = series->at[i];
  ret->part[0][n] = x[i] - x[i - 1];
  ret->part[1][n] = x[i - 1];
  ret->part[2][n] =
      is_next(series, i - 1) ? x[i] - 2 * x[i - 1] + x[i - 2] : (double)NAN;
  ret->part[3][n] = x[i] - smooth->level;
  ret->part[4][n] = x[i] - smooth->base - smooth->slope;
}

/* Sums of products of each value with the two before it, by their lags. */
struct products {
  double s01, s02, s11, s12, s22;
};

static struct products products_of(const struct series *series) {
  struct products sum = {0};

  for (int i = 2; i < series->count; i++) {
    const double *x = &series->x[i];

    if (!is_next(series, i) || !is_next(series, i - 1))
      continue;
    sum.s01 += x[0] * x[-1];
    sum.s02 += x[0] * x[-2];
    sum.s11 += x[-1] * x[-1];
    sum.s12 += x[-1] * x[-2];
    sum.s22 += x[-2] * x[-2];
  }
  return sum;
}

/* x_i - a x_(i-1) - b x_(i-2) by least squares, as a sum of the parts. */
static void fit(const struct series *series, double ret[DIFFERENCE_PARTS]) {
  struct products sum = products_of(series);
  double determinant = sum.s11 * sum.s22 - sum.s12 * sum.s12;
  double a = 1, b = 0;

  if (determinant > 1e-9 * sum.s11 * sum.s22) {
    b = (sum.s11 * sum.s02 - sum.s12 * sum.s01) / determinant;
    b = fmax(-LONGEST, fmin(b, 1));
    a = (sum.s01 - b * sum.s12) / sum.s11;
  }
  ret[0] = 1 + b;
  ret[1] = 1 - a - b;
  ret[2] = -b;
  ret[3] = ret[4] = 0;
}

void series_differ(const struct series *series, struct differences *ret) {
  struct smooth smooth = {series->x[0], series->x[0], 0};

  fit(series, ret->fitted);
  ret->count = 0;
  ret->length = series->at[series->count - 1] - series->at[0];
  for (int i = 1; i < series->count; i++) {
    if (is_next(series, i))
      split(series, i, &smooth, ret);
    learn(&smooth, series->x[i]);
  }
  for (int part = 0; part < DIFFERENCE_PARTS; part++)
    centre(ret->part[part], ret->count);
}

const double *differences_whitening(const struct differences *differences,
                                    int kind) {
  return kind == FITTED ? differences->fitted : whitening[kind];
}

void differences_whiten(const struct differences *differences, int kind,
                        double ret[SPAN_MOST]) {
  const double *share = differences_whitening(differences, kind);

  for (int i = 0; i < differences->count; i++) {
    ret[i] = 0;
    for (int part = 0; part < DIFFERENCE_PARTS; part++)
      ret[i] += share[part] * differences->part[part][i];
  }
}

/* Pairs count by how near to the lag they are apart. */
double autocorrelation(const struct differences *differences,
                       const double *white, double lag) {
  double sum = 0, squares = 0;

  for (int i = 0; i < differences->count; i++) {
    squares += white[i] * white[i];
    for (int j = i - 1; j >= 0; j--) {
      double off = differences->at[i] - differences->at[j] - lag;

      if (off > 1)
        break;
      if (off > -1)
        sum += (1 - fabs(off)) * white[i] * white[j];
    }
  }
  return sum / squares;
}
