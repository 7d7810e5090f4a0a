#include "expect.h"

#include "base/file.h"
#include "sample/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_BYTES = 16 * 1024 };

static struct scale scale;

static int set_scale(void **state) {
  (void)state;
  scale_init(&scale, 100, 4096, 2);
  return 0;
}

static void forget(double value[METRIC_COUNT]) {
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
}

static int parse(enum source_id source, const char *text, double *value) {
  forget(value);
  return parse_source(source, &scale, text_of_string(text), value);
}

static struct text fixture(const char *file, char buffer[TEXT_BYTES]) {
  int dirfd = open(FIXTURES, O_PATH | O_DIRECTORY | O_CLOEXEC);
  long length = file_read_at(dirfd, file, buffer, TEXT_BYTES);

  close(dirfd);
  assert_true(length > 0);
  return text_of(buffer, (size_t)length);
}

static double worth(int id) {
  return scale.per_unit[metrics[id].unit];
}

/* Nothing but the entries of `source` is told. */
static void expect_no_others(enum source_id source, const double *value) {
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].source != source && !isnan(value[id]))
      fail_msg("%s is told by %s", metrics[id].name, sources[source].path);
}

/* Field n of the text holds the number n, so a slip by one shows. */
static void every_column_is_that_of_proc5(void **state) {
  static const struct {
    enum source_id source;
    const char *begin;
    int first, last;
  } rows[] = {
      {SOURCE_STAT, "1 (x) S", 4, 52},
      {SOURCE_STAT, "4242 ((evil) Z 1) R (x) S", 4, 52},
      {SOURCE_STAT, "4242 (a) R 1\n2 (b) S", 4, 52},
      {SOURCE_STAT, "1 () S", 4, 42},
      {SOURCE_STATM, "", 1, 7},
      {SOURCE_SCHEDSTAT, "", 1, 3},
      {SOURCE_SWAPPINESS, "", 1, 1},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char line[512];
    double value[METRIC_COUNT];

    snprintf(line, sizeof(line), "%s", rows[i].begin);
    for (int column = rows[i].first; column <= rows[i].last; column++)
      snprintf(line + strlen(line), sizeof(line) - strlen(line), " %d", column);
    strcat(line, "\n");
    assert_int_equal(parse(rows[i].source, line, value), 0);
    for (int id = 0; id < METRIC_COUNT; id++)
      if (metrics[id].source == rows[i].source)
        expect_near(value[id], metrics[id].column * worth(id), 1e-12);
    expect_no_others(rows[i].source, value);
  }
}

/* A number of its own for each row; of percent there are 100. */
static int number_of(int id) {
  return metrics[id].unit == UNIT_PERCENT ? id % 100 : id + 1000;
}

/* Every key that the table knows, with the number of its row. */
static void every_key_of_the_table_is_found(void **state) {
  (void)state;
  for (int source = 0; source < SOURCE_COUNT; source++) {
    char text[4096] = "Unknown: 1\n";
    double value[METRIC_COUNT];
    int first, end;

    if (sources[source].format != FORMAT_KEYED)
      continue;
    metric_range((enum source_id)source, &first, &end);
    for (int id = first; id < end; id++) {
      if (id == first || strcmp(metrics[id].key, metrics[id - 1].key) != 0)
        snprintf(text + strlen(text), sizeof(text) - strlen(text),
                 "%s%s:\t%d 99 98 97", id > first ? "\n" : "", metrics[id].key,
                 number_of(id));
    }
    strcat(text, "\n");
    forget(value);
    (void)parse_source((enum source_id)source, &scale, text_of_string(text),
                       value);
    for (int id = first; id < end; id++)
      if (metrics[id].column <= 1 && metrics[id].unit != UNIT_LETTER)
        expect_near(value[id], number_of(id) * worth(id), 1e-9);
    expect_no_others((enum source_id)source, value);
  }
}

