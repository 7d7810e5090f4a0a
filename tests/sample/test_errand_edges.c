/* test_errand_edges.c - each reading of an errand has what is its own. */
#include "expect.h"

#include "place.h"
#include "sample/errand.h"
#include "sample/zero.h"

#include <errno.h>
#include <string.h>

static struct errand errand;

static int begin(void **state) {
  memset(&errand, 0, sizeof(errand));
  errand_clear(&errand);
  if (make_place(state) < 0)
    return -1;
  errand.dirfd = ((const struct place *)*state)->fd;
  return 0;
}

static void put(const struct place *place, const char *name, const char *text) {
  int fd;

  (void)unlinkat(place->fd, name, 0);
  fd = openat(place->fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
  close(fd);
}

static void expect_text(int index, const char *text) {
  errand_read(&errand, index, NULL);
  assert_int_equal(errand.reading[index].length, strlen(text));
  assert_memory_equal(errand.reading[index].bytes, text, strlen(text));
}

static void a_key_an_order_and_a_range_are_those_of_the_latest(void **state) {
  const struct fds_range range = {.at = 3, .most = 10, .text_most = 100};
  const struct reading *reading = errand.reading;

  (void)state;
  assert_true(errand_add(&errand, SOURCE_NS_PID));
  assert_true(
      errand_add_mount(&errand, SOURCE_MOUNTINFO, (struct mount_key){.id = 5}));
  assert_int_equal(reading[0].key.id, 0);
  assert_int_equal(reading[1].key.id, 5);
  errand_clear(&errand);
  assert_true(errand_add(&errand, SOURCE_NS_PID));
  assert_true(errand_add_links(&errand, &range));
  assert_int_equal(reading[0].range.most, 0);
  assert_int_equal(reading[1].range.most, 10);
  errand_clear(&errand);
  assert_true(errand_add(&errand, SOURCE_NS_PID));
  assert_true(errand_add_sights(&errand, (struct sight_order){.most = 7}));
  assert_int_equal(reading[0].order.most, 0);
  assert_int_equal(reading[1].order.most, 7);
  errand_clear(&errand);
  assert_true(errand_add(&errand, SOURCE_NS_PID));
  assert_true(errand_add_foreign(&errand, "/x"));
  assert_false(reading[0].is_foreign);
  assert_true(reading[1].is_foreign);
  assert_int_equal(errand.count, 2);
}

static void what_is_not_open_yet_has_no_fd(void **state) {
  (void)state;
  assert_true(errand_add(&errand, SOURCE_NS_PID));
  assert_true(errand_add_path(&errand, "io"));
  assert_int_equal(errand.reading[0].fd, -1);
  assert_int_equal(errand.reading[1].fd, -1);
  errand_clear(&errand);
  assert_true(errand_add_mappings(&errand));
  assert_int_equal(errand.reading[0].fd, -1);
}

/* Two of them, so that one is behind the other. */
static void sizes_are_asked_in_the_latest_reading(void **state) {
  const struct place *place = *state;
  const int fd[] = {0, 4};
  struct fd_size size[2];

  assert_int_equal(mkdirat(place->fd, "fd", 0700), 0);
  put(place, "fd/0", "");
  put(place, "fd/4", "12345");
  assert_true(errand_add(&errand, SOURCE_NS_PID));
  assert_true(errand_add_sizes(&errand, fd, 2));
  errand_read(&errand, 1, NULL);
  assert_int_equal(errand.reading[1].length, sizeof(size));
  memcpy(size, errand.reading[1].bytes, sizeof(size));
  assert_int_equal(size[0].fd, 0);
  assert_int_equal(size[0].bytes, 0);
  assert_int_equal(size[1].fd, 4);
  assert_int_equal(size[1].bytes, 5);
}

/* What stands behind them in the buffer is not asked for. */
static void no_more_sizes_are_asked_than_were_handed_over(void **state) {
  const struct place *place = *state;
  const struct fd_size behind = {.fd = 4, .bytes = 99};
  struct fd_size after;
  const int fd[] = {4};

  assert_int_equal(mkdirat(place->fd, "fd", 0700), 0);
  put(place, "fd/4", "12345");
  assert_true(errand_add_sizes(&errand, fd, 1));
  memcpy(errand.reading[0].bytes + sizeof(behind), &behind, sizeof(behind));
  errand_read(&errand, 0, NULL);
  assert_int_equal(errand.reading[0].length, sizeof(behind));
  memcpy(&after, errand.reading[0].bytes + sizeof(behind), sizeof(after));
  assert_int_equal(after.bytes, 99);
}

/* A number, though there is nothing to count. */
static void an_empty_list_of_mappings_has_0_lines(void **state) {
  put(*state, "maps", "");
  assert_true(errand_add(&errand, SOURCE_MAPS));
  expect_text(0, "0");
}

static void the_most_sizes_are_as_many_as_promised(void **state) {
  int fd[FD_SIZES_MOST] = {0};

  (void)state;
  assert_true(errand_add_sizes(&errand, fd, FD_SIZES_MOST));
  assert_int_equal(errand.reading[0].length,
                   FD_SIZES_MOST * sizeof(struct fd_size));
  errand_clear(&errand);
  assert_false(errand_add_sizes(&errand, fd, FD_SIZES_MOST + 1));
  assert_int_equal(errand.count, 0);
}

/* What is kept is read by its fd, which may be 0: a file that has come in the
 * place of another is another. */
static void what_is_kept_open_is_read_by_its_fd(void **state) {
  for (int is_zero = 0; is_zero < 2; is_zero++) {
    struct zero zero;
    int fd;

    errand_clear(&errand);
    put(*state, "io", "one\n");
    assert_true(errand_add_path(&errand, "io"));
    errand.reading[0].keep = true;
    if (is_zero)
      zero_free(&zero);
    errand_read(&errand, 0, NULL);
    fd = errand.reading[0].fd;
    put(*state, "io", "other\n");
    expect_text(0, "one\n");
    errand.reading[0].keep = false; /* as who asks for it the next time */
    expect_text(0, "one\n");
    assert_int_equal(errand.reading[0].fd, fd);
    assert_int_equal(fd == 0, is_zero);
    errand_close_opened(&errand);
    assert_int_equal(fcntl(fd, F_GETFD), -1);
    if (is_zero)
      zero_restore(&zero);
  }
}

static void what_cannot_be_kept_open_is_told(void **state) {
  (void)state;
  assert_true(errand_add_path(&errand, "absent"));
  errand.reading[0].keep = true;
  errand_read(&errand, 0, NULL);
  assert_int_equal(errand.reading[0].length, -ENOENT);
  assert_int_equal(errand.reading[0].fd, -1);
  assert_false(errand.reading[0].opened);
}

/* Each that was opened here, and none of those that were open before, or that
 * stand behind the last. */
static void what_was_opened_is_closed_and_no_more(void **state) {
  int fd[4];

  put(*state, "io", "one\n");
  for (int i = 0; i < 3; i++)
    assert_true(errand_add_path(&errand, "io"));
  for (int i = 0; i < 4; i++) {
    fd[i] = openat(errand.dirfd, "io", O_RDONLY | O_CLOEXEC);
    errand.reading[i].fd = fd[i];
    errand.reading[i].opened = i != 1;
  }
  errand_close_opened(&errand);
  for (int i = 0; i < 4; i++)
    assert_int_equal(fcntl(fd[i], F_GETFD) >= 0, i == 1 || i == 3);
  close(fd[1]);
  close(fd[3]);
}

/* To the last byte, and not one more. */
static void an_errand_is_full_when_its_room_is_taken(void **state) {
  size_t used = 0;

  (void)state;
  assert_true(errand_add(&errand, SOURCE_CMDLINE));
  used = errand.used;
  assert_int_equal(ERRAND_BYTES - used, READING_BYTES);
  assert_true(errand_add_path(&errand, "io"));
  assert_int_equal(errand.used, ERRAND_BYTES);
  assert_false(errand_add(&errand, SOURCE_NS_PID));
  assert_int_equal(errand.count, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, remove_place)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(a_key_an_order_and_a_range_are_those_of_the_latest),
      TEST(what_is_not_open_yet_has_no_fd),
      TEST(sizes_are_asked_in_the_latest_reading),
      TEST(no_more_sizes_are_asked_than_were_handed_over),
      TEST(an_empty_list_of_mappings_has_0_lines),
      TEST(the_most_sizes_are_as_many_as_promised),
      TEST(what_is_kept_open_is_read_by_its_fd),
      TEST(what_cannot_be_kept_open_is_told),
      TEST(what_was_opened_is_closed_and_no_more),
      TEST(an_errand_is_full_when_its_room_is_taken),
  };

  return cmocka_run_group_tests_name("errand, at the edge", tests, NULL, NULL);
}
