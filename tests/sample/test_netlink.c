/* test_netlink.c - what is asked of a kernel that answers as it likes. */
#include "expect.h"

#include "sample/answers.h"
#include "sample/netlink.h"
#include "sample/zero.h"

#include <linux/genetlink.h>
#include <sys/resource.h>
#include <unistd.h>

/* FIRST is the number of the first question: it is for the family. */
enum { FAMILY = 29, FIRST = 1, PID = 4242, CAPACITY = 256, HEAD = 16 };

static struct netlink netlink;
static char buffer[CAPACITY];

static int begin(void **state) {
  (void)state;
  answers_begin();
  netlink = NETLINK_CLOSED;
  return 0;
}

static int end(void **state) {
  (void)state;
  netlink_close(&netlink);
  return 0;
}

static long ask(void) {
  return netlink_ask(&netlink, PID, buffer, sizeof(buffer));
}

/* A generic message of 4 bytes behind its head. */
static void tell_account(uint32_t sequence) {
  static const char body[8] = "\2\1\0\0this";

  answers_tell(FAMILY, sequence, body, sizeof(body));
}

static void
the_first_question_finds_the_family_and_opens_a_socket(void **state) {
  struct nlmsghdr head;

  (void)state;
  answers_family(FIRST, FAMILY);
  tell_account(FIRST + 1);
  assert_int_equal(ask(), HEAD + 8);
  assert_memory_equal(buffer + HEAD + 4, "this", 4);
  assert_int_equal(netlink.family, FAMILY);
  assert_int_equal(answers.protocol, NETLINK_GENERIC);
  assert_int_equal(answers.sockets, 1);
  assert_int_equal(answers.questions, 2);
  memcpy(&head, answers.question, sizeof(head));
  assert_int_equal(head.nlmsg_type, FAMILY);
  assert_int_equal(head.nlmsg_seq, FIRST + 1);
  tell_account(FIRST + 2);
  assert_int_equal(ask(), HEAD + 8);
  assert_int_equal(answers.sockets, 1);
  assert_int_equal(answers.questions, 3);
}

/* Who calls select(2) in the same daemon has no room for fds from 1024 on. */
static void a_socket_leaves_the_low_numbers_to_others(void **state) {
  int first = fcntl(0, F_DUPFD_CLOEXEC, 1024);
  int fd;

  (void)state;
  assert_true(first >= 1024);
  close(first);
  fd = netlink_socket(NETLINK_GENERIC);
  assert_int_equal(fd, first); /* and no more of them than need be */
  assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  close(fd);
}

static void where_there_are_no_high_numbers_a_low_one_will_do(void **state) {
  struct rlimit before, few;
  int fd;

  (void)state;
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
  few = before;
  few.rlim_cur = 512;
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
  fd = netlink_socket(NETLINK_GENERIC);
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
  assert_in_range(fd, 0, 511);
  close(fd);
}

static void a_socket_of_the_number_0_is_one(void **state) {
  struct zero zero;
  long answered, again;

  (void)state;
  answers_family(FIRST, FAMILY);
  tell_account(FIRST + 1);
  tell_account(FIRST + 2);
  zero_free(&zero);
  answered = ask();
  again = ask();
  assert_int_equal(netlink.fd, 0);
  netlink_close(&netlink);
  assert_int_equal(fcntl(0, F_GETFD), -1);
  zero_restore(&zero);
  assert_int_equal(answered, HEAD + 8);
  assert_int_equal(again, HEAD + 8);
  assert_int_equal(answers.sockets, 1);
}

static void without_a_socket_nothing_is_asked(void **state) {
  (void)state;
  answers.socket_error = EAFNOSUPPORT;
  assert_int_equal(ask(), -EAFNOSUPPORT);
  assert_int_equal(answers.questions, 0);
  assert_int_equal(netlink.fd, -1);
}

static void a_thread_that_is_astray_opens_none(void **state) {
  (void)state;
  netlink.astray = true;
  assert_int_equal(ask(), -ENOTRECOVERABLE);
  assert_int_equal(answers.sockets, 0);
}

/* The next question looks for it again, as the kernel may have loaded it. */
static void a_kernel_without_the_family_is_asked_anew(void **state) {
  (void)state;
  answers_refuse(FIRST, -ENOENT);
  assert_int_equal(ask(), -ENOENT);
  assert_int_equal(netlink.fd, -1);
  answers_family(1, FAMILY);
  tell_account(2);
  assert_int_equal(ask(), HEAD + 8);
  assert_int_equal(answers.sockets, 2);
}

