/* threads.c - see threads.h */
#include "sample/threads.h"

#include "base/file.h"
#include "base/scoped.h"
#include "sample/parse.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>

enum { STATUS_BYTES = 8192, FD_LISTING_MOST = 65536 };

struct listing {
  const struct threads_part *part;
  int there;
  int count;
  int tid[THREADS_MOST];
};

/* Where the choice begins goes on by the golden section: whatever the turns
 * are, each tenth tick or each second, they fall side by side. */
static uint64_t start_of(const struct threads_part *part) {
  uint32_t section = (uint32_t)(part->turn * 2654435769u);

  return (uint64_t)section * (uint64_t)part->of >> 32;
}

static bool is_chosen(const struct threads_part *part, int place) {
  uint64_t steps = (uint64_t)place * (uint64_t)part->most;

  return part->of <= part->most ||
         (steps + start_of(part)) % (uint64_t)part->of < (uint64_t)part->most;
}

static void note(void *context, int number) {
  struct listing *listing = context;

  if (listing->count < listing->part->most &&
      is_chosen(listing->part, listing->there))
    listing->tid[listing->count++] = number;
  listing->there++;
}

/* Those that are chosen; returns how many there are. */
static int list(int dirfd, const struct threads_part *part,
                struct listing *ret_listing) {
  scoped_fd task = file_pin_at(dirfd, sources[SOURCE_TASK].path);
  int r;

  if (task < 0)
    return task;
  ret_listing->part = part;
  ret_listing->there = 0;
  ret_listing->count = 0;
  r = file_each_number(task, note, ret_listing);
  return r < 0 ? r : ret_listing->there;
}

static int read_status(struct reader *reader, int dirfd, int tid,
                       double *value) {
  char path[40], buffer[STATUS_BYTES];

  snprintf(path, sizeof(path), "task/%d/status", tid);
  return read_take(reader, SOURCE_STATUS, buffer,
                   file_read_at(dirfd, path, buffer, sizeof(buffer)), value);
}

/* Of the threads that were looked at. */
struct sums {
  int looked;
  double blocked, voluntary, involuntary;
};

static struct sums sum_up(struct reader *reader, int dirfd,
                          const struct listing *listing) {
  struct sums sums = {0};

  for (int i = 0; i < listing->count; i++) {
    double thread[METRIC_MEMBER_COUNT];

    if (read_status(reader, dirfd, listing->tid[i], thread) < 0)
      continue;
    sums.looked++;
    sums.blocked += thread[METRIC_STATE] == 'D';
    sums.voluntary += thread[METRIC_VOLUNTARY_SWITCHES];
    sums.involuntary += thread[METRIC_INVOLUNTARY_SWITCHES];
  }
  return sums;
}

/* What is certain is not lost by that: who was seen, and the leader. */
static double estimate(const struct sums *sums, int there, bool leader_waits) {
  double share, error, least;

  if (sums->looked < THREADS_SAMPLE && 2 * sums->looked < there)
    return NAN;
  share = sums->blocked / sums->looked;
  error = sqrt(share * (1 - share) / sums->looked *
               (1 - (double)sums->looked / there));
  least = fmax(sums->blocked, leader_waits);
  return fmax(least, floor(there * (share - error)));
}

int threads_sum(struct reader *reader, int dirfd,
                const struct threads_part *part, double *value) {
  struct listing listing;
  struct sums sums;
  int there = list(dirfd, part, &listing);

  parse_forget(SOURCE_TASK_STATUS, value);
  if (there <= 0)
    return there;
  sums = sum_up(reader, dirfd, &listing);
  if (listing.count < there) {
    value[METRIC_THREADS_BLOCKED] =
        estimate(&sums, there, value[METRIC_STATE] == 'D');
    return there;
  }
  value[METRIC_THREADS_BLOCKED] = sums.blocked;
  value[METRIC_THREADS_VOLUNTARY] = sums.voluntary;
  value[METRIC_THREADS_INVOLUNTARY] = sums.involuntary;
  return there;
}

bool threads_lost_leader(const double *value) {
  return value[METRIC_STATE] == 'Z' && value[METRIC_THREADS] > 1;
}

static bool is_alive(const double *status) {
  return !isnan(status[METRIC_STATE]) && status[METRIC_STATE] != 'Z' &&
         status[METRIC_STATE] != 'X';
}

/* What the threads of a process have in common. */
static void copy_memory(const double *status, double *value) {
  static const enum metric_id shared[] = {METRIC_VM_DATA, METRIC_RSS_ANON,
                                          METRIC_RSS_FILE, METRIC_RSS_SHMEM,
                                          METRIC_VM_SWAP};

  for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
    value[shared[i]] = status[shared[i]];
}

static bool is_living(struct reader *reader, int dirfd, int tid,
                      double *status) {
  return tid > 0 && read_status(reader, dirfd, tid, status) == 0 &&
         is_alive(status);
}

/* The leader is a zombie, and so is never chosen. */
static int choose(struct reader *reader, int dirfd, double *status) {
  static const struct threads_part first = {.most = THREADS_MOST};
  struct listing listing;

  if (list(dirfd, &first, &listing) < 0)
    return 0;
  for (int i = 0; i < listing.count; i++)
    if (is_living(reader, dirfd, listing.tid[i], status))
      return listing.tid[i];
  return 0;
}

int threads_living(struct reader *reader, int dirfd) {
  double status[METRIC_MEMBER_COUNT];

  return choose(reader, dirfd, status);
}

static void read_statm(struct reader *reader, int dirfd, int tid,
                       double *value) {
  char path[40], buffer[256];

  snprintf(path, sizeof(path), "task/%d/statm", tid);
  (void)read_take(reader, SOURCE_STATM, buffer,
                  file_read_at(dirfd, path, buffer, sizeof(buffer)), value);
}

static void read_fds(struct reader *reader, int dirfd, int tid, double *value) {
  char path[40];
  long count;

  snprintf(path, sizeof(path), "task/%d/fd", tid);
  count = file_count_at(dirfd, path, reader->fd_by_size, FD_LISTING_MOST);
  value[METRIC_FD_COUNT] = count < 0 ? (double)NAN : (double)count;
}

void threads_stand_in(struct reader *reader, int dirfd, int *tid,
                      double *value) {
  double status[METRIC_MEMBER_COUNT];

  if (!is_living(reader, dirfd, *tid, status))
    *tid = choose(reader, dirfd, status);
  if (*tid == 0)
    return;
  copy_memory(status, value);
  read_statm(reader, dirfd, *tid, value);
  read_fds(reader, dirfd, *tid, value);
}
