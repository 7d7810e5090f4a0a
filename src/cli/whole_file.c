/* whole_file.c - see whole_file.h */
#include "cli/whole_file.h"

#include <errno.h>
#include <fcntl.h>
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
