/* test_inquest_fds.c - what a process holds, of a tree like /proc. The links
 * are real ones, and what sock_diag(7) would answer the test says. */
#include "expect.h"

#include "inquest_fds.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NET "net:[4026531840]"

struct scene {
  struct tree tree;
  struct reader reader;
  struct dossier dossier;
  struct fds_inquest inquest;
  struct fds_means means;
  struct errand errand;
};

static int begin(void **state) {
  struct scene *scene = calloc(1, sizeof(*scene));
  char path[128];

  tree_open(&scene->tree);
  tree_mkdir(&scene->tree, "7");
  tree_mkdir(&scene->tree, "7/fd");
  tree_mkdir(&scene->tree, "7/fdinfo");
  tree_mkdir(&scene->tree, "7/ns");
  tree_write(&scene->tree, "7/status", "Name:\tx\n");
  tree_link(&scene->tree, "7/ns/net", NET);
  snprintf(path, sizeof(path), "%s/7", scene->tree.root);
  scene->means =
      (struct fds_means){.dossier = &scene->dossier,
                         .reader = &scene->reader,
                         .dirfd = open(path, O_PATH | O_DIRECTORY),
                         .sysfd = open(scene->tree.root, O_PATH | O_DIRECTORY),
                         .now_s = 1000,
                         .net = NET};
  *state = scene;
  return scene->means.dirfd < 0 ? -1 : 0;
}

static int end(void **state) {
  struct scene *scene = *state;

  close(scene->means.dirfd);
  close(scene->means.sysfd);
  tree_close(&scene->tree);
  free(scene);
  return 0;
}

static void hold(struct scene *scene, int fd, const char *link) {
  char name[64];

  snprintf(name, sizeof(name), "7/fd/%d", fd);
  tree_remove(&scene->tree, name);
  tree_link(&scene->tree, name, link);
}

static void drop(struct scene *scene, int fd) {
  char path[256];

  snprintf(path, sizeof(path), "%s/7/fd/%d", scene->tree.root, fd);
  unlink(path);
  snprintf(path, sizeof(path), "%s/7/fdinfo/%d", scene->tree.root, fd);
  unlink(path);
}

static void stand(struct scene *scene, int fd, long position, const char *flags,
                  int mount) {
  char name[64];

  snprintf(name, sizeof(name), "7/fdinfo/%d", fd);
  tree_write(&scene->tree, name, "pos:\t%ld\nflags:\t%s\nmnt_id:\t%d\n",
             position, flags, mount);
}

static void hold_file(struct scene *scene, int fd, const char *path,
                      long position) {
  hold(scene, fd, path);
  stand(scene, fd, position, "0100000", 29);
}

/* As the lane and its owner would; false when nothing is wanted. */
static bool go(struct scene *scene, enum fds_errand which,
               enum errand_outcome outcome) {
  struct errand *errand = &scene->errand;

  if (!fds_wants(&scene->inquest, &scene->means, which))
    return false;
  errand_clear(errand);
  errand->dirfd = scene->means.dirfd;
  errand->pid = scene->dossier.pid;
  fds_fill(&scene->inquest, &scene->means, which, errand);
  for (int i = 0; i < errand->count && outcome == ERRAND_DONE; i++)
    errand_read(errand, i, NULL);
  errand->outcome = outcome;
  fds_take(&scene->inquest, &scene->means, which, errand);
  return true;
}

static void look(struct scene *scene) {
  assert_true(go(scene, FDS_LINKS, ERRAND_DONE));
  scene->means.now_s += 1;
}

static const struct dossier_file *file_of(const struct scene *scene, int fd) {
  for (int i = 0; i < scene->dossier.file_count; i++)
    if (scene->dossier.file[i].fd == fd)
      return &scene->dossier.file[i];
  return NULL;
}

static bool lacks(const struct scene *scene, const char *what,
                  const char *why) {
  for (int i = 0; i < scene->dossier.lack_count; i++)
    if (strcmp(scene->dossier.lack[i].what, what) == 0 &&
        strcmp(scene->dossier.lack[i].why, why) == 0)
      return true;
  return false;
}

