/*
 * state_read.h - whether a text is a saved state, from its first line to its
 * last number.
 *
 * All of it is tried on things that are thrown away, so that nothing has to be
 * taken back from a pipeline. What a configuration does not know is no fault
 * here, as it may have changed.
 */
#ifndef STATE_READ_H
#define STATE_READ_H

#include "state_line.h"

struct past;

/* NULL, or why it is none, as half a sentence. From any thread. */
const char *state_check(const char *text, size_t length);

/* The window in an array of that line. 0; -EBADMSG where it is not as long as
 * its tick says, -ERANGE where a value is none of a float. */
int state_past(const struct state_line *line, const struct line_array *array,
               struct past *ret_past);

#endif
