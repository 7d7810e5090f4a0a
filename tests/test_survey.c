/* test_survey.c - from a file that a process has open to the filesystem that
 * becomes full. statfs(2) comes by here first: see --wrap in Makefile.am. */
#include "expect.h"

#include "emit/message.h"
#include "sample/open_file.h"
#include "scene.h"
#include "survey.h"
#include "volumes.h"

#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/statfs.h>

static struct {
  pthread_mutex_t mutex;
  pthread_cond_t let_go;
  bool hang;
  struct statfs answer;
  int asked;
} device = {.mutex = PTHREAD_MUTEX_INITIALIZER,
            .let_go = PTHREAD_COND_INITIALIZER};

int __real_fstatfs(int fd, struct statfs *found);
int __wrap_fstatfs(int fd, struct statfs *found);

int __wrap_fstatfs(int fd, struct statfs *found) {
  int r = __real_fstatfs(fd, found);

  pthread_mutex_lock(&device.mutex);
  device.asked++;
  while (device.hang)
    pthread_cond_wait(&device.let_go, &device.mutex);
  if (device.answer.f_blocks)
    *found = device.answer;
  pthread_mutex_unlock(&device.mutex);
  return r;
}

static void let_device(bool hang) {
  pthread_mutex_lock(&device.mutex);
  device.hang = hang;
  pthread_cond_broadcast(&device.let_go);
  pthread_mutex_unlock(&device.mutex);
}

/* A disk of 1000 blocks, of which 100 are root's. */
static void fill(unsigned long used) {
  pthread_mutex_lock(&device.mutex);
  device.answer = (struct statfs){
      .f_bsize = 4096,
      .f_frsize = 4096,
      .f_blocks = 1000,
      .f_bfree = 1000 - used,
      .f_bavail = used < 900 ? 900 - used : 0,
      .f_files = 500,
      .f_ffree = 400,
  };
  pthread_mutex_unlock(&device.mutex);
}

struct story {
  const char *flags, *of_member, *of_ours;
};

/* A writer, whose list of mounts and ours say so: %lu is the id of the mount
 * that the tree is in, %s where it is. */
static void begin_story(struct scene *scene, const struct story *story) {
  struct process writer = process_of(7, "web", 3);

  device.asked = 0;
  prepare(scene);
  fill(100);
  tree_process(&scene->tree, &writer);
  tree_open_file(&scene->tree, 7, 0, "0100000", 70);
  tree_open_file(&scene->tree, 7, 1, story->flags, 77);
  tree_write(&scene->tree, "7/mountinfo",
             "70 1 7:7 / /other rw - ext4 a rw\n%s", story->of_member);
  tree_mkdir(&scene->tree, "self");
  tree_write(&scene->tree, "self/mountinfo", "%s", story->of_ours);
  option(scene, "Process", "web", NULL);
}

static void mount_tree(const struct scene *scene, unsigned long id) {
  tree_write(&scene->tree, "self/mountinfo",
             "1 1 8:2 / /no/such rw - ext4 b rw\n"
             "%lu 1 8:1 / %s rw - ext4 a rw\n",
             id, scene->tree.root);
}

static struct process running(int age) {
  struct process writer = process_of(7, "web", 3);

  writer.read_bytes = 4096 * (unsigned long)age;
  return writer;
}

static void live(struct scene *scene, int ticks) {
  for (int i = 0; i < ticks; i++) {
    struct process writer = running(i);

    tree_process(&scene->tree, &writer);
    tick(scene);
  }
}

static double told(const struct scene *scene, const char *what) {
  char name[160];
  size_t length;

  length = (size_t)snprintf(name, sizeof(name), "fs-%s", scene->tree.root + 1);
  for (size_t i = 0; i < length; i++)
    if (name[i] == '/')
      name[i] = '-';
  snprintf(name + length, sizeof(name) - length, "/%s", what);
  return collected(scene->all, name);
}

static const struct story plain = {"0100001",
                                   "77 70 8:1 / /data rw - ext4 a rw\n", ""};

