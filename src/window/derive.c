/* derive.c - see derive.h */
#include "window/derive.h"

#include "window/io_wait.h"

#include <math.h>

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

static double io_wait(const struct derive_context *context, const double *now) {
  return io_wait_ms(context->host, now);
}

static double wait_source(const struct derive_context *context,
                          const double *now) {
  return io_wait_source(context->host, now);
}

/* 1 or 0, or NaN when one of the two numbers is not known. */
static double truth(bool is_true, double a, double b) {
  return isnan(a) || isnan(b) ? (double)NAN : (double)is_true;
}

/* Whether something of it, or of anybody's, was swapped in: 1 or 0, or NaN. A
 * host without swap swaps nothing, and counts none. */
static double is_swapped(const double *host, const double *now) {
  if (now[METRIC_VM_SWAP] > 0 || host[METRIC_SWAP_IN] > 0)
    return 1;
  if (host[METRIC_SWAP_TOTAL] <= 0)
    return 0;
  return truth(false, now[METRIC_VM_SWAP], host[METRIC_SWAP_IN]);
}

/* Of what was swapped in whole since the last tick, and of shared memory, the
 * process does not tell; the host does. */
static double read_may_be_swap_in(const struct derive_context *context,
                                  const double *now) {
  double swapped = is_swapped(context->host, now);

  if (now[METRIC_MAJOR_FAULTS] <= 0 || now[METRIC_IO_READ_BYTES] <= 0)
    swapped = 0; /* whoever was */
  return truth(swapped > 0, swapped + now[METRIC_MAJOR_FAULTS],
               now[METRIC_VM_SWAP] + now[METRIC_IO_READ_BYTES]);
}

/* A readahead window, or a folio: what a call may move beside its own bytes. As
 * much again in a second is nobody's call: an inode, a directory. */
static const double BESIDE_BYTES = 128 * 1024;

/* What is read ahead is used by later calls, so that there are no more windows
 * than files that are read at a time. Beyond that a call that reads here and
 * there moves its two pages, and two blocks that lead to them. */
static double beside_reads(double calls, double page_bytes) {
  static const double STREAMS = 16, BLOCK_BYTES = 4096;
  double astray_bytes = 2 * fmax(page_bytes, BLOCK_BYTES) + 2 * BLOCK_BYTES;

  return BESIDE_BYTES * (1 + fmin(calls, STREAMS)) + astray_bytes * calls;
}

static double beside_writes(double calls) {
  return BESIDE_BYTES * (1 + calls);
}

static double io_bypasses_chars(const struct derive_context *context,
                                const double *now) {
  double swap_in = read_may_be_swap_in(context, now);
  bool reads =
      now[METRIC_IO_READ_BYTES] >
      now[METRIC_RCHAR] + beside_reads(now[METRIC_SYSCR], context->page_bytes);
  bool writes = now[METRIC_IO_WRITE_BYTES] >
                now[METRIC_WCHAR] + beside_writes(now[METRIC_SYSCW]);

  if (reads && !writes && isnan(swap_in))
    return NAN;
  return truth(
      (reads && !(swap_in > 0)) || writes,
      now[METRIC_IO_READ_BYTES] + now[METRIC_RCHAR] + now[METRIC_SYSCR],
      now[METRIC_IO_WRITE_BYTES] + now[METRIC_WCHAR] + now[METRIC_SYSCW]);
}

/* Where nothing is known of it there is no such limit, if it was looked for. */
static double room_in_cgroup(const double *now, enum metric_id limit,
                             enum metric_id usage) {
  if (now[METRIC_CGROUP_UNREAD] > 0)
    return NAN;
  return isnan(now[limit]) && isnan(now[usage]) ? INFINITY
                                                : now[limit] - now[usage];
}

/* Who has no such limit has that of open files, read from the same file. */
static double room_of_process(const double *now, enum metric_id limit,
                              enum metric_id usage) {
  return isnan(now[limit]) && !isnan(now[METRIC_LIMIT_FDS])
             ? INFINITY
             : now[limit] - now[usage];
}

/* One that is not known may be the least. */
static double least(double a, double b) {
  return isnan(a) || isnan(b) ? (double)NAN : fmin(a, b);
}

static double memory_limit(const struct derive_context *context,
                           const double *now) {
  double room = context->host[METRIC_MEM_AVAILABLE];

  room = least(room,
               room_in_cgroup(now, METRIC_CGROUP_LIMIT, METRIC_CGROUP_USAGE));
  room = least(room, room_of_process(now, METRIC_LIMIT_AS, METRIC_VM_SIZE));
  room = least(room, room_of_process(now, METRIC_LIMIT_DATA, METRIC_VM_DATA));
  return now[METRIC_MEM_RSS] + (room < 0 ? 0 : room); /* NaN stays NaN */
}

