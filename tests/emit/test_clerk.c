/* test_clerk.c - evidence and flags as files, in good and in bad directories.
 *
 * Each write(2) and fsync(2) of ours comes by here first, and may fail or
 * hang. */
#include "expect.h"

#include "emit/clerk.h"
#include "emit/flag.h"
#include "place.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

ssize_t __wrap_write(int fd, const void *bytes, size_t count);
ssize_t __real_write(int fd, const void *bytes, size_t count);
int __wrap_fsync(int fd);
int __real_fsync(int fd);

/* A test that waits for longer has failed. */
static const double PATIENCE_S = 10;

enum { NOON = 1795860710 }; /* 2026-11-28T10:11:50Z */

static atomic_int write_error, sync_error;
static atomic_bool sync_hangs, sync_waits;

static void breathe(void) {
  nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

/* While something is written somebody takes the name "taken" there; -1. */
static atomic_int rival_fd = -1;

static void take_name(void) {
  int fd = rival_fd < 0 ? -1
                        : openat(rival_fd, "taken",
                                 O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  if (fd >= 0)
    close(fd);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t count) {
  take_name();
  if (write_error == 0)
    return __real_write(fd, bytes, count);
  if (count > 4)
    return __real_write(fd, bytes, 4); /* as a disk that is full does */
  errno = write_error;
  return -1;
}

int __wrap_fsync(int fd) {
  while (sync_hangs) {
    sync_waits = true;
    breathe();
  }
  if (sync_error == 0)
    return __real_fsync(fd);
  errno = sync_error;
  return -1;
}

static int set_up(void **state) {
  write_error = sync_error = 0;
  sync_hangs = sync_waits = false;
  rival_fd = -1;
  return make_place(state);
}

static struct clerk *clerk_with(const struct place *place, double keep,
                                double max_bytes) {
  struct clerk_rule rule = {place->path, place->path, keep, max_bytes};
  struct clerk *clerk = clerk_new(&rule);

  assert_non_null(clerk);
  return clerk;
}

static struct clerk *clerk_of(const struct place *place) {
  return clerk_with(place, 20, 65536);
}

static void put(struct clerk *clerk, const char *group, time_t at,
                const char *text) {
  assert_int_equal(clerk_put_evidence(clerk, group, at, text, strlen(text)), 0);
}

static bool is_there(const struct place *place, const char *name) {
  return faccessat(place->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Until there is, or is not, a file of that name. */
static void wait_for(const struct place *place, const char *name, bool there) {
  double end_s = desk_now_s() + PATIENCE_S;

  while (is_there(place, name) != there) {
    if (desk_now_s() > end_s)
      fail_msg("%s is %sthere", name, there ? "not " : "");
    breathe();
  }
}

static void wait_for_sentence(struct clerk *clerk, const char *part) {
  double end_s = desk_now_s() + PATIENCE_S;
  char sentence[SENTENCE_BYTES];

  while (!clerk_hear(clerk, sentence)) {
    if (desk_now_s() > end_s)
      fail_msg("nothing is said of \"%s\"", part);
    breathe();
  }
  if (!strstr(sentence, part))
    fail_msg("\"%s\" says nothing of \"%s\"", sentence, part);
  assert_int_equal(sentence[strlen(sentence) - 1], '.');
}

static void expect_silence(struct clerk *clerk) {
  char sentence[SENTENCE_BYTES];

  if (clerk_hear(clerk, sentence))
    fail_msg("said: %s", sentence);
}

static void expect_text(const struct place *place, const char *name,
                        const char *wanted) {
  char found[256];
  int fd = openat(place->fd, name, O_RDONLY | O_CLOEXEC);
  ssize_t length;

  assert_true(fd >= 0);
  length = read(fd, found, sizeof(found) - 1);
  close(fd);
  assert_true(length >= 0);
  found[length] = '\0';
  assert_string_equal(found, wanted);
}

static unsigned mode_of(const struct place *place, const char *name) {
  struct stat found;

  assert_int_equal(fstatat(place->fd, name, &found, AT_SYMLINK_NOFOLLOW), 0);
  return found.st_mode & 07777;
}

/* But for "." and "..". */
static int count_files(const struct place *place) {
  DIR *directory = opendir(place->path);
  int count = -2;

  assert_non_null(directory);
  while (readdir(directory))
    count++;
  closedir(directory);
  return count;
}

static void touch(const struct place *place, const char *name) {
  int fd = openat(place->fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  assert_true(fd >= 0);
  close(fd);
}

/* --- evidence --------------------------------------------------------------
 */

static void evidence_is_a_file_that_nobody_else_may_read(void **state) {
  const struct place *place = *state;
  mode_t before = umask(0);
  struct clerk *clerk = clerk_of(place);

  put(clerk, "web", NOON, "{}");
  clerk_free(clerk);
  umask(before);
  expect_text(place, "web-20261128T101150Z.json", "{}");
  assert_int_equal(mode_of(place, "web-20261128T101150Z.json"), 0600);
  assert_int_equal(count_files(place), 1);
}

static void a_umask_that_takes_all_takes_nothing(void **state) {
  const struct place *place = *state;
  mode_t before = umask(0777);
  struct clerk *clerk = clerk_of(place);

  put(clerk, "web", NOON, "{}");
  assert_int_equal(clerk_raise_flag(clerk, "web", NOON, "blown"), 0);
  wait_for(place, "web", true);
  wait_for(place, "web-20261128T101150Z.json", true);
  umask(before);
  assert_int_equal(mode_of(place, "web-20261128T101150Z.json"), 0600);
  assert_int_equal(mode_of(place, "web"), 0644);
  clerk_free(clerk);
}

static void a_second_of_the_same_second_has_a_number(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_of(place);

  put(clerk, "web", NOON, "one");
  put(clerk, "web", NOON, "two");
  put(clerk, "web", NOON, "three");
  clerk_free(clerk);
  expect_text(place, "web-20261128T101150Z.json", "one");
  expect_text(place, "web-20261128T101150Z-2.json", "two");
  expect_text(place, "web-20261128T101150Z-3.json", "three");
}

static void the_oldest_go_that_are_too_many(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_with(place, 3, 65536);

  for (int i = 0; i < 8; i++)
    put(clerk, i % 2 ? "web" : "zoo", NOON + i, "{}");
  clerk_free(clerk);
  assert_int_equal(count_files(place), 3);
  assert_true(is_there(place, "web-20261128T101157Z.json"));
  assert_true(is_there(place, "zoo-20261128T101156Z.json"));
  assert_true(is_there(place, "web-20261128T101155Z.json"));
}

static void the_oldest_go_that_are_too_large(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_with(place, 20, 10);

  put(clerk, "web", NOON, "1234");
  put(clerk, "web", NOON + 1, "1234");
  put(clerk, "web", NOON + 2, "123");
  clerk_free(clerk);
  assert_int_equal(count_files(place), 2);
  assert_false(is_there(place, "web-20261128T101150Z.json"));
}

static void the_newest_stays_though_the_clock_was_set_back(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_with(place, 1, 65536);

  put(clerk, "web", NOON + 3600, "{}");
  put(clerk, "web", NOON, "{}");
  clerk_free(clerk);
  assert_int_equal(count_files(place), 1);
  assert_true(is_there(place, "web-20261128T101150Z.json"));
}

static void files_of_others_stay(void **state) {
  static const char *const names[] = {"web.json", "notes-2026.txt",
                                      ".io_forecast-0.tmp",
                                      "web-20261128T101150Z.json.gz"};
  const struct place *place = *state;
  struct clerk *clerk;

  for (size_t i = 0; i < COUNT_OF(names); i++)
    touch(place, names[i]);
  assert_int_equal(mkdirat(place->fd, "a-20201128T101150Z.json", 0700), 0);
  assert_int_equal(symlinkat("web.json", place->fd, "b-20201128T101150Z.json"),
                   0);
  clerk = clerk_with(place, 1, 65536);
  put(clerk, "web", NOON, "{}");
  put(clerk, "web", NOON + 1, "{}");
  clerk_free(clerk);
  for (size_t i = 0; i < COUNT_OF(names); i++)
    assert_true(is_there(place, names[i]));
  assert_true(is_there(place, "a-20201128T101150Z.json"));
  assert_true(is_there(place, "b-20201128T101150Z.json"));
  assert_int_equal(count_files(place), (int)COUNT_OF(names) + 3);
}

static void what_a_crash_has_left_goes_with_the_next(void **state) {
  static const struct timespec long_ago[2] = {{.tv_sec = 1000000},
                                              {.tv_sec = 1000000}};
  const struct place *place = *state;
  struct clerk *clerk;

  touch(place, ".io_forecast-0123456789abcdef.tmp");
  assert_int_equal(
      utimensat(place->fd, ".io_forecast-0123456789abcdef.tmp", long_ago, 0),
      0);
  clerk = clerk_of(place);
  put(clerk, "web", NOON, "{}");
  clerk_free(clerk);
  assert_int_equal(count_files(place), 1);
}

static void more_than_may_be_kept_is_not_begun(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_with(place, 20, 3);

  assert_int_equal(clerk_put_evidence(clerk, "web", NOON, "1234", 4), -EFBIG);
  wait_for_sentence(clerk, "EvidenceMaxBytes");
  clerk_free(clerk);
  assert_int_equal(count_files(place), 0);
}

static void hostile_names_stay_in_the_directory(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_of(place);

  put(clerk, "../../evil", NOON, "{}");
  put(clerk, "a/b", NOON, "{}");
  put(clerk, "a%2Fb", NOON, "{}");
  assert_int_equal(clerk_raise_flag(clerk, "..", NOON, "blown"), 0);
  wait_for(place, "%2E.", true);
  clerk_free(clerk);
  assert_true(is_there(place, "%2E.%2F..%2Fevil-20261128T101150Z.json"));
  assert_true(is_there(place, "a%2Fb-20261128T101150Z.json"));
  assert_true(is_there(place, "a%252Fb-20261128T101150Z.json"));
  assert_int_equal(count_files(place), 3);
}

/* --- what can be wrong ------------------------------------------------------
 */

static void a_full_disk_is_told_once_and_leaves_nothing(void **state) {
  static const int errors[] = {ENOSPC, EDQUOT, EFBIG, EIO};

  for (size_t i = 0; i < COUNT_OF(errors); i++) {
    const struct place *place = *state;
    struct clerk_rule rule = {place->path, NULL, 20, 65536};
    struct clerk *clerk = clerk_new(&rule);

    assert_non_null(clerk);
    write_error = errors[i];
    put(clerk, "web", NOON, "{\"some\": 1}");
    put(clerk, "web", NOON + 1, "{\"some\": 1}");
    wait_for_sentence(clerk, strerrordesc_np(errors[i]));
    put(clerk, "web", NOON + 2, "{\"some\": 1}");
    clerk_free(clerk);
    assert_int_equal(count_files(place), 0);
  }
}

static void what_works_again_is_told_once(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_of(place);

  sync_error = EIO;
  put(clerk, "web", NOON, "{}");
  wait_for_sentence(clerk, "does not reach the disk");
  assert_int_equal(count_files(place), 0);
  sync_error = 0;
  put(clerk, "web", NOON, "{}");
  wait_for_sentence(clerk, "evidence is kept again");
  put(clerk, "web", NOON, "{}");
  wait_for(place, "web-20261128T101150Z-2.json", true);
  expect_silence(clerk);
  clerk_free(clerk);
}

static void
evidence_that_could_not_be_written_is_written_at_the_end(void **state) {
  const struct place *place = *state;
  char path[128];
  struct clerk_rule rule = {path, NULL, 20, 65536};
  struct clerk *clerk;

  snprintf(path, sizeof(path), "%s/later", place->path);
  clerk = clerk_new(&rule);
  assert_non_null(clerk);
  put(clerk, "web", NOON, "{}");
  wait_for_sentence(clerk, "tried again for an hour");
  assert_int_equal(mkdirat(place->fd, "later", 0700), 0);
  clerk_free(clerk);
  expect_text(place, "later/web-20261128T101150Z.json", "{}");
}

/* Those of FuseDir and EvidenceDir at the start, before there is a deed. */
static void expect_both_complain(const char *path, const char *part) {
  struct clerk_rule rule = {path, NULL, 20, 65536};
  struct clerk *clerk = clerk_new(&rule);

  assert_non_null(clerk);
  wait_for_sentence(clerk, part);
  expect_silence(clerk);
  clerk_free(clerk);
  rule = (struct clerk_rule){NULL, path, 20, 65536};
  clerk = clerk_new(&rule);
  assert_non_null(clerk);
  wait_for_sentence(clerk, part);
  clerk_free(clerk);
}

static void a_directory_that_is_missing_is_told_at_the_start(void **state) {
  (void)state;
  expect_both_complain("/nonexistent/io_forecast", "No such file");
}

static void a_symbolic_link_is_not_followed(void **state) {
  static const char *const ends[] = {"", "/", "//", "/.", "/./", "/.//."};
  const struct place *place = *state;
  char path[128];

  assert_int_equal(mkdirat(place->fd, "target", 0700), 0);
  assert_int_equal(symlinkat("target", place->fd, "link"), 0);
  for (size_t i = 0; i < COUNT_OF(ends); i++) {
    snprintf(path, sizeof(path), "%s/link%s", place->path, ends[i]);
    expect_both_complain(path, "symbolic link");
  }
}

static void a_slash_behind_a_directory_does_no_harm(void **state) {
  const struct place *place = *state;
  char path[128];
  struct clerk_rule rule = {path, NULL, 20, 65536};
  struct clerk *clerk;

  snprintf(path, sizeof(path), "%s/.//", place->path);
  clerk = clerk_new(&rule);
  assert_non_null(clerk);
  put(clerk, "web", NOON, "{}");
  clerk_free(clerk);
  assert_int_equal(count_files(place), 1);
}

static void a_file_is_no_directory(void **state) {
  const struct place *place = *state;
  char path[128];

  touch(place, "file");
  snprintf(path, sizeof(path), "%s/file", place->path);
  expect_both_complain(path, "no directory");
}

static void where_others_write_nothing_is_written(void **state) {
  const struct place *place = *state;
  struct clerk *clerk;

  assert_int_equal(fchmod(place->fd, 0777), 0);
  expect_both_complain(place->path, "everybody may write");
  assert_int_equal(fchmod(place->fd, 0770), 0);
  expect_both_complain(place->path, "its group or everybody may write");
  assert_int_equal(fchmod(place->fd, 01777), 0);
  clerk = clerk_of(place);
  put(clerk, "web", NOON, "{}");
  clerk_free(clerk);
  assert_int_equal(count_files(place), 1);
}

static void a_directory_of_another_user_is_not_trusted(void **state) {
  const struct place *place = *state;

  if (geteuid() != 0)
    skip(); /* nobody else can give one away */
  assert_int_equal(fchown(place->fd, 65534, 65534), 0);
  expect_both_complain(place->path, "another user");
}

static void a_link_of_another_user_on_the_way_is_not_followed(void **state) {
  const struct place *place = *state;
  char path[128];

  if (geteuid() != 0)
    skip(); /* nobody else can give one away */
  assert_int_equal(mkdirat(place->fd, "target", 0700), 0);
  assert_int_equal(mkdirat(place->fd, "target/here", 0700), 0);
  assert_int_equal(symlinkat("target", place->fd, "link"), 0);
  assert_int_equal(
      fchownat(place->fd, "link", 65534, 65534, AT_SYMLINK_NOFOLLOW), 0);
  snprintf(path, sizeof(path), "%s/link/here", place->path);
  expect_both_complain(path, "on the way to it belongs to another user");
}

static void a_directory_that_was_replaced_by_a_link_keeps_out(void **state) {
  const struct place *place = *state;
  char path[128];
  struct clerk_rule rule = {path, NULL, 20, 65536};
  struct clerk *clerk;

  snprintf(path, sizeof(path), "%s/evidence", place->path);
  assert_int_equal(mkdirat(place->fd, "evidence", 0700), 0);
  assert_int_equal(mkdirat(place->fd, "trap", 0700), 0);
  clerk = clerk_new(&rule);
  assert_non_null(clerk);
  put(clerk, "web", NOON, "{}");
  wait_for(place, "evidence/web-20261128T101150Z.json", true);
  assert_int_equal(renameat(place->fd, "evidence", place->fd, "moved"), 0);
  assert_int_equal(symlinkat("trap", place->fd, "evidence"), 0);
  put(clerk, "web", NOON + 1, "{}");
  wait_for_sentence(clerk, "symbolic link");
  clerk_free(clerk);
  assert_int_equal(unlinkat(place->fd, "trap", AT_REMOVEDIR), 0);
}

/* --- flags ------------------------------------------------------------------
 */

static void a_flag_says_why_and_since_when(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_of(place);

  assert_int_equal(clerk_raise_flag(clerk, "web", NOON, "web: it waits."), 0);
  wait_for(place, "web", true);
  expect_text(place, "web",
              "web: it waits.\n2026-11-28T10:11:50Z\n"
              "This is a flag of io_forecast.\n");
  assert_int_equal(mode_of(place, "web"), 0644);
  assert_int_equal(clerk_lower_flag(clerk, "web"), 0);
  wait_for(place, "web", false);
  clerk_free(clerk);
  assert_int_equal(count_files(place), 0);
}

static void a_flag_goes_when_the_daemon_ends(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_of(place);

  assert_int_equal(clerk_raise_flag(clerk, "web", NOON, "blown"), 0);
  assert_int_equal(clerk_raise_flag(clerk, "db", NOON, "blown"), 0);
  wait_for(place, "web", true);
  wait_for(place, "db", true);
  clerk_free(clerk);
  assert_int_equal(count_files(place), 0);
}

static void write_file(const struct place *place, const char *name, mode_t mode,
                       const char *text) {
  int fd = openat(place->fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  assert_true(fd >= 0);
  assert_int_equal(__real_write(fd, text, strlen(text)), strlen(text));
  assert_int_equal(fchmod(fd, mode), 0);
  close(fd);
}

static void a_flag_that_a_crash_has_left_is_lowered(void **state) {
  const struct place *place = *state;
  char text[FLAG_BYTES];
  struct clerk *clerk;

  clerk = clerk_of(place);
  assert_int_equal(clerk_raise_flag(clerk, "db", NOON, "blown"), 0);
  wait_for(place, "db", true); /* it has begun */
  flag_write("web: it waits.", NOON, text);
  write_file(place, "web", 0644, text);
  assert_int_equal(clerk_lower_flag(clerk, "web"), 0);
  assert_int_equal(clerk_lower_flag(clerk, "never"), 0);
  wait_for(place, "web", false);
  expect_silence(clerk);
  clerk_free(clerk);
}

static void flags_of_a_crash_go_though_their_groups_do_not_come(void **state) {
  static const char *const names[] = {"queue-7", "%2Eweb",
                                      ".io_forecast-0123456789abcdef.tmp"};
  const struct place *place = *state;
  char text[FLAG_BYTES];
  struct clerk *clerk;

  flag_write("queue-7: it waits.", NOON, text);
  for (size_t i = 0; i < COUNT_OF(names); i++)
    write_file(place, names[i], 0644, text);
  clerk = clerk_of(place);
  for (size_t i = 0; i < COUNT_OF(names); i++)
    wait_for(place, names[i], false);
  expect_silence(clerk);
  clerk_free(clerk);
}

/* Each differs from a flag by one thing. */
static const char *const others[] = {"mode", "text",   "long",
                                     "link", "linked", "name",
                                     "pipe", "folder", ".hidden"};

static void make_others(const struct place *place) {
  char text[FLAG_BYTES], more[3 * FLAG_BYTES];

  flag_write("it waits.", NOON, text);
  snprintf(more, sizeof(more), "%*s%s", FLAG_BYTES, "", text);
  write_file(place, "mode", 0600, text);
  write_file(place, "text", 0644, "keep me drained\n");
  write_file(place, "long", 0644, more);
  write_file(place, "linked", 0644, text);
  write_file(place, ".hidden", 0644, text);
  assert_int_equal(linkat(place->fd, "linked", place->fd, "name", 0), 0);
  assert_int_equal(symlinkat("mode", place->fd, "link"), 0);
  assert_int_equal(mkfifoat(place->fd, "pipe", 0644), 0);
  assert_int_equal(mkdirat(place->fd, "folder", 0755), 0);
}

struct shape {
  mode_t mode;
  off_t size;
  ino_t number;
};

static struct shape shape_of(const struct place *place, const char *name) {
  struct stat found;

  if (fstatat(place->fd, name, &found, AT_SYMLINK_NOFOLLOW) < 0)
    fail_msg("%s has gone", name);
  return (struct shape){found.st_mode, found.st_size, found.st_ino};
}

static void expect_shape(const struct place *place, const char *name,
                         const struct shape *before) {
  struct shape now = shape_of(place, name);

  if (now.mode != before->mode || now.size != before->size ||
      now.number != before->number)
    fail_msg("%s is another", name);
}

static void what_is_no_flag_that_was_left_stays(void **state) {
  const struct place *place = *state;
  struct shape before[COUNT_OF(others)];
  char text[FLAG_BYTES];
  struct clerk *clerk;

  make_others(place);
  for (size_t i = 0; i < COUNT_OF(others); i++)
    before[i] = shape_of(place, others[i]);
  flag_write("it waits.", NOON, text);
  write_file(place, "zzz", 0644, text);
  clerk = clerk_of(place);
  wait_for(place, "zzz", false);
  clerk_free(clerk);
  for (size_t i = 0; i < COUNT_OF(others); i++)
    expect_shape(place, others[i], &before[i]);
}

/* Whoever may choose the name of a group chooses no file that is to go. */
static void what_is_no_flag_is_not_lowered(void **state) {
  const struct place *place = *state;
  struct shape before[COUNT_OF(others)];
  struct clerk *clerk;

  make_others(place);
  clerk = clerk_of(place);
  for (size_t i = 0; i < COUNT_OF(others); i++) {
    before[i] = shape_of(place, others[i]);
    assert_int_equal(clerk_lower_flag(clerk, others[i]), 0);
  }
  assert_int_equal(clerk_raise_flag(clerk, "behind", NOON, "blown"), 0);
  wait_for(place, "behind", true);
  for (size_t i = 0; i < COUNT_OF(others); i++)
    expect_shape(place, others[i], &before[i]);
  expect_silence(clerk);
  clerk_free(clerk);
}

static void what_is_no_flag_is_not_replaced_by_one(void **state) {
  const struct place *place = *state;
  struct shape before;
  struct clerk *clerk;

  make_others(place);
  for (size_t i = 0; i < COUNT_OF(others) - 1; i++) { /* a "." is escaped */
    clerk = clerk_of(place);
    before = shape_of(place, others[i]);
    assert_int_equal(clerk_raise_flag(clerk, others[i], NOON, "blown"), 0);
    wait_for_sentence(clerk, "a file that is no flag has the name of a group");
    assert_int_equal(clerk_raise_flag(clerk, "behind", NOON, "blown"), 0);
    wait_for(place, "behind", true);
    assert_int_equal(clerk_lower_flag(clerk, others[i]), 0);
    expect_silence(clerk);
    clerk_free(clerk);
    assert_false(is_there(place, "behind"));
    expect_shape(place, others[i], &before);
  }
}

/* Between the look at the name and the flag. */
static void what_takes_its_name_meanwhile_is_not_replaced_by_one(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_of(place);

  rival_fd = place->fd;
  assert_int_equal(clerk_raise_flag(clerk, "taken", NOON, "blown"), 0);
  wait_for_sentence(clerk, "a file cannot be given its name (File exists)");
  rival_fd = -1;
  clerk_free(clerk);
  expect_text(place, "taken", "");
  assert_int_equal(count_files(place), 1);
}

static void a_flag_is_replaced_by_the_next(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_of(place);

  assert_int_equal(clerk_raise_flag(clerk, "web", NOON, "blown"), 0);
  wait_for(place, "web", true);
  assert_int_equal(clerk_raise_flag(clerk, "web", NOON, "blown by another"), 0);
  assert_int_equal(clerk_raise_flag(clerk, "behind", NOON, "blown"), 0);
  wait_for(place, "behind", true);
  expect_text(place, "web",
              "blown by another\n2026-11-28T10:11:50Z\n"
              "This is a flag of io_forecast.\n");
  clerk_free(clerk);
}

static void a_flag_of_another_user_stays(void **state) {
  const struct place *place = *state;
  char text[FLAG_BYTES];
  struct clerk *clerk;

  if (geteuid() != 0)
    skip(); /* nobody else can give one away */
  flag_write("it waits.", NOON, text);
  write_file(place, "theirs", 0644, text);
  assert_int_equal(fchownat(place->fd, "theirs", 65534, 65534, 0), 0);
  write_file(place, "ours", 0644, text);
  clerk = clerk_of(place);
  wait_for(place, "ours", false);
  clerk_free(clerk);
  assert_true(is_there(place, "theirs"));
}

static void a_flag_that_is_raised_is_not_taken_for_one_left(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_of(place);

  assert_int_equal(clerk_raise_flag(clerk, "web", NOON, "blown"), 0);
  wait_for(place, "web", true);
  assert_int_equal(clerk_raise_flag(clerk, "db", NOON, "blown"), 0);
  wait_for(place, "db", true);
  assert_true(is_there(place, "web"));
  clerk_free(clerk);
}

static void without_a_directory_one_complaint_is_all(void **state) {
  struct clerk_rule rule = {NULL, "/nonexistent/io_forecast", 20, 65536};
  struct clerk *clerk = clerk_new(&rule);

  (void)state;
  assert_non_null(clerk);
  assert_int_equal(clerk_lower_flag(clerk, "web"), 0);
  assert_int_equal(clerk_raise_flag(clerk, "web", NOON, "blown"), 0);
  wait_for_sentence(clerk, "No such file");
  for (int i = 0; i < 20; i++) {
    assert_int_equal(clerk_lower_flag(clerk, "web"), 0);
    breathe();
  }
  expect_silence(clerk);
  clerk_free(clerk);
}

static void no_flag_waits_for_evidence_that_hangs(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_of(place);
  double start_s;

  sync_hangs = true;
  put(clerk, "web", NOON, "{}");
  assert_int_equal(clerk_raise_flag(clerk, "web", NOON, "blown"), 0);
  wait_for(place, "web", true);
  while (!sync_waits)
    breathe();
  start_s = desk_now_s();
  clerk_free(clerk);
  expect_between(desk_now_s() - start_s, 0.9, PATIENCE_S / 2);
  assert_false(is_there(place, "web"));
  sync_hangs = false;
  wait_for(place, "web-20261128T101150Z.json", true);
}

/* What it must not see: a part of the text, or none. */
static void *read_on(void *argument) {
  const struct place *place = argument;
  char found[128];
  int halves = 0;

  for (;;) {
    int fd = openat(place->fd, "web", O_RDONLY | O_CLOEXEC);
    ssize_t length;

    if (is_there(place, "end"))
      break;
    if (fd < 0)
      continue;
    length = read(fd, found, sizeof(found));
    close(fd);
    halves +=
        length !=
        (ssize_t)strlen(
            "blown\n2026-11-28T10:11:50Z\nThis is a flag of io_forecast.\n");
  }
  return halves ? argument : NULL;
}

static void nobody_sees_half_a_file(void **state) {
  struct place *place = *state;
  struct clerk *clerk = clerk_of(place);
  pthread_t reader;
  void *found = NULL;

  assert_int_equal(pthread_create(&reader, NULL, read_on, place), 0);
  for (int i = 0; i < 200; i++) {
    assert_int_equal(clerk_raise_flag(clerk, "web", NOON, "blown"), 0);
    breathe();
  }
  clerk_free(clerk);
  touch(place, "end");
  pthread_join(reader, &found);
  assert_null(found);
}

static void without_directories_nothing_happens(void **state) {
  struct clerk_rule rule = {"", NULL, 20, 65536};
  struct clerk *clerk = clerk_new(&rule);

  (void)state;
  assert_non_null(clerk);
  assert_int_equal(clerk_put_evidence(clerk, "web", NOON, "{}", 2), 0);
  assert_int_equal(clerk_raise_flag(clerk, "web", NOON, "blown"), 0);
  assert_int_equal(clerk_lower_flag(clerk, "web"), 0);
  expect_silence(clerk);
  clerk_free(clerk);
  clerk_free(NULL);
}

#define IN_A_PLACE(test)                                                       \
  cmocka_unit_test_setup_teardown(test, set_up, remove_place)

static void what_failed_at_the_end_is_heard_behind_it(void **state) {
  const struct place *place = *state;
  struct clerk *clerk = clerk_of(place);

  write_error = EIO;
  put(clerk, "shop", NOON, "{}\n");
  wait_for_sentence(clerk, "no evidence is kept; the newest");
  expect_silence(clerk);
  clerk_finish(clerk);
  wait_for_sentence(clerk, "what waited is lost: shop");
  expect_silence(clerk);
  clerk_free(clerk);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_A_PLACE(evidence_is_a_file_that_nobody_else_may_read),
      IN_A_PLACE(a_umask_that_takes_all_takes_nothing),
      IN_A_PLACE(what_failed_at_the_end_is_heard_behind_it),
      IN_A_PLACE(a_second_of_the_same_second_has_a_number),
      IN_A_PLACE(the_oldest_go_that_are_too_many),
      IN_A_PLACE(the_oldest_go_that_are_too_large),
      IN_A_PLACE(the_newest_stays_though_the_clock_was_set_back),
      IN_A_PLACE(files_of_others_stay),
      IN_A_PLACE(what_a_crash_has_left_goes_with_the_next),
      IN_A_PLACE(more_than_may_be_kept_is_not_begun),
      IN_A_PLACE(hostile_names_stay_in_the_directory),
      IN_A_PLACE(a_full_disk_is_told_once_and_leaves_nothing),
      IN_A_PLACE(what_works_again_is_told_once),
      IN_A_PLACE(a_directory_that_is_missing_is_told_at_the_start),
      IN_A_PLACE(a_symbolic_link_is_not_followed),
      IN_A_PLACE(a_slash_behind_a_directory_does_no_harm),
      IN_A_PLACE(a_file_is_no_directory),
      IN_A_PLACE(where_others_write_nothing_is_written),
      IN_A_PLACE(a_directory_of_another_user_is_not_trusted),
      IN_A_PLACE(a_link_of_another_user_on_the_way_is_not_followed),
      IN_A_PLACE(a_directory_that_was_replaced_by_a_link_keeps_out),
      IN_A_PLACE(a_flag_says_why_and_since_when),
      IN_A_PLACE(a_flag_goes_when_the_daemon_ends),
      IN_A_PLACE(a_flag_that_a_crash_has_left_is_lowered),
      IN_A_PLACE(flags_of_a_crash_go_though_their_groups_do_not_come),
      IN_A_PLACE(what_is_no_flag_that_was_left_stays),
      IN_A_PLACE(what_is_no_flag_is_not_lowered),
      IN_A_PLACE(what_is_no_flag_is_not_replaced_by_one),
      IN_A_PLACE(what_takes_its_name_meanwhile_is_not_replaced_by_one),
      IN_A_PLACE(a_flag_is_replaced_by_the_next),
      IN_A_PLACE(a_flag_of_another_user_stays),
      IN_A_PLACE(a_flag_that_is_raised_is_not_taken_for_one_left),
      IN_A_PLACE(evidence_that_could_not_be_written_is_written_at_the_end),
      cmocka_unit_test(without_a_directory_one_complaint_is_all),
      IN_A_PLACE(no_flag_waits_for_evidence_that_hangs),
      IN_A_PLACE(nobody_sees_half_a_file),
      IN_A_PLACE(without_directories_nothing_happens),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
