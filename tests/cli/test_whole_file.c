/* test_whole_file.c - a file that the tool writes, and what others may have put
 * in its place. unlink(2) comes by here, and what has been removed can be there
 * again; so does geteuid(2), and who asks can be somebody else. */
#include "expect.h"

#include "base/scoped.h"
#include "cli/whole_file.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int __wrap_unlink(const char *path);
int __real_unlink(const char *path);

uid_t __wrap_geteuid(void);
uid_t __real_geteuid(void);

static bool is_a_stranger; /* to what this test makes */

uid_t __wrap_geteuid(void) {
  return __real_geteuid() + (is_a_stranger ? 1 : 0);
}

static const char *again; /* what a link in its place points to then; NULL */

int __wrap_unlink(const char *path) {
  int r = __real_unlink(path);

  if (again)
    assert_int_equal(symlink(again, path), 0);
  return r;
}

static void put(const struct place *place, const char *name, mode_t mode) {
  scoped_fd fd = openat(place->fd, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, "before", 6), 6);
  assert_int_equal(fchmod(fd, mode), 0);
}

static void expect_text(const struct place *place, const char *name,
                        const char *wanted) {
  scoped_fd fd = openat(place->fd, name, O_RDONLY | O_NOFOLLOW);
  char found[64] = "";

  assert_true(fd >= 0);
  assert_true(read(fd, found, sizeof(found) - 1) >= 0);
  assert_string_equal(found, wanted);
}

static mode_t mode_of(const struct place *place, const char *name) {
  struct stat found;

  assert_int_equal(fstatat(place->fd, name, &found, AT_SYMLINK_NOFOLLOW), 0);
  return found.st_mode;
}

static const char *path_of(const struct place *place, const char *name) {
  static char path[128];

  snprintf(path, sizeof(path), "%s/%s", place->path, name);
  return path;
}

static int write_well(void *context, FILE *out) {
  return fputs(context, out) < 0 ? -EIO : 0;
}

static int write_badly(void *context, FILE *out) {
  fputs(context, out);
  return -EBADMSG;
}

static int write_to(const struct place *place, const char *name) {
  return whole_file_write(path_of(place, name), 0600, write_well,
                          (char[]){"after"});
}

static void it_is_there_as_a_whole_or_as_it_was(void **state) {
  const struct place *place = *state;

  put(place, "page", 0644);
  assert_int_equal(whole_file_write(path_of(place, "page"), 0600, write_badly,
                                    (char[]){"after"}),
                   -EBADMSG);
  expect_text(place, "page", "before");
  assert_int_equal(write_to(place, "page"), 0);
  expect_text(place, "page", "after");
  assert_int_equal(mode_of(place, "page"), S_IFREG | 0600);
  assert_int_equal(faccessat(place->fd, "page.new", F_OK, 0), -1);
}

/* What these point to, or is waiting behind them, is not touched. */
static void what_others_have_put_in_its_place_gives_way(void **state) {
  static const char *const names[] = {"page", "page.new"};
  const struct place *place = *state;

  put(place, "victim", 0644);
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    assert_int_equal(symlinkat("victim", place->fd, names[i]), 0);
    assert_int_equal(write_to(place, "page"), 0);
    expect_text(place, "page", "after");
    assert_int_equal(unlinkat(place->fd, "page", 0), 0);
    assert_int_equal(linkat(place->fd, "victim", place->fd, names[i], 0), 0);
    assert_int_equal(write_to(place, "page"), 0);
    assert_int_equal(unlinkat(place->fd, "page", 0), 0);
    assert_int_equal(mkfifoat(place->fd, names[i], 0600), 0);
    assert_int_equal(write_to(place, "page"), 0);
    assert_int_equal(unlinkat(place->fd, "page", 0), 0);
  }
  expect_text(place, "victim", "before");
}

static void
what_is_put_there_at_that_moment_is_not_written_through(void **state) {
  const struct place *place = *state;

  put(place, "victim", 0644);
  again = "victim";
  assert_int_equal(write_to(place, "page"), -EEXIST);
  again = "nothing";
  assert_int_equal(write_to(place, "page"), -EEXIST);
  again = NULL;
  expect_text(place, "victim", "before");
  assert_int_equal(faccessat(place->fd, "nothing", F_OK, 0), -1);
}

static int begin(const char *path) {
  scoped_file out = NULL;
  int r = whole_file_begin(path, &out);

  if (r == 0)
    assert_true(fputs("after", out) >= 0);
  return r;
}

static void one_that_is_begun_is_new_or_is_emptied(void **state) {
  const struct place *place = *state;
  mode_t was = umask(0);

  put(place, "old", 0644);
  assert_int_equal(begin(path_of(place, "old")), 0);
  assert_int_equal(begin(path_of(place, "new")), 0);
  umask(was);
  expect_text(place, "old", "after");
  expect_text(place, "new", "after");
  assert_int_equal(mode_of(place, "old"), S_IFREG | 0644);
  assert_int_equal(mode_of(place, "new"), S_IFREG | 0600);
  assert_int_equal(begin(path_of(place, "none/new")), -ENOENT);
}

