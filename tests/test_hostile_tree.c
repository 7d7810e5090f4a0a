/*
 * test_hostile_tree.c - an agent among processes that mean no good: their
 * names, numbers beyond all bounds, many files and threads, deep cgroups.
 */
#include "expect.h"

#include "hostile.h"
#include "scene.h"

#include <inttypes.h>

/* HOSTILE=all: as many as there are, which takes minutes. */
static int share(int most, int some) {
  const char *wish = getenv("HOSTILE");

  return wish && strcmp(wish, "all") == 0 ? most : some;
}

/* "target/type/instance" as collect.h has it. */
static void expect_plain_record(const struct collected_record *record) {
  char name[sizeof(record->name)], *rest = name, *part;
  int parts = 0;

  snprintf(name, sizeof(name), "%s", record->name);
  while ((part = strsep(&rest, "/"))) {
    parts++;
    if (!hostile_is_plain(part, false))
      fail_msg("%s is no identifier", record->name);
  }
  assert_true(parts == 2 || parts == 3);
  for (int i = 0; i < 2; i++)
    if (isinf(record->value[i]))
      fail_msg("%s is infinite", record->name);
}

static bool ends_with(const char *name, const char *ending) {
  size_t length = strlen(name), tail = strlen(ending);

  return length >= tail && strcmp(name + length - tail, ending) == 0;
}

static void expect_sane_value(const struct collected_record *record) {
  double value = record->value[0];

  if (strstr(record->name, "/duration/") && !(value >= 0))
    fail_msg("%s is %g", record->name, value);
  if (ends_with(record->name, "_probability") && !(value >= 0 && value <= 100))
    fail_msg("%s is %g", record->name, value);
  if (strstr(record->name, "/percent/") && (value < 0 || value > 100))
    fail_msg("%s is %g", record->name, value);
  if (value < 0 || isinf(value))
    fail_msg("%s is %g", record->name, value);
}

static void expect_sane(const struct scene *scene) {
  const struct collection *all = scene->all;

  assert_true(all->records > 0);
  for (size_t i = 0; i < all->records; i++) {
    expect_plain_record(&all->record[i]);
    expect_sane_value(&all->record[i]);
  }
  for (size_t i = 0; i < all->notices; i++) {
    assert_true(hostile_is_clean(all->notice[i].message));
    assert_true(hostile_is_clean(all->notice[i].command));
    assert_true(hostile_is_plain(all->notice[i].target, false));
    assert_true(hostile_is_plain(all->notice[i].wall, false));
  }
  for (size_t i = 0; i < all->sayings; i++)
    assert_true(hostile_is_clean(all->saying[i]));
}

/* --- names -----------------------------------------------------------------
 */

enum { CROWD = 64, FIRST_PID = 1000 };

static void dress(struct scene *scene, struct dice *dice, int place,
                  int number) {
  char name[HOSTILE_BYTES], escaped[2 * HOSTILE_BYTES], path[64];
  struct process process;

  hostile_name(dice, number, name);
  hostile_escape(name, escaped);
  process = process_of(FIRST_PID + place, escaped, 4);
  process.cmdline = name;
  snprintf(path, sizeof(path), "%d", process.pid);
  tree_remove(&scene->tree, path);
  tree_process(&scene->tree, &process);
}

/* All of one crowd are followed, in groups of what they call themselves and
 * each by itself; then comes the next. */
static void a_crowd_of_any_names_makes_plain_series(void **state) {
  int count = share(HOSTILE_ALL, HOSTILE_SINGLE + HOSTILE_CHOSEN + CROWD);
  struct dice dice = hostile_dice();
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "MaxGroups", "64", NULL);
  option(&scene, "PerProcess", "2", NULL);
  option(&scene, "ProcessMatch", "$1", "^(.*)$");
  option(&scene, "ProcessMatch", "rest", ".");
  begin(&scene);
  for (int number = 0; number < count;) {
    for (int place = 0; place < CROWD && number < count; place++)
      dress(&scene, &dice, place, number++);
    for (int i = 0; i < 3; i++) {
      tick(&scene);
      expect_sane(&scene);
    }
    assert_true(collected(scene.all, "self/gauge/tracked_processes") > 0);
  }
  end(&scene);
}

