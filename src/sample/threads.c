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
  int most;
  int count;
  int tid[THREADS_MOST];
};

static void note(void *context, int number) {
  struct listing *listing = context;

  if (listing->count < listing->most)
    listing->tid[listing->count] = number;
  listing->count++;
}

/* As far as `most` of them; their number whatever it is. */
static int list(int dirfd, int most, struct listing *ret_listing) {
  scoped_fd task = file_pin_at(dirfd, sources[SOURCE_TASK].path);
  int r;

  if (task < 0)
    return task;
  ret_listing->count = 0;
  ret_listing->most = most < THREADS_MOST ? most : THREADS_MOST;
  r = file_each_number(task, note, ret_listing);
  return r < 0 ? r : ret_listing->count;
}

static int read_status(struct reader *reader, int dirfd, int tid,
                       double *value) {
  char path[40], buffer[STATUS_BYTES];

  snprintf(path, sizeof(path), "task/%d/status", tid);
  return read_take(reader, SOURCE_STATUS, buffer,
                   file_read_at(dirfd, path, buffer, sizeof(buffer)), value);
}

int threads_sum(struct reader *reader, int dirfd, int most, double *value) {
  struct listing listing;
  double blocked = 0, voluntary = 0, involuntary = 0;
  int count = list(dirfd, most, &listing);

  parse_forget(SOURCE_TASK_STATUS, value);
  if (count <= 0)
    return count;
  if (count > listing.most)
    return -E2BIG;
  for (int i = 0; i < count; i++) {
    double thread[METRIC_MEMBER_COUNT];

    if (read_status(reader, dirfd, listing.tid[i], thread) < 0)
      continue;
    blocked += thread[METRIC_STATE] == 'D';
    voluntary += thread[METRIC_VOLUNTARY_SWITCHES];
    involuntary += thread[METRIC_INVOLUNTARY_SWITCHES];
  }
  value[METRIC_THREADS_BLOCKED] = blocked;
  value[METRIC_THREADS_VOLUNTARY] = voluntary;
  value[METRIC_THREADS_INVOLUNTARY] = involuntary;
  return count;
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
  struct listing listing;
  int count = list(dirfd, THREADS_MOST, &listing);

  for (int i = 0; i < count && i < listing.most; i++)
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
