#include "expect.h"

#include "rights.h"

#include <linux/capability.h>
#include <string.h>

enum {
  NET = RIGHT_NET_ADMIN,
  ALL = RIGHT_SYS_PTRACE | RIGHT_DAC_READ_SEARCH | RIGHT_NET_ADMIN
};

#define OF_IO                                                                  \
  " io (rchar, wchar, syscr, syscw, io_read_bytes, io_write_bytes, "           \
  "cancelled_write_bytes)"
#define OF_TASKSTATS                                                           \
  " of any process taskstats (process_run_delay, process_block_delay, "        \
  "process_swap_in_delay, process_voluntary_switches, "                        \
  "process_involuntary_switches)"
#define OF_NAMES                                                               \
  " ns/pid (pid_namespace) exe (for the rules) fdinfo/N (disk_full)"
#define OF_FDS   " fd/N (for evidence)"
#define OF_LINKS OF_NAMES OF_FDS
#define MISSING  " missing: of other users' processes"
#define ABSENT   " cannot be read, and these values stay absent."

static void one_sentence_tells_what_is_lost(void **state) {
  static const struct {
    unsigned held;
    bool fd_by_size;
    const char *sentence;
  } rows[] = {
      {0, true,
       "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH and CAP_NET_ADMIN" MISSING OF_IO
           OF_LINKS ", and" OF_TASKSTATS ABSENT},
      {NET, true,
       "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH" MISSING OF_IO OF_LINKS ABSENT},
      {NET, false,
       "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH" MISSING
       " fd (fd_count)" OF_IO OF_LINKS ABSENT},
      {NET | RIGHT_SYS_PTRACE, true,
       "CAP_DAC_READ_SEARCH" MISSING OF_IO OF_FDS ABSENT},
      {NET | RIGHT_SYS_PTRACE, false,
       "CAP_DAC_READ_SEARCH" MISSING " fd (fd_count)" OF_IO OF_FDS ABSENT},
      {NET | RIGHT_DAC_READ_SEARCH, true,
       "CAP_SYS_PTRACE" MISSING OF_IO OF_LINKS ABSENT},
      {NET | RIGHT_DAC_READ_SEARCH, false,
       "CAP_SYS_PTRACE" MISSING OF_IO OF_LINKS ABSENT},
      {ALL & ~NET, true, "CAP_NET_ADMIN missing:" OF_TASKSTATS ABSENT},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct view view = {.held = rows[i].held, .fd_by_size = rows[i].fd_by_size};
    char buffer[1024];

    assert_true(rights_write(&view, buffer, sizeof(buffer)));
    assert_string_equal(buffer, rows[i].sentence);
  }
}

static void nothing_is_said_when_nothing_is_lost(void **state) {
  char buffer[1024];

  (void)state;
  for (int i = 0; i < 4; i++) {
    struct view view = {
        .held = ALL, .hidden = (i & 1) != 0, .fd_by_size = (i & 2) != 0};

    assert_false(rights_write(&view, buffer, sizeof(buffer)));
    assert_string_equal(buffer, "");
  }
}

#define HIDDEN                                                                 \
  " missing: ProcPath is mounted with hidepid, other users' processes are "    \
  "hidden and none of them is followed; CAP_SYS_PTRACE, or the group of the "  \
  "mount option gid, shows them."

static void one_sentence_tells_that_processes_are_hidden(void **state) {
  static const struct {
    unsigned held;
    const char *sentence;
  } rows[] = {
      {0, "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH" HIDDEN},
      {RIGHT_DAC_READ_SEARCH, "CAP_SYS_PTRACE" HIDDEN},
      {RIGHT_SYS_PTRACE, "CAP_DAC_READ_SEARCH" MISSING OF_IO OF_FDS ABSENT},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct view view = {
        .held = rows[i].held | NET, .hidden = true, .fd_by_size = true};
    char buffer[1024];

    assert_true(rights_write(&view, buffer, sizeof(buffer)));
    assert_string_equal(buffer, rows[i].sentence);
  }
}

#define MOUNT(device, tags, type, options)                                     \
  "36 35 " device " / /proc rw,nosuid " tags "- " type " proc " options "\n"
#define ROOT "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"

