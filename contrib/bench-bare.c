/* bench-bare.c - the system calls that the plugin makes, and nothing else.
 *
 * usage: bench-bare NAME FDS INTERVAL WARM CYCLES STRANGERS_EVERY
 *
 * Watches the processes called NAME as src/seat.c does, with at most FDS files
 * kept open, but understands nothing of what it reads. It prints "ready" after
 * WARM cycles, and at the end how many processes it read and the CPU time of
 * one of the CYCLES in ns. contrib/bench counts its calls beside those of the
 * daemon: who changes the one sees that the other has to follow. */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 100000, BYTES = 64 * 1024, TEXT = 64, FULL_EVERY = 10 };
enum { RUNS_UNTIL_WARM = 3, HOST_EVERY_TICK = 6, LISTING = 32 * 1024 };
enum { STATUS, STATM, IO, STAT, FD, SCHEDSTAT, KEPT };

static const double WARM_INTERVAL_S = 0.25;

static const char *const names[KEPT] = {"status", "statm", "io",
                                        "stat",   "fd",    "schedstat"};
static const char *const of_host[] = {
    "meminfo",
    "vmstat",
    "pressure/cpu",
    "pressure/io",
    "pressure/memory",
    "diskstats",
    "sys/vm/swappiness",
    "sys/vm/dirty_expire_centisecs",
    "sys/vm/dirty_writeback_centisecs",
    "sys/vm/dirty_ratio",
    "sys/vm/dirty_background_ratio",
    "sys/vm/dirty_bytes",
    "sys/vm/dirty_background_bytes",
    "sys/kernel/task_delayacct",
};

struct member {
  int dirfd;
  int fd[KEPT];
  unsigned rested, ran;
  char text[TEXT];
};

static struct member member[MOST];
static int stranger[MOST];
static unsigned members, strangers;
static long spare;
static int procfd;
static char buffer[BYTES];

/* Kept open where it may be: -1 when it is not. */
static int kept(struct member *m, int file, bool keep) {
  int flags = file == FD ? O_PATH | O_DIRECTORY : O_RDONLY;

  if (m->fd[file] >= 0 || !keep || spare <= 0)
    return m->fd[file];
  m->fd[file] = openat(m->dirfd, names[file], flags | O_CLOEXEC);
  spare -= m->fd[file] >= 0;
  return m->fd[file];
}

static ssize_t read_opened(int dirfd, const char *name) {
  int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);
  ssize_t length = -1;

  if (fd < 0)
    return -1;
  length = pread(fd, buffer, sizeof(buffer), 0);
  close(fd);
  return length;
}

static ssize_t read_file(struct member *m, int file, bool keep) {
  int fd = kept(m, file, keep);

  return fd >= 0 ? pread(fd, buffer, sizeof(buffer), 0)
                 : read_opened(m->dirfd, names[file]);
}

static void cool(struct member *m) {
  for (int file = 0; file < SCHEDSTAT; file++) {
    if (m->fd[file] < 0)
      continue;
    close(m->fd[file]);
    m->fd[file] = -1;
    spare++;
  }
}

static bool has_run(struct member *m) {
  ssize_t length = read_file(m, SCHEDSTAT, true);
  char text[TEXT] = {0};
  bool same;

  if (length > 0)
    memcpy(text, buffer, (size_t)length < TEXT ? (size_t)length : TEXT);
  same = memcmp(text, m->text, TEXT) == 0;
  memcpy(m->text, text, TEXT);
  return !same;
}

static void count_fds(struct member *m, bool keep) {
  int fd = kept(m, FD, keep);
  struct stat found;

  (void)fstatat(fd >= 0 ? fd : m->dirfd, fd >= 0 ? "" : names[FD], &found,
                AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH);
}

static void visit(struct member *m, unsigned long cycle) {
  bool ran = has_run(m);
  bool keep;

  if (!ran && m->rested + 1 < FULL_EVERY) {
    m->rested++;
    return;
  }
  m->ran = ran ? m->ran + 1 : 0;
  if (cycle > 0)
    m->rested = 0;
  if (!ran)
    cool(m);
  keep = m->ran >= RUNS_UNTIL_WARM;
  for (int file = STATUS; file <= STAT; file++)
    (void)read_file(m, file, keep);
  count_fds(m, keep);
  if (!ran || cycle % FULL_EVERY == 0)
    (void)read_opened(m->dirfd, "limits");
}

