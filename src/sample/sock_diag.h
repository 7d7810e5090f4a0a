/*
 * sock_diag.h - asks the kernel what sample/sockets words.
 *
 * Each question has a socket of its own, that is closed behind it: an answer
 * that is not heard to its end costs the kernel no more. It may be waited for,
 * for the kernel loads the module that answers, and holds locks while it walks
 * its tables. So this belongs to the threads of sample/lane.
 */
#ifndef SOCK_DIAG_H
#define SOCK_DIAG_H

struct netlink;
struct socket_search;

/* Finds what is looked for: in our own network namespace, or, where the search
 * is abroad, in that of the process pinned as `dirfd`. `netlink` is the
 * thread's own, see abroad.h. No more than some megabytes of an answer are
 * heard; the search is cut then. Returns 0 or -errno: -ENOENT where the kernel
 * knows no sock_diag of the protocol, or as abroad_socket() does. */
int sock_diag_find(struct socket_search *search, int dirfd,
                   struct netlink *netlink);

#endif
