/* test_way.c - which symbolic links lead to a directory, at each name in the
 * path. fstat(2) comes by here first, so that what has been opened can be
 * replaced before it is judged. */
#include "expect.h"

#include "base/scoped.h"
#include "emit/way.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOBODY = 65534 };

int __wrap_fstat(int fd, struct stat *found);
int __real_fstat(int fd, struct stat *found);

/* Where "a" is replaced by a link to "trap" before it is looked at; -1. */
static int trap_fd = -1;

int __wrap_fstat(int fd, struct stat *found) {
  struct stat other;
  int r = __real_fstat(fd, found);

  if (trap_fd < 0 || r < 0 ||
      fstatat(trap_fd, "a", &other, AT_SYMLINK_NOFOLLOW) < 0 ||
      other.st_ino != found->st_ino)
    return r;
  assert_int_equal(renameat(trap_fd, "a", trap_fd, "moved"), 0);
  assert_int_equal(symlinkat("trap", trap_fd, "a"), 0);
  return r;
}

/* a/b/c are directories, as are trap/b/c. */
static int set_up(void **state) {
  const struct place *place;

  trap_fd = -1;
  if (make_place(state) < 0)
    return -1;
  place = *state;
  return mkdirat(place->fd, "a", 0700) || mkdirat(place->fd, "a/b", 0700) ||
         mkdirat(place->fd, "a/b/c", 0700) ||
         mkdirat(place->fd, "trap", 0700) ||
         mkdirat(place->fd, "trap/b", 0700) ||
         mkdirat(place->fd, "trap/b/c", 0700);
}

static int open_below(const struct place *place, const char *path) {
  char whole[PATH_MAX];

  snprintf(whole, sizeof(whole), "%s/%s", place->path, path);
  return way_open(whole);
}

static void expect_error(const struct place *place, const char *path,
                         int error) {
  scoped_fd fd = open_below(place, path);

  if (fd != -error)
    fail_msg("%s: %d, not %d", path, fd, -error);
}

/* It is the directory that is called `name` in the place. */
static void expect_directory(const struct place *place, const char *path,
                             const char *name) {
  scoped_fd fd = open_below(place, path);
  struct stat found, wanted;

  if (fd < 0)
    fail_msg("%s: %s", path, strerror(-fd));
  assert_int_equal(__real_fstat(fd, &found), 0);
  assert_int_equal(fstatat(place->fd, name, &wanted, 0), 0);
  assert_int_equal(found.st_ino, wanted.st_ino);
  assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
}

static void link_to(const struct place *place, const char *name,
                    const char *target) {
  assert_int_equal(symlinkat(target, place->fd, name), 0);
}

static void the_way_may_be_written_in_any_manner(void **state) {
  const struct place *place = *state;

  expect_directory(place, "a/b/c", "a/b/c");
  expect_directory(place, "a//./b/c///.//.", "a/b/c");
  expect_directory(place, "a/b/../b/c/", "a/b/c");
  expect_directory(place, ".", ".");
  expect_error(place, "a/b/d", ENOENT);
}

static void the_root_and_the_directory_we_are_in_are_ways_too(void **state) {
  static const struct {
    const char *path, *same;
  } rows[] = {{"/", "/"}, {"//./", "/"}, {".", "."}, {"./../.", ".."}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    scoped_fd fd = way_open(rows[i].path);
    struct stat found, wanted;

    assert_true(fd >= 0);
    assert_int_equal(__real_fstat(fd, &found), 0);
    assert_int_equal(stat(rows[i].same, &wanted), 0);
    assert_int_equal(found.st_ino, wanted.st_ino);
    assert_int_equal(found.st_dev, wanted.st_dev);
  }
}

static void the_last_name_is_no_link_whosoever_it_is(void **state) {
  const struct place *place = *state;

  link_to(place, "a/b/link", "c");
  expect_error(place, "a/b/link", ELOOP);
  expect_error(place, "a/b/link/", ELOOP);
  expect_error(place, "a/b/link/.", ELOOP);
  expect_error(place, "a/b/link/./", ELOOP);
}

static void a_link_of_ours_further_up_is_followed(void **state) {
  const struct place *place = *state;
  char target[128];

  snprintf(target, sizeof(target), "//./%s/a", place->path);
  link_to(place, "absolute", target);
  link_to(place, "relative", "./a/");
  link_to(place, "a/up", "../relative/b/");
  expect_directory(place, "absolute/b/c", "a/b/c");
  expect_directory(place, "relative/b/c", "a/b/c");
  expect_directory(place, "a/up/c", "a/b/c");
}

