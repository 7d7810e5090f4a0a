/*
 * metric.h - the one list of what we read, what it means and how it leaves.
 *
 * Parsers, rates, windows, emission, thresholds and docs/METRICS.md walk this
 * table. Rows of one source stand together, in the order of the kernel's text.
 * To add a metric see docs/HACKING.md.
 */
#ifndef METRIC_H
#define METRIC_H

#include "metric/source.h"

#include <stdbool.h>

enum metric_id {
  /* status */
  METRIC_STATE,
  METRIC_UID,
  METRIC_NS_PID,
  METRIC_VM_DATA,
  METRIC_RSS_ANON,
  METRIC_RSS_FILE,
  METRIC_RSS_SHMEM,
  METRIC_VM_SWAP,
  METRIC_THREADS,
  METRIC_VOLUNTARY_SWITCHES,
  METRIC_INVOLUNTARY_SWITCHES,
  /* statm */
  METRIC_VM_SIZE,
  METRIC_MEM_RSS,
  METRIC_MEM_SHARED,
  /* schedstat */
  METRIC_RUN_DELAY,
  /* limits */
  METRIC_LIMIT_DATA,
  METRIC_LIMIT_FDS,
  METRIC_LIMIT_AS,
  /* fd */
  METRIC_FD_COUNT,
  /* task */
  METRIC_THREADS_WANTED,
  METRIC_THREADS_BLOCKED,
  METRIC_THREADS_VOLUNTARY,
  METRIC_THREADS_INVOLUNTARY,
  /* io */
  METRIC_RCHAR,
  METRIC_WCHAR,
  METRIC_SYSCR,
  METRIC_SYSCW,
  METRIC_IO_READ_BYTES,
  METRIC_IO_WRITE_BYTES,
  METRIC_CANCELLED_WRITE_BYTES,
  /* taskstats */
  METRIC_PROCESS_RUN_DELAY,
  METRIC_PROCESS_BLOCK_DELAY,
  METRIC_PROCESS_SWAP_IN_DELAY,
  METRIC_PROCESS_VOLUNTARY,
  METRIC_PROCESS_INVOLUNTARY,
  /* stat */
  METRIC_MINOR_FAULTS,
  METRIC_MAJOR_FAULTS,
  METRIC_CPU_USER,
  METRIC_CPU_SYSTEM,
  METRIC_START_TIME,
  METRIC_START_STACK,
  METRIC_BLOCK_DELAY,
  /* ns/pid */
  METRIC_PID_NAMESPACE,
  /* maps */
  METRIC_MAPS,
  /* the cgroups */
  METRIC_CGROUP_LIMIT,
  METRIC_CGROUP_USAGE,
  METRIC_CGROUP_UNREAD,
  METRIC_CGROUP_TASKS_LIMIT,
  METRIC_CGROUP_TASKS,
  METRIC_CGROUP_IO_SOME,
  /* worked out */
  METRIC_CPU_USAGE,
  METRIC_CPU_SHARE,
  METRIC_CONTEXT_SWITCHES,
  METRIC_IO_WAIT,
  METRIC_IO_WAIT_SOURCE,
  METRIC_READ_MAY_BE_SWAP_IN,
  METRIC_IO_BYPASSES_CHARS,
  METRIC_MEMORY_LIMIT,
  METRIC_THREADS_LIMIT,
  METRIC_MAPS_LIMIT,
  METRIC_MEMBER_COUNT, /* the rows above are those of a process */

