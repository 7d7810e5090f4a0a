/* forge.c - see forge.h */
#include "forge.h"

#include "wraps.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_BYTES = 4096, NAME_BYTES = 96 };

static void put_text(struct forge *forge, const char *name, const char *text,
                     size_t length) {
  int fd = openat(forge->dirfd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                  0600);

  if (fd < 0 || __real_write(fd, text, length) != (ssize_t)length)
    forge->failed = true;
  if (fd >= 0)
    close(fd);
}

__attribute__((format(printf, 3, 4))) static void
put(struct forge *forge, const char *name, const char *format, ...) {
  char text[TEXT_BYTES];
  va_list arguments;
  int length;

  va_start(arguments, format);
  length = vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  put_text(forge, name, text, (size_t)length);
}

static void make(struct forge *forge, const char *name) {
  if (mkdirat(forge->dirfd, name, 0700) < 0 && errno != EEXIST)
    forge->failed = true;
}

static int remove_one(const char *path, const struct stat *found, int flag,
                      struct FTW *walk) {
  (void)found;
  (void)flag;
  (void)walk;
  return remove(path);
}

static void remove_all(const char *path) {
  (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* --- the machine ---------------------------------------------------------- */

static void put_mounts(struct forge *forge, const char *name) {
  struct statx found;
  unsigned long long id = 1;

  if (statx(forge->dirfd, "", AT_EMPTY_PATH, STATX_MNT_ID, &found) == 0 &&
      (found.stx_mask & STATX_MNT_ID))
    id = found.stx_mnt_id;
  put(forge, name, "%llu 1 8:1 / %s rw - ext4 /dev/sda1 rw\n", id, forge->root);
}

static void put_still(struct forge *forge) {
  static const char *const directories[] = {"proc",
                                            "proc/sys",
                                            "proc/sys/vm",
                                            "proc/sys/kernel",
                                            "proc/sys/kernel/random",
                                            "proc/self",
                                            "proc/pressure",
                                            "sys",
                                            "sys/fs",
                                            "sys/fs/cgroup",
                                            "kept",
                                            "kept/evidence",
                                            "kept/fuse"};

  for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++)
    make(forge, directories[i]);
  put(forge, "proc/sys/kernel/random/boot_id", "%s\n", forge->boot_id);
  put(forge, "proc/sys/kernel/task_delayacct", "1\n");
  put(forge, "proc/sys/kernel/threads-max", "250000\n");
  put(forge, "proc/sys/kernel/pid_max", "4194304\n");
  put(forge, "proc/sys/vm/swappiness", "60\n");
  put(forge, "proc/sys/vm/dirty_expire_centisecs", "3000\n");
  put(forge, "proc/sys/vm/dirty_writeback_centisecs", "500\n");
  put_mounts(forge, "proc/self/mountinfo");
}

bool forge_open(struct forge *forge) {
  const char *parent = getenv("TMPDIR");

  *forge = (struct forge){.boot_id = "5eed0000-0000-4000-8000-000000000001"};
  if (!parent)
    parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  snprintf(forge->root, sizeof(forge->root), "%.40s/soak.XXXXXX", parent);
  if (!mkdtemp(forge->root))
    return false;
  forge->dirfd = open(forge->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (forge->dirfd < 0)
    return false;
  put_still(forge);
  return !forge->failed;
}

void forge_close(struct forge *forge) {
  close(forge->dirfd);
  remove_all(forge->root);
}

static void show_host(struct forge *forge, const struct world *world) {
  const struct host *host = &world->host;
  double ops = host->disk_ops, ms = 1000 * host->disk_time_s;

  put(forge, "proc/meminfo",
      "MemTotal: %.0f kB\nMemAvailable: %.0f kB\nSwapTotal: %.0f kB\n"
      "SwapFree: %.0f kB\n",
      host->mem_total / 1024, floor(host->mem_available / 1024),
      host->swap_total / 1024, floor(host->swap_free / 1024));
  put(forge, "proc/vmstat",
      "nr_dirty %.0f\nnr_writeback 0\nnr_dirty_threshold %.0f\n"
      "nr_dirty_background_threshold %.0f\npswpin 0\npswpout 0\n"
      "pgmajfault 12\nworkingset_refault_file 0\n",
      ceil(host->dirty), host->dirty_threshold, host->dirty_background);
  put(forge, "proc/diskstats",
      "   8       0 sda %.0f 0 0 %.0f %.0f 0 0 %.0f 1 %.0f 0\n", ops, ms, ops,
      ms, 1000 * host->disk_busy_s);
  put(forge, "proc/stat", "cpu  1 2 3 4\nprocesses %lu\nprocs_running 1\n",
      forge->born);
  put(forge, "proc/loadavg", "0.10 0.20 0.30 1/200 32000\n");
  put(forge, "proc/pressure/io",
      "some avg10=0.00 avg60=0.00 avg300=0.00 total=%.0f\n"
      "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
      1000 * world->lived_s);
}

/* --- one process ---------------------------------------------------------- */

static const char *in(char *name, const struct forged *there,
                      const char *file) {
  snprintf(name, NAME_BYTES, "proc/%d/%s", there->pid, file);
  return name;
}

static void put_fds(struct forge *forge, struct forged *there, int count) {
  char name[NAME_BYTES], file[32];

  for (; there->fds < count; there->fds++) {
    snprintf(file, sizeof(file), "fd/%d", there->fds);
    if (symlinkat("socket:[7]", forge->dirfd, in(name, there, file)) < 0)
      forge->failed = true;
  }
  for (; there->fds > count; there->fds--) {
    snprintf(file, sizeof(file), "fd/%d", there->fds - 1);
    (void)unlinkat(forge->dirfd, in(name, there, file), 0);
  }
}

static void put_status(struct forge *forge, const struct forged *there,
                       const struct actor *actor) {
  char name[NAME_BYTES];
  double kib = actor->has[RESOURCE_RSS] / 1024;

  put(forge, in(name, there, "status"),
      "Name:\t%s\nState:\tS (sleeping)\nUid:\t1000\t1000\t1000\t1000\n"
      "NSpid:\t%d\nVmSize:\t%.0f kB\nVmData:\t100 kB\nRssAnon:\t%.0f kB\n"
      "RssFile:\t%.0f kB\nRssShmem:\t0 kB\nVmSwap:\t0 kB\nThreads:\t%.0f\n"
      "voluntary_ctxt_switches:\t%lu\nnonvoluntary_ctxt_switches:\t3\n",
      actor->role->group, there->pid, 2 * kib, floor(0.9 * kib),
      ceil(0.1 * kib), actor->has[RESOURCE_THREADS], actor->ticks);
  put(forge, in(name, there, "statm"), "%.0f %.0f 10 1 0 50 0\n", kib / 2,
      actor->has[RESOURCE_RSS] / PAGE_BYTES);
  put(forge, in(name, there, "schedstat"), "%lu 2000 3\n", 1000 + ++forge->ran);
}

static void put_limits(struct forge *forge, struct forged *there,
                       const struct actor *actor) {
  char name[NAME_BYTES];

  there->fd_limit = actor->limit[RESOURCE_FDS];
  put(forge, in(name, there, "limits"),
      "Limit                     Soft Limit           Hard Limit           "
      "Units     \n"
      "Max data size             unlimited            unlimited            "
      "bytes     \n"
      "Max open files            %-20.0f %-20.0f files     \n"
      "Max address space         unlimited            unlimited            "
      "bytes     \n",
      there->fd_limit, 1e6);
}

static void put_guarded(struct forge *forge, const struct forged *there,
                        const struct actor *actor) {
  char name[NAME_BYTES];

  put(forge, in(name, there, "io"),
      "rchar: %.0f\nwchar: %.0f\nsyscr: %lu\nsyscw: %lu\nread_bytes: %.0f\n"
      "write_bytes: %.0f\ncancelled_write_bytes: 0\n",
      2 * actor->read_bytes, 2 * actor->written_bytes, actor->ticks,
      actor->ticks, actor->read_bytes, actor->written_bytes);
  put(forge, in(name, there, "stat"),
      "%d (%s) S 1 1 1 0 -1 0 10 0 2 0 %.0f %.0f 0 0 20 0 %.0f 0 %u 0 0 0 1 1 "
      "140000 0 0 0 0 0 0 0 0 0 17 0 0 0 %.0f 0 0 0 0 0 0 0 0 0 0\n",
      there->pid, actor->role->group, 100 * actor->cpu_s, 25 * actor->cpu_s,
      actor->has[RESOURCE_THREADS], 100 + there->life * ACTORS,
      100 * actor->waited_s);
}

static void put_cgroup(struct forge *forge, int slot,
                       const struct actor *actor) {
  char name[NAME_BYTES];
  int length = snprintf(name, sizeof(name), "sys/fs/cgroup/slot-%d/", slot);
  char *file = name + length;
  size_t room = sizeof(name) - (size_t)length;

  snprintf(file, room, "memory.current");
  put(forge, name, "%.0f\n", actor->has[RESOURCE_RSS]);
  snprintf(file, room, "pids.current");
  put(forge, name, "%.0f\n", actor->has[RESOURCE_THREADS]);
}

static void bear(struct forge *forge, int slot, const struct actor *actor) {
  struct forged *there = &forge->actor[slot];
  char name[NAME_BYTES], group[NAME_BYTES];

  *there = (struct forged){.life = actor->life, .pid = actor->pid};
  forge->born++;
  make(forge, in(name, there, ""));
  make(forge, in(name, there, "fd"));
  make(forge, in(name, there, "fdinfo"));
  put(forge, in(name, there, "cmdline"), "/usr/bin/%s", actor->role->group);
  put(forge, in(name, there, "cgroup"), "0::/slot-%d\n", slot);
  put_mounts(forge, in(name, there, "mountinfo"));
  put(forge, in(name, there, "fdinfo/0"),
      "pos:\t0\nflags:\t0100001\nmnt_id:\t%llu\nino:\t5\n",
      (unsigned long long)wraps_mount_id(forge->dirfd));
  snprintf(group, sizeof(group), "sys/fs/cgroup/slot-%d", slot);
  make(forge, group);
  snprintf(group, sizeof(group), "sys/fs/cgroup/slot-%d/memory.max", slot);
  put(forge, group, "%.0f\n", actor->limit[RESOURCE_RSS]);
  snprintf(group, sizeof(group), "sys/fs/cgroup/slot-%d/memory.stat", slot);
  put(forge, group, "inactive_file 0\n");
  snprintf(group, sizeof(group), "sys/fs/cgroup/slot-%d/pids.max", slot);
  put(forge, group, "%.0f\n", actor->limit[RESOURCE_THREADS]);
}

/* --- a file that hangs ---------------------------------------------------- */

static void hang(struct forge *forge, int slot) {
  struct forged *there = &forge->actor[slot];
  struct stat found;
  char name[NAME_BYTES];

  if (fstatat(forge->dirfd, in(name, there, "io"), &found, 0) < 0)
    forge->failed = true;
  else
    wraps_hang(slot, found.st_ino);
  there->hangs = true;
}

static void let_go(struct forge *forge, int slot) {
  wraps_hang(slot, 0);
  forge->actor[slot].hangs = false;
}

void forge_let_go(struct forge *forge) {
  for (int i = 0; i < ACTORS; i++)
    let_go(forge, i);
}

/* --- all of them ---------------------------------------------------------- */

static void end(struct forge *forge, int slot) {
  struct forged *there = &forge->actor[slot];
  char name[NAME_BYTES], path[2 * NAME_BYTES];

  if (there->hangs)
    let_go(forge, slot);
  put(forge, in(name, there, "schedstat"), "%lu 2000 3\n", 1000 + ++forge->ran);
  snprintf(path, sizeof(path), "%s/proc/%d", forge->root, there->pid);
  remove_all(path);
  *there = (struct forged){0};
}

/* Files of which nothing can be made. */
static void garble(struct forge *forge, const struct forged *there) {
  static const char *const files[] = {"statm", "io", "stat", "limits"};
  char name[NAME_BYTES];

  for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
    put(forge, in(name, there, files[i]), "?\n");
  put(forge, in(name, there, "schedstat"), "%lu 2000 3\n", 1000 + ++forge->ran);
}

static void show_actor(struct forge *forge, int slot,
                       const struct actor *actor) {
  struct forged *there = &forge->actor[slot];
  bool stuck = actor->stuck_s > 0;

  if (there->life && (!actor->alive || there->life != actor->life))
    end(forge, slot);
  if (!actor->alive)
    return;
  if (!there->life)
    bear(forge, slot, actor);
  if (there->hangs && !stuck)
    let_go(forge, slot);
  if (actor->hidden) {
    garble(forge, there);
    there->fd_limit = 0;
    return;
  }
  put_status(forge, there, actor);
  if (there->fd_limit < actor->limit[RESOURCE_FDS] ||
      there->fd_limit > actor->limit[RESOURCE_FDS])
    put_limits(forge, there, actor);
  put_fds(forge, there, (int)actor->has[RESOURCE_FDS]);
  put_cgroup(forge, slot, actor);
  if (stuck && !there->hangs)
    hang(forge, slot);
  if (!stuck)
    put_guarded(forge, there, actor);
}

void forge_show(struct forge *forge, const struct world *world) {
  for (int i = 0; i < ACTORS; i++)
    show_actor(forge, i, &world->actor[i]);
  show_host(forge, world);
}
