/* test_json_tree.c - what is looked up in a JSON text of anybody's. */
#include "expect.h"

#include "emit/json_tree.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static const char text[] =
    "{\"a\":{\"b\":[1,null,true,\"x\"],\"c\":\"d\"},\"n\":2.5,\"f\":false}";

static void what_is_there_is_found(void **state) {
  struct json_node *root;
  const struct json_node *list;
  size_t at;

  (void)state;
  assert_int_equal(json_tree_new(text, strlen(text), &root, &at), 0);
  list = json_member(json_member(root, "a"), "b");
  assert_int_equal(json_count(list), 4);
  expect_near(json_as_number(json_element(list, 0)), 1, 0);
  expect_near(json_as_number(json_element(list, 2)), 1, 0);
  assert_string_equal(json_as_text(json_element(list, 3)), "x");
  expect_near(json_number_of(root, "n"), 2.5, 0);
  expect_near(json_number_of(root, "f"), 0, 0);
  assert_string_equal(json_text_of(json_member(root, "a"), "c"), "d");
  json_tree_free(root);
}

static void what_is_not_there_is_absent(void **state) {
  struct json_node *root;
  size_t at;

  (void)state;
  assert_int_equal(json_tree_new(text, strlen(text), &root, &at), 0);
  assert_null(json_member(root, "z"));
  assert_null(json_member(NULL, "a"));
  assert_null(json_element(json_member(root, "n"), 0));
  assert_int_equal(json_count(NULL), 0);
  assert_true(isnan(json_number_of(root, "a")));
  assert_true(isnan(json_as_number(NULL)));
  assert_string_equal(json_text_of(root, "n"), "");
  json_tree_free(root);
  json_tree_free(NULL);
}

static void elements_of_an_object_have_names_too(void **state) {
  struct json_node *root;
  const struct json_node *list;
  size_t at;

  (void)state;
  assert_int_equal(json_tree_new(text, strlen(text), &root, &at), 0);
  list = json_member(json_member(root, "a"), "b");
  assert_int_equal(json_count(root), 3);
  assert_string_equal(json_name(root, 1), "n");
  expect_near(json_as_number(json_element(root, 1)), 2.5, 0);
  assert_string_equal(json_name(root, 3), "");
  assert_null(json_element(root, 3));
  assert_string_equal(json_name(list, 0), "");
  assert_string_equal(json_name(NULL, 0), "");
  json_tree_free(root);
}

static void each_kind_has_its_name(void **state) {
  static const char *const kinds[] = {"number", "word", "word", "text"};
  struct json_node *root;
  const struct json_node *list;
  size_t at;

  (void)state;
  assert_int_equal(json_tree_new(text, strlen(text), &root, &at), 0);
  list = json_member(json_member(root, "a"), "b");
  assert_string_equal(json_kind(root), "object");
  assert_string_equal(json_kind(list), "list");
  for (size_t i = 0; i < COUNT_OF(kinds); i++)
    assert_string_equal(json_kind(json_element(list, i)), kinds[i]);
  assert_string_equal(json_kind(json_member(root, "f")), "word");
  assert_string_equal(json_kind(NULL), "");
  json_tree_free(root);
}

static void every_prefix_is_refused_where_it_ends(void **state) {
  struct json_node *root;

  (void)state;
  for (size_t length = 0; length < strlen(text); length++) {
    size_t at = 0;

    assert_int_equal(json_tree_new(text, length, &root, &at), -EBADMSG);
    assert_true(at <= length);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_there_is_found),
      cmocka_unit_test(what_is_not_there_is_absent),
      cmocka_unit_test(elements_of_an_object_have_names_too),
      cmocka_unit_test(each_kind_has_its_name),
      cmocka_unit_test(every_prefix_is_refused_where_it_ends),
  };

  return cmocka_run_group_tests_name("json_tree", tests, NULL, NULL);
}
