/* test_abroad.c - the way to another network namespace, and back. */
#include "capget.h"
#include "expect.h"

#include "sample/abroad.h"
#include "sample/netlink.h"
#include "sample/setns.h"
#include "sample/sock_diag.h"
#include "sample/sockets.h"
#include "sample/zero.h"

#include <linux/netlink.h>

enum { FDS_MOST = 2048 };

static int open_fds(void) {
  int count = 0;

  for (int fd = 0; fd < FDS_MOST; fd++)
    if (fcntl(fd, F_GETFD) >= 0)
      count++;
  return count;
}

static struct netlink netlink;
static int dirfd;

static int begin(void **state) {
  if (make_place(state) < 0)
    return -1;
  memset(&capget_answer, 0, sizeof(capget_answer));
  netlink = NETLINK_CLOSED;
  dirfd = abroad_begin(*state);
  return dirfd < 0 ? -1 : 0;
}

static int end(void **state) {
  close(dirfd);
  return remove_place(state);
}

static int go(void) {
  return abroad_socket(dirfd, NETLINK_SOCK_DIAG, &netlink);
}

static void who_goes_has_tried_the_way_back_and_takes_it(void **state) {
  int before = open_fds();
  int fd = go();

  (void)state;
  assert_string_equal(entries.way, "hth");
  assert_false(netlink.astray);
  /* qemu-user passes no such socket on */
  if (fd == -EPFNOSUPPORT || fd == -EPROTONOSUPPORT) {
    print_message("# there is no socket to count\n");
    return;
  }
  assert_true(fd >= 0);
  assert_int_equal(open_fds(), before + 1);
  close(fd);
}

static void a_way_back_of_the_number_0_is_one(void **state) {
  struct zero zero;
  int fd;

  (void)state;
  zero_free(&zero);
  fd = go();
  zero_restore(&zero);
  assert_string_equal(entries.way, "hth");
  assert_false(netlink.astray);
  if (fd >= 0)
    close(fd);
}

static void without_a_way_back_nobody_goes(void **state) {
  const struct place *place = *state;

  assert_int_equal(unlinkat(place->fd, "thread-self/ns/net", 0), 0);
  assert_int_equal(go(), -ENOLINK);
  assert_string_equal(entries.way, "");
}

static void of_who_has_gone_nothing_is_entered(void **state) {
  const struct place *place = *state;

  assert_int_equal(unlinkat(place->fd, "7/ns/net", 0), 0);
  assert_int_equal(go(), -ENOENT);
  assert_string_equal(entries.way, "");
}

static void who_lacks_the_right_does_not_leave(void **state) {
  (void)state;
  entries.error[0] = EPERM;
  assert_int_equal(go(), -EPERM);
  assert_string_equal(entries.way, "h");
  assert_false(netlink.astray);
}

/* A filter of system calls answers so, and the owner of another namespace. */
static void who_has_the_right_and_may_not_is_told_so(void **state) {
  (void)state;
  capget_answer.effective = 1u << CAP_SYS_ADMIN;
  entries.error[1] = EPERM;
  assert_int_equal(go(), -EACCES);
  assert_string_equal(entries.way, "ht");
  assert_false(netlink.astray);
}

static void who_does_not_come_back_makes_no_socket_again(void **state) {
  struct socket_search search = {.protocol = SOCKET_TCP};
  int before = open_fds();
  char buffer[64];

  (void)state;
  entries.error[2] = ENOMEM;
  assert_int_equal(go(), -ENOTRECOVERABLE);
  assert_true(netlink.astray);
  assert_int_equal(open_fds(), before);
  assert_int_equal(go(), -ENOTRECOVERABLE);
  assert_int_equal(sock_diag_find(&search, dirfd, &netlink), -ENOTRECOVERABLE);
  assert_int_equal(netlink_ask(&netlink, 1, buffer, sizeof(buffer)),
                   -ENOTRECOVERABLE);
  assert_string_equal(entries.way, "hth");
  assert_int_equal(open_fds(), before);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(who_goes_has_tried_the_way_back_and_takes_it),
      TEST(a_way_back_of_the_number_0_is_one),
      TEST(without_a_way_back_nobody_goes),
      TEST(of_who_has_gone_nothing_is_entered),
      TEST(who_lacks_the_right_does_not_leave),
      TEST(who_has_the_right_and_may_not_is_told_so),
      TEST(who_does_not_come_back_makes_no_socket_again),
  };

  return cmocka_run_group_tests_name("abroad", tests, NULL, NULL);
}
