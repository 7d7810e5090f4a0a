/*
 * inquest_files.h - the files that a process has open, and how far it is in
 * them.
 *
 * DOSSIER_FILES are told at most. First stand those that a thread is in a
 * system call with, then those whose position moves, then those that were
 * looked at for the first time a moment ago, those that are open for writing,
 * those that somebody has read from, and the rest. A file gives way to one that
 * stands before it. So that each of thousands has its turn, a tick looks at
 * some, and the next round at others. Positions are those of fdinfo: what
 * mmap(2), pread(2) and O_APPEND do does not show.
 */
#ifndef INQUEST_FILES_H
#define INQUEST_FILES_H

#include "base/text.h"
#include "dossier.h"

struct errand;
struct fds_means;

enum { FILES_NEW_A_TICK = 64, FILES_LOST = 4, FILES_WAITED_FOR = 16 };

struct files_inquest {
  struct file_mark {
    uint64_t mount; /* its id */
    double at_s;    /* when its position was read */
    int looks;
  } mark[DOSSIER_FILES];            /* of each dossier_file */
  int waited_for[FILES_WAITED_FOR]; /* fds that threads are in a call with */
  int waited_count;
  int new_left;              /* so many may still be looked at in this tick */
  int ticks, seen;           /* of this round; so many that are not told */
  int stride, phase;         /* which fds have their turn in this round */
  uint64_t asked;            /* the mount whose sizes were asked for last */
  uint64_t lost[FILES_LOST]; /* those that did not answer: not asked again */
  int lost_count;
};

/* Reads positions anew, and drops what is closed. */
void files_look(struct files_inquest *files, const struct fds_means *means);

/* A link leads to a file, or to a device. */
void files_see(struct files_inquest *files, const struct fds_means *means,
               int fd, enum fd_kind kind, struct text path);

/* A round through the links is over. */
void files_end_round(struct files_inquest *files);

/* The sizes of the files of one mount, another in each tick. */
bool files_want_sizes(const struct files_inquest *files,
                      const struct dossier *dossier);
void files_fill_sizes(struct files_inquest *files,
                      const struct dossier *dossier, struct errand *errand);
void files_take_sizes(struct files_inquest *files, struct dossier *dossier,
                      const struct errand *errand);

/* The errand is lost: that mount is not asked again. */
void files_lose_sizes(struct files_inquest *files);

#endif
