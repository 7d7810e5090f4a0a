#include "expect.h"

#include "rights.h"

#include <string.h>

enum { BOTH = RIGHT_SYS_PTRACE | RIGHT_DAC_READ_SEARCH };

#define OF_IO                                                                  \
  " io (rchar, wchar, syscr, syscw, io_read_bytes, io_write_bytes, "           \
  "cancelled_write_bytes)"
#define MISSING " missing: of other users' processes"
#define ABSENT  " cannot be read, and these values stay absent."

static void one_sentence_tells_what_is_lost(void **state) {
  static const struct {
    unsigned held;
    bool fd_by_size;
    const char *sentence;
  } rows[] = {
      {0, true,
       "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH" MISSING OF_IO
       " exe (for the rules)" ABSENT},
      {0, false,
       "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH" MISSING " fd (fd_count)" OF_IO
       " exe (for the rules)" ABSENT},
      {RIGHT_SYS_PTRACE, true, "CAP_DAC_READ_SEARCH" MISSING OF_IO ABSENT},
      {RIGHT_SYS_PTRACE, false,
       "CAP_DAC_READ_SEARCH" MISSING " fd (fd_count)" OF_IO ABSENT},
      {RIGHT_DAC_READ_SEARCH, true,
       "CAP_SYS_PTRACE" MISSING OF_IO " exe (for the rules)" ABSENT},
      {RIGHT_DAC_READ_SEARCH, false,
       "CAP_SYS_PTRACE" MISSING OF_IO " exe (for the rules)" ABSENT},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char buffer[512];

    assert_true(
        rights_write(rows[i].held, rows[i].fd_by_size, buffer, sizeof(buffer)));
    assert_string_equal(buffer, rows[i].sentence);
  }
}

static void nothing_is_said_when_nothing_is_lost(void **state) {
  char buffer[512];

  (void)state;
  assert_false(rights_write(BOTH, true, buffer, sizeof(buffer)));
  assert_string_equal(buffer, "");
  assert_false(rights_write(BOTH, false, buffer, sizeof(buffer)));
  assert_string_equal(buffer, "");
}

static void a_short_buffer_cuts_and_terminates(void **state) {
  char whole[512], buffer[512];

  (void)state;
  assert_true(rights_write(0, false, whole, sizeof(whole)));
  for (size_t capacity = 2; capacity < 300; capacity++) {
    memset(buffer, '#', sizeof(buffer));
    assert_true(rights_write(0, false, buffer, capacity));
    assert_true(strlen(buffer) < capacity);
    assert_memory_equal(buffer, whole, strlen(buffer));
    assert_int_equal(buffer[capacity], '#');
  }
}

static void what_we_hold_is_a_set_of_those_that_are_asked_for(void **state) {
  (void)state;
  assert_int_equal(rights_held() & ~(unsigned)BOTH, 0);
  assert_int_equal(rights_held(), rights_held());
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_sentence_tells_what_is_lost),
      cmocka_unit_test(nothing_is_said_when_nothing_is_lost),
      cmocka_unit_test(a_short_buffer_cuts_and_terminates),
      cmocka_unit_test(what_we_hold_is_a_set_of_those_that_are_asked_for),
  };

  return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}
