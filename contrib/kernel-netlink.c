/* kernel-netlink.c - those questions of kernel-ask.h that netlink answers. */
#include "kernel-ask.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* The length of the first answer to a request, or the error that it is. The end
 * of a list has one too, where nothing could be listed. */
static ssize_t netlink(int family, const void *request, size_t length,
                       char *answer, size_t room) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, family);
  const struct nlmsghdr *head = (const struct nlmsghdr *)answer;
  ssize_t n;

  if (fd < 0)
    return -errno;
  n = send(fd, request, length, 0);
  if (n >= 0)
    n = recv(fd, answer, room, 0);
  close(fd);
  if (n < (ssize_t)sizeof(*head))
    return -EBADMSG;
  if (head->nlmsg_type == NLMSG_ERROR || head->nlmsg_type == NLMSG_DONE)
    return *(const int *)(answer + sizeof(*head));
  return n;
}

long ask_sockets(const char *family_and_protocol) {
  char answer[32768] __attribute__((aligned(4)));
  char *protocol;
  struct {
    struct nlmsghdr head;
    struct inet_diag_req_v2 ask;
  } request = {
      {.nlmsg_len = sizeof(request),
       .nlmsg_type = SOCK_DIAG_BY_FAMILY,
       .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      {.idiag_states = ~0U},
  };

  request.ask.sdiag_family =
      (unsigned char)strtol(family_and_protocol, &protocol, 10);
  request.ask.sdiag_protocol = (unsigned char)strtol(protocol, NULL, 10);
  return netlink(NETLINK_SOCK_DIAG, &request, sizeof(request), answer,
                 sizeof(answer)) >= 0;
}

/* Both begin alike, and states are at the same place. */
long ask_unix_sockets(const char *unused) {
  char answer[32768] __attribute__((aligned(4)));
  struct {
    struct nlmsghdr head;
    struct unix_diag_req ask;
  } request = {
      {.nlmsg_len = sizeof(request),
       .nlmsg_type = SOCK_DIAG_BY_FAMILY,
       .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
      {.sdiag_family = AF_UNIX, .udiag_states = ~0U},
  };

  (void)unused;
  return netlink(NETLINK_SOCK_DIAG, &request, sizeof(request), answer,
                 sizeof(answer)) >= 0;
}

long ask_taskstats(const char *unused) {
  char answer[8192] __attribute__((aligned(4)));
  struct {
    struct nlmsghdr head;
    struct genlmsghdr kind;
    struct nlattr attribute;
    char name[12];
  } request = {
      {.nlmsg_len = sizeof(request),
       .nlmsg_type = GENL_ID_CTRL,
       .nlmsg_flags = NLM_F_REQUEST},
      {.cmd = CTRL_CMD_GETFAMILY, .version = 1},
      {sizeof("TASKSTATS") + NLA_HDRLEN, CTRL_ATTR_FAMILY_NAME},
      "TASKSTATS",
  };

  (void)unused;
  return netlink(NETLINK_GENERIC, &request, sizeof(request), answer,
                 sizeof(answer)) >= 0;
}
