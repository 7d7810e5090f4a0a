#include "expect.h"

#include "settings.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_MOST = 4 };

/* A line of configuration, as a table can hold it. */
struct line {
  const char *key;
  size_t count;
  struct argument argument[ARGUMENTS_MOST];
};

#define TEXT(t)                                                                \
  { .text = (t) }
#define NUMBER(n)                                                              \
  { .number = (n) }

static struct settings settings;
static struct complaint complaint;

static int make_settings(void **state) {
  (void)state;
  return settings_init(&settings);
}

static int release_settings(void **state) {
  (void)state;
  settings_release(&settings);
  return 0;
}

static int set_line(const struct line *line) {
  complaint.text[0] = '\0';
  return settings_set(&settings, line->key, line->argument, line->count,
                      &complaint);
}

static int set_text(const char *key, const char *text) {
  return set_line(&(struct line){key, 1, {TEXT(text)}});
}

static int set_pair(const char *key, const char *one, const char *other) {
  return set_line(&(struct line){key, 2, {TEXT(one), TEXT(other)}});
}

static int set_number_to(const char *key, double number) {
  return set_line(&(struct line){key, 1, {NUMBER(number)}});
}

static int open_block(const char *name) {
  struct argument argument = TEXT(name);

  complaint.text[0] = '\0';
  return settings_open_group(&settings, &argument, 1, &complaint);
}

static int close_block(void) {
  return settings_close_group(&settings, &complaint);
}

/* One sentence: a line, not cut, that ends without a stop (the caller sets it)
 * and names the key and, unless it is NULL, the value. */
static void expect_complaint(const char *key, const char *value) {
  size_t length = strlen(complaint.text);

  if (length < 10 || length >= COMPLAINT_BYTES - 1 ||
      strchr(complaint.text, '\n') || complaint.text[length - 1] == '.')
    fail_msg("\"%s\" is no sentence", complaint.text);
  if (!strstr(complaint.text, key) || (value && !strstr(complaint.text, value)))
    fail_msg("\"%s\" names not %s and %s", complaint.text, key,
             value ? value : "");
}

/* Where the numbers are kept. */
static const struct {
  const char *key;
  size_t offset;
  double fallback, min, max;
} numbers[] = {
    {"Horizon", offsetof(struct settings, horizon_s), 2220, 10, 86400},
    {"TripAfter", offsetof(struct settings, trip_s), 10, 0, 3600},
    {"ClearAfter", offsetof(struct settings, clear_s), 60, 0, 86400},
    {"NearWall", offsetof(struct settings, near_wall), 90, 50, 100},
    {"IoWaitMs", offsetof(struct settings, io_wait_ms), 150, 1, 1000},
    {"MaxProcesses", offsetof(struct settings, max_processes), 1024, 1, 65536},
    {"MaxGroups", offsetof(struct settings, max_groups), 64, 0, 4096},
    {"PerProcess", offsetof(struct settings, per_process), 0, 0, 64},
    {"ReadDeadlineMs", offsetof(struct settings, deadline_ms), 50, 1, 10000},
    {"MaxStuck", offsetof(struct settings, max_stuck), 8, 1, 64},
    {"EvidenceKeep", offsetof(struct settings, evidence_keep), 20, 1, 10000},
};

static double number_at(size_t i) {
  double number;

  memcpy(&number, (const char *)&settings + numbers[i].offset, sizeof(number));
  return number;
}

static void expect_defaults(void) {
  for (size_t i = 0; i < COUNT_OF(numbers); i++)
    expect_near(number_at(i), numbers[i].fallback, 0);
  assert_string_equal(settings.proc_path, "/proc");
  assert_string_equal(settings.sys_path, "/sys");
  assert_string_equal(settings.evidence_dir, "");
  assert_string_equal(settings.fuse_dir, "");
  assert_int_equal(settings.group_count, 0);
  assert_int_equal(settings.thresholds.count, 0);
  assert_false(settings.open);
}

static void without_a_word_the_defaults_hold(void **state) {
  (void)state;
  expect_defaults();
}

static void a_number_is_taken_up_to_both_ends_of_its_range(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(numbers); i++) {
    assert_int_equal(set_number_to(numbers[i].key, numbers[i].min), 0);
    expect_near(number_at(i), numbers[i].min, 0);
    assert_int_equal(set_number_to(numbers[i].key, numbers[i].max), 0);
    expect_near(number_at(i), numbers[i].max, 0);
  }
}

static void a_number_out_of_its_range_is_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(numbers); i++) {
    const double wrong[] = {numbers[i].min - 0.5, numbers[i].max + 0.5, -1e9,
                            1e18};
    char allowed[64];

    for (size_t w = 0; w < COUNT_OF(wrong); w++) {
      assert_int_equal(set_number_to(numbers[i].key, wrong[w]), -ERANGE);
      snprintf(allowed, sizeof(allowed), "%.15g", wrong[w]);
      expect_complaint(numbers[i].key, allowed);
      snprintf(allowed, sizeof(allowed), "from %g to %g", numbers[i].min,
               numbers[i].max);
      expect_complaint(numbers[i].key, allowed);
    }
  }
  expect_defaults();
}

