/* bench-bare.c - the system calls that the plugin makes, and little else.
 *
 * usage: bench-bare NAME FDS TALLY
 *
 * Watches the processes called NAME, one cycle a second, in the order of
 * src/agent.c and src/seat.c and with at most FDS files open, but understands
 * nothing of what it reads of them: only whether they have run. From the plugin
 * it has what makes calls (base/file, sample/netlink), the table of files, and
 * what says once a cycle which strangers and cgroups are due: a few us of it.
 * All members must have one thread, and fit into FDS.
 *
 * The file TALLY always holds "MEMBERS CYCLES"; it is mapped, so that to write
 * it takes no call. contrib/bench counts the calls beside those of the daemon:
 * who changes the one sees that the other has to follow. */
#include "base/file.h"
#include "discover/census.h"
#include "rights.h"
#include "sample/cgroup.h"
#include "sample/netlink.h"
#include "sample/read.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 32768, BYTES = 64 * 1024, TEXT = 64, TALLY_BYTES = 64 };
enum { FULL_EVERY = 10, RUNS_UNTIL_WARM = 3, SPARE_IN_BATCH = 128 };

struct member {
  int pid, dirfd;
  int cgroup[CGROUP_RESOURCES];
  int fd[SOURCES_KEPT];
  unsigned long age, read_at;
  unsigned rested, ran;
  bool keep, is_due;
  char schedstat[TEXT];
};

static struct member member[MOST];
static unsigned members;
static long spare;
static unsigned long cycle;
static const char *name;
static int procfd, by_size;
static bool accounts;
static struct census *census;
static struct cgroup_set *cgroups;
static struct netlink netlink = {.fd = -1};
static char buffer[BYTES];

static void give_up(const char *why) {
  fprintf(stderr, "bench-bare: %s.\n", why);
  exit(1);
}

/* Kept open where it may be: -1 when it is not. */
static int kept(struct member *m, enum source_id id, bool keep) {
  if (m->fd[id] >= 0 || !keep || sources[id].every > 1 || spare <= 0)
    return m->fd[id];
  m->fd[id] = id == SOURCE_FD ? file_pin_at(m->dirfd, sources[id].path)
                              : file_keep_at(m->dirfd, sources[id].path);
  spare -= m->fd[id] >= 0;
  return m->fd[id];
}

static long read_file(struct member *m, enum source_id id, bool keep) {
  int fd = kept(m, id, keep);

  return fd >= 0
             ? file_read_again(fd, buffer, BYTES)
             : file_read_piece_at(m->dirfd, sources[id].path, buffer, BYTES);
}

static bool has_run(struct member *m) {
  long length = read_file(m, SOURCE_SCHEDSTAT, true);
  char before[TEXT];

  if (length <= 0)
    give_up("a member has gone");
  memcpy(before, m->schedstat, TEXT);
  memset(m->schedstat, 0, TEXT);
  memcpy(m->schedstat, buffer, (size_t)(length < TEXT ? length : TEXT));
  return memcmp(m->schedstat, before, TEXT) != 0;
}

static void cool(struct member *m) {
  for (int id = 0; id < SOURCES_KEPT; id++) {
    if (id == SOURCE_SCHEDSTAT || m->fd[id] < 0)
      continue;
    close(m->fd[id]);
    m->fd[id] = -1;
    spare++;
  }
}

static bool is_due(const struct member *m, enum source_id id) {
  struct turn turn = {.age = m->age, .since = m->age - m->read_at};

  return read_is_due(id, &turn);
}

static void count_fds(struct member *m) {
  int fd = by_size ? kept(m, SOURCE_FD, m->keep) : -1;

  if (fd >= 0)
    (void)file_count_at(fd, "", by_size, BYTES);
  else
    (void)file_count_at(m->dirfd, sources[SOURCE_FD].path, by_size, BYTES);
}

static void read_cgroup(struct member *m) {
  double limit, usage;

  if (is_due(m, SOURCE_CGROUP)) {
    long length =
        file_read_at(m->dirfd, sources[SOURCE_CGROUP].path, buffer, BYTES);
    struct text text = text_of(buffer, length > 0 ? (size_t)length : 0);

    for (int id = 0; id < CGROUP_RESOURCES; id++)
      m->cgroup[id] =
          cgroup_find(cgroups, (enum cgroup_resource)id, text, cycle);
  }
  for (int id = 0; id < CGROUP_RESOURCES; id++)
    if (m->cgroup[id] >= 0)
      cgroup_room(cgroups, m->cgroup[id], cycle, &limit, &usage);
}

