/*
 * read.h - fill a sample from the free files of a process or of the host.
 *
 * Nothing here can block for longer than the kernel takes to print: guarded
 * files are refused (see sample/lane.h).
 */
#ifndef READ_H
#define READ_H

#include "metric/metric.h"

/* What went wrong since the start, counted by source; a process that is gone
 * is not counted. */
struct troubles {
  unsigned long denied[SOURCE_COUNT];
  unsigned long garbled[SOURCE_COUNT];
  unsigned long too_long[SOURCE_COUNT];
};

unsigned long troubles_sum(const struct troubles *troubles);

struct reader {
  struct scale scale;
  int fd_by_size; /* st_size of fd/ counts, see base/file.h */
  struct troubles troubles;
};

/* Reads the free files of SCOPE_MEMBER that are due at `age` ticks; entries of
 * those that are not due keep their values. `name` gets the process's name (64
 * bytes). Returns 0, or -ESRCH when the process is gone. */
int read_member(struct reader *reader, int dirfd, unsigned long age,
                double *value, char name[64]);

/* Only the file `status`: name, state, user. */
int read_name(struct reader *reader, int dirfd, double *value, char name[64]);

/* The files of SCOPE_HOST; what cannot be read is NaN. */
void read_host(struct reader *reader, int procfd, unsigned long age,
               double *value);

/* What a text of `source` of `length` (or -errno) came to; counts troubles.
 * For the guarded lane, which reads itself. Returns 0 or -errno. */
int read_take(struct reader *reader, enum source_id source, const char *bytes,
              long length, double *value);

/* Calls `take` for each line of /proc/diskstats whose device has done I/O. */
int read_disks(struct reader *reader, int procfd,
               void (*take)(void *context, const char *name,
                            const double *value),
               void *context);

#endif