static void status_tells_state_user_memory_and_threads(void **state) {
  static const struct {
    enum metric_id id;
    double value;
  } rows[] = {
      {METRIC_STATE, 'S'},
      {METRIC_UID, 1033},
      {METRIC_VM_DATA, 131072 * 1024.0},
      {METRIC_RSS_ANON, 81920 * 1024.0},
      {METRIC_RSS_FILE, 12288 * 1024.0},
      {METRIC_RSS_SHMEM, 2048 * 1024.0},
      {METRIC_VM_SWAP, 4096 * 1024.0},
      {METRIC_THREADS, 9},
      {METRIC_VOLUNTARY_SWITCHES, 12345},
      {METRIC_INVOLUNTARY_SWITCHES, 678},
  };
  char buffer[TEXT_BYTES];
  double value[METRIC_COUNT];

  (void)state;
  forget(value);
  assert_int_equal(parse_source(SOURCE_STATUS, &scale,
                                fixture("busy-server/proc/4242/status", buffer),
                                value),
                   0);
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_near(value[rows[i].id], rows[i].value, 0);
  expect_no_others(SOURCE_STATUS, value);
}

static void a_state_is_the_code_of_its_letter(void **state) {
  static const char letters[] = "RSDZTtXI";

  (void)state;
  for (const char *letter = letters; *letter; letter++) {
    char text[64];
    double value[METRIC_COUNT];

    snprintf(text, sizeof(text), "State:\t%c (whatever)\n", *letter);
    assert_int_equal(parse(SOURCE_STATUS, text, value), 0);
    expect_near(value[METRIC_STATE], *letter, 0);
  }
}

static void the_innermost_pid_is_the_last_of_its_line(void **state) {
  static const struct {
    const char *text;
    double ns_pid;
  } rows[] = {{"NSpid:\t42\nThreads:\t7\n", 42},
              {"NSpid:\t4242\t17\t1\nThreads:\t7\n", 1},
              {"NSpid:\t4242\t17\nThreads:\t7\n", 17}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double value[METRIC_COUNT];

    assert_int_equal(parse(SOURCE_STATUS, rows[i].text, value), 0);
    expect_near(value[METRIC_NS_PID], rows[i].ns_pid, 0);
    expect_near(value[METRIC_THREADS], 7, 0);
  }
}

static void a_namespace_is_the_number_in_its_link(void **state) {
  static const char *const broken[] = {"",       "pid",        "pid:[",
                                       "pid:[]", "pid:[40265", "4026531836"};
  double value[METRIC_COUNT];

  (void)state;
  assert_int_equal(parse(SOURCE_NS_PID, "pid:[4026531836]", value), 0);
  expect_near(value[METRIC_PID_NAMESPACE], 4026531836.0, 0);
  for (size_t i = 0; i < COUNT_OF(broken); i++) {
    assert_int_equal(parse(SOURCE_NS_PID, broken[i], value), -EBADMSG);
    expect_missing(value[METRIC_PID_NAMESPACE]);
  }
}

static void limits_are_the_soft_ones(void **state) {
  char buffer[TEXT_BYTES];
  double value[METRIC_COUNT];

  (void)state;
  forget(value);
  assert_int_equal(parse_source(SOURCE_LIMITS, &scale,
                                fixture("busy-server/proc/4242/limits", buffer),
                                value),
                   0);
  expect_near(value[METRIC_LIMIT_FDS], 1024, 0);
  expect_near(value[METRIC_LIMIT_AS], 4294967296.0, 0);
  expect_missing(value[METRIC_LIMIT_DATA]);
}

static void no_limit_is_no_number(void **state) {
  static const char *const texts[] = {
      "Max data size             unlimited            7            bytes     "
      "\n",
      "Max data size             max            7            bytes     \n",
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    double value[METRIC_COUNT];

    assert_int_equal(parse(SOURCE_LIMITS, texts[i], value), 0);
    expect_missing(value[METRIC_LIMIT_DATA]);
  }
}

static void a_key_that_is_missing_stays_missing(void **state) {
  static const char io[] = "rchar: 1\nsyscr: 3\nbrand_new: 4\n"
                           "rchar_of_late: 5\n rchar: 6\nRCHAR: 7\n";
  double value[METRIC_COUNT];

  (void)state;
  assert_int_equal(parse(SOURCE_IO, io, value), 0);
  expect_near(value[METRIC_RCHAR], 1, 0);
  expect_near(value[METRIC_SYSCR], 3, 0);
  expect_missing(value[METRIC_WCHAR]);
  expect_missing(value[METRIC_IO_READ_BYTES]);
  expect_no_others(SOURCE_IO, value);
}

