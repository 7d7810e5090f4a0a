/* test_walk.c - long files, line by line. */
#include "expect.h"

#include "base/walk.h"
#include "place.h"

#include <errno.h>
#include <string.h>

struct heard {
  char text[256];
  size_t length;
};

static void hear(void *context, struct text line) {
  struct heard *heard = context;

  heard->length += (size_t)snprintf(heard->text + heard->length,
                                    sizeof(heard->text) - heard->length,
                                    "[%.*s]", (int)text_length(line), line.at);
}

static void put(const struct place *place, const char *text) {
  int fd =
      openat(place->fd, "file", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
  close(fd);
}

static void each_line_is_handed_over_once_whatever_the_room(void **state) {
  static const struct {
    const char *text, *lines;
  } rows[] = {{"", ""},
              {"a\n", "[a]"},
              {"a", ""},
              {"\n\n", "[][]"},
              {"a\nbcd\n\nefghij\nk", "[a][bcd][][efghij]"}};
  char buffer[32];

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    put(*state, rows[i].text);
    for (size_t room = 7; room <= sizeof(buffer); room++) {
      struct heard heard = {{0}, 0};
      const struct place *place = *state;

      assert_int_equal(walk_lines_at(place->fd, "file",
                                     &(struct walker){hear, &heard}, buffer,
                                     room),
                       0);
      assert_string_equal(heard.text, rows[i].lines);
    }
  }
}

static void of_a_line_that_is_too_long_the_beginning_is_told(void **state) {
  static const struct {
    const char *text, *lines;
  } rows[] = {{"abcdefghij\nk\n", "[abcd][k]"},
              {"abc\nabcd\nk\n", "[abc][abcd][k]"},
              {"abcde\nabcdefgh\n\nk\n", "[abcd][abcd][][k]"},
              {"abcdefghijklmnop", "[abcd]"}};
  const struct place *place = *state;

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct heard heard = {{0}, 0};
    char buffer[4];

    put(place, rows[i].text);
    assert_int_equal(walk_lines_at(place->fd, "file",
                                   &(struct walker){hear, &heard}, buffer, 4),
                     0);
    assert_string_equal(heard.text, rows[i].lines);
  }
}

static void what_cannot_be_read_is_an_error(void **state) {
  const struct place *place = *state;
  struct heard heard = {{0}, 0};
  char buffer[4];

  assert_int_equal(walk_lines_at(place->fd, "none",
                                 &(struct walker){hear, &heard}, buffer, 4),
                   -ENOENT);
  assert_int_equal(
      walk_lines_at(place->fd, ".", &(struct walker){hear, &heard}, buffer, 4),
      -EISDIR);
  assert_int_equal(heard.length, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(
          each_line_is_handed_over_once_whatever_the_room, make_place,
          remove_place),
      cmocka_unit_test_setup_teardown(
          of_a_line_that_is_too_long_the_beginning_is_told, make_place,
          remove_place),
      cmocka_unit_test_setup_teardown(what_cannot_be_read_is_an_error,
                                      make_place, remove_place),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
