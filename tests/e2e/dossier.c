/*
 * dossier.c - what a process holds, as the plugin would find it.
 *
 *   dossier PID TICKS TICK_MS
 *
 * Looks at it that many times through a real lane, and prints a line for each
 * fact: "fds 5 of 5", "kind file 3", "file FD KIND POSITION SIZE MOVED_PER_S
 * r|w PATH", "socket FD PROTOCOL STATE RQ/RBUF WQ/SBUF LOCAL REMOTE: WORDS",
 * "lack WHAT: WHY", "tick_ms LONGEST". At last its thread says where it is, as
 * "net NAMESPACE", and what the kernel accounts of the process to it: "account
 * BYTES", or "account -ERROR".
 */
#include "base/file.h"
#include "inquest_fds.h"
#include "judge/fd_kind.h"
#include "sample/lane.h"
#include "socket_words.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { USAGE_STATUS = 2, BATCH = 8, MAX_STUCK = 8, LINK_BYTES = 64 };

static const double DEADLINE_S = 0.05;

struct look {
  struct lane *lane;
  struct fds_means means;
  struct fds_inquest inquest;
  unsigned long ticket[FDS_ERRANDS];
  double longest_s;
};

static void send(struct look *look, enum fds_errand which) {
  struct errand *errand;

  if ((look->ticket[which] && lane_is_out(look->lane, look->ticket[which])) ||
      !fds_wants(&look->inquest, &look->means, which))
    return;
  errand = lane_take(look->lane);
  if (!errand)
    return;
  errand->dirfd = look->means.dirfd;
  errand->pid = look->means.dossier->pid;
  fds_fill(&look->inquest, &look->means, which, errand);
  errand->owner = &look->ticket[which];
  look->ticket[which] = errand->ticket;
}

static void tick(struct look *look) {
  const struct errand *errand;

  look->means.now_s = lane_now_s();
  for (int which = 0; which < FDS_ERRANDS; which++)
    send(look, (enum fds_errand)which);
  lane_run(look->lane, look->means.now_s + 2);
  for (size_t i = 0; (errand = lane_look(look->lane, i)); i++) {
    const unsigned long *ticket = errand->owner;

    fds_take(&look->inquest, &look->means,
             (enum fds_errand)(ticket - look->ticket), errand);
  }
  lane_clear(look->lane);
  look->longest_s = fmax(look->longest_s, lane_now_s() - look->means.now_s);
}

static void print_files(const struct dossier *dossier) {
  printf("files %d of %d\n", dossier->file_count, dossier->files_there);
  for (int i = 0; i < dossier->file_count; i++) {
    const struct dossier_file *file = &dossier->file[i];

    printf("file %d %s %.0f %.0f %.0f %c %s\n", file->fd,
           fd_kind_names[file->kind], file->position, file->size,
           file->moved_per_s, file->writing ? 'w' : 'r', file->path);
  }
}

static void print_sockets(const struct dossier *dossier) {
  printf("sockets %d of %d\n", dossier->socket_count, dossier->sockets_there);
  for (int i = 0; i < dossier->socket_count; i++) {
    const struct dossier_socket *socket = &dossier->socket[i];
    char words[128];

    (void)socket_words(socket, words, sizeof(words));
    printf("socket %d %s %s %.0f/%.0f %.0f/%.0f %s %s: %s\n", socket->fd,
           socket->protocol, socket->state, socket->receive_queue,
           socket->receive_buffer, socket->send_queue, socket->send_buffer,
           socket->local, socket->remote, words);
  }
}

static void print(const struct look *look) {
  const struct dossier *dossier = look->means.dossier;

  printf("fds %d of %d\n", dossier->findings.fds, dossier->fds_there);
  for (int kind = 0; kind < FD_KIND_COUNT; kind++)
    printf("kind %s %d\n", fd_kind_names[kind], dossier->findings.kind[kind]);
  print_files(dossier);
  print_sockets(dossier);
  for (int i = 0; i < dossier->lack_count; i++)
    printf("lack %s: %s\n", dossier->lack[i].what, dossier->lack[i].why);
  printf("tick_ms %.1f\n", 1e3 * look->longest_s);
  printf("stuck_threads %u\n", lane_stuck(look->lane));
}

/* By the same thread, if it was not lost, and its first account: the socket is
 * opened now. */
static void print_thread(const struct look *look) {
  struct errand *errand = lane_take(look->lane);

  if (!errand)
    return;
  errand->dirfd = look->means.dirfd;
  errand->pid = look->means.dossier->pid;
  (void)errand_add_at(errand, SOURCE_NS_NET, "../thread-self/ns/net");
  (void)errand_add(errand, SOURCE_TASKSTATS);
  lane_run(look->lane, lane_now_s() + 2);
  if (errand->outcome == ERRAND_DONE && errand->reading[0].length > 0)
    printf("net %.*s\naccount %ld\n", (int)errand->reading[0].length,
           errand->reading[0].bytes, errand->reading[1].length);
  lane_clear(look->lane);
}

/* The numbers that are asked for are our own: no text is too hostile. */
static int run(struct look *look, int ticks, double tick_s) {
  struct timespec rest = {.tv_sec = (time_t)tick_s,
                          .tv_nsec = (long)(1e9 * (tick_s - floor(tick_s)))};
  long fds;

  for (int i = 0; i < ticks; i++) {
    tick(look);
    nanosleep(&rest, NULL);
  }
  fds = file_count_at(look->means.dirfd, "fd", 0, 1000000);
  look->means.dossier->fds_there = fds < 0 ? 0 : (int)fds;
  print(look);
  print_thread(look);
  lane_free(look->lane);
  return 0;
}

int main(int argc, char **argv) {
  static struct look look;
  static struct dossier dossier;
  static struct reader reader;
  char path[32], net[LINK_BYTES] = "";
  long length;

  if (argc < 4)
    return USAGE_STATUS;
  snprintf(path, sizeof(path), "/proc/%s", argv[1]);
  length = file_link_at(AT_FDCWD, "/proc/self/ns/net", net, sizeof(net) - 1);
  net[length < 0 ? 0 : length] = '\0';
  look.lane = lane_new(BATCH, MAX_STUCK, DEADLINE_S);
  look.means = (struct fds_means){.dossier = &dossier,
                                  .reader = &reader,
                                  .dirfd = file_pin_at(AT_FDCWD, path),
                                  .sysfd = file_pin_at(AT_FDCWD, "/sys"),
                                  .net = net};
  if (!look.lane || look.means.dirfd < 0) {
    fprintf(stderr, "dossier: %s cannot be looked at.\n", path);
    return 1;
  }
  dossier.pid = (int)strtol(argv[1], NULL, 10);
  return run(&look, (int)strtol(argv[2], NULL, 10),
             strtod(argv[3], NULL) / 1000);
}
