/* test_history.c - which files a history is in. */
#include "expect.h"

#include "cli/history.h"
#include "place.h"

#include <errno.h>
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

  snprintf(seen->text + used, sizeof(seen->text) - used, "%s=%s%s\n",
           file->path + root, file->series + root, file->begins ? "+" : "");
  return ++seen->count == seen->stop_at ? 7 : 0;
}

static void the_days_of_a_series_come_in_a_row(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place};

  make_tree(place);
  assert_int_equal(history_each(place->path, see, &seen), 0);
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
  assert_int_equal(history_each(path, see, &seen), 0);
  assert_int_equal(seen.count, 3);
}

static void a_file_is_a_series_by_itself(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place};
  char path[128];

  make_tree(place);
  snprintf(path, sizeof(path), "%s/host/web/load-2026-01-02", place->path);
  assert_int_equal(history_each(path, see, &seen), 0);
  assert_string_equal(seen.text, "host/web/load-2026-01-02="
                                 "host/web/load-2026-01-02+\n");
}

static void who_takes_may_end_it(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place, .stop_at = 2};

  make_tree(place);
  assert_int_equal(history_each(place->path, see, &seen), 7);
  assert_int_equal(seen.count, 2);
}

static void a_tree_without_daily_files_is_none(void **state) {
  const struct place *place = *state;
  struct seen seen = {.place = place};

  put(place, "notes", "nothing\n");
  assert_int_equal(history_each(place->path, see, &seen), -ENODATA);
  assert_int_equal(seen.count, 0);
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

#define IN_A_PLACE(test)                                                       \
  cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_A_PLACE(the_days_of_a_series_come_in_a_row),
      IN_A_PLACE(any_level_of_the_tree_will_do),
      IN_A_PLACE(a_file_is_a_series_by_itself),
      IN_A_PLACE(who_takes_may_end_it),
      IN_A_PLACE(a_tree_without_daily_files_is_none),
      cmocka_unit_test(a_day_ends_the_name),
      IN_A_PLACE(series_are_counted_up_to_two),
      IN_A_PLACE(bytes_are_those_of_all_files),
  };

  return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
