/*
 * read.h - fill a sample from the free files of a process or of the host.
 *
 * Nothing here can block for longer than the kernel takes to print: guarded
 * files are refused (see sample/lane.h).
 */
#ifndef READ_H
#define READ_H

#include "metric/metric.h"

#include <stdint.h>

/* What went wrong since the start, counted by source; a process that is gone
 * is not counted, nor one that hidepid=1 shows the number of. */
struct troubles {
  unsigned long denied[SOURCE_COUNT];
  unsigned long garbled[SOURCE_COUNT];
  unsigned long too_long[SOURCE_COUNT];
};

unsigned long troubles_sum(const struct troubles *troubles);

struct reader {
  struct scale scale;
  int fd_by_size; /* st_size of fd/ counts, see base/file.h */
  long spare_fds; /* how many files may still be kept open */
  uint32_t owed;  /* sources of the host that could not be read, a bit each */
  bool stumbled;  /* over what may be readable the next time; see seat.c */
  struct troubles troubles;
};

/* The files of one process. Those of a process that is hot are kept open, which
 * saves the way through its directory: two thirds of the cost of a reading. */
struct files {
  int dirfd;
  bool keep;            /* what is opened stays open, while fds are to spare */
  int fd[SOURCES_KEPT]; /* of the files that are open; -1 */
};

void files_init(struct files *files, int dirfd);

/* Closes what is kept open but for `schedstat`, or that too. */
void files_cool(struct files *files, struct reader *reader);
void files_close(struct files *files, struct reader *reader);

/* Reads `schedstat`, which changes whenever the leading thread has run.
 * *ret_mark tells one text from another; 0 where it tells nothing (not
 * readable, or a kernel that does not count). Returns 0 or -errno. */
int read_schedule(struct reader *reader, struct files *files, double *value,
                  uint64_t *ret_mark);

/* Since when a process has been followed, and read, in ticks. */
struct turn {
  unsigned long age;
  unsigned long since; /* ticks since the reading before */
};

/* Reads the other free files of SCOPE_MEMBER, those that are due; entries of
 * those that are not keep their values. `name` gets the process's name (64
 * bytes). Returns 0, or -ESRCH when the process is gone. */
int read_member(struct reader *reader, struct files *files,
                const struct turn *turn, double *value, char name[64]);

/* Whether a file is due that is read every so many ticks. */
bool read_is_due(enum source_id source, const struct turn *turn);

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

/* Counts what went wrong with `source` as trouble, unless that was the end of a
 * process. Returns `r`. */
int read_complain(struct reader *reader, enum source_id source, long r);

#endif
