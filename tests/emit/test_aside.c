/* test_aside.c - what is set aside gets a name that nothing has. */
#include "expect.h"

#include "emit/aside.h"
#include "place.h"

#include <errno.h>
#include <string.h>

static void put(const struct place *place, const char *name) {
  int fd = openat(place->fd, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

  assert_true(fd >= 0);
  close(fd);
}

static void each_gets_the_first_name_that_is_free(void **state) {
  static const char *const names[ASIDES] = {"a.bad",  "a.bad2", "a.bad3",
                                            "a.bad4", "a.bad5", "a.bad6",
                                            "a.bad7", "a.bad8", "a.bad9"};
  const struct place *place = *state;
  char name[LEAF_BYTES] = "";

  for (int i = 0; i < ASIDES; i++) {
    put(place, "a");
    assert_int_equal(aside_put(place->fd, "a", ".bad", name), 0);
    assert_string_equal(name, names[i]);
    assert_int_equal(faccessat(place->fd, name, F_OK, 0), 0);
    assert_int_equal(faccessat(place->fd, "a", F_OK, 0), -1);
  }
  put(place, "a");
  assert_int_equal(aside_put(place->fd, "a", ".bad", name), -EEXIST);
  assert_int_equal(faccessat(place->fd, "a", F_OK, 0), 0);
}

static void what_is_not_there_is_told(void **state) {
  const struct place *place = *state;
  char name[LEAF_BYTES] = "as it was";

  assert_int_equal(aside_put(place->fd, "a", ".bad", name), -ENOENT);
  assert_string_equal(name, "as it was");
}

static void one_that_is_long_loses_its_end(void **state) {
  const struct place *place = *state;
  char leaf[LEAF_BYTES] = "", name[LEAF_BYTES];

  memset(leaf, 'a', LEAF_BYTES - 1);
  for (int i = 0; i < 2; i++) {
    put(place, leaf);
    assert_int_equal(aside_put(place->fd, leaf, ".unread", name), 0);
  }
  assert_int_equal(strlen(name), LEAF_BYTES - 1);
  assert_string_equal(name + strspn(name, "a"), ".unread2");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(each_gets_the_first_name_that_is_free,
                                      make_place, remove_place),
      cmocka_unit_test_setup_teardown(what_is_not_there_is_told, make_place,
                                      remove_place),
      cmocka_unit_test_setup_teardown(one_that_is_long_loses_its_end,
                                      make_place, remove_place),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