static void fds_are_counted_by_kind(void **state) {
  struct scene *scene = *state;
  const struct findings *findings = &scene->dossier.findings;

  hold(scene, 0, "/dev/null");
  hold(scene, 1, "pipe:[77]");
  hold_file(scene, 2, "/var/log/x\nsocket:[5] (deleted)", 0);
  hold(scene, 3, "socket:[78]");
  hold(scene, 4, "socket:[79]");
  hold(scene, 5, "anon_inode:[eventfd]");
  look(scene);
  assert_int_equal(findings->fds, 6);
  assert_int_equal(findings->kind[FD_DEVICE], 1);
  assert_int_equal(findings->kind[FD_PIPE], 1);
  assert_int_equal(findings->kind[FD_FILE], 1);
  assert_int_equal(findings->kind[FD_SOCKET], 2);
  assert_int_equal(findings->kind[FD_EVENT], 1);
  assert_int_equal(scene->dossier.files_there, 1);
  assert_int_equal(scene->dossier.sockets_there, 2);
  drop(scene, 4);
  look(scene);
  assert_int_equal(findings->fds, 5);
  assert_int_equal(findings->kind[FD_SOCKET], 1);
  assert_int_equal(scene->dossier.lack_count, 0);
}

/* What was counted in the last whole round stands until the next is over. */
static void a_long_table_is_counted_in_rounds(void **state) {
  struct scene *scene = *state;
  const struct findings *findings = &scene->dossier.findings;
  int ticks = 1;

  for (int fd = 0; fd < 2500; fd++)
    hold(scene, fd, "pipe:[77]");
  look(scene);
  assert_in_range(findings->fds, FDS_A_TICK - 2, FDS_A_TICK); /* "." */
  while (scene->inquest.at != 0) {
    look(scene);
    assert_true(++ticks <= 4);
  }
  assert_int_equal(findings->fds, 2500);
  look(scene);
  assert_int_equal(findings->fds, 2500);
  assert_int_equal(findings->kind[FD_PIPE], 2500);
}

static void a_file_is_told_with_its_pace(void **state) {
  struct scene *scene = *state;
  const struct dossier_file *file;

  hold_file(scene, 3, "/data/big", 1000);
  look(scene);
  file = file_of(scene, 3);
  assert_non_null(file);
  assert_string_equal(file->path, "/data/big");
  expect_near(file->position, 1000, 0);
  expect_missing(file->moved_per_s);
  expect_missing(file->size);
  stand(scene, 3, 6000, "0100002", 29);
  scene->means.now_s += 1;
  look(scene);
  expect_near(file->position, 6000, 0);
  expect_near(file->moved_per_s, 2500, 1e-9);
  assert_true(file->writing);
}

static void what_moves_stands_first_then_what_is_written(void **state) {
  struct scene *scene = *state;

  hold_file(scene, 0, "/still", 0);
  hold_file(scene, 1, "/read", 5);
  hold_file(scene, 2, "/moving", 5);
  hold_file(scene, 3, "/written", 0);
  stand(scene, 3, 0, "0100001", 29);
  look(scene);
  stand(scene, 2, 6, "0100000", 29);
  look(scene);
  assert_int_equal(scene->dossier.file[0].fd, 2);
  assert_int_equal(scene->dossier.file[1].fd, 3);
  assert_int_equal(scene->dossier.file[2].fd, 1);
  assert_int_equal(scene->dossier.file[3].fd, 0);
}

static void a_number_that_was_given_away_is_another_file(void **state) {
  struct scene *scene = *state;

  hold_file(scene, 3, "/first", 1000);
  look(scene);
  look(scene);
  hold_file(scene, 3, "/second", 2000);
  look(scene);
  assert_int_equal(scene->dossier.file_count, 1);
  assert_string_equal(file_of(scene, 3)->path, "/second");
  expect_missing(file_of(scene, 3)->moved_per_s);
  drop(scene, 3);
  look(scene);
  assert_int_equal(scene->dossier.file_count, 0);
}

/* The one that is read has the highest number of all. */
static void among_many_files_the_one_that_is_read_is_found(void **state) {
  struct scene *scene = *state;

  for (int fd = 0; fd < 203; fd++)
    hold_file(scene, fd, "/still", 0);
  hold_file(scene, 203, "/read", 10);
  for (int i = 0; i < 30 && !file_of(scene, 203); i++) {
    look(scene);
    assert_true(scene->dossier.file_count <= DOSSIER_FILES);
  }
  assert_non_null(file_of(scene, 203));
  assert_int_equal(scene->dossier.files_there, 204);
  for (int i = 0; i < 30; i++)
    look(scene);
  assert_int_equal(scene->dossier.file[0].fd, 203);
}

