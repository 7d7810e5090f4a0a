/* slope.c - see slope.h */
#include "slope.h"

#include <dirent.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void slope_add(struct slope *slope, double x, double y) {
  double from_x = x - slope->x;

  if (slope->count == 0) {
    slope->least = slope->most = slope->first = y;
    slope->from_x = x;
  }
  slope->rises += slope->count > 0 && y > slope->last;
  slope->to_x = x;
  slope->count++;
  slope->x += from_x / (double)slope->count;
  slope->xx += from_x * (x - slope->x);
  slope->xy += (x - slope->x) * (y - slope->y);
  slope->y += (y - slope->y) / (double)slope->count;
  slope->least = fmin(slope->least, y);
  slope->most = fmax(slope->most, y);
  slope->last = y;
}

double slope_of(const struct slope *slope) {
  return slope->xx > 0 ? slope->xy / slope->xx : 0;
}

double slope_bound(const struct slope *slope, double grown) {
  return grown > 0 ? 1.5 * grown / (slope->to_x - slope->from_x) : 0;
}

bool slope_keeps_rising(const struct slope *slope) {
  return slope->count > 1 && 3 * slope->rises > slope->count - 1;
}

bool slope_is_flat(const struct slope *slope, double grown) {
  return slope->count > 1 && slope_of(slope) <= slope_bound(slope, grown) &&
         slope->last - slope->first <= grown;
}

/* Without pages of files, which the kernel takes back and reads again as it
 * likes. */
static double anonymous_bytes(void) {
  FILE *file = fopen("/proc/self/statm", "re");
  long size = 0, resident = 0, of_files = 0;

  if (!file)
    return NAN;
  if (fscanf(file, "%ld %ld %ld", &size, &resident, &of_files) != 3)
    resident = of_files = 0;
  fclose(file);
  return (double)(resident - of_files) * (double)sysconf(_SC_PAGESIZE);
}

static bool is_below(int dirfd, const char *name, const char *directory) {
  char target[256];
  ssize_t length = readlinkat(dirfd, name, target, sizeof(target) - 1);

  if (!directory || length < 0)
    return false;
  target[length] = '\0';
  return strncmp(target, directory, strlen(directory)) == 0;
}

static void count_fds(const char *path, struct burden *burden) {
  DIR *all = opendir("/proc/self/fd");

  burden->fds = all ? -1 : NAN; /* that of the directory itself */
  if (!all)
    return;
  for (struct dirent *entry; (entry = readdir(all));) {
    if (entry->d_name[0] == '.')
      continue;
    if (is_below(dirfd(all), entry->d_name, path))
      burden->fds_below++;
    else
      burden->fds++;
  }
  closedir(all);
}

struct burden burden_now(const char *directory) {
  struct mallinfo2 heap = mallinfo2();
  struct burden burden = {.heap_bytes = (double)(heap.uordblks + heap.hblkhd),
                          .rss_bytes = anonymous_bytes()};

  count_fds(directory, &burden);
  return burden;
}

struct burden burden_least(struct burden a, struct burden b) {
  return (struct burden){fmin(a.heap_bytes, b.heap_bytes),
                         fmin(a.rss_bytes, b.rss_bytes),
                         fmin(a.fds_below, b.fds_below), fmin(a.fds, b.fds)};
}
