/* test_folder.c - what is read as a file of our own, and with which rights one
 * is made. fstat(2) comes by here first, so that what has been opened can be
 * replaced before it is judged; getrandom(2), so that a name can be foreseen;
 * and fchmod(2), as it is seen from then on with which rights it was made. */
#include "expect.h"

#include "base/scoped.h"
#include "emit/folder.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

enum { NOBODY = 65534 };

int __wrap_fstat(int fd, struct stat *found);
int __real_fstat(int fd, struct stat *found);

/* Where "own" is replaced by "other" before it is looked at; -1. */
static int swap_fd = -1;

int __wrap_fstat(int fd, struct stat *found) {
  if (swap_fd >= 0)
    assert_int_equal(renameat(swap_fd, "other", swap_fd, "own"), 0);
  return __real_fstat(fd, found);
}

ssize_t __wrap_getrandom(void *buffer, size_t length, unsigned flags);
ssize_t __real_getrandom(void *buffer, size_t length, unsigned flags);

/* What is drawn is the same each time. */
static bool is_foreseen;

ssize_t __wrap_getrandom(void *buffer, size_t length, unsigned flags) {
  if (!is_foreseen)
    return __real_getrandom(buffer, length, flags);
  memset(buffer, 7, length);
  return (ssize_t)length;
}

int __wrap_fchmod(int fd, mode_t mode);
int __real_fchmod(int fd, mode_t mode);

/* Of the file whose rights were changed last. */
static mode_t made_with;

int __wrap_fchmod(int fd, mode_t mode) {
  struct stat found;

  assert_int_equal(__real_fstat(fd, &found), 0);
  made_with = found.st_mode & 0777;
  return __real_fchmod(fd, mode);
}

static void put(const struct place *place, const char *name, mode_t mode,
                const char *text) {
  scoped_fd fd = openat(place->fd, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
  assert_int_equal(fchmod(fd, mode), 0);
}

static int set_up(void **state) {
  swap_fd = -1;
  is_foreseen = false;
  if (make_place(state) < 0)
    return -1;
  put(*state, "own", 0600, "text");
  return 0;
}

static ssize_t read_own(const struct place *place, const char *name) {
  char buffer[64];

  return folder_read_own(place->fd, name, 0600, buffer, sizeof(buffer));
}

static void a_file_of_our_own_is_read(void **state) {
  assert_int_equal(read_own(*state, "own"), 4);
  assert_int_equal(read_own(*state, "none"), -ENOENT);
}

static void one_that_others_may_read_or_write_is_none(void **state) {
  static const mode_t modes[] = {0640, 0604, 0620, 0602, 0400, 04600, 0700};
  const struct place *place = *state;

  for (size_t i = 0; i < COUNT_OF(modes); i++) {
    assert_int_equal(fchmodat(place->fd, "own", modes[i], 0), 0);
    if (modes[i] & 0400)
      assert_int_equal(read_own(place, "own"), -EPERM);
  }
}

static void one_with_another_name_is_none(void **state) {
  const struct place *place = *state;

  assert_int_equal(linkat(place->fd, "own", place->fd, "name", 0), 0);
  assert_int_equal(read_own(place, "own"), -EPERM);
  assert_int_equal(read_own(place, "name"), -EPERM);
  assert_int_equal(unlinkat(place->fd, "name", 0), 0);
  assert_int_equal(read_own(place, "own"), 4);
}

static void one_of_another_user_is_none(void **state) {
  const struct place *place = *state;

  if (geteuid() != 0)
    skip(); /* nobody else can give one away */
  assert_int_equal(fchownat(place->fd, "own", NOBODY, NOBODY, 0), 0);
  assert_int_equal(read_own(place, "own"), -EPERM);
}

static void a_link_to_one_is_none(void **state) {
  const struct place *place = *state;

  assert_int_equal(symlinkat("own", place->fd, "link"), 0);
  assert_int_equal(read_own(place, "link"), -ELOOP);
}

/* Nor is it waited for. */
static void a_fifo_a_socket_and_a_directory_are_none(void **state) {
  const struct place *place = *state;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  scoped_fd fd = socket(AF_UNIX, SOCK_STREAM, 0);

  assert_int_equal(mkfifoat(place->fd, "fifo", 0600), 0);
  assert_int_equal(read_own(place, "fifo"), -EPERM);
  snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket",
           place->path);
  assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)),
                   0);
  assert_int_equal(read_own(place, "socket"), -ENXIO);
  assert_int_equal(mkdirat(place->fd, "folder", 0600), 0);
  assert_int_equal(read_own(place, "folder"), -EPERM);
}

