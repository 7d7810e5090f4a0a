/*
 * lines.h - a file line by line, of any size, never in memory as a whole.
 */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>

struct lines;
struct progress;

/* A line of that many bytes or more is -E2BIG, and passed over. */
enum { LINE_BYTES_MOST = 256 * 1024 };
#define LINE_IS_TOO_LONG "the line is longer than 256 KiB"

/* It stays until the next one is read. A NUL stands in place of its end; others
 * before that are of the file. */
struct line {
  char *text;
  size_t length;
  bool whole; /* the last one of a file may lack its end */
};

/* Opens `path` ("-": the standard input). NULL with -errno in *ret_error. */
struct lines *lines_open(const char *path, struct progress *progress,
                         int *ret_error);
void lines_close(struct lines *lines);

/* Passes over the mark of UTF-8, should a file begin with it; before its first
 * line. */
void lines_pass_mark(struct lines *lines);

/* The first byte of the next line: it, or -1 at the end, or another -errno. */
int lines_peek(struct lines *lines);

/* 1, 0 at the end, -errno. After -E2BIG the lines behind it can be read. Both
 * ends of a line are understood, with a carriage return and without. */
int lines_next(struct lines *lines, struct line *ret_line);

/* The number of the line that was last read; the first is 1. */
unsigned long lines_number(const struct lines *lines);

#endif
