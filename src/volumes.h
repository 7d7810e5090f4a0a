/*
 * volumes.h - the filesystems that members write to, as the pipeline knows
 * them: by their mount point.
 *
 * Values leave under fs-PATH, where PATH is escaped as collectd's plugin df
 * does: "root" for /, else without its first slash and with "-" for all others.
 * What is none of A-Z a-z 0-9 _ . - becomes "_". A path that is too long, or
 * that comes to the name of another, gets eight digits of a hash behind it.
 */
#ifndef VOLUMES_H
#define VOLUMES_H

#include "subjects.h"

enum { VOLUMES_MOST = 32 };

/* Room for VOLUMES_MOST. Returns 0 or -ENOMEM. */
int volumes_init(struct subjects *volumes, const struct settings *settings);

/* The one mounted at `point`; NULL when there are too many. */
struct subject *volumes_find(struct subjects *volumes, const char *point);

/* Its sample `raw`, or NULL when it did not answer; `report` has the rest. */
void volumes_report(const struct subjects *volumes, struct subject *volume,
                    const struct surroundings *surroundings,
                    const struct report *report, const double *raw);

#endif
