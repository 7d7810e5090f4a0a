/* test_state_file.c - a state is written whole, and what is none is set aside
 * with one sentence. */
#include "expect.h"

#include "base/scoped.h"
#include "base/thread.h"
#include "emit/state_file.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Calls that are about StateFile fail, as many as are told to. */
enum broken_call { BROKEN_OPENAT, BROKEN_FSTAT, BROKEN_READ };

static struct {
  enum broken_call call;
  int error;
  atomic_int left;
} broken;

static void break_calls(enum broken_call call, int error, int times) {
  broken.call = call;
  broken.error = error;
  atomic_store(&broken.left, times);
}

static int broken_left(void) {
  return atomic_load(&broken.left);
}

static bool fails(enum broken_call call) {
  if (broken.call != call || atomic_load(&broken.left) <= 0)
    return false;
  atomic_fetch_sub(&broken.left, 1);
  errno = broken.error;
  return true;
}

int __real_openat(int dirfd, const char *name, int flags, ...);
int __wrap_openat(int dirfd, const char *name, int flags, ...);
int __real_fstat(int fd, struct stat *found);
int __wrap_fstat(int fd, struct stat *found);
ssize_t __real_read(int fd, void *buffer, size_t size);
ssize_t __wrap_read(int fd, void *buffer, size_t size);

int __wrap_openat(int dirfd, const char *name, int flags, ...) {
  va_list arguments;
  mode_t mode;

  if (strcmp(name, "state.json") == 0 && fails(BROKEN_OPENAT))
    return -1;
  va_start(arguments, flags);
  mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return __real_openat(dirfd, name, flags, mode);
}

int __wrap_fstat(int fd, struct stat *found) {
  int r = __real_fstat(fd, found);

  return r == 0 && S_ISREG(found->st_mode) && fails(BROKEN_FSTAT) ? -1 : r;
}

ssize_t __wrap_read(int fd, void *buffer, size_t size) {
  if (fails(BROKEN_READ))
    return errno ? -1 : 0;
  return __real_read(fd, buffer, size);
}

/* Nobody rests here, but it is counted; what is waited for is not a rest. */
static atomic_int rests;

int __real_thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex,
                             double until_s);
int __wrap_thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex,
                             double until_s);

int __wrap_thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex,
                             double until_s) {
  double left_s = until_s - desk_now_s();

  if (left_s < 0.1 || left_s > 1)
    return __real_thread_wait_until(condition, mutex, until_s);
  atomic_fetch_add(&rests, 1);
  return -ETIMEDOUT;
}

struct room {
  char folder[64];
  char path[PATH_MAX], bad[PATH_MAX];
};

static void open_room(struct room *room) {
  scoped_fd fd = place_make(room->folder);

  assert_true(fd >= 0);
  snprintf(room->path, sizeof(room->path), "%s/state.json", room->folder);
  snprintf(room->bad, sizeof(room->bad), "%s/state.json.bad", room->folder);
}

static void close_room(const struct room *room) {
  assert_int_equal(place_remove(room->folder), 0);
}

static bool is_there(const struct room *room, const char *suffix) {
  char path[PATH_MAX + 16];
  struct stat found;

  snprintf(path, sizeof(path), "%s%s", room->path, suffix);
  return lstat(path, &found) == 0;
}

/* With nothing beside it. */
static void expect_alone(const struct room *room, const char *suffix) {
  static const char *const suffixes[] = {"", ".bad", ".unread"};

  for (size_t i = 0; i < COUNT_OF(suffixes); i++)
    if (is_there(room, suffixes[i]) != (strcmp(suffixes[i], suffix) == 0))
      fail_msg("state.json%s", suffixes[i]);
}

static void put(const struct room *room, const char *text, mode_t mode) {
  scoped_fd fd = open(room->path, O_WRONLY | O_CREAT | O_TRUNC, mode);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
  assert_int_equal(fchmod(fd, mode), 0);
}

static const char *judge(const char *text, size_t length) {
  return length == 4 && memcmp(text, "good", 4) == 0 ? NULL : "it is not good";
}

static const char *judge_for_long(const char *text, size_t length) {
  usleep(300000);
  return judge(text, length);
}

static struct state_found read_in(const struct room *room) {
  return state_file_read(room->path, judge, 10);
}

static void write_in(const struct room *room, const char *text) {
  struct desk *desk = state_desk_new(room->path);

  assert_non_null(desk);
  assert_int_equal(state_desk_put(desk, room->path, text, strlen(text)), 0);
  desk_free(desk, desk_now_s() + 10);
}

