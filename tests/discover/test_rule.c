#include "expect.h"

#include "discover/rule.h"

#include <string.h>

static char web[] = "web";
static char long_name[] = "a-rather-long-name";
static char program[] = "/srv/bin/web";
static char pid_file[] = "/run/web.pid";

static const struct candidate process = {
    .pid = 4242,
    .comm = "web",
    .uid = 1000,
    .cmdline = "/srv/bin/web --port 80",
    .exe = "/srv/bin/web",
    .pid_in_file = 4242,
};

static struct rule empty(void) {
  struct rule rule;

  rule_init(&rule);
  return rule;
}

static void a_fresh_rule_is_empty_and_a_given_one_is_not(void **state) {
  struct rule rule = empty();

  (void)state;
  assert_true(rule_is_empty(&rule));
  rule.uid = 0;
  assert_false(rule_is_empty(&rule));
  rule = empty();
  rule.pid = 1;
  assert_false(rule_is_empty(&rule));
  rule = empty();
  rule.comm = web;
  assert_false(rule_is_empty(&rule));
  rule = empty();
  rule.exe = program;
  assert_false(rule_is_empty(&rule));
  rule = empty();
  rule.pid_file = pid_file;
  assert_false(rule_is_empty(&rule));
}

static void a_name_is_compared_in_the_15_bytes_the_kernel_keeps(void **state) {
  static const struct {
    char *wanted;
    const char *comm;
    enum rule_answer answer;
  } rows[] = {
      {web, "web", RULE_YES},
      {web, "web1", RULE_NO},
      {web, "we", RULE_NO},
      {web, "Web", RULE_NO},
      {web, "", RULE_NO},
      {long_name, "a-rather-long-n", RULE_YES},
      {long_name, "a-rather-long-name", RULE_YES},
      {long_name, "a-rather-long", RULE_NO},
      {long_name, "a-rather-long-x", RULE_NO},
      {long_name, "a-rather-long-na", RULE_NO},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct rule rule = empty();
    struct candidate candidate = process;

    rule.comm = rows[i].wanted;
    candidate.comm = rows[i].comm;
    if (rule_ask(&rule, &candidate) != rows[i].answer)
      fail_msg("%s against %s", rows[i].wanted, rows[i].comm);
  }
}

static void the_pattern_is_sought_in_the_command_line(void **state) {
  static const struct {
    const char *pattern, *cmdline;
    enum rule_answer answer;
  } rows[] = {
      {"port 80", "/srv/bin/web --port 80", RULE_YES},
      {"^port", "/srv/bin/web --port 80", RULE_NO},
      {"--port (80|443)$", "/srv/bin/web --port 443", RULE_YES},
      {"PORT", "/srv/bin/web --port 80", RULE_NO},
      {".*", "", RULE_NO}, /* a kernel thread */
      {"^$", "", RULE_NO},
      {"^", "x", RULE_YES},
      {"web", NULL, RULE_UNSURE},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct rule rule = empty();
    struct candidate candidate = process;
    char error[64];
    enum rule_answer answer;

    candidate.cmdline = rows[i].cmdline;
    assert_int_equal(
        rule_set_pattern(&rule, rows[i].pattern, error, sizeof(error)), 0);
    assert_false(rule_is_empty(&rule));
    answer = rule_ask(&rule, &candidate);
    rule_release(&rule);
    if (answer != rows[i].answer)
      fail_msg("%s against %s", rows[i].pattern, rows[i].cmdline);
  }
}

static void the_program_file_is_compared_whole(void **state) {
  static const struct {
    const char *exe;
    enum rule_answer answer;
  } rows[] = {
      {"/srv/bin/web", RULE_YES},
      {"/srv/bin/web2", RULE_NO},
      {"", RULE_NO}, /* may not be read */
      {NULL, RULE_UNSURE},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct rule rule = empty();
    struct candidate candidate = process;

    rule.exe = program;
    candidate.exe = rows[i].exe;
    assert_int_equal(rule_ask(&rule, &candidate), rows[i].answer);
  }
}

