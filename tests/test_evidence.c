/* test_evidence.c - what evidence says, and how much of it there can be. */
#include "expect.h"

#include "evidence_scene.h"

#include <errno.h>

static const char *find(const char *text, const char *wanted) {
  const char *at = strstr(text, wanted);

  if (!at)
    fail_msg("%s is not in %.3000s", wanted, text);
  return at;
}

static void expect_none(const char *text, const char *wanted) {
  if (strstr(text, wanted))
    fail_msg("%s is in it", wanted);
}

static int count_of(const char *text, const char *wanted) {
  int count = 0;

  while ((text = strstr(text, wanted))) {
    text += strlen(wanted);
    count++;
  }
  return count;
}

static void expect_all(const char *text, const char *const *wanted,
                       size_t count) {
  for (size_t i = 0; i < count; i++)
    find(text, wanted[i]);
}

static void the_head_says_what_tripped_when_and_why(void **state) {
  static const char *const wanted[] = {
      "{\"format\":\"io_forecast evidence\",\"version\":1,",
      "\"written\":\"2026-11-28T10:11:50Z\",\"unix_s\":1795860710.25,"
      "\"utc_offset_s\":3600,\"host\":\"db1.example.org\",\"group\":\"nginx\"",
      "\"sentence\":\"nginx: pid 4242 waits for I/O",
      "\"verdict\":{\"state\":\"failure\",\"fuse\":true,"
      "\"since_unix_s\":1795860668.25,\"reasons\":[\"io_wait of pid 4242",
      "\"settings\":{\"Horizon\":2220,\"Model\":\"best\",",
      "\"kernel\":\"6.12.48\",\"collectd\":\"5.12.0\"}",
      "\"not_read\":[{\"what\":\"taskstats\",\"why\":\"CAP_NET_ADMIN is "
      "missing\"}]}"};
  struct story story;

  (void)state;
  tell_storage_read(&story);
  expect_all(story_tell(&story), wanted, COUNT_OF(wanted));
  story_close(&story);
}

static void the_host_and_its_disks_have_their_values(void **state) {
  static const char *const wanted[] = {
      "\"host_values\":{\"mem_total\":8322678784,",
      "\"psi_io_some_avg10\":61.43,",
      "\"host_windows\":[{\"metric\":\"mem_used\",\"unit\":\"bytes\",",
      "\"rings\":[{\"slot_s\":1,\"age_s\":0,\"values\":[",
      "\"disks\":[{\"name\":\"loop0\",\"values\":{\"disk_reads\":31,",
      "\"disk_queue\":31,"};
  struct story story;

  (void)state;
  tell_storage_read(&story);
  expect_all(story_tell(&story), wanted, COUNT_OF(wanted));
  story_close(&story);
}

static void a_member_has_its_values_walls_and_account(void **state) {
  static const char *const wanted[] = {
      "\"member_count\":3,\"members\":[{\"pid\":4242,\"command\":\"nginx\","
      "\"command_line\":\"/usr/sbin/nginx\",\"exe\":\"/usr/sbin/nginx\","
      "\"cgroups\":[\"12:memory:/a\",\"0::/system.slice/nginx.service\"],"
      "\"values\":{\"state\":68,",
      "\"fd_count\":880,",
      "\"io_wait\":900",
      "\"walls\":[{\"wall\":\"fd_limit\",\"metric\":\"fd_count\","
      "\"unit\":\"count\",\"state\":\"failure\",\"value\":880,\"limit\":1024,"
      "\"used_percent\":85.9375,\"eta_s\":",
      "\"joint\":{\"io_wait_source\":\"accounting of all threads\","
      "\"io_wait\":903.5,\"io_wait_threshold\":150,\"io_wait_for_s\":58,"
      "\"fd_growth\":486,\"fd_growth_threshold\":300,\"fd_window_s\":120,"
      "\"fd_eta_s\":null}",
      "\"memory\":{\"pattern\":\"none\",",
      "\"over_s\":540,\"anonymous_per_s\":0,\"file_per_s\":0,",
      "\"shared_per_s\":0,\"mappings\":[]}"};
  struct story story;

  (void)state;
  tell_storage_read(&story);
  expect_all(story_tell(&story), wanted, COUNT_OF(wanted));
  story_close(&story);
}

