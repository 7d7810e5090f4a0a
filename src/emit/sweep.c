/* sweep.c - see sweep.h */
#include "emit/sweep.h"

#include "base/scoped.h"
#include "emit/flag.h"
#include "emit/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool is_left_flag(int dirfd, const char *name) {
  char text[FLAG_BYTES];
  ssize_t length;

  if (name[0] == '.')
    return false;
  length = folder_read_own(dirfd, name, 0644, text, sizeof(text));
  return length > 0 && flag_is(text, (size_t)length);
}

/* One of evidence has another mode, and is swept with evidence. */
static bool is_left_draft(int dirfd, const char *name) {
  char text[FLAG_BYTES];

  return draft_is(name) &&
         folder_read_own(dirfd, name, 0644, text, sizeof(text)) >= 0;
}

static void sweep(DIR *directory, int dirfd) {
  const struct dirent *entry;

  for (int i = 0; i < SWEEP_MOST && (entry = readdir(directory)); i++) {
    const char *name = entry->d_name;

    if (entry->d_type != DT_REG && entry->d_type != DT_UNKNOWN)
      continue;
    if (is_left_flag(dirfd, name) || is_left_draft(dirfd, name))
      (void)unlinkat(dirfd, name, 0);
  }
}

void sweep_flags(int dirfd) {
  /* one of its own, as reading moves it on */
  int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *directory = fd < 0 ? NULL : fdopendir(fd);

  if (directory) {
    sweep(directory, dirfd);
    closedir(directory);
  } else if (fd >= 0)
    close(fd);
}
