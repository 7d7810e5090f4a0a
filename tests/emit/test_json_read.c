/* test_json_read.c - a JSON text number by number, whoever wrote it. */
#include "expect.h"

#include "emit/json.h"
#include "emit/json_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct heard {
  char text[512]; /* "a.b=1;" ... */
  int stop_at;    /* the value that is too much; 0: none */
  int count;
};

static int hear(void *context, const struct json_value *value) {
  struct heard *heard = context;
  size_t used = strlen(heard->text);

  if (++heard->count == heard->stop_at)
    return -EIO;
  for (int i = 0; i < value->depth; i++) {
    const struct json_step *step = &value->step[i];
    char word[80];

    if (step->name[0])
      snprintf(word, sizeof(word), ".%s", step->name);
    else
      snprintf(word, sizeof(word), "[%zu]", step->index);
    used += (size_t)snprintf(heard->text + used, sizeof(heard->text) - used,
                             "%s", word);
  }
  if (value->text)
    snprintf(heard->text + used, sizeof(heard->text) - used, "='%s';",
             value->text);
  else
    snprintf(heard->text + used, sizeof(heard->text) - used, "=%.17g;",
             value->number);
  return 0;
}

static int read_text(const char *text, struct heard *heard) {
  return json_read(text, strlen(text), hear, heard);
}

static void each_value_comes_with_the_way_to_it(void **state) {
  struct heard heard = {0};

  (void)state;
  assert_int_equal(read_text("{\"a\":1,\"b\":{\"c\":\"x\"},"
                             "\"d\":[2,{\"e\":[3,4]},\"y\"],\"f\":{}}",
                             &heard),
                   0);
  assert_string_equal(heard.text, ".a=1;.b.c='x';.d[0]=2;.d[1].e[0]=3;"
                                  ".d[1].e[1]=4;.d[2]='y';");
}

static void a_value_that_is_refused_ends_it(void **state) {
  struct heard heard = {.stop_at = 2};

  (void)state;
  assert_int_equal(read_text("{\"a\":1,\"b\":2,\"c\":3}", &heard), -EIO);
  assert_string_equal(heard.text, ".a=1;");
  assert_int_equal(heard.count, 2);
}

static void what_is_no_object_of_numbers_is_refused(void **state) {
  static const char *const bad[] = {
      "",
      "1",
      "\"a\"",
      "[]",
      "{",
      "{\"a\"",
      "{\"a\":",
      "{\"a\":1",
      "{\"a\":1}}",
      "{\"a\":1}{}",
      "{\"a\":1} x",
      "{\"a\":true}",
      "{'a':1}",
      "{\"a\":nan}",
      "{\"a\":null}",
      "{\"a\":1e999}",
      "{\"a\":01}",
      "{\"a\":+1}",
      "{\"a\":0x10}",
      "{\"a\":\"\\u0000\"}",
      "{a:1}",
      "{\"a\":1,}",
      "{\"a\\u0000\":1}",
      "{\"a\":\"\xff\"}",
      "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{}}}}}}}",
      "{\"a\":[[[[[[1]]]]]]}",
      "{\"a\":"
      "1111111111111111111111111111111111111111111111111111111111111111}",
      "{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\":"
      "1}"};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(bad); i++) {
    struct heard heard = {0};

    if (read_text(bad[i], &heard) != -EBADMSG)
      fail_msg("%s is read", bad[i]);
  }
}

static void a_long_string_is_refused(void **state) {
  char text[JSON_STRING_BYTES + 16];
  struct heard heard = {0};

  (void)state;
  snprintf(text, sizeof(text), "{\"a\":\"%0*d\"}", JSON_STRING_BYTES, 0);
  assert_int_equal(read_text(text, &heard), -EBADMSG);
  snprintf(text, sizeof(text), "{\"a\":\"%0*d\"}", JSON_STRING_BYTES - 1, 0);
  assert_int_equal(read_text(text, &heard), 0);
}

static int keep_number(void *context, const struct json_value *value) {
  *(double *)context = value->number;
  return 0;
}

