/* test_json.c - documents, absent numbers and hostile strings. */
#include "expect.h"

#include "emit/json.h"

#include <errno.h>
#include <string.h>

static void expect_text(struct json *json, const char *wanted) {
  const char *text;
  size_t length;

  assert_int_equal(json_finish(json, &text, &length), 0);
  assert_int_equal(length, strlen(wanted));
  assert_memory_equal(text, wanted, length);
}

static void what_is_not_known_is_left_out(void **state) {
  struct json *json = json_new();

  (void)state;
  json_object(json, NULL);
  json_number(json, "eta_s", 90.5);
  json_number(json, "upper_s", NAN);
  json_number(json, "lower_s", INFINITY);
  json_string(json, "group", "nginx");
  json_end_object(json);
  expect_text(json, "{\"eta_s\":90.5,\"group\":\"nginx\"}");
  json_free(json);
}

static void an_array_holds_objects_without_keys(void **state) {
  struct json *json = json_new();

  (void)state;
  json_object(json, NULL);
  json_array(json, "models");
  for (int i = 0; i < 2; i++) {
    json_object(json, NULL);
    json_number(json, "n", i);
    json_end_object(json);
  }
  json_end_array(json);
  json_array(json, "none");
  json_end_array(json);
  json_end_object(json);
  expect_text(json, "{\"models\":[{\"n\":0},{\"n\":1}],\"none\":[]}");
  json_free(json);
}

static void hostile_strings_come_out_valid(void **state) {
  struct json *json = json_new();

  (void)state;
  json_object(json, NULL);
  json_string(json, "name", "a\xff\"b\n\x1b[2Jc\\\xc3\xa9");
  json_end_object(json);
  expect_text(json, "{\"name\":\"a?\\\"b??[2Jc\\\\\xc3\xa9\"}");
  json_free(json);
}

static void the_first_failure_sticks_until_the_reset(void **state) {
  struct json *json = json_new();
  const char *text;
  size_t length;

  (void)state;
  json_end_object(json); /* nothing is open */
  json_object(json, NULL);
  json_end_object(json);
  assert_int_equal(json_finish(json, &text, &length), -EPROTO);
  json_reset(json);
  json_object(json, NULL);
  json_end_object(json);
  expect_text(json, "{}");
  json_free(json);
}

static void what_is_asked_for_and_not_known_is_null(void **state) {
  struct json *json = json_new();

  (void)state;
  json_object(json, NULL);
  json_exact_or_null(json, "a", NAN);
  json_exact_or_null(json, "b", 0.1);
  json_float_or_null(json, "c", -INFINITY);
  json_string_or_null(json, "d", NULL);
  json_string_or_null(json, "e", "");
  json_string_or_null(json, "f", "x");
  json_null(json, "g");
  json_boolean(json, "h", true);
  json_boolean(json, "i", false);
  json_end_object(json);
  expect_text(json, "{\"a\":null,\"b\":0.1,\"c\":null,\"d\":null,"
                    "\"e\":null,\"f\":\"x\",\"g\":null,\"h\":true,"
                    "\"i\":false}");
  json_free(json);
}

static void a_float_has_as_many_digits_as_it_takes(void **state) {
  struct json *json = json_new();

  (void)state;
  json_array(json, NULL);
  json_float_or_null(json, NULL, 0.1F);
  json_float_or_null(json, NULL, 16777215);
  json_float_or_null(json, NULL, 1.0F / 3);
  json_end_array(json);
  expect_text(json, "[0.1,16777215,0.333333343]");
  json_free(json);
}

static void a_long_string_is_cut_between_two_characters(void **state) {
  struct json *json = json_new();
  char long_one[2 * JSON_TEXT_BYTES], wanted[2 * JSON_TEXT_BYTES] = "[\"a";

  (void)state;
  long_one[0] = 'a';
  for (size_t i = 1; i + 1 < sizeof(long_one); i += 2)
    memcpy(&long_one[i], "\xc3\xa9", 3);
  memcpy(wanted + 3, long_one + 1, JSON_TEXT_BYTES - 2);
  memcpy(wanted + 3 + JSON_TEXT_BYTES - 2, "\"]", 3);
  json_array(json, NULL);
  json_string(json, NULL, long_one);
  json_end_array(json);
  expect_text(json, wanted);
  json_free(json);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_not_known_is_left_out),
      cmocka_unit_test(an_array_holds_objects_without_keys),
      cmocka_unit_test(hostile_strings_come_out_valid),
      cmocka_unit_test(what_is_asked_for_and_not_known_is_null),
      cmocka_unit_test(a_float_has_as_many_digits_as_it_takes),
      cmocka_unit_test(a_long_string_is_cut_between_two_characters),
      cmocka_unit_test(the_first_failure_sticks_until_the_reset),
  };

  return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
