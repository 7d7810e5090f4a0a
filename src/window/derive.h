/*
 * derive.h - the metrics that no kernel file tells, worked out of those that
 * do. One row a metric in a table of functions; NaN goes through.
 */
#ifndef DERIVE_H
#define DERIVE_H

#include "metric/metric.h"

struct derive_context {
  const double *host; /* the host's values of this tick, rates done */
  double cpus;
  double page_bytes;   /* 0: not known, then as of 4 KiB */
  double dirty_before; /* the most of METRIC_DIRTY_PENDING in
                          derive_dirty_period_s() before this tick; NaN: not
                          known */
};

/* For how long page cache stays dirty at most, by the values of the host: what
 * is dirty goes up and down in a sawtooth of about that period. */
double derive_dirty_period_s(const double *host);

/* Fills the SOURCE_DERIVED entries of `scope` in `now`, whose other entries
 * rate_all() has filled. */
void derive_all(enum metric_scope scope, const struct derive_context *context,
                double *now);

#endif
