/* sockets.c - see sockets.h */
#include "sample/sockets.h"

#include "sample/sockets_parts.h"

#include <errno.h>
#include <linux/netlink.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define INET(word)                                                             \
  { word, inet_sockets_ask, inet_sockets_read, inet_sockets_address }

static const struct {
  const char *name;
  size_t (*ask)(char *body, enum socket_protocol protocol);
  int (*read)(struct text message, enum socket_protocol protocol,
              struct socket_found *ret_found);
  void (*address)(const struct socket_found *found, bool is_remote,
                  char buffer[SOCKET_ADDRESS_BYTES]);
} protocols[SOCKET_PROTOCOLS] = {
    [SOCKET_TCP] = INET("tcp"),
    [SOCKET_TCP6] = INET("tcp6"),
    [SOCKET_UDP] = INET("udp"),
    [SOCKET_UDP6] = INET("udp6"),
    [SOCKET_UNIX] = {"unix", unix_sockets_ask, unix_sockets_read,
                     unix_sockets_address},
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

const char *socket_protocol_name(const struct socket_found *found) {
  if (found->protocol == SOCKET_UNIX && found->type == SOCK_DGRAM)
    return "unix_dgram";
  if (found->protocol == SOCKET_UNIX && found->type == SOCK_SEQPACKET)
    return "unix_seqpacket";
  return protocols[found->protocol].name;
}

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

size_t sockets_ask(char request[SOCKETS_REQUEST_BYTES],
                   enum socket_protocol protocol, uint32_t sequence) {
  struct nlmsghdr head = {.nlmsg_type = SOCK_DIAG_BY_FAMILY,
                          .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
                          .nlmsg_seq = sequence};
  size_t length =
      sizeof(head) + protocols[protocol].ask(request + sizeof(head), protocol);

  head.nlmsg_len = (uint32_t)length;
  memcpy(request, &head, sizeof(head));
  return length;
}

size_t sockets_padded(size_t length) {
  return (length + 3) & ~(size_t)3;
}

void sockets_skip(struct text *text, size_t bytes) {
  text->at += bytes < text_length(*text) ? bytes : text_length(*text);
}

bool sockets_attribute(struct text rest, unsigned type,
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
    sockets_skip(&rest, sockets_padded(head.nla_len));
  }
  return false;
}

bool sockets_memory(struct text attributes, unsigned type,
                    uint32_t ret_memory[SOCKET_MEMORIES]) {
  size_t length = SOCKET_MEMORIES * sizeof(ret_memory[0]);
  struct text content;

  if (!sockets_attribute(attributes, type, &content) ||
      text_length(content) < length)
    return false;
  memcpy(ret_memory, content.at, length);
  return true;
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

static struct socket_found *find(struct socket_search *search, uint32_t inode) {
  for (uint32_t i = 0; i < search->found_count; i++)
    if (search->found[i].inode == inode)
      return &search->found[i];
  return NULL;
}

static void keep(struct socket_search *search, struct socket_found *found) {
  struct socket_found *place = find(search, found->inode);

  if (place && place->names_peer && !found->name[0]) {
    memcpy(found->name, place->name, sizeof(found->name));
    found->names_peer = true;
  }
  if (!place)
    place = place_for(search, found);
  if (place)
    *place = *found;
}

/* Who connects has no name, and whom it is connected to has. It may be told
 * before the other. */
static void keep_name_for_peer(struct socket_search *search,
                               const struct socket_found *found) {
  struct socket_found unheard = {.inode = found->peer,
                                 .protocol = found->protocol};
  struct socket_found *place = find(search, found->peer);

  if (!place) {
    place = place_for(search, &unheard);
    if (!place)
      return;
    *place = unheard;
  }
  if (place->name[0])
    return;
  memcpy(place->name, found->name, sizeof(place->name));
  place->names_peer = true;
}

static int take_socket(struct text message, struct socket_search *search) {
  struct socket_found found;
  int r = protocols[search->protocol].read(message, search->protocol, &found);

  if (r < 0)
    return r;
  if (is_asked_for(search, found.peer) && found.name[0])
    keep_name_for_peer(search, &found);
  if (is_asked_for(search, found.inode))
    keep(search, &found);
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
    sockets_skip(&rest, sizeof(head));
    if (head.nlmsg_seq == sequence)
      r = take_one(&head, rest, search);
    if (r != 0)
      return r;
    sockets_skip(&message, sockets_padded(head.nlmsg_len));
  }
  return 0;
}

void socket_address(const struct socket_found *found, bool is_remote,
                    char buffer[SOCKET_ADDRESS_BYTES]) {
  protocols[found->protocol].address(found, is_remote, buffer);
}
