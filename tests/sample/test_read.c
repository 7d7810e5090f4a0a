#include "expect.h"

#include "place.h"
#include "sample/read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct reader reader;
static double value[METRIC_COUNT];
static char name[64];

static int start_anew(void **state) {
  (void)state;
  reader = (struct reader){.fd_by_size = 0};
  scale_init(&reader.scale, 100, 4096, 2);
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
  memset(name, 0, sizeof(name));
  return 0;
}

static int open_story(const char *story) {
  char path[512];
  int fd;

  snprintf(path, sizeof(path), "%s/%s", FIXTURES, story);
  fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  assert_true(fd >= 0);
  return fd;
}

/* All free files of a process, in its tick number `age`. */
static int look(int fd, unsigned long age) {
  struct turn turn = {.age = age, .since = 1};
  struct files files;
  uint64_t mark;

  files_init(&files, fd);
  (void)read_schedule(&reader, &files, value, &mark);
  return read_member(&reader, &files, &turn, value, name);
}

/* The process of a story, in its tick number `age`. */
static int read_story(const char *story, unsigned long age) {
  char path[128];
  int fd, r;

  snprintf(path, sizeof(path), "%s/proc/4242", story);
  fd = open_story(path);
  r = look(fd, age);
  close(fd);
  return r;
}

static int make_fresh_place(void **state) {
  return make_place(state) < 0 ? -1 : start_anew(NULL);
}

static void put_bytes(const struct place *place, const char *file,
                      const char *bytes, size_t length) {
  int fd =
      openat(place->fd, file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, bytes, length), length);
  close(fd);
}

static void put(const struct place *place, const char *file, const char *text) {
  put_bytes(place, file, text, strlen(text));
}

static void put_process(const struct place *place) {
  put(place, "status", "Name:\tshop\nState:\tR (running)\nThreads:\t1\n");
  put(place, "statm", "10 5 2 0 0 0 0\n");
  put(place, "schedstat", "1 2000000000 3\n");
  put(place, "limits", "Max open files  1024  20000  files\n");
  assert_int_equal(mkdirat(place->fd, "fd", 0700), 0);
  put(place, "fd/0", "");
}

static void the_free_files_of_a_process_fill_its_sample(void **state) {
  static const struct {
    enum metric_id id;
    double value;
  } rows[] = {
      {METRIC_STATE, 'S'},
      {METRIC_UID, 1033},
      {METRIC_RSS_ANON, 81920 * 1024.0},
      {METRIC_THREADS, 9},
      {METRIC_VM_SIZE, 202752 * 4096.0},
      {METRIC_MEM_RSS, 24064 * 4096.0},
      {METRIC_MEM_SHARED, 3584 * 4096.0},
      {METRIC_RUN_DELAY, 1.054624},
      {METRIC_LIMIT_FDS, 1024},
      {METRIC_FD_COUNT, 4},
  };

  (void)state;
  assert_int_equal(read_story("busy-server", 0), 0);
  assert_string_equal(name, "nginx");
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_near(value[rows[i].id], rows[i].value, 1e-9);
  assert_int_equal(troubles_sum(&reader.troubles), 0);
}

/* Of one that is being reaped the kernel prints no limits. */
static void of_a_file_with_keys_nothing_is_no_answer(void **state) {
  (void)state;
  assert_int_equal(read_take(&reader, SOURCE_IO, "", 0, value), -EBADMSG);
  assert_int_equal(read_take(&reader, SOURCE_STATUS, "", 0, value), -EBADMSG);
  assert_int_equal(troubles_sum(&reader.troubles), 2);
  assert_int_equal(read_take(&reader, SOURCE_LIMITS, "", 0, value), -ESRCH);
  assert_int_equal(troubles_sum(&reader.troubles), 2);
  assert_true(reader.stumbled);
}

static void guarded_files_are_left_to_the_lane(void **state) {
  (void)state;
  assert_int_equal(read_story("busy-server", 0), 0);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (sources[metrics[id].source].lane == LANE_GUARDED ||
        metrics[id].scope != SCOPE_MEMBER)
      expect_missing(value[id]);
}