/* Each name in the path in turn. */
static void a_link_of_another_user_is_not_followed_anywhere(void **state) {
  static const char *const links[][3] = {
      {"x", "a", "x/b/c"}, {"a/x", "b", "a/x/c"}, {"a/b/x", "c", "a/b/x/."}};
  static const int errors[] = {EPERM, EPERM, ELOOP};
  const struct place *place = *state;

  if (geteuid() != 0)
    skip(); /* nobody else can give one away */
  for (size_t i = 0; i < COUNT_OF(links); i++) {
    link_to(place, links[i][0], links[i][1]);
    if (errors[i] == EPERM) /* as long as it is ours */
      expect_directory(place, links[i][2], "a/b/c");
    assert_int_equal(
        fchownat(place->fd, links[i][0], NOBODY, NOBODY, AT_SYMLINK_NOFOLLOW),
        0);
    expect_error(place, links[i][2], errors[i]);
  }
}

static void a_link_that_ours_leads_to_is_judged_too(void **state) {
  const struct place *place = *state;

  if (geteuid() != 0)
    skip();
  link_to(place, "theirs", "a");
  assert_int_equal(
      fchownat(place->fd, "theirs", NOBODY, NOBODY, AT_SYMLINK_NOFOLLOW), 0);
  link_to(place, "ours", "theirs");
  expect_error(place, "ours/b/c", EPERM);
}

static void links_that_lead_to_themselves_come_to_an_end(void **state) {
  const struct place *place = *state;

  link_to(place, "round", "round");
  link_to(place, "long", "round/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
  expect_error(place, "round/b", ELOOP);
  expect_error(place, "long/b", ELOOP);
}

static void so_many_links_are_followed_and_no_more(void **state) {
  const struct place *place = *state;
  char name[16], target[8] = "a";

  for (int i = 1; i <= 41; i++) {
    snprintf(name, sizeof(name), "%d", i);
    link_to(place, name, target);
    memcpy(target, name, sizeof(target));
  }
  expect_directory(place, "40/b/c", "a/b/c");
  expect_error(place, "41/b/c", ELOOP);
}

/* Whoever we are. */
static void a_link_of_root_is_followed(void **state) {
  const struct place *place = *state;
  scoped_fd fd = -1;

  if (geteuid() != 0)
    skip();
  link_to(place, "root", "a");
  assert_int_equal(fchmod(place->fd, 0755), 0);
  assert_int_equal(fchownat(place->fd, "a", NOBODY, NOBODY, 0), 0);
  assert_int_equal(seteuid(NOBODY), 0);
  fd = open_below(place, "root/.//b");
  assert_int_equal(seteuid(0), 0);
  assert_int_equal(fd, -EACCES); /* b is root's, and shut; but it was come to */
}

static void what_is_no_directory_is_no_way(void **state) {
  const struct place *place = *state;

  assert_int_equal(mknodat(place->fd, "file", S_IFREG | 0600, 0), 0);
  assert_int_equal(mknodat(place->fd, "fifo", S_IFIFO | 0600, 0), 0);
  expect_error(place, "file", ENOTDIR);
  expect_error(place, "file/b", ENOTDIR);
  expect_error(place, "fifo", ENOTDIR);
  expect_error(place, "fifo/b", ENOTDIR);
}

static void what_is_too_long_is_refused(void **state) {
  const struct place *place = *state;
  char name[NAME_MAX + 2], path[2 * PATH_MAX];

  memset(name, 'x', sizeof(name) - 1);
  name[sizeof(name) - 1] = '\0';
  expect_error(place, name, ENAMETOOLONG);
  memset(path, '/', sizeof(path) - 1);
  path[sizeof(path) - 1] = '\0';
  assert_int_equal(way_open(path), -ENAMETOOLONG);
}

static void what_was_judged_is_what_is_gone_through(void **state) {
  const struct place *place = *state;

  trap_fd = place->fd;
  expect_directory(place, "a/b/c", "moved/b/c");
}

#define IN_A_PLACE(test)                                                       \
  cmocka_unit_test_setup_teardown(test, set_up, remove_place)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_A_PLACE(the_way_may_be_written_in_any_manner),
      cmocka_unit_test(the_root_and_the_directory_we_are_in_are_ways_too),
      IN_A_PLACE(the_last_name_is_no_link_whosoever_it_is),
      IN_A_PLACE(a_link_of_ours_further_up_is_followed),
      IN_A_PLACE(a_link_of_another_user_is_not_followed_anywhere),
      IN_A_PLACE(a_link_that_ours_leads_to_is_judged_too),
      IN_A_PLACE(links_that_lead_to_themselves_come_to_an_end),
      IN_A_PLACE(so_many_links_are_followed_and_no_more),
      IN_A_PLACE(a_link_of_root_is_followed),
      IN_A_PLACE(what_is_no_directory_is_no_way),
      IN_A_PLACE(what_is_too_long_is_refused),
      IN_A_PLACE(what_was_judged_is_what_is_gone_through),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
