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

enum { TEXT_BYTES = 16 * 1024 };

/* One machine: what is told in pages is told in kB too, by another file. */
struct machine {
  const char *host, *process; /* stories */
  double page_bytes, ticks_per_s;
  double dirty_threshold, dirty_background; /* pages */
  double cpu_user_ticks;
};

static const struct machine machines[] = {
    {"quiet-host", "busy-server", 4096, 100, 1212963, 605741, 250},
    {"pages-16k", "pages-16k", 16384, 100, 157286, 78547, 51234},
    {"pages-64k", "pages-64k", 65536, 100, 380108, 189826, 51234},
    {"pages-64k", "pages-64k", 65536, 1000, 380108, 189826, 51234},
};

static double value[METRIC_COUNT];

static void forget(void) {
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
}

static struct reader reader_on(const struct machine *machine) {
  struct reader reader = {.fd_by_size = 0};

  scale_init(&reader.scale, machine->ticks_per_s, machine->page_bytes, 8);
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

static void a_process_tells_the_same_in_pages_and_in_kib(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(machines); i++) {
    int fd = open_at(machines[i].process, "proc/4242");
    struct reader reader = reader_on(&machines[i]);
    struct turn turn = {.since = 1};
    struct files files;
    char name[64];

    forget();
    files_init(&files, fd);
    assert_int_equal(read_member(&reader, &files, &turn, value, name), 0);
    expect_near(value[METRIC_VM_SIZE], told_in_kib(fd, "status", "VmSize:"), 0);
    expect_near(value[METRIC_MEM_RSS], told_in_kib(fd, "status", "VmRSS:"), 0);
    expect_near(value[METRIC_MEM_RSS],
                value[METRIC_RSS_ANON] + value[METRIC_RSS_FILE] +
                    value[METRIC_RSS_SHMEM],
                0);
    expect_near(value[METRIC_MEM_SHARED],
                value[METRIC_RSS_FILE] + value[METRIC_RSS_SHMEM], 0);
    assert_int_equal(troubles_sum(&reader.troubles), 0);
    close(fd);
  }
}

/* nr_dirty is told in pages, Dirty in kB; both of the same moment. */
static void a_host_tells_the_same_in_pages_and_in_kib(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(machines); i++) {
    int fd = open_at(machines[i].host, "proc");
    struct reader reader = reader_on(&machines[i]);
    double page = machines[i].page_bytes;

    forget();
    read_host(&reader, fd, 0, value);
    expect_near(value[METRIC_NR_DIRTY], told_in_kib(fd, "meminfo", "Dirty:"),
                0);
    if (page > 4096) /* the first was put together of two moments */
      expect_near(value[METRIC_NR_WRITEBACK],
                  told_in_kib(fd, "meminfo", "Writeback:"), 0);
    expect_near(value[METRIC_NR_DIRTY_THRESHOLD],
                machines[i].dirty_threshold * page, 0);
    expect_near(value[METRIC_NR_DIRTY_BACKGROUND],
                machines[i].dirty_background * page, 0);
    expect_near(value[METRIC_MEM_AVAILABLE],
                told_in_kib(fd, "meminfo", "MemAvailable:"), 0);
    close(fd);
  }
}

static void a_clock_may_tick_at_another_pace(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT_OF(machines); i++) {
    int fd = open_at(machines[i].process, "proc/4242");
    struct reader reader = reader_on(&machines[i]);
    char buffer[TEXT_BYTES];
    long length = file_read_at(fd, "stat", buffer, sizeof(buffer));

    forget();
    assert_int_equal(read_take(&reader, SOURCE_STAT, buffer, length, value), 0);
    expect_near(value[METRIC_CPU_USER],
                machines[i].cpu_user_ticks / machines[i].ticks_per_s, 1e-9);
    close(fd);
  }
}

/* A process in a cgroup, and the limit that it meets; NaN: none. */
static void check_limit(const char *story, const char *membership, double limit,
                        double usage) {
  int sysfd = open_at(story, "sys");
  struct cgroup_set *set = cgroup_set_new(sysfd);
  double found = NAN, used = NAN;
  int handle;

  assert_non_null(set);
  handle = cgroup_find(set, CGROUP_MEMORY, text_of_string(membership), 1);
  if (handle >= 0)
    cgroup_room(set, handle, 1, &found, &used);
  expect_same(found, limit);
  expect_same(used, usage);
  cgroup_set_free(set);
  close(sysfd);
}

static void no_limit_of_v1_is_a_whole_number_of_pages(void **state) {
  (void)state;
  check_limit("pages-64k", "9:memory:/system.slice/shop.service\n", 4294967296,
              1074200576);
  check_limit("pages-64k", "9:memory:/system.slice/free.service\n", NAN, NAN);
  check_limit("pages-64k", "9:memory:/\n", NAN, NAN);
  check_limit("pages-16k", "0::/user.slice/app.scope\n", 2147483648,
              1057046528);
  check_limit("pages-16k", "0::/user.slice\n", NAN, NAN);
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
      cmocka_unit_test(a_host_tells_the_same_in_pages_and_in_kib),
      cmocka_unit_test(a_clock_may_tick_at_another_pace),
      cmocka_unit_test(no_limit_of_v1_is_a_whole_number_of_pages),
      cmocka_unit_test_setup_teardown(each_kernel_has_its_own_word_for_no_limit,
                                      make_place, remove_place),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
