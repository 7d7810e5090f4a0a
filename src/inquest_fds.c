/* inquest_fds.c - see inquest_fds.h */
#include "inquest_fds.h"

#include "judge/fd_kind.h"
#include "lack.h"

#include <errno.h>
#include <string.h>

static void begin_round(struct fds_inquest *inquest) {
  inquest->seen = 0;
  memset(inquest->kind, 0, sizeof(inquest->kind));
  sockets_begin_round(&inquest->sockets);
}

/* The counts of a round that is over, or that has come further than any. */
static void tell_kinds(struct fds_inquest *inquest, struct dossier *dossier) {
  struct findings *findings = &dossier->findings;
  bool is_over = inquest->at == 0;

  if (!is_over && inquest->rounds > 0 && inquest->seen < findings->fds)
    return;
  findings->fds = inquest->seen;
  memcpy(findings->kind, inquest->kind, sizeof(findings->kind));
  dossier->files_there = findings->kind[FD_FILE];
  dossier->sockets_there = findings->kind[FD_SOCKET];
}

static void see_link(struct fds_inquest *inquest, const struct fds_means *means,
                     int fd, struct text link) {
  enum fd_kind kind = fd_kind_of(link);

  inquest->seen++;
  inquest->kind[kind]++;
  if (kind == FD_SOCKET)
    sockets_see(&inquest->sockets, fd, fd_socket_inode(link));
  if (kind == FD_FILE || kind == FD_DEVICE)
    files_see(&inquest->files, means, fd, kind, link);
}

static void see_links(struct fds_inquest *inquest,
                      const struct fds_means *means, struct text rest) {
  while (!text_is_empty(rest)) {
    struct text number = text_cut(&rest, '\0');
    struct text link = text_cut(&rest, '\0');
    uint64_t fd;

    if (text_to_u64(number, &fd) == 0 && fd <= INT32_MAX)
      see_link(inquest, means, (int)fd, link);
  }
}

/* What is to be read on is noted in the reading. */
static void take_links(struct fds_inquest *inquest,
                       const struct fds_means *means,
                       const struct errand *errand) {
  const struct reading *links = &errand->reading[0];
  const struct reading *net = &errand->reading[1];
  struct dossier *dossier = means->dossier;

  if (links->length < 0) {
    lack_note_error(dossier, "fds", links->length);
    return;
  }
  lack_drop(dossier, "fds");
  if (inquest->at == 0)
    begin_round(inquest);
  sockets_take_net(&inquest->sockets, dossier, net->length, net->bytes,
                   means->net);
  see_links(inquest, means, text_of(links->bytes, (size_t)links->length));
  inquest->at = links->range.at;
  tell_kinds(inquest, dossier);
  if (inquest->at == 0) {
    inquest->rounds++;
    files_end_round(&inquest->files);
    sockets_end_round(&inquest->sockets, dossier);
  }
}

static void fill_links(struct fds_inquest *inquest,
                       const struct fds_means *means, struct errand *errand) {
  struct fds_range range = {.at = inquest->at,
                            .most = FDS_A_TICK,
                            .text_most = DOSSIER_PATH_BYTES - 1};

  (void)means;
  (void)errand_add_links(errand, &range);
  (void)errand_add(errand, SOURCE_NS_NET);
}

static bool want_links(const struct fds_inquest *inquest,
                       const struct fds_means *means) {
  (void)inquest;
  return means->dirfd >= 0;
}

static bool want_sizes(const struct fds_inquest *inquest,
                       const struct fds_means *means) {
  return files_want_sizes(&inquest->files, means->dossier);
}

static void fill_sizes(struct fds_inquest *inquest,
                       const struct fds_means *means, struct errand *errand) {
  files_fill_sizes(&inquest->files, means->dossier, errand);
}

static void take_sizes(struct fds_inquest *inquest,
                       const struct fds_means *means,
                       const struct errand *errand) {
  files_take_sizes(&inquest->files, means->dossier, errand);
}

static bool want_sockets(const struct fds_inquest *inquest,
                         const struct fds_means *means) {
  (void)means;
  return sockets_want(&inquest->sockets);
}

static void fill_sockets(struct fds_inquest *inquest,
                         const struct fds_means *means, struct errand *errand) {
  (void)means;
  sockets_fill(&inquest->sockets, errand);
}

static void take_sockets(struct fds_inquest *inquest,
                         const struct fds_means *means,
                         const struct errand *errand) {
  sockets_take_answers(&inquest->sockets, means->dossier, errand);
}

static const struct {
  const char *lost; /* the lack when it is */
  bool (*wants)(const struct fds_inquest *inquest,
                const struct fds_means *means);
  void (*fill)(struct fds_inquest *inquest, const struct fds_means *means,
               struct errand *errand);
  void (*take)(struct fds_inquest *inquest, const struct fds_means *means,
               const struct errand *errand);
} errands[FDS_ERRANDS] = {
    [FDS_LINKS] = {"fds", want_links, fill_links, take_links},
    [FDS_SIZES] = {"size of a file", want_sizes, fill_sizes, take_sizes},
    [FDS_SOCKETS] = {"sockets", want_sockets, fill_sockets, take_sockets},
};

bool fds_wants(const struct fds_inquest *inquest, const struct fds_means *means,
               enum fds_errand which) {
  return errands[which].wants(inquest, means);
}

void fds_fill(struct fds_inquest *inquest, const struct fds_means *means,
              enum fds_errand which, struct errand *errand) {
  errands[which].fill(inquest, means, errand);
}

void fds_take(struct fds_inquest *inquest, const struct fds_means *means,
              enum fds_errand which, const struct errand *errand) {
  if (which == FDS_LINKS && errand->outcome != ERRAND_SKIPPED)
    files_look(&inquest->files, means);
  if (errand->outcome == ERRAND_LOST) {
    lack_note(means->dossier, errands[which].lost, "does not answer");
    if (which == FDS_SIZES)
      files_lose_sizes(&inquest->files);
  }
  if (errand->outcome == ERRAND_DONE)
    errands[which].take(inquest, means, errand);
}
