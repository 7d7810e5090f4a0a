/*
 * open_file.h - what fdinfo tells of an open file, without touching it: whether
 * it is open for writing, where in it one reads or writes next, and in which
 * mount it is.
 *
 * Neither the list nor its files take a lock that another process can hold for
 * ever. That there is no file behind an fd, but a pipe or a socket, shows by
 * its mount, which is in no list of mounts.
 */
#ifndef OPEN_FILE_H
#define OPEN_FILE_H

#include "base/text.h"
#include "sample/read.h"

struct open_file {
  bool is_writable;
  double position; /* bytes; NaN where it is not told. Not moved by mmap(2),
                      pread(2) and their like */
  uint64_t mount;  /* its id */
};

/* The text of fdinfo/N; returns 0, or -EBADMSG where it does not tell. Pure. */
int open_file_parse(struct text text, struct open_file *ret_file);

/* Of the fd `number` of the process with directory `dirfd`; or -errno, as
 * open_files_read(). */
int open_file_read(struct reader *reader, int dirfd, int number,
                   struct open_file *ret_file);

/* In one go so many are looked at, at most. */
enum { OPEN_FILES_MOST = 32 };

struct open_mounts {
  bool missed; /* one could not be read, though it may be another time */
  int count;
  uint64_t mount[OPEN_FILES_MOST];
};

/* Of the process with directory `dirfd`: its next open files from *at on, 0
 * being the first. Returns how many were looked at, the mounts of those that
 * are writable in *ret_mounts, and moves *at behind them, or to 0 when there
 * are no more; or -errno, which is counted as the reader's trouble unless the
 * process is gone.
 */
int open_files_read(struct reader *reader, int dirfd, long *at, int most,
                    struct open_mounts *ret_mounts);

#endif