static void user_pid_and_pid_file_are_numbers_to_agree_on(void **state) {
  static const struct {
    double rule_uid;
    int rule_pid;
    char *rule_file;
    struct candidate candidate;
    enum rule_answer answer;
  } rows[] = {
      {1000, 0, NULL, {.uid = 1000}, RULE_YES},
      {1000, 0, NULL, {.uid = 0}, RULE_NO},
      {1000, 0, NULL, {.uid = NAN}, RULE_NO},
      {0, 0, NULL, {.uid = 0}, RULE_YES},
      {0, 0, NULL, {.uid = 1000}, RULE_NO},
      {NAN, 42, NULL, {.pid = 42}, RULE_YES},
      {NAN, 42, NULL, {.pid = 43}, RULE_NO},
      {NAN, 0, pid_file, {.pid = 42, .pid_in_file = 42}, RULE_YES},
      {NAN, 0, pid_file, {.pid = 42, .pid_in_file = 43}, RULE_NO},
      {NAN, 0, pid_file, {.pid = 42, .pid_in_file = 0}, RULE_NO},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct rule rule = empty();
    struct candidate candidate = rows[i].candidate;

    candidate.comm = "web";
    rule.uid = rows[i].rule_uid;
    rule.pid = rows[i].rule_pid;
    rule.pid_file = rows[i].rule_file;
    if (rule_ask(&rule, &candidate) != rows[i].answer)
      fail_msg("row %zu is answered by %d", i, rule_ask(&rule, &candidate));
  }
}

/* One bit for each thing that a rule can ask for. */
enum { COMM = 1, EXE = 2, USER = 4, PID_FILE = 8, PATTERN = 16, ALL = 31 };

static struct rule rule_of(int given) {
  struct rule rule = empty();
  char error[64];

  rule.comm = given & COMM ? strdup(web) : NULL;
  rule.exe = given & EXE ? strdup(program) : NULL;
  rule.uid = given & USER ? 1000 : NAN;
  rule.pid_file = given & PID_FILE ? strdup(pid_file) : NULL;
  if (given & PATTERN)
    assert_int_equal(rule_set_pattern(&rule, "80", error, sizeof(error)), 0);
  return rule;
}

static struct candidate candidate_of(int holding) {
  struct candidate candidate = process;

  candidate.comm = holding & COMM ? process.comm : "cron";
  candidate.exe = holding & EXE ? process.exe : "/bin/cron";
  candidate.uid = holding & USER ? process.uid : 0;
  candidate.pid_in_file = holding & PID_FILE ? process.pid : 1;
  candidate.cmdline = holding & PATTERN ? process.cmdline : "cron";
  return candidate;
}

static void all_that_is_given_must_hold(void **state) {
  (void)state;
  for (int given = 0; given <= ALL; given++) {
    struct rule rule = rule_of(given);

    for (int holding = 0; holding <= ALL; holding++) {
      struct candidate candidate = candidate_of(holding);

      assert_int_equal(rule_ask(&rule, &candidate),
                       (given & ~holding) == 0 ? RULE_YES : RULE_NO);
    }
    rule_release(&rule);
  }
}

static void a_pid_does_not_stand_in_for_a_pid_file(void **state) {
  struct rule rule = empty();
  struct candidate candidate = process;

  (void)state;
  rule.pid = process.pid;
  rule.pid_file = pid_file;
  assert_int_equal(rule_ask(&rule, &candidate), RULE_YES);
  candidate.pid_in_file = 7;
  assert_int_equal(rule_ask(&rule, &candidate), RULE_NO);
}