/* Its other threads live on: what they use is not known, but it is not 0. */
static void a_zombie_has_no_memory_and_no_files_to_tell(void **state) {
  (void)state;
  assert_int_equal(read_story("zombie-leader", 0), 0);
  assert_string_equal(name, "leader");
  expect_near(value[METRIC_STATE], 'Z', 0);
  expect_near(value[METRIC_THREADS], 3, 0);
  expect_near(value[METRIC_LIMIT_FDS], 1024, 0);
  expect_missing(value[METRIC_VM_SIZE]);
  expect_missing(value[METRIC_MEM_RSS]);
  expect_missing(value[METRIC_MEM_SHARED]);
  expect_missing(value[METRIC_RSS_ANON]);
  expect_missing(value[METRIC_FD_COUNT]);
  assert_int_equal(troubles_sum(&reader.troubles), 0);
}

static void who_was_alive_before_leaves_nothing_to_the_zombie(void **state) {
  (void)state;
  assert_int_equal(read_story("busy-server", 0), 0);
  expect_near(value[METRIC_MEM_RSS], 24064 * 4096.0, 0);
  assert_int_equal(read_story("zombie-leader", 1), 0);
  expect_missing(value[METRIC_MEM_RSS]);
  expect_missing(value[METRIC_FD_COUNT]);
  expect_missing(value[METRIC_RSS_ANON]);
  expect_missing(value[METRIC_VM_DATA]);
}

/* Between the end of its memory and its own it is still told to run. */
static void who_exits_has_no_memory_rather_than_none_in_use(void **state) {
  (void)state;
  assert_int_equal(read_story("busy-server", 0), 0);
  assert_int_equal(read_story("exiting", 1), 0);
  expect_near(value[METRIC_STATE], 'R', 0);
  expect_missing(value[METRIC_VM_SIZE]);
  expect_missing(value[METRIC_MEM_RSS]);
  expect_missing(value[METRIC_MEM_SHARED]);
  expect_missing(value[METRIC_RSS_ANON]);
  expect_missing(value[METRIC_VM_SWAP]);
  expect_missing(value[METRIC_FD_COUNT]);
  expect_near(value[METRIC_LIMIT_FDS], 1024, 0);
  assert_int_equal(troubles_sum(&reader.troubles), 0);
}

/* All of its pages are swapped out: that is 0, and it has no file open. */
static void who_is_swapped_out_has_nothing_resident(void **state) {
  const struct place *place = *state;

  put(place, "status", "Name:\tshop\nState:\tS (sleeping)\n");
  put(place, "statm", "1000 0 0 1 0 50 0\n");
  assert_int_equal(mkdirat(place->fd, "fd", 0700), 0);
  assert_int_equal(look(place->fd, 0), 0);
  expect_near(value[METRIC_VM_SIZE], 4096000, 0);
  expect_near(value[METRIC_MEM_RSS], 0, 0);
  expect_near(value[METRIC_MEM_SHARED], 0, 0);
  expect_near(value[METRIC_FD_COUNT], 0, 0);
}

static void who_is_gone_is_told_and_not_counted(void **state) {
  const struct place *place = *state;

  assert_int_equal(look(place->fd, 0), -ESRCH);
  assert_int_equal(look(place->fd, 7), -ESRCH);
  assert_true(read_name(&reader, place->fd, value, name) < 0);
  assert_int_equal(troubles_sum(&reader.troubles), 0);
}

static void who_goes_while_we_read_is_not_counted_either(void **state) {
  const struct place *place = *state;

  put(place, "status", "Name:\tshop\nState:\tR (running)\n");
  assert_int_equal(look(place->fd, 0), 0);
  expect_near(value[METRIC_STATE], 'R', 0);
  expect_missing(value[METRIC_MEM_RSS]);
  expect_missing(value[METRIC_FD_COUNT]);
  assert_int_equal(troubles_sum(&reader.troubles), 0);
}

