/* test_message.c - notices in words. */
#include "expect.h"

#include "emit/message.h"
#include "emit/words.h"

#include <stdio.h>
#include <string.h>

static const struct standing running_out = {
    .value = 871,
    .limit = 1024,
    .used_percent = 85,
    .forecast = {.eta_s = 31 * 60,
                 .lower_s = 27 * 60,
                 .upper_s = 36 * 60,
                 .probability = 97,
                 .per_s = 0.08,
                 .seen_s = 600},
};

static void expect_message(enum wall_id wall, struct message_subject subject,
                           const struct standing *standing,
                           const char *wanted) {
  char message[MESSAGE_BYTES];

  message_write(message, &walls[wall], &subject, standing);
  assert_string_equal(message, wanted);
}

static void it_reads_like_a_colleagues(void **state) {
  (void)state;
  expect_message(WALL_FD_LIMIT,
                 (struct message_subject){"nginx", 4242, 2, 8, STATE_WARNING},
                 &running_out,
                 "nginx: 2 of 8 processes will run out of file descriptors in "
                 "31 min (27–36); pid 4242 holds 871 of 1024, +4.8/min.");
  expect_message(WALL_FD_LIMIT,
                 (struct message_subject){"nginx", 4242, 1, 1, STATE_WARNING},
                 &running_out,
                 "nginx: pid 4242 will run out of file descriptors in 31 min "
                 "(27–36); it holds 871 of 1024, +4.8/min.");
}

/* 14:20 of some day. */
static const double afternoon_s = 20000 * 86400.0 + (14 * 60 + 20) * 60;

static void it_tells_since_when_by_the_clock_on_the_wall(void **state) {
  static const struct {
    double seen_s;
    const char *when;
  } cases[] = {{40 * 60, " since 13:40"},
               {0, " since 14:20"},
               {14 * 3600 + 20 * 60, " since 00:00"},
               {14 * 3600 + 21 * 60, " since 23:59"},
               {26 * 3600, " for 26 h"},
               {NAN, ""}};
  struct message_subject subject = {
      "nginx", 4242, 3, 8, STATE_WARNING, .local_s = afternoon_s};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    struct standing standing = running_out;
    char wanted[MESSAGE_BYTES];

    standing.forecast.seen_s = cases[i].seen_s;
    snprintf(wanted, sizeof(wanted),
             "nginx: 3 of 8 processes will run out of file descriptors in 31 "
             "min (27–36); pid 4242 holds 871 of 1024, +4.8/min%s.",
             cases[i].when);
    expect_message(WALL_FD_LIMIT, subject, &standing, wanted);
  }
}

static void what_a_closer_look_has_found_follows(void **state) {
  struct findings findings = {.threads = 40, .fds = 871};
  struct message_subject subject = {
      "nginx", 4242, 3, 8, STATE_WARNING, .findings = &findings};
  struct wall io_wait = {.name = "io_wait",
                         .metric = METRIC_IO_WAIT,
                         .will = "will wait",
                         .has = "had to wait for I/O longer than allowed"};
  struct standing met = standing_unknown;
  char message[MESSAGE_BYTES];

  (void)state;
  findings.kind[FD_SOCKET] = 600;
  findings.cause[CAUSE_STORAGE_READ] = 31;
  findings.cause[CAUSE_CHOICE] = 9;
  expect_message(WALL_FD_LIMIT, subject, &running_out,
                 "nginx: 3 of 8 processes will run out of file descriptors in "
                 "31 min (27–36); pid 4242 holds 871 of 1024, +4.8/min; most "
                 "are sockets.");
  met.value = 640;
  met.limit = 150;
  message_write(message, &io_wait, &subject, &met);
  assert_string_equal(message,
                      "nginx: 3 of 8 processes had to wait for I/O longer than "
                      "allowed; pid 4242 is at 640 ms/s of 150 ms/s; 31 of 40 "
                      "threads in storage read.");
}

