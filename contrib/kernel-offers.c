/*
 * kernel-offers.c - what the kernel that runs it offers of what we read, or
 * might: a line for each, "NAME<TAB>USE<TAB>ANSWER". The answer is "offers",
 * "not", a number, or "?" where it could not be asked.
 *
 * usage: kernel-offers [DIR [enable]]
 *
 * DIR is a cgroup v2, in which one is made for a moment; "enable": with all
 * controllers. It wants to be root: contrib/kernels runs it on each kernel.
 */
#include "kernel-ask.h"

#include <stdio.h>
#include <sys/syscall.h>

/* Newer than the headers of Debian 12. */
#ifndef SYS_cachestat
#define SYS_cachestat 451
#endif
#ifndef SYS_statmount
#define SYS_statmount 457
#endif

struct question {
  const char *name;
  const char *use; /* to us */
  long (*ask)(const char *detail);
  const char *detail;
  bool counts; /* the answer is a number, not whether there is one */
};

#define OWN          "/proc/self/"
#define NAME(number) #number
#define CALL(number) NAME(number)

/* clang-format off */
static const struct question questions[] = {
  { "`status`: RssAnon, RssFile, RssShmem", "kinds of memory", ask_line, OWN "status RssAnon:" },
  { "`status`: VmSwap", "memory swapped out", ask_line, OWN "status VmSwap:" },
  { "`status`: NSpid", "the pid in a container", ask_line, OWN "status NSpid:" },
  { "`status`: Kthread", "-", ask_line, OWN "status Kthread:" },
  { "`stat`, columns", "cpu, faults, start", ask_columns, OWN "stat", .counts = true },
  { "`statm`", "memory", ask_file, OWN "statm" },
  { "`schedstat`", "waiting for a CPU", ask_file, OWN "schedstat" },
  { "`io`", "reading and writing", ask_file, OWN "io" },
  { "`limits`", "walls", ask_file, OWN "limits" },
  { "`fd` tells its count by st_size", "the count without a listing", ask_fd_size },
  { "`fdinfo/N`: pos, flags", "how far a file is read", ask_line, OWN "fdinfo/0 pos:" },
  { "`fdinfo/N`: mnt_id", "the filesystem of a file", ask_line, OWN "fdinfo/0 mnt_id:" },
  { "`fdinfo/N`: ino", "-", ask_line, OWN "fdinfo/0 ino:" },
  { "`wchan` names where one sleeps", "what a thread waits for", ask_wchan },
  { "`syscall`", "what a thread waits for", ask_file, OWN "syscall" },
  { "`stack`", "what a thread waits for", ask_file, OWN "stack" },
  { "`maps`", "mappings", ask_file, OWN "maps" },
  { "`maps` answers PROCMAP_QUERY", "-", ask_mapping_query },
  { "`smaps_rollup`", "never read", ask_file, OWN "smaps_rollup" },
  { "`cgroup`", "the cgroup of a process", ask_file, OWN "cgroup" },
  { "`mountinfo`", "filesystems", ask_file, OWN "mountinfo" },
  { "`ns/pid`", "containers told apart", ask_presence, OWN "ns/pid" },
  { "`ns/net`", "sockets of a container", ask_presence, OWN "ns/net" },
  { "`task/N/children`", "-", ask_file, "/proc/1/task/1/children" },
  { "`ksm_stat`", "-", ask_file, OWN "ksm_stat" },

  { "`pressure/cpu`", "PSI of the host", ask_file, "/proc/pressure/cpu" },
  { "`pressure/io`", "PSI of the host", ask_file, "/proc/pressure/io" },
  { "`pressure/memory`", "PSI of the host", ask_file, "/proc/pressure/memory" },
  { "`pressure/irq`", "-", ask_file, "/proc/pressure/irq" },
  { "`meminfo`: MemAvailable", "memory of the host", ask_line, "/proc/meminfo MemAvailable:" },
  { "`vmstat`: nr_dirty_threshold", "where writers are slowed", ask_line, "/proc/vmstat nr_dirty_threshold " },
  { "`vmstat`: workingset_refault_file", "page cache read again", ask_line, "/proc/vmstat workingset_refault_file " },
  { "`vmstat`: pswpin", "swapping", ask_line, "/proc/vmstat pswpin " },
  { "`diskstats`", "disks", ask_file, "/proc/diskstats" },
  { "`diskstats`, columns", "disks", ask_columns, "/proc/diskstats", .counts = true },
  { "`schedstat` of the host", "-", ask_file, "/proc/schedstat" },
  { "`sys/kernel/task_delayacct`", "whether waits are accounted", ask_file, "/proc/sys/kernel/task_delayacct" },
  { "`sys/kernel/pid_max`", "the wall of threads", ask_file, "/proc/sys/kernel/pid_max" },
  { "`sys/kernel/ns_last_pid`", "tests of pids used again", ask_file, "/proc/sys/kernel/ns_last_pid" },
  { "`sys/vm/max_map_count`", "the wall of mappings", ask_file, "/proc/sys/vm/max_map_count" },
  { "`sys/vm/dirty_bytes`", "where writers are slowed", ask_file, "/proc/sys/vm/dirty_bytes" },
  { "BTF", "-", ask_presence, "/sys/kernel/btf/vmlinux" },

  { "taskstats", "all threads of a process", ask_taskstats },
  { "sock_diag of TCP", "queues of sockets", ask_sockets, "2 6" },
  { "sock_diag of UDP", "queues of sockets", ask_sockets, "2 17" },
  { "sock_diag of TCP over IPv6", "queues of sockets", ask_sockets, "10 6" },
  { "sock_diag of unix", "queues of sockets", ask_unix_sockets },
  { "statx: mnt_id", "the filesystem of a file", ask_statx, "0x1000" },
  { "statx: mnt_id that is never used again", "-", ask_statx, "0x4000" },
  { "pidfd_open", "-", ask_pidfd },
  { "a pidfd has an inode of its own", "-", ask_pidfd_inode },
  { "openat2", "-", ask_call, CALL(SYS_openat2) },
  { "cachestat", "-", ask_call, CALL(SYS_cachestat) },
  { "statmount", "-", ask_call, CALL(SYS_statmount) },
  { "procfs: hidepid of each mount", "whether processes are hidden", ask_procfs, "hidepid=invisible" },
  { "procfs: subset=pid", "-", ask_procfs, "subset=pid" },

  { "cgroup v1: `memory.usage_in_bytes`", "the wall of memory", ask_version_1, "memory memory.usage_in_bytes" },
  { "cgroup v1: pids", "the wall of threads", ask_version_1, "pids cgroup.procs" },
  { "cgroup v1: `blkio.throttle.*`", "tests with slow disks", ask_version_1, "blkio blkio.throttle.io_serviced" },
  { "cgroup v2: `memory.max`, `memory.current`", "the wall of memory", ask_cgroup_file, "memory.max" },
  { "cgroup v2: `memory.high`", "-", ask_cgroup_file, "memory.high" },
  { "cgroup v2: `memory.events`", "-", ask_cgroup_file, "memory.events" },
  { "cgroup v2: `memory.stat`", "the wall of memory", ask_cgroup_file, "memory.stat" },
  { "cgroup v2: `memory.swap.max`", "-", ask_cgroup_file, "memory.swap.max" },
  { "cgroup v2: `memory.peak`", "-", ask_cgroup_file, "memory.peak" },
  { "cgroup v2: `memory.reclaim`", "-", ask_cgroup_file, "memory.reclaim" },
  { "cgroup v2: `memory.pressure`", "-", ask_cgroup_file, "memory.pressure" },
  { "cgroup v2: `io.pressure`", "waits of a container", ask_cgroup_file, "io.pressure" },
  { "cgroup v2: `cpu.pressure`", "-", ask_cgroup_file, "cpu.pressure" },
  { "cgroup v2: `io.stat`", "-", ask_cgroup_file, "io.stat" },
  { "cgroup v2: `io.max`", "-", ask_cgroup_file, "io.max" },
  { "cgroup v2: `pids.max`, `pids.current`", "the wall of threads", ask_cgroup_file, "pids.max" },
  { "cgroup v2: `pids.events`", "-", ask_cgroup_file, "pids.events" },
};
/* clang-format on */

static void answer(const struct question *question) {
  long said = question->ask(question->detail);

  printf("%s\t%s\t", question->name, question->use);
  if (said == UNASKED)
    puts("?");
  else if (question->counts)
    printf("%ld\n", said);
  else
    puts(said != 0 ? "offers" : "not");
}

int main(int argc, char **argv) {
  size_t n = sizeof(questions) / sizeof(questions[0]);
  size_t i;

  for (i = 0; i < n && questions[i].ask != ask_cgroup_file; i++)
    answer(&questions[i]);
  if (argc > 1 && !ask_in_new_cgroup(argv[1], argc > 2)) {
    perror(argv[1]);
    return 1;
  }
  for (; i < n; i++)
    answer(&questions[i]);
  ask_end();
  return 0;
}