static void what_is_denied_is_missing_and_counted_by_source(void **state) {
  static const enum source_id denied[] = {SOURCE_STATM, SOURCE_SCHEDSTAT,
                                          SOURCE_LIMITS, SOURCE_FD};

  (void)state;
  assert_int_equal(read_story("denied", 0), 0);
  assert_int_equal(read_story("denied", 1), 0);
  expect_near(value[METRIC_THREADS], 9, 0);
  expect_missing(value[METRIC_MEM_RSS]);
  expect_missing(value[METRIC_FD_COUNT]);
  expect_missing(value[METRIC_LIMIT_FDS]);
  for (size_t i = 0; i < COUNT_OF(denied); i++)
    assert_int_equal(reader.troubles.denied[denied[i]],
                     denied[i] == SOURCE_LIMITS ? 1 : 2);
  assert_int_equal(troubles_sum(&reader.troubles), 7);
}

static void what_is_garbled_is_missing_and_counted_by_source(void **state) {
  (void)state;
  assert_int_equal(read_story("garbled", 0), 0);
  assert_string_equal(name, "nginx");
  expect_near(value[METRIC_THREADS], 9, 0);
  expect_near(value[METRIC_FD_COUNT], 1, 0);
  expect_missing(value[METRIC_MEM_RSS]);
  expect_missing(value[METRIC_RUN_DELAY]);
  expect_missing(value[METRIC_LIMIT_FDS]);
  assert_int_equal(reader.troubles.garbled[SOURCE_STATM], 1);
  assert_int_equal(reader.troubles.garbled[SOURCE_SCHEDSTAT], 1);
  assert_int_equal(reader.troubles.garbled[SOURCE_LIMITS], 1);
  assert_int_equal(troubles_sum(&reader.troubles), 3);
}

static void what_is_too_long_is_missing_and_counted_by_source(void **state) {
  const struct place *place = *state;
  static char text[70000];

  put_process(place);
  memset(text, '7', sizeof(text));
  put_bytes(place, "statm", text, sizeof(text));
  assert_int_equal(look(place->fd, 0), 0);
  expect_missing(value[METRIC_MEM_RSS]);
  expect_near(value[METRIC_FD_COUNT], 1, 0);
  assert_int_equal(reader.troubles.too_long[SOURCE_STATM], 1);
  assert_int_equal(troubles_sum(&reader.troubles), 1);
}

static void a_failure_forgets_what_was_known_before(void **state) {
  const struct place *place = *state;

  put_process(place);
  assert_int_equal(look(place->fd, 0), 0);
  expect_near(value[METRIC_MEM_RSS], 5 * 4096.0, 0);
  expect_near(value[METRIC_FD_COUNT], 1, 0);
  put(place, "statm", "10 oops\n");
  assert_int_equal(unlinkat(place->fd, "fd/0", 0), 0);
  assert_int_equal(unlinkat(place->fd, "fd", AT_REMOVEDIR), 0);
  assert_int_equal(look(place->fd, 1), 0);
  expect_missing(value[METRIC_MEM_RSS]);
  expect_missing(value[METRIC_FD_COUNT]);
  expect_near(value[METRIC_RUN_DELAY], 2, 1e-12);
}

static void a_file_is_read_when_it_is_due_and_kept_between(void **state) {
  const struct place *place = *state;
  unsigned every = sources[SOURCE_LIMITS].every;

  assert_true(every > 1);
  put_process(place);
  assert_int_equal(look(place->fd, 0), 0);
  put(place, "limits", "Max open files  2048  20000  files\n");
  put(place, "statm", "10 6 2 0 0 0 0\n");
  for (unsigned age = 1; age < every; age++) {
    assert_int_equal(look(place->fd, age), 0);
    expect_near(value[METRIC_LIMIT_FDS], 1024, 0);
    expect_near(value[METRIC_MEM_RSS], 6 * 4096.0, 0);
  }
  assert_int_equal(look(place->fd, every), 0);
  expect_near(value[METRIC_LIMIT_FDS], 2048, 0);
}

static void the_size_of_fd_counts_where_it_does(void **state) {
  const struct place *place = *state;
  struct stat found;

  put_process(place);
  assert_int_equal(fstatat(place->fd, "fd", &found, 0), 0);
  reader.fd_by_size = 1;
  assert_int_equal(look(place->fd, 0), 0);
  expect_near(value[METRIC_FD_COUNT], (double)found.st_size, 0);
}

