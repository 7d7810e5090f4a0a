/* test_sock_diag.c - how an answer that has many messages is heard. */
#include "expect.h"

#include "sample/answers.h"
#include "sample/netlink.h"
#include "sample/sock_diag.h"
#include "sample/sockets.h"

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>

enum { SEQUENCE = 1, HEARD_MOST = 4 * 1024 * 1024, MESSAGE_MOST = 32 * 1024 };

static struct netlink netlink;

static int begin(void **state) {
  (void)state;
  answers_begin();
  netlink = NETLINK_CLOSED;
  return 0;
}

static struct socket_search search_for(uint32_t inode) {
  return (struct socket_search){.asked_count = 1, .asked = {inode}};
}

static void tell_socket(uint32_t inode) {
  struct inet_diag_msg body = {.idiag_family = AF_INET,
                               .idiag_state = 1,
                               .idiag_inode = inode,
                               .idiag_rqueue = 100};

  answers_tell(SOCK_DIAG_BY_FAMILY, SEQUENCE, &body, sizeof(body));
}

static void tell_end(int error) {
  answers_tell(NLMSG_DONE, SEQUENCE, &error, sizeof(error));
}

static int find(struct socket_search *search) {
  return sock_diag_find(search, -1, &netlink);
}

static void it_is_heard_until_the_kernel_says_that_it_is_all(void **state) {
  struct socket_search search = search_for(43);
  struct nlmsghdr head;

  (void)state;
  tell_socket(42);
  tell_socket(43);
  answers_fail(EINTR);
  tell_end(0);
  assert_int_equal(find(&search), 0);
  assert_int_equal(answers.next, 4);
  assert_int_equal(search.found_count, 1);
  assert_int_equal(search.found[0].inode, 43);
  assert_int_equal(search.found[0].receive_queue, 100);
  assert_false(search.is_cut);
  assert_int_equal(answers.protocol, NETLINK_SOCK_DIAG);
  memcpy(&head, answers.question, sizeof(head));
  assert_int_equal(head.nlmsg_len, answers.question_length);
  assert_int_equal(head.nlmsg_type, SOCK_DIAG_BY_FAMILY);
  assert_int_equal(head.nlmsg_seq, SEQUENCE);
}

/* The kernel's table may be longer than anybody has time for. */
static void
of_an_endless_answer_no_more_than_some_megabytes_are_heard(void **state) {
  struct socket_search search = search_for(43);
  ssize_t message;

  (void)state;
  tell_socket(43);
  message = answers.turn[0].length;
  answers.repeats = true;
  assert_int_equal(find(&search), 0);
  assert_true(search.is_cut);
  assert_int_equal(search.found_count, 1);
  assert_in_range(answers.heard, HEARD_MOST + 1, HEARD_MOST + message);
}

static void what_does_not_fit_is_refused(void **state) {
  struct socket_search search = search_for(43);

  (void)state;
  tell_socket(43);
  answers.turn[0].length = MESSAGE_MOST + 1;
  assert_int_equal(find(&search), -E2BIG);
}

static void an_answer_of_nothing_is_no_answer(void **state) {
  struct socket_search search = search_for(43);

  (void)state;
  answers_turn()->length = 0;
  assert_int_equal(find(&search), -EBADMSG);
}

static void what_goes_wrong_is_told(void **state) {
  struct socket_search search = search_for(43);

  (void)state;
  answers.socket_error = EPROTONOSUPPORT;
  assert_int_equal(find(&search), -EPROTONOSUPPORT);
  assert_int_equal(answers.questions, 0);
  answers.socket_error = 0;
  answers.send_error = ENOBUFS;
  assert_int_equal(find(&search), -ENOBUFS);
  answers.send_error = 0;
  answers_fail(ENOMEM);
  assert_int_equal(find(&search), -ENOMEM);
  answers_refuse(SEQUENCE, -ENOENT);
  assert_int_equal(find(&search), -ENOENT);
  tell_end(-EINVAL);
  assert_int_equal(find(&search), -EINVAL);
}

/* One of another network namespace would tell of other sockets. */
static void a_thread_that_is_astray_asks_nothing(void **state) {
  struct socket_search search = search_for(43);

  (void)state;
  netlink.astray = true;
  assert_int_equal(find(&search), -ENOTRECOVERABLE);
  search.is_abroad = true;
  assert_int_equal(find(&search), -ENOTRECOVERABLE);
  assert_int_equal(answers.sockets, 0);
}

#define FRESH(f) cmocka_unit_test_setup(f, begin)

int main(void) {
  static const struct CMUnitTest tests[] = {
      FRESH(it_is_heard_until_the_kernel_says_that_it_is_all),
      FRESH(of_an_endless_answer_no_more_than_some_megabytes_are_heard),
      FRESH(what_does_not_fit_is_refused),
      FRESH(an_answer_of_nothing_is_no_answer),
      FRESH(what_goes_wrong_is_told),
      FRESH(a_thread_that_is_astray_asks_nothing),
  };

  return cmocka_run_group_tests_name("sock_diag", tests, NULL, NULL);
}