static void what_is_no_number_is_refused(void **state) {
  static const double no_numbers[] = {NAN, INFINITY, -INFINITY};
  static const char *const texts[] = {"",    "many", "12 34", "1.2.3",
                                      "nan", "inf",  "12-5",  "0x10"};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(numbers); i++) {
    for (size_t n = 0; n < COUNT_OF(no_numbers); n++) {
      assert_int_equal(set_number_to(numbers[i].key, no_numbers[n]), -EINVAL);
      expect_complaint(numbers[i].key, "allowed");
    }
    for (size_t n = 0; n < COUNT_OF(texts); n++) {
      assert_int_equal(set_text(numbers[i].key, texts[n]), -EINVAL);
      expect_complaint(numbers[i].key, texts[n]);
    }
  }
  expect_defaults();
}

static void a_switch_is_on_or_off(void **state) {
  static const struct {
    const char *text;
    bool on;
  } rows[] = {{"true", true}, {"false", false}, {"YES", true},
              {"off", false}, {"on", true},     {"no", false}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    assert_int_equal(set_text("CollectMaps", rows[i].text), 0);
    assert_int_equal(settings.collect_maps, rows[i].on);
  }
  assert_int_equal(set_text("CollectMaps", "true"), 0);
  assert_int_equal(set_text("CollectMaps", "perhaps"), -EINVAL);
  expect_complaint("perhaps", "true and false");
  assert_int_equal(set_number_to("CollectMaps", 1), -EINVAL);
  assert_true(settings.collect_maps);
}

static void numbers_may_be_texts_with_units(void **state) {
  (void)state;
  assert_int_equal(set_text("Horizon", "10m"), 0);
  expect_near(settings.horizon_s, 600, 0);
  assert_int_equal(set_text("Horizon", "2h"), 0);
  expect_near(settings.horizon_s, 7200, 0);
  assert_int_equal(set_text("TripAfter", "500ms"), 0);
  expect_near(settings.trip_s, 0.5, 0);
  assert_int_equal(set_text("IoWaitMs", "0.5s"), 0);
  expect_near(settings.io_wait_ms, 500, 0);
  assert_int_equal(set_text("MaxProcesses", "2k"), 0);
  expect_near(settings.max_processes, 2000, 0);
  assert_int_equal(set_text("Horizon", "500M"), -EINVAL);
  expect_complaint("Horizon", "500M");
  assert_int_equal(set_text("MaxProcesses", "10m"), -EINVAL);
  expect_complaint("MaxProcesses", "10m");
  expect_near(settings.horizon_s, 7200, 0);
  expect_near(settings.max_processes, 2000, 0);
}

static void keys_are_compared_without_case(void **state) {
  (void)state;
  assert_int_equal(set_number_to("hOrIzOn", 60), 0);
  expect_near(settings.horizon_s, 60, 0);
  assert_int_equal(set_text("PROCPATH", "/srv/proc"), 0);
  assert_string_equal(settings.proc_path, "/srv/proc");
  assert_int_equal(open_block("web"), 0);
  assert_int_equal(set_text("cOMM", "nginx"), 0);
  assert_int_equal(close_block(), 0);
}

static void a_key_that_does_not_exist_there_is_told(void **state) {
  static const char *const outside[] = {
      "Horizons", "Horizo", "",        "Comm",        "CommandLine",
      "Exe",      "User",   "PidFile", "SystemdUnit", "Cgroup"};
  static const char *const inside[] = {"Horizon",      "ProcPath", "Process",
                                       "ProcessMatch", "Commm",    ""};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(outside); i++) {
    assert_int_equal(set_text(outside[i], "1"), -ENOENT);
    expect_complaint(outside[i], NULL);
  }
  expect_defaults();
  assert_int_equal(open_block("web"), 0);
  for (size_t i = 0; i < COUNT_OF(inside); i++) {
    assert_int_equal(set_text(inside[i], "1"), -ENOENT);
    expect_complaint(inside[i], "block");
  }
}

static void paths_are_absolute(void **state) {
  static const char *const keys[] = {"ProcPath", "SysPath"};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(keys); i++) {
    assert_int_equal(set_text(keys[i], "proc"), -EINVAL);
    expect_complaint(keys[i], "proc");
    assert_int_equal(set_text(keys[i], ""), -EINVAL);
    expect_complaint(keys[i], NULL);
    assert_int_equal(set_number_to(keys[i], 7), -EINVAL);
    expect_complaint(keys[i], NULL);
  }
  expect_defaults();
  assert_int_equal(set_text("SysPath", "/srv/sys"), 0);
  assert_int_equal(set_text("SysPath", "/srv/sys2"), 0);
  assert_string_equal(settings.sys_path, "/srv/sys2");
  assert_string_equal(settings.proc_path, "/proc");
}

static void a_directory_is_absolute_or_none(void **state) {
  static const char *const keys[] = {"EvidenceDir", "FuseDir"};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(keys); i++) {
    assert_int_equal(set_text(keys[i], "run/fuse"), -EINVAL);
    expect_complaint(keys[i], "run/fuse");
    assert_int_equal(set_number_to(keys[i], 7), -EINVAL);
    expect_complaint(keys[i], NULL);
    assert_int_equal(set_line(&(struct line){keys[i], 0, {TEXT(NULL)}}),
                     -EINVAL);
  }
  expect_defaults();
  assert_int_equal(set_text("EvidenceDir", "/srv/evidence"), 0);
  assert_int_equal(set_text("FuseDir", "/run/fuse"), 0);
  assert_string_equal(settings.evidence_dir, "/srv/evidence");
  assert_string_equal(settings.fuse_dir, "/run/fuse");
  assert_int_equal(set_text("EvidenceDir", ""), 0);
  assert_int_equal(set_text("FuseDir", ""), 0);
  expect_defaults();
}

