#include "expect.h"

#include "base/file.h"
#include "place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* What pread(2) hands over at a time, and whether a directory lists nothing. */
static size_t most_at_once = SIZE_MAX;
static bool lists_nothing;

ssize_t __real_pread(int fd, void *buffer, size_t capacity, off_t at);
ssize_t __wrap_pread(int fd, void *buffer, size_t capacity, off_t at);
ssize_t __real_getdents64(int fd, void *buffer, size_t capacity);
ssize_t __wrap_getdents64(int fd, void *buffer, size_t capacity);

ssize_t __wrap_pread(int fd, void *buffer, size_t capacity, off_t at) {
  return __real_pread(fd, buffer,
                      capacity < most_at_once ? capacity : most_at_once, at);
}

ssize_t __wrap_getdents64(int fd, void *buffer, size_t capacity) {
  return lists_nothing ? 0 : __real_getdents64(fd, buffer, capacity);
}

static void put(const struct place *place, const char *name, const char *bytes,
                size_t length) {
  int fd =
      openat(place->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, bytes, length), length);
  assert_int_equal(close(fd), 0);
}

static void put_directory(const struct place *place, const char *name) {
  assert_int_equal(mkdirat(place->fd, name, 0700), 0);
}

/* The number that the next open file will have. */
static int next_fd(void) {
  int fd = open("/", O_PATH | O_CLOEXEC);

  assert_true(fd >= 0);
  close(fd);
  return fd;
}

static void a_file_of_just_the_capacity_is_read_whole(void **state) {
  static const struct {
    size_t capacity;
    long result;
  } rows[] = {{9, 8}, {8, 8}, {7, -E2BIG}, {1, -E2BIG}, {0, -E2BIG}};
  const struct place *place = *state;

  put(place, "eight", "12345678", 8);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char buffer[16];

    memset(buffer, '#', sizeof(buffer));
    assert_int_equal(file_read_at(place->fd, "eight", buffer, rows[i].capacity),
                     rows[i].result);
    if (rows[i].result > 0)
      assert_memory_equal(buffer, "12345678", 8);
    assert_int_equal(buffer[rows[i].capacity], '#');
  }
}

static void an_empty_file_has_no_bytes(void **state) {
  const struct place *place = *state;
  char buffer[4];

  put(place, "empty", "", 0);
  assert_int_equal(file_read_at(place->fd, "empty", buffer, 4), 0);
  assert_int_equal(file_read_at(place->fd, "empty", buffer, 0), 0);
  assert_int_equal(file_read_start_at(place->fd, "empty", buffer, 4), 0);
}

static void the_start_of_a_file_is_cut_at_the_capacity(void **state) {
  static const struct {
    size_t capacity;
    long result;
  } rows[] = {{9, 8}, {8, 8}, {7, 7}, {1, 1}};
  const struct place *place = *state;

  put(place, "eight", "12345678", 8);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char buffer[16];

    memset(buffer, '#', sizeof(buffer));
    assert_int_equal(
        file_read_start_at(place->fd, "eight", buffer, rows[i].capacity),
        rows[i].result);
    assert_memory_equal(buffer, "12345678", (size_t)rows[i].result);
    assert_int_equal(buffer[rows[i].result], '#');
  }
}

static void a_piece_may_be_handed_over_in_parts(void **state) {
  static const struct {
    const char *text;
    size_t part;
    size_t capacity;
    long result;
  } rows[] = {
      {"eight 8\n", 1, 16, 8},     {"eight 8\n", 3, 16, 8},
      {"eight 8\n", 7, 16, 8},     {"eight 8\n", 3, 8, -E2BIG},
      {"two\nlines\n", 3, 16, 10}, {"no end", 4, 16, 6},
      {"no end", 4, 6, -E2BIG},    {"", 4, 16, 0},
      {"two\nlines\n", 4, 16, 4}, /* the most that anybody can know */
  };
  const struct place *place = *state;

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char name[24], buffer[16];

    snprintf(name, sizeof(name), "piece%zu", i);
    put(place, name, rows[i].text, strlen(rows[i].text));
    most_at_once = rows[i].part;
    assert_int_equal(
        file_read_piece_at(place->fd, name, buffer, rows[i].capacity),
        rows[i].result);
    if (rows[i].result > 0)
      assert_memory_equal(buffer, rows[i].text, (size_t)rows[i].result);
  }
  most_at_once = SIZE_MAX;
}