static void what_belongs_to_other_sources_is_left_alone(void **state) {
  double value[METRIC_COUNT];

  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = 4711;
  assert_int_equal(
      parse_source(SOURCE_STATM, &scale, text_of_string("1 2 3\n"), value), 0);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].source != SOURCE_STATM)
      expect_near(value[id], 4711, 0);
  parse_forget(SOURCE_STATM, value);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].source == SOURCE_STATM)
      expect_missing(value[id]);
    else
      expect_near(value[id], 4711, 0);
}

static void pressure_tells_share_and_total(void **state) {
  static const char text[] =
      "some avg10=12.48 avg60=32.67 avg300=22.50 total=136460110\n"
      "full avg10=0.40 avg60=0.67 avg300=0.83 total=14109543\n";
  double value[METRIC_COUNT];

  (void)state;
  assert_int_equal(parse(SOURCE_PRESSURE_IO, text, value), 0);
  expect_near(value[METRIC_PSI_IO_SOME], 12.48, 1e-9);
  expect_near(value[METRIC_PSI_IO_SOME_TOTAL], 136.46011, 1e-9);
  expect_near(value[METRIC_PSI_IO_FULL], 0.40, 1e-9);
  expect_near(value[METRIC_PSI_IO_FULL_TOTAL], 14.109543, 1e-9);
  expect_no_others(SOURCE_PRESSURE_IO, value);
  /* before Linux 5.13 the pressure on the CPU had no second line */
  assert_int_equal(parse(SOURCE_PRESSURE_CPU,
                         "some avg10=1.00 avg60=2.00 avg300=3.00 total=4\n",
                         value),
                   0);
  expect_near(value[METRIC_PSI_CPU_SOME], 1, 1e-12);
  expect_near(value[METRIC_PSI_CPU_SOME_TOTAL], 4e-6, 1e-15);
}

static void a_recorded_machine_is_read(void **state) {
  static const struct {
    enum source_id source;
    const char *file;
    enum metric_id id;
    double value;
  } rows[] = {
      {SOURCE_MEMINFO, "meminfo", METRIC_MEM_TOTAL, 24684084 * 1024.0},
      {SOURCE_MEMINFO, "meminfo", METRIC_MEM_AVAILABLE, 24242748 * 1024.0},
      {SOURCE_MEMINFO, "meminfo", METRIC_SWAP_TOTAL, 8388604 * 1024.0},
      {SOURCE_MEMINFO, "meminfo", METRIC_SWAP_FREE, 8000000 * 1024.0},
      {SOURCE_VMSTAT, "vmstat", METRIC_NR_DIRTY, 11226 * 4096.0},
      {SOURCE_VMSTAT, "vmstat", METRIC_NR_WRITEBACK, 37 * 4096.0},
      {SOURCE_VMSTAT, "vmstat", METRIC_NR_DIRTY_THRESHOLD, 1212963 * 4096.0},
      {SOURCE_VMSTAT, "vmstat", METRIC_NR_DIRTY_BACKGROUND, 605741 * 4096.0},
      {SOURCE_VMSTAT, "vmstat", METRIC_SWAP_IN, 111},
      {SOURCE_VMSTAT, "vmstat", METRIC_SWAP_OUT, 222},
      {SOURCE_VMSTAT, "vmstat", METRIC_HOST_MAJOR_FAULTS, 5960},
      {SOURCE_VMSTAT, "vmstat", METRIC_REFAULT_FILE, 1069869},
      {SOURCE_SWAPPINESS, "sys/vm/swappiness", METRIC_SWAPPINESS, 60},
      {SOURCE_DIRTY_EXPIRE, "sys/vm/dirty_expire_centisecs",
       METRIC_DIRTY_EXPIRE, 3000},
      {SOURCE_LOADAVG, "loadavg", METRIC_HOST_TASKS, 312},
      {SOURCE_THREADS_MAX, "sys/kernel/threads-max", METRIC_THREADS_MAX, 62844},
      {SOURCE_PID_MAX, "sys/kernel/pid_max", METRIC_PID_MAX, 32768},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char path[128], buffer[TEXT_BYTES];
    double value[METRIC_COUNT];

    snprintf(path, sizeof(path), "quiet-host/proc/%s", rows[i].file);
    forget(value);
    assert_int_equal(
        parse_source(rows[i].source, &scale, fixture(path, buffer), value), 0);
    expect_near(value[rows[i].id], rows[i].value, 0);
    expect_no_others(rows[i].source, value);
  }
}