static void a_state_is_a_file(void **state) {
  static const char *const wrong[] = {"state.json", "/var/lib/", "/", "/var/.",
                                      "/var/.."};

  (void)state;
  assert_string_equal(settings.state_file, "");
  expect_near(settings.state_interval_s, 300, 0);
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    assert_int_equal(set_text("StateFile", wrong[i]), -EINVAL);
    expect_complaint("StateFile", wrong[i]);
  }
  for (int bytes = 251; bytes <= 252; bytes++) {
    char path[PATH_MAX + 1] = "/var/";

    memset(path + 5, 'x', (size_t)bytes);
    assert_int_equal(set_text("StateFile", path),
                     bytes > 251 ? -ENAMETOOLONG : 0);
    memset(path, '/', sizeof(path) - 2);
    memcpy(path + sizeof(path) - 2, "x", 2);
    assert_int_equal(set_text("StateFile", path), -ENAMETOOLONG);
    expect_complaint("StateFile", "4095 bytes");
  }
  assert_int_equal(set_text("StateFile", ""), 0);
  assert_int_equal(set_number_to("StateFile", 7), -EINVAL);
  assert_string_equal(settings.state_file, "");
  assert_int_equal(set_text("StateFile", "/var/lib/state.json"), 0);
  assert_string_equal(settings.state_file, "/var/lib/state.json");
  assert_int_equal(set_text("StateFile", ""), 0);
  assert_string_equal(settings.state_file, "");
  assert_int_equal(set_number_to("StateInterval", -1), -ERANGE);
  assert_int_equal(set_number_to("StateInterval", 0), 0);
}

static void how_much_evidence_there_may_be_is_told_in_bytes(void **state) {
  (void)state;
  expect_near(settings.evidence_max_bytes, 64 * 1024 * 1024, 0);
  assert_true(settings.evidence_redact);
  assert_int_equal(set_text("EvidenceMaxBytes", "1G"), 0);
  expect_near(settings.evidence_max_bytes, 1024 * 1024 * 1024, 0);
  assert_int_equal(set_text("EvidenceMaxBytes", "65535"), -ERANGE);
  expect_complaint("EvidenceMaxBytes", "from 65536 to 1099511627776");
}

static void arguments_are_of_the_right_number_and_kind(void **state) {
  static const struct line wrong[] = {
      {"Horizon", 0, {TEXT(NULL)}},
      {"Horizon", 2, {NUMBER(60), NUMBER(60)}},
      {"ProcPath", 0, {TEXT(NULL)}},
      {"ProcPath", 2, {TEXT("/a"), TEXT("/b")}},
      {"ProcPath", 1, {NUMBER(7)}},
      {"Process", 0, {TEXT(NULL)}},
      {"Process", 2, {TEXT("a"), TEXT("b")}},
      {"Process", 1, {NUMBER(7)}},
      {"Process", 1, {TEXT("")}},
      {"ProcessMatch", 0, {TEXT(NULL)}},
      {"ProcessMatch", 1, {TEXT("a")}},
      {"ProcessMatch", 2, {TEXT("a"), NUMBER(7)}},
      {"ProcessMatch", 2, {NUMBER(7), TEXT("a")}},
      {"ProcessMatch", 2, {TEXT("a"), TEXT("")}},
      {"ProcessMatch", 3, {TEXT("a"), TEXT("b"), TEXT("c")}},
      {"Threshold", 0, {TEXT(NULL)}},
      {"Threshold", 1, {TEXT("mem_rss")}},
      {"Threshold", 2, {NUMBER(7), NUMBER(7)}},
      {"Threshold", 2, {TEXT(""), NUMBER(7)}},
      {"Threshold", 4, {TEXT("mem_rss"), NUMBER(7), TEXT("above"), TEXT("x")}},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    if (set_line(&wrong[i]) != -EINVAL)
      fail_msg("row %zu, %s, is taken", i, wrong[i].key);
    expect_complaint(wrong[i].key, "takes");
    expect_defaults();
  }
}

static void a_process_is_a_group_of_its_name(void **state) {
  (void)state;
  assert_int_equal(set_text("Process", "nginx"), 0);
  assert_int_equal(set_pair("ProcessMatch", "api", "^/srv/api "), 0);
  assert_int_equal(settings.group_count, 2);
  assert_string_equal(settings.groups[0].name, "nginx");
  assert_string_equal(settings.groups[0].rule.comm, "nginx");
  assert_null(settings.groups[0].rule.pattern);
  assert_string_equal(settings.groups[1].name, "api");
  assert_string_equal(settings.groups[1].rule.pattern, "^/srv/api ");
  assert_null(settings.groups[1].rule.comm);
  assert_false(settings.open);
}

static void captures_may_name_a_group(void **state) {
  (void)state;
  assert_int_equal(
      set_pair("ProcessMatch", "queue-$1", "^/srv/worker --queue=([a-z]+)"), 0);
  assert_string_equal(settings.groups[0].title, "queue-$1");
  assert_string_equal(settings.groups[0].name, "queue-other");
  assert_int_equal(open_block("$2_$1"), 0);
  assert_int_equal(set_text("Comm", "java"), 0);
  assert_int_equal(set_text("CommandLine", "(app)=(.*)"), 0);
  assert_int_equal(close_block(), 0);
  assert_string_equal(settings.groups[1].title, "$2_$1");
  assert_string_equal(settings.groups[1].name, "other_other");
  assert_int_equal(set_text("Process", "web"), 0);
  assert_string_equal(settings.groups[2].title, "web");
  assert_int_equal(settings.group_count, 3);
}

