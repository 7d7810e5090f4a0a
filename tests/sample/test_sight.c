/* test_sight.c - threads as one reading tells them. */
#include "expect.h"

#include "sample/sight.h"
#include "sample/sight_mounts.h"
#include "tree.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { CAPACITY = 32768 };

static int open_tree(void **state) {
  static struct tree tree;

  tree_open(&tree);
  tree_mkdir(&tree, "task");
  *state = &tree;
  return 0;
}

static int close_tree(void **state) {
  tree_close(*state);
  return 0;
}

static void put(const struct tree *tree, int tid, const char *comm,
                char thread_state) {
  char name[64];

  snprintf(name, sizeof(name), "task/%d", tid);
  tree_mkdir(tree, name);
  snprintf(name, sizeof(name), "task/%d/stat", tid);
  tree_write(tree, name, "%d (%s) %c 1 2 3 4\n", tid, comm, thread_state);
}

static void put_file(const struct tree *tree, int tid, const char *file,
                     const char *text) {
  char name[64];

  snprintf(name, sizeof(name), "task/%d/%s", tid, file);
  tree_write(tree, name, "%s", text);
}

static long look(const struct tree *tree, struct sight_order *order,
                 char *bytes) {
  int fd = open(tree->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  long length = sights_read(fd, order, bytes, CAPACITY);

  close(fd);
  return length;
}

static struct thread_sight ordered(const struct tree *tree,
                                   struct sight_order order) {
  static char bytes[CAPACITY];
  long length = look(tree, &order, bytes);
  struct thread_sight sight;
  struct text rest;

  assert_true(length > 0);
  assert_int_equal(order.at, 0);
  rest = text_of(bytes, (size_t)length);
  assert_true(sights_next(&rest, &sight));
  assert_true(text_is_empty(rest));
  return sight;
}

static struct thread_sight only(const struct tree *tree, bool stacks) {
  return ordered(tree,
                 (struct sight_order){.most = SIGHTS_MOST, .stacks = stacks});
}

static void a_thread_is_told_with_its_call_and_symbol(void **state) {
  struct thread_sight sight;

  put(*state, 7, "reader", 'D');
  put_file(*state, 7, "wchan", "folio_wait_bit_common");
  put_file(*state, 7, "syscall",
           "17 0xffffffff00000003 0x7f 0x1000 0x0 0x0 0x0 0x7ffd 0x7f1\n");
  sight = only(*state, false);
  assert_int_equal(sight.tid, 7);
  assert_int_equal(sight.state, 'D');
  assert_string_equal(sight.comm, "reader");
  assert_string_equal(sight.wchan, "folio_wait_bit_common");
  assert_true(sight.knows_syscall);
  assert_int_equal(sight.syscall, 17);
  assert_int_equal(sight.argument, 3);
  assert_true(text_is_empty(sight.stack));
}

static void a_name_may_hold_anything(void **state) {
  static const char *const names[] = {
      "(evil) Z 1) R (", "a b", "\n7 R r - - 0 -", ") (", " ", "",
      "0 D 1 - - - -"};

  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    struct thread_sight sight;

    put(*state, 7, names[i], 'S');
    sight = only(*state, false);
    assert_string_equal(sight.comm, names[i]);
    assert_int_equal(sight.state, 'S');
  }
}

static void what_may_not_be_read_is_not_known(void **state) {
  struct thread_sight sight;

  put(*state, 7, "other", 'S');
  put_file(*state, 7, "wchan", "0");
  sight = only(*state, true);
  assert_string_equal(sight.wchan, "");
  assert_false(sight.knows_syscall);
  assert_int_equal(sight.syscall, -1);
  assert_int_equal(sight.argument, -1);
}

static void
a_file_that_is_not_there_is_not_one_that_may_not_be_read(void **state) {
  put(*state, 7, "other", 'S');
  assert_true(only(*state, false).has_no_syscall);
  put_file(*state, 7, "syscall", "");
  assert_false(only(*state, false).has_no_syscall);
  assert_false(only(*state, false).knows_syscall);
}

static void in_no_call_is_another_thing_than_not_known(void **state) {
  struct thread_sight sight;

  put(*state, 7, "faults", 'D');
  put_file(*state, 7, "syscall", "-1 0x7ffd 0x7f1\n");
  sight = only(*state, false);
  assert_true(sight.knows_syscall);
  assert_int_equal(sight.syscall, -1);
  put_file(*state, 7, "syscall", "running\n");
  assert_false(only(*state, false).knows_syscall);
}

