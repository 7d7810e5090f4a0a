/* test_flag.c - what stands in a flag, and what only looks like it. */
#include "expect.h"

#include "emit/flag.h"

#include <string.h>

enum { NOON = 1795860710 }; /* 2026-11-28T10:11:50Z */

static void a_flag_has_three_lines(void **state) {
  char text[FLAG_BYTES];

  (void)state;
  flag_write("web: it waits.", NOON, text);
  assert_string_equal(text, "web: it waits.\n2026-11-28T10:11:50Z\n"
                            "This is a flag of io_forecast.\n");
  assert_true(flag_is(text, strlen(text)));
}

static void a_long_sentence_leaves_room_for_the_rest(void **state) {
  char text[FLAG_BYTES], sentence[2 * FLAG_BYTES];

  (void)state;
  memset(sentence, 'x', sizeof(sentence));
  sentence[sizeof(sentence) - 1] = '\0';
  flag_write(sentence, NOON, text);
  assert_true(strlen(text) > FLAG_BYTES / 2);
  assert_true(flag_is(text, strlen(text)));
}

static void no_part_of_a_flag_is_one(void **state) {
  char text[FLAG_BYTES];
  size_t length;

  (void)state;
  flag_write("", NOON, text);
  length = strlen(text);
  assert_true(flag_is(text, length));
  for (size_t i = 0; i < length; i++)
    assert_false(flag_is(text, i));
  assert_false(flag_is(text + 1, length - 1));
}

static void what_only_looks_like_a_flag_is_none(void **state) {
  static const char *const texts[] = {
      "",
      "\n",
      "web: it waits.\n2026-11-28T10:11:50Z\n",
      "web: it waits.\nThis is a flag of io_forecast.\n",
      "2026-11-28T10:11:50Z\nThis is a flag of io_forecast.\n",
      "x\n2026-11-28T1O:11:50Z\nThis is a flag of io_forecast.\n",
      "x\n2026-11-28T10:11:50Z\nThis is a flag of io_forecast.\n\n",
      "x\n2026-11-28T10:11:50Z\nThis is no flag of io_forecast.\n",
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(texts); i++)
    if (flag_is(texts[i], strlen(texts[i])))
      fail_msg("taken for a flag: %s", texts[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_flag_has_three_lines),
      cmocka_unit_test(a_long_sentence_leaves_room_for_the_rest),
      cmocka_unit_test(no_part_of_a_flag_is_one),
      cmocka_unit_test(what_only_looks_like_a_flag_is_none),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
