/* test_read_edges.c - files that just fit, disks that did one thing, and what
 * the host owes. */
#include "expect.h"

#include "place.h"
#include "sample/read.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* As in read.c: what is read of a file at most. */
enum { FILE_BYTES = 64 * 1024, DEVICE_NAME = 64 };

static struct reader reader;
static double value[METRIC_COUNT];

static int begin(void **state) {
  reader = (struct reader){.fd_by_size = 0};
  scale_init(&reader.scale, 100, 4096, 2);
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
  return make_place(state);
}

static void put(const struct place *place, const char *file, const char *text) {
  int fd =
      openat(place->fd, file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), strlen(text));
  close(fd);
}

/* A line, with blanks before its end, so that it has so many bytes. */
static void put_long(const struct place *place, const char *file,
                     const char *line, size_t length) {
  static char text[FILE_BYTES + 64];

  memset(text, ' ', sizeof(text));
  memcpy(text, line, strlen(line));
  text[length - 1] = '\n';
  text[length] = '\0';
  put(place, file, text);
}

static int look(const struct place *place, struct turn turn) {
  struct files files;
  char name[64];

  files_init(&files, place->fd);
  return read_member(&reader, &files, &turn, value, name);
}

/* Of a process one byte less: that it is all shows by what is left free. */
static void a_file_of_64_kib_just_fits(void **state) {
  const struct place *place = *state;

  put(place, "status", "Name:\tx\nState:\tR (running)\n");
  put_long(place, "statm", "10 5 2 0 0 0 0", FILE_BYTES - 1);
  assert_int_equal(look(place, (struct turn){1, 1}), 0);
  expect_near(value[METRIC_MEM_RSS], 5 * 4096.0, 0);
  put_long(place, "statm", "10 5 2 0 0 0 0", FILE_BYTES);
  assert_int_equal(look(place, (struct turn){2, 1}), 0);
  expect_missing(value[METRIC_MEM_RSS]);
  assert_int_equal(reader.troubles.too_long[SOURCE_STATM], 1);
}

static void a_file_of_the_host_of_64_kib_just_fits(void **state) {
  const struct place *place = *state;

  put_long(place, "meminfo", "MemTotal:  1 kB\n", FILE_BYTES);
  read_host(&reader, place->fd, 1, value);
  expect_near(value[METRIC_MEM_TOTAL], 1024, 0);
  put_long(place, "meminfo", "MemTotal:  1 kB\n", FILE_BYTES + 1);
  read_host(&reader, place->fd, 2, value);
  expect_missing(value[METRIC_MEM_TOTAL]);
  assert_int_equal(reader.troubles.too_long[SOURCE_MEMINFO], 1);
}

struct device {
  int count;
  char name[80];
  double reads, writes;
};

static void take(void *context, const char *name, const double *numbers) {
  struct device *device = context;

  device->count++;
  snprintf(device->name, sizeof(device->name), "%s", name);
  device->reads = numbers[METRIC_DISK_READS];
  device->writes = numbers[METRIC_DISK_WRITES];
}

static struct device disk_of(const struct place *place, const char *line) {
  struct device device = {0};

  put(place, "diskstats", line);
  assert_int_equal(read_disks(&reader, place->fd, take, &device), 0);
  return device;
}

static void a_device_is_told_from_its_first_request_on(void **state) {
  const struct place *place = *state;

  assert_int_equal(disk_of(place, "8 0 sda 0 0 0 0 0 0 0 0 0 10 11\n").count,
                   0);
  assert_int_equal(disk_of(place, "8 0 sda 1 0 0 0 0 0 0 0 0 10 11\n").count,
                   1);
  assert_int_equal(disk_of(place, "8 0 sda 0 0 0 0 1 0 0 0 0 10 11\n").count,
                   1);
  expect_near(disk_of(place, "8 0 sda 0 0 0 0 1 0 0 0 0 1 1\n").writes, 1, 0);
}

