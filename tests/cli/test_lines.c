/* test_lines.c - a file line by line. read(2) comes by here, in pieces, late or
 * not at all as the test says. */
#include "expect.h"

#include "cli/lines.h"
#include "cli/progress.h"
#include "place.h"

#include <errno.h>
#include <string.h>

#define MARK "\xef\xbb\xbf"

ssize_t __real_read(int fd, void *buffer, size_t capacity);
ssize_t __wrap_read(int fd, void *buffer, size_t capacity);

static struct {
  int interruptions; /* so many calls fail with EINTR */
  size_t most;       /* bytes a call; 0: as many as are asked for */
  int good;          /* calls before the first that fails */
  int error;         /* with this; 0: none */
} reading;

ssize_t __wrap_read(int fd, void *buffer, size_t capacity) {
  if (reading.interruptions-- > 0) {
    errno = EINTR;
    return -1;
  }
  if (reading.error && reading.good-- <= 0) {
    errno = reading.error;
    return -1;
  }
  return __real_read(fd, buffer,
                     reading.most && reading.most < capacity ? reading.most
                                                             : capacity);
}

static int begin(void **state) {
  memset(&reading, 0, sizeof(reading));
  return make_place(state);
}

static int end(void **state) {
  memset(&reading, 0, sizeof(reading));
  return remove_place(state);
}

static void put(const struct place *place, const char *bytes, size_t length) {
  int fd = openat(place->fd, "file", O_WRONLY | O_CREAT | O_TRUNC, 0600);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, bytes, length), (ssize_t)length);
  close(fd);
}

static void put_text(const struct place *place, const char *text) {
  put(place, text, strlen(text));
}

static struct lines *open_in(const struct place *place, const char *name,
                             struct progress *progress, int *ret_error) {
  char path[128];

  snprintf(path, sizeof(path), "%s/%s", place->path, name);
  return lines_open(path, progress, ret_error);
}

static struct lines *open_file(const struct place *place) {
  int error;
  struct lines *lines = open_in(place, "file", NULL, &error);

  assert_non_null(lines);
  return lines;
}

static void expect_line(struct lines *lines, const char *text, bool whole) {
  unsigned long number = lines_number(lines);
  struct line line;

  assert_int_equal(lines_next(lines, &line), 1);
  assert_string_equal(line.text, text);
  assert_int_equal(line.length, strlen(text));
  assert_int_equal(line.whole, whole);
  assert_int_equal(lines_number(lines), number + 1);
}

static void expect_end(struct lines *lines) {
  struct line line;

  assert_int_equal(lines_next(lines, &line), 0);
  assert_int_equal(lines_next(lines, &line), 0);
  lines_close(lines);
}

static void both_ends_of_a_line_are_understood(void **state) {
  const struct place *place = *state;
  struct lines *lines;

  put_text(place, "one\ntwo\r\n\n\r\na\rb\nlast");
  for (reading.most = 0; reading.most < 4; reading.most++) {
    lines = open_file(place);
    expect_line(lines, "one", true);
    expect_line(lines, "two", true);
    expect_line(lines, "", true);
    expect_line(lines, "", true);
    expect_line(lines, "a\rb", true);
    expect_line(lines, "last", false);
    assert_int_equal(lines_number(lines), 6);
    expect_end(lines);
  }
  put_text(place, "last\r");
  lines = open_file(place);
  expect_line(lines, "last", false);
  expect_end(lines);
}

static void an_empty_file_has_no_line(void **state) {
  const struct place *place = *state;
  struct lines *lines;

  put_text(place, "");
  lines = open_file(place);
  assert_int_equal(lines_peek(lines), -1);
  lines_pass_mark(lines);
  assert_int_equal(lines_number(lines), 0);
  expect_end(lines);
}

static void a_nul_is_of_the_line(void **state) {
  const struct place *place = *state;
  struct lines *lines;
  struct line line;

  put(place, "a\0b\nc\n", 6);
  lines = open_file(place);
  assert_int_equal(lines_next(lines, &line), 1);
  assert_int_equal(line.length, 3);
  assert_memory_equal(line.text, "a\0b", 4);
  expect_line(lines, "c", true);
  expect_end(lines);
}

static void a_mark_is_no_part_of_the_first_line(void **state) {
  static const struct {
    const char *text, *line;
    int first;
  } rows[] = {
      {MARK "one\n", "one", 'o'},
      {MARK "\n", "", '\n'},
      {"one\n", "one", 'o'},
      {MARK MARK "one\n", MARK "one", 0xef},
      {"\xef\xbb\n", "\xef\xbb", 0xef},
      {"x" MARK "\n", "x" MARK, 'x'},
  };
  const struct place *place = *state;

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    put_text(place, rows[i].text);
    for (reading.most = 0; reading.most < 4; reading.most++) {
      struct lines *lines = open_file(place);

      lines_pass_mark(lines);
      assert_int_equal(lines_peek(lines), rows[i].first);
      assert_int_equal(lines_peek(lines), rows[i].first);
      assert_int_equal(lines_number(lines), 0);
      expect_line(lines, rows[i].line, true);
      assert_int_equal(lines_peek(lines), -1);
      expect_end(lines);
    }
  }
}

static void a_short_file_has_no_mark(void **state) {
  const struct place *place = *state;
  struct lines *lines;

  put_text(place, "\xef\xbb");
  lines = open_file(place);
  lines_pass_mark(lines);
  expect_line(lines, "\xef\xbb", false);
  expect_end(lines);
}

/* A line of `length` bytes, between two others or, `last`, at the end without
 * an end of its own. */
