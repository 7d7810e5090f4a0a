/* csv.c - see csv.h */
#include "cli/csv.h"

#include "cli/lines.h"
#include "cli/number.h"
#include "settings.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double TIME_MOST_S = 9007199254740992; /* seconds are told apart */

struct csv {
  struct lines *lines;
  struct csv_columns columns; /* borrowed */
  int time_column;
  int value_column;
};

/* Files from elsewhere begin with it, and where they were joined a line does.
 */
static char *behind_mark(char *line) {
  static const char mark[] = "\xef\xbb\xbf";

  return *line == mark[0] && strncmp(line, mark, 3) == 0 ? line + 3 : line;
}

/* What is between quotes, a doubled one being one (RFC 4180): ends it, and
 * returns what is behind; NULL when they do not end. */
static char *unquote(char *text) {
  char *to = text;

  for (char *from = text + 1;; from++) {
    if (*from == '"' && *++from != '"') {
      *to = '\0';
      return from;
    }
    if (*from == '\0')
      return NULL;
    *to++ = *from;
  }
}

/* Cuts a field off the front of `*rest`, which is NULL behind the last. NULL
 * for one with something behind its quotes. */
static char *cut_field(char **rest) {
  char *field = *rest;
  char *end = *field == '"' ? unquote(field) : strchrnul(field, ',');

  if (!end || (*end != ',' && *end != '\0'))
    return NULL;
  *rest = *end == ',' ? end + 1 : NULL;
  *end = '\0';
  return field;
}

static void find_columns(struct csv *csv, char *header) {
  char *rest = behind_mark(header), *name;

  for (int i = 0; rest && (name = cut_field(&rest)); i++) {
    if (csv->time_column < 0 && strcmp(name, csv->columns.time) == 0)
      csv->time_column = i;
    if (csv->value_column < 0 && strcmp(name, csv->columns.value) == 0)
      csv->value_column = i;
  }
}

static int read_header(struct csv *csv, const char *path,
                       struct complaint *complaint) {
  const struct csv_columns *columns = &csv->columns;
  struct line header;
  int r = lines_next(csv->lines, &header);

  if (r < 0) {
    snprintf(complaint->text, COMPLAINT_BYTES,
             r == -E2BIG ? "%s:1: %s" : "%s cannot be read (%s)", path,
             r == -E2BIG ? LINE_IS_TOO_LONG : strerror(-r));
    return r == -E2BIG ? -EBADMSG : r;
  }
  csv->time_column = csv->value_column = -1;
  if (r > 0)
    find_columns(csv, header.text);
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

static const char *behind_blanks(const char *text) {
  while (*text == ' ' || *text == '\t')
    text++;
  return text;
}

/* A finite number; with `may_lack` also nothing, or "nan". */
static bool take_number(const char *text, bool may_lack, double *ret_value) {
  const char *end;

  *ret_value = NAN;
  text = behind_blanks(text);
  if (*text == '\0')
    return may_lack;
  *ret_value = number_read(text, &end);
  if (end == text || *behind_blanks(end) != '\0')
    return false;
  if (isinf(*ret_value))
    *ret_value = NAN;
  return may_lack || !isnan(*ret_value);
}

/* Whether both columns are there, and whole if another is behind them. */
static bool take_texts(const struct csv *csv, char *text,
                       struct csv_row *ret_row) {
  int time = csv->time_column, value = csv->value_column;
  char *rest = behind_mark(text), *field;

  for (int i = 0; i <= time || i <= value; i++) {
    if (!rest || !(field = cut_field(&rest)))
      return false;
    if (i == time)
      ret_row->time_text = field;
    if (i == value)
      ret_row->value_text = field;
  }
  ret_row->whole = rest;
  return true;
}

static bool has_nul(const struct line *line) {
  return memchr(line->text, '\0', line->length);
}

/* One line: 1, or as csv_next() tells of it. */
static int take_line(const struct csv *csv, const struct line *line,
                     struct csv_row *ret_row) {
  if (!has_nul(line) && take_texts(csv, line->text, ret_row)) {
    if (take_number(ret_row->time_text, false, &ret_row->time_s) &&
        take_number(ret_row->value_text, true, &ret_row->value)) {
      if (isnan(ret_row->value))
        ret_row->value_text = "";
      ret_row->whole |= line->whole;
      return fabs(ret_row->time_s) <= TIME_MOST_S ? 1 : -ERANGE;
    }
    if (strcmp(ret_row->time_text, csv->columns.time) == 0 &&
        strcmp(ret_row->value_text, csv->columns.value) == 0)
      return 0; /* the header again: files were joined */
  }
  return line->whole ? -EBADMSG : -ENODATA;
}

int csv_next(struct csv *csv, struct csv_row *ret_row) {
  struct line line;
  int r;

  do {
    r = lines_next(csv->lines, &line);
    ret_row->line = lines_number(csv->lines);
    if (r <= 0)
      return r;
    r = take_line(csv, &line, ret_row);
  } while (r == 0);
  return r;
}
