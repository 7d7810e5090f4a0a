/* fds.c - see fds.h */
#include "base/fds.h"

#include "base/scoped.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As few entries are listed ahead: the kernel makes an inode of each. */
enum { LISTING_BYTES = 24 * 64, NUMBER_MOST = 10 };

struct links {
  char *buffer;
  size_t capacity;
  size_t length;
  size_t text_most;
};

static bool is_full(const struct links *links) {
  return links->capacity - links->length < NUMBER_MOST + links->text_most + 2;
}

/* One that was closed meanwhile is none. */
static int add_link(struct links *links, int fd, const char *name) {
  size_t bytes = strlen(name) + 1;
  char *at = links->buffer + links->length;
  ssize_t length;

  if (name[strspn(name, "0123456789")] != '\0' || bytes > NUMBER_MOST + 1)
    return 0;
  length = readlinkat(fd, name, at + bytes, links->text_most);
  if (length < 0)
    return errno == ENOENT || errno == ESRCH ? 0 : -errno;
  memcpy(at, name, bytes);
  at[bytes + (size_t)length] = '\0';
  links->length += bytes + (size_t)length + 1;
  return 0;
}

/* The entries of one getdents64(2), as far as there is room. */
static int add_entries(struct links *links, int fd, struct fds_range *range,
                       const char *entries, ssize_t length) {
  for (ssize_t i = 0; i < length && range->most > 0 && !is_full(links);) {
    const struct dirent64 *entry = (const void *)(entries + i);
    int r = add_link(links, fd, entry->d_name);

    if (r < 0)
      return r;
    range->at = (long)entry->d_off;
    range->most--;
    i += entry->d_reclen;
  }
  return 0;
}

long fds_links_at(int dirfd, const char *name, struct fds_range *range,
                  char *buffer, size_t capacity) {
  _Alignas(struct dirent64) char entries[LISTING_BYTES];
  struct links links = {buffer, capacity, 0, range->text_most};
  scoped_fd fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0 || lseek(fd, range->at, SEEK_SET) < 0)
    return -errno;
  while (range->most > 0 && !is_full(&links)) {
    ssize_t length = getdents64(fd, entries, sizeof(entries));
    int r =
        length < 0 ? -errno : add_entries(&links, fd, range, entries, length);

    if (length == 0)
      range->at = 0;
    if (r < 0)
      return r;
    if (length == 0)
      break;
  }
  return (long)links.length;
}

int64_t fds_size_at(int dirfd, const char *name) {
  struct statx found;

  if (statx(dirfd, name, AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT,
            STATX_TYPE | STATX_SIZE, &found) < 0)
    return -errno;
  return S_ISREG(found.stx_mode) && found.stx_size <= INT64_MAX
             ? (int64_t)found.stx_size
             : -EINVAL;
}