static void the_name_of_a_device_is_cut_behind_63_bytes(void **state) {
  const struct place *place = *state;
  char line[160], longest[DEVICE_NAME];

  memset(longest, 'd', sizeof(longest));
  longest[DEVICE_NAME - 1] = '\0';
  snprintf(line, sizeof(line), "8 0 %s 1 0 0 0 0 0 0 0 0 1 1\n", longest);
  assert_string_equal(disk_of(place, line).name, longest);
  snprintf(line, sizeof(line), "8 0 %sx 1 0 0 0 0 0 0 0 0 1 1\n", longest);
  assert_string_equal(disk_of(place, line).name, longest);
}

/* Numbers everywhere where a sample could stand. */
static void paint_the_stack(void) {
  volatile double room[32768];

  for (size_t i = 0; i < COUNT_OF(room); i++)
    room[i] = 7;
}

static void take_strange(void *context, const char *name,
                         const double *numbers) {
  (void)name;
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].source != SOURCE_DISKSTATS)
      *(int *)context += !isnan(numbers[id]);
}

static void a_device_tells_of_no_other_metric(void **state) {
  const struct place *place = *state;
  int strange = 0;

  put(place, "diskstats", "8 0 sda 1 0 0 0 0 0 0 0 0 1 1\n");
  paint_the_stack();
  assert_int_equal(read_disks(&reader, place->fd, take_strange, &strange), 0);
  assert_int_equal(strange, 0);
}

/* What has no end may be the beginning of another number. */
static void a_list_of_disks_that_is_cut_or_empty_tells_of_none(void **state) {
  static const struct {
    const char *text;
    int result, devices;
  } rows[] = {
      {"", 0, 0},
      {"\n", -EBADMSG, 0},
      {"8 0 sda 1 0 0 0 0 0 0 0 0 1 1", -EBADMSG, 0},
      {"8 0 sda 1 0 0 0 0 0 0 0 0 1 1\n8 1 sdb 1 0 0 0 0 0 0 0 0 1 1", -EBADMSG,
       1},
  };
  unsigned long troubles = 0;

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    const struct place *place = *state;
    struct device device = {0};

    put(place, "diskstats", rows[i].text);
    assert_int_equal(read_disks(&reader, place->fd, take, &device),
                     rows[i].result);
    assert_int_equal(device.count, rows[i].devices);
    troubles += rows[i].result < 0;
    assert_int_equal(troubles_sum(&reader.troubles), troubles);
  }
}

static void a_list_of_disks_of_64_kib_just_fits(void **state) {
  const struct place *place = *state;
  struct device device = {0};

  put_long(place, "diskstats", "8 0 sda 1 0 0 0 0 0 0 0 0 1 1", FILE_BYTES);
  assert_int_equal(read_disks(&reader, place->fd, take, &device), 0);
  assert_int_equal(device.count, 1);
  put_long(place, "diskstats", "8 0 sda 1 0 0 0 0 0 0 0 0 1 1", FILE_BYTES + 1);
  assert_int_equal(read_disks(&reader, place->fd, take, &device), -E2BIG);
  assert_int_equal(device.count, 1);
}

static void put_settings(const struct place *place, const char *text) {
  put(place, "sys/vm/swappiness", text);
  put(place, "sys/vm/dirty_expire_centisecs", text);
  put(place, "sys/vm/dirty_writeback_centisecs", text);
}

/* A setting is read each tenth tick; one that could not be, in the next. Its
 * neighbours are not read for its sake, before or behind it. */
