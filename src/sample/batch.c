/* batch.c - see batch.h */
#include "sample/batch.h"

#include <stdlib.h>

bool batch_init(struct batch *batch, size_t capacity, size_t out) {
  size_t errands = capacity + out;

  *batch = (struct batch){.capacity = capacity};
  batch->errand = calloc(capacity, sizeof(struct errand *));
  batch->blank = calloc(errands, sizeof(struct errand *));
  batch->out = calloc(errands, sizeof(struct errand *));
  if (!batch->errand || !batch->blank || !batch->out)
    return false;
  while (batch->blank_count < errands) {
    struct errand *errand = calloc(1, sizeof(*errand));

    if (!errand)
      return false;
    batch->blank[batch->blank_count++] = errand;
  }
  return true;
}

void batch_release(struct batch *batch) {
  for (size_t i = 0; i < batch->blank_count; i++)
    free(batch->blank[i]);
  for (size_t i = 0; i < batch->taken; i++)
    free(batch->errand[i]);
  free(batch->errand);
  free(batch->blank);
  free(batch->out);
  *batch = (struct batch){0};
}

struct errand *batch_take(struct batch *batch) {
  struct errand *errand;

  if (batch->taken == batch->capacity || batch->blank_count == 0)
    return NULL;
  errand = batch->blank[--batch->blank_count];
  errand->outcome = ERRAND_WAITING;
  errand->ticket = ++batch->tickets;
  errand_clear(errand);
  batch->errand[batch->taken++] = errand;
  return errand;
}

void batch_begin(struct batch *batch) {
  batch->next = 0;
  batch->pending = batch->taken;
}

void batch_skip_the_rest(struct batch *batch) {
  struct errand *errand;

  while ((errand = batch_next(batch))) {
    errand->outcome = ERRAND_SKIPPED;
    batch->pending--;
  }
}

struct errand *batch_next(struct batch *batch) {
  return batch->pending > 0 && batch->next < batch->taken
             ? batch->errand[batch->next++]
             : NULL;
}

void batch_done(struct batch *batch, struct errand *errand) {
  errand->outcome = ERRAND_DONE;
  batch->pending--;
}

void batch_lose(struct batch *batch, struct errand *errand) {
  errand->outcome = ERRAND_LOST;
  batch->out[batch->out_count++] = errand;
  batch->pending--;
}

void batch_return(struct batch *batch, struct errand *errand) {
  for (size_t i = 0; i < batch->out_count; i++)
    if (batch->out[i] == errand)
      batch->out[i] = batch->out[--batch->out_count];
  batch->blank[batch->blank_count++] = errand;
}

bool batch_is_out(const struct batch *batch, unsigned long ticket) {
  for (size_t i = 0; i < batch->out_count; i++)
    if (batch->out[i]->ticket == ticket)
      return true;
  return false;
}

void batch_clear(struct batch *batch) {
  for (size_t i = 0; i < batch->taken; i++)
    if (batch->errand[i]->outcome != ERRAND_LOST)
      batch->blank[batch->blank_count++] = batch->errand[i];
  batch->taken = 0;
}
