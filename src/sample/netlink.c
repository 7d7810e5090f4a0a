/* netlink.c - see netlink.h */
#include "sample/netlink.h"

#include "base/again.h"
#include "sample/taskstats.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FIRST_HIGH_FD = 1024, FAMILY_BYTES = 4096 };

int netlink_socket(int protocol) {
  int low = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
  int high;

  if (low < 0)
    return -errno;
  high = fcntl(low, F_DUPFD_CLOEXEC, FIRST_HIGH_FD);
  if (high < 0)
    return low;
  close(low);
  return high;
}

static long receive(int fd, uint32_t sequence, char *buffer, size_t capacity) {
  int tries = 0;

  for (;;) {
    ssize_t length = recv(fd, buffer, capacity, MSG_TRUNC);

    if (is_to_be_tried_again(length, &tries))
      continue;
    if (length < 0)
      return -errno;
    if (length == 0)
      return -EBADMSG;
    if ((size_t)length > capacity)
      return -E2BIG;
    if (taskstats_answers(text_of(buffer, (size_t)length), sequence))
      return (long)length;
  }
}

static long exchange(const struct netlink *netlink, const char *request,
                     size_t length, char *buffer, size_t capacity) {
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};

  if (sendto(netlink->fd, request, length, 0, (struct sockaddr *)&kernel,
             sizeof(kernel)) < 0)
    return -errno;
  return receive(netlink->fd, netlink->sequence, buffer, capacity);
}

static int find_family(struct netlink *netlink) {
  char request[TASKSTATS_REQUEST_BYTES];
  char reply[FAMILY_BYTES];
  size_t length = taskstats_ask_family(request, ++netlink->sequence);
  long answered = exchange(netlink, request, length, reply, sizeof(reply));

  return answered < 0 ? (int)answered
                      : taskstats_family(text_of(reply, (size_t)answered),
                                         &netlink->family);
}

static int open_netlink(struct netlink *netlink) {
  int r;

  if (netlink->fd >= 0)
    return 0;
  if (netlink->astray)
    return -ENOTRECOVERABLE;
  netlink->fd = netlink_socket(NETLINK_GENERIC);
  if (netlink->fd < 0) {
    r = netlink->fd;
    *netlink = NETLINK_CLOSED;
    return r;
  }
  r = find_family(netlink);
  if (r < 0)
    netlink_close(netlink);
  return r;
}

long netlink_ask(struct netlink *netlink, int pid, char *buffer,
                 size_t capacity) {
  char request[TASKSTATS_REQUEST_BYTES];
  size_t length;
  long answered;
  int r = open_netlink(netlink);

  if (r < 0)
    return r;
  length = taskstats_ask(request, netlink->family, ++netlink->sequence, pid);
  answered = exchange(netlink, request, length, buffer, capacity);
  if (answered < 0)
    return answered;
  r = taskstats_refusal(text_of(buffer, (size_t)answered));
  return r < 0 ? r : answered;
}

void netlink_close(struct netlink *netlink) {
  if (netlink->fd >= 0)
    close(netlink->fd);
  *netlink = NETLINK_CLOSED;
}
