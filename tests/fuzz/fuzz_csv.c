/* fuzz_csv.c - a table of numbers. It is read from a descriptor: read(2) comes
 * here, and no file is there. The first byte tells how much it gives at once.
 */
#include "fuzz.h"

#include "cli/csv.h"
#include "cli/lines.h"
#include "cli/number.h"
#include "settings.h"

#include <errno.h>
#include <unistd.h>

static struct text left;
static size_t at_once;
static bool is_reading;

/* By the linker, in place of libc's. */
ssize_t __real_read(int fd, void *buffer, size_t capacity);
ssize_t __wrap_read(int fd, void *buffer, size_t capacity);

ssize_t __wrap_read(int fd, void *buffer, size_t capacity) {
  size_t length = text_length(left);

  if (!is_reading)
    return __real_read(fd, buffer, capacity);
  if (length > at_once)
    length = at_once;
  if (length > capacity)
    length = capacity;
  if (length > 0)
    memcpy(buffer, left.at, length);
  left.at += length;
  return (ssize_t)length;
}

static void check_number(const char *text) {
  const char *end;
  double number = number_read(text, &end);

  MUST(end >= text && end <= text + strlen(text));
  if (end == text)
    MUST(isnan(number));
}

static void check_row(const struct csv_row *row, unsigned long before) {
  MUST(row->line > before);
  MUST(fabs(row->time_s) <= 0x1p53);
  MUST(!isinf(row->value));
  MUST(isnan(row->value) == (row->value_text[0] == '\0'));
  check_number(row->time_text);
  check_number(row->value_text);
}

static void check_rows(struct csv *csv, size_t most) {
  struct csv_row row = {.line = 0};
  size_t count = 0;
  int r;

  do {
    unsigned long before = row.line;

    r = csv_next(csv, &row);
    if (r > 0)
      check_row(&row, before);
    MUST(r == 1 || r == 0 || r == -EBADMSG || r == -ERANGE || r == -ENODATA);
    MUST(++count <= most);
  } while (r != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const struct csv_columns columns = {"epoch", "value"};
  struct complaint complaint = {.text = ""};
  struct lines *lines;
  struct csv *csv = NULL;
  int r;

  if (size == 0)
    return 0;
  at_once = 1 + data[0];
  left = input_of(data + 1, size - 1);
  is_reading = true;
  lines = lines_open("-", NULL, &r);
  MUST(lines);
  r = csv_begin(lines, "-", &columns, &csv, &complaint);
  if (r == 0)
    check_rows(csv, size + 2);
  else
    MUST(complaint.text[0]);
  if (r == 0)
    csv_close(csv);
  else
    lines_close(lines);
  is_reading = false;
  return 0;
}
