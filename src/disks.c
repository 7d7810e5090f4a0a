/* disks.c - see disks.h */
#include "disks.h"

#include "base/text.h"
#include "window/rate.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static struct disk *find(struct disks *disks, const char *name) {
  struct disk *disk;

  for (size_t i = 0; i < disks->count; i++)
    if (strcmp(disks->disk[i].name, name) == 0)
      return &disks->disk[i];
  if (disks->count == DISKS_MOST)
    return NULL;
  disk = &disks->disk[disks->count++];
  text_copy(text_of_string(name), disk->name, sizeof(disk->name));
  disk->last_s = NAN;
  for (int id = 0; id < METRIC_COUNT; id++)
    disk->last[id] = NAN;
  return disk;
}

int disks_observe(struct disks *disks, const char *name, const double *raw,
                  double now_s, double *ret_now) {
  struct disk *disk = find(disks, name);

  if (!disk)
    return -ENOSPC;
  rate_all(SCOPE_DEVICE, disk->last, raw, now_s - disk->last_s, ret_now);
  rate_bases(disk->last, raw);
  disk->last_s = now_s;
  return 0;
}

void disks_tear(struct disks *disks) {
  for (size_t i = 0; i < disks->count; i++)
    disks->disk[i].last_s = NAN;
}