static void a_device_is_none(void **state) {
  const struct place *place = *state;

  if (mknodat(place->fd, "device", S_IFCHR | 0600, makedev(1, 5)) < 0)
    skip(); /* only root can make one, and not everywhere */
  assert_true(read_own(place, "device") < 0);
}

static void what_was_judged_is_what_is_read(void **state) {
  const struct place *place = *state;
  char buffer[64];

  put(place, "other", 0600, "others' text");
  swap_fd = place->fd;
  assert_int_equal(
      folder_read_own(place->fd, "own", 0600, buffer, sizeof(buffer)), -EPERM);
  swap_fd = -1;
  assert_int_equal(read_own(place, "own"), 12);
}

static void a_draft_is_a_new_file_whatever_the_umask(void **state) {
  static const mode_t modes[] = {0600, 0644};
  const struct place *place = *state;
  struct draft draft;
  struct stat found;

  for (size_t i = 0; i < COUNT_OF(modes); i++) {
    struct leaf leaf = {"text", 4, .mode = modes[i]};
    mode_t was = umask(i == 0 ? 0 : 0777);

    assert_int_equal(draft_write(&draft, place->fd, &leaf).step, FAULT_NONE);
    umask(was);
    assert_int_equal(
        fstatat(place->fd, draft.name, &found, AT_SYMLINK_NOFOLLOW), 0);
    assert_int_equal(found.st_mode, S_IFREG | modes[i]);
    assert_int_equal(found.st_uid, geteuid());
    assert_int_equal(found.st_nlink, 1);
    draft_drop(&draft);
  }
}

static void nobody_else_may_open_a_draft_before_it_is_written(void **state) {
  const struct place *place = *state;
  struct leaf leaf = {"text", 4, .mode = 0644};
  struct draft draft;
  mode_t was = umask(0);

  assert_int_equal(draft_write(&draft, place->fd, &leaf).step, FAULT_NONE);
  umask(was);
  assert_int_equal(made_with, 0600);
}

static void a_draft_has_a_name_that_nobody_knows(void **state) {
  const struct place *place = *state;
  struct leaf leaf = {"new", 3, .mode = 0600};
  struct draft one, other;

  assert_int_equal(draft_write(&one, place->fd, &leaf).step, FAULT_NONE);
  assert_int_equal(draft_write(&other, place->fd, &leaf).step, FAULT_NONE);
  assert_string_not_equal(one.name, other.name);
}

/* Nor would it help: a link or file of that name is not written to. */
static void a_draft_is_not_written_into_what_is_there(void **state) {
  const struct place *place = *state;
  struct leaf leaf = {"new", 3, .mode = 0600};
  struct draft draft;

  is_foreseen = true;
  assert_int_equal(draft_write(&draft, place->fd, &leaf).step, FAULT_NONE);
  assert_int_equal(draft_write(&draft, place->fd, &leaf).step, FAULT_CREATE);
  draft_drop(&draft);
  assert_int_equal(symlinkat("own", place->fd, draft.name), 0);
  assert_int_equal(draft_write(&draft, place->fd, &leaf).step, FAULT_CREATE);
  draft_drop(&draft);
  assert_int_equal(symlinkat("not-there", place->fd, draft.name), 0);
  assert_int_equal(draft_write(&draft, place->fd, &leaf).step, FAULT_CREATE);
  assert_int_equal(read_own(place, "own"), 4);
}

/* What a link points to, or what has another name, is as it was. */
static void a_name_is_given_in_place_of_a_link_not_through_it(void **state) {
  const struct place *place = *state;
  struct leaf leaf = {"new", 3, .mode = 0600};
  struct draft draft;

  assert_int_equal(symlinkat("own", place->fd, "link"), 0);
  assert_int_equal(linkat(place->fd, "own", place->fd, "hard", 0), 0);
  assert_int_equal(draft_write(&draft, place->fd, &leaf).step, FAULT_NONE);
  assert_int_equal(draft_name(&draft, "link", true), -EEXIST);
  assert_int_equal(draft_name(&draft, "link", false), 0);
  assert_int_equal(draft_write(&draft, place->fd, &leaf).step, FAULT_NONE);
  assert_int_equal(draft_name(&draft, "hard", false), 0);
  assert_int_equal(read_own(place, "link"), 3);
  assert_int_equal(read_own(place, "hard"), 3);
  assert_int_equal(read_own(place, "own"), 4);
}