static void what_is_written_is_read_again(void **state) {
  struct state_found found;
  struct desk *desk;
  struct room room;
  struct stat file;

  (void)state;
  open_room(&room);
  desk = state_desk_new(room.path);
  assert_non_null(desk);
  assert_int_equal(state_desk_put(desk, room.path, "bad", 3), 0);
  assert_int_equal(state_desk_put(desk, room.path, "good", 4), 0);
  desk_free(desk, desk_now_s() + 10);
  assert_int_equal(stat(room.path, &file), 0);
  assert_int_equal(file.st_mode & 07777, 0600);
  found = read_in(&room);
  assert_non_null(found.text);
  assert_int_equal(found.length, 4);
  assert_string_equal(found.sentence, "");
  free(found.text);
  close_room(&room);
}

static void that_there_is_none_is_not_told(void **state) {
  struct state_found found;
  struct room room;

  (void)state;
  open_room(&room);
  found = read_in(&room);
  assert_null(found.text);
  assert_string_equal(found.sentence, "");
  close_room(&room);
}

/* Each makes something in the place of the file. */
static void make_other(const struct room *room) {
  put(room, "other", 0600);
}

static void make_open(const struct room *room) {
  put(room, "good", 0666);
}

static void make_link(const struct room *room) {
  assert_int_equal(symlink("/etc/passwd", room->path), 0);
}

static void make_fifo(const struct room *room) {
  assert_int_equal(mkfifo(room->path, 0600), 0);
}

/* As SECURITY.md has it. */
enum { PROMISED_MOST = 32 << 20 };

static void make_large(const struct room *room) {
  put(room, "good", 0600);
  assert_int_equal(truncate(room->path, PROMISED_MOST + 1), 0);
}

static const struct {
  void (*make)(const struct room *room);
  const char *why;
} others[] = {
    {make_other, "it is not good"},
    {make_open, "it is no file of our own with mode 0600 and one name"},
    {make_link, "it is a symbolic link"},
    {make_fifo, "it is no file of our own with mode 0600 and one name"},
    {make_large, "it is larger than any state"},
};

static void what_is_none_is_set_aside(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
    struct state_found found;
    struct room room;
    struct stat file;

    open_room(&room);
    others[i].make(&room);
    found = read_in(&room);
    assert_null(found.text);
    if (!strstr(found.sentence, others[i].why) ||
        !strstr(found.sentence, room.path) ||
        !strstr(found.sentence, "set aside as state.json.bad."))
      fail_msg("%s", found.sentence);
    assert_int_equal(lstat(room.bad, &file), 0);
    assert_int_equal(lstat(room.path, &file), -1);
    close_room(&room);
  }
}

static void make_folder(const struct room *room) {
  assert_int_equal(mkdir(room->path, 0700), 0);
}

static void make_socket(const struct room *room) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);

  memcpy(name.sun_path, room->path, strlen(room->path));
  assert_int_equal(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
  close(fd);
}

/* What StateFile names by mistake is neither moved nor replaced. */
static void what_is_no_file_at_all_stays(void **state) {
  void (*const make[])(const struct room *) = {make_folder, make_socket};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(make); i++) {
    struct stat before, after;
    struct state_found found;
    struct room room;

    open_room(&room);
    make[i](&room);
    assert_int_equal(lstat(room.path, &before), 0);
    found = read_in(&room);
    assert_null(found.text);
    if (!strstr(found.sentence, "it stays, and no state is kept"))
      fail_msg("%s", found.sentence);
    write_in(&room, "good");
    assert_int_equal(lstat(room.path, &after), 0);
    assert_int_equal(after.st_ino, before.st_ino);
    assert_int_equal(lstat(room.bad, &after), -1);
    close_room(&room);
  }
}

static void expect_text(const struct room *room, const char *suffix,
                        const char *text) {
  char path[PATH_MAX + 16], found[64] = "";
  scoped_fd fd = -1;

  snprintf(path, sizeof(path), "%s%s", room->path, suffix);
  fd = open(path, O_RDONLY | O_CLOEXEC);
  assert_true(fd >= 0);
  assert_true(read(fd, found, sizeof(found) - 1) >= 0);
  assert_string_equal(found, text);
}