static void a_closer_look_is_told_with_what_is_most_first(void **state) {
  static const char *const wanted[] = {
      "\"threads\":{\"count\":40,\"looked_at\":40,\"looks\":3,\"causes\":["
      "{\"cause\":\"storage_read\",\"words\":\"storage read\",\"threads\":31},"
      "{\"cause\":",
      "\"list\":[{\"tid\":4242,\"comm\":\"pool-0\",\"state\":\"D\","
      "\"cause\":\"storage_read\",\"wchan\":\"folio_wait_bit_common\","
      "\"for_s\":50.5,\"syscall\":0,\"fd\":600,"
      "\"stack\":[\"folio_wait_bit_common\",\"filemap_get_pages\",",
      "\"truncated\":false},\"fds\":{\"count\":880,\"looked_at\":880,"
      "\"truncated\":false,\"kinds\":[{\"kind\":\"socket\",\"count\":702},"
      "{\"kind\":\"file\",\"count\":169},{\"kind\":\"pipe\",\"count\":9}]}",
      "{\"fd\":601,\"kind\":\"file\",\"path\":\"/mnt/slow/part-1.dat\","
      "\"position\":2097152,\"size\":67108864,\"progress_percent\":3.125,"
      "\"moved_per_s\":16384,\"writing\":false}",
      "\"size\":null,\"progress_percent\":null,\"moved_per_s\":null,"
      "\"writing\":true}]",
      "\"sockets\":[{\"fd\":18,\"protocol\":\"tcp\",\"local\":\"10.0.0.5:80\","
      "\"remote\":\"10.0.0.77:51544\",\"state\":\"established\","
      "\"receive_queue\":100000,\"receive_buffer\":131072,\"send_queue\":0,"
      "\"send_buffer\":2626560,\"words\":\"receive queue 100000 of 131072 "
      "bytes and not read\"}]",
      "\"not_read\":[{\"what\":\"maps\",\"why\":\"CollectMaps is false\"}]"};
  struct story story;

  (void)state;
  tell_storage_read(&story);
  expect_all(story_tell(&story), wanted, COUNT_OF(wanted));
  story_close(&story);
}

/* Who sleeps by choice is counted, and not told one by one. */
static void only_threads_that_are_held_up_are_listed(void **state) {
  struct story story;

  (void)state;
  tell_storage_read(&story);
  assert_int_equal(count_of(story_tell(&story), "\"tid\":"), 31);
  story_close(&story);
}

static void a_member_that_nobody_looked_at_says_so(void **state) {
  static const char *const wanted[] = {
      "{\"pid\":4250,\"command\":\"nginx\",\"command_line\":null,\"exe\":null,"
      "\"cgroups\":[],",
      "\"threads\":null,\"fds\":null,\"files\":[],\"sockets\":[],"
      "\"not_read\":[]}"};
  struct story story;

  (void)state;
  tell_storage_read(&story);
  expect_all(story_tell(&story), wanted, COUNT_OF(wanted));
  story_close(&story);
}

static void a_window_begins_with_its_first_value_and_has_gaps(void **state) {
  const char *at;
  struct story story;

  (void)state;
  story_open(&story, 1);
  for (int tick = 1; tick <= 8; tick++) {
    tick_begin(&story.scene);
    if (tick > 2 && tick != 6)
      story_sample(&story, 0, 500 + tick);
    tick_end(&story.scene);
  }
  at = find(story_tell(&story), "{\"metric\":\"fd_count\"");
  assert_memory_equal(at,
                      "{\"metric\":\"fd_count\",\"unit\":\"count\",\"rings\":"
                      "[{\"slot_s\":1,\"age_s\":0,\"values\":"
                      "[195,200,205,null,215,220]}]}",
                      strlen("{\"metric\":\"fd_count\",\"unit\":\"count\","
                             "\"rings\":[{\"slot_s\":1,\"age_s\":0,"
                             "\"values\":[195,200,205,null,215,220]}]}"));
  find(at, "{\"metric\":\"io_read_bytes\",\"unit\":\"bytes/s\",");
  story_close(&story);
}

