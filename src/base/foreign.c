/* foreign.c - see foreign.h */
#include "base/foreign.h"

#include "base/again.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

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
  struct stat found;

  if (held < 0 || fstat(held, &found) < 0)
    return -errno;
  if (!S_ISREG(found.st_mode))
    return -ENXIO;
  fd = open_held(held);
  return fd < 0 ? fd : read_start(fd, buffer, capacity);
}