static void how_memory_grows_follows(void **state) {
  struct message_subject subject = {
      "shop", 7, 1, 1, STATE_WARNING, .memory = GROWTH_ANONYMOUS};
  struct standing standing = running_out;

  (void)state;
  standing.value = 3e9;
  standing.limit = 4e9;
  standing.forecast.per_s = 7e4;
  expect_message(
      WALL_MEMORY_MAX, subject, &standing,
      "shop: pid 7 will run out of memory in 31 min (27–36); it has "
      "2.8 GiB of 3.7 GiB, +4.0 MiB/min; it is anonymous: a leak, or "
      "copy-on-write.");
  subject.memory = GROWTH_NONE;
  expect_message(WALL_MEMORY_MAX, subject, &standing,
                 "shop: pid 7 will run out of memory in 31 min (27–36); it has "
                 "2.8 GiB of 3.7 GiB, +4.0 MiB/min.");
}

static void bounds_in_another_unit_are_told_with_it(void **state) {
  static const struct {
    double lower_s, eta_s, upper_s;
    const char *when;
  } cases[] = {{50, 60, 75, "60 s (50–75)"},
               {540, 720, 900, "12 min (540 s–15 min)"},
               {5400, 7500, 9000, "2 h 5 min (90 min–2 h 30 min)"},
               {5400, 6000, NAN, "100 min (90 min or more)"}};
  struct message_subject subject = {"web", 1, 1, 1, STATE_WARNING};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    struct standing standing = running_out;
    char wanted[MESSAGE_BYTES];

    standing.forecast.lower_s = cases[i].lower_s;
    standing.forecast.eta_s = cases[i].eta_s;
    standing.forecast.upper_s = cases[i].upper_s;
    snprintf(wanted, sizeof(wanted),
             "web: pid 1 will run out of file descriptors in %s; it holds 871 "
             "of 1024, +4.8/min.",
             cases[i].when);
    expect_message(WALL_FD_LIMIT, subject, &standing, wanted);
  }
}

static void a_threshold_is_told_by_its_name(void **state) {
  struct wall wall = wall_of_threshold(METRIC_MEM_RSS, 6e9, UPWARD);
  struct message_subject subject = {"web", 1, 1, 1, STATE_FAILURE};
  struct standing met = standing_unknown;
  char message[MESSAGE_BYTES];

  (void)state;
  met.value = met.limit = 6e9;
  message_write(message, &wall, &subject, &met);
  assert_string_equal(message, "web: pid 1 crossed the threshold rss; it is at "
                               "5.6 GiB of 5.6 GiB.");
}

static void the_past_and_the_end_have_words_of_their_own(void **state) {
  struct standing met = standing_unknown;

  (void)state;
  met.value = met.limit = 1024;
  met.forecast.eta_s = met.forecast.lower_s = met.forecast.upper_s = 0;
  expect_message(WALL_FD_LIMIT,
                 (struct message_subject){"nginx", 4242, 1, 1, STATE_FAILURE},
                 &met,
                 "nginx: pid 4242 ran out of file descriptors; it holds "
                 "1024 of 1024.");
  expect_message(WALL_FD_LIMIT,
                 (struct message_subject){"nginx", 0, 0, 0, STATE_OK},
                 &standing_unknown,
                 "nginx: fd_limit is no longer in sight, no process is left.");
  expect_message(
      WALL_DISK_FULL,
      (struct message_subject){"fs-var", 0, 1, 1, STATE_OK, .who = "/var"},
      &standing_unknown, "fs-var: disk_full is no longer in sight.");
  expect_message(
      WALL_FD_LIMIT,
      (struct message_subject){"nginx", 0, 0, 0, STATE_OK, .who = ""},
      &standing_unknown,
      "nginx: fd_limit is no longer in sight, no process is left.");
  expect_message(WALL_FD_LIMIT,
                 (struct message_subject){"nginx", 4242, 0, 3, STATE_OK},
                 &standing_unknown, "nginx: fd_limit is no longer in sight.");
}

static void expect_near_message(enum wall_id wall,
                                struct message_subject subject,
                                const char *wanted) {
  char message[MESSAGE_BYTES];

  message_write_near(message, &walls[wall], &subject, &running_out);
  assert_string_equal(message, wanted);
}

