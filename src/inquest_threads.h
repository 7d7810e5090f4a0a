/*
 * inquest_threads.h - what the threads of a process wait for, looked at again
 * and again: a topic of inquest_topic.h.
 *
 * One errand looks at a part of the threads, so that a thousand take some
 * ticks. A cause counts for a thread when two of its last three looks agree;
 * one look may be an accident.
 *
 * Of a process whose guarded files hang the states are asked by files that
 * cannot, and the symbols until they were found to hang too: that costs one
 * thread of the lane, once. What was left out is told as missing.
 */
#ifndef INQUEST_THREADS_H
#define INQUEST_THREADS_H

#include "dossier.h"

enum { LOOKS_KEPT = 3 };

/* Of one thread, beside what the dossier has. */
struct thread_past {
  unsigned char cause[LOOKS_KEPT]; /* the newest first */
  bool seen;                       /* in this round */
};

struct inquest_threads {
  long at;        /* where the next part begins; 0: a new round */
  int expected;   /* where the next thread stood in the round before */
  bool was_stuck; /* what was not asked then is told as missing */
  struct thread_past past[DOSSIER_THREADS];
};

struct errand;
struct inquiry;

bool threads_want(const struct inquiry *inquiry);
void threads_fill(struct inquiry *inquiry, struct errand *errand);
void threads_take(struct inquiry *inquiry, const struct errand *errand);

/* The same of a process that is stuck. */
void states_fill(struct inquiry *inquiry, struct errand *errand);
void states_take(struct inquiry *inquiry, const struct errand *errand);

#endif
