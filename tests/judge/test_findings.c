/* test_findings.c - what the threads of a process come to. */
#include "expect.h"

#include "judge/findings.h"

static void
a_pool_without_work_does_not_outvote_who_waits_for_a_disk(void **state) {
  struct findings findings = {.threads = 40,
                              .cause = {[CAUSE_LOCK] = 30,
                                        [CAUSE_STORAGE_READ] = 4,
                                        [CAUSE_FSYNC] = 1,
                                        [CAUSE_RUNNING] = 5}};

  (void)state;
  assert_int_equal(findings_cause(&findings), CAUSE_STORAGE_READ);
}

static void
what_may_be_idleness_is_told_when_there_is_nothing_else(void **state) {
  struct findings findings = {
      .threads = 3, .cause = {[CAUSE_LOCK] = 1, [CAUSE_NET_RECEIVE] = 2}};

  (void)state;
  assert_int_equal(findings_cause(&findings), CAUSE_NET_RECEIVE);
}

static void of_two_that_are_as_many_the_first_is_told(void **state) {
  struct findings findings = {
      .cause = {[CAUSE_STORAGE_READ] = 2, [CAUSE_FSYNC] = 2}};
  enum cause first =
      CAUSE_STORAGE_READ < CAUSE_FSYNC ? CAUSE_STORAGE_READ : CAUSE_FSYNC;

  (void)state;
  assert_int_equal(findings_cause(&findings), first);
  findings.cause[CAUSE_STORAGE_READ + CAUSE_FSYNC - first] = 3;
  assert_int_not_equal(findings_cause(&findings), first);
}

static void nobody_is_held_up_who_runs_or_sleeps_by_choice(void **state) {
  struct findings findings = {
      .threads = 9,
      .cause = {[CAUSE_RUNNING] = 2, [CAUSE_CHOICE] = 3, [CAUSE_UNKNOWN] = 4}};

  (void)state;
  assert_int_equal(findings_cause(&findings), CAUSE_UNKNOWN);
}

static void one_thread_alone_has_its_cause(void **state) {
  (void)state;
  for (int id = 0; id < CAUSE_COUNT; id++) {
    struct findings findings = {.threads = 1, .cause = {[0] = 0}};

    findings.cause[id] = 1;
    assert_int_equal(findings_cause(&findings),
                     cause_holds_up((enum cause)id) ? id : CAUSE_UNKNOWN);
  }
}

static void each_kind_can_be_that_of_most(void **state) {
  (void)state;
  for (int id = 0; id < FD_KIND_COUNT; id++) {
    struct findings findings = {.fds = 1, .kind = {[0] = 0}};

    findings.kind[id] = 1;
    assert_int_equal(findings_kind(&findings), id);
  }
}

static void a_kind_is_told_of_more_than_half(void **state) {
  struct findings findings = {.fds = 10, .kind = {[FD_SOCKET] = 5}};

  (void)state;
  assert_int_equal(findings_kind(&findings), FD_KIND_COUNT);
  findings.kind[FD_SOCKET] = 6;
  assert_int_equal(findings_kind(&findings), FD_SOCKET);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(
          a_pool_without_work_does_not_outvote_who_waits_for_a_disk),
      cmocka_unit_test(what_may_be_idleness_is_told_when_there_is_nothing_else),
      cmocka_unit_test(of_two_that_are_as_many_the_first_is_told),
      cmocka_unit_test(nobody_is_held_up_who_runs_or_sleeps_by_choice),
      cmocka_unit_test(one_thread_alone_has_its_cause),
      cmocka_unit_test(each_kind_can_be_that_of_most),
      cmocka_unit_test(a_kind_is_told_of_more_than_half),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