static void a_name_is_read_from_status_alone(void **state) {
  int fd = open_story("hostile-name/proc/4242");

  (void)state;
  assert_int_equal(read_name(&reader, fd, value, name), 0);
  close(fd);
  assert_string_equal(name, "(evil) Z 1) R (x");
  expect_near(value[METRIC_STATE], 'S', 0);
  expect_near(value[METRIC_UID], 1033, 0);
  expect_missing(value[METRIC_MEM_RSS]);
  expect_missing(value[METRIC_FD_COUNT]);
}

static void a_reading_of_the_lane_is_taken_like_our_own(void **state) {
  static const struct {
    const char *bytes;
    long length; /* 0: that of the bytes */
    int result;
    unsigned long denied, garbled, too_long;
  } rows[] = {
      {"rchar: 7\n", 0, 0, 0, 0, 0},   {"rchar: x\n", 0, -EBADMSG, 0, 1, 0},
      {"", -EACCES, -EACCES, 1, 1, 0}, {"", -EPERM, -EPERM, 2, 1, 0},
      {"", -E2BIG, -E2BIG, 2, 1, 1},   {"", -ENOENT, -ENOENT, 2, 1, 1},
      {"", -ESRCH, -ESRCH, 2, 1, 1},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    long length = rows[i].length ? rows[i].length : (long)strlen(rows[i].bytes);

    value[METRIC_RCHAR] = value[METRIC_WCHAR] = value[METRIC_MEM_RSS] = 4711;
    assert_int_equal(
        read_take(&reader, SOURCE_IO, rows[i].bytes, length, value),
        rows[i].result);
    expect_near(value[METRIC_MEM_RSS], 4711, 0);
    expect_missing(value[METRIC_WCHAR]);
    if (rows[i].result < 0)
      expect_missing(value[METRIC_RCHAR]);
    else
      expect_near(value[METRIC_RCHAR], 7, 0);
    assert_int_equal(reader.troubles.denied[SOURCE_IO], rows[i].denied);
    assert_int_equal(reader.troubles.garbled[SOURCE_IO], rows[i].garbled);
    assert_int_equal(reader.troubles.too_long[SOURCE_IO], rows[i].too_long);
  }
  assert_int_equal(troubles_sum(&reader.troubles), 4);
}

/* hidepid=1 does so; the right to read io is another matter, see above. */
static void who_is_listed_but_hidden_is_not_there(void **state) {
  static const enum source_id of_a_process[] = {SOURCE_STATUS, SOURCE_SCHEDSTAT,
                                                SOURCE_STATM, SOURCE_FD};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(of_a_process); i++)
    assert_int_equal(read_take(&reader, of_a_process[i], NULL, -EPERM, value),
                     -EPERM);
  assert_int_equal(troubles_sum(&reader.troubles), 0);
  assert_int_equal(read_take(&reader, SOURCE_MEMINFO, NULL, -EPERM, value),
                   -EPERM);
  assert_int_equal(troubles_sum(&reader.troubles), 1);
}

static void the_files_of_a_host_fill_its_sample(void **state) {
  static const struct {
    enum metric_id id;
    double value;
  } rows[] = {
      {METRIC_MEM_TOTAL, 24684084 * 1024.0},
      {METRIC_SWAP_FREE, 8000000 * 1024.0},
      {METRIC_NR_WRITEBACK, 37 * 4096.0},
      {METRIC_SWAP_OUT, 222},
      {METRIC_PSI_CPU_SOME, 12.48},
      {METRIC_PSI_IO_FULL_TOTAL, 14.109543},
      {METRIC_PSI_MEMORY_SOME, 1.25},
      {METRIC_PSI_MEMORY_FULL_TOTAL, 0.9},
      {METRIC_SWAPPINESS, 60},
      {METRIC_DIRTY_EXPIRE, 3000},
      {METRIC_DIRTY_WRITEBACK, 500},
      {METRIC_DIRTY_RATIO, 20},
      {METRIC_DIRTY_BACKGROUND_RATIO, 10},
      {METRIC_DIRTY_BYTES, 0},
      {METRIC_TASK_DELAYACCT, 0},
      {METRIC_HOST_TASKS, 312},
      {METRIC_THREADS_MAX, 62844},
      {METRIC_PID_MAX, 32768},
      {METRIC_MAX_MAP_COUNT, 65530},
  };
  int fd = open_story("quiet-host/proc");

  (void)state;
  read_host(&reader, fd, 0, value);
  close(fd);
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    expect_near(value[rows[i].id], rows[i].value, 1e-9);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].scope == SCOPE_HOST &&
        metrics[id].source != SOURCE_DERIVED) {
      if (isnan(value[id]))
        fail_msg("%s is missing", metrics[id].name);
    } else {
      expect_missing(value[id]);
    }
  assert_int_equal(troubles_sum(&reader.troubles), 0);
}

