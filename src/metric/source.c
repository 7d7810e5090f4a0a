/* source.c - see source.h */
#include "metric/source.h"

#define PROCESS_RIGHTS (RIGHT_SYS_PTRACE | RIGHT_DAC_READ_SEARCH)

const char *const lane_names[LANE_COUNT] = {
    [LANE_FREE] = "free", [LANE_GUARDED] = "guarded", [LANE_DEEP] = "deep"};

/* clang-format off */
const struct source sources[SOURCE_COUNT] = {
  [SOURCE_STATUS]    = { "status",    LANE_FREE,    FORMAT_KEYED,   SCOPE_MEMBER },
  [SOURCE_STATM]     = { "statm",     LANE_FREE,    FORMAT_COLUMNS, SCOPE_MEMBER },
  [SOURCE_SCHEDSTAT] = { "schedstat", LANE_FREE,    FORMAT_COLUMNS, SCOPE_MEMBER },
  [SOURCE_LIMITS]    = { "limits",    LANE_FREE,    FORMAT_KEYED,   SCOPE_MEMBER, .every = 10, .since = "2.6.24" },
  [SOURCE_FD]        = { "fd",        LANE_FREE,    FORMAT_ENTRIES, SCOPE_MEMBER },
  [SOURCE_CGROUP]    = { "cgroup",    LANE_FREE,    FORMAT_TEXT,    SCOPE_MEMBER, .every = 60, .since = "2.6.24" },
  [SOURCE_TASK]        = { "task",          LANE_FREE, FORMAT_ENTRIES, SCOPE_MEMBER, .on_demand = true },
  [SOURCE_TASK_STATUS] = { "task/N/status", LANE_FREE, FORMAT_THREADS, SCOPE_MEMBER, .on_demand = true },
  [SOURCE_TASK_STATM]  = { "task/N/statm",  LANE_FREE, FORMAT_TEXT,    SCOPE_MEMBER, .on_demand = true },
  [SOURCE_TASK_FD]     = { "task/N/fd",     LANE_FREE, FORMAT_TEXT,    SCOPE_MEMBER, .on_demand = true },

  [SOURCE_IO]        = { "io",        LANE_GUARDED, FORMAT_KEYED,   SCOPE_MEMBER, .rights = PROCESS_RIGHTS, .room = 512, .since = "2.6.20" },
  [SOURCE_TASKSTATS] = { "taskstats", LANE_GUARDED, FORMAT_NETLINK, SCOPE_MEMBER, .rights = RIGHT_NET_ADMIN, .room = 1024, .since = "2.6.18" },
  [SOURCE_STAT]      = { "stat",      LANE_GUARDED, FORMAT_STAT,    SCOPE_MEMBER, .room = 2048 },
  [SOURCE_NS_PID]    = { "ns/pid",    LANE_GUARDED, FORMAT_LINK,    SCOPE_MEMBER, .is_link = true, .rights = RIGHT_SYS_PTRACE, .every = 60, .room = 64, .since = "3.8" },
  [SOURCE_CMDLINE]   = { "cmdline",   LANE_GUARDED, FORMAT_TEXT,    SCOPE_MEMBER, .may_cut = true, .on_demand = true, .room = COMMAND_LINE_BYTES },
  [SOURCE_EXE]       = { "exe",       LANE_GUARDED, FORMAT_TEXT,    SCOPE_MEMBER, .is_link = true, .on_demand = true, .rights = RIGHT_SYS_PTRACE },
  [SOURCE_TASK_CMDLINE] = { "task/N/cmdline", LANE_GUARDED, FORMAT_TEXT, SCOPE_MEMBER, .may_cut = true, .on_demand = true, .room = COMMAND_LINE_BYTES },
  [SOURCE_TASK_EXE]     = { "task/N/exe",     LANE_GUARDED, FORMAT_TEXT, SCOPE_MEMBER, .is_link = true, .on_demand = true, .rights = RIGHT_SYS_PTRACE },
  [SOURCE_THREADS]      = { "task/N/wchan",   LANE_GUARDED, FORMAT_SIGHTS, SCOPE_MEMBER, .on_demand = true, .rights = RIGHT_SYS_PTRACE, .deadlines = 4, .room = 32768 }, /* and stat or status, syscall and stack, which need more, fdinfo, mountinfo */
  [SOURCE_FDINFO]      = { "fdinfo/N",      LANE_FREE, FORMAT_TEXT,    SCOPE_MEMBER, .on_demand = true, .rights = RIGHT_SYS_PTRACE, .since = "3.15" },
  [SOURCE_MOUNTINFO]     = { "mountinfo",      LANE_GUARDED, FORMAT_MOUNTS,  SCOPE_MEMBER,     .on_demand = true, .room = 16384, .since = "2.6.26" },
  [SOURCE_FD_LINKS]      = { "fd/N",      LANE_GUARDED, FORMAT_TEXT,    SCOPE_MEMBER, .on_demand = true, .is_link = true, .rights = PROCESS_RIGHTS, .room = 24576 },
  [SOURCE_FD_SIZES]      = { "statx",     LANE_GUARDED, FORMAT_TEXT,    SCOPE_MEMBER, .on_demand = true, .rights = PROCESS_RIGHTS, .room = 1024, .since = "4.11" },
  [SOURCE_SOCKETS]       = { "sock_diag", LANE_GUARDED, FORMAT_NETLINK, SCOPE_MEMBER, .on_demand = true, .deadlines = 10, .room = 7360, .since = "3.3" },
  [SOURCE_NS_NET]        = { "ns/net",    LANE_GUARDED, FORMAT_TEXT,    SCOPE_MEMBER, .on_demand = true, .is_link = true, .rights = RIGHT_SYS_PTRACE, .room = 64, .since = "3.0" },
  [SOURCE_OWN_MOUNTINFO] = { "self/mountinfo", LANE_GUARDED, FORMAT_MOUNTS,  SCOPE_HOST,       .on_demand = true, .room = 16384, .since = "2.6.26" },
  [SOURCE_FILESYSTEM]    = { "statfs",         LANE_GUARDED, FORMAT_COLUMNS, SCOPE_FILESYSTEM },
  [SOURCE_MAPS]         = { "maps",           LANE_DEEP, FORMAT_LINES, SCOPE_MEMBER, .every = 60, .rights = RIGHT_SYS_PTRACE, .deadlines = 10 },

  [SOURCE_CGROUP_MEMORY]   = { "fs/cgroup",             LANE_FREE, FORMAT_CGROUP, SCOPE_MEMBER },
  [SOURCE_CGROUP_PIDS]     = { "fs/cgroup/*/pids.max",  LANE_FREE, FORMAT_CGROUP, SCOPE_MEMBER, .since = "4.3" },
  [SOURCE_CGROUP_PRESSURE] = { "fs/cgroup/*/io.pressure", LANE_FREE, FORMAT_KEYED, SCOPE_MEMBER, .on_demand = true, .since = "4.20" },

  [SOURCE_MEMINFO]         = { "meminfo",         LANE_FREE, FORMAT_KEYED, SCOPE_HOST },
  [SOURCE_VMSTAT]          = { "vmstat",          LANE_FREE, FORMAT_KEYED, SCOPE_HOST },
  [SOURCE_PRESSURE_CPU]    = { "pressure/cpu",    LANE_FREE, FORMAT_KEYED, SCOPE_HOST, .since = "4.20" },
  [SOURCE_PRESSURE_IO]     = { "pressure/io",     LANE_FREE, FORMAT_KEYED, SCOPE_HOST, .since = "4.20" },
  [SOURCE_PRESSURE_MEMORY] = { "pressure/memory", LANE_FREE, FORMAT_KEYED, SCOPE_HOST, .since = "4.20" },
  [SOURCE_LOADAVG]         = { "loadavg",         LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST },

  [SOURCE_SWAPPINESS]     = { "sys/vm/swappiness",                LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST, .every = 10 },
  [SOURCE_DIRTY_EXPIRE]   = { "sys/vm/dirty_expire_centisecs",    LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST, .every = 10 },
  [SOURCE_DIRTY_WRITEBACK]= { "sys/vm/dirty_writeback_centisecs", LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST, .every = 10 },
  [SOURCE_DIRTY_RATIO]    = { "sys/vm/dirty_ratio",               LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST, .every = 10 },
  [SOURCE_DIRTY_BACKGROUND_RATIO] = { "sys/vm/dirty_background_ratio", LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST, .every = 10 },
  [SOURCE_DIRTY_BYTES]    = { "sys/vm/dirty_bytes",               LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST, .every = 10 },
  [SOURCE_DIRTY_BACKGROUND_BYTES] = { "sys/vm/dirty_background_bytes", LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST, .every = 10 },
  [SOURCE_TASK_DELAYACCT] = { "sys/kernel/task_delayacct",        LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST, .every = 10, .since = "5.14" },
  [SOURCE_THREADS_MAX]    = { "sys/kernel/threads-max",           LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST, .every = 10 },
  [SOURCE_PID_MAX]        = { "sys/kernel/pid_max",               LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST, .every = 10 },
  [SOURCE_MAX_MAP_COUNT]  = { "sys/vm/max_map_count",             LANE_FREE, FORMAT_COLUMNS, SCOPE_HOST, .every = 10 },

  [SOURCE_DISKSTATS] = { "diskstats", LANE_FREE, FORMAT_COLUMNS, SCOPE_DEVICE },
  [SOURCE_HOST_STAT] = { "./stat",   LANE_FREE, FORMAT_TEXT,    SCOPE_HOST },
  [SOURCE_DERIVED]   = { "-",         LANE_FREE, FORMAT_NONE,    SCOPE_HOST },
};
/* clang-format on */
