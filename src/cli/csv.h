/*
 * csv.h - a table of numbers, line by line, of any size.
 *
 * The first line names the columns. Numbers are decimal, with blanks around
 * them if need be. A field may be in quotes, as RFC 4180 has it, but for the
 * end of a line in one. The first line may come again, as it does where files
 * were joined, and each may begin with the mark of UTF-8. The file is never in
 * memory as a whole.
 */
#ifndef CSV_H
#define CSV_H

#include <stdbool.h>
#include <stddef.h>

struct complaint;
struct csv;
struct lines;

/* Their names; they must outlive the table. */
struct csv_columns {
  const char *time;
  const char *value;
};

/* Reads the header of `path` ("-": the standard input) and looks for the
 * columns of these names. NULL, with a sentence in `error`, when it cannot
 * be read or has not got them. */
struct csv *csv_open(const char *path, const struct csv_columns *columns,
                     char *error, size_t capacity);
void csv_close(struct csv *csv);

/* The same for a file that is open, which the table has then and closes. On
 * failure it is the caller's still: -ENOENT for a table with times but without
 * the column of values, -EBADMSG for what is no such table, or -errno. */
int csv_begin(struct lines *lines, const char *path,
              const struct csv_columns *columns, struct csv **ret_csv,
              struct complaint *ret_complaint);

struct csv_row {
  unsigned long line;     /* counts from 1: the header */
  const char *time_text;  /* as in the file, without quotes; until the next */
  const char *value_text; /* so too; "" for a value that is NaN */
  double time_s;
  double value; /* NaN for "nan", for what is infinite and for nothing */
  bool whole;   /* false: the file ends in a number of it, which may be cut */
};

#define CSV_TIME_IS_BEYOND                                                     \
  "its time is beyond 2^53 s; those of a table are in seconds"

/* The next row: 1, or 0 at the end. -EBADMSG for a line that has no such
 * columns or no numbers in them, or a NUL; -ERANGE for a time of more than 2^53
 * s, which no number tells apart; -E2BIG for one that is too long (lines.h),
 * -ENODATA for one that breaks off at the end of the file: those after it can
 * be read, `ret_row->line` is theirs. Another -errno when reading fails. */
int csv_next(struct csv *csv, struct csv_row *ret_row);

#endif