static void what_a_member_writes_to_is_told(void **state) {
  struct scene scene;

  (void)state;
  begin_story(&scene, &plain);
  mount_tree(&scene, tree_mount_id(&scene.tree));
  begin(&scene);
  live(&scene, 4);
  expect_near(told(&scene, "df_complex/used"), 100 * 4096, 0);
  expect_near(told(&scene, "df_complex/free"), 800 * 4096, 0);
  expect_near(told(&scene, "df_complex/size"), 900 * 4096, 0);
  expect_near(told(&scene, "df_inodes/used"), 100, 0);
  expect_near(told(&scene, "df_inodes/size"), 500, 0);
  expect_near(told(&scene, "percent/disk_full_used"), 100 / 9.0, 1e-9);
  expect_near(told(&scene, "gauge/disk_full_state"), 0, 0);
  end(&scene);
}

static void one_that_fills_is_foretold_by_its_mount_point(void **state) {
  struct scene scene;

  (void)state;
  begin_story(&scene, &plain);
  option(&scene, "Horizon", "600", NULL);
  mount_tree(&scene, tree_mount_id(&scene.tree));
  begin(&scene);
  for (unsigned long i = 0; i < 40; i++) {
    fill(100 + 10 * i);
    live(&scene, 1);
  }
  expect_near(told(&scene, "duration/disk_full"), (900 - 490) / 10.0, 1);
  assert_int_equal(scene.all->notices, 1);
  assert_non_null(strstr(scene.all->notice[0].message, scene.tree.root));
  assert_non_null(strstr(scene.all->notice[0].message, " will be full in "));
  for (int i = 0; i < 3; i++) {
    fill(900 + (unsigned long)i);
    live(&scene, 1);
  }
  assert_int_equal(scene.all->notice[1].state, STATE_FAILURE);
  assert_non_null(strstr(scene.all->notice[1].message, " is full; "));
  end(&scene);
}

/* Nobody foretells anything of it, and the next burst meets the wall. */
static void
one_that_is_nearly_full_is_told_once_and_cleared_once(void **state) {
  struct scene scene;
  char wanted[MESSAGE_BYTES];

  (void)state;
  begin_story(&scene, &plain);
  option(&scene, "TripAfter", "5", NULL);
  option(&scene, "ClearAfter", "60", NULL);
  mount_tree(&scene, tree_mount_id(&scene.tree));
  fill(890); /* of 900 that are not root's */
  begin(&scene);
  live(&scene, 100);
  expect_near(told(&scene, "bool/disk_full_near"), 1, 0);
  expect_near(told(&scene, "bool/inodes_full_near"), 0, 0);
  expect_near(told(&scene, "bool/inodes_full_near"), 0, 0);
  expect_near(told(&scene, "gauge/disk_full_state"), 0, 0);
  expect_missing(told(&scene, "duration/disk_full"));
  assert_int_equal(scene.all->notices, 1);
  assert_int_equal(scene.all->notice[0].state, STATE_WARNING);
  assert_string_equal(scene.all->notice[0].identifier, "bool/disk_full_near");
  snprintf(wanted, sizeof(wanted),
           ": %s has 99 %% of its space in use (3.5 MiB of 3.5 MiB).",
           scene.tree.root);
  assert_non_null(strstr(scene.all->notice[0].message, wanted));
  fill(700);
  live(&scene, 100);
  assert_int_equal(scene.all->notices, 2);
  assert_int_equal(scene.all->notice[1].state, STATE_OK);
  assert_non_null(
      strstr(scene.all->notice[1].message, ": disk_full is no longer near."));
  expect_near(told(&scene, "bool/disk_full_near"), 0, 0);
  end(&scene);
}

static void few_inodes_left_are_told_as_such(void **state) {
  struct scene scene;
  char wanted[MESSAGE_BYTES];

  (void)state;
  begin_story(&scene, &plain);
  mount_tree(&scene, tree_mount_id(&scene.tree));
  begin(&scene);
  device.answer.f_ffree = 20;
  live(&scene, 100);
  expect_near(told(&scene, "bool/inodes_full_near"), 1, 0);
  expect_near(told(&scene, "bool/disk_full_near"), 0, 0);
  assert_int_equal(scene.all->notices, 1);
  snprintf(wanted, sizeof(wanted),
           ": %s has 96 %% of its inodes in use (480 of 500).",
           scene.tree.root);
  assert_non_null(strstr(scene.all->notice[0].message, wanted));
  end(&scene);
}

