/*
 * baseline.h - what is usual of one signal, and what is more than that.
 *
 *   threshold = the larger of the floor and 1.01 mean + sigma * deviation,
 *               but never more than BASELINE_MOST times the floor
 *
 * over a window of 30 minutes that slides in six buckets. A sample at or above
 * the threshold is flagged, and no part of what is usual. With less than three
 * buckets nothing is known, and the floor is the threshold: an incident in the
 * first quarter of an hour meets what was configured.
 *
 * A window that follows what it should judge can be led astray: each sample of
 * a slow rise is only a little more than those before it. That is kept from
 * hiding an incident by two things, whatever the signal does:
 *
 * - The deviation is that of samples from the mean of their own bucket. Over k
 *   buckets of B seconds a rise of r a second is ahead of the mean by
 *   r * k * B / 2 at least, and adds r * B / sqrt(12) to the deviation: it
 *   stands out of its own past as long as sigma < 1.73 k. With a full window of
 *   six buckets that holds for each Sigma that may be configured; over the
 * whole window (of deviation r * 6 B / sqrt(12)) it would not even for 2.
 * - The threshold is bounded. Where noise covers a rise that is slower still,
 *   it is flagged at BASELINE_MOST times the floor at the latest.
 *
 * What is flagged all the time for a whole window, and is flat, has become
 * usual: a database that always waits is not flagged for ever. Flat means that
 * the means of the buckets are within a quarter of the largest.
 */
#ifndef BASELINE_H
#define BASELINE_H

#include <stdbool.h>
#include <stdint.h>

enum { BASELINE_BUCKETS = 6, BASELINE_MOST = 4, BASELINE_PILES = 8 };

extern const double baseline_bucket_s;

/* Zeroed it knows nothing. A pile is a number of samples by their mean; the
 * last two are of the bucket that is being filled: what is usual in it, and
 * what was flagged. */
struct baseline {
  double begun_s; /* the bucket that is being filled */
  float mean[BASELINE_PILES];
  float squares[BASELINE_PILES]; /* of distances from it, summed */
  uint16_t count[BASELINE_PILES];
  uint8_t flagged; /* a bit a bucket: it holds what was flagged */
  uint8_t next;    /* bucket to be overwritten */
};

struct baseline_rule {
  double floor;
  double sigma;
};

/* As of what was learnt so far. */
double baseline_threshold(const struct baseline *baseline,
                          const struct baseline_rule *rule);

/* A sample at `now_s` (monotonic), which never falls; NaN is none. Whoever does
 * not want an incident to become usual does not tell it. */
void baseline_step(struct baseline *baseline, const struct baseline_rule *rule,
                   double value, double now_s);

#endif
