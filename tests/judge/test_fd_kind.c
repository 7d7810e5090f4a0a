/* test_fd_kind.c - what a file descriptor is, by its link. */
#include "expect.h"

#include "judge/fd_kind.h"

#include <string.h>

static void the_text_of_a_link_tells_what_it_is(void **state) {
  static const struct {
    const char *link;
    enum fd_kind kind;
  } rows[] = {
      {"/var/log/nginx/access.log", FD_FILE},
      {"/tmp/x (deleted)", FD_FILE},
      {"/", FD_FILE},
      {"/development/x", FD_FILE},
      {"/srv/socket:[7]", FD_FILE},
      {"/dev/null", FD_DEVICE},
      {"/dev/pts/3", FD_DEVICE},
      {"/dev/shm/sem.x", FD_FILE},
      {"/dev/mqueue/x", FD_OTHER},
      {"socket:[12345]", FD_SOCKET},
      {"pipe:[1]", FD_PIPE},
      {"anon_inode:[eventpoll]", FD_EVENT},
      {"anon_inode:[eventfd]", FD_EVENT},
      {"anon_inode:[eventfd:12]", FD_EVENT},
      {"anon_inode:[timerfd]", FD_EVENT},
      {"anon_inode:[signalfd]", FD_EVENT},
      {"anon_inode:inotify", FD_EVENT},
      {"anon_inode:[fanotify]", FD_EVENT},
      {"anon_inode:[io_uring]", FD_OTHER},
      {"anon_inode:bpf-map", FD_OTHER},
      {"/memfd:heap (deleted)", FD_OTHER},
      {"mnt:[4026531841]", FD_OTHER},
      {"", FD_OTHER},
      {"pipe:", FD_OTHER},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    if (fd_kind_of(text_of_string(rows[i].link)) != rows[i].kind)
      fail_msg("%s is wrong", rows[i].link);
}

static void a_socket_has_the_inode_of_its_link(void **state) {
  (void)state;
  assert_int_equal(fd_socket_inode(text_of_string("socket:[4294967297]")),
                   4294967297);
  assert_int_equal(fd_socket_inode(text_of_string("socket:[x]")), 0);
  assert_int_equal(fd_socket_inode(text_of_string("pipe:[7]")), 0);
  assert_int_equal(
      fd_socket_inode(text_of_string("socket:[99999999999999999999]")), 0);
}

static void every_kind_has_names_of_its_own(void **state) {
  (void)state;
  for (int kind = 0; kind < FD_KIND_COUNT; kind++) {
    assert_non_null(fd_kind_names[kind]);
    assert_non_null(fd_kind_plurals[kind]);
    for (int other = 0; other < kind; other++) {
      assert_string_not_equal(fd_kind_names[kind], fd_kind_names[other]);
      assert_string_not_equal(fd_kind_plurals[kind], fd_kind_plurals[other]);
    }
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_text_of_a_link_tells_what_it_is),
      cmocka_unit_test(a_socket_has_the_inode_of_its_link),
      cmocka_unit_test(every_kind_has_names_of_its_own),
  };

  return cmocka_run_group_tests_name("fd_kind", tests, NULL, NULL);
}
