/* theil_sen.c - see theil_sen.h */
#include "forecast/theil_sen.h"

#include "forecast/passage.h"
#include "forecast/span.h"

#include <math.h>
#include <stdlib.h>

enum { PAIRS = SEN_BLOCKS * (SEN_BLOCKS - 1) / 2 };

static const double Z80 = 1.2815515655446004;
static const double SIGNIFICANT = 2;

struct blocks {
  int count;
  double t[SEN_BLOCKS]; /* oldest first */
  double v[SEN_BLOCKS];
};

static int by_value(const void *a, const void *b) {
  double one = *(const double *)a, other = *(const double *)b;

  return (one > other) - (one < other);
}

static void sort(double *value, int count) {
  for (int i = 1; i < count; i++) {
    double moved = value[i];
    int at = i;

    for (; at > 0 && value[at - 1] > moved; at--)
      value[at] = value[at - 1];
    value[at] = moved;
  }
}

static double median(double *value, int count) {
  sort(value, count);
  return (value[(count - 1) / 2] + value[count / 2]) / 2;
}

/* Medians of value and mean times of each twelfth. */
static void cut(const struct span *span, struct blocks *blocks) {
  int blocks_wanted = span->count < SEN_BLOCKS ? span->count : SEN_BLOCKS;

  blocks->count = 0;
  for (int block = blocks_wanted - 1; block >= 0; block--) {
    int first = block * span->count / blocks_wanted;
    int end = (block + 1) * span->count / blocks_wanted;
    double value[SPAN_MOST] = {0}, t = 0;

    for (int i = first; i < end; i++) {
      value[i - first] = span->v[i];
      t += (span->t[i] - span->t[0]) / (end - first);
    }
    blocks->t[blocks->count] = t;
    blocks->v[blocks->count++] = median(value, end - first);
  }
}

/* The slopes of all pairs, sorted; returns S. */
static int slopes_of(const struct blocks *blocks, double slope[PAIRS],
                     int *ret_pairs) {
  int rising = 0, pairs = 0;

  for (int i = 0; i < blocks->count; i++)
    for (int j = i + 1; j < blocks->count; j++) {
      double rise = blocks->v[j] - blocks->v[i];

      slope[pairs++] = rise / (blocks->t[j] - blocks->t[i]);
      rising += (rise > 0) - (rise < 0);
    }
  qsort(slope, (size_t)pairs, sizeof(*slope), by_value);
  *ret_pairs = pairs;
  return rising;
}

static double level_of(const struct blocks *blocks, double per_s) {
  double residual[SEN_BLOCKS];

  for (int i = 0; i < blocks->count; i++)
    residual[i] = blocks->v[i] - per_s * blocks->t[i];
  return median(residual, blocks->count);
}

struct sen sen_through(const struct span *span) {
  struct sen sen = {NAN, NAN, NAN, NAN, NAN};
  double slope[PAIRS], spread;
  struct blocks blocks;
  int pairs, s, off, n;

  cut(span, &blocks);
  n = blocks.count;
  if (n < 4)
    return sen;
  s = slopes_of(&blocks, slope, &pairs);
  spread = sqrt(n * (n - 1) * (2.0 * n + 5) / 18);
  off = (int)(Z80 * spread / 2);
  sen.per_s = (slope[(pairs - 1) / 2] + slope[pairs / 2]) / 2;
  sen.low_s = slope[pairs / 2 - off]; /* from four blocks on there are such */
  sen.high_s = slope[pairs / 2 + off];
  sen.z = (s - (s > 0) + (s < 0)) / spread;
  sen.level = level_of(&blocks, sen.per_s);
  return sen;
}

struct forecast theil_sen_ask(const struct window *window,
                              const struct timeline *timeline,
                              const struct question *question) {
  struct sight sight = sight_of(window, timeline, question->direction);
  struct forecast forecast;
  struct span span;
  struct path path;
  struct sen sen;
  double error;

  span_of_enough(&span, &sight, question->horizon_s, SEN_BLOCKS);
  sen = sen_through(&span);
  if (!(sen.z >= SIGNIFICANT) || !(sen.per_s > 0))
    return forecast_nothing;
  error = (sen.high_s - sen.low_s) / 2 / Z80;
  path = (struct path){
      .distance = fmax(0, sight.sign * question->limit - sen.level),
      .per_s = sen.per_s,
      .c2 = error * error,
  };
  forecast = passage_of(&path, question);
  forecast.seen_s = span_length_s(&span);
  return forecast;
}