static void the_older_ones_that_were_set_aside_stay(void **state) {
  struct room room;

  (void)state;
  open_room(&room);
  for (int i = 0; i < 2; i++) {
    put(&room, i == 0 ? "bad" : "worse", 0600);
    assert_null(read_in(&room).text);
  }
  expect_text(&room, ".bad", "bad");
  expect_text(&room, ".bad2", "worse");
  close_room(&room);
}

static void take_names(const struct room *room, const char *suffix) {
  char path[PATH_MAX + 16], number[8] = "";

  for (int i = 1; i <= ASIDES; i++) {
    if (i > 1)
      snprintf(number, sizeof(number), "%d", i);
    snprintf(path, sizeof(path), "%s%s%s", room->path, suffix, number);
    assert_int_equal(mkdir(path, 0700), 0);
  }
}

static void one_that_cannot_be_renamed_is_told_to_be_so(void **state) {
  struct state_found found;
  struct room room;

  (void)state;
  open_room(&room);
  put(&room, "bad", 0600);
  take_names(&room, ".bad");
  found = read_in(&room);
  assert_null(found.text);
  if (!strstr(found.sentence, "it is not good") ||
      !strstr(found.sentence, "cannot be renamed to state.json.bad ("))
    fail_msg("%s", found.sentence);
  close_room(&room);
}

/* --- what cannot be read just now ----------------------------------------- */

static const struct {
  enum broken_call call;
  int error; /* 0: nothing is read */
} passing[] = {
    {BROKEN_OPENAT, EINTR},  {BROKEN_OPENAT, EMFILE}, {BROKEN_OPENAT, ENFILE},
    {BROKEN_OPENAT, ENOMEM}, {BROKEN_OPENAT, EIO},    {BROKEN_OPENAT, ESTALE},
    {BROKEN_FSTAT, ENOMEM},  {BROKEN_FSTAT, EIO},     {BROKEN_READ, EINTR},
    {BROKEN_READ, EIO},      {BROKEN_READ, ENOMEM},   {BROKEN_READ, EAGAIN},
    {BROKEN_READ, ESTALE},   {BROKEN_READ, 0},
};

static void what_fails_once_is_read_again(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(passing); i++) {
    struct state_found found;
    struct room room;

    open_room(&room);
    put(&room, "good", 0600);
    break_calls(passing[i].call, passing[i].error, 1);
    found = read_in(&room);
    if (!found.text || found.sentence[0] || found.is_unread)
      fail_msg("%zu: %s", i, found.sentence);
    free(found.text);
    assert_int_equal(broken_left(), 0);
    expect_alone(&room, "");
    close_room(&room);
  }
}

static void what_is_interrupted_is_read_at_once(void **state) {
  struct state_found found;
  struct room room;

  (void)state;
  open_room(&room);
  put(&room, "good", 0600);
  break_calls(BROKEN_OPENAT, EINTR, 10);
  atomic_store(&rests, 0);
  found = read_in(&room);
  assert_non_null(found.text);
  assert_int_equal(atomic_load(&rests), 0);
  free(found.text);
  close_room(&room);
}