static void captures_that_nothing_matches_are_refused(void **state) {
  static const struct line wrong[] = {
      {"Process", 1, {TEXT("queue-$1")}},
      {"ProcessMatch", 2, {TEXT("queue-$1"), TEXT("--queue=[a-z]+")}},
      {"ProcessMatch", 2, {TEXT("queue-$2"), TEXT("--queue=([a-z]+)")}},
      {"ProcessMatch", 2, {TEXT("$1-$9"), TEXT("(a)(b)(c)(d)(e)(f)(g)(h)")}},
      {"ProcessMatch", 2, {TEXT("queue-$0"), TEXT("(a)")}},
      {"ProcessMatch", 2, {TEXT("queue-$"), TEXT("(a)")}},
      {"ProcessMatch", 2, {TEXT("queue-$x"), TEXT("(a)")}},
      {"ProcessMatch", 2, {TEXT("queue-$$1"), TEXT("(a)")}},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    if (set_line(&wrong[i]) != -EINVAL)
      fail_msg("row %zu is taken", i);
    expect_complaint(wrong[i].key, wrong[i].argument[0].text);
    expect_defaults();
  }
  assert_int_equal(open_block("app-$1"), 0);
  assert_int_equal(set_text("Comm", "java"), 0);
  assert_int_equal(close_block(), -EINVAL);
  expect_complaint("Process", "app-$1");
  expect_defaults();
}

static void two_groups_may_not_come_to_the_same_others(void **state) {
  (void)state;
  assert_int_equal(set_pair("ProcessMatch", "q-$1", "(a)"), 0);
  assert_int_equal(set_pair("ProcessMatch", "q-$2", "(a)(b)"), -EEXIST);
  expect_complaint("ProcessMatch", "q-other");
  assert_int_equal(set_text("Process", "q-other"), -EEXIST);
  expect_complaint("Process", "q-other");
  assert_int_equal(settings.group_count, 1);
}

static void a_block_gathers_all_it_is_told(void **state) {
  const struct rule *rule;

  (void)state;
  assert_int_equal(open_block("shop"), 0);
  assert_true(settings.open);
  assert_int_equal(set_text("Comm", "java"), 0);
  assert_int_equal(set_text("CommandLine", "-Dapp=shop"), 0);
  assert_int_equal(set_text("Exe", "/usr/bin/java"), 0);
  assert_int_equal(set_text("User", "1042"), 0);
  assert_int_equal(set_text("PidFile", "/run/shop.pid"), 0);
  assert_int_equal(close_block(), 0);
  assert_false(settings.open);
  assert_int_equal(settings.group_count, 1);
  rule = &settings.groups[0].rule;
  assert_string_equal(rule->comm, "java");
  assert_string_equal(rule->pattern, "-Dapp=shop");
  assert_string_equal(rule->exe, "/usr/bin/java");
  assert_string_equal(rule->pid_file, "/run/shop.pid");
  expect_near(rule->uid, 1042, 0);
}

static void a_block_that_says_nothing_is_refused(void **state) {
  (void)state;
  assert_int_equal(open_block("shop"), 0);
  assert_int_equal(set_pair("Threshold", "mem_rss", "1G"), 0);
  assert_int_equal(close_block(), -EINVAL);
  expect_complaint("shop", "PidFile");
  assert_false(settings.open);
}

static void one_criterion_is_enough_for_a_block(void **state) {
  static const struct line lines[] = {
      {"Comm", 1, {TEXT("a")}},     {"CommandLine", 1, {TEXT("a")}},
      {"Exe", 1, {TEXT("/a")}},     {"User", 1, {TEXT("0")}},
      {"PidFile", 1, {TEXT("/a")}}, {"User", 1, {NUMBER(1042)}},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(lines); i++) {
    char name[16];

    snprintf(name, sizeof(name), "group%zu", i);
    assert_int_equal(open_block(name), 0);
    assert_int_equal(set_line(&lines[i]), 0);
    assert_int_equal(close_block(), 0);
  }
  assert_int_equal(settings.group_count, COUNT_OF(lines));
  expect_near(settings.groups[3].rule.uid, 0, 0);
  expect_near(settings.groups[5].rule.uid, 1042, 0);
}

static void check_repeat(const char *key, const char *one, const char *other) {
  assert_int_equal(open_block("shop"), 0);
  assert_int_equal(set_text(key, one), 0);
  if (set_text(key, other) != -EEXIST)
    fail_msg("%s is taken twice", key);
  expect_complaint(key, "shop");
  assert_int_equal(close_block(), 0);
}