  /* meminfo */
  METRIC_MEM_TOTAL = METRIC_MEMBER_COUNT,
  METRIC_MEM_AVAILABLE,
  METRIC_SWAP_TOTAL,
  METRIC_SWAP_FREE,
  /* vmstat */
  METRIC_NR_DIRTY,
  METRIC_NR_WRITEBACK,
  METRIC_NR_DIRTY_THRESHOLD,
  METRIC_NR_DIRTY_BACKGROUND,
  METRIC_SWAP_IN,
  METRIC_SWAP_OUT,
  METRIC_HOST_MAJOR_FAULTS,
  METRIC_REFAULT_FILE,
  /* pressure */
  METRIC_PSI_CPU_SOME,
  METRIC_PSI_CPU_SOME_TOTAL,
  METRIC_PSI_IO_SOME,
  METRIC_PSI_IO_SOME_TOTAL,
  METRIC_PSI_IO_FULL,
  METRIC_PSI_IO_FULL_TOTAL,
  METRIC_PSI_MEMORY_SOME,
  METRIC_PSI_MEMORY_SOME_TOTAL,
  METRIC_PSI_MEMORY_FULL,
  METRIC_PSI_MEMORY_FULL_TOTAL,
  /* loadavg */
  METRIC_HOST_TASKS,
  /* sys/vm */
  METRIC_SWAPPINESS,
  METRIC_DIRTY_EXPIRE,
  METRIC_DIRTY_WRITEBACK,
  METRIC_DIRTY_RATIO,
  METRIC_DIRTY_BACKGROUND_RATIO,
  METRIC_DIRTY_BYTES,
  METRIC_DIRTY_BACKGROUND_BYTES,
  METRIC_TASK_DELAYACCT,
  METRIC_THREADS_MAX,
  METRIC_PID_MAX,
  METRIC_MAX_MAP_COUNT,
  /* worked out */
  METRIC_MEM_USED,
  METRIC_SWAP_USED,
  METRIC_DIRTY_PENDING,
  METRIC_DIRTY_PEAK,
  METRIC_DIRTY_THROTTLE,

  /* diskstats */
  METRIC_DISK_READS,
  METRIC_DISK_READ_TIME,
  METRIC_DISK_WRITES,
  METRIC_DISK_WRITE_TIME,
  METRIC_DISK_QUEUE,
  METRIC_DISK_BUSY_TIME,
  /* worked out */
  METRIC_DISK_READ_AWAIT,
  METRIC_DISK_WRITE_AWAIT,
  METRIC_DISK_UTILISATION,
  METRIC_DISK_AWAIT,

  /* filesystems */
  METRIC_FS_SIZE,
  METRIC_FS_USED,
  METRIC_FS_FREE,
  METRIC_FS_INODES,
  METRIC_FS_INODES_USED,
  METRIC_COUNT
};

enum metric_kind {
  METRIC_GAUGE,   /* the value itself is of interest */
  METRIC_COUNTER, /* its growth is; enters a window as growth per second */
};

enum { COLUMN_LAST = 255 }; /* the last word of a keyed line */

/* How the members of a group make one number. */
enum metric_gather { GATHER_SUM, GATHER_MAX };

struct metric {
  const char *name; /* in traces, thresholds and documents; never renamed */
  const char *help; /* one sentence */
  enum metric_scope scope;
  enum source_id source;
  const char *key; /* keyed sources: how the line begins */
  int column;      /* the number of the word; keyed: behind the key; 0 is 1 */
  enum unit_id unit;
  enum metric_kind kind;
  bool dimension; /* has a window in every member */
  bool narrow;    /* a narrow one, unless a wall stands before it */
  bool clocked;   /* a counter of time: cannot grow faster than time does */
  enum metric_gather gather;
  const char *wall; /* name of a wall on it by Threshold; NULL: `name` */
  const char *will; /* what is said of a threshold ahead; NULL: it is crossed */
  const char *has;  /* ... and of one that is met */
  /* How it leaves; a NULL type stays inside. See types.db(5). */
  const char *type;
  const char *type_instance;
  int field;     /* of the type, 0 or 1 */
  double factor; /* from the base unit to the type's; 0 is 1 */
};

extern const struct metric metrics[METRIC_COUNT];

/* The rows of `source` are those in [first, end). */
void metric_range(enum source_id source, int *ret_first, int *ret_end);

/* The metric called `name`, or METRIC_COUNT. */
enum metric_id metric_find(const char *name);

/* Whether it is read now and then only, by the deep lane. Held in between, its
 * values would be stairs that nobody has climbed: its window has each reading
 * once, in the tick of it. */
bool metric_is_seldom(enum metric_id id);

/* The name of a wall that Threshold puts on it. */
const char *metric_wall_name(enum metric_id id);

#endif
