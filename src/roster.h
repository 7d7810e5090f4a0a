/*
 * roster.h - the seats of all members, and the fds that they may use.
 *
 * `FdBudget` is spent on pinning first; with what is left files of those that
 * run all the time are kept open, and these give way when there is somebody to
 * pin. Memory is taken at the start.
 */
#ifndef ROSTER_H
#define ROSTER_H

#include "seat.h"
#include "settings.h"

struct roster {
  struct reader *reader; /* has what is left to keep files open */
  struct seat *seat;
  size_t most, count;
  size_t low;  /* all seats below are taken */
  size_t high; /* no seat was ever taken from here on */
  size_t pinned;
  long fd_budget;
};

/* `reader` must outlive it; its spare_fds are set. Returns 0 or -ENOMEM. */
int roster_init(struct roster *roster, const struct settings *settings,
                struct reader *reader);
void roster_release(struct roster *roster);

/* A seat for `pid`, which takes over `dirfd`; NULL when all are taken. */
struct seat *roster_admit(struct roster *roster, int pid, int dirfd);
void roster_dismiss(struct roster *roster, struct seat *seat);

/* The next that is taken, from *index on, which is moved behind it; or NULL. */
struct seat *roster_next(const struct roster *roster, size_t *index);

#endif
