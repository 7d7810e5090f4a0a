/*
 * reliability.h - whether what is told with 30 % happens in 30 of 100 cases.
 *
 * Brier, Verification of forecasts expressed in terms of probability, Monthly
 * Weather Review 78, 1950: the mean of (told - happened)^2. Its skill compares
 * it with that of telling the base rate always: 1 is perfect, 0 no better,
 * below 0 worse.
 */
#ifndef RELIABILITY_H
#define RELIABILITY_H

#include <stdbool.h>

enum { RELIABILITY_BINS = 10 };

/* Zeroed it is empty. */
struct reliability {
  unsigned long count;
  unsigned long happened;
  double square_error; /* the sum */
  struct {
    double told, happened; /* sums */
  } bin[RELIABILITY_BINS]; /* by the probability that was told */
};

/* `told` is 0..1. */
void reliability_add(struct reliability *reliability, double told,
                     bool happened);

/* Adds all cases of another. */
void reliability_merge(struct reliability *reliability,
                       const struct reliability *other);

/* NaN when all cases or none have happened: there is nothing to compare. */
double reliability_skill(const struct reliability *reliability);

/* The expected calibration error: how far a bin's mean probability is from the
 * share of it that happened, by their sizes. NaN without a case. */
double reliability_error(const struct reliability *reliability);

#endif