static void a_criterion_is_given_once(void **state) {
  static const struct {
    const char *key, *one, *other;
  } rows[] = {
      {"Comm", "a", "b"},
      {"CommandLine", "a", "b"},
      {"Exe", "/a", "/b"},
      {"PidFile", "/a", "/b"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    check_repeat(rows[i].key, rows[i].one, rows[i].other);
    settings_release(&settings);
    assert_int_equal(settings_init(&settings), 0);
  }
}

static void a_user_is_given_once_as_well(void **state) {
  (void)state;
  check_repeat("User", "1", "2");
  expect_near(settings.groups[0].rule.uid, 1, 0);
}

static void a_criterion_that_will_not_do_changes_nothing(void **state) {
  static const struct {
    struct line line;
    const char *value;
  } wrong[] = {
      {{"Comm", 0, {TEXT(NULL)}}, NULL},
      {{"Comm", 1, {TEXT("")}}, NULL},
      {{"Comm", 1, {NUMBER(7)}}, NULL},
      {{"Comm", 2, {TEXT("a"), TEXT("b")}}, NULL},
      {{"CommandLine", 1, {TEXT("(")}}, "("},
      {{"CommandLine", 1, {TEXT("[a")}}, "[a"},
      {{"CommandLine", 1, {NUMBER(7)}}, NULL},
      {{"CommandLine", 1, {TEXT("")}}, NULL},
      {{"Exe", 1, {TEXT("bin/a")}}, "bin/a"},
      {{"Exe", 1, {TEXT("")}}, NULL},
      {{"PidFile", 1, {TEXT("a.pid")}}, "a.pid"},
      {{"PidFile", 1, {NUMBER(7)}}, NULL},
      {{"SystemdUnit", 1, {TEXT("")}}, NULL},
      {{"Cgroup", 1, {TEXT("system.slice")}}, "system.slice"},
      {{"User", 0, {TEXT(NULL)}}, NULL},
      {{"User", 1, {TEXT("")}}, NULL},
      {{"User", 1, {TEXT("no such user")}}, "no such user"},
      {{"User", 1, {TEXT("-1")}}, "-1"},
      {{"User", 1, {NUMBER(-1)}}, "-1"},
      {{"User", 1, {NUMBER(1.5)}}, "1.5"},
      {{"User", 1, {NUMBER(NAN)}}, NULL},
  };

  (void)state;
  assert_int_equal(open_block("shop"), 0);
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    if (set_line(&wrong[i].line) != -EINVAL)
      fail_msg("row %zu, %s, is taken", i, wrong[i].line.key);
    expect_complaint(wrong[i].line.key, wrong[i].value);
    assert_true(rule_is_empty(&settings.groups[0].rule));
  }
  assert_int_equal(close_block(), -EINVAL);
}

static void names_of_groups_are_plain_and_not_reserved(void **state) {
  static const char long_name[] =
      "a234567890123456789012345678901234567890123456789012345678901234";
  static const char *const wrong[] = {
      "a b",     "a/b",  "a.b",  "a\tb",       "\xc3\xa4", "a:b",
      long_name, "host", "self", "device-sda", "device-",  "cgroup-x",
  };

  (void)state;
  assert_int_equal(strlen(long_name), GROUP_NAME_BYTES);
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    if (set_text("Process", wrong[i]) != -EINVAL)
      fail_msg("\"%s\" is taken by Process", wrong[i]);
    expect_complaint("Process", "allowed");
    if (set_pair("ProcessMatch", wrong[i], "x") != -EINVAL)
      fail_msg("\"%s\" is taken by ProcessMatch", wrong[i]);
    expect_complaint("ProcessMatch", "allowed");
    if (open_block(wrong[i]) != -EINVAL)
      fail_msg("\"%s\" is taken by a block", wrong[i]);
    expect_complaint("Process", "allowed");
    expect_defaults();
  }
  assert_int_equal(set_text("Process", long_name + 1), 0);
  assert_int_equal(set_text("Process", "hosts"), 0);
  assert_int_equal(set_text("Process", "device"), 0);
  assert_int_equal(set_text("Process", "A-z_09"), 0);
  assert_string_equal(settings.groups[0].name, long_name + 1);
}

static void a_name_is_given_to_one_group(void **state) {
  (void)state;
  assert_int_equal(set_text("Process", "web"), 0);
  assert_int_equal(set_text("Process", "web"), -EEXIST);
  expect_complaint("Process", "web");
  assert_int_equal(set_pair("ProcessMatch", "web", "x"), -EEXIST);
  expect_complaint("ProcessMatch", "web");
  assert_int_equal(open_block("web"), -EEXIST);
  expect_complaint("Process", "web");
  assert_false(settings.open);
  assert_int_equal(settings.group_count, 1);
  assert_int_equal(set_text("Process", "Web"), 0);
}

static void a_bad_pattern_makes_no_group(void **state) {
  (void)state;
  assert_int_equal(set_pair("ProcessMatch", "api", "(unclosed"), -EINVAL);
  expect_complaint("ProcessMatch", "(unclosed");
  expect_defaults();
  assert_int_equal(set_pair("ProcessMatch", "api", "closed"), 0);
  assert_int_equal(settings.group_count, 1);
}

static void a_threshold_is_a_wall_on_a_metric(void **state) {
  const struct wall *wall = settings.thresholds.wall;

  (void)state;
  assert_int_equal(set_pair("Threshold", "mem_rss", "1.5G"), 0);
  assert_int_equal(set_line(&(struct line){
                       "Threshold",
                       3,
                       {TEXT("mem_available"), TEXT("500M"), TEXT("below")}}),
                   0);
  assert_int_equal(
      set_line(&(struct line){
          "Threshold", 3, {TEXT("fd_count"), NUMBER(900), TEXT("ABOVE")}}),
      0);
  assert_int_equal(settings.thresholds.count, 3);
  assert_int_equal(wall[0].metric, METRIC_MEM_RSS);
  assert_int_equal(wall[0].direction, UPWARD);
  expect_near(wall[0].limit, 1610612736, 0);
  assert_int_equal(wall[1].metric, METRIC_MEM_AVAILABLE);
  assert_int_equal(wall[1].scope, SCOPE_HOST);
  assert_int_equal(wall[1].direction, DOWNWARD);
  expect_near(wall[1].limit, 524288000, 0);
  assert_int_equal(wall[2].direction, UPWARD);
  expect_near(wall[2].limit, 900, 0);
}

