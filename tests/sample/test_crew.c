/* test_crew.c - the thread that reads, and those that are lost. */
#include "expect.h"

#include "sample/answers.h"
#include "sample/fifo.h"
#include "sample/setns.h"
#include "sample/sockets.h"

/* Sends it for one file; locked from here on. */
static struct errand *send_out(struct crew *crew, const struct place *place,
                               const char *path) {
  struct errand *errand;

  crew_lock(crew);
  errand = batch_take(crew_batch(crew));
  assert_non_null(errand);
  errand->dirfd = place->fd;
  (void)errand_add_path(errand, path);
  batch_begin(crew_batch(crew));
  crew_wake(crew);
  return errand;
}

static void wait_until_reading(struct crew *crew) {
  double end_s = crew_now_s() + PATIENCE_S;

  while (!crew_stint(crew).is_reading) {
    assert_true(crew_now_s() < end_s);
    crew_unlock(crew);
    breathe();
    crew_lock(crew);
  }
}

static void an_idle_thread_is_at_a_reading_that_begins_now(void **state) {
  struct crew *crew = crew_new(1, 1);
  double start_s = crew_now_s();
  struct stint stint;

  (void)state;
  assert_non_null(crew);
  crew_lock(crew);
  assert_true(crew_is_manned(crew));
  stint = crew_stint(crew);
  crew_unlock(crew);
  assert_false(stint.is_reading);
  expect_between(stint.since_s, start_s, crew_now_s());
  assert_int_equal(stint.deadlines, 1);
  crew_free(crew);
}

static void who_waits_is_told_when_the_batch_is_finished(void **state) {
  const struct place *place = *state;
  struct crew *crew = crew_new(1, 1);
  const struct errand *errand;
  double end_s = crew_now_s() + PATIENCE_S;

  assert_non_null(crew);
  put(place, "io", "rchar: 1\n");
  errand = send_out(crew, place, "io");
  while (crew_batch(crew)->pending > 0 && crew_now_s() < end_s)
    crew_wait(crew, end_s);
  assert_true(crew_now_s() < end_s);
  assert_int_equal(errand->outcome, ERRAND_DONE);
  assert_int_equal(errand->reading[0].length, strlen("rchar: 1\n"));
  crew_unlock(crew);
  crew_free(crew);
}

/* What an earlier errand had behind it is not read for this one. */
static void behind_the_last_reading_there_is_none(void **state) {
  const struct place *place = *state;
  struct crew *crew = crew_new(1, 1);
  double end_s = crew_now_s() + PATIENCE_S;
  struct errand *errand;

  assert_non_null(crew);
  put(place, "io", "rchar: 1\n");
  errand = send_out(crew, place, "absent");
  while (crew_batch(crew)->pending > 0 && crew_now_s() < end_s)
    crew_wait(crew, end_s);
  errand->reading[1] = errand->reading[0];
  errand->reading[1].path = "io";
  errand->reading[1].length = 4711;
  batch_clear(crew_batch(crew));
  crew_unlock(crew);
  assert_ptr_equal(send_out(crew, place, "io"), errand);
  while (crew_batch(crew)->pending > 0 && crew_now_s() < end_s)
    crew_wait(crew, end_s);
  assert_int_equal(errand->reading[0].length, strlen("rchar: 1\n"));
  assert_int_equal(errand->reading[1].length, 4711);
  crew_unlock(crew);
  crew_free(crew);
}

static void a_lost_thread_is_replaced_and_brings_its_errand_back(void **state) {
  const struct place *place = *state;
  struct crew *crew = crew_new(1, 1);
  double end_s = crew_now_s() + PATIENCE_S;
  struct errand *errand;

  assert_non_null(crew);
  put_fifo(place, "fifo");
  errand = send_out(crew, place, "fifo");
  wait_until_reading(crew);
  crew_lose(crew);
  assert_int_equal(errand->outcome, ERRAND_LOST);
  assert_int_equal(crew_tally(crew).lost, 1);
  assert_true(crew_is_manned(crew));
  assert_false(crew_stint(crew).is_reading);
  crew_unlock(crew);
  let_go(place, "fifo");
  crew_lock(crew);
  while (crew_tally(crew).lost > 0 && crew_now_s() < end_s) {
    crew_unlock(crew);
    breathe();
    crew_lock(crew);
  }
  assert_int_equal(crew_tally(crew).lost, 0);
  assert_false(batch_is_out(crew_batch(crew), errand->ticket));
  crew_unlock(crew);
  crew_free(crew);
}

/* What the lost one still needs is freed by itself: valgrind and ASan say. */
static void the_last_that_is_lost_frees_the_crew(void **state) {
  const struct place *place = *state;
  struct crew *crew = crew_new(1, 1);
  double start_s;

  assert_non_null(crew);
  put_fifo(place, "fifo");
  (void)send_out(crew, place, "fifo");
  wait_until_reading(crew);
  crew_lose(crew);
  crew_unlock(crew);
  start_s = crew_now_s();
  crew_free(crew);
  assert_true(crew_now_s() - start_s < PATIENCE_S / 2);
  let_go(place, "fifo");
  wait_for_close(place, "fifo");
}

