/* errand.c - see errand.h */
#include "sample/errand.h"

#include "base/file.h"
#include "base/foreign.h"
#include "base/space.h"
#include "base/walk.h"
#include "sample/mappings.h"
#include "sample/netlink.h"
#include "sample/sock_diag.h"
#include "sample/sockets.h"

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

bool errand_add_foreign(struct errand *errand, const char *path) {
  if (!errand_add_path(errand, path))
    return false;
  errand->reading[errand->count - 1].is_foreign = true;
  return true;
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

bool errand_add_links(struct errand *errand, const struct fds_range *range) {
  if (!errand_add_at(errand, SOURCE_FD_LINKS, sources[SOURCE_FD].path))
    return false;
  errand->reading[errand->count - 1].range = *range;
  return true;
}

/* The latest reading begins with these bytes. */
static void hand_over(struct errand *errand, const void *bytes, size_t length) {
  struct reading *reading = &errand->reading[errand->count - 1];

  memcpy(reading->bytes, bytes, length);
  reading->length = (long)length;
}

bool errand_add_sizes(struct errand *errand, const int *fd, int count) {
  struct fd_size size[FD_SIZES_MOST] = {{0}};

  _Static_assert(sizeof(size) <= 1024, "the room of SOURCE_FD_SIZES");
  if (count > FD_SIZES_MOST || !errand_add(errand, SOURCE_FD_SIZES))
    return false;
  for (int i = 0; i < count; i++)
    size[i].fd = fd[i];
  hand_over(errand, size, (size_t)count * sizeof(size[0]));
  return true;
}

bool errand_add_sockets(struct errand *errand,
                        const struct socket_search *search) {
  _Static_assert(sizeof(*search) <= 7360, "the room of SOURCE_SOCKETS");
  _Static_assert((int)SOCKET_PROTOCOLS <= (int)ERRAND_READINGS &&
                     (int)SOCKET_PROTOCOLS * 7360 <= ERRAND_BYTES,
                 "one for each protocol");
  if (!errand_add(errand, SOURCE_SOCKETS))
    return false;
  hand_over(errand, search, sizeof(*search));
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
static long link_answer(int dirfd, long length) {
  return length == -EACCES && file_is_gone_at(dirfd, "status") ? -ESRCH
                                                               : length;
}

static long read_link(int dirfd, const struct reading *reading) {
  return link_answer(dirfd, file_link_at(dirfd, reading->path, reading->bytes,
                                         reading->capacity));
}

static long read_links(int dirfd, struct reading *reading) {
  return link_answer(dirfd, fds_links_at(dirfd, reading->path, &reading->range,
                                         reading->bytes, reading->capacity));
}

static long read_sizes(int dirfd, const struct reading *reading) {
  for (long at = 0; at < reading->length; at += (long)sizeof(struct fd_size)) {
    struct fd_size size;
    char path[24];

    memcpy(&size, reading->bytes + at, sizeof(size));
    snprintf(path, sizeof(path), "fd/%d", size.fd);
    size.bytes = fds_size_at(dirfd, path);
    memcpy(reading->bytes + at, &size, sizeof(size));
  }
  return reading->length;
}

static long find_sockets(int dirfd, const struct reading *reading,
                         struct netlink *netlink) {
  struct socket_search search;
  int r;

  memcpy(&search, reading->bytes, sizeof(search));
  r = sock_diag_find(&search, dirfd, netlink);
  memcpy(reading->bytes, &search, sizeof(search));
  return r < 0 ? r : (long)sizeof(search);
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

static long read_text(int dirfd, struct reading *reading) {
  if (reading->source == SOURCE_MOUNTINFO ||
      reading->source == SOURCE_OWN_MOUNTINFO)
    return file_line_at(dirfd, reading->path,
                        &(struct line_test){mount_line_has, &reading->key},
                        reading->bytes, reading->capacity);
  if (reading->keep || reading->fd >= 0)
    return read_kept(dirfd, reading);
  if (reading->is_foreign)
    return foreign_read_start(reading->path, reading->bytes, reading->capacity);
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

/* What is no text of a file, too. */
static long read_one(const struct errand *errand, struct reading *reading,
                     struct netlink *netlink) {
  switch (reading->source) {
  case SOURCE_TASKSTATS:
    return netlink_ask(netlink, errand->pid, reading->bytes, reading->capacity);
  case SOURCE_FILESYSTEM:
    return space_at(reading->path, reading->key.id, reading->bytes,
                    reading->capacity);
  case SOURCE_THREADS:
    return sights_read(errand->dirfd, &reading->order, reading->bytes,
                       reading->capacity);
  case SOURCE_FD_LINKS:
    return read_links(errand->dirfd, reading);
  case SOURCE_FD_SIZES:
    return read_sizes(errand->dirfd, reading);
  case SOURCE_SOCKETS:
    return find_sockets(errand->dirfd, reading, netlink);
  default:
    return read_text(errand->dirfd, reading);
  }
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
