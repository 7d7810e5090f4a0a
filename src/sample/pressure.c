/* pressure.c - see pressure.h */
#include "sample/pressure.h"

#include "base/file.h"
#include "base/hash.h"
#include "sample/cgroup.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  HOME_MOST = 64,
  FORGET_AFTER = 120, /* ticks without a question */
  PATH_BYTES = 4096 + 64,
};

/* A cgroup that was asked for. */
struct home {
  uint64_t key; /* hash of its path; 0: the slot is free */
  int dirfd;
  unsigned long read_at, asked_at; /* ticks */
  double io_some_s;
};

struct pressure_set {
  int sysfd;
  struct home home[HOME_MOST];
};

struct pressure_set *pressure_set_new(int sysfd) {
  struct pressure_set *set = calloc(1, sizeof(*set));

  if (set)
    set->sysfd = sysfd;
  return set;
}

void pressure_set_free(struct pressure_set *set) {
  if (!set)
    return;
  for (int i = 0; i < HOME_MOST; i++)
    if (set->home[i].key)
      close(set->home[i].dirfd);
  free(set);
}

static struct home *home_of(struct pressure_set *set, uint64_t key) {
  for (int i = 0; i < HOME_MOST; i++)
    if (set->home[i].key == key)
      return &set->home[i];
  return NULL;
}

static struct home *vacant(struct pressure_set *set, unsigned long tick) {
  for (int i = 0; i < HOME_MOST; i++)
    if (!set->home[i].key || tick > set->home[i].asked_at + FORGET_AFTER)
      return &set->home[i];
  return NULL;
}

/* One that is known is opened again: it may have been removed and made anew. */
static bool remember(struct pressure_set *set, const char *path, uint64_t key,
                     unsigned long tick) {
  struct home *home = home_of(set, key);
  int dirfd;

  if (!home)
    home = vacant(set, tick);
  dirfd = home ? file_pin_at(set->sysfd, path) : -1;
  if (dirfd < 0)
    return false;
  if (home->key)
    close(home->dirfd);
  *home = (struct home){.key = key,
                        .dirfd = dirfd,
                        .read_at = tick - 1, /* not in this tick */
                        .asked_at = tick,
                        .io_some_s = NAN};
  return true;
}

/* Out of the line "0::/path". */
static struct text path_in_v2(struct text membership) {
  membership = text_whole_lines(membership);
  while (!text_is_empty(membership)) {
    struct text line = text_cut(&membership, '\n');

    if (text_skip(&line, "0::/"))
      return cgroup_below_root(text_of(line.at - 1, text_length(line) + 1));
  }
  return (struct text){0};
}

uint64_t pressure_find(struct pressure_set *set, struct text membership,
                       unsigned long tick) {
  static const char *const roots[] = {"fs/cgroup", "fs/cgroup/unified"};
  struct text path = path_in_v2(membership);

  if (set->sysfd < 0 || text_length(path) <= 1)
    return 0;
  for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
    char buffer[PATH_BYTES];
    uint64_t key;

    snprintf(buffer, sizeof(buffer), "%s%.*s", roots[i], (int)text_length(path),
             path.at);
    key = hash_of(text_of_string(buffer)) | 1;
    if (remember(set, buffer, key, tick))
      return key;
  }
  return 0;
}

static double look(struct reader *reader, int dirfd) {
  char buffer[512];
  double value[METRIC_MEMBER_COUNT];
  const char *name = strrchr(sources[SOURCE_CGROUP_PRESSURE].path, '/') + 1;

  (void)read_take(reader, SOURCE_CGROUP_PRESSURE, buffer,
                  file_read_at(dirfd, name, buffer, sizeof(buffer)), value);
  return value[METRIC_CGROUP_IO_SOME];
}

double pressure_read(struct pressure_set *set, struct reader *reader,
                     uint64_t key, unsigned long tick) {
  struct home *home = key ? home_of(set, key) : NULL;

  if (!home)
    return NAN;
  if (home->read_at != tick)
    home->io_some_s = look(reader, home->dirfd);
  home->read_at = home->asked_at = tick;
  return home->io_some_s;
}