static void lines_are_counted_however_the_buffer_cuts_them(void **state) {
  static const struct {
    const char *text;
    long lines;
  } rows[] = {{"", 0},          {"no end", 0},     {"1\n", 1},
              {"1\n2\n3\n", 3}, {"\n\n\n\n\n", 5}, {"12345678\n2\nx", 2}};
  const struct place *place = *state;
  char buffer[8];

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char name[8];

    snprintf(name, sizeof(name), "%zu", i);
    put(place, name, rows[i].text, strlen(rows[i].text));
    for (size_t capacity = 1; capacity <= sizeof(buffer); capacity++)
      assert_int_equal(file_count_lines_at(place->fd, name, buffer, capacity),
                       rows[i].lines);
  }
  assert_int_equal(file_count_lines_at(place->fd, "gone", buffer, 8), -ENOENT);
}

static void a_link_is_read_and_not_followed(void **state) {
  const struct place *place = *state;
  char buffer[32];

  assert_int_equal(symlinkat("/usr/bin/nowhere", place->fd, "exe"), 0);
  memset(buffer, '#', sizeof(buffer));
  assert_int_equal(file_link_at(place->fd, "exe", buffer, sizeof(buffer)), 16);
  assert_memory_equal(buffer, "/usr/bin/nowhere#", 17);
  memset(buffer, '#', sizeof(buffer));
  assert_int_equal(file_link_at(place->fd, "exe", buffer, 4), 4);
  assert_memory_equal(buffer, "/usr#", 5);
  put(place, "plain", "x", 1);
  assert_int_equal(file_link_at(place->fd, "plain", buffer, 4), -EINVAL);
}

static void what_is_not_there_is_told_by_everybody(void **state) {
  const struct place *place = *state;
  char buffer[4];
  int before = next_fd();

  assert_int_equal(file_read_at(place->fd, "absent", buffer, 4), -ENOENT);
  assert_int_equal(file_read_start_at(place->fd, "absent", buffer, 4), -ENOENT);
  assert_int_equal(file_link_at(place->fd, "absent", buffer, 4), -ENOENT);
  assert_int_equal(file_pin_at(place->fd, "absent"), -ENOENT);
  assert_int_equal(file_count_at(place->fd, "absent", 0, 9), -ENOENT);
  assert_int_equal(file_count_at(place->fd, "absent", 1, 9), -ENOENT);
  assert_int_equal(next_fd(), before);
}

static void a_directory_is_no_file_and_a_file_no_directory(void **state) {
  const struct place *place = *state;
  char buffer[4];

  put_directory(place, "directory");
  put(place, "file", "x", 1);
  assert_int_equal(file_read_at(place->fd, "directory", buffer, 4), -EISDIR);
  assert_int_equal(file_read_start_at(place->fd, "directory", buffer, 4),
                   -EISDIR);
  assert_int_equal(file_pin_at(place->fd, "file"), -ENOTDIR);
  assert_int_equal(file_count_at(place->fd, "file", 0, 9), -ENOTDIR);
}

