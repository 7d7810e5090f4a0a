/* fail_at_world.c - see fail_at_world.h */
#include "expect.h"

#include "fail_at_story.h"
#include "fail_at_world.h"

#include <string.h>

enum {
  PIDS = 4,
  FDS_A_TICK = 4,
  FDS_MOST = 10 + FDS_A_TICK * (STORY_TICKS - STORY_TROUBLE + 1)
};

static const char *const directories[] = {"pressure",
                                          "sys",
                                          "sys/vm",
                                          "sys/kernel",
                                          "sys/kernel/random",
                                          "fs",
                                          "fs/cgroup",
                                          "fs/cgroup/shop",
                                          "self",
                                          "self/ns",
                                          "bundles",
                                          "fuses",
                                          "state"};

static const char *const files[][2] = {
    {"sys/kernel/random/boot_id", "5b4b0d3c-0000-4000-8000-000000000000\n"},
    {"sys/kernel/threads-max", "1000\n"},
    {"sys/kernel/pid_max", "4194304\n"},
    {"sys/kernel/task_delayacct", "0\n"},
    {"sys/vm/swappiness", "60\n"},
    {"sys/vm/dirty_ratio", "20\n"},
    {"sys/vm/dirty_background_ratio", "10\n"},
    {"sys/vm/dirty_bytes", "0\n"},
    {"sys/vm/dirty_background_bytes", "0\n"},
    {"sys/vm/dirty_expire_centisecs", "3000\n"},
    {"sys/vm/dirty_writeback_centisecs", "500\n"},
    {"sys/vm/max_map_count", "65530\n"},
    {"loadavg", "0.10 0.20 0.30 1/123 4567\n"},
    {"fs/cgroup/shop/memory.max", "100000000\n"},
    {"fs/cgroup/shop/memory.current", "1000000\n"},
    {"fs/cgroup/shop/memory.stat", "inactive_file 1000\n"},
    {"fs/cgroup/shop/pids.max", "1000\n"},
    {"fs/cgroup/shop/pids.current", "10\n"},
    {"fs/cgroup/shop/cpu.max", "max 100000\n"},
    {"meminfo", "MemTotal:       16000000 kB\nMemFree:         8000000 kB\n"
                "MemAvailable:    9000000 kB\nCached:          1000000 kB\n"
                "SwapCached:            0 kB\nDirty:               100 kB\n"
                "Writeback:             0 kB\nSwapTotal:       1000000 kB\n"
                "SwapFree:         900000 kB\n"},
    {"api.pid", "44\n"},
};

static const struct process cast[PIDS] = {
    {.pid = 42,
     .name = "web",
     .cmdline = "/usr/bin/web --serve",
     .state = 'S',
     .threads = 1,
     .fds = 10,
     .rss_pages = 100,
     .start_time = 5,
     .start_stack = 140000},
    {.pid = 43,
     .name = "shop",
     .cmdline = "/srv/bin/shop --all",
     .state = 'S',
     .threads = 3,
     .fds = 5,
     .rss_pages = 200,
     .start_time = 6,
     .start_stack = 150000},
    {.pid = 44,
     .name = "api",
     .cmdline = "/srv/bin/api",
     .state = 'S',
     .threads = 1,
     .fds = 4,
     .rss_pages = 300,
     .start_time = 7,
     .start_stack = 160000,
     .asleep = true},
    {.pid = 45,
     .name = "stranger",
     .cmdline = "stranger",
     .state = 'S',
     .threads = 1,
     .fds = 3,
     .rss_pages = 50,
     .start_time = 8,
     .start_stack = 170000,
     .asleep = true},
};

