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

/* As callers do: NaN where the source fills in, and a mark in all others. */
static inline void values_before(enum source_id source,
                                 double value[METRIC_COUNT]) {
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = FUZZ_UNTOUCHED;
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
  int first, end;

  metric_range(source, &first, &end);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (id >= first && id < end)
      check_number(&metrics[id], value[id]);
    else
      MUST(value[id] == FUZZ_UNTOUCHED);
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
