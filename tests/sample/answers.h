/*
 * answers.h - a netlink socket behind which the kernel answers as the test
 * says: see --wrap in Makefile.am.
 */
#ifndef ANSWERS_H
#define ANSWERS_H

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

enum { ANSWERS_MOST = 8, ANSWER_ROOM = 512, QUESTION_ROOM = 256 };

/* What recv(2) comes to: `error`, or `length` bytes, of which no more than
 * ANSWER_ROOM are told; those behind them are whatever they were. */
struct answer_turn {
  int error;
  ssize_t length;
  char bytes[ANSWER_ROOM];
};

static struct {
  int socket_error, send_error;
  int protocol; /* of the latest socket */
  int sockets, questions;
  char question[QUESTION_ROOM]; /* the latest */
  size_t question_length;
  bool repeats; /* the last turn is that of all that follow */
  int count, next;
  ssize_t heard; /* bytes */
  struct answer_turn turn[ANSWERS_MOST];
} answers;

int __wrap_socket(int domain, int type, int protocol);
ssize_t __wrap_sendto(int fd, const void *bytes, size_t length, int flags,
                      const struct sockaddr *to, socklen_t to_length);
ssize_t __wrap_recv(int fd, void *buffer, size_t capacity, int flags);
ssize_t __wrap___recv_chk(int fd, void *buffer, size_t capacity, size_t room,
                          int flags);

int __wrap_socket(int domain, int type, int protocol) {
  answers.protocol = protocol;
  answers.sockets++;
  if (domain != AF_NETLINK || type != (SOCK_RAW | SOCK_CLOEXEC)) {
    errno = EPROTOTYPE;
    return -1;
  }
  errno = answers.socket_error;
  return errno ? -1 : open("/dev/null", O_RDWR | O_CLOEXEC);
}

ssize_t __wrap_sendto(int fd, const void *bytes, size_t length, int flags,
                      const struct sockaddr *to, socklen_t to_length) {
  struct sockaddr_nl kernel = {0};

  (void)fd;
  answers.questions++;
  errno = answers.send_error;
  if (errno)
    return -1;
  if (flags != 0 || to_length != sizeof(kernel) || length > QUESTION_ROOM) {
    errno = EDESTADDRREQ;
    return -1;
  }
  memcpy(&kernel, to, sizeof(kernel));
  if (kernel.nl_family != AF_NETLINK || kernel.nl_pid != 0) {
    errno = EDESTADDRREQ;
    return -1;
  }
  memcpy(answers.question, bytes, length);
  answers.question_length = length;
  return (ssize_t)length;
}

/* With MSG_TRUNC it tells how much there was. */
ssize_t __wrap_recv(int fd, void *buffer, size_t capacity, int flags) {
  const struct answer_turn *turn = &answers.turn[answers.next];
  size_t length;

  (void)fd;
  if (answers.next == answers.count || flags != MSG_TRUNC) {
    errno = ENOTCONN;
    return -1;
  }
  if (!answers.repeats || answers.next + 1 < answers.count)
    answers.next++;
  errno = turn->error;
  if (errno)
    return -1;
  length = (size_t)turn->length < ANSWER_ROOM ? (size_t)turn->length
                                              : (size_t)ANSWER_ROOM;
  memcpy(buffer, turn->bytes, length < capacity ? length : capacity);
  answers.heard += turn->length;
  return turn->length;
}

/* What recv(2) is called where _FORTIFY_SOURCE looks at it. */
ssize_t __wrap___recv_chk(int fd, void *buffer, size_t capacity, size_t room,
                          int flags) {
  (void)room;
  return __wrap_recv(fd, buffer, capacity, flags);
}

static inline void answers_begin(void) {
  memset(&answers, 0, sizeof(answers));
}

static inline struct answer_turn *answers_turn(void) {
  assert_true(answers.count < ANSWERS_MOST);
  return &answers.turn[answers.count++];
}

static inline void answers_fail(int error) {
  answers_turn()->error = error;
}

/* A message of that number with a body. */
static inline void answers_tell(uint16_t type, uint32_t sequence,
                                const void *body, size_t length) {
  struct nlmsghdr head = {.nlmsg_type = type,
                          .nlmsg_seq = sequence,
                          .nlmsg_len = (uint32_t)(sizeof(head) + length)};
  struct answer_turn *turn = answers_turn();

  assert_true(head.nlmsg_len <= ANSWER_ROOM);
  memcpy(turn->bytes, &head, sizeof(head));
  if (length > 0)
    memcpy(turn->bytes + sizeof(head), body, length);
  turn->length = head.nlmsg_len;
}

/* -errno, as the kernel refuses. */
static inline void answers_refuse(uint32_t sequence, int error) {
  struct nlmsgerr refusal = {.error = error};

  answers_tell(NLMSG_ERROR, sequence, &refusal, sizeof(refusal));
}

/* That TASKSTATS is the generic family of this number. */
static inline void answers_family(uint32_t sequence, uint16_t family) {
  struct {
    uint8_t generic[4];
    struct nlattr head;
    uint16_t number, padding;
  } body = {.generic = {1, 2}, /* CTRL_CMD_NEWFAMILY */
            .head = {.nla_type = 1 /* CTRL_ATTR_FAMILY_ID */, .nla_len = 6},
            .number = family};

  answers_tell(NLMSG_MIN_TYPE, sequence, &body, sizeof(body));
}

#endif