static void what_is_not_ours_to_ask_is_never_asked(void **state) {
  static const struct story stories[] = {
      {"0100000", "77 70 8:1 / /data rw - ext4 a rw\n", ""},
      {"0100001", "77 70 0:9 / /data rw - nfs4 a rw\n", ""},
      {"0100001", "77 70 0:9 / /data rw - fuse.sshfs a rw\n", ""},
      {"0100001", "77 70 0:9 / /data rw - overlay a rw\n", ""},
      {"0100001", "77 70 8:1 / /dev rw - tmpfs a rw\n", ""},
      {"0100001", "77 70 8:9 / /data rw - ext4 a rw\n", ""}, /* not here */
      {"0100001", "", ""}, /* a pipe, a socket */
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(stories); i++) {
    struct scene scene;
    int before;

    begin_story(&scene, &stories[i]);
    mount_tree(&scene, tree_mount_id(&scene.tree));
    begin(&scene);
    before = device.asked; /* as it begins, about ProcPath */
    live(&scene, 4);
    if (device.asked != before)
      fail_msg("story %zu is asked", i);
    expect_missing(told(&scene, "df_complex/used"));
    end(&scene);
  }
}

/* Below the root of such a member there is no mount, but the file is in one. */
static void what_one_writes_outside_of_its_root_is_told(void **state) {
  static const struct story chrooted = {"0100001", "", ""};
  struct scene scene;
  uint64_t id;

  (void)state;
  begin_story(&scene, &chrooted);
  id = tree_mount_id(&scene.tree);
  tree_open_file(&scene.tree, 7, 1, "0100001", id);
  tree_write(&scene.tree, "7/mountinfo", "%s", "");
  mount_tree(&scene, id);
  begin(&scene);
  live(&scene, 4);
  expect_near(told(&scene, "df_complex/used"), 100 * 4096, 0);
  end(&scene);
}

static void without_fdinfo(const struct scene *scene) {
  tree_write(&scene->tree, "7/fdinfo/1", "nothing\n");
}

static void with_fdinfo(const struct scene *scene) {
  tree_open_file(&scene->tree, 7, 1, "0100001", 77);
}

/* As of one that is ending; nobody else is denied for that. */
static void without_list(const struct scene *scene) {
  tree_remove(&scene->tree, "7/mountinfo");
}

static void with_list(const struct scene *scene) {
  tree_write(&scene->tree, "7/mountinfo", "77 70 8:1 / /data rw - ext4 a rw\n");
}

static void without_own_list(const struct scene *scene) {
  tree_remove(&scene->tree, "self/mountinfo");
}

static void with_own_list(const struct scene *scene) {
  mount_tree(scene, tree_mount_id(&scene->tree));
}

/* It writes no more, so that no other round is due. */
static void what_is_missed_is_looked_for_again_soon(void **state) {
  static const struct {
    void (*take_away)(const struct scene *scene);
    void (*bring_back)(const struct scene *scene);
  } rows[] = {{without_fdinfo, with_fdinfo},
              {without_list, with_list},
              {without_own_list, with_own_list}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct scene scene;

    begin_story(&scene, &plain);
    mount_tree(&scene, tree_mount_id(&scene.tree));
    rows[i].take_away(&scene);
    begin(&scene);
    live(&scene, 3);
    expect_missing(told(&scene, "df_complex/used"));
    rows[i].bring_back(&scene);
    live(&scene, SURVEY_AGAIN);
    if (isnan(told(&scene, "df_complex/used")))
      fail_msg("row %zu is not told", i);
    end(&scene);
  }
}

/* As a directory lists them, which is in no order that we know. */
static int first_listed(const struct scene *scene) {
  const struct dirent *entry;
  char path[160];
  int number = -1;
  DIR *list;

  snprintf(path, sizeof(path), "%s/7/fdinfo", scene->tree.root);
  list = opendir(path);
  assert_non_null(list);
  while (number < 0 && (entry = readdir(list)))
    if (entry->d_name[0] != '.')
      number = atoi(entry->d_name);
  closedir(list);
  return number;
}

