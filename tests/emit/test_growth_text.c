/* test_growth_text.c - what is said of memory. */
#include "expect.h"

#include "emit/growth_text.h"

#include <string.h>

static const double MIB = 1024 * 1024;

static void each_pattern_has_its_sentence(void **state) {
  static const double PER_S = 1024 * 1024 / 60.0;
  const struct {
    struct growth_account account;
    const char *sentence;
  } rows[] = {
      {{GROWTH_UNKNOWN, NAN, NAN, NAN, NAN, NAN},
       "how resident memory grows is not known yet"},
      {{GROWTH_NONE, 600, NAN, 3, 2, 1}, "resident memory does not grow"},
      {{GROWTH_ANONYMOUS, 540, 10, 4.2 * PER_S, 0, -PER_S},
       "resident memory grows by 4.2 MiB a minute for 540 s, all of it "
       "anonymous: a leak, or copy-on-write"},
      {{GROWTH_FILE, 720, 10, 0.1 * PER_S, 0.9 * PER_S, 0},
       "resident memory grows by 1.0 MiB a minute for 12 min, 10 % of it "
       "anonymous, 90 % of files: a file is mapped and touched"},
      {{GROWTH_MIXED, 60, 0, PER_S, 2 * PER_S, PER_S},
       "resident memory grows by 4.0 MiB a minute for 60 s, 25 % of it "
       "anonymous, 50 % of files, 25 % shared: more than one kind of memory "
       "grows"},
      {{GROWTH_SHARED, 300, 20, 0, 0, 6.4 * PER_S},
       "resident memory grows by 6.4 MiB a minute for 300 s, all of it shared: "
       "shared memory is written to"},
      {{GROWTH_OVER, 300, 200, 0, 0, 6.4 * PER_S},
       "resident memory grew by 32.0 MiB, all of it shared; not any more for "
       "200 s"},
      {{GROWTH_BACK, 60, NAN, -80 * PER_S, 0, 0},
       "resident memory had grown, and 80.0 MiB of it was given back in the "
       "last "
       "60 s"},
  };
  char sentence[GROWTH_TEXT_BYTES];

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    growth_write(&rows[i].account, sentence, sizeof(sentence));
    assert_string_equal(sentence, rows[i].sentence);
  }
}

static void the_longest_fits_and_a_short_buffer_is_not_overrun(void **state) {
  struct growth_account account = {GROWTH_MIXED, 7e6,        6e6,
                                   1000 * MIB,   1001 * MIB, 1002 * MIB};
  char sentence[GROWTH_TEXT_BYTES], cut[24];

  (void)state;
  growth_write(&account, sentence, sizeof(sentence));
  assert_true(strlen(sentence) < sizeof(sentence) - 1);
  growth_write(&account, cut, sizeof(cut));
  assert_int_equal(strlen(cut), sizeof(cut) - 1);
  assert_memory_equal(cut, sentence, sizeof(cut) - 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_pattern_has_its_sentence),
      cmocka_unit_test(the_longest_fits_and_a_short_buffer_is_not_overrun),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
