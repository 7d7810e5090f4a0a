/* abroad.c - see abroad.h */
#include "sample/abroad.h"

#include "base/file.h"
#include "base/scoped.h"
#include "sample/netlink.h"

#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Below the directory of a process. The link "self" would be another thread's.
 */
static const char OWN[] = "../thread-self/ns/net";

static bool is_capable(void) {
  struct __user_cap_header_struct header = {.version =
                                                _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {0};

  return syscall(SYS_capget, &header, data) == 0 &&
         (data[0].effective & 1u << CAP_SYS_ADMIN);
}

static int enter(int namespace) {
  if (setns(namespace, CLONE_NEWNET) == 0)
    return 0;
  return errno == EPERM && is_capable() ? -EACCES : -errno;
}

static int socket_in(int there, int home, int protocol,
                     struct netlink *netlink) {
  int r = enter(there);
  int fd;

  if (r < 0)
    return r;
  fd = netlink_socket(protocol);
  if (enter(home) == 0)
    return fd;
  netlink->astray = true;
  if (fd >= 0)
    close(fd);
  return -ENOTRECOVERABLE;
}

int abroad_socket(int dirfd, int protocol, struct netlink *netlink) {
  scoped_fd home = file_keep_at(dirfd, OWN);
  scoped_fd there = file_keep_at(dirfd, "ns/net");
  int r;

  if (netlink->astray)
    return -ENOTRECOVERABLE;
  if (home < 0)
    return home == -ENOENT ? -ENOLINK : home;
  if (there < 0)
    return there == -EACCES && file_is_gone_at(dirfd, "status") ? -ESRCH
                                                                : there;
  r = enter(home);
  return r < 0 ? r : socket_in(there, home, protocol, netlink);
}