static void what_a_thread_waits_for_is_the_first(void **state) {
  struct scene *scene = *state;

  for (int fd = 0; fd < 500; fd++)
    hold_file(scene, fd, "/read", 10);
  scene->dossier.thread_count = 2;
  scene->dossier.thread[0].fd = -1;
  scene->dossier.thread[1].fd = 450;
  look(scene);
  look(scene);
  assert_int_equal(scene->dossier.file_count, DOSSIER_FILES);
  assert_int_equal(scene->dossier.file[0].fd, 450);
}

static void a_size_is_told_where_the_link_leads_to_a_file(void **state) {
  struct scene *scene = *state;
  char path[128];

  tree_write(&scene->tree, "data", "%s", "12345");
  snprintf(path, sizeof(path), "%s/data", scene->tree.root);
  assert_false(go(scene, FDS_SIZES, ERRAND_DONE));
  hold_file(scene, 3, path, 2);
  hold_file(scene, 4, scene->tree.root, 0);
  look(scene);
  assert_true(go(scene, FDS_SIZES, ERRAND_DONE));
  expect_near(file_of(scene, 3)->size, 5, 0);
  expect_missing(file_of(scene, 4)->size);
}

static void the_size_of_a_disk_is_that_of_sysfs(void **state) {
  struct scene *scene = *state;

  tree_mkdir(&scene->tree, "class");
  tree_mkdir(&scene->tree, "class/block");
  tree_mkdir(&scene->tree, "class/block/sda");
  tree_write(&scene->tree, "class/block/sda/size", "2048\n");
  hold_file(scene, 3, "/dev/sda", 512);
  hold_file(scene, 4, "/dev/../sda", 512);
  hold_file(scene, 5, "/dev/null", 0);
  look(scene);
  expect_near(file_of(scene, 3)->size, 1048576, 0);
  expect_missing(file_of(scene, 4)->size);
  assert_null(file_of(scene, 5));
}

/* Mount 30 does not answer, and mount 29 has its turn. */
static void a_mount_that_is_lost_is_not_asked_again(void **state) {
  struct scene *scene = *state;
  char path[128];

  tree_write(&scene->tree, "data", "%s", "12345");
  snprintf(path, sizeof(path), "%s/data", scene->tree.root);
  hold(scene, 3, path);
  stand(scene, 3, 0, "0100000", 30);
  look(scene);
  assert_true(go(scene, FDS_SIZES, ERRAND_LOST));
  assert_true(lacks(scene, "size of a file", "does not answer"));
  assert_false(go(scene, FDS_SIZES, ERRAND_DONE));
  hold(scene, 4, path);
  stand(scene, 4, 0, "0100000", 29);
  look(scene);
  for (int i = 0; i < 3; i++)
    assert_true(go(scene, FDS_SIZES, ERRAND_DONE));
  expect_missing(file_of(scene, 3)->size);
  expect_near(file_of(scene, 4)->size, 5, 0);
}

/* Its positions are read on all the same. */
static void links_that_are_lost_are_a_lack(void **state) {
  struct scene *scene = *state;

  hold_file(scene, 3, "/data", 1000);
  look(scene);
  stand(scene, 3, 2000, "0100000", 29);
  assert_true(go(scene, FDS_LINKS, ERRAND_LOST));
  assert_true(lacks(scene, "fds", "does not answer"));
  expect_near(file_of(scene, 3)->moved_per_s, 1000, 1e-9);
  look(scene);
  assert_false(lacks(scene, "fds", "does not answer"));
}