static void a_link_is_not_written_through(void **state) {
  const struct place *place = *state;

  put(place, "victim", 0644);
  assert_int_equal(symlinkat("victim", place->fd, "link"), 0);
  assert_int_equal(symlinkat("nothing", place->fd, "dangling"), 0);
  assert_int_equal(begin(path_of(place, "link")), -ELOOP);
  assert_int_equal(begin(path_of(place, "dangling")), -ELOOP);
  assert_int_equal(linkat(place->fd, "victim", place->fd, "hard", 0), 0);
  assert_int_equal(begin(path_of(place, "hard")), -EMLINK);
  expect_text(place, "victim", "before");
  assert_int_equal(faccessat(place->fd, "nothing", F_OK, 0), -1);
  assert_non_null(strstr(whole_file_why(-ELOOP), "symbolic link"));
  assert_non_null(strstr(whole_file_why(-EMLINK), "another name"));
}

static int begin_as_a_stranger(const char *path) {
  int r;

  is_a_stranger = true;
  r = begin(path);
  is_a_stranger = false;
  return r;
}

static void a_file_of_somebody_else_is_not_written_to(void **state) {
  const struct place *place = *state;
  char path[32];
  scoped_fd fd = -1;

  put(place, "old", 0644);
  assert_int_equal(mkfifoat(place->fd, "fifo", 0600), 0);
  fd = openat(place->fd, "fifo", O_RDWR | O_CLOEXEC);
  assert_int_equal(begin_as_a_stranger(path_of(place, "old")), -EEXIST);
  assert_int_equal(begin_as_a_stranger(path_of(place, "fifo")), -EEXIST);
  expect_text(place, "old", "before");
  assert_int_equal(begin(path_of(place, "fifo")), 0);
  assert_int_equal(begin_as_a_stranger("/dev/null"), 0);
  assert_int_equal(begin_as_a_stranger(path_of(place, "new")), 0);
  snprintf(path, sizeof(path), "/dev/fd/%d", fd);
  assert_int_equal(begin_as_a_stranger(path), 0);
  assert_non_null(strstr(whole_file_why(-EEXIST), "another user; allowed"));
}

static void a_file_that_others_may_write_to_is_not_written_to(void **state) {
  static const mode_t modes[] = {0620, 0602, 0666};
  const struct place *place = *state;
  scoped_fd fd = -1;
  char path[32];

  for (size_t i = 0; i < COUNT_OF(modes); i++) {
    put(place, "file", modes[i]);
    assert_int_equal(begin(path_of(place, "file")), -ENOTUNIQ);
    expect_text(place, "file", "before");
    assert_int_equal(unlinkat(place->fd, "file", 0), 0);
  }
  put(place, "file", 0666);
  fd = openat(place->fd, "file", O_WRONLY | O_CLOEXEC);
  snprintf(path, sizeof(path), "/dev/fd/%d", fd);
  assert_int_equal(begin(path), 0);
  expect_text(place, "file", "after");
  assert_non_null(strstr(whole_file_why(-ENOTUNIQ), "write to it; allowed"));
}

static void what_is_open_already_may_be_named(void **state) {
  const struct place *place = *state;
  scoped_fd fd = openat(place->fd, "file", O_WRONLY | O_CREAT | O_EXCL, 0600);
  char path[32];

  assert_int_equal(begin("/dev/null"), 0);
  snprintf(path, sizeof(path), "/dev/fd/%d", fd);
  assert_int_equal(begin(path), 0);
  expect_text(place, "file", "after");
}

/* /dev/fd is a link to /proc/self/fd. */
static void a_link_behind_what_is_open_is_not_followed(void **state) {
  const struct place *place = *state;
  char path[512];

  put(place, "victim", 0644);
  assert_int_equal(symlinkat("victim", place->fd, "link"), 0);
  snprintf(path, sizeof(path), "/dev/fd/../../..%s", path_of(place, "link"));
  assert_int_equal(begin(path), -ELOOP);
  snprintf(path, sizeof(path), "/dev/fd/%d/link", place->fd);
  assert_int_equal(begin(path), -ELOOP);
  expect_text(place, "victim", "before");
}

#define IN_A_PLACE(test)                                                       \
  cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_A_PLACE(it_is_there_as_a_whole_or_as_it_was),
      IN_A_PLACE(what_others_have_put_in_its_place_gives_way),
      IN_A_PLACE(what_is_put_there_at_that_moment_is_not_written_through),
      IN_A_PLACE(one_that_is_begun_is_new_or_is_emptied),
      IN_A_PLACE(a_link_is_not_written_through),
      IN_A_PLACE(a_file_of_somebody_else_is_not_written_to),
      IN_A_PLACE(a_file_that_others_may_write_to_is_not_written_to),
      IN_A_PLACE(what_is_open_already_may_be_named),
      IN_A_PLACE(a_link_behind_what_is_open_is_not_followed),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
