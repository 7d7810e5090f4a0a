/* spread.c - see spread.h */
#include "spread.h"

#include <math.h>

void spread_init(struct spread *spread, double most) {
  *spread = (struct spread){.most = most};
}

void spread_add(struct spread *spread, double value) {
  double place = value / spread->most * SPREAD_BINS;
  int bin = 0;

  if (isnan(place))
    return;
  if (place > 0)
    bin = place < SPREAD_BINS ? (int)place : SPREAD_BINS - 1;
  spread->count++;
  spread->bin[bin].count++;
  spread->bin[bin].sum += value;
}

void spread_merge(struct spread *spread, const struct spread *other) {
  spread->count += other->count;
  for (int bin = 0; bin < SPREAD_BINS; bin++) {
    spread->bin[bin].count += other->bin[bin].count;
    spread->bin[bin].sum += other->bin[bin].sum;
  }
}

static double mean_of(const struct spread *spread, int bin) {
  return spread->bin[bin].sum / (double)spread->bin[bin].count;
}

/* The value with so many below it. */
static double nth(const struct spread *spread, unsigned long rank) {
  unsigned long passed = 0;
  int bin = 0;

  for (;; bin++) {
    passed += spread->bin[bin].count;
    if (passed > rank)
      return mean_of(spread, bin);
  }
}

double spread_quantile(const struct spread *spread, double share) {
  double place = share * ((double)spread->count - 1);
  unsigned long below = place > 0 ? (unsigned long)place : 0;
  double low, high;

  if (spread->count == 0)
    return NAN;
  low = nth(spread, below);
  high = below + 1 < spread->count ? nth(spread, below + 1) : low;
  return low + (high - low) * (place - (double)below);
}

unsigned long spread_from(const struct spread *spread, double value) {
  unsigned long count = 0;

  for (int bin = 0; bin < SPREAD_BINS; bin++)
    if (spread->bin[bin].count > 0 && mean_of(spread, bin) >= value)
      count += spread->bin[bin].count;
  return count;
}
