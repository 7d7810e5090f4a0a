/* test_inquest_threads.c - what texts of sample/sight.h make of the threads in
 * a dossier, look by look. */
#include "expect.h"
#include "lacks.h"

#include "inquest_topic.h"
#include "lack.h"
#include "sample/errand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

#define DISK  "folio_wait_bit_common"
#define LOCK  "futex_do_wait"
#define PIPE  "pipe_read"
#define STACK "submit_bio_wait,ext4_file_read_iter"

static struct {
  struct settings settings;
  struct inquest_kernel kernel;
  struct inquiry inquiry;
  struct errand errand;
  char text[256 * 1024];
  size_t length;
} scene;

static int begin(void **state) {
  (void)state;
  memset(&scene, 0, sizeof(scene));
  scene.inquiry.settings = &scene.settings;
  scene.inquiry.kernel = &scene.kernel;
  scene.inquiry.person.threads = NAN;
  return 0;
}

static void add(int tid, char letter, const char *wchan, const char *stack) {
  int length = snprintf(
      scene.text + scene.length, sizeof(scene.text) - scene.length,
      "%d %c %d 0x3 - %s %s one two", tid, letter, SYS_read, wchan, stack);

  scene.length += (size_t)length + 1;
  assert_true(scene.length < sizeof(scene.text));
}

/* Hands over what was added; `at` is where the next part of the round begins,
 * 0: it is over. */
static void take_part(long at) {
  struct errand *errand = &scene.errand;

  errand_clear(errand);
  errand->outcome = ERRAND_DONE;
  threads_fill(&scene.inquiry, errand);
  assert_int_equal(errand->count, 1);
  errand->reading[0].bytes = scene.text;
  errand->reading[0].length = (long)scene.length;
  errand->reading[0].order.at = at;
  threads_take(&scene.inquiry, errand);
  scene.length = 0;
  scene.inquiry.now_s += 1;
}

static void take_failed(enum errand_outcome outcome, long error) {
  struct errand *errand = &scene.errand;

  errand_clear(errand);
  threads_fill(&scene.inquiry, errand);
  errand->outcome = outcome;
  errand->reading[0].length = error;
  threads_take(&scene.inquiry, errand);
}

static const struct dossier_thread *thread_of(int tid) {
  const struct dossier *dossier = &scene.inquiry.dossier;

  for (int i = 0; i < dossier->thread_count; i++)
    if (dossier->thread[i].tid == tid)
      return &dossier->thread[i];
  return NULL;
}

static void a_thread_is_told_as_it_was_seen(void **state) {
  const struct dossier_thread *thread;

  (void)state;
  add(7, 'D', DISK, "-");
  take_part(0);
  thread = thread_of(7);
  assert_int_equal(scene.inquiry.dossier.thread_count, 1);
  assert_int_equal(thread->state, 'D');
  assert_string_equal(thread->comm, "one two");
  assert_string_equal(thread->wchan, DISK);
  assert_int_equal(thread->syscall, SYS_read);
  assert_int_equal(thread->fd, 3);
  assert_int_equal(thread->stack, -1);
}

/* One look may be an accident. */
static void two_of_the_last_three_looks_agree_on_a_cause(void **state) {
  static const struct {
    const char *wchan;
    enum cause cause;
    double since_s;
  } looks[] = {
      {DISK, CAUSE_STORAGE_READ, 0}, {LOCK, CAUSE_UNKNOWN, 1},
      {PIPE, CAUSE_UNKNOWN, 1},      {LOCK, CAUSE_LOCK, 3},
      {LOCK, CAUSE_LOCK, 3},         {DISK, CAUSE_LOCK, 3},
      {LOCK, CAUSE_LOCK, 3},         {DISK, CAUSE_STORAGE_READ, 7},
      {PIPE, CAUSE_UNKNOWN, 8},      {DISK, CAUSE_STORAGE_READ, 9},
      {DISK, CAUSE_STORAGE_READ, 9},
  };
  const struct findings *findings = &scene.inquiry.dossier.findings;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(looks); i++) {
    add(7, 'D', looks[i].wchan, "-");
    take_part(0);
    assert_int_equal(thread_of(7)->looks, i + 1);
    assert_int_equal(thread_of(7)->cause, looks[i].cause);
    expect_near(thread_of(7)->since_s, looks[i].since_s, 0);
    assert_int_equal(findings->threads, i > 0);
    assert_int_equal(findings->cause[looks[i].cause], i > 0);
  }
}

