/*
 * inquest_sockets.h - the sockets that a process has open, and what waits in
 * their queues.
 *
 * The inodes in the links of fd/ are looked for among all sockets of the
 * network namespace that the process is in, SOCKETS_ASKED at a time. Where that
 * is not ours and may not be entered (sample/abroad.h) they are a lack. What a
 * process has from a namespace that it is not in (any more) is not found.
 * DOSSIER_SOCKETS are told, the fullest first.
 */
#ifndef INQUEST_SOCKETS_H
#define INQUEST_SOCKETS_H

#include "base/text.h"
#include "dossier.h"
#include "sample/sockets.h"

struct errand;

struct held_sockets {
  bool starts_over; /* none was passed over before these */
  int count;
  struct held_socket {
    int fd;
    uint32_t inode;
  } held[SOCKETS_ASKED];
};

struct sockets_inquest {
  struct held_sockets now;   /* of those seen in this round */
  struct held_sockets asked; /* what was asked for last */
  long seen, skip; /* the first `skip` were asked for in rounds before */
  bool is_due;     /* `now` is to be asked for */
  bool was_asked;  /* in this round */
  bool is_foreign; /* in another network namespace */
  bool is_nowhere; /* its own, or ours, is not known */
};

/* A round through the links of fd/. */
void sockets_begin_round(struct sockets_inquest *sockets);
void sockets_see(struct sockets_inquest *sockets, int fd, uint64_t inode);
void sockets_end_round(struct sockets_inquest *sockets,
                       struct dossier *dossier);

/* Its namespace by the text of its link, or -errno; `own` is ours. */
void sockets_take_net(struct sockets_inquest *sockets, struct dossier *dossier,
                      long length, const char *bytes, const char *own);

bool sockets_want(const struct sockets_inquest *sockets);
void sockets_fill(struct sockets_inquest *sockets, struct errand *errand);
void sockets_take_answers(struct sockets_inquest *sockets,
                          struct dossier *dossier, const struct errand *errand);

#endif
