/*
 * test_hostile.c - what comes of names that may hold any byte: of processes,
 * threads, files, devices and what a regular expression captures.
 */
#include "expect.h"

#include "cli/html.h"
#include "discover/title.h"
#include "disks.h"
#include "emit/json.h"
#include "emit/json_read.h"
#include "emit/words.h"
#include "hostile.h"
#include "sample/mount.h"
#include "sample/parse.h"
#include "sample/sight.h"
#include "volumes.h"
#include "who.h"

#include <stdio.h>

static void each_name(void (*look)(const char *name)) {
  struct dice dice = hostile_dice();
  char name[HOSTILE_BYTES];

  for (int i = 0; i < HOSTILE_ALL; i++) {
    hostile_name(&dice, i, name);
    look(name);
  }
}

/* --- how names are read ----------------------------------------------------
 */

static void read_in_status(const char *name) {
  char escaped[2 * HOSTILE_BYTES], status[128], read[64];
  double value[METRIC_COUNT];
  struct scale scale;

  hostile_escape(name, escaped);
  snprintf(status, sizeof(status), "Name:\t%s\nState:\tS (x)\nThreads:\t7\n",
           escaped);
  parse_name(text_of_string(status), read, sizeof(read));
  assert_string_equal(read, name);
  scale_init(&scale, 100, 4096, 2);
  value[METRIC_THREADS] = NAN;
  assert_int_equal(
      parse_source(SOURCE_STATUS, &scale, text_of_string(status), value), 0);
  expect_near(value[METRIC_THREADS], 7, 0);
}

static void the_name_in_status_is_read_byte_for_byte(void **state) {
  (void)state;
  each_name(read_in_status);
}

static void read_in_stat(const char *name) {
  static const char after[] =
      " S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 "
      "29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 "
      "52\n";
  double value[METRIC_COUNT];
  struct scale scale;
  char stat[256];

  scale_init(&scale, 1, 4096, 2);
  snprintf(stat, sizeof(stat), "4242 (%s)%s", name, after);
  assert_int_equal(
      parse_source(SOURCE_STAT, &scale, text_of_string(stat), value), 0);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].source == SOURCE_STAT)
      expect_near(value[id],
                  metrics[id].column * scale.per_unit[metrics[id].unit], 1e-9);
}

static void no_name_moves_a_column_of_stat(void **state) {
  (void)state;
  each_name(read_in_stat);
}

static void read_of_thread(const char *name) {
  struct thread_sight sight;
  char line[128];
  int length =
      snprintf(line, sizeof(line), "7 S -1 - - 0 - %s", name) + 1; /* NUL */
  struct text rest = text_of(line, (size_t)length);

  assert_true(sights_next(&rest, &sight));
  assert_true(text_is_empty(rest));
  assert_int_equal(sight.tid, 7);
  assert_int_equal(sight.state, 'S');
  assert_string_equal(sight.comm, name);
}

static void a_thread_may_have_any_name(void **state) {
  (void)state;
  each_name(read_of_thread);
}

/* As mangle_path() in fs/seq_file.c writes it. */
static void read_mount_point(const char *name) {
  char line[256], point[64], *at = line;
  struct mount mount;

  at += sprintf(at, "36 35 98:7 / /");
  snprintf(point, sizeof(point), "/%s", name);
  for (; *name; name++)
    at += strchr(" \t\n\\#", *name) ? sprintf(at, "\\%03o", *name)
                                    : sprintf(at, "%c", *name);
  sprintf(at, " rw,noatime master:1 - ext4 /dev/x rw");
  assert_int_equal(mount_parse(text_of_string(line), &mount), 0);
  assert_true(mount.id == 36 && mount.device == (98ull << 32 | 7));
  assert_string_equal(mount.point, point);
  assert_string_equal(mount.type, "ext4");
}

static void a_mount_point_may_have_any_name(void **state) {
  (void)state;
  each_name(read_mount_point);
}

/* --- how they are told -----------------------------------------------------
 */

static void tell_in_words(const char *name) {
  double now[METRIC_COUNT];
  struct who who;
  char clean[64];

  for (int id = 0; id < METRIC_COUNT; id++)
    now[id] = NAN;
  who = who_of(42, name, now);
  clean_text(name, clean, sizeof(clean));
  if (!hostile_is_clean(clean) || strcmp(clean, who.command) != 0)
    fail_msg("\"%s\" is told as \"%s\"", name, clean);
  for (size_t room = 1; room < 16; room++) { /* cut at no half character */
    clean_text(name, clean, room);
    assert_true(hostile_is_clean(clean) && strlen(clean) < room);
  }
}

