/* errand.c - see errand.h */
#include "sample/errand.h"

#include "base/file.h"
#include "base/space.h"
#include "base/walk.h"
#include "sample/mappings.h"
#include "sample/netlink.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void errand_clear(struct errand *errand) {
  errand->count = 0;
  errand->used = 0;
}

static bool add(struct errand *errand, struct reading reading) {
  if (errand->count == ERRAND_READINGS ||
      reading.capacity > ERRAND_BYTES - errand->used)
    return false;
  reading.bytes = errand->bytes + errand->used;
  errand->used += reading.capacity;
  errand->reading[errand->count++] = reading;
  return true;
}

bool errand_add_at(struct errand *errand, enum source_id source,
                   const char *path) {
  const struct source *row = &sources[source];

  return add(errand, (struct reading){
                         .path = path,
                         .source = source,
                         .fd = -1,
                         .is_piece = (int)source < SOURCES_KEPT,
                         .is_link = row->is_link,
                         .is_count = row->format == FORMAT_LINES,
                         .may_cut = row->may_cut,
                         .capacity = row->room ? row->room : READING_BYTES,
                     });
}

bool errand_add(struct errand *errand, enum source_id source) {
  return errand_add_at(errand, source, sources[source].path);
}

bool errand_add_path(struct errand *errand, const char *path) {
  return add(errand, (struct reading){.path = path,
                                      .source = SOURCE_COUNT,
                                      .fd = -1,
                                      .may_cut = true,
                                      .capacity = READING_BYTES});
}

bool errand_add_mount(struct errand *errand, enum source_id source,
                      struct mount_key key) {
  if (!errand_add(errand, source))
    return false;
  errand->reading[errand->count - 1].key = key;
  return true;
}

/* Who sent the errand may be gone before its thread has come to the path. */
bool errand_add_filesystem(struct errand *errand, const char *path,
                           uint64_t mount_id) {
  struct reading *reading = &errand->reading[errand->count];
  size_t bytes = strlen(path) + 1;

  if (bytes > READING_BYTES || !errand_add(errand, SOURCE_FILESYSTEM))
    return false;
  reading->path = memcpy(reading->bytes, path, bytes);
  reading->key.id = mount_id;
  return true;
}

bool errand_add_mappings(struct errand *errand) {
  return add(errand, (struct reading){.path = sources[SOURCE_MAPS].path,
                                      .source = SOURCE_MAPS,
                                      .fd = -1,
                                      .is_sum = true,
                                      .capacity = sizeof(struct mappings)});
}

bool errand_add_sights(struct errand *errand, struct sight_order order) {
  if (!errand_add(errand, SOURCE_THREADS))
    return false;
  errand->reading[errand->count - 1].order = order;
  return true;
}

static long read_kept(int dirfd, struct reading *reading) {
  if (reading->fd < 0) {
    int fd = file_keep_at(dirfd, reading->path);

    if (fd < 0)
      return fd;
    reading->fd = fd;
    reading->opened = true;
  }
  return file_read_again(reading->fd, reading->bytes, reading->capacity);
}

/* Of a process that has gone since its link was found, the kernel says EACCES:
 * proc_pid_readlink() in fs/proc/base.c, proc_ns_readlink() in namespaces.c. */
static long read_link(int dirfd, const struct reading *reading) {
  long length =
      file_link_at(dirfd, reading->path, reading->bytes, reading->capacity);

  return length == -EACCES && file_is_gone_at(dirfd, "status") ? -ESRCH
                                                               : length;
}

/* Of a text that may have megabytes what is brought back is a number. */
static long read_lines(int dirfd, const struct reading *reading) {
  long lines = file_count_lines_at(dirfd, reading->path, reading->bytes,
                                   reading->capacity);

  return lines < 0 ? lines
                   : snprintf(reading->bytes, reading->capacity, "%ld", lines);
}

static void take_mapping(void *context, struct text line) {
  mappings_add(context, line);
}

/* Megabytes, of which a table is left. */
static long sum_mappings(int dirfd, const struct reading *reading) {
  struct mappings mappings = {0};
  char buffer[2 * READING_BYTES];
  int r = walk_lines_at(dirfd, reading->path,
                        &(struct walker){take_mapping, &mappings}, buffer,
                        sizeof(buffer));

  memcpy(reading->bytes, &mappings, sizeof(mappings));
  return r < 0 ? r : (long)sizeof(mappings);
}

static long read_one(const struct errand *errand, struct reading *reading,
                     struct netlink *netlink) {
  int dirfd = errand->dirfd;

  if (reading->source == SOURCE_TASKSTATS)
    return netlink_ask(netlink, errand->pid, reading->bytes, reading->capacity);
  if (reading->source == SOURCE_THREADS)
    return sights_read(dirfd, &reading->order, reading->bytes,
                       reading->capacity);
  if (reading->source == SOURCE_FILESYSTEM)
    return space_at(reading->path, reading->key.id, reading->bytes,
                    reading->capacity);
  if (reading->source == SOURCE_MOUNTINFO ||
      reading->source == SOURCE_OWN_MOUNTINFO)
    return file_line_at(dirfd, reading->path,
                        &(struct line_test){mount_line_has, &reading->key},
                        reading->bytes, reading->capacity);
  if (reading->keep || reading->fd >= 0)
    return read_kept(dirfd, reading);
  if (reading->is_piece)
    return file_read_piece_at(dirfd, reading->path, reading->bytes,
                              reading->capacity);
  if (reading->is_sum)
    return sum_mappings(dirfd, reading);
  if (reading->is_count)
    return read_lines(dirfd, reading);
  if (reading->is_link)
    return read_link(dirfd, reading);
  if (reading->may_cut)
    return file_read_start_at(dirfd, reading->path, reading->bytes,
                              reading->capacity);
  return file_read_at(dirfd, reading->path, reading->bytes, reading->capacity);
}

void errand_read(struct errand *errand, int index, struct netlink *netlink) {
  struct reading *reading = &errand->reading[index];

  reading->length = read_one(errand, reading, netlink);
}

void errand_close_opened(struct errand *errand) {
  for (int i = 0; i < errand->count; i++)
    if (errand->reading[i].opened)
      close(errand->reading[i].fd);
}
