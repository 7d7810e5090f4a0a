/* test_batch.c - where errands are. */
#include "expect.h"

#include "sample/batch.h"

#include <malloc.h>

enum { CAPACITY = 4, OUT = 2 };

static void begin(struct batch *batch, int count) {
  for (int i = 0; i < count; i++)
    assert_non_null(batch_take(batch));
  batch_begin(batch);
}

static void a_batch_takes_as_many_as_it_has_room_for(void **state) {
  struct batch batch;

  (void)state;
  assert_true(batch_init(&batch, CAPACITY, OUT));
  for (unsigned long i = 1; i <= CAPACITY; i++) {
    const struct errand *errand = batch_take(&batch);

    assert_non_null(errand);
    assert_int_equal(errand->outcome, ERRAND_WAITING);
    assert_int_equal(errand->ticket, i);
  }
  assert_null(batch_take(&batch));
  assert_null(batch_next(&batch)); /* it has not begun */
  batch_clear(&batch);
  assert_int_equal(batch_take(&batch)->ticket, CAPACITY + 1);
  batch_release(&batch);
}

static void errands_are_read_in_their_order_and_once(void **state) {
  struct batch batch;

  (void)state;
  assert_true(batch_init(&batch, CAPACITY, OUT));
  begin(&batch, 3);
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(batch.pending, 3 - i);
    assert_ptr_equal(batch_next(&batch), batch.errand[i]);
    batch_done(&batch, batch.errand[i]);
    assert_int_equal(batch.errand[i]->outcome, ERRAND_DONE);
  }
  assert_int_equal(batch.pending, 0);
  assert_null(batch_next(&batch));
  batch_release(&batch);
}

static void what_has_begun_is_not_skipped(void **state) {
  struct errand *first;
  struct batch batch;

  (void)state;
  assert_true(batch_init(&batch, CAPACITY, OUT));
  begin(&batch, 3);
  first = batch_next(&batch);
  batch_skip_the_rest(&batch);
  assert_int_equal(batch.pending, 1);
  assert_int_equal(first->outcome, ERRAND_WAITING);
  for (size_t i = 1; i < 3; i++)
    assert_int_equal(batch.errand[i]->outcome, ERRAND_SKIPPED);
  batch_done(&batch, first);
  assert_int_equal(batch.pending, 0);
  batch_release(&batch);
}

/* Before the batch is cleared, or long after. */
static void a_lost_errand_is_blank_again_once_it_is_back(void **state) {
  (void)state;
  for (int is_early = 0; is_early < 2; is_early++) {
    struct errand *lost;
    struct batch batch;

    assert_true(batch_init(&batch, CAPACITY, OUT));
    begin(&batch, 1);
    lost = batch_next(&batch);
    batch_lose(&batch, lost);
    assert_int_equal(lost->outcome, ERRAND_LOST);
    assert_int_equal(batch.pending, 0);
    assert_true(batch_is_out(&batch, lost->ticket));
    assert_false(batch_is_out(&batch, lost->ticket + 1));
    if (!is_early)
      batch_clear(&batch);
    assert_int_equal(batch.blank_count, CAPACITY + OUT - 1);
    batch_return(&batch, lost);
    batch_clear(&batch);
    assert_false(batch_is_out(&batch, lost->ticket));
    assert_int_equal(batch.blank_count, CAPACITY + OUT);
    batch_release(&batch);
  }
}

static void a_full_batch_can_be_taken_while_others_are_out(void **state) {
  struct errand *lost[OUT];
  struct batch batch;

  (void)state;
  assert_true(batch_init(&batch, CAPACITY, OUT));
  for (int i = 0; i < OUT; i++) {
    begin(&batch, 1);
    lost[i] = batch_next(&batch);
    batch_lose(&batch, lost[i]);
    batch_clear(&batch);
  }
  begin(&batch, CAPACITY);
  for (size_t i = 0; i < CAPACITY; i++)
    assert_false(batch_is_out(&batch, batch.errand[i]->ticket));
  batch_clear(&batch);
  for (int i = 0; i < OUT; i++)
    batch_return(&batch, lost[i]);
  batch_release(&batch);
}

