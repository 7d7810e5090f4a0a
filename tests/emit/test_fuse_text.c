/* test_fuse_text.c - what a fuse says. */
#include "expect.h"

#include "emit/fuse_text.h"

#include <string.h>

static struct joint account(void) {
  struct joint joint;

  joint_clear(&joint);
  joint.io_wait = 300;
  joint.io_wait_told = 904;
  joint.io_wait_threshold = 150;
  joint.fd_growth = 486;
  joint.fd_growth_threshold = 300;
  return joint;
}

static struct fuse_subject subject_of(const struct joint *joint,
                                      const struct findings *findings) {
  return (struct fuse_subject){.target = "nginx",
                               .pid = 4242,
                               .joint = joint,
                               .findings = findings,
                               .fd_window_s = 120};
}

static void expect_blown(const struct fuse_subject *subject,
                         const char *wanted) {
  char message[MESSAGE_BYTES];

  fuse_write_blown(message, subject);
  assert_string_equal(message, wanted);
}

static void it_says_who_waits_how_long_and_for_what(void **state) {
  struct findings findings = {0};
  struct joint joint = account();
  struct fuse_subject subject = subject_of(&joint, &findings);

  (void)state;
  expect_blown(&subject,
               "nginx: pid 4242 waits 904 ms of each second for I/O (150 "
               "allowed) and opened 486 descriptors in 2 min; fuse blown.");
  findings.threads = 40;
  findings.cause[CAUSE_STORAGE_READ] = 31;
  expect_blown(&subject,
               "nginx: pid 4242 waits 904 ms of each second for I/O (150 "
               "allowed) and opened 486 descriptors in 2 min; 31 of 40 threads "
               "in storage read; fuse blown.");
  joint.fd_growth = 3;
  joint.fd_eta_s = 450;
  findings = (struct findings){0};
  expect_blown(&subject,
               "nginx: pid 4242 waits 904 ms of each second for I/O (150 "
               "allowed) and will run out of file descriptors in 450 s; fuse "
               "blown.");
  joint.fd_eta_s = 0;
  subject.processes = 8;
  expect_blown(&subject,
               "nginx: pid 4242 waits 904 ms of each second for I/O (150 "
               "allowed) and 8 processes together ran out of file descriptors; "
               "fuse blown.");
}

static void many_threads_are_told_as_such(void **state) {
  struct findings findings = {0};
  struct joint joint = account();
  struct fuse_subject subject = subject_of(&joint, &findings);

  (void)state;
  joint.io_wait_told = 300000;
  expect_blown(&subject,
               "nginx: pid 4242 has 300 threads waiting for I/O at a time (150 "
               "ms of each second allowed) and opened 486 descriptors in 2 "
               "min; fuse blown.");
}

/* vfork(2) and locks of the kernel are waited for in state D, too. */
static void who_is_in_state_d_is_blocked_by_whatever(void **state) {
  struct findings findings = {0};
  struct joint joint = account();
  struct fuse_subject subject = subject_of(&joint, &findings);

  (void)state;
  joint.io_wait_source = 3;
  expect_blown(&subject,
               "nginx: pid 4242 is blocked 904 ms of each second (150 allowed) "
               "and opened 486 descriptors in 2 min; fuse blown.");
}

static void it_fits_a_notification(void **state) {
  struct findings findings = {.threads = 1000000};
  struct joint joint = account();
  char target[200], message[MESSAGE_BYTES];
  struct fuse_subject subject = {.target = target,
                                 .pid = 2147483647,
                                 .processes = 2147483647,
                                 .joint = &joint,
                                 .findings = &findings,
                                 .fd_window_s = 3599};

  (void)state;
  findings.cause[CAUSE_THROTTLE] = 1000000;
  memset(target, 'x', sizeof(target) - 1);
  target[sizeof(target) - 1] = '\0';
  fuse_write_blown(message, &subject);
  assert_true(strlen(message) < MESSAGE_BYTES);
  assert_string_equal(message + strlen(message) - 3, " ..");
  fuse_write_restored(message, target, 60);
  assert_true(strlen(message) < MESSAGE_BYTES);
  fuse_write_restored(message, "nginx", 60);
  assert_string_equal(message, "nginx: fuse restored after 60 s of rest.");
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_says_who_waits_how_long_and_for_what),
      cmocka_unit_test(many_threads_are_told_as_such),
      cmocka_unit_test(who_is_in_state_d_is_blocked_by_whatever),
      cmocka_unit_test(it_fits_a_notification),
  };

  return cmocka_run_group_tests_name("fuse_text", tests, NULL, NULL);
}
