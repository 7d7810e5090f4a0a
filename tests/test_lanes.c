/* test_lanes.c - who opens what: the main loop free files only, the threads of
 * the lane guarded ones only, and nobody what does harm. Calls are caught where
 * the linker puts them: see --wrap in Makefile.am. */
#include "expect.h"

#include "agent.h"
#include "collect.h"
#include "metric/source.h"
#include "tree.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CALLS_MOST = 65536, NAME_BYTES = 48, TICKS = 130 };

/* A name that a thread opened, stated, or read the link of. */
struct call {
  bool is_main;
  bool opens; /* or only looks at what stands there */
  char name[NAME_BYTES];
};

static struct {
  pthread_mutex_t mutex;
  pthread_t main;
  bool on;
  size_t count;
  struct call call[CALLS_MOST];
} record = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void note_call(const char *name, bool opens) {
  pthread_mutex_lock(&record.mutex);
  if (record.on && record.count < CALLS_MOST) {
    struct call *call = &record.call[record.count++];

    call->opens = opens;
    call->is_main = pthread_equal(pthread_self(), record.main) != 0;
    snprintf(call->name, sizeof(call->name), "%s", name);
  }
  pthread_mutex_unlock(&record.mutex);
}

static void note(const char *name) {
  note_call(name, false);
}

int __real_openat(int dirfd, const char *name, int flags, ...);
int __wrap_openat(int dirfd, const char *name, int flags, ...);
int __real_open(const char *name, int flags, ...);
int __wrap_open(const char *name, int flags, ...);
ssize_t __real_readlinkat(int dirfd, const char *name, char *buffer,
                          size_t capacity);
ssize_t __wrap_readlinkat(int dirfd, const char *name, char *buffer,
                          size_t capacity);
int __real_fstatat(int dirfd, const char *name, struct stat *found, int flags);
int __wrap_fstatat(int dirfd, const char *name, struct stat *found, int flags);
int __real_statx(int dirfd, const char *name, int flags, unsigned mask,
                 struct statx *found);
int __wrap_statx(int dirfd, const char *name, int flags, unsigned mask,
                 struct statx *found);

/* Nobody in the program makes a file: there is no mode. */
int __wrap_openat(int dirfd, const char *name, int flags, ...) {
  note_call(name, true);
  return __real_openat(dirfd, name, flags);
}

int __wrap_open(const char *name, int flags, ...) {
  note_call(name, true);
  return __real_open(name, flags, 0600);
}

ssize_t __wrap_readlinkat(int dirfd, const char *name, char *buffer,
                          size_t capacity) {
  note(name);
  return __real_readlinkat(dirfd, name, buffer, capacity);
}

int __wrap_fstatat(int dirfd, const char *name, struct stat *found, int flags) {
  note(name);
  return __real_fstatat(dirfd, name, found, flags);
}

int __wrap_statx(int dirfd, const char *name, int flags, unsigned mask,
                 struct statx *found) {
  note(name);
  return __real_statx(dirfd, name, flags, mask, found);
}

struct scene {
  struct tree tree;
  struct settings settings;
  struct agent *agent;
  struct collection *all;
  double now_s;
};

static void option(struct scene *scene, const char *key, const char *value) {
  struct argument argument = {.text = value};
  struct complaint complaint;

  if (settings_set(&scene->settings, key, &argument, 1, &complaint) < 0)
    fail_msg("%s", complaint.text);
}

static void group(struct scene *scene, const char *name, const char *key,
                  const char *value) {
  struct argument argument = {.text = name};
  struct complaint complaint;

  assert_int_equal(
      settings_open_group(&scene->settings, &argument, 1, &complaint), 0);
  option(scene, key, value);
  assert_int_equal(settings_close_group(&scene->settings, &complaint), 0);
}

