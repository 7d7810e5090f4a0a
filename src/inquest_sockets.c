/* inquest_sockets.c - see inquest_sockets.h */
#include "inquest_sockets.h"

#include "lack.h"
#include "sample/errand.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is lacking when one of them is not told. */
static const char *const lack_names[SOCKET_PROTOCOLS] = {
    [SOCKET_TCP] = "sockets",       [SOCKET_TCP6] = "sockets",
    [SOCKET_UDP] = "UDP sockets",   [SOCKET_UDP6] = "UDP sockets",
    [SOCKET_UNIX] = "unix sockets",
};

void sockets_begin_round(struct sockets_inquest *sockets) {
  sockets->now.count = 0;
  sockets->now.starts_over = sockets->skip == 0;
  sockets->seen = 0;
  sockets->was_asked = false;
}

/* When there is no room for more, those that there are need not wait for the
 * end of a long round. */
void sockets_see(struct sockets_inquest *sockets, int fd, uint64_t inode) {
  struct held_sockets *now = &sockets->now;

  if (sockets->seen++ < sockets->skip || now->count == SOCKETS_ASKED)
    return;
  now->held[now->count++] =
      (struct held_socket){.fd = fd, .inode = (uint32_t)inode};
  if (now->count == SOCKETS_ASKED)
    sockets->is_due = true;
}

/* Of more than can be asked for at once, each round asks for others. */
void sockets_end_round(struct sockets_inquest *sockets,
                       struct dossier *dossier) {
  long asked = sockets->skip + sockets->now.count;

  sockets->skip = asked < sockets->seen ? asked : 0;
  if (sockets->seen == 0)
    dossier->socket_count = 0;
  if (!sockets->was_asked)
    sockets->is_due = sockets->now.count > 0;
}

/* It can move to another by setns(2), and back. */
void sockets_take_net(struct sockets_inquest *sockets, struct dossier *dossier,
                      long length, const char *bytes, const char *own) {
  sockets->is_nowhere = length < 0 || !own[0];
  sockets->is_foreign =
      length >= 0 && !text_equals(text_of(bytes, (size_t)length), own);
  if (length < 0)
    lack_note_error(dossier, "sockets", length);
  else if (!own[0])
    lack_note(dossier, "sockets", "our own network namespace is not known");
}

bool sockets_want(const struct sockets_inquest *sockets) {
  return sockets->is_due && !sockets->is_nowhere;
}

void sockets_fill(struct sockets_inquest *sockets, struct errand *errand) {
  const struct held_sockets *asked = &sockets->asked;
  struct socket_search search = {.is_abroad = sockets->is_foreign};

  sockets->asked = sockets->now;
  search.asked_count = (uint32_t)asked->count;
  for (int i = 0; i < asked->count; i++)
    search.asked[i] = asked->held[i].inode;
  sockets_sort(&search);
  for (int protocol = 0; protocol < SOCKET_PROTOCOLS; protocol++) {
    search.protocol = (enum socket_protocol)protocol;
    (void)errand_add_sockets(errand, &search);
  }
}

static int fd_of(const struct held_sockets *asked, uint32_t inode) {
  for (int i = 0; i < asked->count; i++)
    if (asked->held[i].inode == inode)
      return asked->held[i].fd;
  return -1;
}

static struct dossier_socket socket_of(const struct socket_found *found,
                                       int fd) {
  bool listens = socket_listens(found);
  bool receives = found->has_memory && found->protocol != SOCKET_UNIX;
  struct dossier_socket told = {
      .fd = fd,
      .inode = found->inode,
      .receive_queue = found->receive_queue,
      .receive_buffer = listens    ? found->send_queue
                        : receives ? found->receive_buffer
                                   : (double)NAN,
      .send_queue = listens ? (double)NAN : found->send_queue,
      .send_buffer = found->has_memory ? found->send_buffer : (double)NAN,
      .receive_held = receives ? found->receive_held : (double)NAN,
      .send_held = found->has_memory ? found->send_held : (double)NAN,
      .probes = found->probes,
      .resent = found->resent,
  };

  snprintf(told.protocol, sizeof(told.protocol), "%s",
           socket_protocol_name(found));
  snprintf(told.state, sizeof(told.state), "%s",
           socket_state_name(found->state));
  socket_address(found, false, told.local);
  socket_address(found, true, told.remote);
  return told;
}

/* How full the fuller of its queues is, as a share of its buffer. */
static double fullness(const struct dossier_socket *socket) {
  return fmax(0, fmax(socket->receive_queue / socket->receive_buffer,
                      socket->send_queue / socket->send_buffer));
}

/* The fullest first. */
static void tell(struct dossier *dossier, const struct dossier_socket *socket) {
  int at = dossier->socket_count;

  if (at < DOSSIER_SOCKETS)
    dossier->socket_count++;
  else if (fullness(&dossier->socket[--at]) >= fullness(socket))
    return;
  for (; at > 0 && fullness(&dossier->socket[at - 1]) < fullness(socket); at--)
    dossier->socket[at] = dossier->socket[at - 1];
  dossier->socket[at] = *socket;
}

static void take_found(const struct held_sockets *asked,
                       struct dossier *dossier,
                       const struct socket_search *search) {
  for (uint32_t i = 0; i < search->found_count; i++) {
    const struct socket_found *found = &search->found[i];
    struct dossier_socket told = socket_of(found, fd_of(asked, found->inode));

    if (found->state)
      tell(dossier, &told);
  }
}

/* The errors of abroad_socket(). */
static const char *why_not_there(long error) {
  switch (error) {
  case -EPERM:
    return "in another network namespace, and CAP_SYS_ADMIN is missing";
  case -EACCES:
    return "in another network namespace, which may not be entered";
  case -ENOLINK:
    return "in another network namespace, and ProcPath does not show ours";
  case -ENOTRECOVERABLE:
    return "in another network namespace, with no way back";
  default:
    return NULL;
  }
}

/* -ENOENT is no end of a process here; modules answer for some protocols, and
 * may be missing. */
static void note_refusal(struct dossier *dossier, long error,
                         const struct socket_search *search) {
  const char *why = search->is_abroad ? why_not_there(error) : NULL;

  if (error == -ENOENT || error == -EPROTONOSUPPORT || error == -EAFNOSUPPORT)
    lack_note(dossier, lack_names[search->protocol],
              "the kernel has no sock_diag");
  else if (why)
    lack_note(dossier, "sockets", why);
  else
    lack_note_error(dossier, "sockets", error);
}

/* What was told, and what was not, is of answers before. */
static void start_over(struct dossier *dossier) {
  dossier->socket_count = 0;
  for (int protocol = 0; protocol < SOCKET_PROTOCOLS; protocol++)
    lack_drop(dossier, lack_names[protocol]);
}

void sockets_take_answers(struct sockets_inquest *sockets,
                          struct dossier *dossier,
                          const struct errand *errand) {
  sockets->is_due = false;
  sockets->was_asked = true;
  if (sockets->asked.starts_over)
    start_over(dossier);
  for (int i = 0; i < errand->count; i++) {
    const struct reading *reading = &errand->reading[i];
    struct socket_search search;

    memcpy(&search, reading->bytes, sizeof(search));
    if (reading->length < 0) {
      note_refusal(dossier, reading->length, &search);
      continue;
    }
    if (search.is_cut)
      lack_note(dossier, lack_names[search.protocol],
                "there are too many of them");
    take_found(&sockets->asked, dossier, &search);
  }
}