static void a_number_is_read_back_bit_by_bit(void **state) {
  static const double numbers[] = {
      0,      -0.0,    1,    0.1,    1 / 3.0,           1e300,
      5e-324, -1.5e-7, 2e15, 0.3048, 1795616028.3092573};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(numbers); i++) {
    struct json *json = json_new();
    double back = NAN;
    const char *text;
    size_t length;

    json_object(json, NULL);
    json_exact(json, "a", numbers[i]);
    json_end_object(json);
    assert_int_equal(json_finish(json, &text, &length), 0);
    assert_int_equal(json_read(text, length, keep_number, &back), 0);
    assert_memory_equal(&back, &numbers[i], sizeof(back));
    json_free(json);
  }
}

static void each_prefix_of_a_text_is_refused(void **state) {
  static const char text[] = "{\"a\":[1,{\"b\":-2.5e3,\"c\":\"\\u00e9\"}]}";

  (void)state;
  for (size_t length = 0; length + 1 < sizeof(text); length++) {
    struct heard heard = {0};

    assert_int_equal(json_read(text, length, hear, &heard), -EBADMSG);
  }
}

static void a_wide_text_may_have_words_depth_and_long_strings(void **state) {
  static const char text[] =
      "{\"a\":null,\"b\":[true,false,null,1],\"c\":{\"c\":{\"c\":{\"c\":{"
      "\"c\":{\"c\":{\"c\":{\"c\":{\"c\":{\"c\":[\"x\"]}}}}}}}}}}";
  char long_text[600];
  struct heard heard = {0};
  size_t at;

  (void)state;
  assert_int_equal(json_read_wide(text, strlen(text), hear, &heard, &at), 0);
  assert_string_equal(heard.text, ".a=nan;.b[0]=1;.b[1]=0;.b[2]=nan;.b[3]=1;"
                                  ".c.c.c.c.c.c.c.c.c.c[0]='x';");
  assert_int_equal(at, strlen(text));
  snprintf(long_text, sizeof(long_text), "{\"a\":\"%0500d\"}", 0);
  heard = (struct heard){.stop_at = 2};
  assert_int_equal(json_read_wide(long_text, strlen(long_text), keep_number,
                                  &(double){0}, &at),
                   0);
}

static void a_wide_text_has_bounds_too(void **state) {
  char deep[2 * JSON_WIDE_DEPTH + 16] = "{\"a\":";
  char *text = malloc(JSON_WIDE_STRING_BYTES + 16);
  struct heard heard = {0};
  size_t at;

  (void)state;
  memset(deep + strlen(deep), '[', JSON_WIDE_DEPTH);
  assert_int_equal(json_read_wide(deep, strlen(deep), hear, &heard, &at),
                   -EBADMSG);
  sprintf(text, "{\"a\":\"%0*d\"}", JSON_WIDE_STRING_BYTES, 0);
  assert_int_equal(json_read_wide(text, strlen(text), hear, &heard, &at),
                   -EBADMSG);
  free(text);
}

static void where_a_wide_text_is_wrong_is_told(void **state) {
  static const char text[] = "{\"a\":1,\n\"b\":oops}";
  struct heard heard = {0};
  size_t at = 0;

  (void)state;
  assert_int_equal(json_read_wide(text, strlen(text), hear, &heard, &at),
                   -EBADMSG);
  expect_between((double)at, 11, 14);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_value_comes_with_the_way_to_it),
      cmocka_unit_test(a_value_that_is_refused_ends_it),
      cmocka_unit_test(what_is_no_object_of_numbers_is_refused),
      cmocka_unit_test(a_long_string_is_refused),
      cmocka_unit_test(a_number_is_read_back_bit_by_bit),
      cmocka_unit_test(each_prefix_of_a_text_is_refused),
      cmocka_unit_test(a_wide_text_may_have_words_depth_and_long_strings),
      cmocka_unit_test(a_wide_text_has_bounds_too),
      cmocka_unit_test(where_a_wide_text_is_wrong_is_told),
  };

  return cmocka_run_group_tests_name("json_read", tests, NULL, NULL);
}