/* As for memory: each limit counts another crowd, so the limit is told as own
 * threads and the room that is left. Pids are from 1 to pid_max - 1. */
static double threads_limit(const struct derive_context *context,
                            const double *now) {
  const double *host = context->host;
  double room =
      room_in_cgroup(now, METRIC_CGROUP_TASKS_LIMIT, METRIC_CGROUP_TASKS);

  room = least(room, host[METRIC_THREADS_MAX] - host[METRIC_HOST_TASKS]);
  room = least(room, host[METRIC_PID_MAX] - 1 - host[METRIC_HOST_TASKS]);
  return now[METRIC_THREADS] + (room < 0 ? 0 : room); /* NaN stays NaN */
}

static double maps_limit(const struct derive_context *context,
                         const double *now) {
  (void)now;
  return context->host[METRIC_MAX_MAP_COUNT];
}

/* More free than there is at all is told by no kernel, but by who mounts a
 * meminfo of its own over that: it is not known then. */
static double used_of(double total, double free) {
  return free > total ? (double)NAN : total - free;
}

static double mem_used(const struct derive_context *context,
                       const double *now) {
  (void)context;
  return used_of(now[METRIC_MEM_TOTAL], now[METRIC_MEM_AVAILABLE]);
}

/* A host without swap has not used it up. */
static double swap_used(const struct derive_context *context,
                        const double *now) {
  (void)context;
  return now[METRIC_SWAP_TOTAL] > 0
             ? used_of(now[METRIC_SWAP_TOTAL], now[METRIC_SWAP_FREE])
             : (double)NAN;
}

static double dirty_pending(const struct derive_context *context,
                            const double *now) {
  (void)context;
  return now[METRIC_NR_DIRTY] + now[METRIC_NR_WRITEBACK];
}

/* With the defaults of the kernel. */
static const double DIRTY_PERIOD_S = 30 + 5;

double derive_dirty_period_s(const double *host) {
  double period_s =
      (host[METRIC_DIRTY_EXPIRE] + host[METRIC_DIRTY_WRITEBACK]) / 100;

  return isnan(period_s) ? DIRTY_PERIOD_S : period_s;
}

/* Before a whole period is known the first tooth would be taken for a trend. */
static double dirty_peak(const struct derive_context *context,
                         const double *now) {
  double pending = dirty_pending(context, now);
  double before = context->dirty_before;

  return isnan(pending + before) ? (double)NAN : fmax(pending, before);
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

/* fmax() leaves out the kind of which none was completed. A request that is in
 * flight all the time waits for that long at least, and nobody counts it yet.
 */
static double await(const struct derive_context *context, const double *now) {
  double longer = fmax(read_await(context, now), write_await(context, now));

  if (now[METRIC_DISK_READS] + now[METRIC_DISK_WRITES] == 0)
    return now[METRIC_DISK_QUEUE] > 0 ? now[METRIC_DISK_BUSY_TIME] : 0;
  return longer;
}

static double (*const derived[METRIC_COUNT])(
    const struct derive_context *context, const double *now) = {
    [METRIC_CPU_USAGE] = cpu_usage,
    [METRIC_CPU_SHARE] = cpu_share,
    [METRIC_CONTEXT_SWITCHES] = context_switches,
    [METRIC_IO_WAIT] = io_wait,
    [METRIC_IO_WAIT_SOURCE] = wait_source,
    [METRIC_READ_MAY_BE_SWAP_IN] = read_may_be_swap_in,
    [METRIC_IO_BYPASSES_CHARS] = io_bypasses_chars,
    [METRIC_MEMORY_LIMIT] = memory_limit,
    [METRIC_THREADS_LIMIT] = threads_limit,
    [METRIC_MAPS_LIMIT] = maps_limit,
    [METRIC_MEM_USED] = mem_used,
    [METRIC_SWAP_USED] = swap_used,
    [METRIC_DIRTY_PENDING] = dirty_pending,
    [METRIC_DIRTY_PEAK] = dirty_peak,
    [METRIC_DIRTY_THROTTLE] = dirty_throttle,
    [METRIC_DISK_READ_AWAIT] = read_await,
    [METRIC_DISK_WRITE_AWAIT] = write_await,
    [METRIC_DISK_UTILISATION] = utilisation,
    [METRIC_DISK_AWAIT] = await,
};

void derive_all(enum metric_scope scope, const struct derive_context *context,
                double *now) {
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].scope == scope && derived[id])
      now[id] = derived[id](context, now);
}
