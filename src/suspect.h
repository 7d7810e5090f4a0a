/*
 * suspect.h - who is looked at more closely than the rest, and how.
 *
 * `status` tells of one thread. Where others may wait for I/O beside it, they
 * are looked at: in a process that is heading for a wall, whose leader waits,
 * or in any with threads while the host feels a pressure of I/O. There is a
 * budget for each tick, which suspects share: of one with few threads all are
 * looked at, of one with many a sample. When there are too many suspects for
 * samples of use, they are looked at by turns, and who has none is judged by
 * the pressure of his cgroup.
 */
#ifndef SUSPECT_H
#define SUSPECT_H

#include "sample/pressure.h"
#include "seat.h"
#include "share.h"

enum {
  SUSPECT_THREADS = 1024, /* looked at in a tick */
  SUSPECT_LISTED = 32768, /* numbers of threads listed in a tick for samples;
                             of who has more none is looked at */
};

struct suspicion {
  struct pressure_set *pressures;
  unsigned long tick;
  double io_pressure; /* of the host, a share of time; NaN: not told */
  struct share share; /* of SUSPECT_THREADS */
  int listed_left;    /* of SUSPECT_LISTED */
  bool is_any;        /* suspect in this tick */
  bool spent;         /* somebody went short in this tick */
  size_t turn;        /* the place whose turn is first, as the caller counts */
};

void suspect_begin(struct suspicion *suspicion, unsigned long tick,
                   double io_pressure);

/* After the free files of the seat have been read: whether it is a suspect. A
 * zombie leader is told of through one of its threads. */
void suspect_look(struct suspicion *suspicion, struct seat *seat,
                  struct reader *reader);

/* When that was asked of all. Whether there are suspects. */
bool suspect_share(struct suspicion *suspicion);

/* Looks at the threads of that suspect, which sits at `place`; from the place
 * on whose turn it is, round to it. */
void suspect_question(struct suspicion *suspicion, struct seat *seat,
                      size_t place, struct reader *reader);

#endif
