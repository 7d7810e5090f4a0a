/* test_history.c - which files a history is in. */
#include "expect.h"

#include "cli/history.h"
#include "place.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static void put(const struct place *place, const char *name, const char *text) {
  char path[256];
  FILE *file;

  snprintf(path, sizeof(path), "%s/%s", place->path, name);
  file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  assert_int_equal(fclose(file), 0);
}

static void make_tree(const struct place *place) {
  char path[128];

  snprintf(path, sizeof(path), "%s/host", place->path);
  assert_int_equal(mkdir(path, 0700), 0);
  snprintf(path, sizeof(path), "%s/host/web", place->path);
  assert_int_equal(mkdir(path, 0700), 0);
  put(place, "host/web/load-2026-01-02", "epoch,value\n2,2\n");
  put(place, "host/web/load-2025-12-31", "epoch,value\n1,1\n");
  put(place, "host/web/load-2026-2026-01-01", "epoch,value\n9,9\n");
  put(place, "host/web/notes", "nothing\n");
  put(place, "host/up-2026-01-01", "epoch,value\n3,3\n");
}

struct seen {
  const struct place *place;
  char text[1024]; /* below the place: "path=series+\n" where one begins */
  int stop_at, count;
};

static int see(void *context, const struct history_file *file) {
  struct seen *seen = context;
  size_t used = strlen(seen->text), root = strlen(seen->place->path) + 1;

  if (file->error != 0)
    snprintf(seen->text + used, sizeof(seen->text) - used, "%s: %s\n",
             file->path + root, strerror(-file->error));
  else
    snprintf(seen->text + used, sizeof(seen->text) - used, "%s=%s%s\n",
             file->path + root, file->series + root, file->begins ? "+" : "");
  return ++seen->count == seen->stop_at ? 7 : 0;
}

static int each(const char *path,
                int (*take)(void *context, const struct history_file *file),
                struct seen *seen) {
  char *const paths[] = {(char *)path};

  return history_each(&(struct history_path){paths, 1, 0}, take, seen);
}

static void the_days_of_a_series_come_in_a_row(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place};

  make_tree(place);
  assert_int_equal(each(place->path, see, &seen), 0);
  assert_string_equal(seen.text,
                      "host/web/load-2025-12-31=host/web/load+\n"
                      "host/web/load-2026-01-02=host/web/load\n"
                      "host/web/load-2026-2026-01-01=host/web/load-2026+\n"
                      "host/up-2026-01-01=host/up+\n");
}

static void any_level_of_the_tree_will_do(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place};
  char path[128];

  make_tree(place);
  snprintf(path, sizeof(path), "%s/host/web", place->path);
  assert_int_equal(each(path, see, &seen), 0);
  assert_int_equal(seen.count, 3);
}

static void a_file_is_a_series_by_itself(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place};
  char path[128];

  make_tree(place);
  snprintf(path, sizeof(path), "%s/host/web/load-2026-01-02", place->path);
  assert_int_equal(each(path, see, &seen), 0);
  assert_string_equal(seen.text, "host/web/load-2026-01-02="
                                 "host/web/load-2026-01-02+\n");
}

/* What is told of some paths, with blanks between. */
static void expect_seen(const struct place *place, const char *names,
                        const char *wanted) {
  struct seen seen = {.place = place};
  char text[512], path[8][128], *paths[8];
  int count = 0;

  snprintf(text, sizeof(text), "%s", names);
  for (char *rest = text, *name; (name = strsep(&rest, " ")); count++) {
    snprintf(path[count], sizeof(path[count]), "%s/%s", place->path, name);
    paths[count] = path[count];
  }
  for (int i = 0; i < count; i++)
    assert_int_equal(
        history_each(&(struct history_path){paths, count, i}, see, &seen), 0);
  assert_string_equal(seen.text, wanted);
}

static void days_that_are_given_in_order_are_one_series(void **state) {
  const struct place *place = *state;

  make_tree(place);
  expect_seen(place, "a-2026-01-02 a-2026-01-03 a-2026-02-01 b-2026-02-02",
              "a-2026-01-02=a+\na-2026-01-03=a\na-2026-02-01=a\n"
              "b-2026-02-02=b-2026-02-02+\n");
}

static void others_are_series_by_themselves(void **state) {
  const struct place *place = *state;
  char path[160];

  make_tree(place);
  snprintf(path, sizeof(path), "%s/d-2026-01-02", place->path);
  assert_int_equal(mkdir(path, 0700), 0);
  put(place, "d-2026-01-02/x-2026-01-01", "");
  expect_seen(place, "a-2026-01-02 a-2026-01-01 a-2026-01-01",
              "a-2026-01-02=a-2026-01-02+\na-2026-01-01=a-2026-01-01+\n"
              "a-2026-01-01=a-2026-01-01+\n");
  expect_seen(place, "a-2026-01-02 host/a-2026-01-03 table host/-2026-01-04",
              "a-2026-01-02=a-2026-01-02+\n"
              "host/a-2026-01-03=host/a-2026-01-03+\ntable=table+\n"
              "host/-2026-01-04=host/-2026-01-04+\n");
  expect_seen(place, "d-2026-01-01 d-2026-01-02 d-2026-01-03",
              "d-2026-01-01=d-2026-01-01+\n"
              "d-2026-01-02/x-2026-01-01=d-2026-01-02/x+\n"
              "d-2026-01-03=d-2026-01-03+\n");
}