/* Of a round there are SURVEY_ROUND files: it begins there again. */
static void what_is_missed_among_many_files_is_looked_for_again(void **state) {
  struct scene scene;
  char name[64];

  (void)state;
  begin_story(&scene, &plain);
  mount_tree(&scene, tree_mount_id(&scene.tree));
  for (int i = 1; i < 2 * SURVEY_ROUND; i++)
    tree_open_file(&scene.tree, 7, i, "0100000", 70);
  snprintf(name, sizeof(name), "7/fdinfo/%d", first_listed(&scene));
  tree_write(&scene.tree, name, "nothing\n");
  begin(&scene);
  live(&scene, 1 + SURVEY_ROUND / OPEN_FILES_MOST);
  expect_missing(told(&scene, "df_complex/used"));
  tree_open_file(&scene.tree, 7, first_listed(&scene), "0100001", 77);
  live(&scene, SURVEY_AGAIN + 2);
  expect_near(told(&scene, "df_complex/used"), 100 * 4096, 0);
  end(&scene);
}

/* They run, and are tried again and again. */
static void a_crowd_that_cannot_be_read_keeps_nobody_waiting(void **state) {
  enum { CROWD = 700, FIRST_PID = 1000, TICKS = 40 };
  struct process writer = process_of(9000, "web", 3);
  struct scene scene;
  char name[64];

  (void)state;
  begin_story(&scene, &plain);
  option(&scene, "CpuBudget", "100", NULL);
  mount_tree(&scene, tree_mount_id(&scene.tree));
  tree_remove(&scene.tree, "7");
  for (int i = 0; i < CROWD; i++) {
    struct process process = process_of(FIRST_PID + i, "web", 3);

    tree_process(&scene.tree, &process);
    snprintf(name, sizeof(name), "%d/fdinfo", process.pid);
    tree_write(&scene.tree, name, "no directory\n");
  }
  begin(&scene);
  for (int i = 0; i < 2 * TICKS; i++) {
    if (i == TICKS) {
      tree_process(&scene.tree, &writer);
      tree_open_file(&scene.tree, 9000, 1, "0100001", 77);
      tree_write(&scene.tree, "9000/mountinfo",
                 "77 70 8:1 / /data rw - ext4 a rw\n");
    }
    for (int j = 0; j < CROWD; j++) {
      snprintf(name, sizeof(name), "%d/schedstat", FIRST_PID + j);
      tree_write(&scene.tree, name, "%d 2000 3\n", 5000 + i);
    }
    tick(&scene);
  }
  expect_near(told(&scene, "df_complex/used"), 100 * 4096, 0);
  assert_true(collected(scene.all, "self/derive/scrape_errors") <
              10.0 * CROWD); /* more at the start, then seldom */
  end(&scene);
}

/* Another filesystem is mounted over it: its numbers would be those of that. */
static void one_that_is_hidden_is_not_told(void **state) {
  struct scene scene;

  (void)state;
  begin_story(&scene, &plain);
  if (tree_mount_id(&scene.tree) == 1) {
    end(&scene);
    skip(); /* before Linux 5.8 nobody tells */
  }
  mount_tree(&scene, tree_mount_id(&scene.tree) + 1);
  begin(&scene);
  live(&scene, 6);
  expect_missing(told(&scene, "df_complex/used"));
  mount_tree(&scene, tree_mount_id(&scene.tree));
  live(&scene, 3);
  expect_near(told(&scene, "df_complex/used"), 100 * 4096, 0);
  end(&scene);
}

static void nothing_is_looked_at_without_collect_filesystems(void **state) {
  struct scene scene;

  (void)state;
  begin_story(&scene, &plain);
  option(&scene, "CollectFilesystems", "false", NULL);
  mount_tree(&scene, tree_mount_id(&scene.tree));
  begin(&scene);
  live(&scene, 4);
  expect_missing(told(&scene, "df_complex/used"));
  end(&scene);
}

