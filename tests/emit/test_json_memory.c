/* test_json_memory.c - blocks out of one piece. */
#include "expect.h"

#include "emit/json_memory.h"

#include <stdint.h>
#include <string.h>

static void blocks_do_not_overlap_and_are_aligned(void **state) {
  struct json_memory memory;
  yajl_alloc_funcs functions = json_memory_functions(&memory);
  char *one, *other;

  (void)state;
  assert_int_equal(json_memory_take(&memory, 256), 0);
  one = functions.malloc(functions.ctx, 5);
  other = functions.malloc(functions.ctx, 5);
  assert_true(other >= one + 5);
  assert_int_equal((uintptr_t)other % 16, 0);
  functions.free(functions.ctx, one);
  json_memory_release(&memory);
}

static void what_grows_keeps_what_it_holds(void **state) {
  struct json_memory memory;
  yajl_alloc_funcs functions = json_memory_functions(&memory);
  char *one, *newest, *moved;

  (void)state;
  assert_int_equal(json_memory_take(&memory, 256), 0);
  one = functions.malloc(functions.ctx, 16);
  strcpy(one, "one");
  newest = functions.malloc(functions.ctx, 16);
  strcpy(newest, "newest");
  assert_ptr_equal(functions.realloc(functions.ctx, newest, 48), newest);
  assert_string_equal(newest, "newest");
  moved = functions.realloc(functions.ctx, one, 64);
  assert_true(moved >= newest + 48);
  assert_string_equal(moved, "one");
  json_memory_release(&memory);
}

static void there_is_no_more_than_was_taken(void **state) {
  struct json_memory memory;
  yajl_alloc_funcs functions = json_memory_functions(&memory);

  (void)state;
  assert_int_equal(json_memory_take(&memory, 64), 0);
  assert_non_null(functions.malloc(functions.ctx, 48));
  assert_null(functions.malloc(functions.ctx, 17));
  assert_non_null(functions.malloc(functions.ctx, 16));
  json_memory_release(&memory);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(blocks_do_not_overlap_and_are_aligned),
      cmocka_unit_test(what_grows_keeps_what_it_holds),
      cmocka_unit_test(there_is_no_more_than_was_taken),
  };

  return cmocka_run_group_tests_name("json_memory", tests, NULL, NULL);
}
