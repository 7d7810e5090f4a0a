/* derive.c - see derive.h */
#include "window/derive.h"

#include <math.h>
#include <stddef.h>

static double cpu_usage(const struct derive_context *context,
                        const double *now) {
  (void)context;
  return now[METRIC_CPU_USER] + now[METRIC_CPU_SYSTEM];
}

/* fmin() would take 100 for what is not known. */
static double full_at_most(double percent) {
  return percent > 100 ? 100 : percent;
}

static double cpu_share(const struct derive_context *context,
                        const double *now) {
  return full_at_most(100 * cpu_usage(context, now) / context->cpus);
}

static double context_switches(const struct derive_context *context,
                               const double *now) {
  (void)context;
  return now[METRIC_VOLUNTARY_SWITCHES] + now[METRIC_INVOLUNTARY_SWITCHES];
}

static bool delays_are_counted(const double *host) {
  return host[METRIC_TASK_DELAYACCT] > 0;
}

static double io_wait(const struct derive_context *context, const double *now) {
  if (delays_are_counted(context->host))
    return 1000 * now[METRIC_BLOCK_DELAY];
  if (isnan(now[METRIC_STATE]))
    return NAN;
  return now[METRIC_STATE] == 'D' ? 1000 : 0;
}

/* fmin() leaves NaN, "no such limit", out. */
static double memory_limit(const struct derive_context *context,
                           const double *now) {
  double room = context->host[METRIC_MEM_AVAILABLE];

  room = fmin(room, now[METRIC_CGROUP_LIMIT] - now[METRIC_CGROUP_USAGE]);
  room = fmin(room, now[METRIC_LIMIT_AS] - now[METRIC_VM_SIZE]);
  room = fmin(room, now[METRIC_LIMIT_DATA] - now[METRIC_VM_DATA]);
  return now[METRIC_MEM_RSS] + (room < 0 ? 0 : room); /* NaN stays NaN */
}

static double mem_used(const struct derive_context *context,
                       const double *now) {
  (void)context;
  return now[METRIC_MEM_TOTAL] - now[METRIC_MEM_AVAILABLE];
}

static double dirty_pending(const struct derive_context *context,
                            const double *now) {
  (void)context;
  return now[METRIC_NR_DIRTY] + now[METRIC_NR_WRITEBACK];
}

static double dirty_throttle(const struct derive_context *context,
                             const double *now) {
  (void)context;
  return (now[METRIC_NR_DIRTY_THRESHOLD] + now[METRIC_NR_DIRTY_BACKGROUND]) / 2;
}

/* A device that did nothing has no mean time; it is 0 / 0. */
static double read_await(const struct derive_context *context,
                         const double *now) {
  (void)context;
  return now[METRIC_DISK_READ_TIME] / now[METRIC_DISK_READS];
}

static double write_await(const struct derive_context *context,
                          const double *now) {
  (void)context;
  return now[METRIC_DISK_WRITE_TIME] / now[METRIC_DISK_WRITES];
}

static double utilisation(const struct derive_context *context,
                          const double *now) {
  (void)context;
  return full_at_most(100 * now[METRIC_DISK_BUSY_TIME]);
}

static double (*const derived[METRIC_COUNT])(
    const struct derive_context *context, const double *now) = {
    [METRIC_CPU_USAGE] = cpu_usage,
    [METRIC_CPU_SHARE] = cpu_share,
    [METRIC_CONTEXT_SWITCHES] = context_switches,
    [METRIC_IO_WAIT] = io_wait,
    [METRIC_MEMORY_LIMIT] = memory_limit,
    [METRIC_MEM_USED] = mem_used,
    [METRIC_DIRTY_PENDING] = dirty_pending,
    [METRIC_DIRTY_THROTTLE] = dirty_throttle,
    [METRIC_DISK_READ_AWAIT] = read_await,
    [METRIC_DISK_WRITE_AWAIT] = write_await,
    [METRIC_DISK_UTILISATION] = utilisation,
};

void derive_all(enum metric_scope scope, const struct derive_context *context,
                double *now) {
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].scope == scope && derived[id])
      now[id] = derived[id](context, now);
}

const char *derive_io_wait_source(const double *host) {
  return delays_are_counted(host) ? "delay accounting" : "thread state";
}
