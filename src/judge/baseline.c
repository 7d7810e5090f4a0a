/* baseline.c - see baseline.h */
#include "judge/baseline.h"

#include <math.h>

enum { USUAL = BASELINE_BUCKETS, FLAGGED, BUCKETS_LEAST = 3 };

const double baseline_bucket_s = 300;
static const double FLAT = 0.25;
static const double BESIDE = 1.01; /* what is flat deviates by nothing */

static void empty(struct baseline *baseline, int pile) {
  baseline->mean[pile] = 0;
  baseline->squares[pile] = 0;
  baseline->count[pile] = 0;
}

/* Welford's way: no difference of large sums. */
static void put(struct baseline *baseline, int pile, double value) {
  double delta = value - (double)baseline->mean[pile];

  if (baseline->count[pile] == UINT16_MAX)
    return;
  baseline->count[pile]++;
  baseline->mean[pile] += (float)(delta / baseline->count[pile]);
  baseline->squares[pile] +=
      (float)(delta * (value - (double)baseline->mean[pile]));
}

static bool is_flagged(const struct baseline *baseline, int bucket) {
  return baseline->flagged >> bucket & 1;
}

double baseline_threshold(const struct baseline *baseline,
                          const struct baseline_rule *rule) {
  double sum = 0, squares = 0, count = 0, usual;
  int buckets = 0;

  for (int i = 0; i < BASELINE_BUCKETS; i++) {
    if (baseline->count[i] == 0 || is_flagged(baseline, i))
      continue;
    buckets++;
    count += baseline->count[i];
    sum += baseline->count[i] * (double)baseline->mean[i];
    squares += (double)baseline->squares[i];
  }
  if (buckets < BUCKETS_LEAST)
    return rule->floor;
  usual = BESIDE * sum / count + rule->sigma * sqrt(squares / count);
  return fmin(fmax(usual, rule->floor), BASELINE_MOST * rule->floor);
}

/* Whether all of a whole window was flagged, and is flat. */
static bool has_become_usual(const struct baseline *baseline) {
  float least = INFINITY, most = 0;

  for (int i = 0; i < BASELINE_BUCKETS; i++) {
    if (baseline->count[i] == 0 || !is_flagged(baseline, i))
      return false;
    least = fminf(least, baseline->mean[i]);
    most = fmaxf(most, baseline->mean[i]);
  }
  return (double)(most - least) <= FLAT * (double)most;
}

static void move(struct baseline *baseline, int from, int to) {
  baseline->mean[to] = baseline->mean[from];
  baseline->squares[to] = baseline->squares[from];
  baseline->count[to] = baseline->count[from];
}

/* A bucket is usual when half of it is. */
static void close_bucket(struct baseline *baseline) {
  bool flagged = baseline->count[FLAGGED] > baseline->count[USUAL];
  int bucket = baseline->next;

  move(baseline, flagged ? FLAGGED : USUAL, bucket);
  baseline->flagged &= (uint8_t) ~(1 << bucket);
  baseline->flagged |= (uint8_t)(flagged << bucket);
  baseline->next = (uint8_t)((bucket + 1) % BASELINE_BUCKETS);
  baseline->begun_s += baseline_bucket_s;
  empty(baseline, USUAL);
  empty(baseline, FLAGGED);
  if (has_become_usual(baseline))
    baseline->flagged = 0;
}

static void slide(struct baseline *baseline, double now_s) {
  double behind_s = now_s - baseline->begun_s;

  if (baseline->begun_s == 0 ||
      behind_s >= (BASELINE_BUCKETS + 1) * baseline_bucket_s)
    *baseline = (struct baseline){.begun_s = now_s};
  while (now_s - baseline->begun_s >= baseline_bucket_s)
    close_bucket(baseline);
}

void baseline_step(struct baseline *baseline, const struct baseline_rule *rule,
                   double value, double now_s) {
  if (isnan(value))
    return;
  slide(baseline, now_s);
  put(baseline, value >= baseline_threshold(baseline, rule) ? FLAGGED : USUAL,
      value);
}
