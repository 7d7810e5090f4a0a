/* test_file_edges.c - files whose reading is interrupted, or fails. What reads
 * comes by here: see --wrap in Makefile.am. */
#include "expect.h"

#include "base/file.h"
#include "base/text.h"
#include "place.h"

#include <errno.h>
#include <stdbool.h>

enum { OFTEN = 1000000 };

ssize_t __real_read(int fd, void *buffer, size_t capacity);
ssize_t __wrap_read(int fd, void *buffer, size_t capacity);
ssize_t __real_pread(int fd, void *buffer, size_t capacity, off_t at);
ssize_t __wrap_pread(int fd, void *buffer, size_t capacity, off_t at);
ssize_t __real_getdents64(int fd, void *buffer, size_t capacity);
ssize_t __wrap_getdents64(int fd, void *buffer, size_t capacity);

/* So many calls fail with the error, once so many have not. */
static struct { int good, times, error; } failing;

static bool fails(void) {
  if (failing.good-- > 0 || failing.times-- <= 0)
    return false;
  errno = failing.error;
  return true;
}

ssize_t __wrap_read(int fd, void *buffer, size_t capacity) {
  return fails() ? -1 : __real_read(fd, buffer, capacity);
}

ssize_t __wrap_pread(int fd, void *buffer, size_t capacity, off_t at) {
  return fails() ? -1 : __real_pread(fd, buffer, capacity, at);
}

ssize_t __wrap_getdents64(int fd, void *buffer, size_t capacity) {
  return fails() ? -1 : __real_getdents64(fd, buffer, capacity);
}

static void fail_with(int error, int times, int good) {
  failing.error = error;
  failing.times = times;
  failing.good = good;
}

static int begin(void **state) {
  const struct place *place;
  int fd;

  fail_with(0, 0, 0);
  if (make_place(state) < 0)
    return -1;
  place = *state;
  fd = openat(place->fd, "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  assert_int_equal(write(fd, "one\ntwo\n", 8), 8);
  close(fd);
  assert_int_equal(mkdirat(place->fd, "5", 0700), 0);
  return 0;
}

static int end(void **state) {
  fail_with(0, 0, 0);
  return remove_place(state);
}

static bool is_two(const void *key, struct text line) {
  (void)key;
  return text_equals(line, "two");
}

static long each_way(const struct place *place, int way) {
  char buffer[64];
  int number[4];
  long at = 0;

  switch (way) {
  case 0:
    return file_read_at(place->fd, "file", buffer, sizeof(buffer));
  case 1:
    return file_read_start_at(place->fd, "file", buffer, sizeof(buffer));
  case 2:
    return file_read_piece_at(place->fd, "file", buffer, sizeof(buffer));
  case 3:
    return file_count_lines_at(place->fd, "file", buffer, sizeof(buffer));
  case 4:
    return file_line_at(place->fd, "file", &(struct line_test){is_two, NULL},
                        buffer, sizeof(buffer));
  default:
    return file_numbers_at(place->fd, ".", &at, number, 4);
  }
}

/* By each way; what each returns. */
static const long wanted[] = {8, 8, 8, 2, 3, 1};

static void who_is_interrupted_reads_on(void **state) {
  for (int way = 0; way <= 4; way++) {
    fail_with(EINTR, 3, 0);
    assert_int_equal(each_way(*state, way), wanted[way]);
    assert_true(failing.times <= 0);
  }
}

/* A sandbox may answer so for ever. */
static void who_is_interrupted_for_ever_gives_up(void **state) {
  for (int way = 0; way <= 4; way++) {
    fail_with(EINTR, OFTEN, 0);
    assert_int_equal(each_way(*state, way), -EINTR);
  }
}

static void what_fails_is_told_and_not_what_was_read_until_then(void **state) {
  for (int way = 0; way < (int)COUNT_OF(wanted); way++) {
    fail_with(EIO, OFTEN, 0);
    assert_int_equal(each_way(*state, way), -EIO);
    fail_with(0, 0, 0);
    assert_int_equal(each_way(*state, way), wanted[way]);
  }
  for (int way = 0; way <= 3; way += way == 1 ? 2 : 1) {
    fail_with(EIO, OFTEN, 1);
    assert_int_equal(each_way(*state, way), -EIO);
  }
}

/* An error tells nothing of whether it is there. */
static void what_may_not_be_looked_for_is_not_gone(void **state) {
  const struct place *place = *state;

  assert_false(file_is_gone_at(place->fd, "file"));
  assert_true(file_is_gone_at(place->fd, "none"));
  assert_false(file_is_gone_at(place->fd, "file/x")); /* ENOTDIR */
}

#define IN_A_PLACE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      IN_A_PLACE(who_is_interrupted_reads_on),
      IN_A_PLACE(who_is_interrupted_for_ever_gives_up),
      IN_A_PLACE(what_fails_is_told_and_not_what_was_read_until_then),
      IN_A_PLACE(what_may_not_be_looked_for_is_not_gone),
  };

  return cmocka_run_group_tests_name("file_edges", tests, NULL, NULL);
}
