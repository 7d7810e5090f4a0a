/*
 * suspect.h - who is looked at more closely than the rest, and how.
 *
 * `status` tells of one thread. Where others may wait for I/O beside it, all
 * are looked at: in a process that is heading for a wall, whose leader waits,
 * or in any with threads while the host feels a pressure of I/O. There is a
 * budget for each tick. Whoever is beyond it is judged by the pressure of his
 * cgroup.
 */
#ifndef SUSPECT_H
#define SUSPECT_H

#include "sample/pressure.h"
#include "seat.h"

enum { SUSPECT_THREADS = 1024 }; /* looked at in a tick */

struct suspicion {
  struct pressure_set *pressures;
  unsigned long tick;
  double io_pressure; /* of the host, a share of time; NaN: not told */
  int threads_left;   /* of SUSPECT_THREADS */
};

/* After the free files of the seat have been read. A zombie leader is told of
 * through one of its threads. */
void suspect_look(struct suspicion *suspicion, struct seat *seat,
                  struct reader *reader);

#endif
