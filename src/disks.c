/* disks.c - see disks.h */
#include "disks.h"

#include "emit/words.h"
#include "wall_plan.h"
#include "window/statistics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int disks_init(struct subjects *disks, const struct settings *settings) {
  struct roll model;
  struct window_plan plan;
  int r;

  window_plan_init(&plan, SCOPE_DEVICE);
  roll_init(&model, "", SCOPE_DEVICE);
  wall_plan_device(&model, &plan, settings->await_ms / 1000);
  r = subjects_init(disks, settings, &model, &plan, DISKS_MOST);
  disks->in_haste = true;
  return r;
}

static bool is_digits(const char *text) {
  return *text && text[strspn(text, "0123456789")] == '\0';
}

/* sda1 of sda, nvme0n1p2 of nvme0n1: a `p` stands between two numbers. The
 * kernel tells of a disk before its partitions. */
static bool is_part_of(const char *name, const char *disk) {
  size_t length = strlen(disk);
  const char *rest = name + length;

  if (length == 0 || strncmp(name, disk, length) != 0)
    return false;
  if (is_digits(&disk[length - 1]))
    return rest[0] == 'p' && is_digits(rest + 1);
  return is_digits(rest);
}

static bool is_partition(const struct subjects *disks, const char *name) {
  const struct subject *disk;
  size_t index = 0;

  while ((disk = subjects_next(disks, &index)))
    if (is_part_of(name, disk->name))
      return true;
  return false;
}

static bool is_borrowed(const char *name) {
  static const char *const prefixes[] = {"loop", "ram", "zram"};

  for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
    size_t length = strlen(prefixes[i]);

    if (strncmp(name, prefixes[i], length) == 0 &&
        name[length + strspn(name + length, "0123456789p")] == '\0')
      return true;
  }
  return false;
}

struct subject *disks_find(struct subjects *disks, const char *name) {
  struct subject *disk = subjects_find(disks, name);
  char target[GROUP_NAME_BYTES];
  bool is_cut;

  if (disk)
    return disk;
  is_cut = (size_t)snprintf(target, sizeof(target), "device-%s", name) >=
           sizeof(target);
  plain_name(target);
  subjects_tell_apart(disks, name, is_cut, target);
  disk = subjects_open(disks, name, target,
                       !is_borrowed(name) && !is_partition(disks, name));
  if (disk)
    clean_text(name, disk->roll.who, sizeof(disk->roll.who));
  return disk;
}

void disks_report(const struct subjects *disks, struct subject *disk,
                  const struct timeline *timeline, const double *now) {
  const struct settings *settings = disks->settings;
  const struct window *used =
      subjects_window(disks, disk, METRIC_DISK_UTILISATION);
  struct standing standing;

  subjects_stand(disks, disk, timeline, now);
  standing = disk->standing[0];
  if (window_statistic(STATISTIC_MEAN, used, timeline, 0,
                       disk->roll.wall[0].wall.smooth) < settings->device_busy)
    standing.forecast = forecast_nothing;
  roll_report(&disk->roll,
              &(struct report){.command = "",
                               .now = now,
                               .standings = &standing,
                               .track = subjects_track(disks, disk),
                               .plan = &disks->plan},
              settings->horizon_s);
}
