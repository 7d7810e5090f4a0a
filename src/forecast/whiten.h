/*
 * whiten.h - what of each value of a series the ones before do not foretell.
 *
 * Noise that remembers (AR(1), x_i = p x_(i-1) + e_i: a plain walk at p = 1)
 * becomes white by x_i - p x_(i-1), smooth series by the second difference, and
 * noise on a wandering level, or on a wandering slope, by the error of simple
 * and of Holt's exponential smoothing. Noise that swings, AR(2), becomes white
 * by x_i - a x_(i-1) - b x_(i-2), with a and b by least squares of the series
 * itself, but b at least -0.4: what swings on for longer than that is a cycle
 * that is not quite even. Which of them fits is left open: all are sums of five
 * parts.
 */
#ifndef WHITEN_H
#define WHITEN_H

#include "forecast/span.h"

enum {
  /* x_i - x_(i-1); x_(i-1); the second difference; x_i less the level; less
   * level and slope */
  DIFFERENCE_PARTS = 5,
  /* p = -0.4, 0, 0.4, 0.7, 0.9, 1; smooth; a level; a slope; AR(2) */
  FITTED = 9,
  NOISES = 10,
};

/* Values at even times with gaps, oldest first; `at` in steps, from 0 to
 * SPAN_MOST. */
struct series {
  int count;
  double at[SPAN_MOST];
  double x[SPAN_MOST];
};

/* One for each value that has one a step before it. Each part has the mean 0,
 * and so has every sum of them. */
struct differences {
  int count;
  double length; /* of the series, in steps */
  double at[SPAN_MOST];
  double part[DIFFERENCE_PARTS][SPAN_MOST];
  double fitted[DIFFERENCE_PARTS]; /* the sum of them for AR(2) */
};

/* By which sum of the parts a kind of noise becomes white. */
const double *differences_whitening(const struct differences *differences,
                                    int kind);

/* Takes off the parabola of least squares: growth is no cycle. */
void series_level(struct series *series);

/* Of a series that is level. */
void series_differ(const struct series *series, struct differences *ret);

/* By one kind of noise. */
void differences_whiten(const struct differences *differences, int kind,
                        double ret[SPAN_MOST]);

/* Of whitened values at a lag that may lie between steps. */
double autocorrelation(const struct differences *differences,
                       const double *white, double lag);

#endif
