/*
 * sheet.h - lines of JSON on their way to be one text.
 *
 * The text is an array with an element in each line. What there was no memory
 * for shows at the end.
 */
#ifndef SHEET_H
#define SHEET_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed it is empty. */
struct sheet {
  char *text;
  size_t length, capacity;
  size_t lines;
  bool failed;
};

void sheet_add(struct sheet *sheet, const char *line, size_t length);

/* Behind the last line. Whether the text is whole. */
bool sheet_close(struct sheet *sheet);

void sheet_release(struct sheet *sheet);

/* Walks the lines of such a text from *at on, which is moved; false at its end,
 * and for what is no such text: then *at is not its length. */
struct text;
bool sheet_next(const char *text, size_t length, size_t *at,
                struct text *ret_line);

/* How many that are. */
size_t sheet_count(const char *text, size_t length);

#endif
