/* read.c - see read.h */
#include "sample/read.h"

#include "base/file.h"
#include "base/hash.h"
#include "sample/parse.h"

#include <errno.h>
#include <math.h>
#include <unistd.h>

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

/* With hidepid=1 a process of another user is listed, and its files are EPERM
 * (proc_pid_permission() in fs/proc/base.c): it is no more there for us than it
 * is with hidepid=2. */
static bool is_gone(enum source_id source, long r) {
  return r == -ESRCH || r == -ENOENT || (r == -EPERM && source <= SOURCE_FD);
}

int read_complain(struct reader *reader, enum source_id source, long r) {
  struct troubles *troubles = &reader->troubles;

  if (r == -EBADMSG)
    troubles->garbled[source]++;
  else if (r == -E2BIG)
    troubles->too_long[source]++;
  else if (!is_gone(source, r))
    troubles->denied[source]++;
  if (r != -ENOENT && r != -EACCES && r != -EPERM)
    reader->stumbled = true;
  return (int)r;
}

/* Who exits gives its memory back before it is a zombie, and the kernel prints
 * zeros from then on; of a kernel thread, which never had any, from the start.
 * Who has an address space has one page at least. */
static void forget_false_zeros(enum source_id source, double *value) {
  if (source == SOURCE_STATM && value[METRIC_VM_SIZE] == 0)
    parse_forget(SOURCE_STATM, value);
}

/* The kernel prints all keys of a file or, of a process that is being reaped,
 * no limits. */
static long told(enum source_id source, long length) {
  if (length != 0 || sources[source].format != FORMAT_KEYED)
    return length;
  return source == SOURCE_LIMITS ? -ESRCH : -EBADMSG;
}

int read_take(struct reader *reader, enum source_id source, const char *bytes,
              long length, double *value) {
  int r;

  length = told(source, length);
  parse_forget(source, value);
  if (length < 0)
    return read_complain(reader, source, length);
  r = parse_source(source, &reader->scale, text_of(bytes, (size_t)length),
                   value);
  forget_false_zeros(source, value);
  return r < 0 ? read_complain(reader, source, r) : 0;
}

void files_init(struct files *files, int dirfd) {
  *files = (struct files){.dirfd = dirfd};
  for (int id = 0; id < SOURCES_KEPT; id++)
    files->fd[id] = -1;
}

static void close_kept(struct files *files, struct reader *reader,
                       enum source_id source) {
  if (files->fd[source] < 0)
    return;
  close(files->fd[source]);
  files->fd[source] = -1;
  reader->spare_fds++;
}

void files_cool(struct files *files, struct reader *reader) {
  for (int id = 0; id < SOURCES_KEPT; id++)
    if (id != SOURCE_SCHEDSTAT)
      close_kept(files, reader, (enum source_id)id);
}

void files_close(struct files *files, struct reader *reader) {
  files_cool(files, reader);
  close_kept(files, reader, SOURCE_SCHEDSTAT);
}

/* The fd of `source` if it is, or may now be, kept open; or -1. */
static int kept_fd(struct reader *reader, struct files *files,
                   enum source_id source) {
  int *fd = &files->fd[source];

  if (*fd >= 0 || !files->keep || sources[source].every > 1 ||
      reader->spare_fds <= 0)
    return *fd;
  *fd = source == SOURCE_FD ? file_pin_at(files->dirfd, sources[source].path)
                            : file_keep_at(files->dirfd, sources[source].path);
  if (*fd < 0)
    *fd = -1;
  else
    reader->spare_fds--;
  return *fd;
}

static long read_file(struct reader *reader, struct files *files,
                      enum source_id source, char *buffer, size_t capacity) {
  int fd = kept_fd(reader, files, source);

  return fd >= 0 ? file_read_again(fd, buffer, capacity)
                 : file_read_piece_at(files->dirfd, sources[source].path,
                                      buffer, capacity);
}

static int read_entries(struct reader *reader, struct files *files,
                        double *value) {
  int fd = reader->fd_by_size ? kept_fd(reader, files, SOURCE_FD) : -1;
  long count = fd >= 0
                   ? file_count_at(fd, "", reader->fd_by_size, FD_LISTING_MOST)
                   : file_count_at(files->dirfd, sources[SOURCE_FD].path,
                                   reader->fd_by_size, FD_LISTING_MOST);

  value[METRIC_FD_COUNT] = count < 0 ? NAN : (double)count;
  return count < 0 ? read_complain(reader, SOURCE_FD, count) : 0;
}

static int read_text(struct reader *reader, enum source_id source,
                     struct files *files, double *value, char *name) {
  char buffer[FILE_BYTES];
  long length = read_file(reader, files, source, buffer, sizeof(buffer));

  if (source == SOURCE_STATUS && length > 0)
    parse_name(text_of(buffer, (size_t)length), name, 64);
  return read_take(reader, source, buffer, length, value);
}