/* At 640 ticks: 60 of one, 60 of ten, 10 of sixty, 1 of six hundred. */
static void a_window_has_each_resolution_and_tells_its_age(void **state) {
  const char *at;
  struct story story;

  (void)state;
  tell_storage_read(&story);
  at = find(story_tell(&story), "{\"metric\":\"fd_count\"");
  at = find(at, "{\"slot_s\":1,\"age_s\":0,\"values\":[585,");
  at = find(at, "{\"slot_s\":10,\"age_s\":4.5,\"values\":[180,");
  at = find(at, "{\"slot_s\":60,\"age_s\":69.5,\"values\":[180,");
  find(at, "{\"slot_s\":600,\"age_s\":339.5,\"values\":[");
  story_close(&story);
}

static void arguments_are_told_only_when_they_may_be(void **state) {
  const char *text;
  struct story story;

  (void)state;
  tell_storage_read(&story);
  expect_none(story_tell(&story), "hunter2");
  story.evidence.redact = false;
  text = story_tell(&story);
  find(text, "\"command_line\":\"/usr/sbin/nginx --password=hunter2\"");
  story_close(&story);
}

static void hostile_names_come_out_valid(void **state) {
  static const char *const wanted[] = {
      "\"command\":\"a?\\\"b?</script><img src=x>\"",
      "\"command_line\":\"/bin/?(?[2J\"", "\"comm\":\"(e) Z 1) R??\"",
      "\"path\":\"/tmp/a?b?\\\"\\\\\""};
  struct story story;

  (void)state;
  tell_truncated(&story);
  expect_all(story_tell(&story), wanted, COUNT_OF(wanted));
  story_close(&story);
}

static void what_was_left_out_is_told_as_truncated(void **state) {
  const char *text;
  struct story story;

  (void)state;
  tell_truncated(&story);
  text = story_tell(&story);
  find(text, "\"threads\":{\"count\":4000,\"looked_at\":1,");
  find(text, "\"truncated\":true},\"fds\":{\"count\":20000,"
             "\"looked_at\":4096,\"truncated\":true,");
  story_close(&story);
}

static void fds_are_truncated_in_each_of_three_ways(void **state) {
  struct story story;
  struct dossier *dossier;

  (void)state;
  tell_storage_read(&story);
  dossier = story.dossier;
  find(story_tell(&story), "\"looked_at\":880,\"truncated\":false");
  dossier->files_there++;
  find(story_tell(&story), "\"looked_at\":880,\"truncated\":true");
  dossier->files_there--;
  dossier->sockets_there++;
  find(story_tell(&story), "\"looked_at\":880,\"truncated\":true");
  dossier->sockets_there--;
  dossier->findings.fds = 800; /* others were opened since */
  find(story_tell(&story), "\"looked_at\":800,\"truncated\":false");
  dossier->findings.fds = 780;
  find(story_tell(&story), "\"looked_at\":780,\"truncated\":true");
  dossier->findings.fds = 890; /* and closed */
  find(story_tell(&story), "\"count\":890,\"looked_at\":890,");
  story_close(&story);
}

static void a_list_of_threads_that_is_cut_is_truncated(void **state) {
  const char *text;
  struct story story;

  (void)state;
  tell_truncated(&story);
  for (int i = 0; i < EVIDENCE_THREADS; i++)
    look_at_thread(story.dossier, i, CAUSE_LOCK, 0);
  story.dossier->threads_there = story.dossier->thread_count = EVIDENCE_THREADS;
  find(story_tell(&story), "\"truncated\":false},\"fds\"");
  look_at_thread(story.dossier, EVIDENCE_THREADS, CAUSE_LOCK, 0);
  story.dossier->threads_there = ++story.dossier->thread_count;
  text = story_tell(&story);
  find(text, "\"truncated\":true},\"fds\"");
  assert_int_equal(count_of(text, "\"tid\":"), EVIDENCE_THREADS);
  story_close(&story);
}