static void what_is_not_read_yet_matters_only_if_the_rest_holds(void **state) {
  static const struct {
    int holding;
    bool knows_exe, knows_cmdline;
    enum rule_answer answer;
  } rows[] = {
      {ALL, false, false, RULE_UNSURE},
      {ALL, true, false, RULE_UNSURE},
      {ALL, false, true, RULE_UNSURE},
      {ALL, true, true, RULE_YES},
      {ALL & ~COMM, false, false, RULE_NO},
      {ALL & ~USER, false, false, RULE_NO},
      {ALL & ~PID_FILE, false, false, RULE_NO},
      {ALL & ~EXE, true, false, RULE_NO},
      {ALL & ~PATTERN, false, true, RULE_NO},
  };
  struct rule rule = rule_of(ALL);

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct candidate candidate = candidate_of(rows[i].holding);

    candidate.exe = rows[i].knows_exe ? candidate.exe : NULL;
    candidate.cmdline = rows[i].knows_cmdline ? candidate.cmdline : NULL;
    assert_int_equal(rule_ask(&rule, &candidate), rows[i].answer);
  }
  rule_release(&rule);
}

static void what_is_not_asked_for_need_not_be_read(void **state) {
  struct rule rule = rule_of(COMM | USER);
  struct candidate candidate = process;

  (void)state;
  candidate.exe = candidate.cmdline = NULL;
  assert_int_equal(rule_ask(&rule, &candidate), RULE_YES);
  rule_release(&rule);
}

static void a_bad_pattern_is_told_and_leaves_the_rule_alone(void **state) {
  static const char *const patterns[] = {"(", "[a", "a{2,1}", "*(", "\\"};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(patterns); i++) {
    struct rule rule = empty();
    char error[64] = "";

    if (rule_set_pattern(&rule, patterns[i], error, sizeof(error)) == 0)
      fail_msg("%s compiles", patterns[i]);
    assert_true(strlen(error) > 0);
    assert_null(rule.pattern);
    assert_true(rule_is_empty(&rule));
    rule_release(&rule);
  }
}

static void a_released_rule_is_empty_again(void **state) {
  struct rule rule = rule_of(ALL);

  (void)state;
  rule_release(&rule);
  assert_true(rule_is_empty(&rule));
  rule_release(&rule);
}

static void the_cgroup_is_asked_for_only_when_it_matters(void **state) {
  static char unit[] = "nginx", below[] = "/system.slice";
  struct candidate candidate = process;
  struct rule rule = empty();

  (void)state;
  rule.unit = unit;
  rule.cgroup = below;
  assert_false(rule_is_empty(&rule));
  assert_int_equal(rule_ask(&rule, &candidate), RULE_UNSURE);
  candidate.cgroup = "0::/system.slice/nginx.service\n";
  assert_int_equal(rule_ask(&rule, &candidate), RULE_YES);
  candidate.cgroup = "0::/user.slice/nginx.service\n";
  assert_int_equal(rule_ask(&rule, &candidate), RULE_NO);
  candidate.cgroup = "0::/system.slice/other.service\n";
  assert_int_equal(rule_ask(&rule, &candidate), RULE_NO);
  candidate.cgroup = NULL;
  rule.uid = process.uid + 1;
  assert_int_equal(rule_ask(&rule, &candidate), RULE_NO);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_fresh_rule_is_empty_and_a_given_one_is_not),
      cmocka_unit_test(a_name_is_compared_in_the_15_bytes_the_kernel_keeps),
      cmocka_unit_test(the_pattern_is_sought_in_the_command_line),
      cmocka_unit_test(the_program_file_is_compared_whole),
      cmocka_unit_test(user_pid_and_pid_file_are_numbers_to_agree_on),
      cmocka_unit_test(all_that_is_given_must_hold),
      cmocka_unit_test(a_pid_does_not_stand_in_for_a_pid_file),
      cmocka_unit_test(what_is_not_read_yet_matters_only_if_the_rest_holds),
      cmocka_unit_test(what_is_not_asked_for_need_not_be_read),
      cmocka_unit_test(a_bad_pattern_is_told_and_leaves_the_rule_alone),
      cmocka_unit_test(a_released_rule_is_empty_again),
      cmocka_unit_test(the_cgroup_is_asked_for_only_when_it_matters),
  };

  return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
