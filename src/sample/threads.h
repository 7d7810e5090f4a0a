/*
 * threads.h - the threads of a process, one by one.
 *
 * `status` of a process is that of its leading thread. What the others do
 * stands in task/N/status: free files, but as many as there are threads, so
 * that only suspects are looked at. And a leader that has ended leaves zeros
 * behind for memory and file descriptors of which its threads live on: these
 * are read through one of them.
 */
#ifndef THREADS_H
#define THREADS_H

#include "sample/read.h"

enum {
  THREADS_MOST = 1024, /* looked at in one call */
  THREADS_SAMPLE = 64, /* a smaller sample of many tells nothing */
};

/* Which threads of a process are looked at. */
struct threads_part {
  int most; /* at most THREADS_MOST */
  int of;   /* so many there are, by its status: all of them where that is no
               more than `most`, else so many, in equal distances */
  unsigned long turn; /* another choice for each: with three times of / most
                         turns in a row nobody is left out */
};

/* Fills the entries of SOURCE_TASK_STATUS in `value` with sums over threads of
 * the process that `dirfd` pins: how many are in state D, and, if all were
 * looked at, their context switches of both kinds. A thread that ends meanwhile
 * does not count.
 *
 * Of a sample it is an estimate how many are in state D, and a cautious one: it
 * is the share of them among those looked at, less the standard error of that,
 *
 *   sqrt(share * (1 - share) / looked * (1 - looked / threads)),
 *
 * as of a sample by lot. So it is 0 or more below the truth five times of six,
 * never less than what was seen, and one thread that is seen alone makes no
 * more than one. With less than THREADS_SAMPLE looked at, and less than half of
 * them, the entries are NaN. Returns how many there were, or -errno. */
int threads_sum(struct reader *reader, int dirfd,
                const struct threads_part *part, double *value);

/* Whether the leader has ended and threads of it live. */
bool threads_lost_leader(const double *value);

/* One of those, or 0. */
int threads_living(struct reader *reader, int dirfd);

/* Reads what such a leader does not tell, statm, the number of descriptors and
 * what status says of memory, through the thread *tid. It is chosen anew when
 * it is 0 or has ended, and 0 when there is none; entries are NaN then. */
void threads_stand_in(struct reader *reader, int dirfd, int *tid,
                      double *value);

#endif