/* "web-42" is what PerProcess calls pid 42 of "web". */
static void a_name_does_not_take_the_place_of_a_process(void **state) {
  struct process web = process_of(42, "web", 4);
  struct process evil = process_of(43, "evil", 4);
  struct scene scene;

  (void)state;
  prepare(&scene);
  option(&scene, "PerProcess", "4", NULL);
  option(&scene, "ProcessMatch", "$1", "^([a-z0-9-]*)$");
  begin(&scene);
  web.cmdline = "web";
  evil.cmdline = "web-42";
  tree_process(&scene.tree, &web);
  tree_process(&scene.tree, &evil);
  for (int i = 0; i < 4; i++)
    tick(&scene); /* no name comes twice */
  expect_near(collected(scene.all, "web/ps_count"), 1, 0);
  expect_near(collected(scene.all, "web-42/ps_count"), 1, 0);
  end(&scene);
}

/* --- numbers ---------------------------------------------------------------
 */

static const char *const numbers[] = {
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "340282366920938463463374607431768211456",
    "99999999999999999999999999999999999999999999999999999999999999999999999999"
    "9999999999999999999999999999999999999999999999999999999999999999999999999"
    "9",
    "0.00000000000000000000000000000000000000001",
    "unlimited",
    "max",
    "nan",
    "inf",
    "1e308",
    "0x7f",
    "+5",
    "",
};

/* Numbers for files: each the same, or each another. */
enum { THROWN = 128 }; /* more than in one text */

struct figures {
  const char *same; /* NULL: each is thrown */
  struct dice dice;
  int at;
  char text[THROWN][32];
};

static const char *number_of(struct figures *figures) {
  uint64_t side;
  char *text;

  if (figures->same)
    return figures->same;
  side = dice_next(&figures->dice);
  if (side % 4 == 0)
    return numbers[(side >> 8) % COUNT_OF(numbers)];
  text = figures->text[figures->at = (figures->at + 1) % THROWN];
  snprintf(text, sizeof(figures->text[0]), "%" PRIu64,
           side % 4 == 1 ? 1000000 + (side >> 8) % 100
                         : dice_next(&figures->dice) >> (side >> 8) % 64);
  return text;
}

#define N number_of(figures)

static void write_member(const struct scene *scene, int pid,
                         struct figures *figures) {
  char name[64];

#define MEMBER_FILE(file) (snprintf(name, sizeof(name), "%d/" file, pid), name)
  tree_write(&scene->tree, MEMBER_FILE("status"),
             "Name:\tweb\nState:\tS (x)\nUid:\t0\t%s\t0\t0\nNSpid:\t%s\n"
             "VmData:\t%s kB\nRssAnon:\t%s kB\nRssFile:\t%s kB\n"
             "RssShmem:\t%s kB\nVmSwap:\t%s kB\nThreads:\t%s\n"
             "voluntary_ctxt_switches:\t%s\nnonvoluntary_ctxt_switches:\t%s\n",
             N, N, N, N, N, N, N, N, N, N);
  tree_write(&scene->tree, MEMBER_FILE("statm"), "%s %s %s 1 0 50 0\n", N, N,
             N);
  tree_write(&scene->tree, MEMBER_FILE("schedstat"), "%s %s %s\n", N, N, N);
  tree_write(&scene->tree, MEMBER_FILE("limits"),
             "Limit                     Soft Limit           Hard Limit\n"
             "Max data size             %s            unlimited\n"
             "Max open files            %s                  4096\n"
             "Max address space         %s            unlimited\n",
             N, N, N);
  tree_write(&scene->tree, MEMBER_FILE("io"),
             "rchar: %s\nwchar: %s\nsyscr: %s\nsyscw: %s\nread_bytes: %s\n"
             "write_bytes: %s\ncancelled_write_bytes: %s\n",
             N, N, N, N, N, N, N);
  tree_write(&scene->tree, MEMBER_FILE("cgroup"), "0::/c\n");
}

static void write_stat(const struct scene *scene, int pid,
                       struct figures *figures) {
  char name[64], stat[8192];
  int length = snprintf(stat, sizeof(stat), "%d (web) S", pid);

  for (int column = 4; column <= 52; column++)
    length += snprintf(stat + length, sizeof(stat) - (size_t)length, " %s",
                       column == 22 || column == 28 ? "5" : N);
  tree_write(&scene->tree, MEMBER_FILE("stat"), "%s\n", stat);
}

