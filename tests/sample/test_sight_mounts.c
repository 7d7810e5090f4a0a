/* test_sight_mounts.c - in which filesystem an fd of a thread is. */
#include "expect.h"

#include "sample/sight_mounts.h"
#include "tree.h"

#include <stdio.h>
#include <string.h>

enum { TID = 7, FDINFO_BYTES = 1024, LINE_BYTES = 4096 };

static struct tree tree;
static struct sight_mounts mounts;
static struct sight_thread thread;

static int begin(void **state) {
  (void)state;
  tree_open(&tree);
  tree_mkdir(&tree, "7");
  tree_mkdir(&tree, "7/fdinfo");
  tree_write(&tree, "7/mountinfo",
             "1 1 0:1 / / rw - rootfs none rw\n"
             "0 1 0:2 / /zero rw - nobody none rw\n"
             "29 1 0:3 / /short rw - z none rw\n"
             "30 1 0:50 / /far rw shared:1 - fuse.sshfs host:/ rw\n"
             "31 1 0:51 / /farther rw - nfs4 host:/ rw\n");
  memset(&mounts, 0, sizeof(mounts));
  thread = (struct sight_thread){
      .task = open(tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC), .tid = TID};
  return thread.task < 0;
}

static int end(void **state) {
  (void)state;
  close(thread.task);
  tree_close(&tree);
  return 0;
}

static void put_fd(int fd, const char *text) {
  char name[64];

  snprintf(name, sizeof(name), "7/fdinfo/%d", fd);
  tree_write(&tree, name, "%s", text);
}

static void put_fd_of(int fd, int mount) {
  char text[64];

  snprintf(text, sizeof(text), "pos:\t0\nflags:\t00\nmnt_id:\t%d\n", mount);
  put_fd(fd, text);
}

/* "": none is told. */
static void expect_type(int fd, const char *wanted) {
  const char *type = sight_mounts_find(&mounts, &thread, fd);

  assert_string_equal(type ? type : "", wanted);
}

static void the_type_is_that_of_the_mount_of_the_fd(void **state) {
  (void)state;
  put_fd_of(0, 1);
  put_fd_of(3, 30);
  put_fd_of(4, 31);
  put_fd_of(2147483647, 31);
  expect_type(0, "rootfs"); /* the first fd is one, and the first mount */
  put_fd_of(5, 29);
  expect_type(3, "fuse.sshfs");
  expect_type(4, "nfs4");
  expect_type(5, "z");
  expect_type(2147483647, "nfs4");
  assert_int_equal(mounts.count, 4);
}

/* These take no place of others, and are of no mount. */
static void what_is_no_fd_is_of_no_mount(void **state) {
  static const char *const texts[] = {
      "", "x\n", "flags:\t00\n", "mnt_id:\t30\n", "flags:\t00\nmnt_id:\t0\n"};

  (void)state;
  put_fd_of(1, 30);
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    put_fd(5, texts[i]);
    expect_type(5, "");
  }
  expect_type(-1, "");
  expect_type(6, ""); /* it was closed */
  assert_int_equal(mounts.count, 0);
  expect_type(1, "fuse.sshfs");
}

/* One that is in no list is looked up once. */
static void a_mount_is_looked_up_once(void **state) {
  (void)state;
  put_fd_of(3, 30);
  put_fd_of(4, 99);
  expect_type(3, "fuse.sshfs");
  expect_type(4, "");
  tree_write(&tree, "7/mountinfo",
             "30 1 0:50 / /far rw - ext4 x rw\n99 1 0:9 / / rw - xfs x rw\n");
  expect_type(3, "fuse.sshfs");
  expect_type(4, "");
  assert_int_equal(mounts.count, 2);
}

static void
of_the_fifth_mount_none_is_told_and_of_the_four_before_it_is(void **state) {
  (void)state;
  for (int i = 0; i < SIGHT_MOUNTS; i++) {
    put_fd_of(i, i == SIGHT_MOUNTS - 1 ? 31 : 90 + i);
    expect_type(i, i == SIGHT_MOUNTS - 1 ? "nfs4" : "");
  }
  put_fd_of(8, 30);
  expect_type(8, "");
  expect_type(SIGHT_MOUNTS - 1, "nfs4");
  assert_int_equal(mounts.count, SIGHT_MOUNTS);
}

/* Of an epoll there is a line for each file: its beginning is enough. */
static void the_beginning_of_a_long_fdinfo_is_enough(void **state) {
  static char text[FDINFO_BYTES + 64];
  static const char key[] = "\nmnt_id:\t31\n";

  (void)state;
  for (int is_late = 0; is_late < 2; is_late++) {
    size_t at = FDINFO_BYTES - strlen(key) + (size_t)is_late;

    memset(text, 'x', sizeof(text));
    memcpy(text, "flags:\t00\n", strlen("flags:\t00\n"));
    memcpy(text + at, key, strlen(key));
    text[sizeof(text) - 1] = '\0';
    put_fd(3, text);
    expect_type(3, is_late ? "" : "nfs4");
  }
}

static void a_line_that_is_too_long_is_passed_over(void **state) {
  static char line[LINE_BYTES + 2];

  (void)state;
  put_fd_of(3, 50);
  put_fd_of(4, 30);
  for (int is_long = 0; is_long < 2; is_long++) {
    static const char head[] = "50 1 0:50 / /x rw - xfs ";

    memset(line, 'x', sizeof(line));
    memcpy(line, head, strlen(head));
    line[LINE_BYTES - 1 + is_long] = '\0';
    tree_write(&tree, "7/mountinfo",
               "%s\n30 1 0:50 / /far rw - fuse.sshfs host:/ rw\n", line);
    memset(&mounts, 0, sizeof(mounts));
    expect_type(3, is_long ? "" : "xfs");
    expect_type(4, "fuse.sshfs");
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(the_type_is_that_of_the_mount_of_the_fd),
      TEST(what_is_no_fd_is_of_no_mount),
      TEST(a_mount_is_looked_up_once),
      TEST(of_the_fifth_mount_none_is_told_and_of_the_four_before_it_is),
      TEST(the_beginning_of_a_long_fdinfo_is_enough),
      TEST(a_line_that_is_too_long_is_passed_over),
  };

  return cmocka_run_group_tests_name("sight_mounts", tests, NULL, NULL);
}
