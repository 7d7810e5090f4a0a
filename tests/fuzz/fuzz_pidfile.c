/* fuzz_pidfile.c - the text of a PidFile, as a lane reads it: no file is
 * opened, who would (base/foreign.h) comes here. It names the pid at its start,
 * or nobody. */
#include "fuzz.h"

#include "base/foreign.h"
#include "pid_files.h"

#include <limits.h>

static struct text file;

/* By the linker, in place of that of base/foreign.c. */
long __wrap_foreign_read_start(const char *path, char *buffer, size_t capacity);

long __wrap_foreign_read_start(const char *path, char *buffer,
                               size_t capacity) {
  size_t length = text_length(file);

  MUST(strcmp(path, "/run/it.pid") == 0);
  if (length > capacity)
    length = capacity;
  if (length > 0)
    memcpy(buffer, file.at, length);
  return (long)length;
}

struct scene {
  char path[16];
  struct group group;
  struct settings settings;
  struct lane *lane;
  struct census *census;
  struct pid_files *files;
};

static struct scene *scene(void) {
  static struct scene scene = {.path = "/run/it.pid"};

  if (scene.files)
    return &scene;
  scene.group.rule.pid_file = scene.path;
  scene.settings.groups = &scene.group;
  scene.settings.group_count = 1;
  scene.lane = lane_new(1, 8, 10);
  scene.census = census_new();
  MUST(scene.lane && scene.census);
  scene.files = pid_files_new(&scene.settings, scene.lane);
  MUST(scene.files);
  return &scene;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\0';
}

/* The pid by another way: digit by digit, as long as it is one. */
static int pid_at_start(struct text text) {
  long pid = 0;

  while (text.at < text.end && is_blank(*text.at))
    text.at++;
  for (; text.at < text.end && *text.at >= '0' && *text.at <= '9'; text.at++) {
    pid = 10 * pid + *text.at - '0';
    if (pid > INT_MAX)
      return 0;
  }
  return (int)pid;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct scene *it = scene();
  int pid;

  file = input_of(data, size);
  pid_files_read(it->files, it->census, lane_now_s() + 10);
  pid = pid_files_at(it->files, 0);
  MUST(pid >= 0);
  MUST(pid == pid_at_start(file));
  return 0;
}
