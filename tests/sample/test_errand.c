/* test_errand.c - what a thread of the lane brings back. The test says what
 * readlinkat(2) answers: see --wrap in Makefile.am. */
#include "expect.h"

#include "place.h"
#include "sample/errand.h"
#include "sample/mappings.h"
#include "sample/netlink.h"
#include "sample/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *link_text; /* NULL: link_errno */
static int link_errno;

ssize_t __wrap_readlinkat(int dirfd, const char *name, char *buffer,
                          size_t capacity);
ssize_t __wrap_readlinkat(int dirfd, const char *name, char *buffer,
                          size_t capacity) {
  (void)dirfd;
  (void)name;
  if (!link_text) {
    errno = link_errno;
    return -1;
  }
  assert_true(strlen(link_text) <= capacity);
  memcpy(buffer, link_text, strlen(link_text));
  return (ssize_t)strlen(link_text);
}

static int make_fresh_place(void **state) {
  link_text = NULL;
  return make_place(state);
}

static void put_status(const struct place *place) {
  int fd = openat(place->fd, "status", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  assert_true(fd >= 0);
  close(fd);
}

static long read_one(const struct place *place, enum source_id source) {
  static struct errand errand;

  errand_clear(&errand);
  errand.dirfd = place->fd;
  assert_true(errand_add(&errand, source));
  errand_read(&errand, 0, NULL);
  return errand.reading[0].length;
}

static void a_link_is_read_as_its_text(void **state) {
  link_text = "pid:[4026531836]";
  assert_int_equal(read_one(*state, SOURCE_NS_PID), strlen(link_text));
  assert_int_equal(read_one(*state, SOURCE_EXE), strlen(link_text));
}

static void a_link_that_may_not_be_read_is_denied(void **state) {
  put_status(*state);
  link_errno = EACCES;
  assert_int_equal(read_one(*state, SOURCE_NS_PID), -EACCES);
  assert_int_equal(read_one(*state, SOURCE_EXE), -EACCES);
}

/* The kernel says EACCES of both. */
static void a_link_of_who_has_just_gone_is_not_denied(void **state) {
  link_errno = EACCES;
  assert_int_equal(read_one(*state, SOURCE_NS_PID), -ESRCH);
  assert_int_equal(read_one(*state, SOURCE_EXE), -ESRCH);
}

/* More than its room, which is none for a text that is counted. */
static void mappings_are_counted_and_come_back_as_a_number(void **state) {
  static const char line[] =
      "7f0000000000-7f0000001000 r--p 00000000 00:00 0\n";
  const struct place *place = *state;
  static struct errand errand;
  int fd = openat(place->fd, "maps", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  for (int i = 0; i < 1234; i++)
    assert_int_equal(write(fd, line, strlen(line)), strlen(line));
  close(fd);
  errand_clear(&errand);
  errand.dirfd = place->fd;
  assert_true(errand_add(&errand, SOURCE_MAPS));
  errand_read(&errand, 0, NULL);
  assert_int_equal(errand.reading[0].length, 4);
  assert_memory_equal(errand.reading[0].bytes, "1234", 4);
}

static void mappings_are_summed_and_come_back_as_a_table(void **state) {
  static const char line[] =
      "7f0000000000-7f0000001000 r--p 00000000 08:01 5    /lib/x\n";
  const struct place *place = *state;
  static struct errand errand;
  static struct mappings mappings;
  int fd = openat(place->fd, "maps", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  for (int i = 0; i < 1234; i++)
    assert_int_equal(write(fd, line, strlen(line)), strlen(line));
  close(fd);
  errand_clear(&errand);
  errand.dirfd = place->fd;
  assert_true(errand_add_mappings(&errand));
  errand_read(&errand, 0, NULL);
  assert_int_equal(errand.reading[0].length, sizeof(mappings));
  memcpy(&mappings, errand.reading[0].bytes, sizeof(mappings));
  assert_int_equal(mappings.sum_count, 1);
  assert_int_equal(mappings.sum[0].bytes, 1234 * 4096);
  assert_string_equal(mappings.sum[0].name, "/lib/x");
  errand.dirfd = -1;
  errand_read(&errand, 0, NULL);
  assert_int_equal(errand.reading[0].length, -EBADF);
}

static void a_process_without_maps_is_told_as_it_is(void **state) {
  assert_int_equal(read_one(*state, SOURCE_MAPS), -ENOENT);
}

static void any_other_answer_is_told_as_it_is(void **state) {
  static const int answers[] = {ENOENT, ESRCH, EIO, ENOMEM};

  for (size_t i = 0; i < COUNT_OF(answers); i++) {
    link_errno = answers[i];
    assert_int_equal(read_one(*state, SOURCE_NS_PID), -answers[i]);
  }
}

/* The texts of an errand stand in slices of one buffer. */
static void an_errand_takes_no_more_than_it_has_room_for(void **state) {
  struct errand *errand = calloc(1, sizeof(*errand));

  (void)state;
  assert_non_null(errand);
  errand_clear(errand);
  assert_true(errand_add(errand, SOURCE_IO));
  assert_true(errand_add(errand, SOURCE_STAT));
  assert_true(errand_add(errand, SOURCE_CMDLINE));
  assert_false(errand_add_path(errand, "pid")); /* there is not so much left */
  assert_true(errand_add(errand, SOURCE_IO));
  assert_true(errand_add(errand, SOURCE_IO));
  assert_false(errand_add(errand, SOURCE_IO)); /* there is no sixth */
  assert_int_equal(errand->count, ERRAND_READINGS);
  for (int i = 0; i < errand->count; i++) {
    const struct reading *reading = &errand->reading[i];

    assert_true(reading->bytes + reading->capacity <=
                errand->bytes + ERRAND_BYTES);
    if (i > 0)
      assert_true(reading->bytes == reading[-1].bytes + reading[-1].capacity);
  }
  free(errand);
}

/* The list of fds that was handed over may be gone. */
static void sizes_are_asked_of_a_copy(void **state) {
  const struct place *place = *state;
  static struct errand errand;
  struct fd_size size[2];
  int fd[2] = {3, 4};
  int file;

  assert_int_equal(mkdirat(place->fd, "fd", 0700), 0);
  file = openat(place->fd, "fd/4", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  assert_int_equal(ftruncate(file, 1234), 0);
  close(file);
  errand_clear(&errand);
  errand.dirfd = place->fd;
  assert_true(errand_add_sizes(&errand, fd, 2));
  memset(fd, 0, sizeof(fd));
  errand_read(&errand, 0, NULL);
  assert_int_equal(errand.reading[0].length, sizeof(size));
  memcpy(size, errand.reading[0].bytes, sizeof(size));
  assert_int_equal(size[0].fd, 3);
  assert_int_equal(size[0].bytes, -ENOENT);
  assert_int_equal(size[1].fd, 4);
  assert_int_equal(size[1].bytes, 1234);
  errand_clear(&errand);
  assert_false(errand_add_sizes(&errand, fd, FD_SIZES_MOST + 1));
}

static void
links_that_may_not_be_read_are_denied_unless_it_is_gone(void **state) {
  const struct place *place = *state;
  static struct errand errand;
  struct fds_range range = {.most = 10, .text_most = 100};

  assert_int_equal(mkdirat(place->fd, "fd", 0700), 0);
  assert_int_equal(symlinkat("x", place->fd, "fd/3"), 0);
  link_errno = EACCES;
  errand_clear(&errand);
  errand.dirfd = place->fd;
  assert_true(errand_add_links(&errand, &range));
  errand_read(&errand, 0, NULL);
  assert_int_equal(errand.reading[0].length, -ESRCH);
  put_status(place);
  errand_read(&errand, 0, NULL);
  assert_int_equal(errand.reading[0].length, -EACCES);
  link_text = "pipe:[7]";
  errand_read(&errand, 0, NULL);
  assert_int_equal(errand.reading[0].length, 11);
  assert_memory_equal(errand.reading[0].bytes, "3\0pipe:[7]", 11);
  assert_int_equal(errand.reading[0].range.at, 0);
}

static void nothing_is_added_to_a_full_errand(void **state) {
  static struct errand errand;
  static const struct socket_search search;
  static const struct fds_range range;
  int fd = 3;

  (void)state;
  errand_clear(&errand);
  for (int i = 0; i < ERRAND_READINGS; i++)
    assert_true(errand_add(&errand, SOURCE_NS_PID));
  assert_false(errand_add_filesystem(&errand, "/", 1));
  assert_false(errand_add_links(&errand, &range));
  assert_false(errand_add_mappings(&errand));
  assert_false(
      errand_add_mount(&errand, SOURCE_MOUNTINFO, (struct mount_key){0}));
  assert_false(errand_add_path(&errand, "pid"));
  assert_false(errand_add_sights(&errand, (struct sight_order){0}));
  assert_false(errand_add_sizes(&errand, &fd, 1));
  assert_false(errand_add_sockets(&errand, &search));
  assert_int_equal(errand.count, ERRAND_READINGS);
  assert_int_equal(errand.used, ERRAND_READINGS * 64);
}

/* With its NUL it has just the room of a reading. */
static void a_path_that_is_too_long_to_copy_is_not_taken(void **state) {
  static struct errand errand;
  static char path[READING_BYTES + 1];

  (void)state;
  memset(path, 'x', READING_BYTES);
  errand_clear(&errand);
  assert_false(errand_add_filesystem(&errand, path, 7));
  assert_int_equal(errand.count, 0);
  path[READING_BYTES - 1] = '\0';
  assert_true(errand_add_filesystem(&errand, path, 7));
  assert_int_equal(errand.reading[0].key.id, 7);
  path[0] = 'y';
  assert_int_equal(errand.reading[0].path[0], 'x');
}

static void write_file(const struct place *place, const char *name,
                       const char *text) {
  int fd =
      openat(place->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
  close(fd);
}

static void a_file_that_is_kept_is_opened_once(void **state) {
  const struct place *place = *state;
  static struct errand errand;
  struct reading *reading = &errand.reading[0];

  errand_clear(&errand);
  errand.dirfd = place->fd;
  assert_true(errand_add(&errand, SOURCE_IO));
  reading->keep = true;
  errand_read(&errand, 0, NULL);
  assert_int_equal(reading->length, -ENOENT);
  assert_false(reading->opened);
  write_file(place, "io", "rchar: 1\n");
  errand_read(&errand, 0, NULL);
  assert_int_equal(reading->length, 9);
  assert_true(reading->opened);
  assert_int_equal(unlinkat(place->fd, "io", 0), 0);
  reading->opened = false;
  errand_read(&errand, 0, NULL);
  assert_int_equal(reading->length, 9);
  assert_false(reading->opened); /* it was the caller's */
  errand_close_opened(&errand);
  assert_int_equal(fcntl(reading->fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  reading->keep = false; /* one that is open is read, wanted or not */
  errand_read(&errand, 0, NULL);
  assert_int_equal(reading->length, 9);
  reading->opened = true;
  errand_close_opened(&errand);
  assert_int_equal(fcntl(reading->fd, F_GETFD), -1);
}

/* Half a table would be taken for a whole one; of a path its begin will do. */
static void what_may_not_be_cut_is_too_long(void **state) {
  const struct place *place = *state;
  static struct errand errand;
  static char text[READING_BYTES + 2];

  memset(text, 'x', READING_BYTES + 1);
  write_file(place, "fdinfo", text);
  errand_clear(&errand);
  errand.dirfd = place->fd;
  assert_true(errand_add_at(&errand, SOURCE_FDINFO, "fdinfo"));
  assert_true(errand_add_path(&errand, "fdinfo"));
  errand_read(&errand, 0, NULL);
  errand_read(&errand, 1, NULL);
  assert_int_equal(errand.reading[0].length, -E2BIG);
  assert_int_equal(errand.reading[1].length, READING_BYTES);
}

/* By the netlink of its thread, which tells that it is astray. */
static void what_is_no_file_is_asked_of_the_kernel(void **state) {
  static struct errand errand;
  struct netlink netlink = NETLINK_CLOSED;
  struct socket_search search = {.asked_count = 1, .asked = {43}}, found;

  (void)state;
  netlink.astray = true;
  errand_clear(&errand);
  assert_true(errand_add(&errand, SOURCE_TASKSTATS));
  assert_true(errand_add_sockets(&errand, &search));
  search.asked[0] = 44;
  errand_read(&errand, 0, &netlink);
  errand_read(&errand, 1, &netlink);
  assert_int_equal(errand.reading[0].length, -ENOTRECOVERABLE);
  assert_int_equal(errand.reading[1].length, -ENOTRECOVERABLE);
  memcpy(&found, errand.reading[1].bytes, sizeof(found));
  assert_int_equal(found.asked[0], 43);
}

#define IN_A_PLACE(f)                                                          \
  cmocka_unit_test_setup_teardown(f, make_fresh_place, remove_place)

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nothing_is_added_to_a_full_errand),
      cmocka_unit_test(a_path_that_is_too_long_to_copy_is_not_taken),
      IN_A_PLACE(a_file_that_is_kept_is_opened_once),
      IN_A_PLACE(what_may_not_be_cut_is_too_long),
      cmocka_unit_test(what_is_no_file_is_asked_of_the_kernel),
      cmocka_unit_test_setup_teardown(a_link_is_read_as_its_text,
                                      make_fresh_place, remove_place),
      cmocka_unit_test_setup_teardown(a_link_that_may_not_be_read_is_denied,
                                      make_fresh_place, remove_place),
      cmocka_unit_test_setup_teardown(a_link_of_who_has_just_gone_is_not_denied,
                                      make_fresh_place, remove_place),
      cmocka_unit_test_setup_teardown(
          mappings_are_counted_and_come_back_as_a_number, make_fresh_place,
          remove_place),
      cmocka_unit_test_setup_teardown(
          mappings_are_summed_and_come_back_as_a_table, make_fresh_place,
          remove_place),
      cmocka_unit_test_setup_teardown(a_process_without_maps_is_told_as_it_is,
                                      make_fresh_place, remove_place),
      cmocka_unit_test_setup_teardown(any_other_answer_is_told_as_it_is,
                                      make_fresh_place, remove_place),
      cmocka_unit_test_setup_teardown(sizes_are_asked_of_a_copy,
                                      make_fresh_place, remove_place),
      cmocka_unit_test_setup_teardown(
          links_that_may_not_be_read_are_denied_unless_it_is_gone,
          make_fresh_place, remove_place),
      cmocka_unit_test(an_errand_takes_no_more_than_it_has_room_for),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