static void a_stack_is_read_of_who_waits_for_a_disk(void **state) {
  static const char stack[] =
      "[<0>] io_schedule+0x46/0x80\n[<0>] wait.isra.0+0x1/0x2 [ext4]\n";
  struct thread_sight sight;
  struct text rest;

  put(*state, 7, "reader", 'D');
  put_file(*state, 7, "stack", stack);
  sight = only(*state, true);
  rest = sight.stack;
  assert_true(text_equals(sight_frame(&rest), "io_schedule"));
  assert_true(text_equals(sight_frame(&rest), "wait"));
  assert_true(text_is_empty(sight_frame(&rest)));
  assert_string_equal(sight.comm, "reader");
  assert_true(text_is_empty(only(*state, false).stack));
  put(*state, 7, "reader", 'S');
  assert_true(text_is_empty(only(*state, true).stack));
}

/* What `stat` says here would be a lie, and what `syscall` says too. */
static void a_state_is_told_without_the_files_that_may_hang(void **state) {
  struct sight_order order = {
      .most = SIGHTS_MOST, .stacks = true, .no_locks = true};
  struct thread_sight sight;

  put(*state, 7, "hangs", 'R');
  put_file(*state, 7, "syscall", "17 0x3\n");
  put_file(*state, 7, "stack", "[<0>] io_schedule+0x46/0x80\n");
  put_file(*state, 7, "wchan", "request_wait_answer");
  put_file(*state, 7, "comm", "a\nState: R\n");
  put_file(*state, 7, "status",
           "Name:\ta\\nState: R\nUmask:\t0022\nState:\tD (disk sleep)\n");
  sight = ordered(*state, order);
  assert_int_equal(sight.state, 'D');
  assert_string_equal(sight.comm, "a\nState: R");
  assert_string_equal(sight.wchan, "");
  assert_false(sight.knows_syscall);
  assert_true(text_is_empty(sight.stack));
  order.symbols = true;
  assert_string_equal(ordered(*state, order).wchan, "request_wait_answer");
  assert_false(ordered(*state, order).knows_syscall);
}

static void put_fd(const struct tree *tree, int tid, int fd, int mount) {
  char name[64];

  snprintf(name, sizeof(name), "task/%d/fdinfo", tid);
  tree_mkdir(tree, name);
  snprintf(name, sizeof(name), "task/%d/fdinfo/%d", tid, fd);
  tree_write(tree, name, "pos:\t0\nflags:\t0100000\nmnt_id:\t%d\n", mount);
}

static void the_filesystem_of_an_fd_is_told_of_who_waits(void **state) {
  static const struct {
    const char *call;
    char state;
    const char *type;
  } rows[] = {
      {"0 0x3 0x7f\n", 'D', "fuse.sshfs"}, {"0 0x4 0x7f\n", 'D', "nfs4"},
      {"0 0x3 0x7f\n", 'S', ""},           {"0 0x5 0x7f\n", 'D', ""},
      {"0 0x6 0x7f\n", 'D', ""},           {"0 0x7ffd0003 0x0\n", 'D', ""},
      {"-1 0x3 0x7f\n", 'D', ""},
  };

  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
    put(*state, 7, "reader", rows[i].state);
    put_fd(*state, 7, 3, 30);
    put_fd(*state, 7, 4, 31);
    put_fd(*state, 7, 6, 15);
    put_file(*state, 7, "mountinfo",
             "30 1 0:50 / /far rw shared:1 - fuse.sshfs host:/ rw\n"
             "31 1 0:51 / /farther rw - nfs4 host:/ rw\n");
    put_file(*state, 7, "syscall", rows[i].call);
    assert_string_equal(only(*state, false).filesystem, rows[i].type);
  }
}