static void visit_free(struct member *m) {
  bool ran = has_run(m);

  m->is_due = ran || m->rested + 1 >= FULL_EVERY;
  if (!m->is_due) {
    m->rested++;
    return;
  }
  m->ran = ran ? m->ran + 1 : 0;
  m->keep = m->ran >= RUNS_UNTIL_WARM;
  if (!ran)
    cool(m);
  for (int id = SOURCE_STATUS; id < SOURCE_FD; id++)
    if (id != SOURCE_SCHEDSTAT && is_due(m, (enum source_id)id))
      (void)read_file(m, (enum source_id)id, m->keep);
  count_fds(m);
  read_cgroup(m);
}

static void visit_guarded(struct member *m) {
  if (!m->is_due)
    return;
  (void)read_file(m, SOURCE_IO, m->keep && spare > SPARE_IN_BATCH);
  if (accounts)
    (void)netlink_ask(&netlink, m->pid, buffer, BYTES);
  (void)read_file(m, SOURCE_STAT, m->keep && spare > SPARE_IN_BATCH);
  if (is_due(m, SOURCE_NS_PID))
    (void)file_link_at(m->dirfd, sources[SOURCE_NS_PID].path, buffer, BYTES);
}

static void end_cycle(struct member *m) {
  if (m->is_due) {
    m->rested = m->age == 0 ? m->rested : 0;
    m->read_at = m->age;
  }
  m->age++;
}

static void enrol(int pid, int dirfd) {
  struct member *m = &member[members++];

  if (members == MOST || --spare < 0)
    give_up("there are more members than it was made for");
  *m = (struct member){.pid = pid, .dirfd = dirfd};
  for (int id = 0; id < CGROUP_RESOURCES; id++)
    m->cgroup[id] = -1;
  m->rested = (unsigned)pid % (FULL_EVERY - 1);
  for (int id = 0; id < SOURCES_KEPT; id++)
    m->fd[id] = -1;
}

static bool is_called(long length) {
  struct text text = text_of(buffer, length > 0 ? (size_t)length : 0);
  struct text line = text_cut(&text, '\n');

  return text_skip(&line, "Name:\t") && text_equals(line, name);
}

static bool look(void *context, int pid) {
  char path[16];
  int dirfd;

  (void)context;
  snprintf(path, sizeof(path), "%d", pid);
  dirfd = file_pin_at(procfd, path);
  if (dirfd < 0)
    return false;
  if (is_called(file_read_piece_at(dirfd, sources[SOURCE_STATUS].path, buffer,
                                   BYTES))) {
    enrol(pid, dirfd);
    return true;
  }
  close(dirfd);
  return false;
}

static void look_at_host(void) {
  struct turn turn = {.age = cycle, .since = 1};

  for (int id = SOURCE_MEMINFO; id <= SOURCE_DISKSTATS; id++)
    if (read_is_due((enum source_id)id, &turn))
      (void)file_read_at(procfd, sources[id].path, buffer, BYTES);
}

static void run_cycle(void) {
  look_at_host();
  (void)census_sweep(census, procfd);
  census_each(census, look, NULL);
  for (unsigned i = 0; i < members; i++)
    visit_free(&member[i]);
  for (unsigned i = 0; i < members; i++)
    visit_guarded(&member[i]);
  for (unsigned i = 0; i < members; i++)
    end_cycle(&member[i]);
  (void)file_read_at(AT_FDCWD, "/proc/self/statm", buffer, BYTES);
  cycle++;
}

static char *map_tally(const char *path) {
  int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  char *tally = MAP_FAILED;

  if (fd >= 0 && ftruncate(fd, TALLY_BYTES) == 0)
    tally = mmap(NULL, TALLY_BYTES, PROT_WRITE, MAP_SHARED, fd, 0);
  if (tally == MAP_FAILED)
    give_up("the tally cannot be written");
  return tally;
}

/* To the next whole second behind `at`; one that was stopped catches up with
 * none of what it missed. */
static void sleep_until_next(struct timespec *at) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  at->tv_sec = (now.tv_nsec > at->tv_nsec ? 1 : 0) + now.tv_sec;
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, at, NULL) != 0)
    continue;
}

int main(int argc, char **argv) {
  long fds = argc == 4 ? strtol(argv[2], NULL, 10) : 0;
  struct timespec at;
  char *tally;

  if (fds < 1) {
    fputs("usage: bench-bare NAME FDS TALLY\n", stderr);
    return 2;
  }
  name = argv[1];
  tally = map_tally(argv[3]);
  spare = fds - fds / 8;
  procfd = file_pin_at(AT_FDCWD, "/proc");
  by_size = file_count_at(procfd, "self/fd", 1, 0) > 0;
  accounts = rights_may_account(procfd);
  census = census_new();
  cgroups = cgroup_set_new(file_pin_at(AT_FDCWD, "/sys"));
  if (procfd < 0 || !census || !cgroups)
    give_up("there is no /proc, or no memory");
  for (clock_gettime(CLOCK_MONOTONIC, &at);; sleep_until_next(&at)) {
    run_cycle();
    snprintf(tally, TALLY_BYTES, "%u %lu\n", members, cycle);
  }
}
