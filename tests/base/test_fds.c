/* test_fds.c - the links and sizes of a directory like /proc/PID/fd. */
#include "expect.h"

#include "base/fds.h"
#include "base/text.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void put_link(const struct place *place, int number, const char *text) {
  char path[32];

  snprintf(path, sizeof(path), "fd/%d", number);
  assert_int_equal(symlinkat(text, place->fd, path), 0);
}

static int make_fds(void **state) {
  const struct place *place;

  if (make_place(state) < 0)
    return -1;
  place = *state;
  return mkdirat(place->fd, "fd", 0700);
}

static void texts_may_hold_any_byte(void **state) {
  static const char evil[] = "/tmp/1\n2\tx\xff 3 (deleted)";
  const struct place *place = *state;
  struct fds_range range = {.most = 10, .text_most = 255};
  char buffer[1024];
  long length;
  struct text rest;

  put_link(place, 7, evil);
  assert_int_equal(symlinkat("nothing", place->fd, "fd/x7"), 0);
  length = fds_links_at(place->fd, "fd", &range, buffer, sizeof(buffer));
  assert_int_equal(length, 2 + sizeof(evil));
  rest = text_of(buffer, (size_t)length);
  assert_true(text_equals(text_cut(&rest, '\0'), "7"));
  assert_true(text_equals(text_cut(&rest, '\0'), evil));
  assert_true(text_is_empty(rest));
}

/* Of all rounds together each link is told once, in whatever order. */
static void count_in_rounds(const struct place *place, int most,
                            size_t capacity) {
  struct fds_range range = {.text_most = 60};
  unsigned seen[200] = {0};
  char buffer[4096];
  int rounds = 0;

  assert_true(capacity <= sizeof(buffer));
  do {
    long length;
    struct text rest;

    range.most = most;
    length = fds_links_at(place->fd, "fd", &range, buffer, capacity);
    assert_true(length >= 0 && length <= (long)capacity);
    for (rest = text_of(buffer, (size_t)length); !text_is_empty(rest);) {
      uint64_t number;

      assert_int_equal(text_to_u64(text_cut(&rest, '\0'), &number), 0);
      assert_true(text_equals(text_cut(&rest, '\0'), "socket:[12345]"));
      seen[number]++;
    }
    assert_true(++rounds < 1000);
  } while (range.at != 0);
  for (int i = 0; i < 200; i++)
    assert_int_equal(seen[i], 1);
}

static void a_long_table_is_told_in_rounds(void **state) {
  for (int i = 0; i < 200; i++)
    put_link(*state, i, "socket:[12345]");
  count_in_rounds(*state, 1000, 4096);
  count_in_rounds(*state, 7, 4096);
  count_in_rounds(*state, 1000, 72); /* room for one */
}

static void a_long_text_is_cut(void **state) {
  const struct place *place = *state;
  struct fds_range range = {.most = 10, .text_most = 5};
  char buffer[64];

  put_link(place, 1, "/a/long/path");
  assert_int_equal(
      fds_links_at(place->fd, "fd", &range, buffer, sizeof(buffer)), 8);
  assert_memory_equal(buffer, "1\0/a/lo", 8);
}

static void who_is_gone_is_told_as_it_is(void **state) {
  const struct place *place = *state;
  struct fds_range range = {.most = 10, .text_most = 5};
  char buffer[64];

  assert_int_equal(
      fds_links_at(place->fd, "none", &range, buffer, sizeof(buffer)), -ENOENT);
  assert_int_equal(fds_size_at(place->fd, "none"), -ENOENT);
}

static void a_size_is_that_of_a_regular_file(void **state) {
  const struct place *place = *state;
  int fd = openat(place->fd, "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  assert_int_equal(ftruncate(fd, 5000000000), 0);
  close(fd);
  put_link(place, 3, "../file");
  put_link(place, 4, "..");
  assert_int_equal(fds_size_at(place->fd, "fd/3"), 5000000000);
  assert_int_equal(fds_size_at(place->fd, "fd/4"), -EINVAL);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(texts_may_hold_any_byte, make_fds,
                                      remove_place),
      cmocka_unit_test_setup_teardown(a_long_table_is_told_in_rounds, make_fds,
                                      remove_place),
      cmocka_unit_test_setup_teardown(a_long_text_is_cut, make_fds,
                                      remove_place),
      cmocka_unit_test_setup_teardown(who_is_gone_is_told_as_it_is, make_fds,
                                      remove_place),
      cmocka_unit_test_setup_teardown(a_size_is_that_of_a_regular_file,
                                      make_fds, remove_place),
  };

  return cmocka_run_group_tests_name("fds", tests, NULL, NULL);
}
