/*
 * flag.h - what stands in a flag.
 *
 * Why, when, and whose it is: by that a daemon knows a flag that one before it
 * has left from a file that somebody else has put there.
 */
#ifndef FLAG_H
#define FLAG_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

enum { FLAG_BYTES = 512 };

/* Three lines; a sentence that is too long is cut. */
void flag_write(const char *sentence, time_t at, char ret_text[FLAG_BYTES]);

/* Whether a text ends as those do. */
bool flag_is(const char *text, size_t length);

#endif
