/* test_inquest_identity.c - who a process is, by its command line, its program
 * and its cgroups. */
#include "expect.h"
#include "lacks.h"

#include "inquest_identity.h"
#include "inquest_topic.h"
#include "sample/errand.h"
#include "tree.h"

#include <errno.h>
#include <string.h>

static struct {
  struct tree tree;
  struct inquiry inquiry;
  struct errand errand;
} scene;

static int begin(void **state) {
  (void)state;
  memset(&scene, 0, sizeof(scene));
  tree_open(&scene.tree);
  tree_write(&scene.tree, "cgroup", "0::/web.slice\n");
  scene.inquiry.person.dirfd =
      open(scene.tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  return scene.inquiry.person.dirfd < 0 ? -1 : 0;
}

static int end(void **state) {
  (void)state;
  close(scene.inquiry.person.dirfd);
  tree_close(&scene.tree);
  return 0;
}

static void set(struct reading *reading, const char *bytes, long length) {
  reading->length = length;
  if (length > 0)
    memcpy(reading->bytes, bytes, (size_t)length);
}

/* As the lane would bring them. */
static void take(enum errand_outcome outcome, const char *arguments,
                 long length, long exe_error) {
  struct errand *errand = &scene.errand;

  errand_clear(errand);
  identity_fill(&scene.inquiry, errand);
  assert_int_equal(errand->count, 2);
  set(&errand->reading[0], arguments, length);
  set(&errand->reading[1], "/usr/bin/web", exe_error ? exe_error : 12);
  errand->outcome = outcome;
  identity_take(&scene.inquiry, errand);
}

static void who_it_is_is_asked_once(void **state) {
  const struct dossier *dossier = &scene.inquiry.dossier;

  (void)state;
  assert_true(identity_wants(&scene.inquiry));
  take(ERRAND_DONE, "web\0-p\0\0", 8, 0);
  assert_false(identity_wants(&scene.inquiry));
  assert_string_equal(dossier->command_line, "web -p");
  assert_string_equal(dossier->exe, "/usr/bin/web");
  assert_string_equal(dossier->cgroups, "0::/web.slice\n");
  assert_int_equal(dossier->lack_count, 0);
}

/* What wrote its title over it may have left no NUL, or nothing else. */
static void arguments_are_joined_by_blanks(void **state) {
  static const struct {
    const char *bytes;
    long length;
    const char *line;
  } rows[] = {
      {"web", 3, "web"},      {"web\0", 4, "web"},   {"a\0\0b\0", 5, "a  b"},
      {"\0\0\0", 3, ""},      {"", 0, ""},           {"\0a\0", 3, " a"},
      {"a b\0c", 5, "a b c"}, {"a\nb\0", 4, "a\nb"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    take(ERRAND_DONE, rows[i].bytes, rows[i].length, 0);
    assert_string_equal(scene.inquiry.dossier.command_line, rows[i].line);
  }
}

static void a_long_command_line_is_cut(void **state) {
  const char *line = scene.inquiry.dossier.command_line;
  char bytes[DOSSIER_LINE_BYTES + 100];

  (void)state;
  memset(bytes, 'x', sizeof(bytes));
  for (long length = DOSSIER_LINE_BYTES - 1; length <= DOSSIER_LINE_BYTES + 100;
       length++) {
    take(ERRAND_DONE, bytes, length, 0);
    assert_int_equal(strlen(line), DOSSIER_LINE_BYTES - 1);
  }
}

static void what_may_not_be_read_is_a_lack_and_the_rest_is_told(void **state) {
  (void)state;
  take(ERRAND_DONE, "web\0", 4, -EACCES);
  assert_int_equal(scene.inquiry.dossier.lack_count, 1);
  assert_string_equal(why_without(&scene.inquiry.dossier, "exe"),
                      "may not be read (EACCES)");
  assert_string_equal(scene.inquiry.dossier.command_line, "web");
}

/* Its cgroups are in a free file. */
static void of_who_does_not_answer_cgroups_are_told(void **state) {
  (void)state;
  take(ERRAND_LOST, "", 0, 0);
  assert_string_equal(why_without(&scene.inquiry.dossier, "cmdline"),
                      "it does not answer");
  assert_string_equal(scene.inquiry.dossier.command_line, "");
  assert_string_equal(scene.inquiry.dossier.exe, "");
  assert_string_equal(scene.inquiry.dossier.cgroups, "0::/web.slice\n");
}

static void who_is_gone_lacks_nothing(void **state) {
  (void)state;
  tree_remove(&scene.tree, "cgroup");
  take(ERRAND_DONE, "", -ESRCH, -ENOENT);
  assert_int_equal(scene.inquiry.dossier.lack_count, 0);
  tree_mkdir(&scene.tree, "cgroup");
  take(ERRAND_DONE, "", -ESRCH, -ENOENT);
  assert_string_equal(why_without(&scene.inquiry.dossier, "cgroup"),
                      "may not be read (EISDIR)");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(who_it_is_is_asked_once),
      TEST(arguments_are_joined_by_blanks),
      TEST(a_long_command_line_is_cut),
      TEST(what_may_not_be_read_is_a_lack_and_the_rest_is_told),
      TEST(of_who_does_not_answer_cgroups_are_told),
      TEST(who_is_gone_lacks_nothing),
  };

  return cmocka_run_group_tests_name("inquest_identity", tests, NULL, NULL);
}