static void without_a_blank_errand_none_can_be_taken(void **state) {
  struct errand *lost;
  struct batch batch;

  (void)state;
  assert_true(batch_init(&batch, 2, 0));
  begin(&batch, 1);
  lost = batch_next(&batch);
  batch_lose(&batch, lost);
  batch_clear(&batch);
  assert_non_null(batch_take(&batch));
  assert_null(batch_take(&batch));
  batch_return(&batch, lost);
  assert_ptr_equal(batch_take(&batch), lost);
  batch_release(&batch);
}

/* What an earlier batch had behind them is none of it. */
static void behind_the_last_there_is_no_other(void **state) {
  struct batch batch;

  (void)state;
  assert_true(batch_init(&batch, CAPACITY, OUT));
  begin(&batch, CAPACITY);
  batch_skip_the_rest(&batch);
  batch_clear(&batch);
  begin(&batch, 2);
  assert_ptr_equal(batch_next(&batch), batch.errand[0]);
  assert_ptr_equal(batch_next(&batch), batch.errand[1]);
  assert_null(batch_next(&batch)); /* though both are still read */
  batch_release(&batch);
}

/* For years: none is mislaid. */
static void each_batch_can_be_as_large_as_the_first(void **state) {
  struct batch batch;

  (void)state;
  assert_true(batch_init(&batch, CAPACITY, OUT));
  for (int i = 0; i < 10; i++) {
    begin(&batch, CAPACITY);
    assert_null(batch_take(&batch));
    batch_clear(&batch);
    assert_int_equal(batch.blank_count, CAPACITY + OUT);
  }
  batch_release(&batch);
}

/* Of two that are out the one that is back is the one that was returned. */
static void who_is_back_is_no_more_out_and_others_are(void **state) {
  (void)state;
  for (int back = 0; back < OUT; back++) {
    unsigned long ticket[OUT];
    struct errand *lost[OUT];
    struct batch batch;

    assert_true(batch_init(&batch, CAPACITY, OUT));
    begin(&batch, OUT);
    for (int i = 0; i < OUT; i++) {
      lost[i] = batch_next(&batch);
      ticket[i] = lost[i]->ticket;
      batch_lose(&batch, lost[i]);
    }
    batch_clear(&batch);
    batch_return(&batch, lost[back]);
    for (int i = 0; i < OUT; i++)
      assert_int_equal(batch_is_out(&batch, ticket[i]), i != back);
    batch_return(&batch, lost[1 - back]);
    assert_int_equal(batch.out_count, 0);
    batch_release(&batch);
  }
}

static void what_a_batch_took_it_gives_back(void **state) {
  size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
  struct batch batch;

  (void)state;
  for (int taken = 0; taken <= CAPACITY; taken += CAPACITY) {
    assert_true(batch_init(&batch, CAPACITY, OUT));
    begin(&batch, taken);
    batch_release(&batch);
    assert_int_equal(mallinfo2().uordblks + mallinfo2().hblkhd, before);
    assert_int_equal(batch.capacity, 0); /* and has no room any more */
    assert_null(batch_take(&batch));
  }
}

/* As many errands as there can be at once, and what the allocator adds. */
static void a_batch_takes_no_more_memory_than_its_errands(void **state) {
  size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
  struct batch batch;

  (void)state;
  assert_true(batch_init(&batch, CAPACITY, OUT));
  assert_in_range(mallinfo2().uordblks + mallinfo2().hblkhd - before, 0,
                  (CAPACITY + OUT) * (sizeof(struct errand) + 64) + 512);
  batch_release(&batch);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_batch_takes_as_many_as_it_has_room_for),
      cmocka_unit_test(errands_are_read_in_their_order_and_once),
      cmocka_unit_test(what_has_begun_is_not_skipped),
      cmocka_unit_test(a_lost_errand_is_blank_again_once_it_is_back),
      cmocka_unit_test(a_full_batch_can_be_taken_while_others_are_out),
      cmocka_unit_test(without_a_blank_errand_none_can_be_taken),
      cmocka_unit_test(behind_the_last_there_is_no_other),
      cmocka_unit_test(each_batch_can_be_as_large_as_the_first),
      cmocka_unit_test(who_is_back_is_no_more_out_and_others_are),
      cmocka_unit_test(what_a_batch_took_it_gives_back),
      cmocka_unit_test(a_batch_takes_no_more_memory_than_its_errands),
  };

  return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