/* What the kernel would have found is written in. */
static void answer_sockets(struct scene *scene, uint32_t first, int count) {
  struct errand *errand = &scene->errand;

  assert_true(fds_wants(&scene->inquest, &scene->means, FDS_SOCKETS));
  errand_clear(errand);
  fds_fill(&scene->inquest, &scene->means, FDS_SOCKETS, errand);
  assert_int_equal(errand->count, SOCKET_PROTOCOLS);
  for (int i = 0; i < errand->count; i++) {
    struct socket_search search;

    memcpy(&search, errand->reading[i].bytes, sizeof(search));
    for (int k = 0; i == SOCKET_TCP && k < count; k++)
      search.found[search.found_count++] =
          (struct socket_found){.inode = first + (uint32_t)k,
                                .state = 1,
                                .has_memory = true,
                                .receive_queue = 100 * (uint32_t)(k + 1),
                                .receive_buffer = 1000,
                                .send_buffer = 1000};
    memcpy(errand->reading[i].bytes, &search, sizeof(search));
  }
  errand->outcome = ERRAND_DONE;
  fds_take(&scene->inquest, &scene->means, FDS_SOCKETS, errand);
}

static void sockets_are_told_by_their_inodes_the_fullest_first(void **state) {
  struct scene *scene = *state;
  const struct dossier_socket *socket = scene->dossier.socket;

  hold(scene, 3, "socket:[78]");
  hold(scene, 4, "socket:[79]");
  assert_false(fds_wants(&scene->inquest, &scene->means, FDS_SOCKETS));
  look(scene);
  answer_sockets(scene, 78, 2);
  assert_int_equal(scene->dossier.socket_count, 2);
  assert_int_equal(socket[0].fd, 4);
  assert_int_equal(socket[0].inode, 79);
  assert_string_equal(socket[0].protocol, "tcp");
  assert_string_equal(socket[0].state, "established");
  expect_near(socket[0].receive_queue, 200, 0);
  expect_near(socket[0].receive_buffer, 1000, 0);
  assert_int_equal(socket[1].fd, 3);
  drop(scene, 4);
  look(scene);
  answer_sockets(scene, 78, 1);
  assert_int_equal(scene->dossier.socket_count, 1);
  drop(scene, 3);
  look(scene);
  assert_int_equal(scene->dossier.socket_count, 0);
  assert_false(fds_wants(&scene->inquest, &scene->means, FDS_SOCKETS));
}

/* SOCKETS_ASKED in a round, then the rest, then from the beginning. */
static void all_of_many_sockets_have_their_turn(void **state) {
  struct scene *scene = *state;
  char link[32];
  int asked = 0;

  for (int fd = 0; fd < SOCKETS_ASKED + 100; fd++) {
    snprintf(link, sizeof(link), "socket:[%d]", 1000 + fd);
    hold(scene, fd, link);
  }
  for (int i = 0; i < 3; i++) {
    look(scene);
    answer_sockets(scene, 1000, 0);
    asked += scene->inquest.sockets.asked.count;
  }
  assert_int_equal(asked, 2 * SOCKETS_ASKED + 100);
  assert_int_equal(scene->dossier.sockets_there, SOCKETS_ASKED + 100);
}

/* The readings from `first` on fail; where they were to be asked. */
static bool refuse_sockets(struct scene *scene, int first, int error) {
  struct errand *errand = &scene->errand;
  struct socket_search search;

  hold(scene, 3, "socket:[78]");
  look(scene);
  assert_true(fds_wants(&scene->inquest, &scene->means, FDS_SOCKETS));
  errand_clear(errand);
  fds_fill(&scene->inquest, &scene->means, FDS_SOCKETS, errand);
  for (int i = first; i < errand->count; i++)
    errand->reading[i].length = error;
  errand->outcome = ERRAND_DONE;
  memcpy(&search, errand->reading[first].bytes, sizeof(search));
  fds_take(&scene->inquest, &scene->means, FDS_SOCKETS, errand);
  return search.is_abroad;
}

static void another_network_namespace_is_asked_or_it_is_told_why(void **state) {
  static const struct {
    int error;
    const char *why;
  } rows[] = {
      {-EPERM, "in another network namespace, and CAP_SYS_ADMIN is missing"},
      {-EACCES, "in another network namespace, which may not be entered"},
      {-ENOLINK,
       "in another network namespace, and ProcPath does not show ours"},
      {-ENOTRECOVERABLE, "in another network namespace, with no way back"},
      {-EMFILE, "may not be read (EMFILE)"},
  };
  struct scene *scene = *state;

  scene->means.net = "net:[1]";
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    assert_true(refuse_sockets(scene, 0, rows[i].error));
    assert_true(lacks(scene, "sockets", rows[i].why));
  }
}