/* A kernel without pressure, and nothing below sys. */
static void what_a_host_does_not_have_is_missing_and_no_trouble(void **state) {
  const struct place *place = *state;

  put(place, "meminfo", "MemTotal:  1024 kB\n");
  read_host(&reader, place->fd, 0, value);
  expect_near(value[METRIC_MEM_TOTAL], 1048576, 0);
  expect_missing(value[METRIC_MEM_AVAILABLE]);
  expect_missing(value[METRIC_PSI_IO_SOME]);
  expect_missing(value[METRIC_SWAPPINESS]);
  assert_int_equal(troubles_sum(&reader.troubles), 0);
}

static void settings_of_the_kernel_are_kept_between(void **state) {
  const struct place *place = *state;
  unsigned every = sources[SOURCE_SWAPPINESS].every;

  assert_true(every > 1);
  assert_int_equal(mkdirat(place->fd, "sys", 0700), 0);
  assert_int_equal(mkdirat(place->fd, "sys/vm", 0700), 0);
  put(place, "sys/vm/swappiness", "60\n");
  put(place, "meminfo", "MemAvailable:  1 kB\n");
  read_host(&reader, place->fd, 0, value);
  put(place, "sys/vm/swappiness", "10\n");
  put(place, "meminfo", "MemAvailable:  2 kB\n");
  read_host(&reader, place->fd, every - 1, value);
  expect_near(value[METRIC_SWAPPINESS], 60, 0);
  expect_near(value[METRIC_MEM_AVAILABLE], 2048, 0);
  read_host(&reader, place->fd, every, value);
  expect_near(value[METRIC_SWAPPINESS], 10, 0);
}

/* The devices that read_disks() told of. */
struct devices {
  int count;
  char name[8][64];
  double value[8][METRIC_COUNT];
};

static void take_device(void *context, const char *device,
                        const double *numbers) {
  struct devices *devices = context;

  assert_true(devices->count < 8);
  snprintf(devices->name[devices->count], 64, "%s", device);
  memcpy(devices->value[devices->count++], numbers,
         sizeof(double) * METRIC_COUNT);
}

static void devices_that_did_something_are_told_of(void **state) {
  struct devices devices = {0};
  int fd = open_story("quiet-host/proc");

  (void)state;
  assert_int_equal(read_disks(&reader, fd, take_device, &devices), 0);
  close(fd);
  assert_int_equal(devices.count, 3);
  assert_string_equal(devices.name[0], "vda");
  assert_string_equal(devices.name[1], "sda");
  assert_string_equal(devices.name[2], "sda1");
  expect_near(devices.value[0][METRIC_DISK_READS], 99856, 0);
  expect_near(devices.value[0][METRIC_DISK_WRITE_TIME], 29.523, 1e-9);
  expect_near(devices.value[0][METRIC_DISK_QUEUE], 0, 0);
  expect_near(devices.value[0][METRIC_DISK_BUSY_TIME], 37.332, 1e-9);
  expect_near(devices.value[1][METRIC_DISK_READS], 0, 0);
  expect_near(devices.value[1][METRIC_DISK_WRITES], 42, 0);
  expect_near(devices.value[1][METRIC_DISK_QUEUE], 3, 0);
  expect_near(devices.value[2][METRIC_DISK_WRITES], 0, 0);
  assert_int_equal(troubles_sum(&reader.troubles), 0);
}

/* Style rule 5: a sample starts all missing. */
static void a_device_tells_of_nothing_but_itself(void **state) {
  struct devices devices = {0};
  int fd = open_story("quiet-host/proc");

  (void)state;
  assert_int_equal(read_disks(&reader, fd, take_device, &devices), 0);
  close(fd);
  for (int i = 0; i < devices.count; i++)
    for (int id = 0; id < METRIC_COUNT; id++)
      if (metrics[id].source != SOURCE_DISKSTATS &&
          !isnan(devices.value[i][id]))
        fail_msg("%s tells %s", devices.name[i], metrics[id].name);
}