/* The one that leaks came last. */
/* A runtime has hundreds of the second kind. */
static void who_is_held_up_for_sure_is_told_before_who_may_idle(void **state) {
  struct story story;
  const char *text;

  (void)state;
  tell_truncated(&story);
  for (int i = 0; i < EVIDENCE_THREADS; i++)
    look_at_thread(story.dossier, i, CAUSE_LOCK, 0);
  look_at_thread(story.dossier, EVIDENCE_THREADS, CAUSE_STORAGE_READ, 0);
  story.dossier->threads_there = EVIDENCE_THREADS + 1;
  story.dossier->thread_count = EVIDENCE_THREADS + 1;
  text = story_tell(&story);
  find(text, "\"list\":[{\"tid\":");
  find(strstr(text, "\"list\":[{\"tid\":"), "\"cause\":\"storage_read\"");
  assert_true(strstr(strstr(text, "\"list\":["), "\"storage_read\"") <
              strstr(strstr(text, "\"list\":["), "\"cause\":\"lock\""));
  story_close(&story);
}

static void those_that_are_worst_off_are_told_first(void **state) {
  const char *text;
  struct member *last;
  struct story story;

  (void)state;
  story_open(&story, 12);
  last = story.member[11];
  story.member[11] = story.member[0];
  story.member[0] = last;
  story_run(&story, TICKS);
  text = story_tell(&story);
  find(text, "\"member_count\":12,\"members\":[{\"pid\":4330,");
  assert_int_equal(count_of(text, "{\"pid\":"), EVIDENCE_MEMBERS);
  find(text, "\"fd_count\":880,");
  story_close(&story);
}

/* Of twelve, of whom eight are told, it is none of the worst off. */
static void who_the_sentence_is_about_is_told_before_all(void **state) {
  char wanted[80];
  struct story story;

  (void)state;
  story_open(&story, 12);
  story_run(&story, TICKS);
  story.evidence.pid = story.member[11]->pid;
  snprintf(wanted, sizeof(wanted),
           "\"member_count\":12,\"members\":[{\"pid\":%d,", story.evidence.pid);
  find(story_tell(&story), wanted);
  story_close(&story);
}

static void who_was_looked_at_is_told_before_the_calm(void **state) {
  struct member *last;
  struct story story;

  (void)state;
  story_open(&story, 12);
  story_run(&story, 60); /* all are well */
  last = story.member[11];
  story.member[0] = last; /* has the dossier */
  find(story_tell(&story), "\"members\":[{\"pid\":4330,");
  story_close(&story);
}

static void everything_full_stays_below_the_most(void **state) {
  struct story story;

  (void)state;
  tell_full(&story);
  story_tell(&story);
  print_message("# everything full: %zu bytes\n", story.length);
  expect_between((double)story.length, EVIDENCE_BYTES / 2.0, EVIDENCE_BYTES);
  story_close(&story);
}

static void a_failure_before_or_within_is_told(void **state) {
  struct story story;

  (void)state;
  tell_truncated(&story);
  json_end_array(story.json); /* nothing is open */
  assert_int_equal(evidence_write(story.json, &story.evidence), -EPROTO);
  json_reset(story.json);
  assert_int_equal(evidence_write(story.json, &story.evidence), 0);
  story_close(&story);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_head_says_what_tripped_when_and_why),
      cmocka_unit_test(the_host_and_its_disks_have_their_values),
      cmocka_unit_test(a_member_has_its_values_walls_and_account),
      cmocka_unit_test(a_closer_look_is_told_with_what_is_most_first),
      cmocka_unit_test(only_threads_that_are_held_up_are_listed),
      cmocka_unit_test(a_member_that_nobody_looked_at_says_so),
      cmocka_unit_test(a_window_begins_with_its_first_value_and_has_gaps),
      cmocka_unit_test(a_window_has_each_resolution_and_tells_its_age),
      cmocka_unit_test(arguments_are_told_only_when_they_may_be),
      cmocka_unit_test(hostile_names_come_out_valid),
      cmocka_unit_test(what_was_left_out_is_told_as_truncated),
      cmocka_unit_test(fds_are_truncated_in_each_of_three_ways),
      cmocka_unit_test(a_list_of_threads_that_is_cut_is_truncated),
      cmocka_unit_test(who_is_held_up_for_sure_is_told_before_who_may_idle),
      cmocka_unit_test(those_that_are_worst_off_are_told_first),
      cmocka_unit_test(who_the_sentence_is_about_is_told_before_all),
      cmocka_unit_test(who_was_looked_at_is_told_before_the_calm),
      cmocka_unit_test(everything_full_stays_below_the_most),
      cmocka_unit_test(a_failure_before_or_within_is_told),
  };

  return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