static void what_could_not_be_read_is_owed(void **state) {
  const struct place *place = *state;

  assert_int_equal(mkdirat(place->fd, "sys", 0700), 0);
  assert_int_equal(mkdirat(place->fd, "sys/vm", 0700), 0);
  put_settings(place, "60\n");
  put(place, "sys/vm/dirty_expire_centisecs", "x\n");
  read_host(&reader, place->fd, 0, value);
  expect_missing(value[METRIC_DIRTY_EXPIRE]);
  put_settings(place, "10\n");
  read_host(&reader, place->fd, 1, value);
  expect_near(value[METRIC_DIRTY_EXPIRE], 10, 0);
  expect_near(value[METRIC_SWAPPINESS], 60, 0);
  expect_near(value[METRIC_DIRTY_WRITEBACK], 60, 0);
  put_settings(place, "20\n");
  read_host(&reader, place->fd, 2, value);
  expect_near(value[METRIC_DIRTY_EXPIRE], 10, 0); /* nothing is owed */
  read_host(&reader, place->fd, 10, value);
  expect_near(value[METRIC_SWAPPINESS], 20, 0);
}

/* What is not there is not owed: a kernel without it is asked seldom. */
static void what_is_not_there_is_not_owed(void **state) {
  const struct place *place = *state;

  read_host(&reader, place->fd, 0, value);
  assert_int_equal(mkdirat(place->fd, "sys", 0700), 0);
  assert_int_equal(mkdirat(place->fd, "sys/vm", 0700), 0);
  put_settings(place, "60\n");
  read_host(&reader, place->fd, 1, value);
  expect_missing(value[METRIC_SWAPPINESS]);
  read_host(&reader, place->fd, 10, value);
  expect_near(value[METRIC_SWAPPINESS], 60, 0);
}