static void who_takes_may_end_it(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place, .stop_at = 2};

  make_tree(place);
  assert_int_equal(each(place->path, see, &seen), 7);
  assert_int_equal(seen.count, 2);
}

static void a_tree_without_daily_files_is_none(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place};

  put(place, "notes", "nothing\n");
  assert_int_equal(each(place->path, see, &seen), -ENODATA);
  assert_int_equal(seen.count, 0);
}

enum { STRANGER = 65534 };

/* As somebody who may not look into what has no rights. */
static int each_as_a_stranger(const struct place *place, struct seen *seen) {
  int r;

  if (geteuid() != 0)
    return each(place->path, see, seen);
  assert_int_equal(chmod(place->path, 0755), 0);
  if (seteuid(STRANGER) < 0)
    skip(); /* root of a namespace that has nobody else */
  r = each(place->path, see, seen);
  assert_int_equal(seteuid(0), 0);
  return r;
}

static void
what_cannot_be_looked_into_is_named_and_the_rest_goes_on(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place};
  char path[128];

  put(place, "up-2026-01-01", "epoch,value\n3,3\n");
  snprintf(path, sizeof(path), "%s/a", place->path);
  assert_int_equal(mkdir(path, 0), 0);
  assert_int_equal(each_as_a_stranger(place, &seen), 0);
  assert_string_equal(seen.text, "a: Permission denied\nup-2026-01-01=up+\n");
}

static void a_tree_of_which_nothing_can_be_read_is_not_empty(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place};
  char path[128];

  snprintf(path, sizeof(path), "%s/a", place->path);
  assert_int_equal(mkdir(path, 0), 0);
  assert_int_equal(each_as_a_stranger(place, &seen), 0);
  assert_string_equal(seen.text, "a: Permission denied\n");
}

static void a_day_ends_the_name(void **state) {
  (void)state;
  assert_int_equal(history_stem("load-2026-01-02"), 4);
  assert_int_equal(history_stem("a-b-2026-01-02"), 3);
  assert_int_equal(history_stem("load-2026-01-0x"), 0);
  assert_int_equal(history_stem("load-2026-01-021"), 0);
  assert_int_equal(history_stem("-2026-01-02"), 0);
  assert_int_equal(history_stem("2026-01-02"), 0);
  assert_int_equal(history_stem(""), 0);
}

static int count_of(const struct place *place, const char *a, const char *b) {
  char one[128], other[128];
  char *paths[] = {one, other};
  double bytes;

  snprintf(one, sizeof(one), "%s/%s", place->path, a);
  snprintf(other, sizeof(other), "%s/%s", place->path, b ? b : "");
  return history_count(paths, b ? 2 : 1, &bytes);
}

static void series_are_counted_up_to_two(void **state) {
  const struct place *place = *state;

  make_tree(place);
  put(place, "table", "epoch,value\n");
  put(place, "trace", "{}\n");
  assert_int_equal(count_of(place, "none", NULL), 0);
  assert_int_equal(count_of(place, "table", NULL), 1);
  assert_int_equal(count_of(place, "table", "none"), 1);
  assert_int_equal(count_of(place, "table", "table"), 2);
  assert_int_equal(
      count_of(place, "host/web/load-2025-12-31", "host/web/load-2026-01-02"),
      1);
  assert_int_equal(
      count_of(place, "host/web/load-2026-01-02", "host/web/load-2025-12-31"),
      2);
  assert_int_equal(count_of(place, "trace", NULL), 2);
  put(place, "trace", "\xef\xbb\xbf{}\n");
  assert_int_equal(count_of(place, "trace", NULL), 2);
  assert_int_equal(count_of(place, "host", NULL), 2);
}

static void bytes_are_those_of_all_files(void **state) {
  const struct place *place = *state;
  char *path = (char *)place->path;
  double bytes;

  make_tree(place);
  (void)history_count(&path, 1, &bytes);
  expect_near(bytes, 4 * 16, 0);
}

/* A path that is longer than any that the kernel takes. */
static void a_path_without_end_is_an_error_and_no_series(void **state) {
  const struct place *place = *state;
  static char path[PATH_MAX + 64];
  char *const paths[] = {path};
  struct seen seen = {.place = place};
  double bytes;

  memset(path, 'x', sizeof(path) - 1);
  assert_int_equal(each(path, see, &seen), -ENAMETOOLONG);
  assert_int_equal(seen.count, 0);
  assert_int_equal(history_count(paths, 1, &bytes), 0);
  expect_near(bytes, 0, 0);
}