static void put_beside(const struct tree *tree, int pid) {
  char name[64];

  snprintf(name, sizeof(name), "%d/cgroup", pid);
  tree_write(tree, name, "0::/shop\n");
  snprintf(name, sizeof(name), "%d/ns", pid);
  tree_mkdir(tree, name);
  snprintf(name, sizeof(name), "%d/ns/pid", pid);
  tree_link(tree, name, "pid:[4026531836]");
  snprintf(name, sizeof(name), "%d/ns/net", pid);
  tree_link(tree, name, "net:[4026531840]");
  snprintf(name, sizeof(name), "%d/exe", pid);
  tree_link(tree, name, "/srv/bin/program");
  snprintf(name, sizeof(name), "%d/wchan", pid);
  tree_write(tree, name, "io_schedule");
  snprintf(name, sizeof(name), "%d/maps", pid);
  tree_write(tree, name,
             "00400000-00452000 r-xp 00000000 08:02 173521 /srv/bin/program\n"
             "7f0000000000-7f0000100000 rw-p 00000000 00:00 0 \n");
  tree_open_file(tree, pid, 1, "0100001", 77);
  snprintf(name, sizeof(name), "%d/mountinfo", pid);
  tree_write(tree, name, "77 1 8:1 / /data rw - ext4 /dev/sda1 rw\n");
}

static void put_threads(const struct tree *tree,
                        const struct process *process) {
  char name[64];

  for (int i = 0; i < process->threads; i++) {
    int tid = process->pid * 100 + i;

    if (i == 0)
      tid = process->pid;
    tree_thread(tree, process->pid, tid, process->state);
    snprintf(name, sizeof(name), "%d/task/%d/stat", process->pid, tid);
    tree_write(tree, name, "%d (%s) %c 1\n", tid, process->name,
               process->state);
    snprintf(name, sizeof(name), "%d/task/%d/wchan", process->pid, tid);
    tree_write(tree, name, "io_schedule");
    snprintf(name, sizeof(name), "%d/task/%d/syscall", process->pid, tid);
    tree_write(tree, name, "0 0x1 0x0 0x0 0x0 0x0 0x0 0x0 0x0\n");
  }
}

void world_make(const struct tree *tree) {
  for (size_t i = 0; i < COUNT_OF(directories); i++)
    tree_mkdir(tree, directories[i]);
  for (size_t i = 0; i < COUNT_OF(files); i++)
    tree_write(tree, files[i][0], "%s", files[i][1]);
  tree_link(tree, "self/ns/net", "net:[4026531840]");
  tree_write(tree, "self/mountinfo", "%lu 1 8:1 / %s rw - ext4 /dev/sda1 rw\n",
             tree_mount_id(tree), tree->root);
  for (int i = 0; i < PIDS; i++) {
    tree_process(tree, &cast[i]);
    put_beside(tree, cast[i].pid);
    put_threads(tree, &cast[i]);
  }
}

/* What the host tells in this tick. */
static void put_host(const struct tree *tree, int step) {
  static const char *const what[] = {"cpu", "io", "memory"};
  char name[64];

  tree_write(tree, "stat", "cpu  1 2 3 4\nprocesses %d\n", 100 + step);
  tree_write(tree, "vmstat",
             "nr_dirty 10\nnr_writeback 2\nnr_dirty_threshold 1000\n"
             "nr_dirty_background_threshold 500\npswpin %d\npswpout %d\n"
             "pgmajfault %d\nworkingset_refault_file %d\n",
             step, 2 * step, 3 * step, 4 * step);
  for (size_t i = 0; i < COUNT_OF(what); i++) {
    snprintf(name, sizeof(name), "pressure/%s", what[i]);
    tree_write(tree, name,
               "some avg10=1.00 avg60=2.00 avg300=3.00 total=%d\n"
               "full avg10=0.50 avg60=0.60 avg300=0.70 total=%d\n",
               step * 1000, step * 500);
  }
  tree_write(tree, "fs/cgroup/shop/io.pressure",
             "some avg10=0.00 avg60=0.00 avg300=0.00 total=%d\n", step * 100);
  tree_write(tree, "diskstats",
             "   8       0 sda %d 0 %d %d %d 0 %d %d 0 %d %d 0 0 0 0 0 0\n",
             step * 100, step * 1000, step * 50, step * 200, step * 2000,
             step * 70, step * 90, step * 120);
}

