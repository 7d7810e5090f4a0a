/*
 * disks.h - the block devices, and which of them stand before a wall.
 *
 * A whole disk does: sda, nvme0n1, dm-0, md0. A partition is the disk that it
 * is on, and loop, ram and zram devices are the file or the memory behind them:
 * they have values, and no walls.
 *
 * A device is saturated when requests wait for it: the mean of ten ticks of its
 * await is compared, in which a tick without requests counts as none. That it
 * is in use all the time says nothing of one that serves requests side by side,
 * as NVMe and RAID do; but one that rests in between is not saturated, however
 * long a burst has to wait. So utilisation below `DeviceBusy`, over the same
 * ticks, silences the wall, and utilisation alone never raises it.
 */
#ifndef DISKS_H
#define DISKS_H

#include "subjects.h"

enum { DISKS_MOST = 64 };

/* Room for DISKS_MOST. Returns 0 or -ENOMEM. */
int disks_init(struct subjects *disks, const struct settings *settings);

/* The device called `name`; NULL when there are too many. */
struct subject *disks_find(struct subjects *disks, const char *name);

/* Reports one that stands, by its values of this tick. */
void disks_report(const struct subjects *disks, struct subject *disk,
                  const struct timeline *timeline, const double *now);

#endif