/* The third entry would be that of its own namespace. */
static void who_is_astray_ends_and_is_replaced_from_outside(void **state) {
  const struct place *place = *state;
  struct socket_search search = {.is_abroad = true};
  struct crew *crew = crew_new(1, 1);
  double end_s = crew_now_s() + PATIENCE_S;
  struct errand *errand;

  assert_non_null(crew);
  crew_lock(crew);
  errand = batch_take(crew_batch(crew));
  errand->dirfd = abroad_begin(place);
  entries.error[2] = ENOMEM;
  assert_true(errand_add_sockets(errand, &search));
  batch_begin(crew_batch(crew));
  crew_wake(crew);
  while (crew_is_manned(crew) && crew_now_s() < end_s)
    crew_wait(crew, end_s);
  assert_false(crew_is_manned(crew));
  assert_int_equal(crew_tally(crew).lost, 0);
  assert_int_equal(errand->outcome, ERRAND_DONE);
  assert_int_equal(errand->reading[0].length, -ENOTRECOVERABLE);
  close(errand->dirfd);
  batch_clear(crew_batch(crew));
  crew_hire(crew);
  crew_unlock(crew);
  put(place, "io", "rchar: 1\n");
  errand = send_out(crew, place, "io");
  while (crew_batch(crew)->pending > 0 && crew_now_s() < end_s)
    crew_wait(crew, end_s);
  assert_int_equal(errand->outcome, ERRAND_DONE);
  assert_int_equal(errand->reading[0].length, strlen("rchar: 1\n"));
  crew_unlock(crew);
  crew_free(crew);
}

/* One reading of taskstats, or of a file that is not there. */
static bool is_refused(enum source_id source, int error) {
  struct crew *crew = crew_new(1, 1);
  double end_s = crew_now_s() + PATIENCE_S;
  struct errand *errand;
  bool refused;

  assert_non_null(crew);
  answers_begin();
  answers.socket_error = error;
  crew_lock(crew);
  errand = batch_take(crew_batch(crew));
  assert_non_null(errand);
  errand->dirfd = -1;
  assert_true(errand_add(errand, source));
  batch_begin(crew_batch(crew));
  crew_wake(crew);
  while (crew_batch(crew)->pending > 0 && crew_now_s() < end_s)
    crew_wait(crew, end_s);
  assert_int_equal(errand->outcome, ERRAND_DONE);
  assert_true(errand->reading[0].length < 0);
  refused = crew_tally(crew).refused;
  crew_unlock(crew);
  crew_free(crew);
  return refused;
}

/* Without a right or in a kernel without it; not when there is no memory. */
static void
a_kernel_that_refuses_taskstats_is_told_from_one_that_fails(void **state) {
  static const struct {
    int error;
    bool refused;
  } rows[] = {
      {EPERM, true},        {EACCES, true},     {EINVAL, true},
      {ENOENT, true},       {EOPNOTSUPP, true}, {EPROTONOSUPPORT, true},
      {EAFNOSUPPORT, true}, {ESRCH, false},     {ENOMEM, false},
      {EMFILE, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    assert_int_equal(is_refused(SOURCE_TASKSTATS, rows[i].error),
                     rows[i].refused);
  assert_false(is_refused(SOURCE_IO, 0));
}

/* Whatever was answered since. */
static void a_refusal_is_remembered(void **state) {
  struct crew *crew = crew_new(1, 1);
  double end_s = crew_now_s() + PATIENCE_S;
  struct errand *errand;

  (void)state;
  answers_begin();
  answers.socket_error = EPERM;
  crew_lock(crew);
  errand = batch_take(crew_batch(crew));
  errand->dirfd = -1;
  assert_true(errand_add(errand, SOURCE_TASKSTATS));
  assert_true(errand_add(errand, SOURCE_IO));
  batch_begin(crew_batch(crew));
  crew_wake(crew);
  while (crew_batch(crew)->pending > 0 && crew_now_s() < end_s)
    crew_wait(crew, end_s);
  assert_true(crew_tally(crew).refused);
  crew_unlock(crew);
  crew_free(crew);
}

static void no_crew_is_freed_too(void **state) {
  (void)state;
  crew_free(NULL);
}

#define IN_A_PLACE(f)                                                          \
  cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_idle_thread_is_at_a_reading_that_begins_now),
      IN_A_PLACE(who_waits_is_told_when_the_batch_is_finished),
      IN_A_PLACE(behind_the_last_reading_there_is_none),
      IN_A_PLACE(a_lost_thread_is_replaced_and_brings_its_errand_back),
      IN_A_PLACE(the_last_that_is_lost_frees_the_crew),
      IN_A_PLACE(who_is_astray_ends_and_is_replaced_from_outside),
      cmocka_unit_test(
          a_kernel_that_refuses_taskstats_is_told_from_one_that_fails),
      cmocka_unit_test(a_refusal_is_remembered),
      cmocka_unit_test(no_crew_is_freed_too),
  };

  return cmocka_run_group_tests_name("crew", tests, NULL, NULL);
}
