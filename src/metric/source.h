/*
 * source.h - the kernel files we know, and how each may be read.
 *
 * The lane decides where: LANE_FREE files take no lock that another process can
 * hold for ever and are read in the main loop; LANE_GUARDED files may block in
 * D state (io, stat, exe: signal->exec_update_lock; cmdline: mmap_lock) and are
 * read by the threads of sample/lane only. smaps, numa_maps, pagemap and
 * anything behind fd/N have no row: they are never read.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "metric/unit.h"

enum source_id {
  /* of a process, below /proc/PID */
  SOURCE_STATUS,
  SOURCE_STATM,
  SOURCE_SCHEDSTAT,
  SOURCE_LIMITS,
  SOURCE_FD,
  SOURCE_CGROUP,
  SOURCE_IO,
  SOURCE_STAT,
  SOURCE_CMDLINE,
  SOURCE_EXE,
  /* of its memory cgroup, below SysPath/fs/cgroup */
  SOURCE_CGROUP_MEMORY,
  /* of the host, below /proc */
  SOURCE_MEMINFO,
  SOURCE_VMSTAT,
  SOURCE_PRESSURE_CPU,
  SOURCE_PRESSURE_IO,
  SOURCE_PRESSURE_MEMORY,
  SOURCE_SWAPPINESS,
  SOURCE_DIRTY_EXPIRE,
  SOURCE_DIRTY_WRITEBACK,
  SOURCE_DIRTY_RATIO,
  SOURCE_DIRTY_BACKGROUND_RATIO,
  SOURCE_DIRTY_BYTES,
  SOURCE_DIRTY_BACKGROUND_BYTES,
  SOURCE_TASK_DELAYACCT,
  SOURCE_DISKSTATS, /* one line a device */
  SOURCE_DERIVED,   /* no file: window/derive.c works it out */
  SOURCE_COUNT
};

/* The sources before it may be kept open from tick to tick. */
enum { SOURCES_KEPT = SOURCE_STAT + 1 };

enum source_lane { LANE_FREE, LANE_GUARDED };

enum source_format {
  FORMAT_KEYED,   /* "key: 1 2 3", "key 1", "key a=1 b=2" */
  FORMAT_COLUMNS, /* "1 2 3" */
  FORMAT_STAT,    /* columns behind a name in brackets */
  FORMAT_ENTRIES, /* the number of entries in a directory */
  FORMAT_TEXT,    /* for the rules, not for a number */
  FORMAT_CGROUP,  /* see sample/cgroup.h */
  FORMAT_NONE,
};

/* What another user's process asks of us, as bits of a set. */
enum source_right { RIGHT_SYS_PTRACE = 1, RIGHT_DAC_READ_SEARCH = 2 };

struct source {
  const char *path; /* relative to the process or to ProcPath */
  enum source_lane lane;
  enum source_format format;
  enum metric_scope scope;
  unsigned rights;   /* of enum source_right */
  unsigned every;    /* ticks from one reading to the next; 0 is 1 */
  unsigned room;     /* bytes for its text in the guarded lane; 0: 4096 */
  const char *since; /* Linux version, where it is not always there */
};

extern const struct source sources[SOURCE_COUNT];

#endif
