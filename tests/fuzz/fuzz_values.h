/*
 * fuzz_values.h - what must hold of the numbers that a parser has filled in.
 */
#ifndef FUZZ_VALUES_H
#define FUZZ_VALUES_H

#include "fuzz.h"
#include "sample/parse.h"

/* What nobody may write to holds this, or NaN. */
#define FUZZ_UNTOUCHED 1.25e-7

static inline const struct scale *fuzz_scale(void) {
  static struct scale scale;

  if (scale.cpus == 0)
    scale_init(&scale, 100, 4096, 2);
  return &scale;
}

/* A sample that nobody has written to. */
static inline const double *fuzz_untouched(void) {
  static double value[METRIC_COUNT];

  for (int id = 0; id < METRIC_COUNT && value[METRIC_COUNT - 1] == 0; id++)
    value[id] = FUZZ_UNTOUCHED;
  return value;
}

/* As callers do: NaN where the source fills in, and a mark in all others. */
static inline void values_before(enum source_id source,
                                 double value[METRIC_COUNT]) {
  memcpy(value, fuzz_untouched(), METRIC_COUNT * sizeof(*value));
  parse_forget(source, value);
}

static inline void check_number(const struct metric *metric, double value) {
  MUST(!isinf(value));
  if (isnan(value))
    return;
  MUST(fabs(value) < 1e30); /* 2^64 of the largest unit there is */
  if (metric->unit == UNIT_LETTER)
    MUST(value >= 0 && value <= 255);
}

/* Only the rows of `source` are written to, and by finite numbers. */
static inline void values_after(enum source_id source,
                                const double value[METRIC_COUNT]) {
  const double *untouched = fuzz_untouched();
  int first, end;

  metric_range(source, &first, &end);
  MUST(memcmp(value, untouched, (size_t)first * sizeof(*value)) == 0);
  MUST(memcmp(value + end, untouched + end,
              (size_t)(METRIC_COUNT - end) * sizeof(*value)) == 0);
  for (int id = first; id < end; id++)
    check_number(&metrics[id], value[id]);
}

/* Parses, checks, and returns what the parser does. */
static inline int fuzz_source(enum source_id source, struct text text,
                              double value[METRIC_COUNT]) {
  int r;

  values_before(source, value);
  r = parse_source(source, fuzz_scale(), text, value);
  values_after(source, value);
  return r;
}

#endif