static void set_soft_limit(rlim_t soft, struct rlimit *ret_before) {
  struct rlimit limit;

  assert_int_equal(getrlimit(RLIMIT_NOFILE, ret_before), 0);
  limit = *ret_before;
  limit.rlim_cur = soft;
  if (soft > limit.rlim_max)
    skip(); /* the hard limit of this machine is too low to try it */
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void a_pin_is_a_high_path_that_no_child_inherits(void **state) {
  const struct place *place = *state;
  struct rlimit before;
  int fd, next;

  put_directory(place, "4242");
  set_soft_limit(2048, &before);
  next = next_fd();
  fd = file_pin_at(place->fd, "4242");
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
  assert_true(fd >= 1024);
  assert_true(fcntl(fd, F_GETFL) & O_PATH);
  assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
  assert_int_equal(next_fd(), next);
  close(fd);
}

static void a_pin_is_low_where_the_limit_leaves_no_other(void **state) {
  const struct place *place = *state;
  struct rlimit before;
  int fd;

  put_directory(place, "4242");
  set_soft_limit(256, &before);
  fd = file_pin_at(place->fd, "4242");
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
  assert_in_range(fd, 0, 255);
  assert_true(fcntl(fd, F_GETFL) & O_PATH);
  assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
  close(fd);
}

static void
a_pin_stays_with_its_directory_when_the_name_is_reused(void **state) {
  const struct place *place = *state;
  char buffer[8];
  int fd;

  put_directory(place, "4242");
  fd = file_pin_at(place->fd, "4242");
  assert_true(fd >= 0);
  assert_int_equal(unlinkat(place->fd, "4242", AT_REMOVEDIR), 0);
  put_directory(place, "4242");
  put(place, "4242/status", "another", 7);
  assert_int_equal(file_read_at(fd, "status", buffer, 8), -ENOENT);
  assert_int_equal(file_read_at(place->fd, "4242/status", buffer, 8), 7);
  close(fd);
}

static void fill_fds(const struct place *place, int count) {
  put_directory(place, "fd");
  for (int i = 0; i < count; i++) {
    char name[32];

    snprintf(name, sizeof(name), "fd/%d", i);
    put(place, name, "", 0);
  }
}

static void a_listing_counts_up_to_the_most(void **state) {
  static const struct {
    long most, result;
  } rows[] = {{100, 7}, {8, 7}, {7, 7}, {6, -E2BIG}, {0, -E2BIG}};
  const struct place *place = *state;

  fill_fds(place, 7);
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    assert_int_equal(file_count_at(place->fd, "fd", 0, rows[i].most),
                     rows[i].result);
  put_directory(place, "none");
  assert_int_equal(file_count_at(place->fd, "none", 0, 0), 0);
}

/* 32 KiB of listing hold at most 1365 entries. */
static void a_listing_of_many_buffers_is_counted_to_its_end(void **state) {
  const struct place *place = *state;
  int before = next_fd();

  fill_fds(place, 3000);
  assert_int_equal(file_count_at(place->fd, "fd", 0, 65536), 3000);
  assert_int_equal(file_count_at(place->fd, "fd", 0, 3000), 3000);
  assert_int_equal(file_count_at(place->fd, "fd", 0, 2999), -E2BIG);
  assert_int_equal(next_fd(), before);
}

static void the_size_is_taken_for_the_count_where_it_is_one(void **state) {
  const struct place *place = *state;

  put(place, "fd", "12345", 5); /* stands for a directory of procfs */
  assert_int_equal(file_count_at(place->fd, "fd", 1, 2), 5);
}

struct heard {
  int count;
  long long sum;
};

static void hear(void *context, int number) {
  struct heard *heard = context;

  heard->count++;
  heard->sum += number;
}

static struct heard hear_all(const struct place *place, const char *const *name,
                             size_t count) {
  struct heard heard = {0};

  for (size_t i = 0; i < count; i++)
    put_directory(place, name[i]);
  assert_int_equal(file_each_number(place->fd, hear, &heard), 0);
  return heard;
}

static void a_listing_without_itself_is_none(void **state) {
  const struct place *place = *state;
  struct heard heard = {0};

  put_directory(place, "17");
  lists_nothing = true;
  assert_int_equal(file_each_number(place->fd, hear, &heard), -EIO);
  assert_int_equal(file_count_at(place->fd, ".", 0, 10), -EIO);
  lists_nothing = false;
  assert_int_equal(heard.count, 0);
  put_directory(place, "empty");
  assert_int_equal(file_count_at(place->fd, "empty", 0, 10), 0);
}

static void each_number_is_called_and_no_other_name(void **state) {
  static const char *const names[] = {
      "1",  "42", "4242", "2147483647", "2147483648", "99999999999999999999999",
      "-5", "+5", ".5",   "self",       "x12",        "sys",
  };
  struct heard heard = hear_all(*state, names, COUNT_OF(names));

  assert_int_equal(heard.count, 4);
  assert_int_equal(heard.sum, 1 + 42 + 4242 + 2147483647LL);
}

static void a_name_that_only_begins_as_a_number_is_none(void **state) {
  static const char *const names[] = {"7", "12abc", "4242.bak", "0x10", "1 2"};
  struct heard heard = hear_all(*state, names, COUNT_OF(names));

  assert_int_equal(heard.count, 1);
  assert_int_equal(heard.sum, 7);
}

static void numbers_are_listed_through_a_pin_as_well(void **state) {
  const struct place *place = *state;
  struct heard heard = {0};
  int fd;

  put_directory(place, "proc");
  put_directory(place, "proc/17");
  fd = file_pin_at(place->fd, "proc");
  assert_true(fd >= 0);
  assert_int_equal(file_each_number(fd, hear, &heard), 0);
  assert_int_equal(file_each_number(fd, hear, &heard), 0);
  assert_int_equal(heard.count, 2); /* the second begins at the start again */
  assert_int_equal(heard.sum, 34);
  close(fd);
  assert_int_equal(file_each_number(-1, hear, &heard), -EBADF);
}

static void numbers_come_a_few_at_a_time_until_the_end(void **state) {
  const struct place *place = *state;
  int number[4], sum = 0, calls = 0, count;
  long at = 0;
  char name[24];

  put_directory(place, "fdinfo");
  for (int i = 0; i < 50; i++) {
    snprintf(name, sizeof(name), "fdinfo/%d", i);
    put(place, name, "", 0);
  }
  put(place, "fdinfo/7x", "", 0);
  do {
    count = file_numbers_at(place->fd, "fdinfo", &at, number, 4);
    assert_in_range(count, 0, 4);
    for (int i = 0; i < count; i++)
      sum += number[i];
  } while (at != 0 && ++calls < 100);
  assert_int_equal(sum, 49 * 50 / 2);
  assert_true(calls >= 50 / 4);
  assert_int_equal(file_numbers_at(place->fd, "none", &at, number, 4), -ENOENT);
}

static bool begins_alike(const void *key, struct text line) {
  return text_skip(&line, key);
}

static void a_line_is_found_however_long_the_file_is(void **state) {
  static const struct {
    const char *key;
    const char *line; /* NULL: there is none */
  } rows[] = {
      {"a ", "a first"},
      {"line 17 ", "line 17 of many"},
      {"line 499 ", "line 499 of many"},
      {"z ", NULL}, /* without an end it is no line */
      {"long", NULL},
      {"0", NULL}, /* nor is the rest of a long one */
      {"line 500 ", NULL},
      {"end", "end"},
  };
  const struct place *place = *state;
  char text[16384], buffer[64];
  size_t length = 0;

  length += (size_t)sprintf(text, "a first\n");
  for (int i = 0; i < 500; i++)
    length += (size_t)sprintf(text + length, "line %d of many\n", i);
  length += (size_t)sprintf(text + length, "long%0200d\nend\nz no end", 0);
  put(place, "list", text, length);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    long found = file_line_at(place->fd, "list",
                              &(struct line_test){begins_alike, rows[i].key},
                              buffer, sizeof(buffer));

    assert_int_equal(found,
                     rows[i].line ? (long)strlen(rows[i].line) : -ENODATA);
    if (rows[i].line)
      assert_memory_equal(buffer, rows[i].line, strlen(rows[i].line));
  }
  assert_int_equal(file_line_at(place->fd, "none",
                                &(struct line_test){begins_alike, "a"}, buffer,
                                sizeof(buffer)),
                   -ENOENT);
}

