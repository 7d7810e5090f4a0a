/*
 * spread.h - how values are distributed, in the same memory for any number.
 *
 * A histogram whose bins keep the mean of what fell into them: a quantile is
 * off by less than the width of a bin, most / SPREAD_BINS, and exact where all
 * values of a bin are the same.
 */
#ifndef SPREAD_H
#define SPREAD_H

enum { SPREAD_BINS = 1024 };

struct spread {
  double most; /* what is above falls into the last bin, below 0 the first */
  unsigned long count;
  struct {
    unsigned long count;
    double sum;
  } bin[SPREAD_BINS];
};

void spread_init(struct spread *spread, double most);

/* NaN is no value. */
void spread_add(struct spread *spread, double value);

/* Adds all that is in another of the same `most`. */
void spread_merge(struct spread *spread, const struct spread *other);

/* As sorting all values and going to `share` (0..1) of the way would tell,
 * straight between two of them. NaN when there is none. */
double spread_quantile(const struct spread *spread, double share);

/* How many are `value` or more, to a bin. */
unsigned long spread_from(const struct spread *spread, double value);

#endif