/* A kernel that does not count prints zeros. */
static bool tells_nothing(struct text text) {
  return text_is_empty(text) || text_skip(&text, "0 0 0");
}

int read_schedule(struct reader *reader, struct files *files, double *value,
                  uint64_t *ret_mark) {
  char buffer[128];
  long length =
      read_file(reader, files, SOURCE_SCHEDSTAT, buffer, sizeof(buffer));
  struct text text = text_of(buffer, length > 0 ? (size_t)length : 0);
  int r = read_take(reader, SOURCE_SCHEDSTAT, buffer, length, value);

  *ret_mark = tells_nothing(text) ? 0 : hash_of(text) | 1;
  return r;
}

bool read_is_due(enum source_id source, const struct turn *turn) {
  unsigned long every = sources[source].every;

  return every < 2 || turn->age < turn->since ||
         turn->age / every != (turn->age - turn->since) / every ||
         turn->age == 0;
}

/* A zombie has no files and no memory: the kernel prints zeros for what it no
 * longer knows, though other threads of the process may well live on. Who has
 * given back its memory is about to give back its files. */
static void forget_what_is_given_back(double *value) {
  bool is_zombie = value[METRIC_STATE] == 'Z';

  if (is_zombie)
    parse_forget(SOURCE_STATM, value);
  if (is_zombie ||
      (isnan(value[METRIC_VM_SIZE]) && value[METRIC_FD_COUNT] == 0))
    parse_forget(SOURCE_FD, value);
}

int read_member(struct reader *reader, struct files *files,
                const struct turn *turn, double *value, char name[64]) {
  for (int id = SOURCE_STATUS; id <= SOURCE_FD; id++) {
    enum source_id source = (enum source_id)id;
    int r;

    if (source == SOURCE_SCHEDSTAT || !read_is_due(source, turn))
      continue;
    r = source == SOURCE_FD ? read_entries(reader, files, value)
                            : read_text(reader, source, files, value, name);
    if (source == SOURCE_STATUS && is_gone(source, r))
      return -ESRCH;
  }
  forget_what_is_given_back(value);
  return 0;
}

int read_name(struct reader *reader, int dirfd, double *value, char name[64]) {
  struct files files;

  files_init(&files, dirfd);
  return read_text(reader, SOURCE_STATUS, &files, value, name);
}

/* Those of the host may come in several pieces. */
static int read_of_host(struct reader *reader, enum source_id source,
                        int procfd, double *value) {
  char buffer[FILE_BYTES];
  long length =
      file_read_at(procfd, sources[source].path, buffer, sizeof(buffer));

  return read_take(reader, source, buffer, length, value);
}

/* What is there and could not be read is not waited for until its turn. */
static void note_debt(struct reader *reader, enum source_id source, int r) {
  uint32_t bit = 1U << (source - SOURCE_MEMINFO);

  reader->owed &= ~bit;
  if (r < 0 && r != -ENOENT)
    reader->owed |= bit;
}

static bool is_owed(const struct reader *reader, enum source_id source) {
  return reader->owed >> (source - SOURCE_MEMINFO) & 1;
}

void read_host(struct reader *reader, int procfd, unsigned long age,
               double *value) {
  struct turn turn = {.age = age, .since = 1};

  for (int id = SOURCE_MEMINFO; id < SOURCE_DISKSTATS; id++) {
    enum source_id source = (enum source_id)id;

    if (read_is_due(source, &turn) || is_owed(reader, source))
      note_debt(reader, source, read_of_host(reader, source, procfd, value));
  }
}

_Static_assert(SOURCE_DISKSTATS - SOURCE_MEMINFO <= 32,
               "a bit for each source of the host");

int read_disks(struct reader *reader, int procfd,
               void (*take)(void *context, const char *name,
                            const double *value),
               void *context) {
  char buffer[FILE_BYTES];
  long length = file_read_at(procfd, sources[SOURCE_DISKSTATS].path, buffer,
                             sizeof(buffer));
  struct text rest = text_of(buffer, length > 0 ? (size_t)length : 0);

  if (length < 0)
    return read_complain(reader, SOURCE_DISKSTATS, length);
  while (!text_is_empty(rest)) {
    double value[METRIC_COUNT];
    bool is_whole = text_length(text_whole_lines(rest)) > 0;
    char device[DEVICE_NAME];
    struct text name;

    for (int id = 0; id < METRIC_COUNT; id++)
      value[id] = NAN;
    if (!is_whole || parse_disk_line(&reader->scale, text_cut(&rest, '\n'),
                                     value, &name) < 0)
      return read_complain(reader, SOURCE_DISKSTATS, -EBADMSG);
    text_copy(name, device, sizeof(device));
    if (value[METRIC_DISK_READS] + value[METRIC_DISK_WRITES] > 0)
      take(context, device, value);
  }
  return 0;
}