static void of_more_mounts_than_there_is_time_for_none_is_told(void **state) {
  static char bytes[CAPACITY];
  struct sight_order order = {.most = SIGHTS_MOST};
  struct thread_sight sight;
  struct text rest;
  int told = 0;

  for (int tid = 1; tid <= SIGHT_MOUNTS + 2; tid++) {
    char line[64];

    put(*state, tid, "one", 'D');
    put_fd(*state, tid, 3, tid);
    put_file(*state, tid, "syscall", "0 0x3\n");
    snprintf(line, sizeof(line), "%d 1 0:50 / / rw - nfs h rw\n", tid);
    put_file(*state, tid, "mountinfo", line);
  }
  rest = text_of(bytes, (size_t)look(*state, &order, bytes));
  while (sights_next(&rest, &sight))
    told += strcmp(sight.filesystem, "nfs") == 0;
  assert_int_equal(told, SIGHT_MOUNTS);
}

static void many_threads_are_told_in_parts(void **state) {
  enum { THREADS = 100, PART = 30 };
  static char bytes[CAPACITY];
  struct sight_order order = {.most = PART};
  bool seen[THREADS + 1] = {false};
  int told = 0, looks = 0;

  for (int tid = 1; tid <= THREADS; tid++)
    put(*state, tid, "one", 'S');
  do {
    long length = look(*state, &order, bytes);
    struct thread_sight sight;
    struct text rest = text_of(bytes, (size_t)length);

    assert_true(length > 0 && ++looks < THREADS);
    while (sights_next(&rest, &sight)) {
      assert_in_range(sight.tid, 1, THREADS);
      told += !seen[sight.tid];
      seen[sight.tid] = true;
    }
  } while (order.at != 0);
  assert_int_equal(told, THREADS);
}

static void each_beginning_of_a_text_can_be_read(void **state) {
  static const char text[] = "7 D 17 0x3 ext4 folio_wait_bit_common a,b, one\0"
                             "8 S - - - 0 ! two";

  (void)state;
  for (size_t n = 0; n <= sizeof(text); n++) {
    struct text rest = text_of(text, n);
    struct thread_sight sight;
    size_t whole = n < sizeof("7 D 17 0x3 ext4 folio_wait_bit_common a,b, one")
                       ? 0
                   : n < sizeof(text) ? 1
                                      : 2;

    while (sights_next(&rest, &sight))
      whole--;
    assert_int_equal(whole, 0);
  }
}

static void a_process_that_is_gone_is_an_error(void **state) {
  static char bytes[CAPACITY];
  struct sight_order order = {.most = SIGHTS_MOST};

  tree_remove(*state, "task");
  assert_int_equal(look(*state, &order, bytes), -ENOENT);
}