static void groups_that_follow_inherit_and_may_differ(void **state) {
  (void)state;
  assert_int_equal(set_text("Process", "early"), 0);
  assert_int_equal(set_pair("Threshold", "mem_rss", "1G"), 0);
  assert_int_equal(set_pair("Threshold", "fd_count", "100"), 0);
  assert_int_equal(open_block("shop"), 0);
  assert_int_equal(set_text("Comm", "java"), 0);
  assert_int_equal(set_pair("Threshold", "mem_rss", "6G"), 0);
  assert_int_equal(set_pair("Threshold", "threads", "50"), 0);
  assert_int_equal(close_block(), 0);
  assert_int_equal(set_text("Process", "late"), 0);
  assert_int_equal(settings.groups[0].thresholds.count, 0);
  assert_int_equal(settings.groups[1].thresholds.count, 3);
  expect_near(settings.groups[1].thresholds.wall[0].limit, 6442450944.0, 0);
  assert_int_equal(settings.groups[2].thresholds.count, 2);
  expect_near(settings.groups[2].thresholds.wall[0].limit, 1073741824, 0);
  assert_int_equal(settings.thresholds.count, 2);
}

static void a_later_threshold_takes_the_place_of_an_earlier(void **state) {
  (void)state;
  assert_int_equal(set_pair("Threshold", "mem_rss", "1G"), 0);
  assert_int_equal(
      set_line(&(struct line){
          "Threshold", 3, {TEXT("mem_rss"), TEXT("2G"), TEXT("below")}}),
      0);
  assert_int_equal(settings.thresholds.count, 1);
  expect_near(settings.thresholds.wall[0].limit, 2147483648.0, 0);
  assert_int_equal(settings.thresholds.wall[0].direction, DOWNWARD);
}

static void a_threshold_that_will_not_do_changes_nothing(void **state) {
  static const struct {
    struct line line;
    const char *value;
  } wrong[] = {
      {{"Threshold", 2, {TEXT("no_metric"), NUMBER(1)}}, "no_metric"},
      {{"Threshold", 2, {TEXT("MEM_RSS"), NUMBER(1)}}, "MEM_RSS"},
      {{"Threshold", 2, {TEXT("disk_queue"), NUMBER(1)}}, "disk_queue"},
      {{"Threshold", 2, {TEXT("mem_rss"), TEXT("10m")}}, "10m"},
      {{"Threshold", 2, {TEXT("mem_rss"), TEXT("much")}}, "much"},
      {{"Threshold", 2, {TEXT("mem_rss"), TEXT("")}}, "mem_rss"},
      {{"Threshold", 2, {TEXT("mem_rss"), NUMBER(NAN)}}, "mem_rss"},
      {{"Threshold", 2, {TEXT("mem_rss"), NUMBER(INFINITY)}}, "mem_rss"},
      {{"Threshold", 2, {TEXT("cpu_usage"), TEXT("80%")}}, "80%"},
      {{"Threshold", 3, {TEXT("mem_rss"), NUMBER(1), NUMBER(1)}}, "below"},
      {{"Threshold", 3, {TEXT("mem_rss"), NUMBER(1), TEXT("")}}, "below"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(wrong); i++) {
    if (set_line(&wrong[i].line) != -EINVAL)
      fail_msg("row %zu is taken", i);
    expect_complaint("Threshold", wrong[i].value);
    expect_defaults();
  }
}

static void a_direction_that_will_not_do_is_named(void **state) {
  static const struct line line = {
      "Threshold", 3, {TEXT("mem_rss"), NUMBER(1), TEXT("sideways")}};

  (void)state;
  assert_int_equal(set_line(&line), -EINVAL);
  expect_complaint("Threshold", "below");
  expect_complaint("Threshold", "sideways");
}

static void a_metric_of_the_host_has_no_place_in_a_block(void **state) {
  (void)state;
  assert_int_equal(open_block("shop"), 0);
  assert_int_equal(set_pair("Threshold", "mem_available", "1G"), -EINVAL);
  expect_complaint("Threshold", "mem_available");
  assert_int_equal(settings.groups[0].thresholds.count, 0);
  assert_int_equal(set_pair("Threshold", "mem_rss", "1G"), 0);
}

static void a_ninth_threshold_is_refused(void **state) {
  static const char *const names[] = {
      "mem_rss", "fd_count", "threads",  "cpu_usage", "vm_size",
      "vm_swap", "rss_anon", "rss_file", "rss_shmem",
  };

  (void)state;
  assert_int_equal(COUNT_OF(names), THRESHOLDS_MOST + 1);
  for (size_t i = 0; i < COUNT_OF(names); i++)
    assert_int_equal(
        set_line(&(struct line){"Threshold", 2, {TEXT(names[i]), NUMBER(1)}}),
        i < THRESHOLDS_MOST ? 0 : -ERANGE);
  expect_complaint("Threshold", "8");
  assert_int_equal(settings.thresholds.count, THRESHOLDS_MOST);
  assert_int_equal(set_pair("Threshold", "mem_rss", "2"), 0);
  assert_int_equal(open_block("shop"), 0);
  assert_int_equal(set_pair("Threshold", "rss_shmem", "1"), -ERANGE);
}

static void a_complaint_of_anything_is_clean_and_fits(void **state) {
  char huge[2000];

  (void)state;
  memset(huge, 'x', sizeof(huge) - 1);
  huge[sizeof(huge) - 1] = '\0';
  assert_int_equal(set_text("Horizon", huge), -EINVAL);
  assert_true(strlen(complaint.text) < COMPLAINT_BYTES);
  assert_int_equal(set_text(huge, "1"), -ENOENT);
  assert_true(strlen(complaint.text) < COMPLAINT_BYTES);
  assert_int_equal(set_text("Process", huge), -EINVAL);
  assert_true(strlen(complaint.text) < COMPLAINT_BYTES);
  assert_int_equal(set_text("ProcPath", "a\033[2J\nb\xff"), -EINVAL);
  assert_null(strpbrk(complaint.text, "\033\n\xff"));
  assert_non_null(strstr(complaint.text, "allowed"));
}

static void many_groups_are_kept_in_their_order(void **state) {
  (void)state;
  for (int i = 0; i < 200; i++) {
    char name[16];

    snprintf(name, sizeof(name), "g%d", i);
    assert_int_equal(set_text("Process", name), 0);
  }
  assert_int_equal(settings.group_count, 200);
  assert_string_equal(settings.groups[0].rule.comm, "g0");
  assert_string_equal(settings.groups[199].rule.comm, "g199");
}

static void what_is_released_is_blank(void **state) {
  (void)state;
  assert_int_equal(set_text("Process", "web"), 0);
  settings_release(&settings);
  assert_null(settings.groups);
  assert_null(settings.proc_path);
  assert_int_equal(settings.group_count, 0);
  settings_release(&settings);
}

static const char *const keys[] = {
    "Process",        "ProcessMatch",
    "Horizon",        "TripAfter",
    "ClearAfter",     "IoWaitMs",
    "Threshold",      "MaxProcesses",
    "PerProcess",     "MaxStuck",
    "ReadDeadlineMs", "ProcPath",
    "SysPath",        "Comm",
    "CommandLine",    "Exe",
    "User",           "PidFile",
    "SystemdUnit",    "Cgroup",
    "FdBudget",       "CpuBudget",
    "MaxGroups",      "Model",
    "NearWall",       "CollectMaps",
    "EvidenceDir",    "EvidenceKeep",
    "FuseDir",        "EvidenceMaxBytes",
    "EvidenceRedact", "StateFile",
    "StateInterval",
};

static char *printed(void (*print)(FILE *out)) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);

  assert_non_null(out);
  print(out);
  fclose(out);
  assert_non_null(text);
  return text;
}

