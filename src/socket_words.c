/* socket_words.c - see socket_words.h */
#include "socket_words.h"

#include "metric/unit.h"

#include <stdio.h>
#include <string.h>

/* The kernel refuses when there is one more than the most. */
static bool tell_backlog(const struct dossier_socket *socket, char *buffer,
                         size_t capacity) {
  if (!(socket->receive_queue > 0) ||
      socket->receive_queue < socket->receive_buffer)
    return false;
  snprintf(buffer, capacity, "accept queue %.0f of %.0f full",
           socket->receive_queue, socket->receive_buffer);
  return true;
}

/* What the kernel holds is compared, not what it tells as unread: a datagram of
 * one byte takes some hundred. */
static bool tell_receive(const struct dossier_socket *socket, char *buffer,
                         size_t capacity) {
  if (!(socket->receive_queue > 0 &&
        socket->receive_held * 2 >= socket->receive_buffer))
    return false;
  snprintf(buffer, capacity, "receive queue %.0f of %.0f bytes and not read",
           socket->receive_queue, socket->receive_buffer);
  return true;
}

static bool is_unix(const struct dossier_socket *socket) {
  return strncmp(socket->protocol, "unix", strlen("unix")) == 0;
}

/* As the kernel decides that poll(2) tells it as not writable:
 * sk_stream_is_writeable() in include/net/sock.h, and unix_writable() in
 * net/unix/af_unix.c, which wakes none who waits before three quarters are
 * free. */
static bool is_full(const struct dossier_socket *socket) {
  if (is_unix(socket))
    return socket->send_held * 4 > socket->send_buffer;
  return socket->send_buffer - socket->send_held < socket->send_held / 2;
}

/* Of unix nothing is on its way: what was sent is read, or it is not. */
static bool is_left_unread(const struct dossier_socket *socket) {
  return socket->probes || is_unix(socket);
}

static bool tell_send(const struct dossier_socket *socket, char *buffer,
                      size_t capacity) {
  const char *full = is_full(socket) ? " full:" : "";
  char bytes[32];

  unit_write(UNIT_BYTE, socket->send_queue, bytes, sizeof(bytes));
  if (!(socket->send_queue > 0) ||
      (!is_full(socket) && !socket->probes && socket->resent == 0))
    return false;
  if (is_left_unread(socket))
    snprintf(buffer, capacity, "send queue%s %s, the other side does not read",
             full, bytes);
  else if (socket->resent > 0)
    snprintf(buffer, capacity,
             "send queue%s %s, not acknowledged and sent again %d times", full,
             bytes, socket->resent);
  else
    snprintf(buffer, capacity, "send queue full: %s", bytes);
  return true;
}

/* The byte in its queue is the request itself. */
static bool tell_request(const struct dossier_socket *socket, char *buffer,
                         size_t capacity) {
  if (socket->resent == 0)
    return false;
  snprintf(buffer, capacity, "connecting, asked %d times without an answer",
           socket->resent + 1);
  return true;
}

/* What it does not read is its own doing, and told first. */
bool socket_words(const struct dossier_socket *socket, char *buffer,
                  size_t capacity) {
  buffer[0] = '\0';
  if (strcmp(socket->state, "listen") == 0)
    return tell_backlog(socket, buffer, capacity);
  if (strcmp(socket->state, "syn_sent") == 0)
    return tell_request(socket, buffer, capacity);
  return tell_receive(socket, buffer, capacity) ||
         tell_send(socket, buffer, capacity);
}