static void write_host(const struct scene *scene, struct figures *figures) {
  tree_write(&scene->tree, "meminfo",
             "MemTotal: %s kB\nMemFree: %s kB\nMemAvailable: %s kB\n"
             "SwapTotal: %s kB\nSwapFree: %s kB\n",
             N, N, N, N, N);
  tree_write(&scene->tree, "vmstat",
             "nr_dirty %s\nnr_writeback %s\nnr_dirty_threshold %s\n"
             "nr_dirty_background_threshold %s\npswpin %s\npswpout %s\n"
             "pgmajfault %s\nworkingset_refault_file %s\n",
             N, N, N, N, N, N, N, N);
  tree_write(&scene->tree, "loadavg", "%s %s %s %s/%s 7\n", N, N, N, N, N);
  tree_write(&scene->tree, "diskstats",
             "   8       0 sda %s %s %s %s %s %s %s %s %s %s %s\n", N, N, N, N,
             N, N, N, N, N, N, N);
  tree_write(&scene->tree, "pressure/io",
             "some avg10=%s avg60=%s avg300=%s total=%s\n"
             "full avg10=%s avg60=%s avg300=%s total=%s\n",
             N, N, N, N, N, N, N, N);
  tree_write(&scene->tree, "pressure/memory",
             "some avg10=%s avg60=0.00 avg300=0.00 total=%s\n"
             "full avg10=%s avg60=0.00 avg300=0.00 total=%s\n",
             N, N, N, N);
  tree_write(&scene->tree, "sys/vm/dirty_ratio", "%s\n", N);
  tree_write(&scene->tree, "sys/vm/dirty_background_ratio", "%s\n", N);
  tree_write(&scene->tree, "fs/cgroup/c/memory.max", "%s\n", N);
  tree_write(&scene->tree, "fs/cgroup/c/memory.current", "%s\n", N);
  tree_write(&scene->tree, "fs/cgroup/c/memory.stat", "inactive_file %s\n", N);
  tree_write(&scene->tree, "fs/cgroup/c/pids.max", "%s\n", N);
  tree_write(&scene->tree, "fs/cgroup/c/pids.current", "%s\n", N);
}

static void write_all(const struct scene *scene, struct figures *figures) {
  write_member(scene, 42, figures);
  write_stat(scene, 42, figures);
  write_host(scene, figures);
}

static void begin_numbers(struct scene *scene) {
  static const char *const directories[] = {"pressure",    "fs",  "fs/cgroup",
                                            "fs/cgroup/c", "sys", "sys/vm"};
  struct process web = process_of(42, "web", 4);

  prepare(scene);
  option(scene, "PerProcess", "1", NULL);
  option(scene, "Threshold", "io_read_bytes", "1G");
  option(scene, "Process", "web", NULL);
  begin(scene);
  for (size_t i = 0; i < COUNT_OF(directories); i++)
    tree_mkdir(&scene->tree, directories[i]);
  tree_process(&scene->tree, &web);
}

static void no_number_makes_what_is_none(void **state) {
  struct scene scene;

  (void)state;
  begin_numbers(&scene);
  for (size_t i = 0; i < COUNT_OF(numbers); i++)
    for (int turn = 0; turn < 6; turn++) { /* up, down, and on */
      write_all(&scene, &(struct figures){turn % 2 ? "7" : numbers[i]});
      tick(&scene);
      expect_sane(&scene);
    }
  end(&scene);
}

/* More free than there is, more background than threshold, .. */
static void no_numbers_that_do_not_go_together_do(void **state) {
  struct figures figures = {.dice = {.state = 1}};
  struct scene scene;

  (void)state;
  begin_numbers(&scene);
  for (int i = 0; i < 200; i++) {
    write_all(&scene, &figures);
    tick(&scene);
    scene.all->notices = scene.all->sayings = 0;
    expect_sane(&scene);
  }
  end(&scene);
}

static void without_limits_there_is_no_wall(void **state) {
  struct process web = process_of(42, "web", 4);
  struct scene scene;

  (void)state;
  begin_with(&scene, "Process", "web", NULL);
  for (int i = 0; i < 20; i++) {
    web.fds += 4;
    tree_process(&scene.tree, &web);
    tree_write(&scene.tree, "42/limits",
               "Limit                     Soft Limit           Hard Limit\n"
               "Max data size             unlimited            unlimited\n"
               "Max open files            unlimited            unlimited\n"
               "Max address space         unlimited            unlimited\n");
    tick(&scene);
    expect_sane(&scene);
  }
  expect_near(collected(scene.all, "web/file_handles"), 84, 0);
  expect_missing(collected(scene.all, "web/duration/fd_limit"));
  expect_missing(collected(scene.all, "web/percent/fd_limit_used"));
  expect_missing(collected(scene.all, "web/file_handles/limit_soft"));
  assert_int_equal(scene.all->notices, 0);
  end(&scene);
}

