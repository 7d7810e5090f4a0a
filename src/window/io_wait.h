/*
 * io_wait.h - how long a process waits for block I/O, by the best source that
 * works. Each source that can tell in this tick is better than those below it:
 *
 *   accounting of all threads > of the only one > states of threads >
 *   pressure of its cgroup > pressure of the host > state of the leader
 */
#ifndef IO_WAIT_H
#define IO_WAIT_H

#include "metric/metric.h"

/* METRIC_IO_WAIT in ms of each second, and METRIC_IO_WAIT_SOURCE, of the values
 * `now` of a process beside those of the host in this tick, both with rates
 * done. NaN when no source tells, which is so without a sample of it. */
double io_wait_ms(const double *host, const double *now);
double io_wait_source(const double *host, const double *now);

/* Whether that tells of the process itself, or of those it lives with in its
 * cgroup: the pressure of the host may be of anybody. */
bool io_wait_is_its_own(double code);

/* Whether it is the share of time in state D, which is not for I/O only: locks
 * and vfork(2) are waited for in it, too. */
bool io_wait_is_of_states(double code);

/* In words, what io_wait_source() tells as a number; NULL for NaN. */
const char *io_wait_source_name(double code);

#endif
