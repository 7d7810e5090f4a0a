/*
 * sockets.h - what the kernel tells of sockets by NETLINK_SOCK_DIAG: how much
 * is waiting in their queues, and how much may.
 *
 * Pure: what is to be asked, and what the answer says; sample/sock_diag asks.
 * The kernel answers for the network namespace of who asks, and for all sockets
 * of a protocol: those that are looked for are known by their inode, which is
 * that of the link "socket:[n]". See linux/inet_diag.h, linux/unix_diag.h and
 * sock_diag(7).
 *
 * Of sockets of the family unix three things are different. What waits to be
 * read is charged to who sent it: there is no receive buffer, and what is sent
 * waits in `send_queue` until the other side has read it. That is memory, not
 * bytes: the kernel tells no other number (SIOCOUTQ). And in the receive queue
 * of datagrams no more is counted than the first of them; that a sender waits
 * because there are net.unix.max_dgram_qlen of them is not told at all.
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#include "base/text.h"

enum socket_protocol {
  SOCKET_TCP,
  SOCKET_TCP6,
  SOCKET_UDP,
  SOCKET_UDP6,
  SOCKET_UNIX, /* stream, seqpacket and datagrams */
  SOCKET_PROTOCOLS
};

enum {
  SOCKETS_ASKED = 512,
  SOCKETS_FOUND = 48,
  SOCKETS_REQUEST_BYTES = 72,
  SOCKET_ADDRESS_BYTES = 64
};

struct socket_found {
  uint32_t inode, peer; /* of unix, the inode of the other side; 0 */
  uint8_t protocol;     /* of enum socket_protocol */
  uint8_t type;         /* of unix: SOCK_STREAM .. */
  uint8_t state;        /* as in netinet/tcp.h: 1 is TCP_ESTABLISHED; 0: nothing
                           but the name of its other side was told */
  bool probes;          /* the other side takes nothing more: its window is 0 */
  uint8_t resent;       /* what is not acknowledged, so often */
  bool names_peer;      /* of unix: it has no name, `name` is the other's */
  bool has_memory;      /* the kernel told `held` and `buffer` below */
  uint16_t local_port, remote_port;
  union {
    struct {
      uint8_t local[16], remote[16];
    };
    char name[SOCKET_ADDRESS_BYTES]; /* of unix: a path, "@abstract" or "" */
  };
  uint32_t receive_queue, send_queue; /* bytes; of one that listens:
                                         connections, and the most of them */
  uint32_t receive_held, send_held;   /* the same with the kernel's own cost;
                                         nothing is received by unix */
  uint32_t receive_buffer, send_buffer;
};

/* What is looked for, and what was found of it: those with the most in their
 * queues where there are more than SOCKETS_FOUND. */
struct socket_search {
  enum socket_protocol protocol;
  bool is_abroad; /* in another network namespace than ours */
  bool is_cut;    /* the answer was too long, and not heard to its end */
  uint32_t asked_count;
  uint32_t asked[SOCKETS_ASKED]; /* ascending, see sockets_sort() */
  uint32_t found_count;
  struct socket_found found[SOCKETS_FOUND];
};

void sockets_sort(struct socket_search *search);

/* The question; returns its length. `sequence` comes back in the answer. */
size_t sockets_ask(char request[SOCKETS_REQUEST_BYTES],
                   enum socket_protocol protocol, uint32_t sequence);

/* One message of many that the answer comes in. Returns 1 behind the last of
 * them, 0 when there are more, the -errno that the kernel answered instead, or
 * -EBADMSG. What was found until then stays. */
int sockets_take(struct text message, uint32_t sequence,
                 struct socket_search *search);

/* "tcp6" or "unix_dgram", "established", "[::1]:8080"; "*" is any address. A
 * name of unix is printable, and may be cut; an other side whose name is not
 * known is "socket:[n]", as in the links of who has it open. */
const char *socket_protocol_name(const struct socket_found *found);
const char *socket_state_name(unsigned state);
void socket_address(const struct socket_found *found, bool is_remote,
                    char buffer[SOCKET_ADDRESS_BYTES]);

/* Whether it waits for others to connect to it. */
bool socket_listens(const struct socket_found *found);

#endif
