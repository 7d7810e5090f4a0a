/* wall.c - see wall.h */
#include "metric/wall.h"

#include <math.h>

/* clang-format off */
const struct wall walls[WALL_COUNT] = {
  [WALL_FD_LIMIT] = {
    .name = "fd_limit", .help = "Open file descriptors reach the soft RLIMIT_NOFILE: open, accept and socket fail with EMFILE.",
    .scope = SCOPE_MEMBER, .metric = METRIC_FD_COUNT, .limit_metric = METRIC_LIMIT_FDS,
    .will = "will run out of file descriptors", .has = "ran out of file descriptors",
    .stuff = "file descriptors", .holds = "holds",
    .limit_type = "file_handles", .limit_instance = "limit_soft",
  },
  [WALL_MEMORY_MAX] = {
    .name = "memory_max", .help = "Resident memory reaches the nearest of cgroup limit, RLIMIT_AS, RLIMIT_DATA and what the host has available.",
    .scope = SCOPE_MEMBER, .metric = METRIC_MEM_RSS, .limit_metric = METRIC_MEMORY_LIMIT,
    .will = "will run out of memory", .has = "ran out of memory",
    .stuff = "memory", .holds = "has",
    .limit_type = "memory", .limit_instance = "max",
  },
  [WALL_THREADS_LIMIT] = {
    .name = "threads_limit", .help = "Threads reach the nearest of pids.max of a cgroup, kernel.threads-max and kernel.pid_max: clone, fork and pthread_create fail with EAGAIN.",
    .scope = SCOPE_MEMBER, .metric = METRIC_THREADS, .limit_metric = METRIC_THREADS_LIMIT,
    .will = "will run out of threads", .has = "ran out of threads",
    .stuff = "threads", .holds = "has",
    .limit_type = "gauge", .limit_instance = "threads_limit_limit",
  },
  [WALL_MAPS_LIMIT] = {
    .name = "maps_limit", .help = "Memory mappings reach vm.max_map_count: mmap fails with ENOMEM, and so does malloc. With CollectMaps.",
    .scope = SCOPE_MEMBER, .metric = METRIC_MAPS, .limit_metric = METRIC_MAPS_LIMIT,
    .will = "will run out of memory mappings", .has = "ran out of memory mappings",
    .stuff = "memory mappings", .holds = "has",
    .limit_type = "gauge", .limit_instance = "maps_limit_limit",
  },
  [WALL_HOST_MEMORY] = {
    .name = "memory_max", .help = "The host has no memory available without swapping.",
    .scope = SCOPE_HOST, .metric = METRIC_MEM_USED, .limit_metric = METRIC_MEM_TOTAL,
    .will = "will run out of available memory", .has = "ran out of available memory",
    .stuff = "memory",
    .limit_type = "memory", .limit_instance = "max",
  },
  [WALL_SWAP_FULL] = {
    .name = "swap_full", .help = "The swap space of the host is used up: what is left to be reclaimed is page cache.",
    .scope = SCOPE_HOST, .metric = METRIC_SWAP_USED, .limit_metric = METRIC_SWAP_TOTAL,
    .at_most_warns = true,
    .will = "will run out of swap space", .has = "ran out of swap space",
    .stuff = "swap space",
    .limit_type = "memory", .limit_instance = "swap_total",
  },
  /* balance_dirty_pages() holds writers from dirty_freerun_ceiling() on, which
   * is (threshold + background) / 2: mm/page-writeback.c. */
  [WALL_DIRTY_THROTTLE] = {
    .name = "dirty_throttle", .help = "Dirty page cache and writeback reach the point where the kernel slows writers down.",
    .scope = SCOPE_HOST, .metric = METRIC_DIRTY_PENDING, .limit_metric = METRIC_DIRTY_THROTTLE,
    .envelope = METRIC_DIRTY_PEAK,
    .at_most_warns = true,
    .will = "will throttle writers", .has = "throttles writers",
    .limit_type = "memory", .limit_instance = "dirty_throttle",
  },
  [WALL_DISK_FULL] = {
    .name = "disk_full", .help = "A filesystem that members write to has no space left but for root: write and mkdir fail with ENOSPC.",
    .scope = SCOPE_FILESYSTEM, .metric = METRIC_FS_USED, .limit_metric = METRIC_FS_SIZE,
    .will = "will be full", .has = "is full",
    .stuff = "space",
    .limit_type = "df_complex", .limit_instance = "size",
  },
  [WALL_INODES_FULL] = {
    .name = "inodes_full", .help = "A filesystem that members write to has no inode left: no file can be made, with space or without.",
    .scope = SCOPE_FILESYSTEM, .metric = METRIC_FS_INODES_USED, .limit_metric = METRIC_FS_INODES,
    .will = "will run out of inodes", .has = "ran out of inodes",
    .stuff = "inodes",
    .limit_type = "df_inodes", .limit_instance = "size",
  },
};
/* clang-format on */

struct wall wall_of_threshold(enum metric_id metric, double limit,
                              enum direction direction) {
  const struct metric *row = &metrics[metric];

  return (struct wall){
      .name = metric_wall_name(metric),
      .help = row->help,
      .scope = row->scope,
      .metric = metric,
      .limit_metric = METRIC_COUNT,
      .limit = limit,
      .direction = direction,
      .will = row->will ? row->will : "will cross the threshold",
      .has = row->has ? row->has : "crossed the threshold",
      .is_told_by_name = !row->will,
  };
}

enum metric_id wall_foretells(const struct wall *wall) {
  return wall->envelope ? wall->envelope : wall->metric;
}

double wall_limit(const struct wall *wall, const double *value) {
  return wall->limit_metric == METRIC_COUNT ? wall->limit
                                            : value[wall->limit_metric];
}

bool wall_is_reached(const struct wall *wall, double value, double limit) {
  return wall->direction == UPWARD ? value >= limit : value <= limit;
}

double wall_used_percent(const struct wall *wall, double value, double limit) {
  double used = wall->direction == UPWARD ? value / limit : limit / value;

  if (isnan(value) || isnan(limit))
    return NAN;
  if (wall_is_reached(wall, value, limit))
    return 100;
  return used > 0 ? fmin(100, 100 * used) : 0;
}