/* Whether a line of `text`, comment or not, begins with the option. */
static bool has_line_of(const char *text, const char *key) {
  for (const char *line = text; line; line = strchr(line, '\n')) {
    line += strspn(line, "\n #<");
    if (strncmp(line, key, strlen(key)) == 0 && line[strlen(key)] == ' ')
      return true;
  }
  return false;
}

static void the_example_shows_every_option(void **state) {
  char *text = printed(settings_print_example);
  char missing[256] = "";

  (void)state;
  for (size_t i = 0; i < COUNT_OF(keys); i++)
    if (!has_line_of(text, keys[i]))
      snprintf(missing + strlen(missing), sizeof(missing) - strlen(missing),
               " %s", keys[i]);
  free(text);
  if (missing[0])
    fail_msg("the example lacks%s", missing);
}

static void the_example_shows_the_defaults(void **state) {
  static const char *const lines[] = {
      "#Horizon 2220\n",       "#MaxProcesses 1024\n", "#IoWaitMs 150\n",
      "#ProcPath \"/proc\"\n", "#SysPath \"/sys\"\n",
  };
  char *text = printed(settings_print_example);
  size_t found = 0;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(lines); i++)
    found += strstr(text, lines[i]) != NULL;
  free(text);
  assert_int_equal(found, COUNT_OF(lines));
}

static void the_manual_tells_of_every_option(void **state) {
  char *text = printed(settings_print_options);
  size_t found = 0;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(keys); i++) {
    char item[64];

    snprintf(item, sizeof(item), "=item B<%s> I<", keys[i]);
    found += strstr(text, item) != NULL;
  }
  assert_non_null(strstr(text, "From 10 to 86400; the default is 2220."));
  assert_non_null(strstr(text, "The default is F</proc>."));
  free(text);
  assert_int_equal(found, COUNT_OF(keys));
}

static void a_model_is_called_by_its_name(void **state) {
  (void)state;
  assert_int_equal(settings.model, MODEL_DEFAULT);
  assert_int_equal(set_text("Model", "kalman"), 0);
  assert_int_equal(settings.model, MODEL_KALMAN);
  assert_int_equal(set_text("Model", "oracle"), -EINVAL);
  assert_string_equal(complaint.text,
                      "Model \"oracle\" is none of best, trend, linear, holt, "
                      "theil_sen, sigma, kalman and conformal");
  assert_int_equal(set_number_to("Model", 1), -EINVAL);
  assert_int_equal(settings.model, MODEL_KALMAN);
}

#define FRESH(f)                                                               \
  cmocka_unit_test_setup_teardown(f, make_settings, release_settings)

