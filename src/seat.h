/*
 * seat.h - where a followed process sits: its pinned directory and its sample.
 *
 * A seat holds an O_PATH fd of /proc/PID, which can never come to mean another
 * process. Beyond the budget of fds it holds none: the directory is opened anew
 * in each tick, and the sample thrown away unless the start time is the same.
 * That is proof, as nobody is taken in the very tick of the clock in which it
 * started: whoever comes later started later.
 */
#ifndef SEAT_H
#define SEAT_H

#include "herd.h"
#include "sample/cgroup.h"
#include "sample/read.h"

/* What looking at a process came to. */
enum seat_finding {
  SEAT_THERE,
  SEAT_RESTS,   /* it has not run since its last sample, which still holds */
  SEAT_GONE,    /* it has exited, or is a zombie without threads */
  SEAT_SKIPPED, /* nobody looked */
  SEAT_ANOTHER, /* another process, or another program after execve(2) */
};

/* A look at its open files, a few in a tick: see survey.h. */
struct fd_round {
  long at;             /* where the next begin */
  long from;           /* where those of this round began */
  float written;       /* what it had written at the last; NaN: not known */
  uint16_t looked;     /* at so many in this round; 0: none is under way */
  uint16_t minute;     /* of the last round, in periods of SURVEY_EVERY */
  bool missed;         /* in it something could not be had that may be there */
  uint8_t misses;      /* in so many rounds before it, too */
  unsigned long again; /* the seat's age when it is tried again; 0: never */
};

struct seat {
  bool taken;
  bool pinned;
  bool changed;     /* in name or user; nobody has asked the rules since */
  bool moved;       /* to another cgroup, since it was first read */
  bool quarantined; /* a guarded file of it did not answer */
  bool verified;    /* in this tick: it has the start time it had */
  int pid;
  struct files files;           /* dirfd is -1 between ticks when not pinned */
  int cgroup[CGROUP_RESOURCES]; /* handles of the limits above it, or what
                                   sample/cgroup.h says instead */
  uint64_t cgroups; /* hash of where it is in all hierarchies; 0: not known */
  uint64_t mark;    /* of schedstat, before the last sample was taken */
  unsigned rested;  /* ticks since that sample: at rest, or nobody looked */
  unsigned stale;   /* ticks since its limits were read; at first some more, so
                       that they are read when it is read in full again */
  unsigned ran;     /* samples in a row that found that it had run */
  unsigned long read_at;     /* its age at the last sample */
  unsigned long answered_at; /* the same of the last that its guarded files
                                were read for; before the first: age -1 */
  int tid;               /* who tells for a leader that has ended; 0: nobody */
  uint64_t home;         /* of its own cgroup, see sample/pressure.h */
  unsigned long home_at; /* tick of the last look for it */
  unsigned long age;     /* ticks */
  unsigned long ticket;  /* of the errand that is lost */
  unsigned back_off;     /* ticks of the last quarantine */
  unsigned wait;         /* ticks until guarded files are tried again */
  double stuck_since_s;
  unsigned long maps_due;    /* its age when they are counted next */
  unsigned long maps_ticket; /* of the errand that did; 0: none */
  double read_s[LANE_COUNT]; /* of this tick's sample, on the lane's clock */
  enum seat_finding finding; /* of this tick */
  struct fd_round round;
  struct member *member;
  char name[64];
  double value[METRIC_MEMBER_COUNT];
};

/* Takes over `dirfd`; keeps it if `pin`. */
void seat_init(struct seat *seat, int pid, int dirfd, bool pin);
void seat_release(struct seat *seat, struct reader *reader);

/* A look at it begins at `clock_s` on the lane's clock. */
void seat_begin_sample(struct seat *seat, double clock_s);

/* When the files of each lane were read for this sample, on a clock that is
 * `behind_s` behind the lane's. */
void seat_when_read(const struct seat *seat, double behind_s,
                    double ret_read_s[LANE_COUNT]);

/* Every process is read in full at least each so many ticks. */
enum { SEAT_FULL_EVERY = 10 };

/* Opens it for this tick and reads the free files. A process with one thread
 * that sleeps, and has not run since its last sample by its `schedstat`, is not
 * read beyond that file if the next look, in `next_in` ticks, comes before
 * SEAT_FULL_EVERY have passed, and its limits are not older than that. One that
 * runs in tick after tick has its files kept open. */
enum seat_finding seat_read_free(struct seat *seat, struct reader *reader,
                                 int procfd, unsigned next_in);

/* Nobody looks in this tick. Whether somebody must, for it to be read in full
 * in time. */
void seat_pass(struct seat *seat);
bool seat_must_be_read(const struct seat *seat);

/* The room in its cgroups, of memory and tasks; and, when its membership is
 * read, whether it was moved. */
void seat_read_cgroups(struct seat *seat, struct cgroup_set *cgroups,
                       unsigned long tick);

/* Whether its start time would tell it from a successor with its pid, which is
 * so once the tick of the clock is over in which it started; a pinned one can
 * always be told. `boot_ticks`: the present time, or earlier, as start times
 * are counted. */
bool seat_can_be_told(const struct seat *seat, double boot_ticks);

/* The sample is whole: without proof that it is of the same process, all of it
 * is NaN. */
void seat_close_sample(struct seat *seat);

/* The tick is over, in which it was `sampled` or not: closes what is not
 * pinned. */
void seat_rest(struct seat *seat, bool sampled);

#endif
