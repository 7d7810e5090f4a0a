/* way.c - see way.h */
#include "emit/way.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  LINKS_MOST = 40,          /* as the kernel */
  NAME_BYTES = NAME_MAX + 2 /* with a slash */
};

struct way {
  int at;              /* the directory that was come to, or AT_FDCWD */
  bool is_root;        /* it is the root, which is not opened */
  int links;           /* that were followed */
  char rest[PATH_MAX]; /* of the path */
};

/* Slashes, and points that stay where they are. */
static const char *pass_over(const char *at) {
  while (at[0] == '/' || (at[0] == '.' && (at[1] == '/' || at[1] == '\0')))
    at++;
  return at;
}

/* Cuts the next name off; false at the end. The first of an absolute path has
 * its slash, as an emulator of another architecture may have a root of its own
 * for who opens that. */
static bool take_name(struct way *way, char name[NAME_BYTES], bool *is_last) {
  const char *start = pass_over(way->rest), *end = strchrnul(start, '/');
  size_t length = (size_t)(end - start);

  if (length == 0 || length > NAME_MAX)
    return false;
  snprintf(name, NAME_BYTES, "%s%.*s", way->is_root ? "/" : "", (int)length,
           start);
  end = pass_over(end);
  *is_last = *end == '\0';
  memmove(way->rest, end, strlen(end) + 1);
  return true;
}

static void go_to(struct way *way, int fd, bool is_root) {
  if (way->at >= 0)
    close(way->at);
  way->at = fd;
  way->is_root = is_root;
}

/* What it says comes before the rest. */
static int follow(struct way *way, int link) {
  char text[PATH_MAX];
  ssize_t length = readlinkat(link, "", text, sizeof(text));
  size_t left = strlen(way->rest);

  if (length < 0)
    return -errno;
  if (++way->links > LINKS_MOST)
    return -ELOOP;
  if ((size_t)length + left + 2 > sizeof(way->rest))
    return -ENAMETOOLONG;
  memmove(way->rest + length + 1, way->rest, left + 1);
  memcpy(way->rest, text, (size_t)length);
  way->rest[length] = '/';
  if (text[0] == '/')
    go_to(way, AT_FDCWD, true);
  return 0;
}

/* 0: it is no link; 1: it is, and was followed; or -errno. */
static int pass_link(struct way *way, int fd, bool is_last) {
  struct stat found;
  int r;

  if (fstat(fd, &found) < 0)
    return -errno;
  if (!S_ISLNK(found.st_mode))
    return 0;
  if (is_last)
    return -ELOOP;
  if (found.st_uid != 0 && found.st_uid != geteuid())
    return -EPERM;
  r = follow(way, fd);
  return r < 0 ? r : 1;
}

static int step(struct way *way, const char *name, bool is_last) {
  int fd = openat(way->at, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  int r;

  if (fd < 0)
    return -errno;
  r = pass_link(way, fd, is_last);
  if (r == 0)
    go_to(way, fd, false);
  else
    close(fd);
  return r < 0 ? r : 0;
}

static int walk(struct way *way) {
  char name[NAME_BYTES];
  bool is_last;

  while (take_name(way, name, &is_last)) {
    int r = step(way, name, is_last);

    if (r < 0)
      return r;
  }
  return pass_over(way->rest)[0] ? -ENAMETOOLONG : 0;
}

int way_open(const char *path) {
  struct way way = {.at = AT_FDCWD, .is_root = path[0] == '/'};
  size_t length = strlen(path);
  int r, fd;

  if (length >= sizeof(way.rest))
    return -ENAMETOOLONG;
  memcpy(way.rest, path, length + 1);
  r = walk(&way);
  fd = r < 0 ? -1
             : openat(way.at, way.is_root ? "/" : ".",
                      O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (r == 0 && fd < 0)
    r = -errno;
  if (way.at >= 0)
    close(way.at);
  return r < 0 ? r : fd;
}