static void an_argument_is_an_fd_or_nothing(void **state) {
  static const struct {
    const char *text;
    int wanted;
  } rows[] = {
      {"0x0", 0},
      {"0x9", 9},
      {"0xa", 10},
      {"0xf", 15},
      {"0x7fffffff", INT_MAX},
      {"0x80000000", -1},
      {"0xffffffff", -1},
      {"0xffffffff00000003", 3},
      {"0x", 0},
      {"3", -1},
      {"", -1},
      {"0x/", -1},
      {"0x:", -1},
      {"0x`", -1},
      {"0xg", -1},
      {"0xA", -1},
      {"0x3 ", -1},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    assert_int_equal(sight_argument(text_of_string(rows[i].text)),
                     rows[i].wanted);
}

static bool can_be_read(const char *text) {
  struct text rest = text_of(text, strlen(text) + 1);
  struct thread_sight sight;

  return sights_next(&rest, &sight);
}

static void a_thread_has_a_number_and_a_state(void **state) {
  (void)state;
  assert_true(can_be_read("2147483647 S - - - 0 - x"));
  assert_false(can_be_read("2147483648 S - - - 0 - x"));
  assert_false(can_be_read("x S - - - 0 - x"));
  assert_false(can_be_read(" S - - - 0 - x"));
  assert_false(can_be_read("7"));
  assert_false(can_be_read("7  - - - 0 - x"));
}

/* What compilers append, where it stands in a file, whose module it is. */
static void a_symbol_ends_before_what_is_no_name(void **state) {
  static const struct {
    const char *stack, *first, *second;
  } rows[] = {
      {"a+0x1/0x2,b", "a", "b"},
      {"a.isra.0,b", "a", "b"},
      {"a [ext4]\nb", "a", "b"},
      {"a/0x2\n\n,b\n", "a", "b"},
      {"a[ext4],b", "a", "b"},
      {"[<0>]   a,[<0>] b", "a", "b"},
      {"[<0>]", "", ""},
      {"[<0>] \n  ,b", "b", ""},
      {",,", "", ""},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct text rest = text_of_string(rows[i].stack);

    assert_true(text_equals(sight_frame(&rest), rows[i].first));
    assert_true(text_equals(sight_frame(&rest), rows[i].second));
    assert_true(text_is_empty(sight_frame(&rest)));
  }
}

static void a_thread_that_ends_meanwhile_is_left_out(void **state) {
  static const char *const broken[] = {"",      "7",      "7 (x",
                                       "7 (x)", "7 (x) ", "x) D 1"};
  static char bytes[CAPACITY];

  tree_mkdir(*state, "task/7");
  for (int no_locks = 0; no_locks < 2; no_locks++) {
    struct sight_order order = {.most = SIGHTS_MOST, .no_locks = no_locks};

    assert_int_equal(look(*state, &order, bytes), 0);
  }
  put_file(*state, 7, "status", "Name:\tx\nUmask:\t0022\n");
  assert_int_equal(
      look(*state, &(struct sight_order){.most = SIGHTS_MOST, .no_locks = true},
           bytes),
      0);
  for (size_t i = 0; i < COUNT_OF(broken); i++) {
    put_file(*state, 7, "stat", broken[i]);
    assert_int_equal(
        look(*state, &(struct sight_order){.most = SIGHTS_MOST}, bytes), 0);
  }
}

static void a_thread_without_a_name_has_an_empty_one(void **state) {
  put(*state, 7, "x", 'S');
  put_file(*state, 7, "status", "State:\tD (disk sleep)\n");
  assert_string_equal(ordered(*state, (struct sight_order){.most = SIGHTS_MOST,
                                                           .no_locks = true})
                          .comm,
                      "");
}

/* An empty one tells nothing, and is not denied. */
static void
a_stack_that_cannot_be_read_is_another_thing_than_denied(void **state) {
  struct thread_sight sight;

  put(*state, 7, "reader", 'D');
  sight = only(*state, true);
  assert_true(text_is_empty(sight.stack));
  assert_false(sight.stack_denied);
  put_file(*state, 7, "stack", "");
  assert_false(only(*state, true).stack_denied);
}

static void of_a_deep_stack_the_innermost_frames_are_told(void **state) {
  enum { FRAMES = 24 };
  char text[8 * (FRAMES + 2)] = "";
  struct thread_sight sight;
  struct text rest;
  int told = 0;

  for (int i = 0; i < FRAMES + 1; i++)
    snprintf(text + strlen(text), sizeof(text) - strlen(text), "f%d\n", i);
  put(*state, 7, "reader", 'D');
  put_file(*state, 7, "stack", text);
  sight = only(*state, true);
  for (rest = sight.stack; !text_is_empty(sight_frame(&rest));)
    told++;
  assert_int_equal(told, FRAMES);
}

/* Of the first sixteen in state D. */
static void no_more_stacks_are_read_than_there_is_time_for(void **state) {
  static char bytes[CAPACITY];
  struct sight_order order = {.most = SIGHTS_MOST, .stacks = true};
  struct thread_sight sight;
  struct text rest;
  int told = 0, threads = 0;

  for (int tid = 1; tid <= SIGHT_STACKS + 2; tid++) {
    put(*state, tid, "reader", 'D');
    put_file(*state, tid, "stack", "[<0>] io_schedule+0x46/0x80\n");
  }
  rest = text_of(bytes, (size_t)look(*state, &order, bytes));
  for (; sights_next(&rest, &sight); threads++)
    told += !text_is_empty(sight.stack);
  assert_int_equal(threads, SIGHT_STACKS + 2);
  assert_int_equal(told, SIGHT_STACKS);
}

/* "7 S x - - 0 - one" and a NUL: there is no file of its system call. */
static void a_thread_that_does_not_fit_waits_for_the_next_look(void **state) {
  enum { ONE = 18 };
  char bytes[CAPACITY];
  int fd;

  put(*state, 7, "one", 'S');
  fd = open(((const struct tree *)*state)->root,
            O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (size_t room = 0; room <= ONE + 1; room++) {
    struct sight_order order = {.most = SIGHTS_MOST};

    assert_int_equal(sights_read(fd, &order, bytes, room),
                     room < ONE ? 0 : ONE);
    assert_int_equal(order.at, 0);
  }
  close(fd);
  assert_string_equal(bytes, "7 S x - - 0 - one");
}

/* Each text is 17 letters and a NUL, and two of them fit. */
static void what_fitted_is_not_told_again(void **state) {
  enum { THREADS = 7, ROOM = 2 * 18 + 1 };
  char bytes[CAPACITY];
  struct sight_order order = {.most = SIGHTS_MOST};
  int told[THREADS + 1] = {0}, looks = 0;
  int fd = open(((const struct tree *)*state)->root,
                O_PATH | O_DIRECTORY | O_CLOEXEC);

  for (int tid = 1; tid <= THREADS; tid++)
    put(*state, tid, "one", 'S');
  do {
    long length = sights_read(fd, &order, bytes, ROOM);
    struct text rest = text_of(bytes, (size_t)length);
    struct thread_sight sight;

    assert_true(length > 0 && ++looks <= THREADS);
    while (sights_next(&rest, &sight))
      told[sight.tid]++;
  } while (order.at != 0);
  close(fd);
  for (int tid = 1; tid <= THREADS; tid++)
    assert_int_equal(told[tid], 1);
  assert_in_range(looks, (THREADS + 1) / 2, (THREADS + 1) / 2 + 1);
}

/* Its id is 0, or it stands in no list. */
static void a_mount_that_is_not_listed_has_no_type(void **state) {
  put(*state, 7, "reader", 'D');
  put_fd(*state, 7, 3, 30);
  put_fd(*state, 7, 4, 31);
  put_fd(*state, 7, 5, 0);
  put_file(*state, 7, "fdinfo/6", "flags:\tx\n");
  put_file(*state, 7, "syscall", "0 0x3 0x7f\n");
  assert_string_equal(only(*state, false).filesystem, "");
  put_file(*state, 7, "mountinfo", "30 1 0:50 / /far rw shared:1 fuse\n");
  assert_string_equal(only(*state, false).filesystem, "");
  put_file(*state, 7, "mountinfo", "30 1 0:50 / / rw - nfs h rw\n");
  assert_string_equal(only(*state, false).filesystem, "nfs");
  for (int fd = 4; fd <= 6; fd++) {
    char call[24];

    snprintf(call, sizeof(call), "0 0x%d 0x7f\n", fd);
    put_file(*state, 7, "syscall", call);
    assert_string_equal(only(*state, false).filesystem, "");
  }
}

#define WITH_TREE(test)                                                        \
  cmocka_unit_test_setup_teardown(test, open_tree, close_tree)

int main(void) {
  const struct CMUnitTest tests[] = {
      WITH_TREE(a_thread_is_told_with_its_call_and_symbol),
      WITH_TREE(a_name_may_hold_anything),
      WITH_TREE(what_may_not_be_read_is_not_known),
      WITH_TREE(a_file_that_is_not_there_is_not_one_that_may_not_be_read),
      WITH_TREE(in_no_call_is_another_thing_than_not_known),
      WITH_TREE(a_stack_is_read_of_who_waits_for_a_disk),
      WITH_TREE(a_state_is_told_without_the_files_that_may_hang),
      WITH_TREE(the_filesystem_of_an_fd_is_told_of_who_waits),
      WITH_TREE(of_more_mounts_than_there_is_time_for_none_is_told),
      WITH_TREE(many_threads_are_told_in_parts),
      cmocka_unit_test(each_beginning_of_a_text_can_be_read),
      WITH_TREE(a_process_that_is_gone_is_an_error),
      cmocka_unit_test(an_argument_is_an_fd_or_nothing),
      cmocka_unit_test(a_thread_has_a_number_and_a_state),
      cmocka_unit_test(a_symbol_ends_before_what_is_no_name),
      WITH_TREE(a_thread_that_ends_meanwhile_is_left_out),
      WITH_TREE(a_thread_without_a_name_has_an_empty_one),
      WITH_TREE(a_stack_that_cannot_be_read_is_another_thing_than_denied),
      WITH_TREE(of_a_deep_stack_the_innermost_frames_are_told),
      WITH_TREE(no_more_stacks_are_read_than_there_is_time_for),
      WITH_TREE(a_thread_that_does_not_fit_waits_for_the_next_look),
      WITH_TREE(what_fitted_is_not_told_again),
      WITH_TREE(a_mount_that_is_not_listed_has_no_type),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