static void what_is_near_is_told_of_a_process_a_host_or_a_disk(void **state) {
  (void)state;
  expect_near_message(
      WALL_FD_LIMIT,
      (struct message_subject){"nginx", 42, 0, 8, STATE_WARNING, .who = ""},
      "nginx[42] has 85 % of its file descriptors in use (871 of 1024).");
  expect_near_message(
      WALL_SWAP_FULL,
      (struct message_subject){"host", 0, 0, 1, STATE_WARNING, .who = ""},
      "host has 85 % of its swap space in use (871 B of 1.0 KiB).");
  expect_near_message(
      WALL_INODES_FULL,
      (struct message_subject){"fs-var", 0, 0, 1, STATE_WARNING, .who = "/var"},
      "fs-var: /var has 85 % of its inodes in use (871 of 1024).");
  expect_near_message(
      WALL_INODES_FULL,
      (struct message_subject){"fs-var", 0, 0, 0, STATE_OK, .who = "/var"},
      "fs-var: inodes_full is no longer near.");
  expect_near_message(
      WALL_FD_LIMIT,
      (struct message_subject){"nginx", 0, 0, 0, STATE_OK, .who = ""},
      "nginx: fd_limit is no longer near, no process is left.");
}

static void the_host_is_no_process(void **state) {
  struct standing s = running_out;

  (void)state;
  s.value = 3e9;
  s.limit = 4e9;
  s.forecast.per_s = 1e6;
  s.forecast.upper_s = NAN;
  expect_message(WALL_DIRTY_THROTTLE,
                 (struct message_subject){"host", 0, 1, 1, STATE_WARNING}, &s,
                 "host: it will throttle writers in 31 min (27 min or more); "
                 "at 2.8 GiB of 3.7 GiB, +57.2 MiB/min.");
}

static void a_cycle_follows(void **state) {
  struct rhythm rhythm = {31.2, 12, NAN};
  struct message_subject subject = {"nginx", 4242,          1,
                                    1,       STATE_WARNING, &rhythm};

  (void)state;
  expect_message(WALL_FD_LIMIT, subject, &running_out,
                 "nginx: pid 4242 will run out of file descriptors in 31 min "
                 "(27–36); it holds 871 of 1024, +4.8/min. Cycle of 31 s, next "
                 "peak in 12 s.");
  rhythm.coincidence_in_s = 48;
  expect_message(WALL_FD_LIMIT, subject, &running_out,
                 "nginx: pid 4242 will run out of file descriptors in 31 min "
                 "(27–36); it holds 871 of 1024, +4.8/min. Cycle of 31 s, next "
                 "peak in 12 s, together with "
                 "writeback in 48 s.");
  rhythm = rhythm_unknown;
  expect_message(WALL_FD_LIMIT, subject, &running_out,
                 "nginx: pid 4242 will run out of file descriptors in 31 min "
                 "(27–36); it holds 871 of 1024, +4.8/min.");
}

static void it_fits_and_is_cut_at_a_word(void **state) {
  char message[MESSAGE_BYTES], target[251];
  struct rhythm rhythm = {31, 12, 48};
  struct message_subject subject = {target, 1, 1, 3, STATE_WARNING, &rhythm};
  struct message_subject named = {
      target, 0, 0, 1, STATE_WARNING, .who = "/var/lib/postgresql"};

  (void)state;
  memset(target, 'x', sizeof(target) - 1);
  target[sizeof(target) - 1] = '\0';
  for (size_t length = 1; length < sizeof(target); length++) {
    target[length] = '\0';
    message_write(message, &walls[WALL_FD_LIMIT], &subject, &running_out);
    assert_true(strlen(message) < MESSAGE_BYTES);
    assert_true(message[strlen(message) - 1] == '.');
    message_write_near(message, &walls[WALL_DISK_FULL], &named, &running_out);
    assert_true(strlen(message) < MESSAGE_BYTES);
    assert_true(message[strlen(message) - 1] == '.');
    target[length] = 'x';
    target[sizeof(target) - 1] = '\0';
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_reads_like_a_colleagues),
      cmocka_unit_test(it_tells_since_when_by_the_clock_on_the_wall),
      cmocka_unit_test(what_a_closer_look_has_found_follows),
      cmocka_unit_test(how_memory_grows_follows),
      cmocka_unit_test(bounds_in_another_unit_are_told_with_it),
      cmocka_unit_test(a_threshold_is_told_by_its_name),
      cmocka_unit_test(the_past_and_the_end_have_words_of_their_own),
      cmocka_unit_test(what_is_near_is_told_of_a_process_a_host_or_a_disk),
      cmocka_unit_test(the_host_is_no_process),
      cmocka_unit_test(a_cycle_follows),
      cmocka_unit_test(it_fits_and_is_cut_at_a_word),
  };

  return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
