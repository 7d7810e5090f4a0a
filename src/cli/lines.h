/*
 * lines.h - a file line by line, of any size, never in memory as a whole.
 */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>

struct lines;
struct progress;

/* A line of that many bytes or more is -E2BIG. */
enum { LINE_BYTES_MOST = 256 * 1024 };

/* Opens `path` ("-": the standard input). NULL with -errno in *ret_error. */
struct lines *lines_open(const char *path, struct progress *progress,
                         int *ret_error);
void lines_close(struct lines *lines);

/* The first byte of the next line: it, or -1 at the end, or another -errno. */
int lines_peek(struct lines *lines);

/* One line, its end replaced by a NUL: 1, 0 at the end, -errno. It stays until
 * the next call. The last one may lack its end, *ret_whole tells. */
int lines_next(struct lines *lines, char **ret_line, bool *ret_whole);

/* The number of the line that was last read; the first is 1. */
unsigned long lines_number(const struct lines *lines);

#endif
