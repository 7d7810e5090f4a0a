/*
 * foreign.h - a file that others have put where we are told to look.
 *
 * As root the daemon is told by PidFile to read what a service writes, who may
 * put there what he likes: a FIFO, that would hold up whoever opens it, or a
 * symbolic link to a device, of which some do something when they are opened,
 * or to a file of the kernel, of which some lose what is read, as /proc/kmsg.
 * So what is there is held first, by O_PATH, which opens nothing; judged; and
 * then opened as what is held, whatever stands there by then.
 */
#ifndef FOREIGN_H
#define FOREIGN_H

#include <stddef.h>

/* Reads the first `capacity` bytes of the regular file that `path` names or
 * leads to; returns the length. -ENXIO where it is anything else, -EPERM where
 * it is on a filesystem that the kernel makes up, as /proc; or -errno. A
 * filesystem that does not answer holds it up all the same. */
long foreign_read_start(const char *path, char *buffer, size_t capacity);

#endif
