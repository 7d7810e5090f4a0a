/* cgroup.c - see cgroup.h */
#include "sample/cgroup.h"

#include "base/file.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  CGROUP_MOST = 512,
  FORGET_AFTER = 120, /* ticks without a look */
  PATH_BYTES = 4096 + 64,
  STAT_BYTES = 16 * 1024,
};

/* Page counters print LONG_MAX rounded to pages for "no limit" in v1; kernels
 * of 32 bit that many pages. */
static const double NO_LIMIT = 1e18, NO_LIMIT_32 = 2147483647 * 4096.0;

/* How one version of cgroup calls its files. */
struct dialect {
  enum cgroup_resource resource;
  const char *controller; /* in /proc/PID/cgroup */
  const char *root;       /* below SysPath */
  const char *limit;
  const char *usage;
  const char *reclaimable; /* the key in memory.stat; NULL: nothing is */
};

static const struct dialect dialects[] = {
    {CGROUP_MEMORY, "", "fs/cgroup", "memory.max", "memory.current",
     "inactive_file "},
    {CGROUP_MEMORY, "", "fs/cgroup/unified", "memory.max", "memory.current",
     "inactive_file "},
    {CGROUP_MEMORY, "memory", "fs/cgroup/memory", "memory.limit_in_bytes",
     "memory.usage_in_bytes", "total_inactive_file "},
    {CGROUP_TASKS, "", "fs/cgroup", "pids.max", "pids.current", NULL},
    {CGROUP_TASKS, "", "fs/cgroup/unified", "pids.max", "pids.current", NULL},
    {CGROUP_TASKS, "pids", "fs/cgroup/pids", "pids.max", "pids.current", NULL},
};

struct cgroup {
  uint64_t key; /* of path and resource; 0: the slot is free */
  int dirfd;
  const struct dialect *dialect;
  unsigned long read_at, asked_at; /* ticks */
  double limit, usage;
};

/* The last answer: members of one service come one after the other. */
struct memo {
  uint64_t membership; /* hash of the text; 0: there is none */
  unsigned long tick;
  int handle;
};

struct cgroup_set {
  int sysfd;
  bool failed; /* to read or open what is there, since it was last set back */
  struct memo memo[CGROUP_RESOURCES];
  struct cgroup cgroup[CGROUP_MOST];
};

struct cgroup_set *cgroup_set_new(int sysfd) {
  struct cgroup_set *set = calloc(1, sizeof(*set));

  if (set)
    set->sysfd = sysfd;
  return set;
}

void cgroup_set_free(struct cgroup_set *set) {
  if (!set)
    return;
  for (int i = 0; i < CGROUP_MOST; i++)
    if (set->cgroup[i].key)
      close(set->cgroup[i].dirfd);
  free(set);
}

/* That there is no such file, or no longer, is an answer. */
static bool is_answer(long r) {
  return r > 0 || r == -ENOENT || r == -ENODEV;
}

/* NaN for none: 0, or -errno where that is not known. */
static int read_number(int dirfd, const char *name, double *ret_number) {
  char buffer[64];
  long length = file_read_at(dirfd, name, buffer, sizeof(buffer));
  double number;

  if (!is_answer(length))
    return length < 0 ? (int)length : -EBADMSG;
  *ret_number = NAN;
  if (length <= 0)
    return 0;
  if (buffer[length - 1] != '\n') /* it was cut */
    return -EBADMSG;
  if (text_to_double(text_of(buffer, (size_t)length), &number) == 0 &&
      number < NO_LIMIT && number != NO_LIMIT_32)
    *ret_number = number;
  return 0;
}

/* 0 where there is no such file. One without the key was cut: -EBADMSG. */
static int read_reclaimable(int dirfd, const char *key, double *ret_bytes) {
  char buffer[STAT_BYTES];
  long length = file_read_at(dirfd, "memory.stat", buffer, sizeof(buffer));
  struct text rest =
      text_whole_lines(text_of(buffer, length > 0 ? (size_t)length : 0));

  if (!is_answer(length))
    return length < 0 ? (int)length : -EBADMSG;
  *ret_bytes = 0;
  while (!text_is_empty(rest)) {
    struct text line = text_cut(&rest, '\n');

    if (text_skip(&line, key) && text_to_double(line, ret_bytes) == 0)
      return 0;
  }
  return length < 0 ? 0 : -EBADMSG;
}

/* Most cgroups have no limit: nothing else is asked of these. A limit that
 * cannot be read is what it was; but not how far away it is. */
static int look(struct cgroup *cgroup) {
  const struct dialect *dialect = cgroup->dialect;
  double usage = NAN, reclaimable = 0;
  int r = read_number(cgroup->dirfd, dialect->limit, &cgroup->limit);

  if (r == 0 && !isnan(cgroup->limit))
    r = read_number(cgroup->dirfd, dialect->usage, &usage);
  if (r == 0 && !isnan(usage) && dialect->reclaimable)
    r = read_reclaimable(cgroup->dirfd, dialect->reclaimable, &reclaimable);
  cgroup->usage = r == 0 ? usage - reclaimable : (double)NAN;
  return r;
}

/* The slot that holds `key`, or one to put it in, or NULL. */
static struct cgroup *slot_for(struct cgroup_set *set, uint64_t key,
                               unsigned long tick) {
  struct cgroup *vacant = NULL;

  for (int i = 0; i < CGROUP_MOST; i++) {
    struct cgroup *cgroup = &set->cgroup[i];

    if (cgroup->key == key)
      return cgroup;
    if (!vacant && (!cgroup->key || tick > cgroup->asked_at + FORGET_AFTER))
      vacant = cgroup;
  }
  return vacant;
}