static void a_round_may_come_in_parts(void **state) {
  const struct dossier *dossier = &scene.inquiry.dossier;

  (void)state;
  for (int tid = 1; tid <= 4; tid++)
    add(tid, 'S', LOCK, "-");
  take_part(0);
  assert_int_equal(dossier->looks, 1);
  add(1, 'S', LOCK, "-");
  add(2, 'S', LOCK, "-");
  take_part(2);
  assert_int_equal(scene.inquiry.threads.at, 2);
  assert_int_equal(dossier->looks, 1);
  assert_int_equal(dossier->thread_count, 4); /* 3 and 4 may be to come */
  add(4, 'S', LOCK, "-");
  add(5, 'S', LOCK, "-");
  take_part(0);
  assert_int_equal(scene.inquiry.threads.at, 0);
  assert_int_equal(dossier->looks, 2);
  assert_int_equal(dossier->thread_count, 4);
  assert_null(thread_of(3));
  assert_int_equal(thread_of(4)->looks, 2);
  assert_int_equal(thread_of(5)->looks, 1);
  assert_int_equal(dossier->findings.threads, 3);
}

static void who_has_ended_is_no_thread(void **state) {
  (void)state;
  add(7, 'Z', "0", "-");
  add(8, 'X', "0", "-");
  add(9, 'S', LOCK, "-");
  take_part(0);
  assert_int_equal(scene.inquiry.dossier.thread_count, 1);
  assert_non_null(thread_of(9));
}

static void of_too_many_threads_the_first_are_told(void **state) {
  const struct dossier *dossier = &scene.inquiry.dossier;

  (void)state;
  scene.inquiry.person.threads = DOSSIER_THREADS + 500;
  for (int tid = 1; tid <= DOSSIER_THREADS + 2; tid++)
    add(tid, 'S', LOCK, "-");
  take_part(99);
  assert_int_equal(dossier->thread_count, DOSSIER_THREADS);
  assert_int_equal(dossier->threads_there, DOSSIER_THREADS + 500);
  assert_int_equal(dossier->looks, 1); /* nobody else has room: a new round */
  assert_int_equal(scene.inquiry.threads.at, 0);
  assert_null(thread_of(DOSSIER_THREADS + 1));
}

static void threads_are_no_fewer_than_are_told(void **state) {
  (void)state;
  scene.inquiry.person.threads = 1;
  add(7, 'S', LOCK, "-");
  add(8, 'S', LOCK, "-");
  take_part(0);
  assert_int_equal(scene.inquiry.dossier.threads_there, 2);
  scene.inquiry.person.threads = NAN;
  add(7, 'S', LOCK, "-");
  take_part(0);
  assert_int_equal(scene.inquiry.dossier.threads_there, 1);
}

static void a_stack_is_kept_while_its_thread_waits(void **state) {
  const struct dossier *dossier = &scene.inquiry.dossier;
  const struct dossier_stack *stack;

  (void)state;
  add(7, 'D', DISK, STACK);
  take_part(0);
  assert_int_equal(thread_of(7)->stack, 0);
  stack = &dossier->stack[0];
  assert_int_equal(stack->frames, 2);
  assert_string_equal(stack->frame[0], "submit_bio_wait");
  assert_string_equal(stack->frame[1], "ext4_file_read_iter");
  add(7, 'D', DISK, "-");
  take_part(0);
  assert_int_equal(thread_of(7)->stack, 0);
  add(7, 'D', DISK, "schedule");
  take_part(0);
  assert_int_equal(thread_of(7)->stack, 0);
  assert_int_equal(stack->frames, 1);
  assert_int_equal(dossier->stack_count, 1);
  add(7, 'S', LOCK, "-");
  take_part(0);
  assert_int_equal(thread_of(7)->stack, -1);
}

static void a_deep_stack_is_told_from_within(void **state) {
  char text[1024] = "f0";
  const struct dossier_stack *stack = &scene.inquiry.dossier.stack[0];

  (void)state;
  for (int i = 1; i < DOSSIER_FRAMES + 9; i++)
    snprintf(text + strlen(text), sizeof(text) - strlen(text), ",f%d", i);
  add(7, 'D', DISK, text);
  take_part(0);
  assert_int_equal(stack->frames, DOSSIER_FRAMES);
  assert_string_equal(stack->frame[0], "f0");
  assert_string_equal(stack->frame[DOSSIER_FRAMES - 1], "f23");
}

