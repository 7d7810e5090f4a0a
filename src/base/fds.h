/*
 * fds.h - what the file descriptors of another process are, without opening
 * one.
 *
 * To open or to stat through fd/N is to ask the filesystem behind it, which may
 * never answer. readlink(2) asks the process's own table only. statx(2) with
 * AT_STATX_DONT_SYNC takes the size that the kernel has in memory: with a FUSE
 * daemon that answered no GETATTR it returned in a millisecond, when stat(2)
 * waited and could not be killed. NFS may still be asked whether the file is
 * there (its d_weak_revalidate). All of it is for threads that may be lost.
 */
#ifndef FDS_H
#define FDS_H

#include <stddef.h>
#include <stdint.h>

/* A part of a directory. */
struct fds_range {
  long at;          /* 0: the beginning; moved behind, or to 0 at the end */
  int most;         /* entries are looked at */
  size_t text_most; /* bytes of a text are kept */
};

/* The links of the directory `name` as "NUMBER\0TEXT\0", any number of times:
 * no byte of a path is NUL, and any other may be. Ends where another might not
 * fit. Returns the length, or -errno, which is -EACCES where no link may be
 * read. */
long fds_links_at(int dirfd, const char *name, struct fds_range *range,
                  char *buffer, size_t capacity);

/* The size of the regular file that `name` leads to; -EINVAL when it is none.
 */
int64_t fds_size_at(int dirfd, const char *name);

#endif
