/*
 * rate.h - from what the kernel counts to what a window holds.
 *
 * Counters become growth per second, over the time between the two readings of
 * their own file. A counter that went back, or a counter of time that grew
 * faster than its threads can live, gives no value for that tick: never a
 * negative or an absurd one. One that is counted late (see arrears.h) may have
 * grown by what it owes beside; it is told as a second in a second of each
 * thread at most.
 */
#ifndef RATE_H
#define RATE_H

#include "window/arrears.h"

/* What bounds the growth of a counter. */
struct bounds {
  double passed_s; /* between its two readings; NaN: nobody knows */
  double threads;  /* that it counts the time of */
  double owed_s;   /* that may come late */
};

/* How much the counter grew; NaN when it cannot be told, which is also when no
 * time has passed or nobody knows how much. */
double rate_growth(enum metric_id id, double before, double after,
                   const struct bounds *bounds);

/* What the next value is compared with: nothing when the counter went back. If
 * it comes back up, that is no growth either. */
double rate_base(enum metric_id id, double before, double after);
void rate_bases(double last[METRIC_COUNT], const double *raw);

/* For all metrics of `scope`, the host's or a device's: gauges are copied to
 * `now`, counters become rates (`passed_s` NaN: none). */
void rate_all(enum metric_scope scope, const double *before,
              const double *after, double passed_s, double *now);

/* What lies between two samples of a process: by lane, as each is read at its
 * own time. */
struct pace {
  double passed_s[LANE_COUNT]; /* NaN: no rates */
  double cpus;                 /* of the machine; 0: not known */
  struct arrears arrears;
};

/* The same for those of a process; `growth` gets that of each counter, NaN for
 * all others. Block delay is the leading thread's: one thread is its bound. CPU
 * time holds that of threads that have ended: the CPUs bound it. */
void rate_member(const double *before, const double *after,
                 const struct pace *pace, double *growth, double *now);

#endif
