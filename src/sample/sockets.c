/* sockets.c - see sockets.h */
#include "sample/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const socket_protocol_names[SOCKET_PROTOCOLS] = {
    [SOCKET_TCP] = "tcp",
    [SOCKET_TCP6] = "tcp6",
    [SOCKET_UDP] = "udp",
    [SOCKET_UDP6] = "udp6",
};

static const struct {
  uint8_t family, protocol;
} kernel_names[SOCKET_PROTOCOLS] = {
    [SOCKET_TCP] = {AF_INET, IPPROTO_TCP},
    [SOCKET_TCP6] = {AF_INET6, IPPROTO_TCP},
    [SOCKET_UDP] = {AF_INET, IPPROTO_UDP},
    [SOCKET_UDP6] = {AF_INET6, IPPROTO_UDP},
};

static const char *const state_names[] = {
    [TCP_ESTABLISHED] = "established",
    [TCP_SYN_SENT] = "syn_sent",
    [TCP_SYN_RECV] = "syn_recv",
    [TCP_FIN_WAIT1] = "fin_wait1",
    [TCP_FIN_WAIT2] = "fin_wait2",
    [TCP_TIME_WAIT] = "time_wait",
    [TCP_CLOSE] = "close",
    [TCP_CLOSE_WAIT] = "close_wait",
    [TCP_LAST_ACK] = "last_ack",
    [TCP_LISTEN] = "listen",
    [TCP_CLOSING] = "closing",
};

/* One whose timer probes a window of 0: inet_diag_msg.idiag_timer. */
enum { TIMER_RETRANSMITS = 1, TIMER_PROBES = 4 };

const char *socket_state_name(unsigned state) {
  return state < sizeof(state_names) / sizeof(state_names[0]) &&
                 state_names[state]
             ? state_names[state]
             : "unknown";
}

bool socket_listens(const struct socket_found *found) {
  return found->state == TCP_LISTEN;
}

static int by_number(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

  return (a > b) - (a < b);
}

void sockets_sort(struct socket_search *search) {
  qsort(search->asked, search->asked_count, sizeof(search->asked[0]),
        by_number);
}

/* A connection in TIME_WAIT, or one that is being made, is no file's. */
size_t sockets_ask(char request[SOCKETS_REQUEST_BYTES],
                   enum socket_protocol protocol, uint32_t sequence) {
  struct {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
  } whole = {
      .head = {.nlmsg_len = sizeof(whole),
               .nlmsg_type = SOCK_DIAG_BY_FAMILY,
               .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
               .nlmsg_seq = sequence},
      .body = {.sdiag_family = kernel_names[protocol].family,
               .sdiag_protocol = kernel_names[protocol].protocol,
               .idiag_ext = 1 << (INET_DIAG_SKMEMINFO - 1),
               .idiag_states = ~(1U << TCP_TIME_WAIT | 1U << TCP_SYN_RECV |
                                 1U << (TCP_CLOSING + 1))},
  };

  _Static_assert(sizeof(whole) == SOCKETS_REQUEST_BYTES, "the request");
  memcpy(request, &whole, sizeof(whole));
  return sizeof(whole);
}

static size_t padded(size_t length) {
  return (length + 3) & ~(size_t)3;
}

static void skip(struct text *text, size_t bytes) {
  text->at += bytes < text_length(*text) ? bytes : text_length(*text);
}

/* The content of the attribute `type`. */
static bool find_attribute(struct text rest, unsigned type,
                           struct text *ret_content) {
  struct nlattr head;

  while (text_length(rest) >= sizeof(head)) {
    memcpy(&head, rest.at, sizeof(head));
    if (head.nla_len < sizeof(head) || head.nla_len > text_length(rest))
      return false;
    if (head.nla_type == type) {
      *ret_content =
          text_of(rest.at + sizeof(head), (size_t)head.nla_len - sizeof(head));
      return true;
    }
    skip(&rest, padded(head.nla_len));
  }
  return false;
}

/* Kernels have added to it at its end. */
static void read_memory(struct text attributes, struct socket_found *found) {
  uint32_t memory[SK_MEMINFO_WMEM_QUEUED + 1];
  struct text content;

  if (!find_attribute(attributes, INET_DIAG_SKMEMINFO, &content) ||
      text_length(content) < sizeof(memory))
    return;
  memcpy(memory, content.at, sizeof(memory));
  found->has_memory = true;
  found->receive_held = memory[SK_MEMINFO_RMEM_ALLOC];
  found->receive_buffer = memory[SK_MEMINFO_RCVBUF];
  found->send_held = memory[SK_MEMINFO_WMEM_QUEUED];
  found->send_buffer = memory[SK_MEMINFO_SNDBUF];
}

