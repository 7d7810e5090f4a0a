/*
 * netlink.h - asks the kernel what sample/taskstats words, through a socket.
 *
 * An answer may be waited for: the kernel takes genl_mutex. So this belongs to
 * the threads of sample/lane, each with a socket of its own.
 */
#ifndef NETLINK_H
#define NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A socket of that protocol, beside plugins that call select(2) as in
 * base/file.h; the caller's. Or -errno. */
int netlink_socket(int protocol);

struct netlink {
  int fd; /* -1: not open; the first question opens it */
  uint16_t family;
  uint32_t sequence;
  bool astray; /* the thread is in another network namespace: see abroad.h */
};

#define NETLINK_CLOSED ((struct netlink){.fd = -1})

/* The kernel's message about process `pid`, for taskstats_parse(): its length,
 * or -errno, which is -ESRCH when there is no such process, and
 * -ENOTRECOVERABLE when there is no socket yet and the thread is astray. */
long netlink_ask(struct netlink *netlink, int pid, char *buffer,
                 size_t capacity);

void netlink_close(struct netlink *netlink);

#endif
