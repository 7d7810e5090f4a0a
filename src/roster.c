/* roster.c - see roster.h */
#include "roster.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>

/* A quarter of what we may open, unless it is said: the daemon needs the rest.
 */
static long fds_allowed(const struct settings *settings) {
  struct rlimit limit;
  double most = 0;

  if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
    most = (double)limit.rlim_cur;
  return (long)(settings->fd_budget > 0 ? fmin(settings->fd_budget, most)
                                        : most / 4);
}

/* Files are kept open with what pinning leaves over, and a little is left for
 * those that are still to be pinned. */
static long spare_at_start(long budget) {
  return budget - budget / 8;
}

int roster_init(struct roster *roster, const struct settings *settings,
                struct reader *reader) {
  *roster = (struct roster){.reader = reader,
                            .most = (size_t)settings->max_processes,
                            .fd_budget = fds_allowed(settings)};
  reader->spare_fds = spare_at_start(roster->fd_budget);
  roster->seat = calloc(roster->most, sizeof(*roster->seat));
  return roster->seat ? 0 : -ENOMEM;
}

void roster_release(struct roster *roster) {
  struct seat *seat;
  size_t index = 0;

  while ((seat = roster_next(roster, &index)))
    seat_release(seat, roster->reader);
  free(roster->seat);
  *roster = (struct roster){0};
}

struct seat *roster_next(const struct roster *roster, size_t *index) {
  while (*index < roster->high) {
    struct seat *seat = &roster->seat[(*index)++];

    if (seat->taken)
      return seat;
  }
  return NULL;
}

static struct seat *vacant(struct roster *roster) {
  size_t i = roster->low;

  while (i < roster->high && roster->seat[i].taken)
    i++;
  roster->low = i;
  if (i == roster->most)
    return NULL;
  if (i == roster->high)
    roster->high++;
  return &roster->seat[i];
}

static void close_kept(struct roster *roster) {
  struct seat *seat;
  size_t index = 0;

  while ((seat = roster_next(roster, &index)))
    files_close(&seat->files, roster->reader);
}

/* Whether one more may be pinned; what is only kept open gives way. */
static bool has_fd_to_pin(struct roster *roster) {
  long pinned = (long)roster->pinned;
  long kept =
      spare_at_start(roster->fd_budget) - pinned - roster->reader->spare_fds;

  if (pinned + kept < roster->fd_budget)
    return true;
  if (kept > 0)
    close_kept(roster);
  return pinned < roster->fd_budget;
}

struct seat *roster_admit(struct roster *roster, int pid, int dirfd) {
  struct seat *seat = vacant(roster);
  bool pin;

  if (!seat)
    return NULL;
  pin = has_fd_to_pin(roster);
  seat_init(seat, pid, dirfd, pin);
  roster->count++;
  roster->pinned += pin;
  roster->reader->spare_fds -= pin;
  return seat;
}

void roster_dismiss(struct roster *roster, struct seat *seat) {
  roster->count--;
  roster->pinned -= seat->pinned;
  roster->reader->spare_fds += seat->pinned;
  seat_release(seat, roster->reader);
  if ((size_t)(seat - roster->seat) < roster->low)
    roster->low = (size_t)(seat - roster->seat);
}