/* `limits` is read each tenth tick. */
static void a_file_is_due_where_its_tick_was_or_was_left_out(void **state) {
  static const struct {
    struct turn turn;
    bool is_due;
  } rows[] = {
      {{0, 0}, true},  {{0, 1}, true},   {{1, 1}, false},  {{9, 1}, false},
      {{9, 9}, false}, {{9, 10}, true},  {{10, 1}, true},  {{11, 1}, false},
      {{11, 2}, true}, {{19, 9}, false}, {{19, 10}, true}, {{10, 0}, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    if (read_is_due(SOURCE_LIMITS, &rows[i].turn) != rows[i].is_due)
      fail_msg("row %zu", i);
    assert_true(read_is_due(SOURCE_STATM, &rows[i].turn));
  }
}

static void a_struct_of_files_begins_with_none_open(void **state) {
  struct {
    struct files files;
    int behind;
  } room;

  (void)state;
  memset(&room, 0, sizeof(room));
  files_init(&room.files, 5);
  for (int id = 0; id < SOURCES_KEPT; id++)
    assert_int_equal(room.files.fd[id], -1);
  assert_int_equal(room.files.dirfd, 5);
  assert_int_equal(room.behind, 0);
  files_close(&room.files, &reader);
  assert_int_equal(reader.spare_fds, 0);
}

/* Each tick, while it is hot: only what is read in each. */
static void what_is_read_seldom_is_not_kept_open(void **state) {
  const struct place *place = *state;
  struct turn turn = {0, 1};
  struct files files;
  char name[64];

  put(place, "status", "Name:\tx\nState:\tR (running)\n");
  put(place, "limits", "Max open files  1024  20000  files\n");
  put(place, "statm", "10 5 2 0 0 0 0\n");
  files_init(&files, place->fd);
  files.keep = true;
  reader.spare_fds = 5;
  assert_int_equal(read_member(&reader, &files, &turn, value, name), 0);
  expect_near(value[METRIC_LIMIT_FDS], 1024, 0);
  assert_int_equal(files.fd[SOURCE_LIMITS], -1);
  assert_true(files.fd[SOURCE_STATUS] >= 0);
  assert_int_equal(files.fd[SOURCE_FD], -1); /* there is none */
  assert_int_equal(reader.spare_fds, 3);
  files_close(&files, &reader);
  assert_int_equal(reader.spare_fds, 5);
}

static void a_name_has_63_bytes_and_an_end(void **state) {
  const struct place *place = *state;
  char longest[64], text[160];
  struct {
    char name[64], behind;
  } room = {.behind = '!'};

  memset(longest, 'n', sizeof(longest));
  longest[63] = '\0';
  for (int more = 0; more < 2; more++) {
    snprintf(text, sizeof(text), "Name:\t%s%s\nState:\tS (x)\n", longest,
             more ? "n" : "");
    put(place, "status", text);
    assert_int_equal(read_name(&reader, place->fd, value, room.name), 0);
    assert_string_equal(room.name, longest);
    assert_int_equal(room.behind, '!');
  }
}

/* The name is what it was; one that is empty is told as such. */
static void a_status_of_nothing_has_no_name(void **state) {
  const struct place *place = *state;
  char name[64] = "before";

  put(place, "status", "");
  assert_int_equal(read_name(&reader, place->fd, value, name), -EBADMSG);
  assert_string_equal(name, "before");
  put(place, "status", "\n");
  (void)read_name(&reader, place->fd, value, name);
  assert_string_equal(name, "");
}

static void a_schedstat_of_127_bytes_just_fits(void **state) {
  const struct place *place = *state;
  struct files files;
  uint64_t mark = 0;

  files_init(&files, place->fd);
  put_long(place, "schedstat", "1 2000000000 3", 127);
  assert_int_equal(read_schedule(&reader, &files, value, &mark), 0);
  expect_near(value[METRIC_RUN_DELAY], 2, 1e-12);
  assert_true(mark != 0);
  put_long(place, "schedstat", "1 2000000000 3", 128);
  assert_int_equal(read_schedule(&reader, &files, value, &mark), -E2BIG);
  assert_true(mark == 0);
  expect_missing(value[METRIC_RUN_DELAY]);
}

static void what_cannot_be_read_has_no_mark(void **state) {
  const struct place *place = *state;
  struct files files;
  uint64_t mark = 5;

  files_init(&files, place->fd);
  assert_int_equal(read_schedule(&reader, &files, value, &mark), -ENOENT);
  assert_true(mark == 0);
}

static long stumble(long r) {
  reader.stumbled = false;
  assert_int_equal(read_complain(&reader, SOURCE_IO, r), r);
  return reader.stumbled;
}

/* What may be readable the next time. */
static void whoever_is_denied_or_gone_has_not_stumbled(void **state) {
  (void)state;
  assert_int_equal(stumble(-ENOENT), 0);
  assert_int_equal(stumble(-EACCES), 0);
  assert_int_equal(stumble(-EPERM), 0);
  assert_int_equal(stumble(-ESRCH), 1);
  assert_int_equal(stumble(-EBADMSG), 1);
  assert_int_equal(stumble(-EMFILE), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, remove_place)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(a_file_of_64_kib_just_fits),
      TEST(a_file_of_the_host_of_64_kib_just_fits),
      TEST(a_device_is_told_from_its_first_request_on),
      TEST(the_name_of_a_device_is_cut_behind_63_bytes),
      TEST(a_device_tells_of_no_other_metric),
      TEST(a_list_of_disks_that_is_cut_or_empty_tells_of_none),
      TEST(a_name_has_63_bytes_and_an_end),
      TEST(a_status_of_nothing_has_no_name),
      TEST(a_schedstat_of_127_bytes_just_fits),
      TEST(what_cannot_be_read_has_no_mark),
      TEST(a_list_of_disks_of_64_kib_just_fits),
      TEST(what_could_not_be_read_is_owed),
      TEST(what_is_not_there_is_not_owed),
      TEST(a_file_is_due_where_its_tick_was_or_was_left_out),
      TEST(a_struct_of_files_begins_with_none_open),
      TEST(what_is_read_seldom_is_not_kept_open),
      TEST(whoever_is_denied_or_gone_has_not_stumbled),
  };

  return cmocka_run_group_tests_name("read, at the edge", tests, NULL, NULL);
}
