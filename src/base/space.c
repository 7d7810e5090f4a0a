/* space.c - see space.h */
#include "base/space.h"

#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/statfs.h>

static bool is_hidden(int fd, uint64_t mount_id) {
  struct statx found;

  return statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT,
               STATX_MNT_ID, &found) == 0 &&
         (found.stx_mask & STATX_MNT_ID) && found.stx_mnt_id != mount_id;
}

long space_at(const char *path, uint64_t mount_id, char *buffer,
              size_t capacity) {
  scoped_fd fd = open(path, O_PATH | O_CLOEXEC | O_NOFOLLOW);
  char inodes[64] = "max max";
  struct statfs fs;
  double block;
  int length;

  if (fd < 0)
    return -errno;
  if (is_hidden(fd, mount_id))
    return -ESTALE;
  if (fstatfs(fd, &fs) < 0)
    return -errno;
  block = (double)(fs.f_frsize ? fs.f_frsize : fs.f_bsize);
  if (fs.f_files > 0 && fs.f_files >= fs.f_ffree)
    snprintf(inodes, sizeof(inodes), "%llu %llu",
             (unsigned long long)fs.f_files,
             (unsigned long long)(fs.f_files - fs.f_ffree));
  if (fs.f_blocks == 0 || fs.f_bfree > fs.f_blocks || fs.f_bavail > fs.f_bfree)
    length = snprintf(buffer, capacity, "max max max %s\n", inodes);
  else
    length =
        snprintf(buffer, capacity, "%.0f %.0f %.0f %s\n",
                 block * (double)(fs.f_blocks - (fs.f_bfree - fs.f_bavail)),
                 block * (double)(fs.f_blocks - fs.f_bfree),
                 block * (double)fs.f_bavail, inodes);
  return (size_t)length < capacity ? length : -E2BIG;
}
