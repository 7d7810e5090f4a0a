/* baseline.c - see baseline.h */
#include "judge/baseline.h"

#include <math.h>

enum { USUAL = BASELINE_BUCKETS, FLAGGED, BUCKETS_LEAST = 3 };

const double baseline_bucket_s = 300;
static const double FLAT = 0.25;
static const double BESIDE = 1.01; /* what is flat deviates by nothing */
static const double REFERENCE_S = 7 * 86400;
/* A float holds the sum of UINT16_MAX squares of twice that. */
static const double VALUE_MOST = 1e15;

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
  /* of what a float cannot hold the sign may be wrong */
  baseline->squares[pile] +=
      (float)fmax(0, delta * (value - (double)baseline->mean[pile]));
}

static bool is_flagged(const struct baseline *baseline, int bucket) {
  return baseline->flagged >> bucket & 1;
}

struct pool {
  double mean, deviation; /* NaN: of nothing */
  int buckets;
};

/* Those that are not flagged, or all. */
static struct pool pool_of(const struct baseline *baseline, bool all) {
  double sum = 0, squares = 0, count = 0;
  int buckets = 0;

  for (int i = 0; i < BASELINE_BUCKETS; i++) {
    if (baseline->count[i] == 0 || (is_flagged(baseline, i) && !all))
      continue;
    buckets++;
    count += baseline->count[i];
    sum += baseline->count[i] * (double)baseline->mean[i];
    squares += (double)baseline->squares[i];
  }
  return (struct pool){sum / count, sqrt(squares / count), buckets};
}

double baseline_threshold(const struct baseline *baseline,
                          const struct baseline_rule *rule) {
  struct pool usual = pool_of(baseline, false);
  double mean = usual.mean, usually;

  if (usual.buckets < BUCKETS_LEAST && !baseline->has_reference)
    return rule->floor;
  if (baseline->has_reference)
    mean = fmin(mean, (double)baseline->reference);
  usually = BESIDE * mean;
  if (usual.buckets > 0)
    usually += rule->sigma * usual.deviation;
  return fmin(fmax(usually, rule->floor), BASELINE_MOST * rule->floor);
}

/* It begins with what is usual, follows down at once, and up by a floor in
 * REFERENCE_S. */
static void move_reference(struct baseline *baseline, double floor) {
  struct pool usual = pool_of(baseline, false), all = pool_of(baseline, true);
  double creep = floor * baseline_bucket_s / REFERENCE_S;

  if (baseline->has_reference)
    baseline->reference =
        (float)fmin(all.mean, (double)baseline->reference + creep);
  else if (usual.buckets >= BUCKETS_LEAST)
    baseline->reference = (float)usual.mean;
  baseline->has_reference =
      baseline->has_reference || usual.buckets >= BUCKETS_LEAST;
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
static void close_bucket(struct baseline *baseline, double floor) {
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
  move_reference(baseline, floor);
}

static void slide(struct baseline *baseline, double floor, double now_s) {
  double behind_s = now_s - baseline->begun_s;

  if (baseline->begun_s == 0 ||
      behind_s >= (BASELINE_BUCKETS + 1) * baseline_bucket_s)
    *baseline = (struct baseline){.begun_s = now_s};
  while (now_s - baseline->begun_s >= baseline_bucket_s)
    close_bucket(baseline, floor);
}

void baseline_step(struct baseline *baseline, const struct baseline_rule *rule,
                   double value, double now_s) {
  if (isnan(value))
    return;
  value = fmin(fmax(value, -VALUE_MOST), VALUE_MOST);
  slide(baseline, rule->floor, now_s);
  put(baseline, value >= baseline_threshold(baseline, rule) ? FLAGGED : USUAL,
      value);
}