/* --- many ------------------------------------------------------------------
 */

static void many_files_and_threads_are_counted(void **state) {
  int fds = share(20000, 1000), threads = share(5000, 500);
  struct process web = process_of(42, "web", fds);
  struct scene scene;

  (void)state;
  begin_with(&scene, "Process", "web", NULL);
  web.threads = threads;
  tree_process(&scene.tree, &web);
  for (int i = 0; i < threads; i++)
    tree_thread(&scene.tree, 42, 42 + i, i % 2 ? 'D' : 'S');
  for (int i = 0; i < 3; i++)
    tick(&scene);
  expect_sane(&scene);
  expect_near(collected(scene.all, "web/file_handles"), fds, 0);
  expect_near(collected_field(scene.all, "web/ps_count", 1), threads, 0);
  end(&scene);
}

/* --- cgroups ---------------------------------------------------------------
 */

enum { DEEP_BYTES = 4000 };

/* "/ccc…/ccc…": components of `width` bytes up to 4 000; made below the tree,
 * each with a limit of its own. */
static void make_deep(const struct scene *scene, size_t width,
                      char path[DEEP_BYTES + 1]) {
  int root = open(scene->tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  int fd = openat(root, "fs/cgroup", O_PATH | O_DIRECTORY | O_CLOEXEC);
  size_t length = 0;

  close(root);
  while (length + width + 1 <= DEEP_BYTES) {
    char *name = path + length + 1;
    int below;

    path[length] = '/';
    memset(name, 'c', width);
    name[width] = '\0';
    length += width + 1;
    assert_int_equal(mkdirat(fd, name, 0700), 0);
    below = openat(fd, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
    assert_true(below >= 0);
    close(fd);
    fd = below;
  }
  close(fd);
}

static void limit_deepest(const struct scene *scene, const char *path) {
  static const char *const files[][2] = {{"memory.max", "1000000\n"},
                                         {"memory.current", "400000\n"},
                                         {"memory.stat", "inactive_file 0\n"}};
  char whole[DEEP_BYTES + 128];
  int fd;

  snprintf(whole, sizeof(whole), "%s/fs/cgroup%s", scene->tree.root, path);
  fd = open(whole, O_PATH | O_DIRECTORY | O_CLOEXEC);
  assert_true(fd >= 0);
  for (size_t i = 0; i < COUNT_OF(files); i++) {
    int file = openat(fd, files[i][0], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    size_t length = strlen(files[i][1]);

    assert_int_equal(write(file, files[i][1], length), (ssize_t)length);
    close(file);
  }
  close(fd);
}

static void a_cgroup_of_4000_bytes_is_found(size_t width) {
  struct process web = process_of(42, "web", 4);
  char path[DEEP_BYTES + 1];
  struct scene scene;

  begin_with(&scene, "Process", "web", NULL);
  tree_mkdir(&scene.tree, "fs");
  tree_mkdir(&scene.tree, "fs/cgroup");
  make_deep(&scene, width, path);
  limit_deepest(&scene, path);
  tree_write(&scene.tree, "meminfo", "MemAvailable:    9000000 kB\n");
  tree_process(&scene.tree, &web);
  tree_write(&scene.tree, "42/cgroup", "0::%s\n", path);
  for (int i = 0; i < 3; i++)
    tick(&scene);
  expect_sane(&scene);
  expect_near(collected(scene.all, "web/memory/max"), 100 * 4096 + 600000,
              0); /* its own, and what is left */
  end(&scene);
}

static void a_long_path_of_wide_cgroups_is_walked(void **state) {
  (void)state;
  a_cgroup_of_4000_bytes_is_found(249);
}

static void a_long_path_of_narrow_cgroups_is_walked(void **state) {
  (void)state;
  a_cgroup_of_4000_bytes_is_found(1);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_crowd_of_any_names_makes_plain_series),
      cmocka_unit_test(a_name_does_not_take_the_place_of_a_process),
      cmocka_unit_test(no_number_makes_what_is_none),
      cmocka_unit_test(no_numbers_that_do_not_go_together_do),
      cmocka_unit_test(without_limits_there_is_no_wall),
      cmocka_unit_test(many_files_and_threads_are_counted),
      cmocka_unit_test(a_long_path_of_wide_cgroups_is_walked),
      cmocka_unit_test(a_long_path_of_narrow_cgroups_is_walked),
  };

  return cmocka_run_group_tests_name("hostile tree", tests, NULL, NULL);
}
