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
struct seat;
struct subject;

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
void state_write_host(const struct scribe *scribe);
void state_write_group(const struct scribe *scribe, const struct roll *roll);

/* One of the disks, or of the volumes; nothing of what stands before no wall.
 */
void state_write_subject(const struct scribe *scribe,
                         const struct subjects *subjects,
                         const struct subject *subject);

/* What was learnt of a wall of `roll`, which is called `name` here; nothing if
 * that is nothing. */
void state_write_lore(const struct scribe *scribe, const struct roll *roll,
                      const char *name, int wall);

/* Nothing of one that is not known to be the same when it is seen again. */
void state_write_member(const struct scribe *scribe, const struct seat *seat);
void state_write_end(const struct scribe *scribe, const struct stamp *stamp);

#endif
