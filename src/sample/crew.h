/*
 * crew.h - the threads of a lane: one that reads, and those that are lost.
 *
 * The thread reads the errands of a batch, one after the other, and then waits
 * for the next. Whoever sent it may lose it: it is left to its fate with the
 * errand it is on, and another takes its place. A lost thread that gets its
 * answer after all brings its errand back and ends. It shares nothing but the
 * crew, which the last of them frees. One that has not come back from another
 * network namespace (sample/abroad) ends with its errand; until whoever sends
 * the next batch has another hired, there is none.
 *
 * Besides base/file this is the only place below the agent that knows the
 * world (sample/netlink and sample/abroad are its own): threads, and
 * CLOCK_MONOTONIC to measure how long a reading takes. When one must be lost is
 * the lane's to say.
 */
#ifndef CREW_H
#define CREW_H

#include "sample/batch.h"

struct crew;

/* A thread, room for `batch` errands at a time and for `out` that are lost.
 * NULL when out of memory or threads. */
struct crew *crew_new(size_t batch, unsigned out);

/* Ends the idle thread, and waits for no lost one. */
void crew_free(struct crew *crew);

/* CLOCK_MONOTONIC. */
double crew_now_s(void);

/* All below is asked and done between these two. */
void crew_lock(struct crew *crew);
void crew_unlock(struct crew *crew);

/* The errands; it is where it is as long as the crew. */
struct batch *crew_batch(struct crew *crew);

/* What the crew has come to. */
struct tally {
  unsigned lost; /* threads, now */
  bool refused;  /* the kernel tells no taskstats */
  double cpu_s;  /* of all threads until they last lay down */
};

struct tally crew_tally(const struct crew *crew);

/* What the thread is at; of one that is idle, a reading that begins now. */
struct stint {
  bool is_reading;
  double since_s;
  unsigned deadlines; /* that this reading may take */
};

struct stint crew_stint(const struct crew *crew);

/* Whether there is a thread that is not lost; and another, where there is none:
 * without memory or threads the crew does without. */
bool crew_is_manned(const struct crew *crew);
void crew_hire(struct crew *crew);

/* There is something to read. */
void crew_wake(struct crew *crew);

/* Waits, unlocked, until the batch is finished, or until `until_s`. */
void crew_wait(struct crew *crew, double until_s);

/* Gives up the thread, which is reading, and its errand; hires another. */
void crew_lose(struct crew *crew);

#endif