static void a_family_without_a_number_is_not_understood(void **state) {
  (void)state;
  answers_tell(GENL_ID_CTRL, FIRST, "\1\2\0\0", 4);
  assert_int_equal(ask(), -EBADMSG);
  assert_int_equal(netlink.fd, -1);
}

static void what_cannot_be_sent_is_told(void **state) {
  (void)state;
  answers.send_error = ENOBUFS;
  assert_int_equal(ask(), -ENOBUFS);
  answers.send_error = 0;
  answers_family(1, FAMILY);
  tell_account(2);
  assert_int_equal(ask(), HEAD + 8);
  answers.send_error = EPERM;
  assert_int_equal(ask(), -EPERM);
}

static void an_interrupted_answer_is_heard_again(void **state) {
  (void)state;
  answers_family(FIRST, FAMILY);
  answers_fail(EINTR);
  answers_fail(EINTR);
  tell_account(FIRST + 1);
  assert_int_equal(ask(), HEAD + 8);
}

static void any_other_failure_to_hear_is_told(void **state) {
  (void)state;
  answers_family(FIRST, FAMILY);
  answers_fail(ENOBUFS);
  assert_int_equal(ask(), -ENOBUFS);
}

/* One that came too late, of a reading that was given up. */
static void the_answer_to_another_question_is_passed_over(void **state) {
  (void)state;
  answers_family(FIRST, FAMILY);
  answers_tell(FAMILY, FIRST, "\2\1\0\0late....", 12);
  tell_account(FIRST + 1);
  assert_int_equal(ask(), HEAD + 8);
  assert_memory_equal(buffer + HEAD + 4, "this", 4);
}

static void an_answer_of_just_the_room_there_is_fits(void **state) {
  static const char body[CAPACITY - HEAD + 4] = "\2\1\0\0";

  (void)state;
  answers_family(FIRST, FAMILY);
  answers_tell(FAMILY, FIRST + 1, body, CAPACITY - HEAD);
  assert_int_equal(ask(), CAPACITY);
  answers_tell(FAMILY, FIRST + 2, body, CAPACITY - HEAD + 1);
  assert_int_equal(ask(), -E2BIG);
}

static void the_family_is_told_in_4096_bytes(void **state) {
  (void)state;
  answers_family(FIRST, FAMILY);
  answers.turn[0].length = 4096;
  tell_account(FIRST + 1);
  assert_int_equal(ask(), HEAD + 8);
  netlink_close(&netlink);
  answers_begin();
  answers_family(1, FAMILY);
  answers.turn[0].length = 4097;
  assert_int_equal(ask(), -E2BIG);
  assert_int_equal(netlink.fd, -1);
}

static void an_answer_of_nothing_is_not_understood(void **state) {
  (void)state;
  answers_family(FIRST, FAMILY);
  answers_turn()->length = 0;
  assert_int_equal(ask(), -EBADMSG);
}

static void that_a_process_has_gone_is_the_kernels_word(void **state) {
  (void)state;
  answers_family(FIRST, FAMILY);
  answers_refuse(FIRST + 1, -ESRCH);
  assert_int_equal(ask(), -ESRCH);
  assert_true(netlink.fd >= 0);
}

#define FRESH(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      FRESH(the_first_question_finds_the_family_and_opens_a_socket),
      FRESH(a_socket_leaves_the_low_numbers_to_others),
      FRESH(where_there_are_no_high_numbers_a_low_one_will_do),
      FRESH(a_socket_of_the_number_0_is_one),
      FRESH(without_a_socket_nothing_is_asked),
      FRESH(a_thread_that_is_astray_opens_none),
      FRESH(a_kernel_without_the_family_is_asked_anew),
      FRESH(a_family_without_a_number_is_not_understood),
      FRESH(what_cannot_be_sent_is_told),
      FRESH(an_interrupted_answer_is_heard_again),
      FRESH(any_other_failure_to_hear_is_told),
      FRESH(the_answer_to_another_question_is_passed_over),
      FRESH(an_answer_of_just_the_room_there_is_fits),
      FRESH(the_family_is_told_in_4096_bytes),
      FRESH(an_answer_of_nothing_is_not_understood),
      FRESH(that_a_process_has_gone_is_the_kernels_word),
  };

  return cmocka_run_group_tests_name("netlink", tests, NULL, NULL);
}