/* Neither now, nor when the first state is written in its place. */
static void what_cannot_be_read_is_not_lost(void **state) {
  static const struct {
    enum broken_call call;
    int error;
    const char *why;
  } rows[] = {
      {BROKEN_OPENAT, EINTR, "it cannot be read (Interrupted system call)"},
      {BROKEN_OPENAT, EMFILE, "it cannot be read (Too many open files)"},
      {BROKEN_OPENAT, EPERM, "it cannot be read (Permission denied)"},
      {BROKEN_OPENAT, EOVERFLOW, "it cannot be read ("},
      {BROKEN_READ, EIO, "it cannot be read (Input/output error)"},
      {BROKEN_READ, 0, "it cannot be read (Resource temporarily unavailable)"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct state_found found;
    struct room room;

    open_room(&room);
    put(&room, "good", 0600);
    break_calls(rows[i].call, rows[i].error, 10000);
    atomic_store(&rests, 0);
    found = read_in(&room);
    break_calls(rows[i].call, 0, 0);
    assert_true(atomic_load(&rests) <= 4);
    assert_null(found.text);
    assert_true(found.is_unread);
    if (!strstr(found.sentence, rows[i].why) ||
        !strstr(found.sentence, "it stays until a state is saved, then as "
                                "state.json.unread."))
      fail_msg("%zu: %s", i, found.sentence);
    expect_alone(&room, "");
    close_room(&room);
  }
}

static const char *judge_without_memory(const char *text, size_t length) {
  (void)text;
  (void)length;
  return STATE_CANNOT_TELL;
}

static void what_cannot_be_judged_is_not_lost(void **state) {
  struct state_found found;
  struct room room;

  (void)state;
  open_room(&room);
  put(&room, "good", 0600);
  found = state_file_read(room.path, judge_without_memory, 10);
  assert_null(found.text);
  assert_true(found.is_unread);
  expect_alone(&room, "");
  close_room(&room);
}

/* The directory is told of by the desk. */
static void what_was_in_a_folder_that_will_not_do_is_not_lost(void **state) {
  struct state_found found;
  struct room room;

  (void)state;
  open_room(&room);
  put(&room, "good", 0600);
  assert_int_equal(chmod(room.folder, 0777), 0);
  found = read_in(&room);
  assert_null(found.text);
  assert_true(found.is_unread);
  assert_string_equal(found.sentence, "");
  close_room(&room);
}

static void save(const struct room *room, struct desk *desk, const char *text) {
  assert_int_equal(state_desk_put(desk, room->path, text, strlen(text)), 0);
}

static void wait_for_text(const struct room *room, off_t length) {
  struct stat found;

  for (int i = 0; i < 1000; i++, usleep(10000))
    if (stat(room->path, &found) == 0 && found.st_size == length)
      return;
  fail_msg("it is not written");
}

static void the_first_that_is_saved_spares_what_was_there(void **state) {
  struct desk *desk;
  struct room room;

  (void)state;
  open_room(&room);
  put(&room, "unread", 0600);
  desk = state_desk_new(room.path);
  assert_non_null(desk);
  desk_spare(desk);
  expect_alone(&room, "");
  save(&room, desk, "one");
  wait_for_text(&room, 3);
  save(&room, desk, "four");
  desk_free(desk, desk_now_s() + 10);
  expect_text(&room, "", "four");
  expect_text(&room, ".unread", "unread");
  assert_false(is_there(&room, ".unread2"));
  close_room(&room);
}

static void where_there_was_none_nothing_is_spared(void **state) {
  struct desk *desk;
  struct room room;

  (void)state;
  open_room(&room);
  desk = state_desk_new(room.path);
  assert_non_null(desk);
  desk_spare(desk);
  save(&room, desk, "one");
  desk_free(desk, desk_now_s() + 10);
  expect_alone(&room, "");
  close_room(&room);
}

static void what_cannot_be_spared_is_not_replaced(void **state) {
  char sentence[SENTENCE_BYTES];
  struct desk *desk;
  struct room room;

  (void)state;
  open_room(&room);
  put(&room, "unread", 0600);
  take_names(&room, ".unread");
  desk = state_desk_new(room.path);
  assert_non_null(desk);
  desk_spare(desk);
  save(&room, desk, "one");
  desk_finish(desk, desk_now_s() + 10);
  assert_true(desk_hear(desk, sentence));
  assert_non_null(strstr(sentence, "no state is kept"));
  desk_free(desk, 0);
  expect_text(&room, "", "unread");
  close_room(&room);
}

static void who_does_not_answer_is_left(void **state) {
  struct state_found found;
  struct room room;

  (void)state;
  open_room(&room);
  put(&room, "good", 0600);
  found = state_file_read(room.path, judge_for_long, 0.05);
  assert_null(found.text);
  assert_true(found.is_unread);
  assert_non_null(strstr(found.sentence, "has not answered"));
  usleep(600000); /* the thread has ended then, and has freed what it had */
  close_room(&room);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_written_is_read_again),
      cmocka_unit_test(that_there_is_none_is_not_told),
      cmocka_unit_test(what_is_none_is_set_aside),
      cmocka_unit_test(what_is_no_file_at_all_stays),
      cmocka_unit_test(the_older_ones_that_were_set_aside_stay),
      cmocka_unit_test(one_that_cannot_be_renamed_is_told_to_be_so),
      cmocka_unit_test(what_fails_once_is_read_again),
      cmocka_unit_test(what_is_interrupted_is_read_at_once),
      cmocka_unit_test(what_cannot_be_read_is_not_lost),
      cmocka_unit_test(what_cannot_be_judged_is_not_lost),
      cmocka_unit_test(what_was_in_a_folder_that_will_not_do_is_not_lost),
      cmocka_unit_test(the_first_that_is_saved_spares_what_was_there),
      cmocka_unit_test(where_there_was_none_nothing_is_spared),
      cmocka_unit_test(what_cannot_be_spared_is_not_replaced),
      cmocka_unit_test(who_does_not_answer_is_left),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