static void nonsense_is_told_and_fills_nothing(void **state) {
  static const struct {
    enum source_id source;
    const char *text;
  } rows[] = {
      {SOURCE_STAT, ""},
      {SOURCE_STAT, "4242"},
      {SOURCE_STAT, "4242 (x"},
      {SOURCE_STAT, "4242 (x)"},
      {SOURCE_STAT, "\n\n"},
      {SOURCE_STAT, "1 (x) S 4 5 6 7 8 9 oops 11 12"},
      {SOURCE_STATM, ""},
      {SOURCE_STATM, " \n\t\n"},
      {SOURCE_STATM, "x 2 3"},
      {SOURCE_STATM, "-x"},
      {SOURCE_STATM, "99999999999999999999999"},
      {SOURCE_SCHEDSTAT, ""},
      {SOURCE_SCHEDSTAT, "7"},
      {SOURCE_SWAPPINESS, "\n"},
      {SOURCE_LOADAVG, ""},
      {SOURCE_LOADAVG, "0.03 0.05 0.01"},
      {SOURCE_LOADAVG, "0.03 0.05 0.01 1/x 40211"},
      {SOURCE_LOADAVG, "0.03 0.05 0.01 x/y 40211"},
      {SOURCE_IO, "rchar: many\n"},
      {SOURCE_IO, "rchar:\n"},
      {SOURCE_IO, "rchar: 18446744073709551616\n"},
      {SOURCE_PRESSURE_CPU, "some avg10= avg60=1\n"},
      {SOURCE_PRESSURE_CPU, "some\tavg10\n"},
      {SOURCE_STATUS, "State:\n"},
      {SOURCE_STATUS, "Uid:\t1000\n"},
      /* not for this parser */
      {SOURCE_FD, "1 2 3"},
      {SOURCE_CMDLINE, "1 2 3"},
      {SOURCE_CGROUP, "0::/\n"},
      {SOURCE_DERIVED, "1 2 3"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double value[METRIC_COUNT];
    int r = parse(rows[i].source, rows[i].text, value);

    if (r != -EBADMSG)
      fail_msg("row %zu came to %d", i, r);
    for (int id = 0; id < METRIC_COUNT; id++)
      expect_missing(value[id]);
  }
}

static void keyed_text_may_be_empty_or_of_other_keys(void **state) {
  static const char *const texts[] = {
      "", "\n", "\n\n\n", "rchar\n", "no key here\n", ":::\n", "rchar=1\n",
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(texts); i++) {
    double value[METRIC_COUNT];

    assert_int_equal(parse(SOURCE_IO, texts[i], value), 0);
    expect_no_others(SOURCE_COUNT, value);
  }
}

static void carriage_returns_are_no_digits(void **state) {
  double value[METRIC_COUNT];

  (void)state;
  assert_int_equal(parse(SOURCE_IO, "rchar: 12\r\nwchar: 34\r\n", value), 0);
  expect_near(value[METRIC_RCHAR], 12, 0);
  expect_near(value[METRIC_WCHAR], 34, 0);
  assert_int_equal(parse(SOURCE_STATM, "1 2 3\r\n", value), 0);
  expect_near(value[METRIC_MEM_SHARED], 3 * 4096, 0);
}

static void the_largest_counter_has_20_digits(void **state) {
  double value[METRIC_COUNT];

  (void)state;
  assert_int_equal(parse(SOURCE_IO, "rchar: 18446744073709551615\n", value), 0);
  expect_near(value[METRIC_RCHAR], 18446744073709551615.0, 0);
}

/* All of struct task_io_accounting is u64, and shares are of ten seconds. */
static void what_no_kernel_counts_is_not_understood(void **state) {
  static const struct {
    enum source_id source;
    const char *text;
    enum metric_id id;
    int r;
  } rows[] = {
      {SOURCE_IO, "cancelled_write_bytes: -4096\n",
       METRIC_CANCELLED_WRITE_BYTES, 0},
      {SOURCE_MEMINFO, "MemAvailable: -1 kB\n", METRIC_MEM_AVAILABLE, 0},
      {SOURCE_DIRTY_WRITEBACK, "-1\n", METRIC_DIRTY_WRITEBACK, 0},
      {SOURCE_PRESSURE_IO, "some avg10=100.01 avg60=0 avg300=0 total=1\n",
       METRIC_PSI_IO_SOME, -EBADMSG},
      {SOURCE_DIRTY_RATIO, "101\n", METRIC_DIRTY_RATIO, -EBADMSG},
  };
  double value[METRIC_COUNT];

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    forget(value);
    assert_int_equal(parse(rows[i].source, rows[i].text, value), rows[i].r);
    expect_missing(value[rows[i].id]);
  }
  assert_int_equal(parse(SOURCE_PRESSURE_IO,
                         "some avg10=100.00 avg60=0 avg300=0 total=1\n", value),
                   0);
  expect_near(value[METRIC_PSI_IO_SOME], 100, 0);
}

