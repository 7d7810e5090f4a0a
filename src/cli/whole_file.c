/* whole_file.c - see whole_file.h */
#include "cli/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Never what somebody else has put there. */
static FILE *open_new(const char *path, mode_t mode) {
  FILE *out;
  int fd;

  (void)unlink(path);
  fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  out = fd < 0 ? NULL : fdopen(fd, "w");
  if (fd >= 0 && !out)
    close(fd);
  return out;
}

/* A shell gives its pipes such names: a link of the kernel to what is open. */
static bool is_open_already(const char *path) {
  static const char digits[] = "0123456789", by_number[] = "/dev/fd/";
  size_t length = strlen(by_number);

  if (strcmp(path, "/dev/stdout") == 0 || strcmp(path, "/dev/stderr") == 0)
    return true;
  return strncmp(path, by_number, length) == 0 && path[length] &&
         strspn(path + length, digits) == strlen(path + length);
}

/* Of a device, and of what is open already, nothing is asked. */
static int may_be_written(const struct stat *found, bool is_open) {
  bool is_file = S_ISREG(found->st_mode);

  if (is_file && found->st_nlink > 1)
    return -EMLINK;
  if (is_open || !(is_file || S_ISFIFO(found->st_mode)))
    return 0;
  if (found->st_uid != geteuid())
    return -EEXIST;
  /* where there is a list of others who may, the bits of the group say so */
  return is_file && (found->st_mode & (S_IWGRP | S_IWOTH)) ? -ENOTUNIQ : 0;
}

/* What was opened is looked at, and emptied only then. */
static int make_empty(int fd, bool is_open) {
  struct stat found;
  int r = fstat(fd, &found) < 0 ? -errno : may_be_written(&found, is_open);

  if (r < 0 || !S_ISREG(found.st_mode))
    return r;
  return ftruncate(fd, 0) < 0 ? -errno : 0;
}

static int open_in_place(const char *path) {
  int flags = O_WRONLY | O_CREAT | O_NOCTTY | O_CLOEXEC;
  bool is_open = is_open_already(path);
  int fd = open(path, flags | O_EXCL, S_IRUSR | S_IWUSR);
  int r;

  if (fd >= 0 || errno != EEXIST)
    return fd < 0 ? -errno : fd;
  fd = open(path, flags | (is_open ? 0 : O_NOFOLLOW), S_IRUSR | S_IWUSR);
  if (fd < 0)
    return -errno;
  r = make_empty(fd, is_open);
  if (r < 0)
    close(fd);
  return r < 0 ? r : fd;
}

int whole_file_begin(const char *path, FILE **ret_out) {
  int fd = open_in_place(path);
  FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

  if (fd < 0)
    return fd;
  if (!out) {
    close(fd);
    return -ENOMEM;
  }
  *ret_out = out;
  return 0;
}

const char *whole_file_why(int error) {
  switch (error) {
  case -ELOOP:
    return "it is a symbolic link, which is not followed";
  case -EMLINK:
    return "it has another name, and would change under that too";
  case -EEXIST:
    return "it belongs to another user; allowed is a file of your own, or none";
  case -ENOTUNIQ:
    return "its group or everybody may write to it; allowed is a file that "
           "only you may write to, or none";
  default:
    return strerror(-error);
  }
}

int whole_file_write(const char *path, mode_t mode,
                     int (*write)(void *context, FILE *out), void *context) {
  char new[4096];
  FILE *out;
  int r;

  if (snprintf(new, sizeof(new), "%s.new", path) >= (int)sizeof(new))
    return -ENAMETOOLONG;
  out = open_new(new, mode);
  if (!out)
    return -errno;
  r = write(context, out);
  if (fclose(out) != 0 && r == 0)
    r = -errno;
  if (r == 0 && rename(new, path) != 0)
    r = -errno;
  if (r < 0)
    (void)remove(new);
  return r;
}