static void one_that_does_not_answer_holds_nobody_up(void **state) {
  struct scene scene;

  (void)state;
  begin_story(&scene, &plain);
  option(&scene, "ReadDeadlineMs", "200", NULL);
  mount_tree(&scene, tree_mount_id(&scene.tree));
  begin(&scene);
  live(&scene, 4);
  let_device(true);
  live(&scene, 4);
  expect_near(collected(scene.all, "self/gauge/stuck_threads"), 1, 0);
  expect_near(told(&scene, "duration/stuck"), 3, 0);
  expect_missing(told(&scene, "df_complex/used"));
  expect_near(collected(scene.all, "web/ps_count"), 1, 0);
  let_device(false);
  for (int i = 0; i < 100 && isnan(told(&scene, "df_complex/used")); i++) {
    struct timespec moment = {.tv_nsec = 1000 * 1000};

    live(&scene, 1);
    nanosleep(&moment, NULL); /* the thread comes back when it runs */
  }
  expect_near(told(&scene, "df_complex/used"), 100 * 4096, 0);
  expect_missing(told(&scene, "duration/stuck"));
  end(&scene);
}

static void names_are_those_of_df_and_each_its_own(void **state) {
  static const struct {
    const char *point, *target;
  } rows[] = {
      {"/", "fs-root"},
      {"/var", "fs-var"},
      {"/var/log", "fs-var-log"},
      {"/mnt/a b\n\"%n", "fs-mnt-a_b___n"},
      {"/srv/\xff\xc3\xa9.x", "fs-srv-___.x"},
  };
  struct settings settings;
  struct subjects volumes;
  struct subject *first, *second, *longest;
  char path[200];

  (void)state;
  assert_int_equal(settings_init(&settings), 0);
  assert_int_equal(volumes_init(&volumes, &settings), 0);
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    assert_string_equal(volumes_find(&volumes, rows[i].point)->roll.target,
                        rows[i].target);
  first = volumes_find(&volumes, "/a/b");
  second = volumes_find(&volumes, "/a-b");
  assert_string_equal(first->roll.target, "fs-a-b");
  assert_int_equal(strlen(second->roll.target), strlen("fs-a-b-01234567"));
  assert_ptr_equal(volumes_find(&volumes, "/a-b"), second);
  memset(path, 'x', sizeof(path));
  path[0] = '/';
  path[199] = '\0';
  longest = volumes_find(&volumes, path);
  assert_int_equal(strlen(longest->roll.target), GROUP_NAME_BYTES - 1);
  path[198] = 'y';
  assert_string_not_equal(volumes_find(&volumes, path)->roll.target,
                          longest->roll.target);
  for (int i = (int)volumes.high; i < VOLUMES_MOST; i++) {
    snprintf(path, sizeof(path), "/%d", i);
    assert_non_null(volumes_find(&volumes, path));
  }
  assert_null(volumes_find(&volumes, "/more"));
  subjects_release(&volumes);
  settings_release(&settings);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_member_writes_to_is_told),
      cmocka_unit_test(one_that_fills_is_foretold_by_its_mount_point),
      cmocka_unit_test(one_that_is_nearly_full_is_told_once_and_cleared_once),
      cmocka_unit_test(few_inodes_left_are_told_as_such),
      cmocka_unit_test(what_is_not_ours_to_ask_is_never_asked),
      cmocka_unit_test(what_one_writes_outside_of_its_root_is_told),
      cmocka_unit_test(what_is_missed_is_looked_for_again_soon),
      cmocka_unit_test(what_is_missed_among_many_files_is_looked_for_again),
      cmocka_unit_test(a_crowd_that_cannot_be_read_keeps_nobody_waiting),
      cmocka_unit_test(one_that_is_hidden_is_not_told),
      cmocka_unit_test(nothing_is_looked_at_without_collect_filesystems),
      cmocka_unit_test(one_that_does_not_answer_holds_nobody_up),
      cmocka_unit_test(names_are_those_of_df_and_each_its_own),
  };

  return cmocka_run_group_tests_name("survey", tests, NULL, NULL);
}
