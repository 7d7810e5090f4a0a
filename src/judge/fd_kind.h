/*
 * fd_kind.h - what a file descriptor is, by the text of its link in
 * /proc/PID/fd and without touching what is behind it.
 */
#ifndef FD_KIND_H
#define FD_KIND_H

#include "base/text.h"
#include "judge/findings.h"

/* A file that was deleted is one. Memory that memfd_create(2) made is not: it
 * is no file that could be read to its end. */
enum fd_kind fd_kind_of(struct text link);

/* The inode of "socket:[4026]"; 0 for a link that is none. */
uint64_t fd_socket_inode(struct text link);

#endif