static int count_it(void *context, const struct history_file *file) {
  int *count = context;

  assert_string_equal(file->path, "-");
  assert_string_equal(file->series, "-");
  assert_true(file->begins && !file->is_daily);
  return ++*count;
}

/* What was read of it would be gone. */
static void the_standard_input_is_a_series_and_not_looked_into(void **state) {
  int ends[2], before = dup(STDIN_FILENO), count = 0;
  char *const paths[] = {(char *)"-"};
  char text[3] = "";
  double bytes;

  (void)state;
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  assert_int_equal(write(ends[1], "{}", 2), 2);
  assert_int_equal(history_count(paths, 1, &bytes), 1);
  expect_near(bytes, 0, 0);
  assert_int_equal(read(STDIN_FILENO, text, 2), 2);
  assert_string_equal(text, "{}");
  assert_int_equal(
      history_each(&(struct history_path){paths, 1, 0}, count_it, &count), 1);
  close(STDIN_FILENO);
  assert_int_equal(history_count(paths, 1, &bytes), 0);
  close(ends[0]);
  close(ends[1]);
  if (before >= 0) {
    assert_int_equal(dup2(before, STDIN_FILENO), STDIN_FILENO);
    close(before);
  }
}

/* Nobody writes to it: whoever opens it waits. */
static void a_pipe_is_a_series_and_not_opened(void **state) {
  const struct place *place = *state;

  assert_int_equal(mkfifoat(place->fd, "pipe", 0600), 0);
  assert_int_equal(count_of(place, "pipe", NULL), 1);
}

static void a_dash_is_no_directory_though_there_is_one(void **state) {
  const struct place *place = *state;
  int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), count = 0;
  char *const paths[] = {(char *)"-"};

  assert_int_equal(mkdirat(place->fd, "-", 0700), 0);
  assert_int_equal(fchdir(place->fd), 0);
  assert_int_equal(
      history_each(&(struct history_path){paths, 1, 0}, count_it, &count), 1);
  assert_int_equal(fchdir(before), 0);
  close(before);
}

static void series_of_one_name_are_told_apart_by_their_directory(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place};
  char path[128];

  for (const char *name = "ab"; *name; name++) {
    snprintf(path, sizeof(path), "%s/%c", place->path, *name);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof(path), "%c/x-2026-01-0%c", *name,
             *name == 'a' ? '1' : '2');
    put(place, path, "");
  }
  assert_int_equal(each(place->path, see, &seen), 0);
  assert_string_equal(seen.text, "a/x-2026-01-01=a/x+\nb/x-2026-01-02=b/x+\n");
}

static void what_cannot_be_read_of_a_tree_is_counted_as_nothing(void **state) {
  const struct place *place = *state;
  char *path = (char *)place->path;
  char link[128];
  double bytes;

  put(place, "up-2026-01-01", "epoch,value\n");
  snprintf(link, sizeof(link), "%s/down-2026-01-01", place->path);
  assert_int_equal(symlink("down-2026-01-01", link), 0);
  assert_int_equal(history_count(&path, 1, &bytes), 1);
  expect_near(bytes, 12, 0);
}

#define IN_A_PLACE(test)                                                       \
  cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_A_PLACE(the_days_of_a_series_come_in_a_row),
      IN_A_PLACE(any_level_of_the_tree_will_do),
      IN_A_PLACE(a_file_is_a_series_by_itself),
      IN_A_PLACE(days_that_are_given_in_order_are_one_series),
      IN_A_PLACE(others_are_series_by_themselves),
      IN_A_PLACE(who_takes_may_end_it),
      IN_A_PLACE(a_tree_without_daily_files_is_none),
      IN_A_PLACE(what_cannot_be_looked_into_is_named_and_the_rest_goes_on),
      IN_A_PLACE(a_tree_of_which_nothing_can_be_read_is_not_empty),
      cmocka_unit_test(a_day_ends_the_name),
      IN_A_PLACE(series_are_counted_up_to_two),
      IN_A_PLACE(bytes_are_those_of_all_files),
      IN_A_PLACE(a_path_without_end_is_an_error_and_no_series),
      IN_A_PLACE(the_standard_input_is_a_series_and_not_looked_into),
      IN_A_PLACE(a_pipe_is_a_series_and_not_opened),
      IN_A_PLACE(a_dash_is_no_directory_though_there_is_one),
      IN_A_PLACE(series_of_one_name_are_told_apart_by_their_directory),
      IN_A_PLACE(what_cannot_be_read_of_a_tree_is_counted_as_nothing),
  };

  return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