#define IN_A_PLACE(f)                                                          \
  cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int main(void) {
  static const struct CMUnitTest tests[] = {
      IN_A_PLACE(a_file_of_just_the_capacity_is_read_whole),
      IN_A_PLACE(an_empty_file_has_no_bytes),
      IN_A_PLACE(the_start_of_a_file_is_cut_at_the_capacity),
      IN_A_PLACE(a_piece_may_be_handed_over_in_parts),
      IN_A_PLACE(lines_are_counted_however_the_buffer_cuts_them),
      IN_A_PLACE(a_link_is_read_and_not_followed),
      IN_A_PLACE(what_is_not_there_is_told_by_everybody),
      IN_A_PLACE(a_directory_is_no_file_and_a_file_no_directory),
      IN_A_PLACE(a_pin_is_a_high_path_that_no_child_inherits),
      IN_A_PLACE(a_pin_is_low_where_the_limit_leaves_no_other),
      IN_A_PLACE(a_pin_stays_with_its_directory_when_the_name_is_reused),
      IN_A_PLACE(a_listing_counts_up_to_the_most),
      IN_A_PLACE(a_listing_of_many_buffers_is_counted_to_its_end),
      IN_A_PLACE(the_size_is_taken_for_the_count_where_it_is_one),
      IN_A_PLACE(a_listing_without_itself_is_none),
      IN_A_PLACE(each_number_is_called_and_no_other_name),
      IN_A_PLACE(a_name_that_only_begins_as_a_number_is_none),
      IN_A_PLACE(numbers_are_listed_through_a_pin_as_well),
      IN_A_PLACE(numbers_come_a_few_at_a_time_until_the_end),
      IN_A_PLACE(a_line_is_found_however_long_the_file_is),
  };

  return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
