/*
 * disks.h - the block devices, from one tick to the next.
 */
#ifndef DISKS_H
#define DISKS_H

#include "metric/metric.h"

#include <stddef.h>

enum { DISKS_MOST = 64, DISK_NAME_BYTES = 64, DISK_TARGET_BYTES = 80 };

struct disk {
  char name[DISK_NAME_BYTES];
  double last_s;
  double last[METRIC_COUNT];
};

/* Zeroed: none is known. */
struct disks {
  size_t count;
  struct disk disk[DISKS_MOST];
};

/* The sample `raw` of the device called `name` at `now_s`, against that before:
 * rates in `ret_now`, NaN in the first. -ENOSPC when there are too many. */
int disks_observe(struct disks *disks, const char *name, const double *raw,
                  double now_s, double *ret_now);

/* No device's next sample has rates. */
void disks_tear(struct disks *disks);

#endif
