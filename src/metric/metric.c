/* metric.c - see metric.h */
#include "metric/metric.h"

#include <stddef.h>
#include <string.h>

#define STATUS(k)  .scope = SCOPE_MEMBER, .source = SOURCE_STATUS, .key = (k)
#define STATM(n)   .scope = SCOPE_MEMBER, .source = SOURCE_STATM, .column = (n)
#define LIMITS(k)  .scope = SCOPE_MEMBER, .source = SOURCE_LIMITS, .key = (k)
#define TASK(s, n) .scope = SCOPE_MEMBER, .source = SOURCE_##s, .column = (n)
#define IO(k)      .scope = SCOPE_MEMBER, .source = SOURCE_IO, .key = (k)
#define STAT(n)    .scope = SCOPE_MEMBER, .source = SOURCE_STAT, .column = (n)
#define CGROUP(n)                                                              \
  .scope = SCOPE_MEMBER, .source = SOURCE_CGROUP_MEMORY, .column = (n)
/* The number of the 64-bit word in struct taskstats, from 0. */
#define TASKSTATS(n) TASK(TASKSTATS, n), GROWS
#define DERIVED      .source = SOURCE_DERIVED
#define MEMINFO(k)   .scope = SCOPE_HOST, .source = SOURCE_MEMINFO, .key = (k)
#define VMSTAT(k)    .scope = SCOPE_HOST, .source = SOURCE_VMSTAT, .key = (k)
#define PSI(r, k, n)                                                           \
  .scope = SCOPE_HOST, .source = SOURCE_PRESSURE_##r, .key = (k), .column = (n)
#define SYSCTL(s) .scope = SCOPE_HOST, .source = SOURCE_##s, .column = 1
#define DISK(n)   .scope = SCOPE_DEVICE, .source = SOURCE_DISKSTATS, .column = (n)
#define STATFS(n)                                                              \
  .scope = SCOPE_FILESYSTEM, .source = SOURCE_FILESYSTEM, .column = (n)
#define OUT(t, i) .type = (t), .type_instance = (i)
#define GROWS     .kind = METRIC_COUNTER