static void mountinfo_tells_what_a_procfs_hides(void **state) {
  static const struct {
    const char *mountinfo;
    bool hides, excepts;
    unsigned gid;
  } rows[] = {
      {ROOT MOUNT("0:22", "shared:9 ", "proc", "rw"), false, false, 0},
      {ROOT MOUNT("0:22", "", "proc", "rw,hidepid=1"), true, true, 0},
      {ROOT MOUNT("0:22", "", "proc", "rw,hidepid=2"), true, true, 0},
      {ROOT MOUNT("0:22", "shared:1 master:2 ", "proc",
                  "rw,gid=4,hidepid=invisible"),
       true, true, 4},
      {ROOT MOUNT("0:22", "", "proc", "rw,hidepid=noaccess,gid=27"), true, true,
       27},
      {ROOT MOUNT("0:22", "", "proc", "rw,gid=4,hidepid=ptraceable"), true,
       false, 4},
      {ROOT MOUNT("0:22", "", "proc", "rw,hidepid=4"), true, false, 0},
      {ROOT MOUNT("0:22", "", "proc", "rw,gid=4294967295,hidepid=1"), true,
       true, 4294967295},
      {ROOT MOUNT("0:22", "", "proc", "rw,gid=4294967300,hidepid=1"), true,
       true, 0}, /* no gid; 4 in 32 bits */
      {ROOT MOUNT("0:22", "", "proc", "rw,hidepid=off"), false, true, 0},
      {MOUNT("0:2", "", "proc", "rw,hidepid=2") ROOT, false, false, 0},
      {MOUNT("0:22", "", "tmpfs", "rw,hidepid=2") ROOT, false, false, 0},
      {MOUNT("0:21", "", "proc", "rw,hidepid=2")
           MOUNT("0:22", "", "proc", "rw"),
       false, false, 0},
      {"36 35 0:22 / /proc rw", false, false, 0},
      {"", false, false, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct hiding hiding =
        rights_hiding(text_of_string(rows[i].mountinfo), "0:22");

    assert_int_equal(hiding.hides, rows[i].hides);
    assert_int_equal(hiding.excepts, rows[i].excepts);
    assert_int_equal(hiding.gid, rows[i].gid);
  }
}

static void a_short_buffer_cuts_and_terminates(void **state) {
  struct view view = {0};
  char whole[1024], buffer[1024];

  (void)state;
  assert_true(rights_write(&view, whole, sizeof(whole)));
  for (size_t capacity = 2; capacity < 300; capacity++) {
    memset(buffer, '#', sizeof(buffer));
    assert_true(rights_write(&view, buffer, capacity));
    assert_true(strlen(buffer) < capacity);
    assert_memory_equal(buffer, whole, strlen(buffer));
    assert_int_equal(buffer[capacity], '#');
  }
}

static void either_capability_opens_the_files_of_others(void **state) {
  (void)state;
  assert_int_equal(rights_of_capabilities(0), 0);
  assert_int_equal(rights_of_capabilities(1u << CAP_SYS_ADMIN), 0);
  assert_int_equal(rights_of_capabilities(1u << CAP_SYS_PTRACE),
                   RIGHT_SYS_PTRACE);
  assert_int_equal(rights_of_capabilities(1u << CAP_DAC_READ_SEARCH),
                   RIGHT_DAC_READ_SEARCH);
  assert_int_equal(rights_of_capabilities(1u << CAP_DAC_OVERRIDE),
                   RIGHT_DAC_READ_SEARCH);
  assert_int_equal(rights_of_capabilities(~0u), ALL);
}

static void what_we_hold_is_a_set_of_those_that_are_asked_for(void **state) {
  (void)state;
  assert_int_equal(rights_held() & ~(unsigned)ALL, 0);
  assert_int_equal(rights_held(), rights_held());
}

static void capabilities_of_a_user_namespace_do_not_count(void **state) {
  struct view view = {.held = RIGHT_SYS_PTRACE | RIGHT_DAC_READ_SEARCH |
                              RIGHT_NET_ADMIN,
                      .fd_by_size = true};
  char buffer[2048];

  (void)state;
  assert_false(rights_write(&view, buffer, sizeof(buffer)));
  view.apart = true;
  assert_true(rights_write(&view, buffer, sizeof(buffer)));
  assert_non_null(strstr(buffer, "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH and "
                                 "CAP_NET_ADMIN missing: "));
  assert_non_null(strstr(buffer, " io (rchar"));
  assert_non_null(strstr(buffer, " Capabilities of a user namespace reach its "
                                 "own processes only."));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_sentence_tells_what_is_lost),
      cmocka_unit_test(nothing_is_said_when_nothing_is_lost),
      cmocka_unit_test(one_sentence_tells_that_processes_are_hidden),
      cmocka_unit_test(mountinfo_tells_what_a_procfs_hides),
      cmocka_unit_test(a_short_buffer_cuts_and_terminates),
      cmocka_unit_test(either_capability_opens_the_files_of_others),
      cmocka_unit_test(what_we_hold_is_a_set_of_those_that_are_asked_for),
      cmocka_unit_test(capabilities_of_a_user_namespace_do_not_count),
  };

  return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}
