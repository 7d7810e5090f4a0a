/* test_sight_read.c - short files of a thread, and long ones. */
#include "expect.h"

#include "sample/sight.h"
#include "tree.h"

#include <string.h>

enum { CAPACITY = 32768, FILE_BYTES = 4096, TID = 7 };

static struct tree tree;

static int begin(void **state) {
  (void)state;
  tree_open(&tree);
  tree_mkdir(&tree, "task");
  tree_mkdir(&tree, "task/7");
  tree_write(&tree, "task/7/stat", "7 (x) D 1 2 3 4\n");
  return 0;
}

static int end(void **state) {
  (void)state;
  tree_close(&tree);
  return 0;
}

static struct thread_sight look(struct sight_order order) {
  static char bytes[CAPACITY];
  int fd = open(tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  long length = sights_read(fd, &order, bytes, CAPACITY);
  struct thread_sight sight;
  struct text rest;

  close(fd);
  assert_true(length > 0);
  rest = text_of(bytes, (size_t)length);
  assert_true(sights_next(&rest, &sight));
  assert_int_equal(sight.tid, TID);
  return sight;
}

static void a_stack_of_one_letter_is_one(void **state) {
  struct thread_sight sight;

  (void)state;
  tree_write(&tree, "task/7/stack", "f");
  sight = look((struct sight_order){.most = 1, .stacks = true});
  assert_true(text_equals(sight_frame(&sight.stack), "f"));
}

static void a_name_of_one_letter_or_none_is_told(void **state) {
  static const struct {
    const char *comm, *wanted;
  } rows[] = {{"y\n", "y"}, {"\n", ""}, {"", ""}};

  (void)state;
  tree_write(&tree, "task/7/status", "Name:\tx\nState:\tS (x)\n");
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    tree_write(&tree, "task/7/comm", "%s", rows[i].comm);
    assert_string_equal(
        look((struct sight_order){.most = 1, .no_locks = true}).comm,
        rows[i].wanted);
  }
}

/* What stands in its first page is read. */
static void the_first_4096_bytes_of_a_file_are_enough(void **state) {
  static const char key[] = "\nState:\tS";
  static char text[FILE_BYTES + 64];

  (void)state;
  tree_write(&tree, "task/7/comm", "y\n");
  for (int is_late = 0; is_late < 2; is_late++) {
    size_t at = FILE_BYTES - strlen(key) + (size_t)is_late;
    struct sight_order order = {.most = 1, .no_locks = true};
    static char bytes[CAPACITY];
    int fd = open(tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);

    memset(text, 'x', sizeof(text));
    memcpy(text + at, key, strlen(key));
    text[sizeof(text) - 1] = '\0';
    tree_write(&tree, "task/7/status", "%s", text);
    assert_int_equal(sights_read(fd, &order, bytes, CAPACITY) > 0, !is_late);
    close(fd);
  }
}

/* One of them, and the rest with the next look. */
static void no_more_threads_are_told_than_asked_for(void **state) {
  static char bytes[CAPACITY];
  struct sight_order order = {.most = 1};
  int fd = open(tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  int told = 0;

  (void)state;
  tree_mkdir(&tree, "task/8");
  tree_write(&tree, "task/8/stat", "8 (x) D 1 2 3 4\n");
  do {
    struct thread_sight sight;
    struct text rest =
        text_of(bytes, (size_t)sights_read(fd, &order, bytes, CAPACITY));
    int here = 0;

    while (sights_next(&rest, &sight))
      here++;
    assert_in_range(here, 0, 1);
    told += here;
  } while (order.at != 0);
  close(fd);
  assert_int_equal(told, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(a_stack_of_one_letter_is_one),
      TEST(a_name_of_one_letter_or_none_is_told),
      TEST(the_first_4096_bytes_of_a_file_are_enough),
      TEST(no_more_threads_are_told_than_asked_for),
  };

  return cmocka_run_group_tests_name("sight_read", tests, NULL, NULL);
}