/* Those that wait on keep theirs; that of one that does not is free. */
static void a_place_for_a_stack_is_nobody_elses(void **state) {
  const struct dossier *dossier = &scene.inquiry.dossier;

  (void)state;
  for (int tid = 1; tid <= DOSSIER_STACKS + 1; tid++)
    add(tid, 'D', DISK, STACK);
  take_part(0);
  assert_int_equal(dossier->stack_count, DOSSIER_STACKS);
  assert_int_equal(thread_of(DOSSIER_STACKS)->stack, DOSSIER_STACKS - 1);
  assert_int_equal(thread_of(DOSSIER_STACKS + 1)->stack, -1);
  for (int tid = 1; tid <= DOSSIER_STACKS + 1; tid++)
    add(tid, tid == 3 ? 'S' : 'D', DISK, tid > DOSSIER_STACKS ? STACK : "-");
  take_part(0);
  assert_int_equal(thread_of(3)->stack, -1);
  assert_int_equal(thread_of(DOSSIER_STACKS + 1)->stack, 2);
}

static void what_cannot_be_read_is_a_lack_until_it_can(void **state) {
  (void)state;
  take_failed(ERRAND_DONE, -EACCES);
  assert_string_equal(why_without(&scene.inquiry.dossier, "threads"),
                      strerror(EACCES));
  add(7, 'S', LOCK, "-");
  take_part(5);
  assert_null(why_without(&scene.inquiry.dossier, "threads"));
  take_failed(ERRAND_LOST, 0);
  assert_string_equal(why_without(&scene.inquiry.dossier, "threads"),
                      LACK_UNANSWERED);
  assert_int_equal(scene.inquiry.threads.at, 0); /* from its beginning then */
  assert_int_equal(scene.inquiry.dossier.thread_count, 1);
}

static void who_is_gone_lacks_nothing(void **state) {
  (void)state;
  take_failed(ERRAND_DONE, -ESRCH);
  take_failed(ERRAND_DONE, -ENOENT);
  assert_int_equal(scene.inquiry.dossier.lack_count, 0);
  assert_int_equal(scene.inquiry.dossier.looks, 0);
}

static void a_text_that_breaks_off_is_taken_as_far_as_it_goes(void **state) {
  (void)state;
  add(7, 'S', LOCK, "-");
  add(8, 'S', LOCK, "-");
  scene.length -= 3;
  take_part(0);
  assert_int_equal(scene.inquiry.dossier.thread_count, 1);
  assert_non_null(thread_of(7));
}

static void what_is_asked_goes_on_where_the_last_part_ended(void **state) {
  struct errand *errand = &scene.errand;
  const struct sight_order *order = &errand->reading[0].order;

  (void)state;
  assert_true(threads_want(&scene.inquiry));
  scene.inquiry.threads.at = 300;
  scene.settings.collect_stack = true;
  errand_clear(errand);
  threads_fill(&scene.inquiry, errand);
  assert_int_equal(order->at, 300);
  assert_int_equal(order->most, SIGHTS_MOST);
  assert_true(order->stacks && !order->no_locks);
  errand_clear(errand);
  states_fill(&scene.inquiry, errand);
  assert_int_equal(order->at, 300);
  assert_true(order->no_locks && order->symbols && !order->stacks);
}

/* That costs one thread of the lane, once: the next look need not wait for its
 * answer. */
static void symbols_that_hang_are_asked_for_once(void **state) {
  struct errand *errand = &scene.errand;
  struct inquiry_trip *trip = &scene.inquiry.trip[TOPIC_STATES];

  (void)state;
  for (unsigned long ticket = 1; ticket <= 2; ticket++) {
    errand_clear(errand);
    states_fill(&scene.inquiry, errand);
    assert_int_equal(errand->reading[0].order.symbols, ticket == 1);
    errand->outcome = ERRAND_LOST;
    trip->ticket = ticket;
    states_take(&scene.inquiry, errand);
    assert_true(scene.kernel.wchan_hangs);
    assert_int_equal(trip->ticket, ticket == 1 ? 0 : 2);
  }
  assert_string_equal(why_without(&scene.inquiry.dossier, "threads"),
                      LACK_UNANSWERED);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(a_thread_is_told_as_it_was_seen),
      TEST(two_of_the_last_three_looks_agree_on_a_cause),
      TEST(a_round_may_come_in_parts),
      TEST(who_has_ended_is_no_thread),
      TEST(of_too_many_threads_the_first_are_told),
      TEST(threads_are_no_fewer_than_are_told),
      TEST(a_stack_is_kept_while_its_thread_waits),
      TEST(a_deep_stack_is_told_from_within),
      TEST(a_place_for_a_stack_is_nobody_elses),
      TEST(what_cannot_be_read_is_a_lack_until_it_can),
      TEST(who_is_gone_lacks_nothing),
      TEST(a_text_that_breaks_off_is_taken_as_far_as_it_goes),
      TEST(what_is_asked_goes_on_where_the_last_part_ended),
      TEST(symbols_that_hang_are_asked_for_once),
  };

  return cmocka_run_group_tests_name("inquest_threads", tests, NULL, NULL);
}