/* Of a process what changes; it has had `fds` descriptors, and has more. */
/* All of which grow. */
static void put_counters(const struct tree *tree, const struct process *process,
                         int step) {
  char name[64];

  tree_write(tree, TREE_FILE("io"),
             "rchar: %d\nwchar: %d\nsyscr: %d\nsyscw: %d\nread_bytes: %lu\n"
             "write_bytes: %d\ncancelled_write_bytes: %d\n",
             step * 5000, step * 4000, step * 50, step * 40,
             process->read_bytes, step * 3000, step * 11);
  tree_write(tree, TREE_FILE("stat"),
             "%d (%s) %c 1 1 1 0 -1 0 %d 0 %d 0 %d %d 0 0 20 0 %d 0 %lu 0 0 0 "
             "1 1 %lu 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n",
             process->pid, process->name, process->state, 10 + 6 * step,
             2 + 3 * step, 5 + 20 * step, 6 + 10 * step, process->threads,
             process->start_time, process->start_stack);
}

static void put_process(const struct tree *tree, const struct process *process,
                        int fds, int step) {
  char name[64];

  tree_write(tree, TREE_FILE("status"),
             "Name:\t%s\nState:\t%c (x)\nUid:\t1000\t1000\t1000\t1000\n"
             "NSpid:\t%d\nVmData:\t100 kB\nRssAnon:\t4 kB\nRssFile:\t8 kB\n"
             "RssShmem:\t0 kB\nThreads:\t%d\n"
             "voluntary_ctxt_switches:\t%d\nnonvoluntary_ctxt_switches:\t%d\n",
             process->name, process->state, process->pid, process->threads,
             7 + step, 3 + step);
  tree_write(tree, TREE_FILE("statm"), "1000 %ld 10 1 0 50 0\n",
             process->rss_pages);
  tree_write(tree, TREE_FILE("schedstat"), "%d %d 3\n", 1000 + step,
             2000 + 7000000 * step);
  put_counters(tree, process, step);
  for (; fds < process->fds; fds++) {
    snprintf(name, sizeof(name), "%d/fd/%d", process->pid, fds);
    tree_write(tree, name, "%s", "");
  }
}

void world_turn(const struct tree *tree, int step, bool trouble) {
  struct process web = cast[0], shop = cast[1];
  int fds = web.fds;

  put_host(tree, step);
  if (trouble && step >= STORY_TROUBLE) {
    web.state = step < STORY_HEAL ? 'D' : 'S';
    web.fds += FDS_A_TICK * (step - STORY_TROUBLE + 1);
    fds = web.fds - FDS_A_TICK;
  }
  web.read_bytes = (unsigned long)step * 1000;
  put_process(tree, &web, fds, step);
  tree_write(tree, "42/task/42/status",
             "Name:\tthread\nState:\t%c (x)\nThreads:\t1\n", web.state);
  tree_write(tree, "42/task/42/stat", "42 (web) %c 1\n", web.state);
  shop.rss_pages += step;
  put_process(tree, &shop, shop.fds, step);
}

static void empty(const struct tree *tree, const char *name) {
  tree_remove(tree, name);
  tree_mkdir(tree, name);
}

void world_reset(const struct tree *tree, const char *before) {
  char path[128];

  empty(tree, "bundles");
  empty(tree, "fuses");
  empty(tree, "state");
  put_host(tree, 0);
  for (int i = 0; i < 2; i++)
    put_process(tree, &cast[i], cast[i].fds, 0);
  for (int fd = cast[0].fds; fd < FDS_MOST; fd++) {
    snprintf(path, sizeof(path), "%s/42/fd/%d", tree->root, fd);
    (void)unlink(path);
  }
  tree_write(tree, WORLD_OLD_BUNDLE, "{}\n");
  snprintf(path, sizeof(path), "%s/" WORLD_OLD_BUNDLE, tree->root);
  assert_int_equal(chmod(path, 0600), 0);
  tree_write(tree, "fuses/web", "%s", WORLD_OLD_FLAG);
  if (!before[0])
    return;
  tree_write(tree, "state/state.json", "%s", before);
  snprintf(path, sizeof(path), "%s/state/state.json", tree->root);
  assert_int_equal(chmod(path, 0600), 0);
}