/* A process of each kind, with what must not be touched beside what may. */
static void put(const struct scene *scene, struct process process, char thread,
                int threads) {
  static const char *const beside[] = {"maps",    "smaps",   "smaps_rollup",
                                       "pagemap", "environ", "wchan",
                                       "stack",   "mem"};
  char name[64];

  process.rss_pages = 100;
  process.start_time = 5;
  process.start_stack = 140000;
  tree_process(&scene->tree, &process);
  for (size_t i = 0; i < COUNT_OF(beside); i++) {
    snprintf(name, sizeof(name), "%d/%s", process.pid, beside[i]);
    tree_write(&scene->tree, name, "%s", "");
  }
  snprintf(name, sizeof(name), "%d/ns", process.pid);
  tree_mkdir(&scene->tree, name);
  snprintf(name, sizeof(name), "%d/ns/pid", process.pid);
  tree_link(&scene->tree, name, "pid:[4026532178]");
  snprintf(name, sizeof(name), "%d/exe", process.pid);
  tree_link(&scene->tree, name, "/srv/bin/program");
  snprintf(name, sizeof(name), "%d/cgroup", process.pid);
  tree_write(&scene->tree, name, "0::/shop\n");
  for (int i = 0; i < threads; i++) {
    tree_thread(&scene->tree, process.pid, process.pid + i,
                i == 0 ? process.state : thread);
    snprintf(name, sizeof(name), "%d/task/%d/stat", process.pid,
             process.pid + i);
    tree_write(&scene->tree, name, "%d (%s) %c 1", process.pid + i,
               process.name, i == 0 ? process.state : thread);
  }
}

static void put_all(const struct scene *scene) {
  put(scene,
      (struct process){.pid = 100,
                       .name = "plain",
                       .cmdline = "plain",
                       .state = 'S',
                       .threads = 1,
                       .fds = 4},
      'S', 1);
  put(scene,
      (struct process){.pid = 200,
                       .name = "risky",
                       .cmdline = "risky",
                       .state = 'S',
                       .threads = 3,
                       .fds = 199},
      'D', 3);
  put(scene,
      (struct process){.pid = 300,
                       .name = "dead",
                       .cmdline = "",
                       .state = 'Z',
                       .threads = 3,
                       .fds = 0},
      'S', 3);
  put(scene,
      (struct process){.pid = 400,
                       .name = "many",
                       .cmdline = "many --threads",
                       .state = 'D',
                       .threads = 5000,
                       .fds = 4},
      'S', 3);
  put(scene,
      (struct process){.pid = 500,
                       .name = "other",
                       .cmdline = "other",
                       .state = 'S',
                       .threads = 1,
                       .fds = 4},
      'S', 1);
}

/* One of them writes to the filesystem that the tree is in. */
static void put_files(const struct scene *scene) {
  tree_mkdir(&scene->tree, "self");
  tree_open_file(&scene->tree, 100, 1, "0100001", 77);
  tree_write(&scene->tree, "100/mountinfo",
             "77 1 8:1 / /data rw - ext4 /dev/sda1 rw\n");
  tree_write(&scene->tree, "self/mountinfo",
             "%lu 1 8:1 / %s rw - ext4 /dev/sda1 rw\n",
             tree_mount_id(&scene->tree), scene->tree.root);
}

static void put_host(const struct scene *scene) {
  static const char *const directories[] = {"pressure",      "sys", "sys/vm",
                                            "sys/kernel",    "fs",  "fs/cgroup",
                                            "fs/cgroup/shop"};

  for (size_t i = 0; i < COUNT_OF(directories); i++)
    tree_mkdir(&scene->tree, directories[i]);
  tree_write(&scene->tree, "sys/kernel/task_delayacct", "1\n");
  tree_write(&scene->tree, "fs/cgroup/shop/memory.max", "1000000\n");
  tree_write(&scene->tree, "fs/cgroup/shop/memory.current", "1000\n");
  tree_write(&scene->tree, "fs/cgroup/shop/memory.stat", "inactive_file 1\n");
  tree_write(&scene->tree, "fs/cgroup/shop/pids.max", "1000\n");
  tree_write(&scene->tree, "fs/cgroup/shop/pids.current", "10\n");
  tree_write(&scene->tree, "fs/cgroup/shop/io.pressure",
             "some avg10=0.00 "
             "avg60=0.00 avg300=0."
             "00 total=5\n");
  tree_write(&scene->tree, "pid", "100\n");
}

static void begin(struct scene *scene) {
  struct complaint complaint;
  char path[128];

  *scene = (struct scene){.now_s = 1000};
  tree_open(&scene->tree);
  put_all(scene);
  put_host(scene);
  put_files(scene);
  assert_int_equal(settings_init(&scene->settings), 0);
  option(scene, "ProcPath", scene->tree.root);
  option(scene, "SysPath", scene->tree.root);
  option(scene, "ReadDeadlineMs", "5000");
  option(scene, "CollectMaps", "true");
  snprintf(path, sizeof(path), "%s/pid", scene->tree.root);
  group(scene, "by_file", "PidFile", path);
  group(scene, "by_line", "CommandLine", "^many --");
  group(scene, "by_name", "Comm", "dead");
  group(scene, "by_program", "Exe", "/srv/bin/program");
  scene->all = calloc(1, sizeof(*scene->all));
  assert_non_null(scene->all);
  scene->agent = agent_new(&scene->settings, &complaint);
  assert_non_null(scene->agent);
}

