/* test_open_file.c - what fdinfo tells. */
#include "expect.h"

#include "sample/open_file.h"
#include "tree.h"

#include <errno.h>
#include <string.h>

static int parse(const char *text, struct open_file *ret_file) {
  return open_file_parse(text_of_string(text), ret_file);
}

static void flags_tell_who_writes_and_mnt_id_where(void **state) {
  static const struct {
    const char *text;
    bool is_writable;
    uint64_t mount;
  } rows[] = {
      {"pos:\t0\nflags:\t0100000\nmnt_id:\t29\nino:\t7\n", false, 29},
      {"pos:\t5\nflags:\t0100001\nmnt_id:\t30\n", true, 30},
      {"pos:\t5\nflags:\t02100002\nmnt_id:\t31\nlock:\t1: x\n", true, 31},
      {"flags:\t0102002\nmnt_id:\t15\n", true, 15},
      {"mnt_id:\t15\nflags:\t01\n", true, 15},
      {"mnt_id:\t15\nflags:\t0700001\n", true, 15},
      {"mnt_id:\t15\nflags:\t0700000\n", false, 15},
      {"pos:\t0\nflags:\t012000000\nmnt_id:\t9\n", false, 9}, /* O_PATH */
      {"pos:\t0\nflags:\t012000002\nmnt_id:\t9\n", false, 9},
      {"pos:\t0\nflags:\t03\nmnt_id:\t9\n", false, 9}, /* ioctl(2) only */
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct open_file file;

    assert_int_equal(parse(rows[i].text, &file), 0);
    if (file.is_writable != rows[i].is_writable || file.mount != rows[i].mount)
      fail_msg("row %zu is wrong", i);
  }
}

static void the_position_is_told_where_it_is(void **state) {
  static const struct {
    const char *text;
    double position;
  } rows[] = {
      {"pos:\t5000000000\nflags:\t00\nmnt_id:\t29\n", 5e9},
      {"pos:\t0\nflags:\t00\nmnt_id:\t29\n", 0},
      {"flags:\t00\nmnt_id:\t29\n", NAN},
      {"pos:\t-1\nflags:\t00\nmnt_id:\t29\n", NAN},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct open_file file;

    assert_int_equal(parse(rows[i].text, &file), 0);
    expect_same(file.position, rows[i].position);
  }
}

static void what_does_not_tell_both_is_refused(void **state) {
  static const char *const texts[] = {
      "",
      "pos:\t0\n",
      "flags:\t0100001\n", /* Linux before 3.15 */
      "mnt_id:\t29\n",
      "flags:\t0100001\nmnt_id:\t29", /* cut */
      "flags:\t\nmnt_id:\t29\n",
      "flags:\t0x1\nmnt_id:\t29\n",
      "flags:\t0189\nmnt_id:\t29\n",
      "flags:\t08\nmnt_id:\t29\n",
      "flags:\t0/\nmnt_id:\t29\n",
      "flags:\t01\nmnt_id:\tx\n",
      "xflags:\t01\nmnt_id:\t29\n",
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    struct open_file file = {.mount = 5};

    assert_int_equal(parse(texts[i], &file), -EBADMSG);
    assert_int_equal(file.mount, 5);
  }
}

static void each_prefix_is_taken_or_refused(void **state) {
  static const char text[] = "pos:\t0\nflags:\t0100001\nmnt_id:\t29\n";

  (void)state;
  for (size_t length = 0; length <= strlen(text); length++) {
    char copy[sizeof(text)];
    struct open_file file;
    int r;

    memcpy(copy, text, length);
    r = open_file_parse(text_of(copy, length), &file);
    assert_int_equal(r, length == strlen(text) ? 0 : -EBADMSG);
  }
}

struct site {
  struct tree tree;
  struct reader reader;
  int fd;
};

static void begin(struct site *place) {
  *place = (struct site){.fd = -1};
  tree_open(&place->tree);
  tree_mkdir(&place->tree, "7");
  place->fd = open(place->tree.root, O_PATH | O_DIRECTORY);
}

static int pin(const struct site *place) {
  return openat(place->fd, "7", O_PATH | O_DIRECTORY);
}

static void all_files_are_looked_at_a_few_at_a_time(void **state) {
  struct site place;
  unsigned seen[100] = {0};
  int total = 0, rounds = 0, dirfd;
  long at = 0;

  (void)state;
  begin(&place);
  for (int i = 0; i < 100; i++)
    tree_open_file(&place.tree, 7, i, i % 2 ? "02" : "00",
                   1000 + (unsigned long)i);
  dirfd = pin(&place);
  do {
    struct open_mounts mounts;
    int looked = open_files_read(&place.reader, dirfd, &at, 7, &mounts);

    assert_in_range(looked, 0, 7);
    total += looked;
    for (int i = 0; i < mounts.count; i++)
      seen[mounts.mount[i] - 1000]++;
  } while (at != 0 && ++rounds < 1000);
  assert_int_equal(total, 100);
  for (int i = 0; i < 100; i++)
    assert_int_equal(seen[i], i % 2);
  assert_int_equal(troubles_sum(&place.reader.troubles), 0);
  close(dirfd);
  close(place.fd);
  tree_close(&place.tree);
}