static void of_a_text_that_is_cut_only_whole_lines_are_told(void **state) {
  double value[METRIC_COUNT];

  (void)state;
  assert_int_equal(parse(SOURCE_IO, "rchar: 12\nwchar: 34", value), -EBADMSG);
  expect_near(value[METRIC_RCHAR], 12, 0);
  expect_missing(value[METRIC_WCHAR]);
  assert_int_equal(parse(SOURCE_STATM, "1 2 3", value), -EBADMSG);
  expect_no_others(SOURCE_COUNT, value);
  assert_int_equal(parse(SOURCE_STAT, "1 (x) S 4 5", value), -EBADMSG);
  expect_no_others(SOURCE_COUNT, value);
}

static void a_hostile_name_moves_no_column(void **state) {
  char buffer[TEXT_BYTES];
  double value[METRIC_COUNT];

  (void)state;
  forget(value);
  assert_int_equal(parse_source(SOURCE_STAT, &scale,
                                fixture("hostile-name/proc/4242/stat", buffer),
                                value),
                   0);
  expect_near(value[METRIC_CPU_USER], 2.5, 1e-12);
  expect_near(value[METRIC_CPU_SYSTEM], 1.5, 1e-12);
  expect_near(value[METRIC_START_TIME], 479009, 0);
  expect_near(value[METRIC_BLOCK_DELAY], 0.77, 1e-12);
}

/* A line with `columns` words, of which number n is n. */
static void write_disk_line(char *line, size_t capacity, int columns) {
  snprintf(line, capacity, "   1 2 nvme0n1");
  for (int column = 4; column <= columns; column++)
    snprintf(line + strlen(line), capacity - strlen(line), " %d", column);
}

static void a_device_has_eleven_numbers_or_more(void **state) {
  static const int columns[] = {14, 15, 17, 18, 20, 25};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(columns); i++) {
    char line[256];
    double value[METRIC_COUNT];
    struct text name;

    write_disk_line(line, sizeof(line), columns[i]);
    forget(value);
    assert_int_equal(
        parse_disk_line(&scale, text_of_string(line), value, &name), 0);
    assert_true(text_equals(name, "nvme0n1"));
    for (int id = 0; id < METRIC_COUNT; id++)
      if (metrics[id].source == SOURCE_DISKSTATS)
        expect_near(value[id], metrics[id].column * worth(id), 1e-12);
    expect_no_others(SOURCE_DISKSTATS, value);
  }
}

