/*
 * desk.h - deeds that may take for ever, done one after the other by a thread
 * that nobody waits for.
 *
 * A disk in trouble is when evidence is written, and fsync(2) may hang there
 * for minutes. So a deed is handed over and forgotten; what became of it is
 * heard later, in sentences: a complaint once until it works again, then that
 * it does, and which deed was done late, or lost. The thread starts with the
 * first deed, blocks all signals, and shares nothing but the desk, which the
 * last of its two owners frees. It knows CLOCK_MONOTONIC, to tell what hangs.
 *
 *     take -> wait -> act -> done
 *               ^      |
 *               +------+ failed: again after retry_s, until it is stale;
 *                        done, and it lasts: looked after every retry_s
 */
#ifndef DESK_H
#define DESK_H

#include "emit/deeds.h"
#include "emit/folder.h"

struct desk;

/* Where it is done. */
struct office {
  const char *path; /* copied */
  struct allowance allowance;
  double retry_s;    /* in trouble: when to try, or look, again */
  double hang_s;     /* a deed that takes longer is told */
  double stale_s;    /* for how long what failed is tried again */
  double kept_bytes; /* how much of that there may be; the oldest go */
  bool *spares;      /* the desk's own, see desk_spare() */
};

/* What is done there, and in which words it is told that it is not. */
struct trade {
  struct wording wording;
  size_t most; /* deeds that may wait */
  /* Of the deeds that wait with one leaf the last counts; else it does of those
   * that have failed. */
  bool last_counts;
  enum fault_step done_but; /* a fault with which a deed is as good as done */
  /* In the thread, before all else, until it works; NULL: there is nothing. */
  struct fault (*begin)(const struct office *office);
  /* Without a deed: whether there could be one. In the thread. */
  struct fault (*act)(const struct office *office, const struct deed *deed);
};

/* `trade` must outlive it. NULL when out of memory. */
struct desk *desk_new(const struct trade *trade, const struct office *office);

/* What waits is done if that is over by `until_s`, and nothing behind it; what
 * has become of it can be heard still. */
void desk_finish(struct desk *desk, double until_s);

/* Finishes. */
void desk_free(struct desk *desk, double until_s);

/* CLOCK_MONOTONIC. */
double desk_now_s(void);

/* Takes a deed, which is the desk's whatever comes; NULL is a look at the
 * office. -ENOBUFS, -EAGAIN: too many wait, or there is no thread. */
int desk_take(struct desk *desk, struct deed *deed);

/* Before the first deed: what has its name is to be kept. `act` finds that in
 * *office.spares, and makes it false when it has done so. */
void desk_spare(struct desk *desk);

/* A fault that was found before there was a deed. */
void desk_note(struct desk *desk, struct fault fault);

/* The next sentence about what became of deeds; false when there is none. It
 * waits for nothing. */
bool desk_hear(struct desk *desk, char ret_sentence[SENTENCE_BYTES]);

#endif
