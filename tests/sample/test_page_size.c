/* test_page_size.c - kernels whose pages are not of 4 KiB. */
#include "expect.h"

#include "base/file.h"
#include "place.h"
#include "sample/cgroup.h"
#include "sample/read.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_BYTES = 16 * 1024, KIB = 1024, MIB = 1024 * KIB };

/* One machine: what is told in pages is told in kB too, by another file. */
struct machine {
  const char *host, *process; /* stories */
  double page_bytes;
  double dirty_threshold_bytes, dirty_background_bytes;
};

/* The last two were asked for 64 MiB and 32 MiB, by contrib/record-pages. */
static const struct machine machines[] = {
    {"quiet-host", "busy-server", 4096, 1212963 * 4096.0, 605741 * 4096.0},
    {"pages-16k", "pages-16k", 16384, 64 * MIB, 32 * MIB},
    {"pages-64k", "pages-64k", 65536, 64 * MIB, 32 * MIB},
};

/* Those on which contrib/record-pages.c ran: of its process is known what it
 * took. A CPU may hold back what it has counted of so many pages. */
static const struct machine *const recorded = &machines[1];
enum { RECORDED_COUNT = COUNT_OF(machines) - 1, LAG_PAGES = 32 };

static double value[METRIC_COUNT];

static void forget(void) {
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
}

static struct reader reader_on(const struct machine *machine) {
  struct reader reader = {.fd_by_size = 0};

  scale_init(&reader.scale, 100, machine->page_bytes, 8);
  return reader;
}

static int open_at(const char *story, const char *below) {
  char path[512];
  int fd;

  snprintf(path, sizeof(path), "%s/%s/%s", FIXTURES, story, below);
  fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  assert_true(fd >= 0);
  return fd;
}

/* "VmRSS:\t  962688 kB", as bytes. */
static double told_in_kib(int dirfd, const char *file, const char *key) {
  char buffer[TEXT_BYTES];
  long length = file_read_at(dirfd, file, buffer, sizeof(buffer));
  struct text rest = text_of(buffer, length > 0 ? (size_t)length : 0);

  while (!text_is_empty(rest)) {
    struct text line = text_cut(&rest, '\n');
    double kib;

    if (text_skip(&line, key) && text_to_double(text_word(&line), &kib) == 0)
      return 1024 * kib;
  }
  fail_msg("%s has no %s", file, key);
  return NAN;
}

static void read_process(const struct machine *machine, int fd) {
  struct reader reader = reader_on(machine);
  struct turn turn = {.since = 1};
  struct files files;
  char name[64];

  forget();
  files_init(&files, fd);
  assert_int_equal(read_member(&reader, &files, &turn, value, name), 0);
  assert_int_equal(troubles_sum(&reader.troubles), 0);
}

static void a_process_tells_the_same_in_pages_and_in_kib(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(machines); i++) {
    int fd = open_at(machines[i].process, "proc/4242");

    read_process(&machines[i], fd);
    expect_near(value[METRIC_VM_SIZE], told_in_kib(fd, "status", "VmSize:"), 0);
    expect_near(value[METRIC_MEM_RSS], told_in_kib(fd, "status", "VmRSS:"), 0);
    expect_near(value[METRIC_MEM_RSS],
                value[METRIC_RSS_ANON] + value[METRIC_RSS_FILE] +
                    value[METRIC_RSS_SHMEM],
                0);
    expect_near(value[METRIC_MEM_SHARED],
                value[METRIC_RSS_FILE] + value[METRIC_RSS_SHMEM], 0);
    close(fd);
  }
}

/* 20 MiB of its own, 4 MiB of a disk and 2 MiB to share, and little else. */
static void a_process_has_what_it_took(void **state) {
  (void)state;
  for (size_t i = 0; i < RECORDED_COUNT; i++) {
    double lag = LAG_PAGES * recorded[i].page_bytes;
    int fd = open_at(recorded[i].process, "proc/4242");

    read_process(&recorded[i], fd);
    expect_between(value[METRIC_VM_SIZE], 26 * MIB, 29 * MIB);
    expect_between(value[METRIC_MEM_RSS], 26 * MIB - lag, 29 * MIB + lag);
    expect_between(value[METRIC_MEM_SHARED], 6 * MIB - lag, 8 * MIB + lag);
    expect_between(value[METRIC_RSS_ANON], 20 * MIB - lag, 21 * MIB + lag);
    expect_between(value[METRIC_VM_DATA], 20 * MIB, 21 * MIB);
    expect_near(value[METRIC_MEM_RSS], told_in_kib(fd, "smaps_rollup", "Rss:"),
                lag);
    expect_near(value[METRIC_FD_COUNT], 7, 0);
    expect_near(value[METRIC_LIMIT_FDS], 256, 0);
    expect_near(value[METRIC_LIMIT_AS], 1024 * MIB, 0);
    expect_near(value[METRIC_LIMIT_DATA], 512 * MIB, 0);
    close(fd);
  }
}

