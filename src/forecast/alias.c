/* alias.c - see alias.h */
#include "forecast/alias.h"

#include <math.h>

enum { LEAST = 12 }; /* values, to tell */

static const double ENOUGH = 0.5; /* of the height it would have */

static double height_at(const struct series *series, double frequency) {
  double re = 0, im = 0;

  for (int i = 0; i < series->count; i++) {
    double turn = 2 * M_PI * frequency * series->at[i];

    re += series->x[i] * cos(turn);
    im += series->x[i] * sin(turn);
  }
  return 2 * hypot(re, im) / series->count;
}

/* What is left of the height of `frequency` in the means of `values`. */
static double kept(double frequency, int values) {
  return fabs(sin(M_PI * frequency) /
              (values * sin(M_PI * frequency / values)));
}

static bool comes_from(const struct finer *finer, double height,
                       double frequency) {
  double wanted = ENOUGH * height / kept(frequency, finer->values);

  return height_at(&finer->series, frequency) > wanted;
}

bool is_alias(const struct series *coarse, const struct finer *finer,
              double frequency) {
  double height = height_at(coarse, frequency);

  if (finer->series.count < LEAST)
    return false;
  for (int j = 1; 2 * j <= finer->values; j++)
    if (comes_from(finer, height, j - frequency) ||
        comes_from(finer, height, j + frequency))
      return true;
  return false;
}
