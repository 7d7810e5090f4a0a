/*
 * baseline.h - what is usual of one signal, and what is more than that.
 *
 *   threshold = the larger of the floor and 1.01 mean + sigma * deviation,
 *               but never more than BASELINE_MOST times the floor
 *
 * over a window of 30 minutes that slides in six buckets. A sample at or above
 * the threshold is flagged, and no part of what is usual. Before three buckets
 * nothing is known, and the floor is the threshold: an incident in the
 * first quarter of an hour meets what was configured.
 *
 * A window that follows what it should judge can be led astray: each sample of
 * a slow rise is only a little more than those before it. That is kept from
 * hiding an incident by three things, whatever the signal does:
 *
 * - The mean that counts is at most the reference: the lowest mean of a window
 *   so far, flagged or not, which rises by no more than one floor in seven
 * days. What was low once and is high now does not become usual in a day, be
 * the rise steep, slow, in steps or hidden by noise. That a process waits more
 * by day than by night is no reason to believe it when its descriptors pile up
 * by day.
 * - The deviation is that of samples from the mean of their own bucket, so that
 *   a rise is no deviation.
 * - The threshold is bounded, for what deviates more and more.
 *
 * What is flagged all the time for a whole window, and is flat, is taken for
 * usual: of a process that was never seen otherwise, such as a database that
 * always waits, it is the reference too. Flat means that the means of the
 * buckets are within a quarter of the largest. Who tells nothing for longer
 * than the window is forgotten, with the reference.
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
  float reference; /* what the mean may be at most, once there is one */
  bool has_reference;
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

/* A sample at `now_s` (monotonic), which never falls; NaN is none, and one that
 * is beyond 1e15 either way is taken for that. Whoever does not want an
 * incident to become usual does not tell it. */
void baseline_step(struct baseline *baseline, const struct baseline_rule *rule,
                   double value, double now_s);

#endif
