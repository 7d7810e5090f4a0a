/* test_user.c - the number of a user. getpwnam_r(3) comes by here: see --wrap
 * in Makefile.am. */
#include "expect.h"

#include "discover/user.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>

static int error; /* of the database */
static int asked;

int __wrap_getpwnam_r(const char *name, struct passwd *entry, char *buffer,
                      size_t capacity, struct passwd **ret_found);
int __wrap_getpwnam_r(const char *name, struct passwd *entry, char *buffer,
                      size_t capacity, struct passwd **ret_found) {
  (void)buffer;
  assert_true(capacity >= 1024);
  asked++;
  entry->pw_uid = 4294967294u;
  *ret_found = error == 0 && strcmp(name, "web") == 0 ? entry : NULL;
  return error;
}

static void a_number_is_itself(void **state) {
  double uid = -1;

  (void)state;
  assert_int_equal(user_find("0", &uid), 0);
  expect_near(uid, 0, 0);
  assert_int_equal(user_find("4294967294", &uid), 0);
  expect_near(uid, 4294967294.0, 0);
  assert_int_equal(asked, 0);
}

static void a_name_is_looked_up(void **state) {
  double uid = -1;

  (void)state;
  assert_int_equal(user_find("web", &uid), 0);
  expect_near(uid, 4294967294.0, 0);
}

static void who_is_not_known_is_nobody(void **state) {
  static const char *const names[] = {"",   "bew", "7x", "-7",
                                      "+7", "0x7", " 7", "7.5"};
  double uid = -1;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(names); i++)
    assert_int_equal(user_find(names[i], &uid), -ENOENT);
  error = EIO;
  assert_int_equal(user_find("web", &uid), -ENOENT);
  expect_near(uid, -1, 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_number_is_itself),
      cmocka_unit_test(a_name_is_looked_up),
      cmocka_unit_test(who_is_not_known_is_nobody),
  };

  return cmocka_run_group_tests_name("user", tests, NULL, NULL);
}
