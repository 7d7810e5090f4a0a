/* folder_read.c - reads what is our own in a directory; see folder.h */
#include "emit/folder.h"

#include "base/again.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static ssize_t read_whole(int fd, char *buffer, size_t capacity) {
  size_t length = 0;
  int tries = 0;

  while (length < capacity) {
    ssize_t more = read(fd, buffer + length, capacity - length);

    if (is_to_be_tried_again(more, &tries))
      continue;
    if (more < 0)
      return -errno;
    if (more == 0)
      break;
    length += (size_t)more;
  }
  return (ssize_t)length;
}

static bool is_of_ours(const struct stat *found, mode_t mode) {
  return S_ISREG(found->st_mode) && (found->st_mode & 07777) == mode &&
         found->st_uid == geteuid() && found->st_nlink == 1;
}

static int open_to_read(int dirfd, const char *name) {
  int tries = 0, fd;

  do
    fd = openat(dirfd, name,
                O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  while (is_to_be_tried_again(fd, &tries));
  return fd < 0 ? -errno : fd;
}

/* Who may not open it learns nothing of whose it is. */
static int why_closed(int dirfd, const char *name, mode_t mode, int r) {
  struct stat found;

  if (r != -EACCES && r != -EPERM)
    return r;
  if (fstatat(dirfd, name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
      !is_of_ours(&found, mode))
    return -EPERM;
  return -EACCES;
}

bool folder_is_other(ssize_t r) {
  return r == -EPERM || r == -ELOOP || r == -E2BIG || r == -ENXIO ||
         r == -ENODEV;
}

/* What is open was there, and somebody's to read: what else an errno says here
 * of what a file is (folder.h) would be wrong. */
static ssize_t of_open(ssize_t r) {
  return r == -ENOENT || folder_is_other(r) ? -EIO : r;
}

ssize_t folder_read_own(int dirfd, const char *name, mode_t mode, char *buffer,
                        size_t capacity) {
  scoped_fd fd = open_to_read(dirfd, name);
  struct stat found;
  ssize_t length;

  if (fd < 0)
    return why_closed(dirfd, name, mode, fd);
  if (fstat(fd, &found) < 0)
    return of_open(-errno);
  if (!is_of_ours(&found, mode))
    return -EPERM;
  if (found.st_size < 0 || (size_t)found.st_size > capacity)
    return -E2BIG;
  length = of_open(read_whole(fd, buffer, capacity));
  return length >= 0 && length < found.st_size ? -EAGAIN : length;
}
