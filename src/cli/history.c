/* history.c - see history.h */
#include "cli/history.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

size_t history_stem(const char *name) {
  static const char pattern[] = "-dddd-dd-dd";
  size_t length = strlen(name), day = sizeof(pattern) - 1;

  if (length <= day)
    return 0;
  for (size_t i = 0; i < day; i++) {
    char c = name[length - day + i];
    bool is_digit = c >= '0' && c <= '9';

    if (pattern[i] == 'd' ? !is_digit : c != pattern[i])
      return 0;
  }
  return length - day;
}

/* By series and then by day: "a-b" may come in between the days of "a". */
static int by_series(const FTSENT **a, const FTSENT **b) {
  const char *one = (*a)->fts_name, *other = (*b)->fts_name;
  size_t stem = history_stem(one), other_stem = history_stem(other);
  size_t shorter = stem < other_stem ? stem : other_stem;
  int order = memcmp(one, other, shorter);

  if (order == 0 && stem != other_stem)
    return stem < other_stem ? -1 : 1;
  return order != 0 ? order : strcmp(one, other);
}

struct walk {
  int (*take)(void *context, const struct history_file *file);
  void *context;
  char series[PATH_MAX]; /* of the last file; "" before the first */
  bool found;            /* anything that was taken */
};

static int take_error(struct walk *walk, const FTSENT *entry, int error) {
  walk->found = true;
  return walk->take(walk->context,
                    &(struct history_file){.path = entry->fts_path,
                                           .series = entry->fts_path,
                                           .is_daily = true,
                                           .error = -error});
}

static int take_daily(struct walk *walk, const FTSENT *entry) {
  size_t stem = history_stem(entry->fts_name);
  size_t length = entry->fts_pathlen - strlen(entry->fts_name) + stem;
  struct history_file file = {
      .path = entry->fts_path, .series = walk->series, .is_daily = true};

  if (stem == 0)
    return 0;
  if (length >= sizeof(walk->series))
    return take_error(walk, entry, ENAMETOOLONG);
  walk->found = true;
  file.begins = strlen(walk->series) != length ||
                memcmp(walk->series, entry->fts_path, length) != 0;
  memcpy(walk->series, entry->fts_path, length);
  walk->series[length] = '\0';
  return walk->take(walk->context, &file);
}

static int take_entry(struct walk *walk, const FTSENT *entry) {
  switch (entry->fts_info) {
  case FTS_F:
    return take_daily(walk, entry);
  case FTS_DNR:
  case FTS_ERR:
  case FTS_NS:
    return take_error(walk, entry, entry->fts_errno);
  default:
    return 0;
  }
}

static int walk_tree(const char *path, struct walk *walk) {
  char *const roots[] = {(char *)path, NULL};
  FTS *tree =
      fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR | FTS_COMFOLLOW, by_series);
  FTSENT *entry;
  int r;

  if (!tree)
    return -errno;
  do {
    errno = 0;
    entry = fts_read(tree);
    r = entry ? take_entry(walk, entry) : -errno;
  } while (entry && r == 0);
  (void)fts_close(tree);
  return r == 0 && !walk->found ? -ENODATA : r;
}

static bool is_directory(const char *path) {
  struct stat status;

  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static const char *name_in(const char *path) {
  const char *slash = strrchr(path, '/');

  return slash ? slash + 1 : path;
}

/* The length of a path without its day; 0 for one that has none. */
static size_t series_in(const char *path) {
  const char *name = name_in(path);
  size_t stem = history_stem(name);

  return stem == 0 ? 0 : (size_t)(name - path) + stem;
}

/* Whether there is a path at `place`, and behind it a later day of its series.
 */
static bool goes_on(const struct history_path *path, int place) {
  const char *day, *next;
  size_t length;

  if (place < 0 || place + 1 >= path->count)
    return false;
  day = path->paths[place];
  next = path->paths[place + 1];
  length = series_in(day);
  return length > 0 && length == series_in(next) &&
         memcmp(day, next, length) == 0 && strcmp(day, next) < 0 &&
         !is_directory(day) && !is_directory(next);
}

static int take_path(const struct history_path *path, struct walk *walk) {
  const char *file = path->paths[path->place];
  bool is_later = goes_on(path, path->place - 1);
  size_t length =
      is_later || goes_on(path, path->place) ? series_in(file) : strlen(file);

  if (length >= sizeof(walk->series))
    return -ENAMETOOLONG;
  memcpy(walk->series, file, length);
  walk->series[length] = '\0';
  return walk->take(walk->context,
                    &(struct history_file){.path = file,
                                           .series = walk->series,
                                           .begins = !is_later});
}

int history_each(const struct history_path *path,
                 int (*take)(void *context, const struct history_file *file),
                 void *context) {
  const char *root = path->paths[path->place];
  struct walk walk = {.take = take, .context = context};

  if (strcmp(root, "-") != 0 && is_directory(root))
    return walk_tree(root, &walk);
  return take_path(path, &walk);
}

struct tally {
  int series;
  double bytes;
};

static bool begins_like_a_trace(const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  static const char start[] =
      "\xef\xbb\xbf{"; /* with the mark of UTF-8, or without */
  char found[sizeof(start)] = "";

  if (fd < 0)
    return false;
  if (read(fd, found, sizeof(found) - 1) < 0)
    found[0] = '\0';
  close(fd);
  return found[0] == '{' || strcmp(found, start) == 0;
}

/* A pipe is not looked into: what was read of it is gone. */
static int tally_file(void *context, const struct history_file *file) {
  struct tally *tally = context;
  struct stat status;

  if (file->error != 0)
    return 0;
  if (strcmp(file->path, "-") == 0 ? fstat(STDIN_FILENO, &status) < 0
                                   : stat(file->path, &status) < 0)
    return 0;
  tally->series += file->begins;
  if (!S_ISREG(status.st_mode))
    return 0;
  tally->bytes += (double)status.st_size;
  if (!file->is_daily && strcmp(file->path, "-") != 0 &&
      begins_like_a_trace(file->path))
    tally->series++;
  return 0;
}

int history_count(char *const *paths, int count, double *ret_bytes) {
  struct tally tally = {0};

  for (int i = 0; i < count; i++)
    (void)history_each(&(struct history_path){paths, count, i}, tally_file,
                       &tally);
  *ret_bytes = tally.bytes;
  return tally.series < 2 ? tally.series : 2;
}