static void end(struct scene *scene) {
  agent_free(scene->agent);
  settings_release(&scene->settings);
  tree_close(&scene->tree);
  free(scene->all);
}

static void tick(struct scene *scene, int number) {
  struct sink sink = collect_sink(scene->all);

  scene->now_s += 60;
  tree_write(&scene->tree, "pressure/io",
             "some avg10=0.00 avg60=0.00 avg300=0.00 total=%d\n",
             number * 100000);
  collect_forget_records(scene->all);
  record.on = true;
  assert_int_equal(agent_tick(scene->agent, scene->now_s, 60, &sink), 0);
  record.on = false;
}

/* Whether `name` is `path`, in which N stands for digits. */
static bool fits(const char *path, const char *name) {
  for (; *path; path++) {
    if (*path == 'N') {
      size_t digits = strspn(name, "0123456789");

      if (digits == 0)
        return false;
      name += digits;
    } else if (*path != *name++) {
      return false;
    }
  }
  return *name == '\0';
}

/* The row whose file `name` is, or SOURCE_COUNT. */
static enum source_id row_of(const char *name) {
  int id = 0;

  while (id < SOURCE_COUNT && !fits(sources[id].path, name))
    id++;
  return (enum source_id)id;
}

/* Directories, the files of cgroups, and our own memory: in no row by name. */
static bool is_of_the_main_loop(const char *name) {
  static const char *const names[] = {
      ".",
      "N",
      "memory.max",
      "memory.current",
      "memory.stat",
      "io.pressure",
      "fdinfo",
      "pids.max",
      "pids.current",
      "..", /* the cgroup above */
      "/proc/self/statm",
  };

  for (size_t i = 0; i < COUNT_OF(names); i++)
    if (fits(names[i], name))
      return true;
  return strncmp(name, "fs/cgroup", strlen("fs/cgroup")) == 0;
}

/* Of who is in trouble: its threads (sample/sight.h), its links. */
static bool is_of_a_closer_look(const char *name) {
  static const char *const names[] = {"task",      ".",  "N/stat", "N/wchan",
                                      "N/syscall", "fd", "N"};

  for (size_t i = 0; i < COUNT_OF(names); i++)
    if (fits(names[i], name))
      return true;
  return false;
}

/* What we hold ourselves, see base/foreign.h. */
static bool is_held(const char *name) {
  return fits("/proc/self/fd/N", name);
}

static bool is_allowed(const struct scene *scene, const struct call *call) {
  enum source_id row = row_of(call->name);

  if (!call->is_main && is_of_a_closer_look(call->name))
    return true;
  if (row < SOURCE_COUNT)
    return (sources[row].lane == LANE_FREE) == call->is_main;
  if (call->is_main)
    return is_of_the_main_loop(call->name);
  /* its own path where that is a mount point, and a handle of that */
  return call->name[0] == '\0' || is_held(call->name) ||
         strncmp(call->name, scene->tree.root, strlen(scene->tree.root)) == 0;
}

static bool was_called(bool is_main, const char *path) {
  for (size_t i = 0; i < record.count; i++)
    if (record.call[i].is_main == is_main && fits(path, record.call[i].name))
      return true;
  return false;
}

static void each_thread_reads_what_is_of_its_lane(void **state) {
  const struct scene *scene = *state;

  for (size_t i = 0; i < record.count; i++)
    if (!is_allowed(scene, &record.call[i]))
      fail_msg("%s opens %s",
               record.call[i].is_main ? "the main loop" : "the lane",
               record.call[i].name);
}

static void nobody_touches_what_does_harm(void **state) {
  static const char *const never[] = {"fd/",  "smaps",     "pagemap", "environ",
                                      "mem/", "map_files", "stack",   "cwd"};

  (void)state;
  for (size_t i = 0; i < record.count; i++)
    for (size_t k = 0; k < COUNT_OF(never); k++)
      if ((record.call[i].opens || k > 0) && !is_held(record.call[i].name) &&
          strstr(record.call[i].name, never[k]))
        fail_msg("%s is opened", record.call[i].name);
}

/* By a thread of the lane, by this very name: one that was made up may have an
 * N. */
static bool was_looked_at(const char *name) {
  for (size_t i = 0; i < record.count; i++)
    if (!record.call[i].is_main && strcmp(name, record.call[i].name) == 0)
      return true;
  return false;
}

