/* test_words.c - what sentences are made of. */
#include "expect.h"

#include "emit/words.h"

#include <stdio.h>
#include <string.h>

static void durations_are_for_people(void **state) {
  static const struct {
    double s;
    const char *text;
  } cases[] = {
      {0, "0 s"},          {45.4, "45 s"},      {599, "599 s"},
      {600, "10 min"},     {31 * 60, "31 min"}, {7200, "2 h 0 min"},
      {7500, "2 h 5 min"}, {NAN, "-"},          {3e11, "83333333 h 20 min"},
      {INFINITY, "-"}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char buffer[32];

    duration_write(cases[i].s, buffer, sizeof(buffer));
    assert_string_equal(buffer, cases[i].text);
  }
}

static void what_cannot_be_counted_is_a_dash(void **state) {
  static const struct {
    double count;
    const char *text;
  } cases[] = {{0, "0"},
               {-5, "-5"},
               {4242, "4242"},
               {NAN, "-"},
               {INFINITY, "-"},
               {-INFINITY, "-"},
               {2147483647, "2147483647"},
               {1e300, "1e+300"}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char buffer[32];

    count_write(cases[i].count, buffer, sizeof(buffer));
    assert_string_equal(buffer, cases[i].text);
  }
}

static void only_clean_text_passes(void **state) {
  static const struct {
    const char *raw, *clean;
  } cases[] = {
      {"nginx", "nginx"},
      {"a\nb\tc\x7f", "a?b?c?"},
      {"\x1b[31m", "?[31m"},
      {"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
       "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"},
      {"\xc3", "?"},                /* cut short */
      {"\xc0\xaf", "??"},           /* overlong */
      {"\xed\xa0\x80", "???"},      /* surrogate */
      {"\xf5\x80\x80\x80", "????"}, /* beyond Unicode */
      {"a\xe2\x80\xae"
       "b\xe2\x81\xa6\xd8\x9c",
       "a???b?????"},     /* other way */
      {"\xc2\x9b", "??"}, /* a C1 control */
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char buffer[64];

    clean_text(cases[i].raw, buffer, sizeof(buffer));
    assert_string_equal(buffer, cases[i].clean);
  }
}

static void clean_text_is_not_cut_inside_a_character(void **state) {
  char buffer[4];

  (void)state;
  clean_text("ab\xe2\x82\xac", buffer, sizeof(buffer));
  assert_string_equal(buffer, "ab");
}

static void a_sentence_is_cut_at_a_word(void **state) {
  static const struct {
    const char *text, *cut;
  } cases[] = {{"one two three", "one two three"},
               {"one two three four", "one two .."},
               {"averylongwordwithoutablank", " .."}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char sentence[64];

    strcpy(sentence, cases[i].text);
    cut_at_word(sentence, 15);
    assert_string_equal(sentence, cases[i].cut);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(durations_are_for_people),
      cmocka_unit_test(what_cannot_be_counted_is_a_dash),
      cmocka_unit_test(only_clean_text_passes),
      cmocka_unit_test(clean_text_is_not_cut_inside_a_character),
      cmocka_unit_test(a_sentence_is_cut_at_a_word),
  };

  return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
