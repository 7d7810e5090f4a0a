/* csv.c - see csv.h */
#include "cli/csv.h"

#include "cli/lines.h"
#include "settings.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct csv {
  struct lines *lines;
  struct csv_columns columns; /* borrowed */
  int time_column;
  int value_column;
};

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

static int read_header(struct csv *csv, const char *path,
                       struct complaint *complaint) {
  const struct csv_columns *columns = &csv->columns;
  char *header;
  bool whole;
  int r = lines_next(csv->lines, &header, &whole);

  if (r < 0) {
    snprintf(complaint->text, COMPLAINT_BYTES, "%s cannot be read (%s)", path,
             strerror(-r));
    return r;
  }
  csv->time_column = r > 0 ? find_column(header, columns->time) : -1;
  csv->value_column = r > 0 ? find_column(header, columns->value) : -1;
  if (csv->time_column >= 0 && csv->value_column >= 0)
    return 0;
  if (r == 0)
    snprintf(complaint->text, COMPLAINT_BYTES,
             "%s is empty; a header with the columns %s and %s is wanted", path,
             columns->time, columns->value);
  else
    snprintf(complaint->text, COMPLAINT_BYTES,
             "%s:1: the header has no column \"%s\"", path,
             csv->time_column < 0 ? columns->time : columns->value);
  return csv->time_column < 0 ? -EBADMSG : -ENOENT;
}

int csv_begin(struct lines *lines, const char *path,
              const struct csv_columns *columns, struct csv **ret_csv,
              struct complaint *ret_complaint) {
  struct csv *csv = malloc(sizeof(*csv));
  int r;

  if (!csv) {
    snprintf(ret_complaint->text, COMPLAINT_BYTES, "out of memory");
    return -ENOMEM;
  }
  *csv = (struct csv){.lines = lines, .columns = *columns};
  r = read_header(csv, path, ret_complaint);
  if (r == 0)
    *ret_csv = csv;
  else
    free(csv);
  return r;
}

struct csv *csv_open(const char *path, const struct csv_columns *columns,
                     char *error, size_t capacity) {
  struct complaint complaint;
  struct csv *csv = NULL;
  struct lines *lines;
  int r;

  lines = lines_open(path, NULL, &r);
  if (!lines) {
    snprintf(error, capacity, "%s cannot be opened (%s)", path, strerror(-r));
    return NULL;
  }
  if (csv_begin(lines, path, columns, &csv, &complaint) == 0)
    return csv;
  snprintf(error, capacity, "%s", complaint.text);
  lines_close(lines);
  return NULL;
}

void csv_close(struct csv *csv) {
  if (!csv)
    return;
  lines_close(csv->lines);
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

/* One line: 1, or as csv_next() tells of it. */
static int take_line(const struct csv *csv, char *line, bool whole,
                     struct csv_row *ret_row) {
  char *time = column_at(line, csv->time_column);
  char *value = column_at(line, csv->value_column);

  if (!time || !value)
    return whole ? -EBADMSG : -ENODATA;
  ret_row->time_text = cut(time);
  ret_row->value_text = cut(value);
  if (take_number(time, false, &ret_row->time_s) &&
      take_number(value, true, &ret_row->value))
    return 1;
  if (strcmp(time, csv->columns.time) == 0 &&
      strcmp(value, csv->columns.value) == 0)
    return 0; /* the header again: files were joined */
  return whole ? -EBADMSG : -ENODATA;
}

int csv_next(struct csv *csv, struct csv_row *ret_row) {
  char *line;
  bool whole;
  int r;

  do {
    r = lines_next(csv->lines, &line, &whole);
    ret_row->line = lines_number(csv->lines);
    if (r <= 0)
      return r;
    r = take_line(csv, line, whole, ret_row);
  } while (r == 0);
  return r;
}
