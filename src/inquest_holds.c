/* inquest_holds.c - see inquest_holds.h */
#include "inquest_holds.h"

#include "inquest_topic.h"

#include <math.h>

static struct fds_means means_of(const struct inquiry *inquiry) {
  return (struct fds_means){.dossier = (struct dossier *)&inquiry->dossier,
                            .reader = inquiry->means->reader,
                            .dirfd = inquiry->person.dirfd,
                            .sysfd = inquiry->means->sysfd,
                            .now_s = inquiry->now_s,
                            .net = inquiry->means->net};
}

static bool wants(const struct inquiry *inquiry, enum fds_errand which) {
  struct fds_means means = means_of(inquiry);

  return fds_wants(&inquiry->fds, &means, which);
}

static void fill(struct inquiry *inquiry, enum fds_errand which,
                 struct errand *errand) {
  struct fds_means means = means_of(inquiry);

  fds_fill(&inquiry->fds, &means, which, errand);
}

static void take(struct inquiry *inquiry, enum fds_errand which,
                 const struct errand *errand) {
  struct fds_means means = means_of(inquiry);

  fds_take(&inquiry->fds, &means, which, errand);
}

void links_topic_open(struct inquiry *inquiry) {
  inquiry->fds = (struct fds_inquest){0};
}

bool links_topic_want(const struct inquiry *inquiry) {
  return wants(inquiry, FDS_LINKS);
}

void links_topic_fill(struct inquiry *inquiry, struct errand *errand) {
  fill(inquiry, FDS_LINKS, errand);
}

void links_topic_take(struct inquiry *inquiry, const struct errand *errand) {
  if (!isnan(inquiry->person.fds))
    inquiry->dossier.fds_there = (int)inquiry->person.fds;
  take(inquiry, FDS_LINKS, errand);
}

bool sizes_topic_want(const struct inquiry *inquiry) {
  return wants(inquiry, FDS_SIZES);
}

void sizes_topic_fill(struct inquiry *inquiry, struct errand *errand) {
  fill(inquiry, FDS_SIZES, errand);
}

void sizes_topic_take(struct inquiry *inquiry, const struct errand *errand) {
  take(inquiry, FDS_SIZES, errand);
}

bool sockets_topic_want(const struct inquiry *inquiry) {
  return wants(inquiry, FDS_SOCKETS);
}

void sockets_topic_fill(struct inquiry *inquiry, struct errand *errand) {
  fill(inquiry, FDS_SOCKETS, errand);
}

void sockets_topic_take(struct inquiry *inquiry, const struct errand *errand) {
  take(inquiry, FDS_SOCKETS, errand);
}
