/* test_usage.c - what is said on the standard error. */
#include "expect.h"

#include "cli/usage.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAID_BYTES = 32768 };

/* What is said between the two goes to a file without a name. */
struct ear {
  int fd, kept;
};

static struct ear listen_to_errors(void) {
  const char *parent = getenv("TMPDIR");
  struct ear ear = {.fd = open(parent ? parent : "/tmp",
                               O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};

  assert_true(ear.fd >= 0);
  fflush(stderr);
  ear.kept = dup(STDERR_FILENO);
  assert_true(dup2(ear.fd, STDERR_FILENO) >= 0);
  return ear;
}

static void hear(struct ear *ear, char said[SAID_BYTES]) {
  ssize_t length;

  fflush(stderr);
  assert_true(dup2(ear->kept, STDERR_FILENO) >= 0);
  length = pread(ear->fd, said, SAID_BYTES - 1, 0);
  assert_true(length >= 0);
  said[length] = '\0';
  close(ear->kept);
  close(ear->fd);
}

static void a_complaint_is_one_line_without_what_commands(void **state) {
  static char said[SAID_BYTES];
  struct ear ear = listen_to_errors();
  int status =
      complain("there is no \"%s\" in %s", "\033]0;x\a\nok", "d\xc3\xa9j\xe0");

  (void)state;
  hear(&ear, said);
  assert_int_equal(status, USAGE_STATUS);
  assert_string_equal(
      said, "io-forecast: there is no \"?]0;x??ok\" in d\xc3\xa9j?.\n");
}

static void lines_that_are_bad_are_told_ten_times_and_counted(void **state) {
  static char said[SAID_BYTES];
  struct bad_lines bad = {.path = "a\nb"};
  struct ear ear = listen_to_errors();
  int status, lines = 0;

  (void)state;
  assert_int_equal(complain_of_lines(&bad), 0);
  for (unsigned long line = 1; line <= 12; line++)
    complain_of_line(&bad, line, "it is \033bad");
  status = complain_of_lines(&bad);
  hear(&ear, said);
  assert_int_equal(status, 1);
  for (const char *at = said; (at = strchr(at, '\n')); at++)
    lines++;
  assert_int_equal(lines, 11);
  assert_non_null(strstr(said, "io-forecast: a?b:10: it is ?bad.\n"));
  assert_null(strstr(said, ":11:"));
  assert_non_null(strstr(said, "12 lines could not be understood"));
}

static void a_path_of_any_length_is_told(void **state) {
  static char path[20000], said[SAID_BYTES];
  struct ear ear = listen_to_errors();

  (void)state;
  memset(path, 'p', sizeof(path) - 1);
  assert_int_equal(complain_of_file(path, 6, -5), 1);
  hear(&ear, said);
  assert_non_null(strstr(said, "io-forecast: pppp"));
  assert_int_equal(said[strlen(said) - 1], '\n');
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_complaint_is_one_line_without_what_commands),
      cmocka_unit_test(lines_that_are_bad_are_told_ten_times_and_counted),
      cmocka_unit_test(a_path_of_any_length_is_told),
  };

  return cmocka_run_group_tests_name("usage", tests, NULL, NULL);
}
