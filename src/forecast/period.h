/*
 * period.h - in which cycle a metric moves, when it is next at its height, and
 * what is left without it.
 *
 * Writeback, a collector, a job of cron: a cycle is looked for at all four
 * resolutions of a window, from 2 slots to a third of what the ring holds,
 * which together are 2 to 12 000 ticks; spectrum.h says what is believed. The
 * shape is that of the values themselves: the mean of each phase once what
 * grows from period to period is taken off (epoch folding; Leahy et al., 1983),
 * at the finest resolution that holds 1.15 periods.
 *
 * To look costs tens of microseconds (tests/forecast/test_period prints how
 * many), a hundred times what a forecast costs: ask when something is told, or
 * where it matters, not in each tick of everybody.
 */
#ifndef PERIOD_H
#define PERIOD_H

#include "forecast/span.h"

/* All NaN, and `scale` -1, where no cycle is significant. */
struct period {
  double period_s;
  double peak_s;    /* monotonic: the first height, on the side of the wall,
                       that is not past */
  double amplitude; /* from the lowest to the highest phase */
  double strength;  /* 0 .. 1: the share of what noise leaves open */
  int scale;        /* at which it was found */
};

extern const struct period period_none;

/* `quantum` is the smallest step of a value, or 0: what moves by less than two
 * of them is a staircase, and no cycle. */
struct period period_find(const struct sight *sight, double quantum);

/* The first height at `now_s` or later. */
double period_next_s(const struct period *period, double now_s);

/* Takes the cycle out of `span`, whichever way it is looked at: the mean of
 * each phase goes, mean and trend stay. Nothing without a period, or when the
 * span is not 1.15 periods long. */
void period_remove(struct span *span, double period_s);

/* When a height of `a` and one of `b` are next less than `tolerance_s` apart:
 * the later of the two, at `now_s` or later. NaN when that is not within 20 of
 * the longer period, as the error of a period adds up; when it is no news, as
 * the tolerance is a quarter of the shorter period or more; and when the longer
 * period is a multiple of the shorter one to 1 %: then it is always so, or
 * never. */
double coincidence_next(const struct period *a, const struct period *b,
                        double tolerance_s, double now_s);

#endif
