/* test_state_file.c - a state is written whole, and what is none is set aside
 * with one sentence. */
#include "expect.h"

#include "base/scoped.h"
#include "emit/state_file.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

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
  if (unlink(room->path) < 0)
    (void)rmdir(room->path);
  if (unlink(room->bad) < 0)
    (void)rmdir(room->bad);
  if (rmdir(room->folder) < 0)
    fail_msg("something is left in %s", room->folder);
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

static void make_large(const struct room *room) {
  put(room, "good", 0600);
  assert_int_equal(truncate(room->path, (off_t)STATE_BYTES_MOST + 1), 0);
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

static void the_older_one_that_was_set_aside_goes(void **state) {
  struct room room;
  struct stat file;

  (void)state;
  open_room(&room);
  for (int i = 0; i < 2; i++) {
    put(&room, i == 0 ? "bad" : "worse", 0600);
    assert_null(read_in(&room).text);
  }
  assert_int_equal(stat(room.bad, &file), 0);
  assert_int_equal(file.st_size, 5);
  close_room(&room);
}

static void one_that_cannot_be_renamed_is_told_to_be_so(void **state) {
  struct state_found found;
  struct room room;

  (void)state;
  open_room(&room);
  put(&room, "bad", 0600);
  assert_int_equal(mkdir(room.bad, 0700), 0);
  found = read_in(&room);
  assert_null(found.text);
  if (!strstr(found.sentence, "it is not good") ||
      !strstr(found.sentence, "cannot be renamed to state.json.bad ("))
    fail_msg("%s", found.sentence);
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
      cmocka_unit_test(the_older_one_that_was_set_aside_goes),
      cmocka_unit_test(one_that_cannot_be_renamed_is_told_to_be_so),
      cmocka_unit_test(who_does_not_answer_is_left),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