static void a_file_of_devices_may_be_absent_empty_or_garbled(void **state) {
  const struct place *place = *state;
  struct devices devices = {0};

  assert_int_equal(read_disks(&reader, place->fd, take_device, &devices),
                   -ENOENT);
  assert_int_equal(troubles_sum(&reader.troubles), 0);
  put(place, "diskstats", "");
  assert_int_equal(read_disks(&reader, place->fd, take_device, &devices), 0);
  assert_int_equal(devices.count, 0);
  put(place, "diskstats", "8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n8 1 sda1 1 2 3\n");
  assert_int_equal(read_disks(&reader, place->fd, take_device, &devices),
                   -EBADMSG);
  assert_int_equal(devices.count, 1);
  assert_int_equal(reader.troubles.garbled[SOURCE_DISKSTATS], 1);
}

static void all_troubles_make_the_sum(void **state) {
  struct troubles troubles = {0};

  (void)state;
  assert_int_equal(troubles_sum(&troubles), 0);
  troubles.denied[0] = 1;
  troubles.garbled[SOURCE_COUNT - 1] = 20;
  troubles.too_long[SOURCE_IO] = 300;
  assert_int_equal(troubles_sum(&troubles), 321);
}

#define ANEW(f) cmocka_unit_test_setup(f, start_anew)
#define IN_A_PLACE(f)                                                          \
  cmocka_unit_test_setup_teardown(f, make_fresh_place, remove_place)

