/*
 * pressure.h - how long the tasks of a process's own cgroup waited for I/O.
 *
 * The pressure of a v2 cgroup covers all processes in it, so it is asked for
 * only when nothing better tells how long a process waits. Each cgroup is read
 * once a tick at most, however many members ask. The root is none: that is the
 * host, see pressure/io.
 */
#ifndef PRESSURE_H
#define PRESSURE_H

#include "base/text.h"
#include "sample/read.h"

#include <stdint.h>

struct pressure_set;

/* `sysfd` is a directory fd of SysPath and stays the caller's; -1 where there
 * is none. NULL when out of memory. */
struct pressure_set *pressure_set_new(int sysfd);
void pressure_set_free(struct pressure_set *set);

/* `membership` is the text of /proc/PID/cgroup. Returns a key, or 0 for the
 * root, for v1, and when there is no room for another. */
uint64_t pressure_find(struct pressure_set *set, struct text membership,
                       unsigned long tick);

/* The entry METRIC_CGROUP_IO_SOME; NaN when it is not told, or the key is not
 * known any more. */
double pressure_read(struct pressure_set *set, struct reader *reader,
                     uint64_t key, unsigned long tick);

#endif