static void one_that_is_gone_is_no_trouble_and_garbage_is(void **state) {
  struct site place;
  struct open_mounts mounts;
  int dirfd;
  long at = 0;

  (void)state;
  begin(&place);
  dirfd = pin(&place);
  assert_int_equal(open_files_read(&place.reader, dirfd, &at, 7, &mounts),
                   -ENOENT);
  assert_int_equal(troubles_sum(&place.reader.troubles), 0);
  tree_mkdir(&place.tree, "7/fdinfo");
  tree_write(&place.tree, "7/fdinfo/3", "nothing\n");
  assert_int_equal(open_files_read(&place.reader, dirfd, &at, 7, &mounts), 1);
  assert_int_equal(mounts.count, 0);
  assert_int_equal(place.reader.troubles.garbled[SOURCE_FDINFO], 1);
  close(dirfd);
  close(place.fd);
  tree_close(&place.tree);
}

/* Of an epoll a line for each file comes behind it. */
static void what_stands_in_256_bytes_is_enough_and_is_read(void **state) {
  static const char key[] = "\nmnt_id:\t29\n";
  struct site place;
  int dirfd;

  (void)state;
  begin(&place);
  tree_mkdir(&place.tree, "7/fdinfo");
  dirfd = pin(&place);
  for (int is_late = 0; is_late < 2; is_late++) {
    char text[400] = "pos:\t5\nflags:\t01\n";
    struct open_file file = {.mount = 7};
    size_t head = strlen(text), at = 256 - strlen(key) + (size_t)is_late;

    memset(text + head, 'x', sizeof(text) - head - 1);
    memcpy(text + at, key, strlen(key));
    tree_write(&place.tree, "7/fdinfo/3", "%s", text);
    assert_int_equal(open_file_read(&place.reader, dirfd, 3, &file),
                     is_late ? -EBADMSG : 0);
    assert_int_equal(file.mount, is_late ? 7 : 29);
    assert_int_equal(troubles_sum(&place.reader.troubles), is_late);
  }
  close(dirfd);
  close(place.fd);
  tree_close(&place.tree);
}

static void an_empty_one_is_not_understood(void **state) {
  struct open_file file = {.mount = 7};
  struct site place;
  int dirfd;

  (void)state;
  begin(&place);
  tree_mkdir(&place.tree, "7/fdinfo");
  tree_write(&place.tree, "7/fdinfo/3", "%s", "");
  dirfd = pin(&place);
  assert_int_equal(open_file_read(&place.reader, dirfd, 3, &file), -EBADMSG);
  assert_int_equal(open_file_read(&place.reader, dirfd, 4, &file), -ENOENT);
  assert_int_equal(file.mount, 7);
  assert_int_equal(troubles_sum(&place.reader.troubles), 1);
  close(dirfd);
  close(place.fd);
  tree_close(&place.tree);
}

/* However many are asked for. */
static void in_one_go_no_more_than_32_are_looked_at(void **state) {
  struct open_mounts mounts;
  struct site place;
  long at = 0;
  int dirfd;

  (void)state;
  begin(&place);
  for (int i = 0; i < OPEN_FILES_MOST + 3; i++)
    tree_open_file(&place.tree, 7, i, "01", 29);
  dirfd = pin(&place);
  assert_int_equal(open_files_read(&place.reader, dirfd, &at, 100, &mounts),
                   OPEN_FILES_MOST);
  assert_int_equal(mounts.count, OPEN_FILES_MOST);
  assert_int_equal(open_files_read(&place.reader, dirfd, &at, 100, &mounts), 3);
  assert_int_equal(mounts.count, 3);
  close(dirfd);
  close(place.fd);
  tree_close(&place.tree);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(flags_tell_who_writes_and_mnt_id_where),
      cmocka_unit_test(the_position_is_told_where_it_is),
      cmocka_unit_test(what_does_not_tell_both_is_refused),
      cmocka_unit_test(each_prefix_is_taken_or_refused),
      cmocka_unit_test(all_files_are_looked_at_a_few_at_a_time),
      cmocka_unit_test(one_that_is_gone_is_no_trouble_and_garbage_is),
      cmocka_unit_test(what_stands_in_256_bytes_is_enough_and_is_read),
      cmocka_unit_test(an_empty_one_is_not_understood),
      cmocka_unit_test(in_one_go_no_more_than_32_are_looked_at),
  };

  return cmocka_run_group_tests_name("open_file", tests, NULL, NULL);
}
