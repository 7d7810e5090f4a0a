/* inet_sockets.c - sockets of TCP and UDP; see sockets_parts.h */
#include "sample/sockets_parts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>

static const struct {
  uint8_t family, protocol;
} kernel_names[SOCKET_UNIX] = {
    [SOCKET_TCP] = {AF_INET, IPPROTO_TCP},
    [SOCKET_TCP6] = {AF_INET6, IPPROTO_TCP},
    [SOCKET_UDP] = {AF_INET, IPPROTO_UDP},
    [SOCKET_UDP6] = {AF_INET6, IPPROTO_UDP},
};

/* One whose timer probes a window of 0: inet_diag_msg.idiag_timer. */
enum { TIMER_RETRANSMITS = 1, TIMER_PROBES = 4 };

/* A connection in TIME_WAIT, or one that is being made, is no file's. */
size_t inet_sockets_ask(char *body, enum socket_protocol protocol) {
  struct inet_diag_req_v2 request = {
      .sdiag_family = kernel_names[protocol].family,
      .sdiag_protocol = kernel_names[protocol].protocol,
      .idiag_ext = 1 << (INET_DIAG_SKMEMINFO - 1),
      .idiag_states = ~(1U << TCP_TIME_WAIT | 1U << TCP_SYN_RECV |
                        1U << (TCP_CLOSING + 1))};

  memcpy(body, &request, sizeof(request));
  return sizeof(request);
}

static void read_memory(struct text attributes, struct socket_found *found) {
  uint32_t memory[SOCKET_MEMORIES];

  if (!sockets_memory(attributes, INET_DIAG_SKMEMINFO, memory))
    return;
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

int inet_sockets_read(struct text message, enum socket_protocol protocol,
                      struct socket_found *ret_found) {
  struct inet_diag_msg body;

  if (text_length(message) < sizeof(body))
    return -EBADMSG;
  memcpy(&body, message.at, sizeof(body));
  sockets_skip(&message, sockets_padded(sizeof(body)));
  *ret_found = found_of(&body, protocol);
  read_memory(message, ret_found);
  return 0;
}

static bool is_any(const uint8_t address[16]) {
  static const uint8_t any[16];

  return memcmp(address, any, sizeof(any)) == 0;
}

void inet_sockets_address(const struct socket_found *found, bool is_remote,
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