/* Room for kept files, and what of it is left. */
/* The soft limit may be 1024, as it is for who starts a shell. */
static void allow_high_fds(void) {
  struct rlimit limit;

  assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = limit.rlim_max;
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static void keep_files(struct files *files, const struct place *place,
                       long spare) {
  files_init(files, place->fd);
  files->keep = true;
  reader.spare_fds = spare;
}

static void a_file_that_is_kept_open_is_read_anew(void **state) {
  const struct place *place = *state;
  struct turn turn = {.age = 0, .since = 1};
  struct files files;

  allow_high_fds();
  keep_files(&files, place, 100);
  put(place, "status", "Name:\tx\nThreads:\t1\n");
  assert_int_equal(read_member(&reader, &files, &turn, value, name), 0);
  assert_true(files.fd[SOURCE_STATUS] > 1023);
  put(place, "status", "Name:\ty\nThreads:\t2\n");
  turn.age = 1;
  assert_int_equal(read_member(&reader, &files, &turn, value, name), 0);
  expect_near(value[METRIC_THREADS], 2, 0);
  assert_string_equal(name, "y");
  files_close(&files, &reader);
  assert_int_equal(files.fd[SOURCE_STATUS], -1);
  assert_int_equal(reader.spare_fds, 100);
}

static void
no_more_files_are_kept_open_than_there_are_fds_to_spare(void **state) {
  const struct place *place = *state;
  struct turn turn = {.age = 0, .since = 1};
  struct files files;

  keep_files(&files, place, 1);
  put(place, "status", "Name:\tx\nThreads:\t1\n");
  put(place, "statm", "1 2 3 4 5 6 7\n");
  assert_int_equal(read_member(&reader, &files, &turn, value, name), 0);
  assert_int_equal(reader.spare_fds, 0);
  assert_true(files.fd[SOURCE_STATUS] >= 0);
  assert_int_equal(files.fd[SOURCE_STATM], -1);
  expect_near(value[METRIC_MEM_RSS], 2 * reader.scale.per_unit[UNIT_PAGE], 0);
  files_close(&files, &reader);
}

static void
what_cools_keeps_only_the_file_that_tells_whether_it_ran(void **state) {
  const struct place *place = *state;
  struct turn turn = {.age = 0, .since = 1};
  struct files files;
  uint64_t mark;

  keep_files(&files, place, 10);
  put(place, "status", "Name:\tx\nThreads:\t1\n");
  put(place, "schedstat", "5 6 7\n");
  (void)read_schedule(&reader, &files, value, &mark);
  assert_int_equal(read_member(&reader, &files, &turn, value, name), 0);
  files_cool(&files, &reader);
  assert_int_equal(reader.spare_fds, 9);
  assert_true(files.fd[SOURCE_SCHEDSTAT] >= 0);
  files_close(&files, &reader);
}

static uint64_t mark_of(const struct place *place, const char *schedstat) {
  struct files files;
  uint64_t mark;

  files_init(&files, place->fd);
  put(place, "schedstat", schedstat);
  (void)read_schedule(&reader, &files, value, &mark);
  return mark;
}

static void the_mark_changes_with_any_number_of_schedstat(void **state) {
  const struct place *place = *state;
  uint64_t mark = mark_of(place, "1000 2000 3\n");

  assert_true(mark != 0);
  assert_true(mark == mark_of(place, "1000 2000 3\n"));
  assert_true(mark != mark_of(place, "1001 2000 3\n"));
  assert_true(mark != mark_of(place, "1000 2001 3\n"));
  assert_true(mark != mark_of(place, "1000 2000 4\n"));
}

static void a_kernel_that_does_not_count_gives_no_mark(void **state) {
  const struct place *place = *state;

  assert_true(mark_of(place, "0 0 0\n") == 0);
  assert_true(mark_of(place, "") == 0);
}

static void
a_file_of_every_tenth_tick_is_due_when_ticks_were_left_out(void **state) {
  (void)state;
  assert_true(read_is_due(SOURCE_LIMITS, &(struct turn){0, 1}));
  assert_false(read_is_due(SOURCE_LIMITS, &(struct turn){1, 1}));
  assert_true(read_is_due(SOURCE_LIMITS, &(struct turn){10, 1}));
  assert_true(read_is_due(SOURCE_LIMITS, &(struct turn){12, 5}));
  assert_false(read_is_due(SOURCE_LIMITS, &(struct turn){19, 9}));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      ANEW(the_free_files_of_a_process_fill_its_sample),
      ANEW(of_a_file_with_keys_nothing_is_no_answer),
      ANEW(guarded_files_are_left_to_the_lane),
      ANEW(a_zombie_has_no_memory_and_no_files_to_tell),
      ANEW(who_was_alive_before_leaves_nothing_to_the_zombie),
      ANEW(who_exits_has_no_memory_rather_than_none_in_use),
      IN_A_PLACE(who_is_swapped_out_has_nothing_resident),
      IN_A_PLACE(who_is_gone_is_told_and_not_counted),
      IN_A_PLACE(who_goes_while_we_read_is_not_counted_either),
      ANEW(what_is_denied_is_missing_and_counted_by_source),
      ANEW(what_is_garbled_is_missing_and_counted_by_source),
      IN_A_PLACE(what_is_too_long_is_missing_and_counted_by_source),
      IN_A_PLACE(a_failure_forgets_what_was_known_before),
      IN_A_PLACE(a_file_is_read_when_it_is_due_and_kept_between),
      IN_A_PLACE(the_size_of_fd_counts_where_it_does),
      ANEW(a_name_is_read_from_status_alone),
      ANEW(a_reading_of_the_lane_is_taken_like_our_own),
      ANEW(who_is_listed_but_hidden_is_not_there),
      ANEW(the_files_of_a_host_fill_its_sample),
      IN_A_PLACE(what_a_host_does_not_have_is_missing_and_no_trouble),
      IN_A_PLACE(settings_of_the_kernel_are_kept_between),
      ANEW(devices_that_did_something_are_told_of),
      ANEW(a_device_tells_of_nothing_but_itself),
      IN_A_PLACE(a_file_of_devices_may_be_absent_empty_or_garbled),
      ANEW(all_troubles_make_the_sum),
      IN_A_PLACE(a_file_that_is_kept_open_is_read_anew),
      IN_A_PLACE(no_more_files_are_kept_open_than_there_are_fds_to_spare),
      IN_A_PLACE(what_cools_keeps_only_the_file_that_tells_whether_it_ran),
      IN_A_PLACE(the_mark_changes_with_any_number_of_schedstat),
      IN_A_PLACE(a_kernel_that_does_not_count_gives_no_mark),
      ANEW(a_file_of_every_tenth_tick_is_due_when_ticks_were_left_out),
  };

  return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}
