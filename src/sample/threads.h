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

enum { THREADS_MOST = 1024 }; /* of a process with more none is looked at */

/* Fills the entries of SOURCE_TASK_STATUS in `value` with sums over the threads
 * of the process that `dirfd` pins: how many are in state D, their context
 * switches of both kinds. Returns how many were there; -E2BIG, with the entries
 * NaN, when there are more than THREADS_MOST or `most`, or -errno. A thread
 * that ends meanwhile does not count. */
int threads_sum(struct reader *reader, int dirfd, int most, double *value);

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
