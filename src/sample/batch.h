/*
 * batch.h - the errands of a lane, and where each of them is.
 *
 *            take            next           done
 *   blank ---------> batch ---------> on ---------> batch
 *     ^                |               | lose
 *     |     clear      |               v
 *     +----------------+------------- out
 *                          return
 *
 * Knows neither threads nor files nor the time: whoever shares it locks it. All
 * errands are reserved at the start, as many as a batch has and as many beside
 * as can be out.
 */
#ifndef BATCH_H
#define BATCH_H

#include "sample/errand.h"

struct batch {
  size_t capacity;
  size_t taken;   /* length of the batch */
  size_t next;    /* of it, to be read */
  size_t pending; /* of it, not come to an outcome */
  unsigned long tickets;
  struct errand **errand;
  struct errand **blank; /* a stack */
  size_t blank_count;
  struct errand **out; /* lost, and not back yet */
  size_t out_count;
};

/* `capacity` errands a batch, and room for `out` more. False when out of
 * memory: it is to be released all the same. */
bool batch_init(struct batch *batch, size_t capacity, size_t out);

/* None may be out. */
void batch_release(struct batch *batch);

/* A blank one, which the batch has then; NULL when it is full. */
struct errand *batch_take(struct batch *batch);

/* All of it is to be read; or what has not begun will not be. */
void batch_begin(struct batch *batch);
void batch_skip_the_rest(struct batch *batch);

/* The next to be read; NULL when there is none. */
struct errand *batch_next(struct batch *batch);

/* What became of one that was read: it is done, or lost, and back after all. */
void batch_done(struct batch *batch, struct errand *errand);
void batch_lose(struct batch *batch, struct errand *errand);
void batch_return(struct batch *batch, struct errand *errand);

/* Whether a lost one with that ticket is not back yet. */
bool batch_is_out(const struct batch *batch, unsigned long ticket);

/* Makes room for the next batch. */
void batch_clear(struct batch *batch);

#endif
