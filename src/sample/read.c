/* read.c - see read.h */
#include "sample/read.h"

#include "base/file.h"
#include "sample/parse.h"

#include <errno.h>
#include <math.h>

/* vmstat has 6 KiB and diskstats of a big storage host more than 32; status
 * stays below 4 even with 4096 CPUs. A sweep larger than that is E2BIG. */
enum { FILE_BYTES = 64 * 1024, FD_LISTING_MOST = 65536, DEVICE_NAME = 64 };

unsigned long troubles_sum(const struct troubles *troubles) {
  unsigned long sum = 0;

  for (int id = 0; id < SOURCE_COUNT; id++)
    sum +=
        troubles->denied[id] + troubles->garbled[id] + troubles->too_long[id];
  return sum;
}

static bool is_gone(long r) {
  return r == -ESRCH || r == -ENOENT;
}

static int complain(struct reader *reader, enum source_id source, long r) {
  struct troubles *troubles = &reader->troubles;

  if (r == -EBADMSG)
    troubles->garbled[source]++;
  else if (r == -E2BIG)
    troubles->too_long[source]++;
  else if (!is_gone(r))
    troubles->denied[source]++;
  return (int)r;
}

int read_take(struct reader *reader, enum source_id source, const char *bytes,
              long length, double *value) {
  int r;

  parse_forget(source, value);
  if (length < 0)
    return complain(reader, source, length);
  r = parse_source(source, &reader->scale, text_of(bytes, (size_t)length),
                   value);
  return r < 0 ? complain(reader, source, r) : 0;
}

static int read_entries(struct reader *reader, int dirfd, double *value) {
  long count = file_count_at(dirfd, sources[SOURCE_FD].path, reader->fd_by_size,
                             FD_LISTING_MOST);

  value[METRIC_FD_COUNT] = count < 0 ? NAN : (double)count;
  return count < 0 ? complain(reader, SOURCE_FD, count) : 0;
}

static int read_text(struct reader *reader, enum source_id source, int dirfd,
                     double *value, char *name) {
  char buffer[FILE_BYTES];
  long length =
      file_read_at(dirfd, sources[source].path, buffer, sizeof(buffer));

  if (source == SOURCE_STATUS && length > 0)
    parse_name(text_of(buffer, (size_t)length), name, 64);
  return read_take(reader, source, buffer, length, value);
}

static bool is_due(enum source_id source, unsigned long age) {
  return sources[source].every < 2 || age % sources[source].every == 0;
}

/* A zombie has no files and no memory: the kernel prints zeros for what it no
 * longer knows, though other threads of the process may well live on. */
static void forget_what_a_zombie_lost(double *value) {
  if (value[METRIC_STATE] != 'Z')
    return;
  parse_forget(SOURCE_STATM, value);
  parse_forget(SOURCE_FD, value);
}

int read_member(struct reader *reader, int dirfd, unsigned long age,
                double *value, char name[64]) {
  for (int id = SOURCE_STATUS; id <= SOURCE_FD; id++) {
    enum source_id source = (enum source_id)id;
    int r;

    if (sources[source].lane != LANE_FREE || !is_due(source, age))
      continue;
    r = source == SOURCE_FD ? read_entries(reader, dirfd, value)
                            : read_text(reader, source, dirfd, value, name);
    if (is_gone(r) && source == SOURCE_STATUS)
      return -ESRCH;
  }
  forget_what_a_zombie_lost(value);
  return 0;
}

int read_name(struct reader *reader, int dirfd, double *value, char name[64]) {
  return read_text(reader, SOURCE_STATUS, dirfd, value, name);
}

void read_host(struct reader *reader, int procfd, unsigned long age,
               double *value) {
  for (int id = SOURCE_MEMINFO; id < SOURCE_DISKSTATS; id++)
    if (is_due((enum source_id)id, age))
      (void)read_text(reader, (enum source_id)id, procfd, value, NULL);
}

int read_disks(struct reader *reader, int procfd,
               void (*take)(void *context, const char *name,
                            const double *value),
               void *context) {
  char buffer[FILE_BYTES];
  long length = file_read_at(procfd, sources[SOURCE_DISKSTATS].path, buffer,
                             sizeof(buffer));
  struct text rest = text_of(buffer, length > 0 ? (size_t)length : 0);

  if (length < 0)
    return complain(reader, SOURCE_DISKSTATS, length);
  while (!text_is_empty(rest)) {
    double value[METRIC_COUNT];
    char device[DEVICE_NAME];
    struct text name;

    for (int id = 0; id < METRIC_COUNT; id++)
      value[id] = NAN;
    if (parse_disk_line(&reader->scale, text_cut(&rest, '\n'), value, &name) <
        0)
      return complain(reader, SOURCE_DISKSTATS, -EBADMSG);
    text_copy(name, device, sizeof(device));
    if (value[METRIC_DISK_READS] + value[METRIC_DISK_WRITES] > 0)
      take(context, device, value);
  }
  return 0;
}
