/* reliability.c - see reliability.h */
#include "reliability.h"

#include <math.h>

void reliability_add(struct reliability *reliability, double told,
                     bool happened) {
  double truth = happened ? 1 : 0;
  int bin = (int)(told * RELIABILITY_BINS);

  if (bin >= RELIABILITY_BINS)
    bin = RELIABILITY_BINS - 1;
  reliability->count++;
  reliability->happened += happened;
  reliability->square_error += (told - truth) * (told - truth);
  reliability->bin[bin].told += told;
  reliability->bin[bin].happened += truth;
}

void reliability_merge(struct reliability *reliability,
                       const struct reliability *other) {
  reliability->count += other->count;
  reliability->happened += other->happened;
  reliability->square_error += other->square_error;
  for (int i = 0; i < RELIABILITY_BINS; i++) {
    reliability->bin[i].told += other->bin[i].told;
    reliability->bin[i].happened += other->bin[i].happened;
  }
}

double reliability_skill(const struct reliability *reliability) {
  double count = (double)reliability->count;
  double rate = (double)reliability->happened / count;

  if (reliability->happened == 0 || reliability->happened == reliability->count)
    return NAN;
  return 1 - reliability->square_error / count / (rate * (1 - rate));
}

double reliability_error(const struct reliability *reliability) {
  double sum = 0;

  if (reliability->count == 0)
    return NAN;
  for (int i = 0; i < RELIABILITY_BINS; i++)
    sum += fabs(reliability->bin[i].told - reliability->bin[i].happened);
  return sum / (double)reliability->count;
}