/* Who it is, as it is found out of one that belongs to no group. */
static void meet(int pid) {
  char path[16];
  int low, dirfd;

  snprintf(path, sizeof(path), "%d", pid);
  low = openat(procfd, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (low < 0)
    return;
  dirfd = fcntl(low, F_DUPFD_CLOEXEC, 1024);
  close(low);
  (void)read_opened(dirfd, "status");
  close(dirfd);
}

static void list(int (*take)(const char *name, void *context), void *context) {
  _Alignas(struct dirent64) static char entries[LISTING];
  int fd = openat(procfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ssize_t length = 0;

  while (fd >= 0 && (length = getdents64(fd, entries, sizeof(entries))) > 0)
    for (ssize_t at = 0; at < length;) {
      const struct dirent64 *entry = (const void *)(entries + at);

      (void)take(entry->d_name, context);
      at += entry->d_reclen;
    }
  close(fd);
}

static int take_none(const char *name, void *context) {
  (void)context;
  return name[0];
}

/* To the end, as a file of several pieces is read. */
static void read_whole(int dirfd, const char *name) {
  int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);

  while (fd >= 0 && read(fd, buffer, sizeof(buffer)) > 0)
    continue;
  if (fd >= 0)
    close(fd);
}

static void read_host(unsigned long cycle) {
  size_t most = sizeof(of_host) / sizeof(of_host[0]);

  for (size_t i = 0; i < most; i++)
    if (i < HOST_EVERY_TICK || cycle % FULL_EVERY == 0)
      read_whole(procfd, of_host[i]);
  read_whole(procfd, "self/statm");
}

static void run_cycle(unsigned long cycle, unsigned strangers_every) {
  read_host(cycle);
  list(take_none, NULL);
  for (unsigned i = 0; i < strangers; i++)
    if ((cycle + (unsigned)stranger[i]) % strangers_every == 0)
      meet(stranger[i]);
  for (unsigned i = 0; i < members; i++)
    visit(&member[i], cycle);
}

static bool is_called(int dirfd, const char *name) {
  ssize_t length = read_opened(dirfd, "comm");

  return length > 1 && (size_t)length == strlen(name) + 1 &&
         memcmp(buffer, name, (size_t)length - 1) == 0;
}

static int enrol(const char *name, void *context) {
  int pid = (int)strtol(name, NULL, 10);
  struct member *m = &member[members];

  if (!isdigit((unsigned char)name[0]) || members == MOST || strangers == MOST)
    return 0;
  *m = (struct member){.rested = (unsigned)pid % (FULL_EVERY - 1)};
  m->dirfd = openat(procfd, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (int i = 0; i < KEPT; i++)
    m->fd[i] = -1;
  if (m->dirfd >= 0 && is_called(m->dirfd, context)) {
    members++;
    return 1;
  }
  if (m->dirfd >= 0)
    close(m->dirfd);
  stranger[strangers++] = pid;
  return 0;
}

static double cpu_ns(void) {
  struct timespec now;

  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void sleep_s(struct timespec *at, double seconds) {
  double ns = (double)at->tv_nsec + seconds * 1e9;

  at->tv_sec += (time_t)(ns / 1e9);
  at->tv_nsec = (long)(ns - 1e9 * (double)(time_t)(ns / 1e9));
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, at, NULL) != 0)
    continue;
}

int main(int argc, char **argv) {
  double number[5] = {0};
  double from_ns = 0;
  struct timespec at;

  for (int i = 0; i < 5 && argc == 7; i++)
    number[i] = strtod(argv[i + 2], NULL);
  if (!(number[1] > 0 && number[3] >= 1 && number[4] >= 1)) {
    fputs("usage: bench-bare NAME FDS INTERVAL WARM CYCLES STRANGERS_EVERY\n",
          stderr);
    return 2;
  }
  procfd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
  list(enrol, argv[1]);
  spare = (long)(number[0] - number[0] / 8) - (long)members;
  clock_gettime(CLOCK_MONOTONIC, &at);
  for (unsigned long i = 0; i < (unsigned long)(number[2] + number[3]); i++) {
    bool warm = (double)i < number[2];

    sleep_s(&at, warm ? WARM_INTERVAL_S : number[1]);
    if ((double)i == number[2]) {
      puts("ready");
      fflush(stdout);
      from_ns = cpu_ns();
    }
    run_cycle(i, (unsigned)number[4]);
  }
  printf("%u %.0f\n", members, (cpu_ns() - from_ns) / number[3]);
  return 0;
}
