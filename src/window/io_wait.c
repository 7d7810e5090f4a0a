/* io_wait.c - see io_wait.h */
#include "window/io_wait.h"

#include <math.h>
#include <stddef.h>

static bool delays_are_counted(const double *host) {
  return host[METRIC_TASK_DELAYACCT] > 0;
}

static bool has_threads(const double *now) {
  return now[METRIC_THREADS] > 1;
}

/* Threads in state D: of those that were looked at, else the leader alone. */
static double seen_waiting(const double *now) {
  if (has_threads(now) && !isnan(now[METRIC_THREADS_BLOCKED]))
    return now[METRIC_THREADS_BLOCKED];
  if (isnan(now[METRIC_STATE]))
    return NAN;
  return now[METRIC_STATE] == 'D';
}

/* A delay is counted when it is over: while one lasts, and for ever in tasks
 * from before the accounting was switched on, it is 0. */
static double counted(const double *host, const double *now, double delay) {
  if (!delays_are_counted(host))
    return NAN;
  return delay > 0 || !(seen_waiting(now) > 0) ? delay : (double)NAN;
}

static double by_task_accounting(const double *host, const double *now) {
  return counted(host, now, now[METRIC_PROCESS_BLOCK_DELAY]);
}

static double by_delay_accounting(const double *host, const double *now) {
  return has_threads(now) ? (double)NAN
                          : counted(host, now, now[METRIC_BLOCK_DELAY]);
}

/* Of many threads that were wanted and not looked at, the leader tells nothing
 * unless nobody else knows more: see the last row. */
static double by_states(const double *host, const double *now) {
  (void)host;
  if (has_threads(now) && now[METRIC_THREADS_WANTED] > 0 &&
      isnan(now[METRIC_THREADS_BLOCKED]))
    return NAN;
  return seen_waiting(now);
}

/* No more than a second passes in a second: else it is another cgroup's. */
static double by_cgroup(const double *host, const double *now) {
  double share = now[METRIC_CGROUP_IO_SOME];

  (void)host;
  return share <= 1.1 ? fmin(1, share) : (double)NAN;
}

static double by_host(const double *host, const double *now) {
  double share = host[METRIC_PSI_IO_SOME_TOTAL];

  /* without a sample of the process it is not its wait */
  return isnan(now[METRIC_STATE]) || isnan(share) ? (double)NAN
                                                  : fmin(1, share);
}

static double by_leader(const double *host, const double *now) {
  (void)host;
  return seen_waiting(now);
}

enum { OF_STATES = 3, OF_HOST = 5 };

/* In order: the first that tells a number counts. */
static const struct {
  int code;
  const char *name;
  double (*tell)(const double *host, const double *now);
} io_wait_sources[] = {
    {1, "task accounting", by_task_accounting},
    {2, "delay accounting", by_delay_accounting},
    {OF_STATES, "thread states", by_states},
    {4, "pressure of its cgroup", by_cgroup},
    {OF_HOST, "pressure of the host", by_host},
    {OF_STATES, "thread states", by_leader},
};

enum { IO_WAIT_SOURCES = sizeof(io_wait_sources) / sizeof(io_wait_sources[0]) };

/* The source of a tick, its number in *ret_told. */
static int ask_sources(const double *host, const double *now,
                       double *ret_told) {
  int i = 0;

  for (*ret_told = NAN; i < IO_WAIT_SOURCES; i++) {
    *ret_told = io_wait_sources[i].tell(host, now);
    if (!isnan(*ret_told))
      break;
  }
  return i;
}

double io_wait_ms(const double *host, const double *now) {
  double told;

  (void)ask_sources(host, now, &told);
  return 1000 * told;
}

double io_wait_source(const double *host, const double *now) {
  double told;
  int i = ask_sources(host, now, &told);

  return i < IO_WAIT_SOURCES ? io_wait_sources[i].code : (double)NAN;
}

bool io_wait_is_its_own(double code) {
  return !isnan(code) && code != OF_HOST;
}

bool io_wait_is_of_states(double code) {
  return code == OF_STATES;
}

const char *io_wait_source_name(double code) {
  for (int i = 0; i < IO_WAIT_SOURCES; i++)
    if (io_wait_sources[i].code == code)
      return io_wait_sources[i].name;
  return NULL;
}
