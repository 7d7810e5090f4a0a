/* csv.c - see csv.h */
#include "cli/csv.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A line is at most as long as the buffer. */
enum { BUFFER_BYTES = 256 * 1024 };

struct csv {
  int fd;
  int time_column;
  int value_column;
  unsigned long line;
  bool ended;        /* the file has no more than is in the buffer */
  size_t start, end; /* of what was not looked at yet */
  char buffer[BUFFER_BYTES + 1];
};

/* Moves what is left to the front and reads behind it. */
static int refill(struct csv *csv) {
  ssize_t length;

  memmove(csv->buffer, csv->buffer + csv->start, csv->end - csv->start);
  csv->end -= csv->start;
  csv->start = 0;
  if (csv->end == BUFFER_BYTES)
    return -E2BIG;
  do
    length = read(csv->fd, csv->buffer + csv->end, BUFFER_BYTES - csv->end);
  while (length < 0 && errno == EINTR);
  if (length < 0)
    return -errno;
  csv->ended = length == 0;
  csv->end += (size_t)length;
  return 0;
}

/* One line, its end replaced by a NUL: 1, 0 at the end, -errno. The last one
 * may lack its end, *ret_whole tells. */
static int next_line(struct csv *csv, char **ret_line, bool *ret_whole) {
  char *end;

  while (
      !(end = memchr(csv->buffer + csv->start, '\n', csv->end - csv->start)) &&
      !csv->ended) {
    int r = refill(csv);

    if (r < 0)
      return r;
  }
  if (!end && csv->start == csv->end)
    return 0;
  *ret_whole = end;
  *ret_line = csv->buffer + csv->start;
  end = end ? end : csv->buffer + csv->end;
  csv->start = (size_t)(end - csv->buffer) + (*ret_whole ? 1 : 0);
  if (end > *ret_line && end[-1] == '\r')
    end--;
  *end = '\0';
  csv->line++;
  return 1;
}

/* The column `index` of a line, up to the comma behind it or the end; NULL when
 * there is none. */
static char *column_at(char *line, int index) {
  for (; index > 0 && line; index--) {
    line = strchr(line, ',');
    line = line ? line + 1 : NULL;
  }
  return line;
}

/* Which column of the header has that name, or -1. */
static int find_column(const char *header, const char *name) {
  size_t length = strlen(name);

  for (int index = 0;; index++) {
    size_t width = strcspn(header, ",");

    if (width == length && memcmp(header, name, length) == 0)
      return index;
    if (header[width] == '\0')
      return -1;
    header += width + 1;
  }
}

static int open_path(const char *path) {
  int fd = strcmp(path, "-") == 0
               ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
               : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

  return fd < 0 ? -errno : fd;
}

static int read_header(struct csv *csv, const char *path,
                       const struct csv_columns *columns, char *error,
                       size_t capacity) {
  char *header;
  bool whole;
  int r = next_line(csv, &header, &whole);

  if (r < 0) {
    snprintf(error, capacity, "%s cannot be read (%s)", path, strerror(-r));
    return r;
  }
  csv->time_column = r > 0 ? find_column(header, columns->time) : -1;
  csv->value_column = r > 0 ? find_column(header, columns->value) : -1;
  if (csv->time_column >= 0 && csv->value_column >= 0)
    return 0;
  if (r == 0)
    snprintf(error, capacity,
             "%s is empty; a header with the columns %s and "
             "%s is wanted",
             path, columns->time, columns->value);
  else
    snprintf(error, capacity, "%s:1: the header has no column \"%s\"", path,
             csv->time_column < 0 ? columns->time : columns->value);
  return -EBADMSG;
}

struct csv *csv_open(const char *path, const struct csv_columns *columns,
                     char *error, size_t capacity) {
  struct csv *csv = malloc(sizeof(*csv));

  if (!csv) {
    snprintf(error, capacity, "out of memory");
    return NULL;
  }
  csv->line = 0;
  csv->ended = false;
  csv->start = csv->end = 0;
  csv->fd = open_path(path);
  if (csv->fd < 0)
    snprintf(error, capacity, "%s cannot be opened (%s)", path,
             strerror(-csv->fd));
  else if (read_header(csv, path, columns, error, capacity) == 0)
    return csv;
  csv_close(csv);
  return NULL;
}

void csv_close(struct csv *csv) {
  if (!csv)
    return;
  if (csv->fd >= 0)
    close(csv->fd);
  free(csv);
}

/* Ends the text at its comma. */
static const char *cut(char *text) {
  char *comma = strchr(text, ',');

  if (comma)
    *comma = '\0';
  return text;
}

/* A finite number; with `may_lack` also nothing, or "nan". */
static bool take_number(const char *text, bool may_lack, double *ret_value) {
  char *end;

  *ret_value = NAN;
  if (*text == '\0')
    return may_lack;
  *ret_value = strtod(text, &end);
  if (end == text || *end != '\0')
    return false;
  if (isinf(*ret_value))
    *ret_value = NAN;
  return may_lack || !isnan(*ret_value);
}

int csv_next(struct csv *csv, struct csv_row *ret_row) {
  char *line, *time, *value;
  bool whole;
  int r = next_line(csv, &line, &whole);

  ret_row->line = csv->line;
  if (r <= 0)
    return r;
  time = column_at(line, csv->time_column);
  value = column_at(line, csv->value_column);
  if (!time || !value)
    return whole ? -EBADMSG : -ENODATA;
  ret_row->time_text = cut(time);
  ret_row->value_text = cut(value);
  if (take_number(time, false, &ret_row->time_s) &&
      take_number(value, true, &ret_row->value))
    return 1;
  return whole ? -EBADMSG : -ENODATA;
}