static void what_is_told_is_clean_wherever_it_is_cut(void **state) {
  (void)state;
  each_name(tell_in_words);
}

static int hear_name(void *context, const struct json_value *value) {
  assert_string_equal(value->step[0].name, "name");
  snprintf(context, 64, "%s", value->text);
  return 0;
}

static void tell_as_json(const char *name) {
  struct json *json = json_new();
  char clean[64], heard[64];
  const char *text;
  size_t length;

  clean_text(name, clean, sizeof(clean));
  json_object(json, NULL);
  json_string(json, "name", name);
  json_end_object(json);
  assert_int_equal(json_finish(json, &text, &length), 0);
  assert_int_equal(json_read(text, length, hear_name, heard), 0);
  assert_string_equal(heard, clean);
  json_free(json);
}

static void json_is_read_again_as_it_was_told(void **state) {
  (void)state;
  each_name(tell_as_json);
}

/* Of a page nothing but what was opened may open or close. */
static void tell_as_html(const char *name) {
  char page[512];
  FILE *out = fmemopen(page, sizeof(page), "w");
  struct html html;
  int marks = 0;

  html_begin(&html, out);
  html_open(&html, "td");
  html_attribute(&html, "title", name);
  html_text(&html, name);
  html_close(&html);
  assert_int_equal(html_finish(&html), 0);
  fclose(out);
  for (const char *at = page; *at; at++)
    marks += strchr("<>\"'", *at) != NULL;
  if (marks != 6 || !hostile_is_clean(page))
    fail_msg("\"%s\" made %s", name, page);
}

static void a_page_is_not_left_by_a_name(void **state) {
  (void)state;
  each_name(tell_as_html);
}

/* --- what series are called ------------------------------------------------
 */

static void name_by_capture(const char *name) {
  static regex_t regex;
  static bool is_made;
  char title[GROUP_NAME_BYTES], line[64];

  if (!is_made)
    assert_int_equal(regcomp(&regex, "^x(.*)$", REG_EXTENDED), 0);
  is_made = true;
  snprintf(line, sizeof(line), "x%s", name);
  if (title_capture("odd-$1", &regex, line, title, sizeof(title)) == 0)
    assert_true(settings_name_is_plain(title));
}

static void what_a_regex_captures_is_plain(void **state) {
  (void)state;
  each_name(name_by_capture);
}

/* Of a device and of a filesystem: one slot, which is taken away each time. */
static struct subjects devices, volumes;

static void name_series(const char *name) {
  struct subject *subject[2];
  char point[64];

  snprintf(point, sizeof(point), "/%s", name);
  subject[0] = disks_find(&devices, name);
  subject[1] = volumes_find(&volumes, point);
  for (int i = 0; i < 2; i++) {
    assert_non_null(subject[i]);
    assert_true(hostile_is_plain(subject[i]->roll.target, false));
    assert_true(hostile_is_clean(subject[i]->roll.who));
    subject[i]->taken = false;
  }
}

static void devices_and_filesystems_have_plain_names(void **state) {
  struct settings settings;

  (void)state;
  assert_int_equal(settings_init(&settings), 0);
  assert_int_equal(disks_init(&devices, &settings), 0);
  assert_int_equal(volumes_init(&volumes, &settings), 0);
  each_name(name_series);
  subjects_release(&devices);
  subjects_release(&volumes);
  settings_release(&settings);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_name_in_status_is_read_byte_for_byte),
      cmocka_unit_test(no_name_moves_a_column_of_stat),
      cmocka_unit_test(a_thread_may_have_any_name),
      cmocka_unit_test(a_mount_point_may_have_any_name),
      cmocka_unit_test(what_is_told_is_clean_wherever_it_is_cut),
      cmocka_unit_test(json_is_read_again_as_it_was_told),
      cmocka_unit_test(a_page_is_not_left_by_a_name),
      cmocka_unit_test(what_a_regex_captures_is_plain),
      cmocka_unit_test(devices_and_filesystems_have_plain_names),
  };

  return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
