/*
 * abroad.h - a netlink socket of the network namespace that another process is
 * in.
 *
 * A socket stays in the namespace it was made in. So the calling thread, and no
 * other, enters that of the process by setns(2), makes the socket, and goes
 * back before anything is asked. It is in the other namespace for three system
 * calls. The way back is taken from the process's own procfs, and tried, before
 * the thread leaves.
 *
 * If it cannot go back all the same, its struct netlink is marked `astray`: no
 * socket is made by it any more (-ENOTRECOVERABLE), and sample/crew ends it. No
 * thread may be started from it, for that would be astray too.
 */
#ifndef ABROAD_H
#define ABROAD_H

struct netlink;

/* A socket of that protocol where the process is that is pinned as `dirfd`; the
 * caller's. Or -errno, and nothing was entered:
 *
 *   -ENOLINK  its procfs does not show this thread, so that there is no way
 *             back; before Linux 3.17 none does
 *   -EPERM    CAP_SYS_ADMIN is missing
 *   -EACCES   the link may not be followed; or it is not that capability which
 *             is missing, as below a filter of system calls, or in a user
 *             namespace that the other is not part of
 *
 * -ENOTRECOVERABLE: `netlink`, which is the thread's own, is astray. */
int abroad_socket(int dirfd, int protocol, struct netlink *netlink);

#endif