static void a_flag_is_true_or_false_and_nothing_else(void **state) {
  static const struct {
    const char *text;
    bool is_on;
  } rows[] = {{"false", false}, {"true", true}, {"No", false},
              {"yes", true},    {"off", false}, {"ON", true}};

  (void)state;
  assert_true(settings.collect_filesystems);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    assert_int_equal(set_text("CollectFilesystems", rows[i].text), 0);
    assert_int_equal(settings.collect_filesystems, rows[i].is_on);
  }
  assert_int_equal(set_text("CollectFilesystems", "maybe"), -EINVAL);
  assert_non_null(strstr(complaint.text, "\"maybe\""));
  assert_non_null(strstr(complaint.text, "true and false"));
  assert_int_equal(set_number_to("CollectFilesystems", 1), -EINVAL);
  assert_true(settings.collect_filesystems);
}

static void the_wall_of_disks_is_in_bounds(void **state) {
  (void)state;
  expect_near(settings.await_ms, 150, 0);
  expect_near(settings.device_busy, 80, 0);
  assert_int_equal(set_text("AwaitMs", "250"), 0);
  assert_int_equal(set_text("DeviceBusy", "0"), 0);
  expect_near(settings.await_ms, 250, 0);
  expect_near(settings.device_busy, 0, 0);
  assert_int_equal(set_text("AwaitMs", "0"), -ERANGE);
  assert_int_equal(set_text("DeviceBusy", "101"), -ERANGE);
  expect_near(settings.await_ms, 250, 0);
}

static void set_again(void *context, const char *key, double number,
                      const char *text) {
  struct argument argument = {.text = text, .number = number};

  assert_int_equal(settings_set(context, key, &argument, 1, &complaint), 0);
}

static void what_is_told_of_options_sets_them_again(void **state) {
  struct settings other;

  (void)state;
  assert_int_equal(set_text("Horizon", "10m"), 0);
  assert_int_equal(set_text("Model", "sigma"), 0);
  assert_int_equal(set_text("TripAfter", "0.1"), 0);
  assert_int_equal(settings_init(&other), 0);
  settings_each(&settings, set_again, &other);
  assert_int_equal(other.model, MODEL_SIGMA);
  expect_near(other.horizon_s, 600, 0);
  expect_near(other.trip_s, 0.1, 0);
  settings_release(&other);
}

static void a_recorded_group_needs_no_rule(void **state) {
  (void)state;
  assert_int_equal(open_block("queue-$1"), 0);
  assert_int_equal(set_pair("Threshold", "fd_count", "5"), 0);
  settings_close_recorded_group(&settings);
  assert_int_equal(settings.group_count, 1);
  assert_string_equal(settings.groups[0].name, "queue-other");
  assert_int_equal(settings.groups[0].thresholds.count, 1);
  assert_int_equal(set_text("Horizon", "10m"), 0); /* the block is over */
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      FRESH(without_a_word_the_defaults_hold),
      FRESH(a_number_is_taken_up_to_both_ends_of_its_range),
      FRESH(a_number_out_of_its_range_is_refused),
      FRESH(what_is_no_number_is_refused),
      FRESH(a_switch_is_on_or_off),
      FRESH(numbers_may_be_texts_with_units),
      FRESH(keys_are_compared_without_case),
      FRESH(a_key_that_does_not_exist_there_is_told),
      FRESH(paths_are_absolute),
      FRESH(a_directory_is_absolute_or_none),
      FRESH(a_state_is_a_file),
      FRESH(how_much_evidence_there_may_be_is_told_in_bytes),
      FRESH(arguments_are_of_the_right_number_and_kind),
      FRESH(a_process_is_a_group_of_its_name),
      FRESH(captures_may_name_a_group),
      FRESH(captures_that_nothing_matches_are_refused),
      FRESH(two_groups_may_not_come_to_the_same_others),
      FRESH(a_block_gathers_all_it_is_told),
      FRESH(a_block_that_says_nothing_is_refused),
      FRESH(one_criterion_is_enough_for_a_block),
      FRESH(a_criterion_is_given_once),
      FRESH(a_user_is_given_once_as_well),
      FRESH(a_criterion_that_will_not_do_changes_nothing),
      FRESH(names_of_groups_are_plain_and_not_reserved),
      FRESH(a_flag_is_true_or_false_and_nothing_else),
      FRESH(the_wall_of_disks_is_in_bounds),
      FRESH(a_name_is_given_to_one_group),
      FRESH(a_bad_pattern_makes_no_group),
      FRESH(a_threshold_is_a_wall_on_a_metric),
      FRESH(groups_that_follow_inherit_and_may_differ),
      FRESH(a_later_threshold_takes_the_place_of_an_earlier),
      FRESH(a_threshold_that_will_not_do_changes_nothing),
      FRESH(a_direction_that_will_not_do_is_named),
      FRESH(a_metric_of_the_host_has_no_place_in_a_block),
      FRESH(a_ninth_threshold_is_refused),
      FRESH(a_complaint_of_anything_is_clean_and_fits),
      FRESH(many_groups_are_kept_in_their_order),
      FRESH(what_is_released_is_blank),
      FRESH(the_example_shows_every_option),
      FRESH(the_example_shows_the_defaults),
      FRESH(the_manual_tells_of_every_option),
      FRESH(a_model_is_called_by_its_name),
      FRESH(what_is_told_of_options_sets_them_again),
      FRESH(a_recorded_group_needs_no_rule),
  };

  return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
