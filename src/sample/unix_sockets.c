/* unix_sockets.c - sockets of the family unix; see sockets_parts.h */
#include "sample/sockets_parts.h"

#include <errno.h>
#include <linux/unix_diag.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

size_t unix_sockets_ask(char *body, enum socket_protocol protocol) {
  struct unix_diag_req request = {.sdiag_family = AF_UNIX,
                                  .udiag_states = UINT32_MAX,
                                  .udiag_show =
                                      UDIAG_SHOW_NAME | UDIAG_SHOW_PEER |
                                      UDIAG_SHOW_RQLEN | UDIAG_SHOW_MEMINFO};

  (void)protocol;
  memcpy(body, &request, sizeof(request));
  return sizeof(request);
}

static char printable(char byte) {
  if (byte == '\0')
    return '@';
  if ((unsigned char)byte < ' ' || byte == 0x7f)
    return '?';
  return byte;
}

/* A path ends with NUL or with the attribute; an abstract name begins with NUL,
 * and may have others. */
static void read_name(struct text attributes, struct socket_found *found) {
  bool is_abstract;
  struct text name;
  size_t length = 0;

  if (!sockets_attribute(attributes, UNIX_DIAG_NAME, &name) ||
      text_is_empty(name))
    return;
  is_abstract = *name.at == '\0';
  for (; name.at < name.end && length < sizeof(found->name) - 1; name.at++) {
    if (*name.at == '\0' && !is_abstract)
      break;
    found->name[length++] = printable(*name.at);
  }
  found->name[length] = '\0';
}

/* The kernel queues in the socket of who reads, and counts it as memory of who
 * wrote: unix_stream_sendmsg() in net/unix/af_unix.c. */
static void read_memory(struct text attributes, struct socket_found *found) {
  uint32_t memory[SOCKET_MEMORIES];

  if (!sockets_memory(attributes, UNIX_DIAG_MEMINFO, memory))
    return;
  found->has_memory = true;
  found->send_held = memory[SK_MEMINFO_WMEM_ALLOC];
  found->send_buffer = memory[SK_MEMINFO_SNDBUF];
}

static void read_queues(struct text attributes, struct socket_found *found) {
  struct unix_diag_rqlen queues;
  struct text content;

  if (!sockets_attribute(attributes, UNIX_DIAG_RQLEN, &content) ||
      text_length(content) < sizeof(queues))
    return;
  memcpy(&queues, content.at, sizeof(queues));
  found->receive_queue = queues.udiag_rqueue;
  found->send_queue = queues.udiag_wqueue;
}

static void read_peer(struct text attributes, struct socket_found *found) {
  struct text content;

  if (sockets_attribute(attributes, UNIX_DIAG_PEER, &content) &&
      text_length(content) >= sizeof(found->peer))
    memcpy(&found->peer, content.at, sizeof(found->peer));
}

int unix_sockets_read(struct text message, enum socket_protocol protocol,
                      struct socket_found *ret_found) {
  struct unix_diag_msg body;

  if (text_length(message) < sizeof(body))
    return -EBADMSG;
  memcpy(&body, message.at, sizeof(body));
  sockets_skip(&message, sockets_padded(sizeof(body)));
  *ret_found = (struct socket_found){.inode = body.udiag_ino,
                                     .protocol = (uint8_t)protocol,
                                     .type = body.udiag_type,
                                     .state = body.udiag_state};
  read_name(message, ret_found);
  read_peer(message, ret_found);
  read_queues(message, ret_found);
  read_memory(message, ret_found);
  return 0;
}

void unix_sockets_address(const struct socket_found *found, bool is_remote,
                          char buffer[SOCKET_ADDRESS_BYTES]) {
  if (found->name[0] && is_remote == found->names_peer)
    snprintf(buffer, SOCKET_ADDRESS_BYTES, "%s", found->name);
  else if (is_remote && found->peer)
    snprintf(buffer, SOCKET_ADDRESS_BYTES, "socket:[%u]", found->peer);
  else
    snprintf(buffer, SOCKET_ADDRESS_BYTES, "*");
}
