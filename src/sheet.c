/* sheet.c - see sheet.h */
#include "sheet.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { CAPACITY_LEAST = 65536 };

static const char before[] = "[\n", between[] = ",\n", after[] = "\n]\n";

static bool reserve(struct sheet *sheet, size_t more) {
  size_t capacity = sheet->capacity ? sheet->capacity : CAPACITY_LEAST;
  char *text;

  while (capacity - sheet->length < more)
    capacity *= 2;
  if (capacity == sheet->capacity)
    return true;
  text = realloc(sheet->text, capacity);
  if (!text)
    return false;
  sheet->text = text;
  sheet->capacity = capacity;
  return true;
}

static void append(struct sheet *sheet, const char *text, size_t length) {
  sheet->failed = sheet->failed || !reserve(sheet, length);
  if (sheet->failed)
    return;
  memcpy(sheet->text + sheet->length, text, length);
  sheet->length += length;
}

void sheet_add(struct sheet *sheet, const char *line, size_t length) {
  const char *mark = sheet->lines > 0 ? between : before;

  append(sheet, mark, strlen(mark));
  append(sheet, line, length);
  sheet->lines++;
}

bool sheet_close(struct sheet *sheet) {
  append(sheet, after, strlen(after));
  return !sheet->failed;
}

void sheet_release(struct sheet *sheet) {
  free(sheet->text);
  *sheet = (struct sheet){0};
}

bool sheet_next(const char *text, size_t length, size_t *at,
                struct text *ret_line) {
  struct text rest = text_of(text + *at, length - *at), line;

  if (*at == 0 && !text_skip(&rest, before))
    return false;
  line = rest;
  line.end = memchr(rest.at, '\n', text_length(rest));
  if (!line.end)
    return false;
  rest.at = line.end;
  if (line.end > line.at && line.end[-1] == ',') {
    line.end--;
    rest.at += text_length(rest) > 1; /* behind a comma there is another */
  } else if (!text_skip(&rest, after) || !text_is_empty(rest))
    return false;
  *at = (size_t)(rest.at - text);
  *ret_line = line;
  return true;
}

size_t sheet_count(const char *text, size_t length) {
  struct text line;
  size_t at = 0, count = 0;

  while (sheet_next(text, length, &at, &line))
    count++;
  return count;
}
