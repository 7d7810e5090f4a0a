/*
 * source.h - the kernel files we know, and how each may be read.
 *
 * The lane decides where: LANE_FREE files take no lock that another process can
 * hold for ever and are read in the main loop; LANE_GUARDED files may block in
 * D state (io, stat, exe, ns/pid: signal->exec_update_lock; cmdline: mmap_lock;
 * taskstats: genl_mutex; mountinfo and statfs: the device below, for btrfs
 * looks up the name of a subvolume to print it) and are read by the threads of
 * sample/lane only. LANE_DEEP is for what may cost the process itself
 * something: when the user asks for it, seldom, by the threads of sample/lane
 * too. smaps, numa_maps and pagemap have no row: they are never read; of fd/N
 * no more is read than the link, and a size that the kernel has in memory.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "metric/unit.h"

#include <stdbool.h>

enum source_id {
  /* of a process, below /proc/PID; those up to fd in every tick */
  SOURCE_STATUS,
  SOURCE_STATM,
  SOURCE_SCHEDSTAT,
  SOURCE_LIMITS,
  SOURCE_FD,
  SOURCE_CGROUP,
  /* of its threads: of suspects, and of one thread of a dead leader */
  SOURCE_TASK,
  SOURCE_TASK_STATUS,
  SOURCE_TASK_STATM,
  SOURCE_TASK_FD,
  /* guarded, in the order in which one errand reads them */
  SOURCE_IO,
  SOURCE_TASKSTATS, /* no file: generic netlink */
  SOURCE_STAT,
  SOURCE_NS_PID,
  SOURCE_CMDLINE,
  SOURCE_EXE,
  SOURCE_TASK_CMDLINE,
  SOURCE_TASK_EXE,
  SOURCE_THREADS, /* what each waits for: see sample/sight.h */
  SOURCE_MAPS,    /* on an errand of its own */
  /* of its open files, a few in a tick: see survey.h */
  SOURCE_FDINFO,
  SOURCE_MOUNTINFO,
  /* of its file descriptors, when it is looked at closely: inquest_fds.h */
  SOURCE_FD_LINKS,
  SOURCE_FD_SIZES, /* no file: statx(2) */
  SOURCE_SOCKETS,  /* no file: sock_diag(7) */
  SOURCE_NS_NET,
  /* guarded, of the host */
  SOURCE_OWN_MOUNTINFO,
  SOURCE_FILESYSTEM, /* no file: statfs(2) */
  /* of its cgroups, below SysPath */
  SOURCE_CGROUP_MEMORY,
  SOURCE_CGROUP_PIDS,
  SOURCE_CGROUP_PRESSURE,
  /* of the host, below /proc */
  SOURCE_MEMINFO,
  SOURCE_VMSTAT,
  SOURCE_PRESSURE_CPU,
  SOURCE_PRESSURE_IO,
  SOURCE_PRESSURE_MEMORY,
  SOURCE_LOADAVG,
  SOURCE_SWAPPINESS,
  SOURCE_DIRTY_EXPIRE,
  SOURCE_DIRTY_WRITEBACK,
  SOURCE_DIRTY_RATIO,
  SOURCE_DIRTY_BACKGROUND_RATIO,
  SOURCE_DIRTY_BYTES,
  SOURCE_DIRTY_BACKGROUND_BYTES,
  SOURCE_TASK_DELAYACCT,
  SOURCE_THREADS_MAX,
  SOURCE_PID_MAX,
  SOURCE_MAX_MAP_COUNT,
  SOURCE_DISKSTATS, /* one line a device */
  SOURCE_HOST_STAT, /* for the census: how many were forked */
  SOURCE_DERIVED,   /* no file: window/derive.c works it out */
  SOURCE_COUNT
};

/* As much of a command line is read. Of a Java program with its class path it
 * takes more than a page to come to the main class. */
enum { COMMAND_LINE_BYTES = 32768 };

/* The sources before it may be kept open from tick to tick. */
enum { SOURCES_KEPT = SOURCE_STAT + 1 };

enum source_lane { LANE_FREE, LANE_GUARDED, LANE_DEEP, LANE_COUNT };

extern const char *const lane_names[LANE_COUNT];

enum source_format {
  FORMAT_KEYED,   /* "key: 1 2 3", "key 1", "key a=1 b=2" */
  FORMAT_COLUMNS, /* "1 2 3" */
  FORMAT_STAT,    /* columns behind a name in brackets */
  FORMAT_ENTRIES, /* the number of entries in a directory */
  FORMAT_LINES,   /* the number of its lines, which the reader counts */
  FORMAT_LINK,    /* "pid:[1]", the text of a symbolic link */
  FORMAT_TEXT,    /* for the rules, not for a number */
  FORMAT_CGROUP,  /* see sample/cgroup.h */
  FORMAT_THREADS, /* see sample/threads.h */
  FORMAT_SIGHTS,  /* see sample/sight.h */
  FORMAT_MOUNTS,  /* see sample/mount.h */
  FORMAT_NETLINK, /* see sample/taskstats.h; a column is a word of 8 bytes */
  FORMAT_NONE,
};

/* What another user's process asks of us, as bits of a set. RIGHT_NET_ADMIN is
 * asked for any process. */
enum source_right {
  RIGHT_SYS_PTRACE = 1,
  RIGHT_DAC_READ_SEARCH = 2,
  RIGHT_NET_ADMIN = 4,
};

struct source {
  const char *path; /* relative to the process, ProcPath or SysPath; N stands
                       for a number */
  enum source_lane lane;
  enum source_format format;
  enum metric_scope scope;
  unsigned rights;    /* of enum source_right */
  unsigned every;     /* ticks from one reading to the next; 0 is 1 */
  bool on_demand;     /* not by the clock but when something asks for it */
  bool is_link;       /* a symbolic link, whose text is wanted */
  bool may_cut;       /* the first `room` bytes will do */
  unsigned deadlines; /* a reading takes so many of ReadDeadlineMs; 0 is 1 */
  unsigned room;      /* bytes for its text in the guarded lane; 0: 4096 */
  const char *since;  /* Linux version, where it is not always there */
};

extern const struct source sources[SOURCE_COUNT];

#endif