static struct socket_found found_of(const struct inet_diag_msg *body,
                                    enum socket_protocol protocol) {
  struct socket_found found = {
      .inode = body->idiag_inode,
      .protocol = (uint8_t)protocol,
      .state = body->idiag_state,
      .probes = body->idiag_timer == TIMER_PROBES,
      .resent =
          body->idiag_timer == TIMER_RETRANSMITS ? body->idiag_retrans : 0,
      .local_port = ntohs(body->id.idiag_sport),
      .remote_port = ntohs(body->id.idiag_dport),
      .receive_queue = body->idiag_rqueue,
      .send_queue = body->idiag_wqueue,
  };

  memcpy(found.local, body->id.idiag_src, sizeof(found.local));
  memcpy(found.remote, body->id.idiag_dst, sizeof(found.remote));
  return found;
}

static uint64_t waiting_in(const struct socket_found *found) {
  return (uint64_t)found->receive_queue + found->send_queue;
}

/* Where it is kept; in the place of the least one that waits for less. */
static struct socket_found *place_for(struct socket_search *search,
                                      const struct socket_found *found) {
  struct socket_found *least = &search->found[0];

  if (search->found_count < SOCKETS_FOUND)
    return &search->found[search->found_count++];
  for (int i = 1; i < SOCKETS_FOUND; i++)
    if (waiting_in(&search->found[i]) < waiting_in(least))
      least = &search->found[i];
  return waiting_in(least) < waiting_in(found) ? least : NULL;
}

static bool is_asked_for(const struct socket_search *search, uint32_t inode) {
  return inode && bsearch(&inode, search->asked, search->asked_count,
                          sizeof(inode), by_number);
}

static int take_socket(struct text rest, struct socket_search *search) {
  struct inet_diag_msg body;
  struct socket_found found, *place;

  if (text_length(rest) < sizeof(body))
    return -EBADMSG;
  memcpy(&body, rest.at, sizeof(body));
  if (!is_asked_for(search, body.idiag_inode))
    return 0;
  skip(&rest, padded(sizeof(body)));
  found = found_of(&body, search->protocol);
  read_memory(rest, &found);
  place = place_for(search, &found);
  if (place)
    *place = found;
  return 0;
}

/* What ends a dump, too, can say that it went wrong. */
static int error_of(struct text rest) {
  int error;

  if (text_length(rest) < sizeof(error))
    return -EBADMSG;
  memcpy(&error, rest.at, sizeof(error));
  return error;
}

static int take_one(const struct nlmsghdr *head, struct text rest,
                    struct socket_search *search) {
  int error;

  switch (head->nlmsg_type) {
  case SOCK_DIAG_BY_FAMILY:
    return take_socket(rest, search);
  case NLMSG_ERROR:
    error = error_of(rest);
    return error < 0 ? error : -EBADMSG;
  case NLMSG_DONE:
    error = text_is_empty(rest) ? 0 : error_of(rest);
    return error < 0 ? error : 1;
  default:
    return 0;
  }
}

int sockets_take(struct text message, uint32_t sequence,
                 struct socket_search *search) {
  while (!text_is_empty(message)) {
    struct nlmsghdr head;
    struct text rest = message;
    int r = 0;

    if (text_length(message) < sizeof(head))
      return -EBADMSG;
    memcpy(&head, message.at, sizeof(head));
    if (head.nlmsg_len < sizeof(head) || head.nlmsg_len > text_length(message))
      return -EBADMSG;
    rest.end = rest.at + head.nlmsg_len;
    skip(&rest, sizeof(head));
    if (head.nlmsg_seq == sequence)
      r = take_one(&head, rest, search);
    if (r != 0)
      return r;
    skip(&message, padded(head.nlmsg_len));
  }
  return 0;
}

static bool is_any(const uint8_t address[16]) {
  static const uint8_t any[16];

  return memcmp(address, any, sizeof(any)) == 0;
}

void socket_address(const struct socket_found *found, bool is_remote,
                    char buffer[SOCKET_ADDRESS_BYTES]) {
  const uint8_t *address = is_remote ? found->remote : found->local;
  unsigned port = is_remote ? found->remote_port : found->local_port;
  bool is_6 = kernel_names[found->protocol].family == AF_INET6;
  char host[INET6_ADDRSTRLEN] = "*";

  if (is_any(address) && port == 0) {
    snprintf(buffer, SOCKET_ADDRESS_BYTES, "*");
    return;
  }
  if (!is_any(address))
    inet_ntop(is_6 ? AF_INET6 : AF_INET, address, host, sizeof(host));
  snprintf(buffer, SOCKET_ADDRESS_BYTES,
           is_6 && !is_any(address) ? "[%s]:%u" : "%s:%u", host, port);
}