static void take(struct reader *reader, int fd, enum source_id source) {
  char buffer[TEXT_BYTES];
  long length = file_read_at(fd, sources[source].path, buffer, sizeof(buffer));

  assert_int_equal(read_take(reader, source, buffer, length, value), 0);
}

/* 1 MiB was read, 4 MiB were mapped, and 2 MiB written, all of one disk. */
static void a_process_is_charged_with_what_it_read_and_wrote(void **state) {
  (void)state;
  for (size_t i = 0; i < RECORDED_COUNT; i++) {
    struct reader reader = reader_on(&recorded[i]);
    int fd = open_at(recorded[i].process, "proc/4242");

    forget();
    take(&reader, fd, SOURCE_IO);
    expect_between(value[METRIC_RCHAR], MIB, MIB + 64 * KIB);
    expect_between(value[METRIC_WCHAR], 2 * MIB, 2 * MIB + KIB);
    expect_between(value[METRIC_IO_READ_BYTES], 5 * MIB, 8 * MIB);
    expect_near(value[METRIC_IO_WRITE_BYTES], 2 * MIB, 0);
    close(fd);
  }
}

/* nr_dirty is told in pages, Dirty in kB; both of the same moment. */
static void a_host_tells_the_same_in_pages_and_in_kib(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(machines); i++) {
    int fd = open_at(machines[i].host, "proc");
    struct reader reader = reader_on(&machines[i]);

    forget();
    read_host(&reader, fd, 0, value);
    expect_near(value[METRIC_NR_DIRTY], told_in_kib(fd, "meminfo", "Dirty:"),
                0);
    if (machines[i].page_bytes > 4096) /* the first is of two moments */
      expect_near(value[METRIC_NR_WRITEBACK],
                  told_in_kib(fd, "meminfo", "Writeback:"), 0);
    expect_near(value[METRIC_NR_DIRTY_THRESHOLD],
                machines[i].dirty_threshold_bytes, 0);
    expect_near(value[METRIC_NR_DIRTY_BACKGROUND],
                machines[i].dirty_background_bytes, 0);
    expect_near(value[METRIC_MEM_AVAILABLE],
                told_in_kib(fd, "meminfo", "MemAvailable:"), 0);
    close(fd);
  }
}

/* 6 MiB were written, to a disk that takes next to nothing: some of them were
 * on their way to it. */
static void a_host_has_what_was_written(void **state) {
  (void)state;
  for (size_t i = 0; i < RECORDED_COUNT; i++) {
    double lag = LAG_PAGES * recorded[i].page_bytes;
    int fd = open_at(recorded[i].host, "proc");
    struct reader reader = reader_on(&recorded[i]);

    forget();
    read_host(&reader, fd, 0, value);
    expect_between(value[METRIC_NR_WRITEBACK], MIB, 6 * MIB);
    expect_between(value[METRIC_NR_DIRTY] + value[METRIC_NR_WRITEBACK],
                   6 * MIB - lag, 6 * MIB);
    close(fd);
  }
}

/* The kernel's own count of the same, in nanoseconds. */
static double told_run_s(int fd) {
  char buffer[TEXT_BYTES];
  long length = file_read_at(fd, "schedstat", buffer, sizeof(buffer));
  double nanoseconds = NAN;

  assert_true(length > 0);
  assert_int_equal(
      text_to_double(text_of(buffer, (size_t)length), &nanoseconds), 0);
  return 1e-9 * nanoseconds;
}

/* Kernels tell 100 ticks of each second; it worked for 1.5 s. */
static void a_clock_may_tick_at_another_pace(void **state) {
  static const double paces[] = {100, 1000};

  (void)state;
  for (size_t i = 0; i < RECORDED_COUNT * COUNT_OF(paces); i++) {
    const struct machine *machine = &recorded[i / COUNT_OF(paces)];
    double pace = paces[i % COUNT_OF(paces)];
    int fd = open_at(machine->process, "proc/4242");
    struct reader reader = reader_on(machine);

    scale_init(&reader.scale, pace, machine->page_bytes, 8);
    forget();
    take(&reader, fd, SOURCE_STAT);
    expect_between(told_run_s(fd), 1.5, 3);
    expect_near(value[METRIC_CPU_USER] + value[METRIC_CPU_SYSTEM],
                told_run_s(fd) * 100 / pace, 2 / pace);
    close(fd);
  }
}

