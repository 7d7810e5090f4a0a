/* test_inquest_files.c - which files of a process are told, in which order, and
 * whose sizes are asked for. */
#include "expect.h"

#include "inquest_fds.h"
#include "inquest_files.h"
#include "tree.h"

#include <string.h>

static struct {
  struct tree tree;
  struct reader reader;
  struct dossier dossier;
  struct files_inquest files;
  struct fds_means means;
  struct errand errand;
} scene;

static int begin(void **state) {
  (void)state;
  memset(&scene, 0, sizeof(scene));
  tree_open(&scene.tree);
  tree_mkdir(&scene.tree, "fdinfo");
  tree_mkdir(&scene.tree, "class");
  tree_mkdir(&scene.tree, "class/block");
  scene.means.dossier = &scene.dossier;
  scene.means.reader = &scene.reader;
  scene.means.dirfd = open(scene.tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  scene.means.sysfd = scene.means.dirfd;
  scene.means.now_s = 1000;
  return scene.means.dirfd < 0 ? -1 : 0;
}

static int end(void **state) {
  (void)state;
  close(scene.means.dirfd);
  tree_close(&scene.tree);
  return 0;
}

static void stand(int fd, long position, const char *flags, int mount) {
  char name[32];

  snprintf(name, sizeof(name), "fdinfo/%d", fd);
  tree_write(&scene.tree, name, "pos:\t%ld\nflags:\t%s\nmnt_id:\t%d\n",
             position, flags, mount);
}

/* A tick begins: positions are read anew. */
static void look(void) {
  files_look(&scene.files, &scene.means);
  scene.means.now_s += 1;
}

static void see_at(int fd, enum fd_kind kind, const char *path) {
  files_see(&scene.files, &scene.means, fd, kind, text_of_string(path));
}

static void see(int fd, long position, const char *flags, int mount) {
  stand(fd, position, flags, mount);
  see_at(fd, FD_FILE, "/x");
}

static const struct dossier_file *file_of(int fd) {
  for (int i = 0; i < scene.dossier.file_count; i++)
    if (scene.dossier.file[i].fd == fd)
      return &scene.dossier.file[i];
  return NULL;
}

static void wait_for(int fd) {
  struct dossier_thread *thread =
      &scene.dossier.thread[scene.dossier.thread_count++];

  thread->fd = fd;
}

#define READING "0100000"
#define WRITING "0100001"

static void expect_order(const char *wanted) {
  char order[64] = "";

  for (int i = 0; i < scene.dossier.file_count; i++)
    snprintf(order + strlen(order), sizeof(order) - strlen(order), "%d ",
             scene.dossier.file[i].fd);
  assert_string_equal(order, wanted);
}

/* Waited for; moving, back as well; new; written; read; still. */
static void who_stands_first_is_told_by_what_it_does(void **state) {
  (void)state;
  look();
  see(1, 0, READING, 29);
  see(2, 5, READING, 29);
  see(3, 0, WRITING, 29);
  see(4, 900, READING, 29);
  see(6, 0, READING, 29);
  for (int i = 0; i < 3; i++)
    look();
  see(5, 7, READING, 29);
  wait_for(6);
  stand(4, 300, READING, 29);
  look();
  expect_order("6 4 5 3 2 1 ");
  expect_near(file_of(4)->moved_per_s, -600, 1e-9);
}

/* Of more the first are, and each once. */
static void some_that_are_waited_for_are_remembered(void **state) {
  (void)state;
  wait_for(-1);
  for (int fd = 0; fd < FILES_WAITED_FOR; fd++) {
    wait_for(100 + fd);
    wait_for(100 + fd);
  }
  wait_for(900);
  look();
  assert_int_equal(scene.files.waited_count, FILES_WAITED_FOR);
  assert_int_equal(scene.files.waited_for[FILES_WAITED_FOR - 1],
                   100 + FILES_WAITED_FOR - 1);
}

static void a_file_gives_way_only_to_one_that_stands_before_it(void **state) {
  (void)state;
  look();
  for (int fd = 0; fd < DOSSIER_FILES; fd++)
    see(fd, 0, fd == 9 ? READING : WRITING, 29);
  assert_int_equal(scene.dossier.file_count, DOSSIER_FILES);
  look();
  see(100, 0, READING, 29); /* as still as the least */
  assert_null(file_of(100));
  see(101, 5, READING, 29);
  assert_non_null(file_of(101));
  assert_null(file_of(9));
  assert_int_equal(scene.dossier.file_count, DOSSIER_FILES);
  see(102, 0, WRITING, 29); /* all others are as new */
  assert_null(file_of(102));
}

/* It is read whatever the turn is. */
static void who_is_waited_for_needs_no_turn(void **state) {
  (void)state;
  wait_for(500);
  look();
  for (int fd = 0; fd < FILES_NEW_A_TICK; fd++)
    see(fd, 0, READING, 29);
  see(400, 5, READING, 29);
  see(500, 5, READING, 29);
  assert_null(file_of(400));
  assert_non_null(file_of(500));
}

static void what_is_closed_or_makes_no_sense_is_dropped(void **state) {
  (void)state;
  look();
  see(3, 5, READING, 29);
  see(4, 5, READING, 29);
  see_at(5, FD_FILE, "/closed meanwhile");
  assert_int_equal(scene.dossier.file_count, 2);
  tree_remove(&scene.tree, "fdinfo/3");
  tree_write(&scene.tree, "fdinfo/4", "pos:\t5\nflags:\t9\n");
  look();
  assert_int_equal(scene.dossier.file_count, 0);
}

static double size_of(const char *path, int sysfd) {
  scene.dossier.file_count = 0;
  scene.means.sysfd = sysfd;
  stand(3, 512, READING, 29);
  look();
  see_at(3, FD_DEVICE, path);
  assert_non_null(file_of(3));
  assert_string_equal(file_of(3)->path, path);
  return file_of(3)->size;
}

static void the_size_of_a_disk_is_told_by_its_name_only(void **state) {
  int sysfd = scene.means.sysfd;

  (void)state;
  tree_mkdir(&scene.tree, "class/block/sda");
  tree_mkdir(&scene.tree, "class/block/sdb");
  tree_mkdir(&scene.tree, "class/block/sdc");
  tree_write(&scene.tree, "class/block/sda/size", "2048\n");
  tree_write(&scene.tree, "class/block/sdb/size", "many\n");
  tree_write(&scene.tree, "class/block/size", "2048\n");
  tree_write(&scene.tree, "class/size", "2048\n");
  expect_near(size_of("/dev/sda", sysfd), 1048576, 0);
  expect_missing(size_of("/dev/sda", -1));
  expect_missing(size_of("/dev/sdb", sysfd));
  expect_missing(size_of("/dev/sdc", sysfd));
  expect_missing(size_of("/dev/mapper/sda", sysfd));
  expect_missing(size_of("/dev/.", sysfd));
  expect_missing(size_of("/dev/..", sysfd));
  expect_missing(size_of("/run/sda", sysfd));
}

/* A terminal has no end; but a thread may wait for it. */
static void
a_device_nobody_moved_in_is_told_when_it_is_waited_for(void **state) {
  (void)state;
  stand(3, 0, READING, 29);
  look();
  see_at(3, FD_DEVICE, "/dev/tty");
  assert_null(file_of(3));
  wait_for(3);
  look();
  see_at(3, FD_DEVICE, "/dev/tty");
  assert_non_null(file_of(3));
}

/* The mount that is asked for, and its one file. */
static uint64_t ask(int *ret_fd) {
  struct fd_size size;

  assert_true(files_want_sizes(&scene.files, &scene.dossier));
  errand_clear(&scene.errand);
  files_fill_sizes(&scene.files, &scene.dossier, &scene.errand);
  memcpy(&size, scene.errand.reading[0].bytes, sizeof(size));
  *ret_fd = size.fd;
  return scene.files.asked;
}

static void each_mount_has_its_turn(void **state) {
  static const int turns[] = {20, 30, 40, 20, 30};
  int fd;

  (void)state;
  look();
  see(3, 5, READING, 30);
  see(4, 5, READING, 20);
  see(5, 5, READING, 40);
  for (size_t i = 0; i < COUNT_OF(turns); i++) {
    assert_int_equal(ask(&fd), turns[i]);
    assert_int_equal(fd, turns[i] == 30 ? 3 : turns[i] == 20 ? 4 : 5);
  }
}

/* A thread of the lane each; there are not many. */
static void after_some_mounts_are_lost_none_is_asked(void **state) {
  int fd;

  (void)state;
  look();
  for (int mount = 1; mount <= FILES_LOST + 2; mount++)
    see(mount, 5, READING, mount);
  for (int lost = 1; lost <= FILES_LOST; lost++) {
    assert_int_equal(ask(&fd), lost);
    files_lose_sizes(&scene.files);
  }
  assert_false(files_want_sizes(&scene.files, &scene.dossier));
  scene.files.asked = 99;
  files_lose_sizes(&scene.files);
  assert_int_equal(scene.files.lost_count, FILES_LOST);
}

static void take_sizes(const struct fd_size *size, int count) {
  struct reading *reading = &scene.errand.reading[0];

  reading->length = count * (long)sizeof(*size);
  memcpy(reading->bytes, size, (size_t)reading->length);
  files_take_sizes(&scene.files, &scene.dossier, &scene.errand);
}

static void a_size_that_is_not_told_is_not_known(void **state) {
  int fd;

  (void)state;
  look();
  see(3, 5, READING, 30);
  (void)ask(&fd);
  stand(4, 5, READING, 30);
  see_at(4, FD_DEVICE, "/dev/x");
  take_sizes((struct fd_size[]){{3, 12345}, {4, 99}, {77, 1}}, 3);
  expect_near(file_of(3)->size, 12345, 0);
  expect_missing(file_of(4)->size); /* that is not the disk's */
  take_sizes((struct fd_size[]){{3, -1}}, 1);
  expect_missing(file_of(3)->size);
  take_sizes((struct fd_size[]){{3, 0}}, 1);
  expect_near(file_of(3)->size, 0, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(who_stands_first_is_told_by_what_it_does),
      TEST(some_that_are_waited_for_are_remembered),
      TEST(a_file_gives_way_only_to_one_that_stands_before_it),
      TEST(who_is_waited_for_needs_no_turn),
      TEST(what_is_closed_or_makes_no_sense_is_dropped),
      TEST(the_size_of_a_disk_is_told_by_its_name_only),
      TEST(a_device_nobody_moved_in_is_told_when_it_is_waited_for),
      TEST(each_mount_has_its_turn),
      TEST(after_some_mounts_are_lost_none_is_asked),
      TEST(a_size_that_is_not_told_is_not_known),
  };

  return cmocka_run_group_tests_name("inquest_files", tests, NULL, NULL);
}
