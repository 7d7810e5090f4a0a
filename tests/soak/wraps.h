/*
 * wraps.h - what of the real machine an agent sees by other ways than files:
 * clocks, how full a filesystem is, whether there is room to write. Calls of
 * these come by here first: see --wrap in Makefile.am.
 */
#ifndef SOAK_WRAPS_H
#define SOAK_WRAPS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

struct statfs;
struct world;

ssize_t __real_write(int fd, const void *bytes, size_t length);
ssize_t __wrap_write(int fd, const void *bytes, size_t length);
int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
ssize_t __real_read(int fd, void *bytes, size_t length);
ssize_t __wrap_read(int fd, void *bytes, size_t length);
ssize_t __real_pread(int fd, void *bytes, size_t length, off_t at);
ssize_t __wrap_pread(int fd, void *bytes, size_t length, off_t at);
int __real_fstatfs(int fd, struct statfs *found);
int __wrap_fstatfs(int fd, struct statfs *found);

/* It is as in this world from now on; `full`: nothing can be written. */
void wraps_show(const struct world *world, bool full);

/* Whoever reads the file with that inode (0: none) waits from now on; there is
 * one for each slot. */
void wraps_hang(int slot, uint64_t inode);

/* As before the first of these. */
void wraps_forget(void);

/* How often there was no space. */
unsigned long wraps_refused(void);

/* Of the filesystem of that directory. */
uint64_t wraps_mount_id(int dirfd);

#endif