/* A process in a cgroup, and the limit that it meets; NaN: none. */
static double room_of(const char *story, const char *membership,
                      double *ret_usage) {
  int sysfd = open_at(story, "sys");
  struct cgroup_set *set = cgroup_set_new(sysfd);
  double limit = NAN;
  int handle;

  assert_non_null(set);
  handle = cgroup_find(set, CGROUP_MEMORY, text_of_string(membership), 1);
  if (handle >= 0)
    cgroup_room(set, handle, 1, &limit, ret_usage);
  cgroup_set_free(set);
  close(sysfd);
  return limit;
}

/* A limit of 100000000 bytes was asked for. */
static void a_limit_is_cut_to_whole_pages(void **state) {
  (void)state;
  for (size_t i = 0; i < RECORDED_COUNT; i++) {
    double page = recorded[i].page_bytes, usage = NAN;
    int fd = open_at(recorded[i].process, "proc/4242");
    char membership[TEXT_BYTES];
    long length = file_read_at(fd, "cgroup", membership, sizeof(membership));

    assert_in_range(length, 1, sizeof(membership) - 1);
    membership[length] = '\0';
    expect_near(room_of(recorded[i].host, membership, &usage),
                floor(100000000 / page) * page, 0);
    expect_between(usage, 20 * MIB, 30 * MIB);
    close(fd);
  }
}

static void no_limit_of_v1_is_a_whole_number_of_pages(void **state) {
  double usage;

  (void)state;
  expect_missing(
      room_of("pages-64k", "9:memory:/system.slice/free.service\n", &usage));
  expect_missing(room_of("pages-64k", "9:memory:/system.slice\n", &usage));
  expect_missing(room_of("pages-64k", "9:memory:/\n", &usage));
  expect_missing(room_of("pages-16k", "0::/user.slice\n", &usage));
}

static void put(const struct place *place, const char *name, double number) {
  char text[64];
  int length = snprintf(text, sizeof(text), "%.0f\n", number);
  int fd =
      openat(place->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  assert_int_equal(write(fd, text, (size_t)length), length);
  close(fd);
}

static void each_kernel_has_its_own_word_for_no_limit(void **state) {
  static const struct {
    double told;
    bool is_limit;
  } rows[] = {
      {9223372036854771712.0, false}, /* LONG_MAX, cut to pages of 4 KiB */
      {9223372036854759424.0, false}, /* of 16 KiB */
      {9223372036854710272.0, false}, /* of 64 KiB */
      {9223372036854513664.0, false}, /* of 256 KiB */
      {8796093018112.0, false},       /* on 32 bit, as many pages */
      {8796093022208.0, true},        /* 8 TiB */
      {1125899906842624.0, true},     /* 1 PiB */
      {65536, true},
  };
  const struct place *place = *state;

  assert_int_equal(mkdirat(place->fd, "fs", 0700), 0);
  assert_int_equal(mkdirat(place->fd, "fs/cgroup", 0700), 0);
  assert_int_equal(mkdirat(place->fd, "fs/cgroup/memory", 0700), 0);
  put(place, "fs/cgroup/memory/memory.usage_in_bytes", 0);
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct cgroup_set *set = cgroup_set_new(place->fd);

    assert_non_null(set);
    put(place, "fs/cgroup/memory/memory.limit_in_bytes", rows[i].told);
    if ((cgroup_find(set, CGROUP_MEMORY, text_of_string("5:memory:/\n"), 1) >=
         0) != rows[i].is_limit)
      fail_msg("row %zu", i);
    cgroup_set_free(set);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_process_tells_the_same_in_pages_and_in_kib),
      cmocka_unit_test(a_process_has_what_it_took),
      cmocka_unit_test(a_process_is_charged_with_what_it_read_and_wrote),
      cmocka_unit_test(a_host_tells_the_same_in_pages_and_in_kib),
      cmocka_unit_test(a_host_has_what_was_written),
      cmocka_unit_test(a_clock_may_tick_at_another_pace),
      cmocka_unit_test(a_limit_is_cut_to_whole_pages),
      cmocka_unit_test(no_limit_of_v1_is_a_whole_number_of_pages),
      cmocka_unit_test_setup_teardown(each_kernel_has_its_own_word_for_no_limit,
                                      make_place, remove_place),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
