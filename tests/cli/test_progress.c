/* test_progress.c - how far a reading is, in words; and nothing for a file. */
#include "expect.h"

#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>

static void share_and_rate_are_told(void **state) {
  char text[120];

  (void)state;
  progress_write(512 * 1024.0 * 1024, 1024 * 1024.0 * 1024, 8, text,
                 sizeof(text));
  assert_string_equal(text, "50 % of 1.0 GiB, 64.0 MiB/s");
  progress_write(512 * 1024.0 * 1024, 0, 8, text, sizeof(text));
  assert_string_equal(text, "512 MiB, 64.0 MiB/s");
}

static void what_is_no_terminal_gets_nothing(void **state) {
  FILE *out = tmpfile();
  struct progress progress;

  (void)state;
  assert_non_null(out);
  progress_init(&progress, out);
  progress.began_s -= 100; /* it takes long */
  progress_expect(&progress, 1000);
  progress_add(&progress, 500);
  progress_end(&progress);
  expect_near(progress.done_bytes, 500, 0);
  assert_int_equal(ftell(out), 0);
  fclose(out);
}

static void who_waits_is_told_and_the_line_goes_away(void **state) {
  FILE *out = tmpfile();
  char text[120] = "";
  struct progress progress;

  (void)state;
  assert_non_null(out);
  progress_init(&progress, out);
  progress.out = out; /* as if it were a terminal */
  progress_expect(&progress, 1000);
  progress_add(&progress, 250); /* it has just begun */
  assert_int_equal(ftell(out), 0);
  progress.began_s -= 100;
  progress_add(&progress, 250);
  progress_add(&progress, 250); /* too soon for another */
  progress_end(&progress);
  rewind(out);
  assert_true(fread(text, 1, sizeof(text) - 1, out) > 0);
  assert_string_equal(text, "\r50 % of 1000 B, 5 B/s\033[K\r\033[K");
  fclose(out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(share_and_rate_are_told),
      cmocka_unit_test(what_is_no_terminal_gets_nothing),
      cmocka_unit_test(who_waits_is_told_and_the_line_goes_away),
  };

  return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
