/*
 * state_write.h - the state of a pipeline, line by line.
 *
 * Each line is of one tick and says of which, so that they may be written some
 * at a time; the last one says of which tick the whole is. Nothing is changed.
 */
#ifndef STATE_WRITE_H
#define STATE_WRITE_H

#include "pipeline.h"
#include "sheet.h"

struct json;
struct wall_roll;

/* Who writes, between two ticks. */
struct scribe {
  struct json *json; /* of its own */
  struct sheet *sheet;
  struct parts parts;
};

/* What the pipeline does not know. */
struct stamp {
  const char *boot_id;
  double wall_clock_s; /* of the last tick, since 1970 */
  double interval_s;
  const char *model;
};

void state_write_begin(const struct scribe *scribe);
void state_write_end(const struct scribe *scribe, const struct stamp *stamp);

#endif
