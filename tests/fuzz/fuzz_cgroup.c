/* fuzz_cgroup.c - /proc/PID/cgroup, and the files of the cgroups that it names:
 * limits, usage, pressure. The first line is a pattern for the rules, then
 * comes the membership up to the first NUL, then the files one behind the
 * other, each up to the next NUL. No file is opened: those who would
 * (base/file.h) come here. */
#include "fuzz.h"

#include "base/file.h"
#include "discover/membership.h"
#include "sample/cgroup.h"
#include "sample/pressure.h"

#include <errno.h>

enum { FIRST_FD = 1 << 20, TICKS = 2 };

static struct text files; /* what is left of them */
static int pinned;        /* and not closed yet */

/* By the linker, in place of those of base/file.c and libc. */
int __wrap_file_pin_at(int dirfd, const char *name);
long __wrap_file_read_at(int dirfd, const char *name, char *buffer,
                         size_t capacity);
int __real_close(int fd);
int __wrap_close(int fd);

int __wrap_file_pin_at(int dirfd, const char *name) {
  (void)dirfd;
  MUST(strlen(name) < 4096 + 64);
  if (strncmp(name, "fs/cgroup", 9) != 0)
    return -ENOENT;
  return FIRST_FD + pinned++;
}

int __wrap_close(int fd) {
  if (fd < FIRST_FD)
    return __real_close(fd);
  pinned--;
  return 0;
}

long __wrap_file_read_at(int dirfd, const char *name, char *buffer,
                         size_t capacity) {
  struct text file = text_cut(&files, '\0');
  size_t length = text_length(file);

  (void)name;
  MUST(dirfd >= FIRST_FD);
  if (length == 0)
    return -ENOENT;
  if (length > capacity)
    return -E2BIG;
  memcpy(buffer, file.at, length);
  return (long)length;
}

static void check_room(struct cgroup_set *set, enum cgroup_resource resource,
                       struct text membership, unsigned long tick) {
  int handle = cgroup_find(set, resource, membership, tick);
  double limit, usage;

  MUST(handle >= CGROUP_UNKNOWN);
  if (handle < 0)
    return;
  cgroup_room(set, handle, tick, &limit, &usage);
  MUST(isfinite(limit) && limit < 1e18); /* or nothing limits it */
  MUST(!isinf(usage));                   /* absent where it could not be read */
}

static void check_pressure(struct pressure_set *set, struct text membership,
                           unsigned long tick) {
  struct reader reader = {0};
  uint64_t key = pressure_find(set, membership, tick);

  MUST(!isinf(pressure_read(set, &reader, key, tick)));
}

/* Patterns are short: whoever writes one is not our enemy, and fnmatch(3) takes
 * its time for many of its stars. */
static void check_rules(struct text pattern, struct text membership) {
  char named[16];
  char *text =
      string_of((const uint8_t *)membership.at, text_length(membership));

  text_copy(pattern, named, sizeof(named));
  (void)membership_in_unit(text, named);
  (void)membership_below(text, named);
  free(text);
}

static void check_files(struct text membership) {
  struct cgroup_set *set = cgroup_set_new(0);
  struct pressure_set *pressures = pressure_set_new(0);

  MUST(set && pressures);
  for (unsigned long tick = 1; tick <= TICKS; tick++) {
    check_room(set, CGROUP_MEMORY, membership, tick);
    check_room(set, CGROUP_TASKS, membership, tick);
    check_pressure(pressures, membership, tick);
  }
  cgroup_set_free(set);
  pressure_set_free(pressures);
  MUST(pinned == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct text pattern, membership;

  files = input_of(data, size);
  pattern = text_cut(&files, '\n');
  membership = text_cut(&files, '\0');
  check_files(membership);
  if (!text_is_empty(membership))
    check_rules(pattern, membership);
  return 0;
}
