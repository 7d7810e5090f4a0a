#include "expect.h"

#include "discover/title.h"

#include <errno.h>
#include <string.h>

enum { NAME_BYTES = 32 };

static void the_highest_capture_of_a_title_is_told(void **state) {
  static const struct {
    const char *title;
    int captures;
  } rows[] = {
      {"", 0},    {"web", 0}, {"web-$1", 1}, {"$2", 2},   {"$2-$1", 2},
      {"$9", 9},  {"$0", 0},  {"$", 0},      {"a$", 0},   {"$a", 0},
      {"$12", 1}, {"$$1", 1}, {"1$ 1", 0},   {"$1$3", 3},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    if (title_captures(rows[i].title) != rows[i].captures)
      fail_msg("\"%s\" has %d", rows[i].title, title_captures(rows[i].title));
}

static void a_word_takes_the_place_of_each_capture(void **state) {
  static const struct {
    const char *title, *filled;
  } rows[] = {
      {"web", "web"},
      {"web-$1", "web-other"},
      {"$2_$1", "other_other"},
      {"a$0b", "a$0b"}, /* for the caller to refuse */
      {"$", "$"},
      {"$1234567890123456789012345678901234567890",
       "other23456789012345678901234567"},
  };
  char name[NAME_BYTES];

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    title_fill(rows[i].title, "other", name, sizeof(name));
    assert_string_equal(name, rows[i].filled);
  }
}

struct capture {
  const char *title, *pattern, *line, *name; /* NULL: no match */
};

static void expect_capture(const struct capture *row) {
  char name[NAME_BYTES] = "untouched";
  regex_t regex;
  int r;

  assert_int_equal(regcomp(&regex, row->pattern, REG_EXTENDED), 0);
  r = title_capture(row->title, &regex, row->line, name, sizeof(name));
  regfree(&regex);
  assert_int_equal(r, row->name ? 0 : -ENOENT);
  assert_string_equal(name, row->name ? row->name : "untouched");
}

static void what_brackets_matched_makes_the_name(void **state) {
  static const struct capture rows[] = {
      {"q-$1", "--queue=([a-z]+)", "/srv/worker --queue=mail x", "q-mail"},
      {"$2-$1", "([a-z]+)@([a-z]+)", "run me@here", "here-me"},
      {"$1$1", "(.)", "xyz", "xx"},
      {"q-$1", "--queue=([a-z]+)", "/srv/worker", NULL},
      {"all", "x", "x", "all"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_capture(&rows[i]);
}

static void what_no_name_may_hold_becomes_an_underscore(void **state) {
  static const struct capture rows[] = {
      {"$1", "(.*)", "a/b.c d", "a_b_c_d"},
      {"$1", "(.*)", "A-z_0", "A-z_0"},
      {"$1", "(.*)", "\xc3\xa4\x1b[1m\n$1", "____1m__1"},
      {"w-$1", "^x(y?)", "x", "w-_"},  /* empty */
      {"w-$2", "(a)|(b)", "a", "w-_"}, /* took no part */
      {"w-$1-$3", "(a)(b)?(c)?", "a", "w-a-_"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_capture(&rows[i]);
}

static void long_names_are_cut_and_stay_apart(void **state) {
  static const char one[] = "a-tenant-with-a-very-long-name-indeed-1";
  static const char other[] = "a-tenant-with-a-very-long-name-indeed-2";
  char name[2][NAME_BYTES];
  regex_t regex;

  (void)state;
  assert_int_equal(regcomp(&regex, "(.*)", REG_EXTENDED), 0);
  assert_int_equal(title_capture("$1", &regex, one, name[0], NAME_BYTES), 0);
  assert_int_equal(title_capture("$1", &regex, other, name[1], NAME_BYTES), 0);
  assert_int_equal(strlen(name[0]), NAME_BYTES - 1);
  assert_int_equal(strncmp(name[0], one, NAME_BYTES - 10), 0);
  assert_int_equal(name[0][NAME_BYTES - 10], '-');
  assert_string_not_equal(name[0], name[1]);
  assert_int_equal(title_capture("$1", &regex, one, name[1], NAME_BYTES), 0);
  assert_string_equal(name[0], name[1]);
  /* one that just fits is left alone */
  assert_int_equal(
      title_capture("$1", &regex, one + strlen(one) - 31, name[0], NAME_BYTES),
      0);
  assert_string_equal(name[0], one + strlen(one) - 31);
  regfree(&regex);
}

static void a_line_of_any_length_does_no_harm(void **state) {
  char name[NAME_BYTES];
  char line[8192];
  regex_t regex;

  (void)state;
  memset(line, 'x', sizeof(line) - 1);
  line[sizeof(line) - 1] = '\0';
  assert_int_equal(regcomp(&regex, "(.*)", REG_EXTENDED), 0);
  assert_int_equal(
      title_capture("$1$1$1$1$1", &regex, line, name, sizeof(name)), 0);
  assert_int_equal(strlen(name), NAME_BYTES - 1);
  regfree(&regex);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_highest_capture_of_a_title_is_told),
      cmocka_unit_test(a_word_takes_the_place_of_each_capture),
      cmocka_unit_test(what_brackets_matched_makes_the_name),
      cmocka_unit_test(what_no_name_may_hold_becomes_an_underscore),
      cmocka_unit_test(long_names_are_cut_and_stay_apart),
      cmocka_unit_test(a_line_of_any_length_does_no_harm),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
