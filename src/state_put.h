/*
 * state_put.h - what the lines of a state are written with. Private to
 * state_write*.c.
 */
#ifndef STATE_PUT_H
#define STATE_PUT_H

#include "state_line.h"
#include "state_write.h"

struct kept;
struct past;
struct track;

/* A line of that kind, of the present tick if there was one. */
void put_begin(const struct scribe *scribe, enum line_kind kind);
void put_end(const struct scribe *scribe);

/* Nothing for "" and for NaN. */
void put_word(const struct scribe *scribe, enum line_word word,
              const char *text);
void put_number(const struct scribe *scribe, enum line_number id,
                double number);

void put_section(const struct scribe *scribe, enum line_section section);
void put_section_end(const struct scribe *scribe);

/* Nothing for none. What follows itself is a run. */
void put_array(const struct scribe *scribe, const char *name,
               const double *value, int count);

void put_kept(const struct scribe *scribe, const char *name, struct kept kept);

/* The section of the windows of a track. */
void put_windows(const struct scribe *scribe, const struct track *track,
                 const struct window_plan *plan);

/* The slots of all rings, newest first. */
void put_past(const struct scribe *scribe, const char *name,
              const struct past *past);

#endif
