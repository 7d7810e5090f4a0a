/*
 * page.h - records out of a page of collectd's write_prometheus.
 */
#ifndef PAGE_H
#define PAGE_H

#include "base/text.h"
#include "emit/record.h"

/* Calls `take` for each sample of io_forecast in `page` that has a single
 * value; other lines are passed over. On a page of several hosts a group is
 * told as GROUP@HOST. A number that cannot be is absent: an infinite one, a
 * duration below 0, a percentage outside 0 to 100. Returns how many samples
 * there were, with those. */
size_t page_read(struct text page, const struct sink *sink);

/* When the newest of these samples was sent, in seconds since 1970; NaN when
 * the page does not say. */
double page_time_s(struct text page);

#endif