/* clang-format off */
const struct metric metrics[METRIC_COUNT] = {
  [METRIC_STATE] = { "state", "State of the leading thread, as the code of its letter.",
    STATUS("State"), .unit = UNIT_LETTER, .gather = GATHER_MAX },
  [METRIC_UID] = { "uid", "Effective user id.",
    STATUS("Uid"), .column = 2, .unit = UNIT_COUNT_OF, .gather = GATHER_MAX },
  [METRIC_NS_PID] = { "ns_pid", "Its pid in the innermost of its pid namespaces.",
    STATUS("NSpid"), .column = COLUMN_LAST, .unit = UNIT_COUNT_OF, .gather = GATHER_MAX },
  [METRIC_VM_DATA] = { "vm_data", "Private writable address space, which RLIMIT_DATA bounds.",
    STATUS("VmData"), .unit = UNIT_KIB },
  [METRIC_RSS_ANON] = { "rss_anon", "Resident anonymous memory.",
    STATUS("RssAnon"), .unit = UNIT_KIB, OUT("memory", "rss_anon") },
  [METRIC_RSS_FILE] = { "rss_file", "Resident pages of mapped files.",
    STATUS("RssFile"), .unit = UNIT_KIB, OUT("memory", "rss_file") },
  [METRIC_RSS_SHMEM] = { "rss_shmem", "Resident shared memory.",
    STATUS("RssShmem"), .unit = UNIT_KIB, OUT("memory", "rss_shmem") },
  [METRIC_VM_SWAP] = { "vm_swap", "Anonymous memory that is swapped out.",
    STATUS("VmSwap"), .unit = UNIT_KIB, OUT("memory", "swap") },
  [METRIC_THREADS] = { "threads", "Threads.",
    STATUS("Threads"), .unit = UNIT_COUNT_OF, OUT("ps_count", NULL), .field = 1 },
  [METRIC_VOLUNTARY_SWITCHES] = { "voluntary_switches", "Context switches of the leading thread that it asked for.",
    STATUS("voluntary_ctxt_switches"), GROWS, .unit = UNIT_COUNT_OF, OUT("contextswitch", "voluntary") },
  [METRIC_INVOLUNTARY_SWITCHES] = { "involuntary_switches", "Context switches of the leading thread that were forced on it.",
    STATUS("nonvoluntary_ctxt_switches"), GROWS, .unit = UNIT_COUNT_OF, OUT("contextswitch", "involuntary") },

  [METRIC_VM_SIZE] = { "vm_size", "Address space, which RLIMIT_AS bounds.",
    STATM(1), .unit = UNIT_PAGE, OUT("ps_vm", NULL) },
  [METRIC_MEM_RSS] = { "mem_rss", "Resident memory.",
    STATM(2), .unit = UNIT_PAGE, .dimension = true, .wall = "rss", OUT("ps_rss", NULL) },
  [METRIC_MEM_SHARED] = { "mem_shared", "Resident memory backed by files or shared.",
    STATM(3), .unit = UNIT_PAGE },

  [METRIC_RUN_DELAY] = { "run_delay", "Time the leading thread waited for a CPU.",
    .scope = SCOPE_MEMBER, .source = SOURCE_SCHEDSTAT, .column = 2, GROWS, .unit = UNIT_NANOSECOND,
    OUT("total_time_in_ms", "run_delay"), .factor = 1000 },

  [METRIC_LIMIT_DATA] = { "limit_data", "RLIMIT_DATA, soft.",
    LIMITS("Max data size"), .unit = UNIT_BYTE },
  [METRIC_LIMIT_FDS] = { "limit_fds", "RLIMIT_NOFILE, soft.",
    LIMITS("Max open files"), .unit = UNIT_COUNT_OF },
  [METRIC_LIMIT_AS] = { "limit_as", "RLIMIT_AS, soft.",
    LIMITS("Max address space"), .unit = UNIT_BYTE },

  [METRIC_FD_COUNT] = { "fd_count", "Open file descriptors.",
    .scope = SCOPE_MEMBER, .source = SOURCE_FD, .column = 1, .unit = UNIT_COUNT_OF, .dimension = true,
    OUT("file_handles", NULL) },

  [METRIC_THREADS_WANTED] = { "threads_wanted", "1 when its threads were to be looked at in this tick, else 0.",
    TASK(TASK, 1), .unit = UNIT_COUNT_OF },
  [METRIC_THREADS_BLOCKED] = { "threads_blocked", "Threads found in state D, of processes whose threads were looked at; a cautious estimate where that was a sample of them.",
    TASK(TASK_STATUS, 1), .unit = UNIT_COUNT_OF, OUT("gauge", "threads_blocked") },
  [METRIC_THREADS_VOLUNTARY] = { "threads_voluntary_switches", "Context switches that the living threads asked for, while each of them is looked at, not a sample.",
    TASK(TASK_STATUS, 2), GROWS, .unit = UNIT_COUNT_OF, OUT("contextswitch", "threads_voluntary") },
  [METRIC_THREADS_INVOLUNTARY] = { "threads_involuntary_switches", "Context switches that were forced on the living threads, while each of them is looked at, not a sample.",
    TASK(TASK_STATUS, 3), GROWS, .unit = UNIT_COUNT_OF, OUT("contextswitch", "threads_involuntary") },

  [METRIC_RCHAR] = { "rchar", "Bytes that read(2) and its like returned; mmap, io_uring and libaio are not in it.",
    IO("rchar"), GROWS, .unit = UNIT_BYTE, OUT("io_octets", NULL) },
  [METRIC_WCHAR] = { "wchar", "Bytes that write(2) and its like took; mmap, io_uring and libaio are not in it.",
    IO("wchar"), GROWS, .unit = UNIT_BYTE, OUT("io_octets", NULL), .field = 1 },
  [METRIC_SYSCR] = { "syscr", "Calls of read(2) and its like.",
    IO("syscr"), GROWS, .unit = UNIT_COUNT_OF, OUT("io_ops", NULL) },
  [METRIC_SYSCW] = { "syscw", "Calls of write(2) and its like.",
    IO("syscw"), GROWS, .unit = UNIT_COUNT_OF, OUT("io_ops", NULL), .field = 1 },
  [METRIC_IO_READ_BYTES] = { "io_read_bytes", "Bytes fetched from storage, swap-in included: see read_may_be_swap_in.",
    IO("read_bytes"), GROWS, .unit = UNIT_BYTE, .dimension = true, .narrow = true, .wall = "io_read", OUT("disk_octets", NULL) },
  [METRIC_IO_WRITE_BYTES] = { "io_write_bytes", "Bytes dirtied: counted when a page becomes dirty, not when it is written.",
    IO("write_bytes"), GROWS, .unit = UNIT_BYTE, .dimension = true, .narrow = true, .wall = "io_write",
    .will = "will dirty more bytes than allowed", .has = "dirtied more bytes than allowed", OUT("disk_octets", NULL), .field = 1 },
  [METRIC_CANCELLED_WRITE_BYTES] = { "cancelled_write_bytes", "Dirtied bytes that were truncated away before they were written.",
    IO("cancelled_write_bytes"), GROWS, .unit = UNIT_BYTE, OUT("derive", "cancelled_write_bytes") },

  [METRIC_PROCESS_RUN_DELAY] = { "process_run_delay", "Time all threads waited for a CPU, all together.",
    TASKSTATS(3), .clocked = true, .unit = UNIT_NANOSECOND, OUT("total_time_in_ms", "process_run_delay"), .factor = 1000 },
  [METRIC_PROCESS_BLOCK_DELAY] = { "process_block_delay", "Time all threads waited for block I/O, all together; zero unless kernel.task_delayacct is on.",
    TASKSTATS(5), .clocked = true, .unit = UNIT_NANOSECOND, OUT("total_time_in_ms", "process_block_delay"), .factor = 1000 },
  [METRIC_PROCESS_SWAP_IN_DELAY] = { "process_swap_in_delay", "Time all threads waited for pages to be swapped in, all together; zero unless kernel.task_delayacct is on.",
    TASKSTATS(7), .clocked = true, .unit = UNIT_NANOSECOND, OUT("total_time_in_ms", "process_swap_in_delay"), .factor = 1000 },
  [METRIC_PROCESS_VOLUNTARY] = { "process_voluntary_switches", "Context switches that all threads asked for.",
    TASKSTATS(34), .unit = UNIT_COUNT_OF, OUT("contextswitch", "process_voluntary") },
  [METRIC_PROCESS_INVOLUNTARY] = { "process_involuntary_switches", "Context switches that were forced on all threads.",
    TASKSTATS(35), .unit = UNIT_COUNT_OF, OUT("contextswitch", "process_involuntary") },

  [METRIC_MINOR_FAULTS] = { "minor_faults", "Page faults that needed no I/O.",
    STAT(10), GROWS, .unit = UNIT_COUNT_OF, OUT("ps_pagefaults", NULL) },
  [METRIC_MAJOR_FAULTS] = { "major_faults", "Page faults that waited for I/O.",
    STAT(12), GROWS, .unit = UNIT_COUNT_OF, OUT("ps_pagefaults", NULL), .field = 1 },
  [METRIC_CPU_USER] = { "cpu_user", "CPU time in user mode.",
    STAT(14), GROWS, .clocked = true, .unit = UNIT_TICK, OUT("ps_cputime", NULL), .factor = 1e6 },
  [METRIC_CPU_SYSTEM] = { "cpu_system", "CPU time in the kernel.",
    STAT(15), GROWS, .clocked = true, .unit = UNIT_TICK, OUT("ps_cputime", NULL), .field = 1, .factor = 1e6 },
  [METRIC_START_TIME] = { "start_time", "When it started, in clock ticks since boot; a label, not an identity.",
    STAT(22), .unit = UNIT_COUNT_OF, .gather = GATHER_MAX },
  [METRIC_START_STACK] = { "start_stack", "Where its stack began; another value means that it called execve(2).",
    STAT(28), .unit = UNIT_COUNT_OF, .gather = GATHER_MAX },
  [METRIC_BLOCK_DELAY] = { "block_delay", "Time the leading thread waited for block I/O; zero unless kernel.task_delayacct is on.",
    STAT(42), GROWS, .clocked = true, .unit = UNIT_TICK },

  [METRIC_PID_NAMESPACE] = { "pid_namespace", "Inode of its pid namespace; a label, not an identity.",
    TASK(NS_PID, 1), .unit = UNIT_COUNT_OF, .gather = GATHER_MAX },

  [METRIC_MAPS] = { "maps", "Memory mappings; with CollectMaps.",
    TASK(MAPS, 1), .unit = UNIT_COUNT_OF, OUT("gauge", "maps") },

  [METRIC_CGROUP_LIMIT] = { "cgroup_limit", "The tightest memory limit among the cgroups above it.",
    CGROUP(1), .unit = UNIT_BYTE, .gather = GATHER_MAX },
  [METRIC_CGROUP_USAGE] = { "cgroup_usage", "Memory in use in that cgroup.",
    CGROUP(2), .unit = UNIT_BYTE, .gather = GATHER_MAX },
  [METRIC_CGROUP_UNREAD] = { "cgroup_unread", "1 when the limits of the cgroups above it could not be found out, else 0: memory_limit and threads_most are absent then.",
    CGROUP(3), .unit = UNIT_COUNT_OF, .gather = GATHER_MAX },
  [METRIC_CGROUP_TASKS_LIMIT] = { "cgroup_tasks_limit", "The tightest pids.max among the cgroups above it.",
    TASK(CGROUP_PIDS, 1), .unit = UNIT_COUNT_OF, .gather = GATHER_MAX },
  [METRIC_CGROUP_TASKS] = { "cgroup_tasks", "Threads of all processes in that cgroup.",
    TASK(CGROUP_PIDS, 2), .unit = UNIT_COUNT_OF, .gather = GATHER_MAX },
  [METRIC_CGROUP_IO_SOME] = { "cgroup_io_some", "Time in which some task of its cgroup waited for I/O; read when io_wait needs it.",
    .scope = SCOPE_MEMBER, .source = SOURCE_CGROUP_PRESSURE, .key = "some", .column = 4, GROWS, .clocked = true,
    .unit = UNIT_MICROSECOND, .gather = GATHER_MAX },

  [METRIC_CPU_USAGE] = { "cpu_usage", "CPU in use; one core is 1.",
    .scope = SCOPE_MEMBER, DERIVED, .unit = UNIT_CORES, .dimension = true, .narrow = true, .wall = "cpu", OUT("gauge", "cpu_cores") },
  [METRIC_CPU_SHARE] = { "cpu_share", "CPU in use, as a share of the machine.",
    .scope = SCOPE_MEMBER, DERIVED, .unit = UNIT_PERCENT, OUT("percent", "cpu") },
  [METRIC_CONTEXT_SWITCHES] = { "context_switches", "Context switches of both kinds in a second.",
    .scope = SCOPE_MEMBER, DERIVED, .unit = UNIT_COUNT_OF, .dimension = true, .narrow = true, OUT("gauge", "context_switches") },
  [METRIC_IO_WAIT] = { "io_wait", "Milliseconds of each second spent waiting for block I/O, summed over its threads, by the best source that works: see io_wait_source.",
    .scope = SCOPE_MEMBER, DERIVED, .unit = UNIT_RATE_MS, .dimension = true, .gather = GATHER_MAX, OUT("gauge", "io_wait") },
  [METRIC_IO_WAIT_SOURCE] = { "io_wait_source", "What told io_wait: 1 the accounting of all threads, 2 that of the only thread, 3 states of threads, 4 pressure of the cgroup, 5 pressure of the host; a group shows its largest.",
    .scope = SCOPE_MEMBER, DERIVED, .unit = UNIT_COUNT_OF, .gather = GATHER_MAX, OUT("gauge", "io_wait_source") },
  [METRIC_READ_MAY_BE_SWAP_IN] = { "read_may_be_swap_in", "1 when io_read_bytes and major faults grew while memory of it is swapped out, or the host swaps in, else 0: what was read may be swap-in.",
    .scope = SCOPE_MEMBER, DERIVED, .unit = UNIT_COUNT_OF, .gather = GATHER_MAX, OUT("bool", "read_may_be_swap_in") },
  [METRIC_IO_BYPASSES_CHARS] = { "io_bypasses_chars", "1 when io_read_bytes or io_write_bytes grew by more than rchar or wchar and what calls may move beside, else 0: mmap, io_uring, libaio or metadata.",
    .scope = SCOPE_MEMBER, DERIVED, .unit = UNIT_COUNT_OF, .gather = GATHER_MAX, OUT("bool", "io_bypasses_chars") },
  [METRIC_MEMORY_LIMIT] = { "memory_limit", "Resident memory at which the nearest of cgroup limit, RLIMIT_AS, RLIMIT_DATA and the host's available memory is met.",
    .scope = SCOPE_MEMBER, DERIVED, .unit = UNIT_BYTE, .gather = GATHER_MAX },
  [METRIC_THREADS_LIMIT] = { "threads_most", "Threads it can have before the nearest of the tightest pids.max above it, kernel.threads-max and kernel.pid_max is met.",
    .scope = SCOPE_MEMBER, DERIVED, .unit = UNIT_COUNT_OF, .gather = GATHER_MAX },
  [METRIC_MAPS_LIMIT] = { "maps_most", "Memory mappings it can have: vm.max_map_count.",
    .scope = SCOPE_MEMBER, DERIVED, .unit = UNIT_COUNT_OF, .gather = GATHER_MAX },

  [METRIC_MEM_TOTAL] = { "mem_total", "Memory of the host.",
    MEMINFO("MemTotal"), .unit = UNIT_KIB },
  [METRIC_MEM_AVAILABLE] = { "mem_available", "Memory that can be had without swapping.",
    MEMINFO("MemAvailable"), .unit = UNIT_KIB, OUT("memory", "available") },
  [METRIC_SWAP_TOTAL] = { "swap_total", "Swap space.",
    MEMINFO("SwapTotal"), .unit = UNIT_KIB },
  [METRIC_SWAP_FREE] = { "swap_free", "Free swap space.",
    MEMINFO("SwapFree"), .unit = UNIT_KIB, OUT("memory", "swap_free") },

  [METRIC_NR_DIRTY] = { "nr_dirty", "Dirty page cache.",
    VMSTAT("nr_dirty"), .unit = UNIT_PAGE, OUT("memory", "dirty") },
  [METRIC_NR_WRITEBACK] = { "nr_writeback", "Page cache on its way to storage.",
    VMSTAT("nr_writeback"), .unit = UNIT_PAGE, OUT("memory", "writeback") },
  [METRIC_NR_DIRTY_THRESHOLD] = { "nr_dirty_threshold", "Dirty page cache at which writers are stopped.",
    VMSTAT("nr_dirty_threshold"), .unit = UNIT_PAGE, OUT("memory", "dirty_threshold") },
  [METRIC_NR_DIRTY_BACKGROUND] = { "nr_dirty_background_threshold", "Dirty page cache at which the flushers start.",
    VMSTAT("nr_dirty_background_threshold"), .unit = UNIT_PAGE, OUT("memory", "dirty_background") },
  [METRIC_SWAP_IN] = { "pswpin", "Pages swapped in.",
    VMSTAT("pswpin"), GROWS, .unit = UNIT_COUNT_OF, OUT("derive", "pswpin") },
  [METRIC_SWAP_OUT] = { "pswpout", "Pages swapped out.",
    VMSTAT("pswpout"), GROWS, .unit = UNIT_COUNT_OF, OUT("derive", "pswpout") },
  [METRIC_HOST_MAJOR_FAULTS] = { "pgmajfault", "Page faults of the host that waited for I/O.",
    VMSTAT("pgmajfault"), GROWS, .unit = UNIT_COUNT_OF, OUT("derive", "pgmajfault") },
  [METRIC_REFAULT_FILE] = { "workingset_refault_file", "File pages read again soon after they were dropped: page cache too small.",
    VMSTAT("workingset_refault_file"), GROWS, .unit = UNIT_COUNT_OF, OUT("derive", "workingset_refault_file") },

  [METRIC_PSI_CPU_SOME] = { "psi_cpu_some_avg10", "Share of 10 s in which some task waited for a CPU.",
    PSI(CPU, "some", 1), .unit = UNIT_PERCENT, OUT("percent", "psi_cpu_some_avg10") },
  [METRIC_PSI_CPU_SOME_TOTAL] = { "psi_cpu_some", "Time in which some task waited for a CPU.",
    PSI(CPU, "some", 4), GROWS, .unit = UNIT_MICROSECOND, OUT("total_time_in_ms", "psi_cpu_some"), .factor = 1000 },
  [METRIC_PSI_IO_SOME] = { "psi_io_some_avg10", "Share of 10 s in which some task waited for I/O.",
    PSI(IO, "some", 1), .unit = UNIT_PERCENT, OUT("percent", "psi_io_some_avg10") },
  [METRIC_PSI_IO_SOME_TOTAL] = { "psi_io_some", "Time in which some task waited for I/O.",
    PSI(IO, "some", 4), GROWS, .unit = UNIT_MICROSECOND, OUT("total_time_in_ms", "psi_io_some"), .factor = 1000 },
  [METRIC_PSI_IO_FULL] = { "psi_io_full_avg10", "Share of 10 s in which all busy tasks waited for I/O.",
    PSI(IO, "full", 1), .unit = UNIT_PERCENT, OUT("percent", "psi_io_full_avg10") },
  [METRIC_PSI_IO_FULL_TOTAL] = { "psi_io_full", "Time in which all busy tasks waited for I/O.",
    PSI(IO, "full", 4), GROWS, .unit = UNIT_MICROSECOND, OUT("total_time_in_ms", "psi_io_full"), .factor = 1000 },
  [METRIC_PSI_MEMORY_SOME] = { "psi_memory_some_avg10", "Share of 10 s in which some task waited for memory.",
    PSI(MEMORY, "some", 1), .unit = UNIT_PERCENT, OUT("percent", "psi_memory_some_avg10") },
  [METRIC_PSI_MEMORY_SOME_TOTAL] = { "psi_memory_some", "Time in which some task waited for memory.",
    PSI(MEMORY, "some", 4), GROWS, .unit = UNIT_MICROSECOND, OUT("total_time_in_ms", "psi_memory_some"), .factor = 1000 },
  [METRIC_PSI_MEMORY_FULL] = { "psi_memory_full_avg10", "Share of 10 s in which all busy tasks waited for memory.",
    PSI(MEMORY, "full", 1), .unit = UNIT_PERCENT, OUT("percent", "psi_memory_full_avg10") },
  [METRIC_PSI_MEMORY_FULL_TOTAL] = { "psi_memory_full", "Time in which all busy tasks waited for memory.",
    PSI(MEMORY, "full", 4), GROWS, .unit = UNIT_MICROSECOND, OUT("total_time_in_ms", "psi_memory_full"), .factor = 1000 },

  [METRIC_HOST_TASKS] = { "host_tasks", "Threads of all processes.",
    .scope = SCOPE_HOST, .source = SOURCE_LOADAVG, .column = 4, .unit = UNIT_COUNT_OF, OUT("gauge", "tasks") },

  [METRIC_SWAPPINESS] = { "swappiness", "vm.swappiness, 0 to 200: 100 holds swapping and dropping page cache for equally dear.",
    SYSCTL(SWAPPINESS), .unit = UNIT_COUNT_OF, OUT("gauge", "swappiness") },
  [METRIC_DIRTY_EXPIRE] = { "dirty_expire_centisecs", "Age at which dirty page cache is written, in 1/100 s.",
    SYSCTL(DIRTY_EXPIRE), .unit = UNIT_COUNT_OF, OUT("gauge", "dirty_expire_centisecs") },
  [METRIC_DIRTY_WRITEBACK] = { "dirty_writeback_centisecs", "How often the flushers look, in 1/100 s.",
    SYSCTL(DIRTY_WRITEBACK), .unit = UNIT_COUNT_OF, OUT("gauge", "dirty_writeback_centisecs") },
  [METRIC_DIRTY_RATIO] = { "dirty_ratio", "vm.dirty_ratio; 0 where dirty_bytes is set.",
    SYSCTL(DIRTY_RATIO), .unit = UNIT_PERCENT, OUT("percent", "dirty_ratio") },
  [METRIC_DIRTY_BACKGROUND_RATIO] = { "dirty_background_ratio", "vm.dirty_background_ratio; 0 where dirty_background_bytes is set.",
    SYSCTL(DIRTY_BACKGROUND_RATIO), .unit = UNIT_PERCENT, OUT("percent", "dirty_background_ratio") },
  [METRIC_DIRTY_BYTES] = { "dirty_bytes", "vm.dirty_bytes; 0 where dirty_ratio is set.",
    SYSCTL(DIRTY_BYTES), .unit = UNIT_BYTE, OUT("memory", "dirty_bytes") },
  [METRIC_DIRTY_BACKGROUND_BYTES] = { "dirty_background_bytes", "vm.dirty_background_bytes; 0 where dirty_background_ratio is set.",
    SYSCTL(DIRTY_BACKGROUND_BYTES), .unit = UNIT_BYTE, OUT("memory", "dirty_background_bytes") },
  [METRIC_TASK_DELAYACCT] = { "task_delayacct", "Whether the kernel counts the delays of tasks.",
    SYSCTL(TASK_DELAYACCT), .unit = UNIT_COUNT_OF },
  [METRIC_THREADS_MAX] = { "threads_max", "kernel.threads-max: threads of all processes at which clone(2) fails.",
    SYSCTL(THREADS_MAX), .unit = UNIT_COUNT_OF },
  [METRIC_PID_MAX] = { "pid_max", "kernel.pid_max: one more than the largest pid, and there is one for each thread.",
    SYSCTL(PID_MAX), .unit = UNIT_COUNT_OF },
  [METRIC_MAX_MAP_COUNT] = { "max_map_count", "vm.max_map_count: memory mappings of a process at which mmap(2) fails.",
    SYSCTL(MAX_MAP_COUNT), .unit = UNIT_COUNT_OF },

  [METRIC_MEM_USED] = { "mem_used", "Memory of the host that is not available.",
    .scope = SCOPE_HOST, DERIVED, .unit = UNIT_BYTE, OUT("memory", "used") },
  [METRIC_SWAP_USED] = { "swap_used", "Swap space in use; absent where there is none.",
    .scope = SCOPE_HOST, DERIVED, .unit = UNIT_BYTE, OUT("memory", "swap_used") },
  [METRIC_DIRTY_PENDING] = { "dirty_pending", "Dirty page cache and writeback together.",
    .scope = SCOPE_HOST, DERIVED, .unit = UNIT_BYTE, OUT("memory", "dirty_pending") },
  [METRIC_DIRTY_PEAK] = { "dirty_peak", "The most of dirty_pending in the time that page cache stays dirty at most: dirty_expire_centisecs and dirty_writeback_centisecs together, or 30 ticks.",
    .scope = SCOPE_HOST, DERIVED, .unit = UNIT_BYTE, OUT("memory", "dirty_peak") },
  [METRIC_DIRTY_THROTTLE] = { "dirty_throttle_point", "Where the kernel begins to slow writers: half way between the two dirty thresholds.",
    .scope = SCOPE_HOST, DERIVED, .unit = UNIT_BYTE },

  [METRIC_DISK_READS] = { "disk_reads", "Reads completed by the device.",
    DISK(4), GROWS, .unit = UNIT_COUNT_OF },
  [METRIC_DISK_READ_TIME] = { "disk_read_time", "Time reads took, all together.",
    DISK(7), GROWS, .unit = UNIT_MILLISECOND },
  [METRIC_DISK_WRITES] = { "disk_writes", "Writes completed by the device.",
    DISK(8), GROWS, .unit = UNIT_COUNT_OF },
  [METRIC_DISK_WRITE_TIME] = { "disk_write_time", "Time writes took, all together.",
    DISK(11), GROWS, .unit = UNIT_MILLISECOND },
  [METRIC_DISK_QUEUE] = { "disk_queue", "Requests in flight.",
    DISK(12), .unit = UNIT_COUNT_OF, OUT("queue_length", NULL) },
  [METRIC_DISK_BUSY_TIME] = { "disk_busy_time", "Time with a request in flight.",
    DISK(13), GROWS, .clocked = true, .unit = UNIT_MILLISECOND },
  [METRIC_DISK_READ_AWAIT] = { "disk_read_await", "Mean time of a read; blind to cgroup throttling.",
    .scope = SCOPE_DEVICE, DERIVED, .unit = UNIT_MILLISECOND, OUT("disk_latency", NULL), .factor = 1000 },
  [METRIC_DISK_WRITE_AWAIT] = { "disk_write_await", "Mean time of a write; blind to cgroup throttling.",
    .scope = SCOPE_DEVICE, DERIVED, .unit = UNIT_MILLISECOND, OUT("disk_latency", NULL), .field = 1, .factor = 1000 },
  [METRIC_DISK_UTILISATION] = { "disk_utilisation", "Share of time with a request in flight.",
    .scope = SCOPE_DEVICE, DERIVED, .unit = UNIT_PERCENT, OUT("percent", "utilisation") },
  [METRIC_DISK_AWAIT] = { "disk_await", "The longer of both mean times; of a device that completes nothing 0, or while requests are in flight how much of each second that lasts.",
    .scope = SCOPE_DEVICE, DERIVED, .unit = UNIT_MILLISECOND, .wall = "device_saturation",
    .will = "will keep requests waiting longer than allowed", .has = "keeps requests waiting longer than allowed" },

  [METRIC_FS_SIZE] = { "fs_size", "Space that users other than root can have.",
    STATFS(1), .unit = UNIT_BYTE },
  [METRIC_FS_USED] = { "fs_used", "Space in use.",
    STATFS(2), .unit = UNIT_BYTE, OUT("df_complex", "used") },
  [METRIC_FS_FREE] = { "fs_free", "Space that is left for users other than root.",
    STATFS(3), .unit = UNIT_BYTE, OUT("df_complex", "free") },
  [METRIC_FS_INODES] = { "fs_inodes", "Inodes; not told of filesystems that make them as needed.",
    STATFS(4), .unit = UNIT_COUNT_OF },
  [METRIC_FS_INODES_USED] = { "fs_inodes_used", "Inodes in use.",
    STATFS(5), .unit = UNIT_COUNT_OF, OUT("df_inodes", "used") },
};
/* clang-format on */

void metric_range(enum source_id source, int *ret_first, int *ret_end) {
  int id = 0;

  while (id < METRIC_COUNT && metrics[id].source != source)
    id++;
  *ret_first = id;
  while (id < METRIC_COUNT && metrics[id].source == source)
    id++;
  *ret_end = id;
}

enum metric_id metric_find(const char *name) {
  int id = 0;

  while (id < METRIC_COUNT && strcmp(metrics[id].name, name) != 0)
    id++;
  return (enum metric_id)id;
}

bool metric_is_seldom(enum metric_id id) {
  return sources[metrics[id].source].lane == LANE_DEEP;
}

const char *metric_wall_name(enum metric_id id) {
  return metrics[id].wall ? metrics[id].wall : metrics[id].name;
}