static void a_device_with_fewer_is_not_understood(void **state) {
  (void)state;
  for (int columns = 3; columns <= 12; columns++) {
    char line[256];
    double value[METRIC_COUNT];
    struct text name = {0};

    write_disk_line(line, sizeof(line), columns);
    forget(value);
    assert_int_equal(
        parse_disk_line(&scale, text_of_string(line), value, &name), -EBADMSG);
    assert_null(name.at);
    for (int id = 0; id < METRIC_COUNT; id++)
      if (metrics[id].source == SOURCE_DISKSTATS &&
          metrics[id].column <= columns)
        expect_near(value[id], metrics[id].column * worth(id), 1e-12);
      else
        expect_missing(value[id]);
  }
}

static void a_name_is_what_the_process_calls_itself(void **state) {
  static const struct {
    const char *status, *name;
  } rows[] = {
      {"Name:\tnginx\nState:\tS\n", "nginx"},
      {"Name:\t(evil) Z 1) R (x\nState:\tS\n", "(evil) Z 1) R (x"},
      {"Name:\ta b\tc\n", "a b\tc"},
      {"Name:\tone\\ntwo\n", "one\ntwo"},
      {"Name:\tC:\\\\temp\n", "C:\\temp"},
      {"Name:\t\\\\n\n", "\\n"},
      {"Name:\t\\\\\\n\n", "\\\n"},
      {"Name:\tend\\\n", "end\\"},
      {"Name:\t\nState:\tS\n", ""},
      {"Name:\tno newline", ""}, /* it was cut */
      {"Name: blank\n", ""},
      {"State:\tS\nName:\tlate\n", ""},
      {"Nam", ""},
      {"", ""},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    char name[64] = "before";

    parse_name(text_of_string(rows[i].status), name, sizeof(name));
    assert_string_equal(name, rows[i].name);
  }
}

static void a_long_name_is_cut_and_terminated(void **state) {
  char status[300] = "Name:\t";
  char name[80];

  (void)state;
  memset(status + 6, 'n', 255);
  status[6 + 255] = '\n';
  for (size_t capacity = 1; capacity <= 64; capacity++) {
    memset(name, '#', sizeof(name));
    parse_name(text_of_string(status), name, capacity);
    assert_int_equal(strlen(name), capacity - 1);
    assert_int_equal(strspn(name, "n"), capacity - 1);
    assert_int_equal(name[capacity], '#');
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_column_is_that_of_proc5),
      cmocka_unit_test(every_key_of_the_table_is_found),
      cmocka_unit_test(status_tells_state_user_memory_and_threads),
      cmocka_unit_test(a_state_is_the_code_of_its_letter),
      cmocka_unit_test(the_innermost_pid_is_the_last_of_its_line),
      cmocka_unit_test(a_namespace_is_the_number_in_its_link),
      cmocka_unit_test(limits_are_the_soft_ones),
      cmocka_unit_test(no_limit_is_no_number),
      cmocka_unit_test(a_key_that_is_missing_stays_missing),
      cmocka_unit_test(what_belongs_to_other_sources_is_left_alone),
      cmocka_unit_test(pressure_tells_share_and_total),
      cmocka_unit_test(a_recorded_machine_is_read),
      cmocka_unit_test(nonsense_is_told_and_fills_nothing),
      cmocka_unit_test(keyed_text_may_be_empty_or_of_other_keys),
      cmocka_unit_test(carriage_returns_are_no_digits),
      cmocka_unit_test(the_largest_counter_has_20_digits),
      cmocka_unit_test(what_no_kernel_counts_is_not_understood),
      cmocka_unit_test(of_a_text_that_is_cut_only_whole_lines_are_told),
      cmocka_unit_test(a_hostile_name_moves_no_column),
      cmocka_unit_test(a_device_has_eleven_numbers_or_more),
      cmocka_unit_test(a_device_with_fewer_is_not_understood),
      cmocka_unit_test(a_name_is_what_the_process_calls_itself),
      cmocka_unit_test(a_long_name_is_cut_and_terminated),
  };

  return cmocka_run_group_tests_name("parse", tests, set_scale, NULL);
}
