/* foreign.c - see foreign.h */
#include "base/foreign.h"

#include "base/again.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/vfs.h>

/* What has no name in linux/magic.h. */
enum { CONFIGFS = 0x62656570, FUSE_CONTROL = 0x65735543, NFSD = 0x6e667364 };

/* Their files are regular, but no more than names for what the kernel does when
 * one is opened or read: /proc/kmsg and trace_pipe lose what is read. */
static const uint32_t made_by_reading[] = {
    PROC_SUPER_MAGIC,
    SYSFS_MAGIC,
    TRACEFS_MAGIC,
    DEBUGFS_MAGIC,
    SECURITYFS_MAGIC,
    SELINUX_MAGIC,
    SMACK_MAGIC,
    AAFS_MAGIC,
    CGROUP_SUPER_MAGIC,
    CGROUP2_SUPER_MAGIC,
    BPF_FS_MAGIC,
    RDTGROUP_SUPER_MAGIC,
    PSTOREFS_MAGIC,
    EFIVARFS_MAGIC,
    BINFMTFS_MAGIC,
    BINDERFS_SUPER_MAGIC,
    XENFS_SUPER_MAGIC,
    NSFS_MAGIC,
    OPENPROM_SUPER_MAGIC,
    USBDEVICE_SUPER_MAGIC,
    DEVPTS_SUPER_MAGIC,
    ANON_INODE_FS_MAGIC,
    CONFIGFS,
    FUSE_CONTROL,
    NFSD,
};

static bool is_made_by_reading(uint32_t type) {
  size_t count = sizeof(made_by_reading) / sizeof(made_by_reading[0]);

  for (size_t i = 0; i < count; i++)
    if (made_by_reading[i] == type)
      return true;
  return false;
}

/* 0 where the file may be opened, or -errno. */
static int judge(int held) {
  struct stat found;
  struct statfs fs;

  if (fstat(held, &found) < 0)
    return -errno;
  if (!S_ISREG(found.st_mode))
    return -ENXIO;
  if (fstatfs(held, &fs) < 0)
    return -errno;
  return is_made_by_reading((uint32_t)fs.f_type) ? -EPERM : 0;
}

/* There is no other way from what is held to what can be read. */
static int open_held(int held) {
  char name[32];
  int fd;

  snprintf(name, sizeof(name), "/proc/self/fd/%d", held);
  fd = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  return fd < 0 ? -errno : fd;
}

static long read_start(int fd, char *buffer, size_t capacity) {
  size_t length = 0;
  int tries = 0;

  while (length < capacity) {
    ssize_t more = read(fd, buffer + length, capacity - length);

    if (more == 0)
      break;
    if (is_to_be_tried_again(more, &tries))
      continue;
    if (more < 0)
      return -errno;
    length += (size_t)more;
  }
  return (long)length;
}

long foreign_read_start(const char *path, char *buffer, size_t capacity) {
  scoped_fd held = open(path, O_PATH | O_CLOEXEC);
  scoped_fd fd = -1;
  int r = held < 0 ? -errno : judge(held);

  if (r < 0)
    return r;
  fd = open_held(held);
  return fd < 0 ? fd : read_start(fd, buffer, capacity);
}