static int refresh(struct cgroup *cgroup, unsigned long tick) {
  int r = cgroup->read_at != tick ? look(cgroup) : 0;

  cgroup->read_at = tick;
  cgroup->asked_at = tick;
  return r;
}

static bool has_room(const struct cgroup *cgroup) {
  return !isnan(cgroup->limit) && !isnan(cgroup->usage);
}

static void forget(struct cgroup *cgroup) {
  if (cgroup->key)
    close(cgroup->dirfd);
  *cgroup = (struct cgroup){0};
}

static uint64_t key_of(const char *path, enum cgroup_resource resource) {
  return (hash_of(text_of_string(path)) + 2 * (uint64_t)resource) | 1;
}

/* Whether the directory `dirfd`, which is that of `path`, has a limit; if so it
 * is remembered. One that was removed, and perhaps made anew, is taken again.
 */
static struct cgroup *remember(struct cgroup_set *set, const char *path,
                               int dirfd, const struct dialect *dialect,
                               unsigned long tick) {
  uint64_t key = key_of(path, dialect->resource);
  struct cgroup *slot = slot_for(set, key, tick);
  struct cgroup fresh = {
      .key = key, .dialect = dialect, .asked_at = tick, .limit = NAN};

  if (!slot)
    return NULL;
  if (slot->key == key) {
    set->failed = refresh(slot, tick) < 0 || set->failed;
    if (has_room(slot))
      return slot;
  }
  fresh.dirfd = dirfd;
  if (dirfd < 0) {
    set->failed = !is_answer(dirfd) || set->failed;
    return NULL;
  }
  set->failed = look(&fresh) < 0 || set->failed;
  if (!has_room(&fresh))
    return NULL;
  fresh.dirfd = file_pin_at(dirfd, ".");
  if (fresh.dirfd < 0) {
    set->failed = true;
    return NULL;
  }
  fresh.read_at = tick;
  forget(slot);
  *slot = fresh;
  return slot;
}

struct text cgroup_below_root(struct text path) {
  while (path.end - path.at >= 3 && memcmp(path.at, "/..", 3) == 0 &&
         (path.end - path.at == 3 || path.at[3] == '/'))
    path.at += 3;
  return path;
}

static double room_of(const struct cgroup *cgroup) {
  return cgroup ? cgroup->limit - cgroup->usage : INFINITY;
}

/* The level above that of `*dirfd`, which is `path`. Two thousand levels fit
 * into a path, and each by its path would be a walk of as many steps. */
static void climb(const struct cgroup_set *set, const char *path, int *dirfd) {
  int below = *dirfd;

  *dirfd = below < 0 ? file_pin_at(set->sysfd, path) : file_pin_at(below, "..");
  if (below >= 0)
    close(below);
}

/* The tightest of the levels of `path`, walking up. */
static struct cgroup *tightest(struct cgroup_set *set,
                               const struct dialect *dialect, struct text path,
                               unsigned long tick) {
  struct cgroup *best = NULL;
  char buffer[PATH_BYTES];
  const char *root = buffer + strlen(dialect->root);
  int dirfd = -1;

  path = cgroup_below_root(path);
  while (!text_is_empty(path) && path.end[-1] == '/')
    path.end--; /* of the root: each '/' is a level to climb */
  snprintf(buffer, sizeof(buffer), "%s%.*s", dialect->root,
           (int)text_length(path), path.at);
  for (char *end = buffer + strlen(buffer); end && end >= root;
       end = strrchr(buffer, '/')) {
    struct cgroup *level;

    *end = '\0';
    climb(set, buffer, &dirfd);
    level = remember(set, buffer, dirfd, dialect, tick);
    if (room_of(level) < room_of(best))
      best = level;
  }
  if (dirfd >= 0)
    close(dirfd);
  return best;
}

static int find(struct cgroup_set *set, enum cgroup_resource resource,
                struct text membership, unsigned long tick) {
  struct cgroup *best = NULL;

  set->failed = false;
  membership = text_whole_lines(membership);
  while (set->sysfd >= 0 && !text_is_empty(membership)) {
    struct text path = text_cut(&membership, '\n');
    struct text controllers;

    (void)text_cut(&path, ':');
    controllers = text_cut(&path, ':');
    for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++) {
      struct cgroup *found;

      if (dialects[i].resource != resource ||
          !text_equals(controllers, dialects[i].controller))
        continue;
      found = tightest(set, &dialects[i], path, tick);
      if (room_of(found) < room_of(best))
        best = found;
    }
  }
  if (set->failed) /* the tightest may be among those */
    return CGROUP_UNKNOWN;
  return best ? (int)(best - set->cgroup) : CGROUP_NONE;
}

int cgroup_find(struct cgroup_set *set, enum cgroup_resource resource,
                struct text membership, unsigned long tick) {
  uint64_t key = hash_of(membership) | 1;
  struct memo *memo = &set->memo[resource];

  if (memo->membership != key || memo->tick != tick)
    *memo = (struct memo){key, tick, find(set, resource, membership, tick)};
  return memo->handle;
}

void cgroup_room(struct cgroup_set *set, int handle, unsigned long tick,
                 double *ret_limit, double *ret_usage) {
  struct cgroup *cgroup = &set->cgroup[handle];

  (void)refresh(cgroup, tick);
  *ret_limit = cgroup->limit;
  *ret_usage = cgroup->usage;
}