static void our_own_network_namespace_is_not_entered(void **state) {
  struct scene *scene = *state;

  assert_false(refuse_sockets(scene, 0, -EPERM));
  assert_true(lacks(scene, "sockets", "may not be read (EPERM)"));
}

static void without_knowing_where_we_are_no_socket_is_asked_for(void **state) {
  struct scene *scene = *state;

  hold(scene, 3, "socket:[78]");
  scene->means.net = "";
  look(scene);
  assert_false(fds_wants(&scene->inquest, &scene->means, FDS_SOCKETS));
  assert_true(
      lacks(scene, "sockets", "our own network namespace is not known"));
}

static void a_kernel_without_sock_diag_is_a_lack(void **state) {
  struct scene *scene = *state;

  assert_false(refuse_sockets(scene, SOCKET_UNIX, -ENOENT));
  assert_int_equal(scene->dossier.lack_count, 1);
  assert_true(lacks(scene, "unix sockets", "the kernel has no sock_diag"));
  assert_false(refuse_sockets(scene, SOCKET_UDP, -ENOENT));
  assert_true(lacks(scene, "UDP sockets", "the kernel has no sock_diag"));
  assert_false(lacks(scene, "sockets", "the kernel has no sock_diag"));
  assert_false(refuse_sockets(scene, SOCKET_TCP, -ENOENT));
  assert_true(lacks(scene, "sockets", "the kernel has no sock_diag"));
}

/* It is the sender whom the kernel makes wait. */
static void a_unix_socket_is_told_without_a_receive_buffer(void **state) {
  struct scene *scene = *state;
  const struct dossier_socket *told = scene->dossier.socket;
  struct socket_found found = {.inode = 78,
                               .protocol = SOCKET_UNIX,
                               .type = 1,
                               .state = 1,
                               .peer = 79,
                               .name = "/run/x.sock",
                               .has_memory = true,
                               .receive_queue = 7,
                               .send_queue = 1500,
                               .send_held = 1500,
                               .send_buffer = 2000};
  struct socket_search search;

  hold(scene, 3, "socket:[78]");
  look(scene);
  errand_clear(&scene->errand);
  fds_fill(&scene->inquest, &scene->means, FDS_SOCKETS, &scene->errand);
  memcpy(&search, scene->errand.reading[SOCKET_UNIX].bytes, sizeof(search));
  search.found[search.found_count++] = found;
  memcpy(scene->errand.reading[SOCKET_UNIX].bytes, &search, sizeof(search));
  scene->errand.outcome = ERRAND_DONE;
  fds_take(&scene->inquest, &scene->means, FDS_SOCKETS, &scene->errand);
  assert_int_equal(scene->dossier.socket_count, 1);
  assert_string_equal(told->protocol, "unix");
  assert_string_equal(told->local, "/run/x.sock");
  assert_string_equal(told->remote, "socket:[79]");
  expect_near(told->receive_queue, 7, 0);
  expect_missing(told->receive_buffer);
  expect_missing(told->receive_held);
  expect_near(told->send_queue, 1500, 0);
  expect_near(told->send_buffer, 2000, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(fds_are_counted_by_kind),
      TEST(a_long_table_is_counted_in_rounds),
      TEST(a_file_is_told_with_its_pace),
      TEST(what_moves_stands_first_then_what_is_written),
      TEST(a_number_that_was_given_away_is_another_file),
      TEST(among_many_files_the_one_that_is_read_is_found),
      TEST(what_a_thread_waits_for_is_the_first),
      TEST(a_size_is_told_where_the_link_leads_to_a_file),
      TEST(the_size_of_a_disk_is_that_of_sysfs),
      TEST(a_mount_that_is_lost_is_not_asked_again),
      TEST(links_that_are_lost_are_a_lack),
      TEST(sockets_are_told_by_their_inodes_the_fullest_first),
      TEST(all_of_many_sockets_have_their_turn),
      TEST(another_network_namespace_is_asked_or_it_is_told_why),
      TEST(our_own_network_namespace_is_not_entered),
      TEST(without_knowing_where_we_are_no_socket_is_asked_for),
      TEST(a_unix_socket_is_told_without_a_receive_buffer),
      TEST(a_kernel_without_sock_diag_is_a_lack),
  };

  return cmocka_run_group_tests_name("inquest_fds", tests, NULL, NULL);
}
