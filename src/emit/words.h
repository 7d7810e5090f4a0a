/*
 * words.h - what sentences are made of.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>

/* Seconds for people: "450 s", "31 min", "2 h 5 min". */
void duration_write(double s, char *buffer, size_t capacity);

/* How many there are, or what one is numbered by, for people: "12"; "-" for
 * what is not finite. */
void count_write(double count, char *buffer, size_t capacity);

/* `raw` as valid UTF-8 without control characters, nor what turns the direction
 * of writing or ends a line: what is neither becomes '?'. For messages, tables,
 * JSON and pages; a process may call itself anything. */
void clean_text(const char *raw, char *buffer, size_t capacity);

/* What is not of A-Z a-z 0-9 _ - . becomes '_'. For names of series. */
void plain_name(char *name);

/* Leaves less than `capacity` bytes, cut at a blank and ended by " ..", so that
 * no half word or number is read as a whole one. */
void cut_at_word(char *sentence, size_t capacity);

#endif