static void a_link_is_removed_and_not_what_it_points_to(void **state) {
  const struct place *place = *state;

  assert_int_equal(symlinkat("own", place->fd, "link"), 0);
  assert_int_equal(folder_remove(place->fd, "link").step, FAULT_NONE);
  assert_int_equal(read_own(place, "own"), 4);
}

/* Each bit that lets others write, alone. */
static void a_directory_that_others_may_write_to_is_refused(void **state) {
  static const struct {
    mode_t mode;
    enum fault_step step;
  } rows[] = {{0700, FAULT_NONE},  {0755, FAULT_NONE},  {0720, FAULT_MODE},
              {0702, FAULT_MODE},  {0777, FAULT_MODE},  {02775, FAULT_MODE},
              {01720, FAULT_NONE}, {01702, FAULT_NONE}, {01777, FAULT_NONE}};
  const struct place *place = *state;

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    scoped_fd fd = -1;

    assert_int_equal(fchmod(place->fd, rows[i].mode), 0);
    assert_int_equal(folder_open(place->path, &fd).step, rows[i].step);
    assert_int_equal(fd >= 0, rows[i].step == FAULT_NONE);
  }
}

static bool is_there(const struct place *place, const char *name) {
  return faccessat(place->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* A directory that is sticky is everybody's. */
static void evidence_of_another_user_is_not_pruned(void **state) {
  static const char *const theirs[] = {"web-20250101T000000Z.json",
                                       ".io_forecast-0123456789abcdef.tmp"};
  static const struct timespec old[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
  const struct place *place = *state;

  if (geteuid() != 0)
    skip(); /* nobody else can give one away */
  for (size_t i = 0; i < COUNT_OF(theirs); i++) {
    put(place, theirs[i], 0600, "{}");
    assert_int_equal(utimensat(place->fd, theirs[i], old, 0), 0);
    assert_int_equal(fchownat(place->fd, theirs[i], NOBODY, NOBODY, 0), 0);
  }
  put(place, "web-20250102T000000Z.json", 0600, "{}");
  put(place, "web-20250103T000000Z.json", 0600, "{}");
  assert_int_equal(folder_prune(place->fd, "web-20250103T000000Z.json",
                                &(struct allowance){1, 65536})
                       .step,
                   FAULT_NONE);
  assert_true(is_there(place, "web-20250103T000000Z.json"));
  assert_false(is_there(place, "web-20250102T000000Z.json"));
  for (size_t i = 0; i < COUNT_OF(theirs); i++)
    if (!is_there(place, theirs[i]))
      fail_msg("%s is gone", theirs[i]);
}

#define IN_A_PLACE(test)                                                       \
  cmocka_unit_test_setup_teardown(test, set_up, remove_place)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_A_PLACE(a_file_of_our_own_is_read),
      IN_A_PLACE(one_that_others_may_read_or_write_is_none),
      IN_A_PLACE(one_with_another_name_is_none),
      IN_A_PLACE(one_of_another_user_is_none),
      IN_A_PLACE(a_link_to_one_is_none),
      IN_A_PLACE(a_fifo_a_socket_and_a_directory_are_none),
      IN_A_PLACE(a_device_is_none),
      IN_A_PLACE(what_was_judged_is_what_is_read),
      IN_A_PLACE(a_draft_is_a_new_file_whatever_the_umask),
      IN_A_PLACE(nobody_else_may_open_a_draft_before_it_is_written),
      IN_A_PLACE(a_draft_has_a_name_that_nobody_knows),
      IN_A_PLACE(a_draft_is_not_written_into_what_is_there),
      IN_A_PLACE(a_name_is_given_in_place_of_a_link_not_through_it),
      IN_A_PLACE(a_link_is_removed_and_not_what_it_points_to),
      IN_A_PLACE(a_directory_that_others_may_write_to_is_refused),
      IN_A_PLACE(evidence_of_another_user_is_not_pruned),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