static struct lines *open_long(const struct place *place, size_t length,
                               bool last) {
  size_t all = length + 64;
  char *text = malloc(all);
  int used = snprintf(text, all, "one\n");

  memset(text + used, 'x', length);
  snprintf(text + (size_t)used + length, all - (size_t)used - length, "%s",
           last ? "" : "\ntwo\n");
  put(place, text, strlen(text));
  free(text);
  return open_file(place);
}

static void a_line_that_is_too_long_is_passed_over(void **state) {
  static const size_t lengths[] = {LINE_BYTES_MOST, LINE_BYTES_MOST + 1,
                                   3 * LINE_BYTES_MOST};
  const struct place *place = *state;
  struct line line;

  for (size_t i = 0; i < COUNT_OF(lengths); i++)
    for (int last = 0; last <= 1; last++) {
      struct lines *lines = open_long(place, lengths[i], last);

      expect_line(lines, "one", true);
      assert_int_equal(lines_next(lines, &line), -E2BIG);
      assert_int_equal(lines_number(lines), 2);
      if (!last)
        expect_line(lines, "two", true);
      expect_end(lines);
    }
}

static void a_line_that_just_fits_is_read(void **state) {
  const struct place *place = *state;
  struct line line;

  for (int last = 0; last <= 1; last++) {
    struct lines *lines = open_long(place, LINE_BYTES_MOST - 1, last);

    expect_line(lines, "one", true);
    assert_int_equal(lines_next(lines, &line), 1);
    assert_int_equal(line.length, LINE_BYTES_MOST - 1);
    assert_int_equal(line.text[line.length], '\0');
    if (!last)
      expect_line(lines, "two", true);
    expect_end(lines);
  }
}

static void who_is_interrupted_reads_on(void **state) {
  const struct place *place = *state;
  struct lines *lines;

  put_text(place, "one\n");
  lines = open_file(place);
  reading.interruptions = 5;
  expect_line(lines, "one", true);
  expect_end(lines);
}

/* At its beginning, behind a line, and in one that is too long. */
static void what_cannot_be_read_is_an_error(void **state) {
  const struct place *place = *state;
  struct line line;
  struct lines *lines;

  put_text(place, "one\ntwo\n");
  lines = open_file(place);
  reading.error = EIO;
  lines_pass_mark(lines); /* whoever reads is told */
  assert_int_equal(lines_peek(lines), -EIO);
  assert_int_equal(lines_next(lines, &line), -EIO);
  lines_close(lines);
  lines = open_file(place);
  reading.most = 4;
  reading.good = 1;
  expect_line(lines, "one", true);
  assert_int_equal(lines_peek(lines), -EIO);
  assert_int_equal(lines_next(lines, &line), -EIO);
  assert_int_equal(lines_number(lines), 1);
  lines_close(lines);
  lines = open_long(place, 3 * LINE_BYTES_MOST, false);
  reading.most = 0;
  reading.good = 2;
  expect_line(lines, "one", true);
  assert_int_equal(lines_next(lines, &line), -EIO);
  lines_close(lines);
}

static void what_cannot_be_opened_is_an_error(void **state) {
  const struct place *place = *state;
  struct line line;
  struct lines *lines;
  int error = 0;

  assert_null(open_in(place, "none", NULL, &error));
  assert_int_equal(error, -ENOENT);
  assert_null(open_in(place, "none/x", NULL, &error));
  assert_int_equal(error, -ENOENT);
  lines = open_in(place, ".", NULL, &error);
  assert_non_null(lines);
  assert_int_equal(lines_next(lines, &line), -EISDIR);
  lines_close(lines);
  lines_close(NULL);
}

/* Whoever called us goes on with it. */
static void a_dash_is_the_standard_input_and_stays_open(void **state) {
  int ends[2], before = dup(STDIN_FILENO), error;
  struct lines *lines;

  (void)state;
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  assert_int_equal(write(ends[1], "one\ntwo", 7), 7);
  close(ends[1]);
  lines = lines_open("-", NULL, &error);
  assert_non_null(lines);
  expect_line(lines, "one", true);
  expect_line(lines, "two", false);
  expect_end(lines);
  assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
  close(STDIN_FILENO);
  assert_null(lines_open("-", NULL, &error));
  assert_int_equal(error, -EBADF);
  close(ends[0]);
  if (before >= 0) {
    assert_int_equal(dup2(before, STDIN_FILENO), STDIN_FILENO);
    close(before);
  }
}

static void all_that_is_read_is_progress(void **state) {
  const struct place *place = *state;
  struct progress progress = {0};
  int error;
  struct lines *lines;

  put_text(place, "one\ntwo\n");
  lines = open_in(place, "file", &progress, &error);
  expect_line(lines, "one", true);
  expect_line(lines, "two", true);
  expect_end(lines);
  expect_near(progress.done_bytes, 8, 0);
}

#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      IN_A_PLACE(both_ends_of_a_line_are_understood),
      IN_A_PLACE(an_empty_file_has_no_line),
      IN_A_PLACE(a_nul_is_of_the_line),
      IN_A_PLACE(a_mark_is_no_part_of_the_first_line),
      IN_A_PLACE(a_short_file_has_no_mark),
      IN_A_PLACE(a_line_that_is_too_long_is_passed_over),
      IN_A_PLACE(a_line_that_just_fits_is_read),
      IN_A_PLACE(who_is_interrupted_reads_on),
      IN_A_PLACE(what_cannot_be_read_is_an_error),
      IN_A_PLACE(what_cannot_be_opened_is_an_error),
      IN_A_PLACE(a_dash_is_the_standard_input_and_stays_open),
      IN_A_PLACE(all_that_is_read_is_progress),
  };

  return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
