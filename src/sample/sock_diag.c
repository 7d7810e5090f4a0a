/* sock_diag.c - see sock_diag.h */
#include "sample/sock_diag.h"

#include "base/again.h"
#include "base/scoped.h"
#include "sample/abroad.h"
#include "sample/netlink.h"
#include "sample/sockets.h"

#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>

/* A socket takes 120 bytes and up to two microseconds: 35 000 of them. */
enum {
  MESSAGE_BYTES = 32 * 1024,
  ANSWER_BYTES = 4 * 1024 * 1024,
  SEQUENCE = 1
};

static long receive(int fd, char *buffer, size_t capacity) {
  ssize_t length;
  int tries = 0;

  do
    length = recv(fd, buffer, capacity, MSG_TRUNC);
  while (is_to_be_tried_again(length, &tries));
  if (length < 0)
    return -errno;
  if (length == 0)
    return -EBADMSG;
  return (size_t)length > capacity ? -E2BIG : (long)length;
}

static int open_socket(const struct socket_search *search, int dirfd,
                       struct netlink *netlink) {
  if (search->is_abroad)
    return abroad_socket(dirfd, NETLINK_SOCK_DIAG, netlink);
  return netlink->astray ? -ENOTRECOVERABLE : netlink_socket(NETLINK_SOCK_DIAG);
}

int sock_diag_find(struct socket_search *search, int dirfd,
                   struct netlink *netlink) {
  char buffer[MESSAGE_BYTES];
  size_t length = sockets_ask(buffer, search->protocol, SEQUENCE);
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  scoped_fd fd = open_socket(search, dirfd, netlink);
  int r = 0;

  if (fd < 0)
    return fd;
  if (sendto(fd, buffer, length, 0, (struct sockaddr *)&kernel,
             sizeof(kernel)) < 0)
    return -errno;
  for (long heard = 0; r == 0;) {
    long got = receive(fd, buffer, sizeof(buffer));

    if (got < 0)
      return (int)got;
    r = sockets_take(text_of(buffer, (size_t)got), SEQUENCE, search);
    heard += got;
    if (r == 0 && heard > ANSWER_BYTES) {
      search->is_cut = true;
      return 0;
    }
  }
  return r < 0 ? r : 0;
}
