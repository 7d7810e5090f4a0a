/* sight_mounts.c - see sight_mounts.h */
#include "sample/sight_mounts.h"

#include "base/file.h"
#include "sample/open_file.h"

#include <stdio.h>

enum { PATH_BYTES = 48, FDINFO_BYTES = 1024, LINE_BYTES = 4096 };

/* 0: there is no such fd, or it may not be looked at. */
static uint64_t mount_of(const struct sight_thread *thread, int fd) {
  char path[PATH_BYTES], buffer[FDINFO_BYTES];
  struct open_file file;
  long length;

  snprintf(path, sizeof(path), "%d/fdinfo/%d", thread->tid, fd);
  length = file_read_start_at(thread->task, path, buffer, sizeof(buffer));
  if (length < 0 || open_file_parse(text_of(buffer, (size_t)length), &file) < 0)
    return 0;
  return file.mount;
}

static void look_up(const struct sight_thread *thread, struct mount *mount) {
  char path[PATH_BYTES], buffer[LINE_BYTES];
  struct mount_key key = {.id = mount->id};
  struct mount found;
  long length;

  snprintf(path, sizeof(path), "%d/mountinfo", thread->tid);
  length = file_line_at(thread->task, path,
                        &(struct line_test){mount_line_has, &key}, buffer,
                        sizeof(buffer));
  if (length >= 0 && mount_parse(text_of(buffer, (size_t)length), &found) == 0)
    *mount = found;
}

const char *sight_mounts_find(struct sight_mounts *mounts,
                              const struct sight_thread *thread, int fd) {
  uint64_t id = fd < 0 ? 0 : mount_of(thread, fd);
  struct mount *mount = mounts->mount;

  if (id == 0)
    return NULL;
  while (mount < mounts->mount + mounts->count && mount->id != id)
    mount++;
  if (mount == mounts->mount + SIGHT_MOUNTS)
    return NULL;
  if (mount == mounts->mount + mounts->count) {
    mounts->mount[mounts->count++] = (struct mount){.id = id};
    look_up(thread, mount);
  }
  return mount->type[0] ? mount->type : NULL;
}
