/*
 * inquest_fds.h - what a process holds: its file descriptors by kind, the files
 * among them with how far they are read, and the sockets with their queues.
 *
 * All of it is of the kernel's own tables: nobody opens what the process has
 * open. It goes on over many ticks, each with a bounded share:
 *
 *   for each errand: wants -> fill -> (the lane runs) -> take
 *
 * Who sends them sends none again that is lost, before it is back. The links of
 * fd/ are read FDS_A_TICK at a time, so that a table of 20 000 takes 20 ticks;
 * then they are read again. What is told is that of the last round, or of the
 * first as far as it has come. See inquest_files.h and inquest_sockets.h for
 * the other two.
 */
#ifndef INQUEST_FDS_H
#define INQUEST_FDS_H

#include "dossier.h"
#include "inquest_files.h"
#include "inquest_sockets.h"
#include "sample/errand.h"
#include "sample/read.h"

enum { FDS_A_TICK = 1024 };

/* What one process is looked at with, in one tick. */
struct fds_means {
  struct dossier *dossier; /* of the process; room for what is found */
  struct reader *reader;
  int dirfd;       /* of the process, pinned */
  int sysfd;       /* SysPath, for the size of disks; -1: not known */
  double now_s;    /* of the tick */
  const char *net; /* the text of our own ns/net; "": not known */
};

/* Errands, in their order; each has one of the lane's for itself, so that one
 * that is lost takes nothing else with it. */
enum fds_errand { FDS_LINKS, FDS_SIZES, FDS_SOCKETS, FDS_ERRANDS };

/* Kept of a process beside its dossier. Zeroed: nobody has looked. */
struct fds_inquest {
  long at;                       /* where the next links begin */
  int rounds;                    /* that are over */
  int seen, kind[FD_KIND_COUNT]; /* in this round */
  struct files_inquest files;
  struct sockets_inquest sockets;
};

/* Whether there is something to be read in this tick. */
bool fds_wants(const struct fds_inquest *inquest, const struct fds_means *means,
               enum fds_errand which);
void fds_fill(struct fds_inquest *inquest, const struct fds_means *means,
              enum fds_errand which, struct errand *errand);

/* What became of it, also when it is lost. With that of the links the files
 * that are told are looked at again, in the free lane. */
void fds_take(struct fds_inquest *inquest, const struct fds_means *means,
              enum fds_errand which, const struct errand *errand);

#endif