/* Without this the two above could pass by doing nothing. */
static void every_source_is_read_by_somebody(void **state) {
  const struct scene *scene = *state;

  assert_true(record.count < CALLS_MOST);
  assert_true(was_looked_at(scene->tree.root)); /* statfs(2) */
  for (int id = 0; id < SOURCE_DERIVED; id++) {
    const char *path = sources[id].path;

    if (id == SOURCE_TASKSTATS || id == SOURCE_FILESYSTEM)
      continue; /* no file */
    if (id >= SOURCE_FD_LINKS && id <= SOURCE_NS_NET)
      continue; /* of who is looked at closely: tests/test_inquest_fds.c */
    if (id == SOURCE_THREADS)
      path = "N/wchan";
    if (id == SOURCE_CGROUP_PRESSURE)
      path = "io.pressure";
    if (id == SOURCE_CGROUP_MEMORY)
      path = "memory.max";
    if (id == SOURCE_CGROUP_PIDS)
      path = "pids.max";
    if (!was_called(sources[id].lane == LANE_FREE, path))
      fail_msg("nobody reads %s", sources[id].path);
  }
}

static void members_of_all_kinds_were_followed(void **state) {
  const struct scene *scene = *state;

  expect_near(collected(scene->all, "by_file/ps_count"), 1, 0);
  expect_near(collected(scene->all, "by_line/ps_count"), 1, 0);
  expect_near(collected(scene->all, "by_program/ps_count"), 2, 0);
  expect_near(collected(scene->all, "by_program/gauge/threads_blocked"), 2, 0);
  expect_near(collected(scene->all, "by_name/file_handles"), 1, 0);
}

enum { HUNG = 8, STRANGERS = 80 };

static void begin_among_strangers(struct scene *scene) {
  struct complaint complaint;

  *scene = (struct scene){.now_s = 1000};
  tree_open(&scene->tree);
  put_host(scene);
  for (int pid = 100; pid < 100 + STRANGERS; pid++) {
    tree_process(&scene->tree, &(struct process){.pid = pid,
                                                 .name = "stranger",
                                                 .cmdline = "stranger",
                                                 .state = 'S',
                                                 .threads = 1});
    if (pid < 100 + HUNG)
      tree_hang(&scene->tree, pid, "cmdline");
  }
  assert_int_equal(settings_init(&scene->settings), 0);
  option(scene, "ProcPath", scene->tree.root);
  option(scene, "SysPath", scene->tree.root);
  option(scene, "ReadDeadlineMs", "20");
  group(scene, "by_line", "CommandLine", "^nobody");
  scene->all = calloc(1, sizeof(*scene->all));
  assert_non_null(scene->all);
  scene->agent = agent_new(&scene->settings, &complaint);
  assert_non_null(scene->agent);
}

/* Half of MaxStuck threads hang: what is not read is not opened for that in
 * each tick. The record of the other tests is gone then: this one is last. */
static void strangers_have_their_turn_while_threads_hang(void **state) {
  struct scene scene;
  int opened = 0;

  (void)state;
  begin_among_strangers(&scene);
  for (int i = 0; i < 30; i++)
    tick(&scene, i);
  expect_near(collected(scene.all, "self/gauge/stuck_threads"), 4, 0);
  record.count = 0;
  for (int i = 30; i < 40; i++)
    tick(&scene, i);
  for (size_t i = 0; i < record.count; i++)
    opened += record.call[i].is_main && fits("N", record.call[i].name);
  expect_between(opened, STRANGERS / 2, 2 * STRANGERS); /* in ten ticks */
  for (int pid = 100; pid < 100 + HUNG; pid++)
    tree_let_go(&scene.tree, pid, "cmdline");
  end(&scene);
}

static int run(void **state) {
  static struct scene scene;

  begin(&scene);
  record.main = pthread_self();
  for (int i = 0; i < TICKS; i++)
    tick(&scene, i);
  *state = &scene;
  return 0;
}

static int stop(void **state) {
  end(*state);
  return 0;
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(members_of_all_kinds_were_followed),
      cmocka_unit_test(every_source_is_read_by_somebody),
      cmocka_unit_test(each_thread_reads_what_is_of_its_lane),
      cmocka_unit_test(nobody_touches_what_does_harm),
      cmocka_unit_test(strangers_have_their_turn_while_threads_hang),
  };

  return cmocka_run_group_tests_name("lanes", tests, run, stop);
}
