/* test_rights_edges.c - our rights by a /proc of the test's own: its links name
 * the namespaces, its mountinfo stands where the kernel's would, capabilities
 * and groups are those that the test says. See --wrap in Makefile.am. */
#include "capget.h"
#include "expect.h"

#include "rights.h"
#include "tree.h"

#include <errno.h>
#include <string.h>
#include <sys/sysmacros.h>

#define PIDS      "pid:[4026531836]"
#define USERS     "user:[4026531837]"
#define OUR_PIDS  "pid:[4026532001]"
#define OUR_USERS "user:[4026532002]"

static struct {
  struct tree tree;
  int procfd;
  int groups_error; /* of getgroups(2) */
  gid_t gid, group; /* ours, and one more */
} scene;

int __real_openat(int dirfd, const char *name, int flags, ...);
int __wrap_openat(int dirfd, const char *name, int flags, ...);
int __wrap_openat(int dirfd, const char *name, int flags, ...) {
  if (strcmp(name, "/proc/self/mountinfo") == 0)
    return __real_openat(scene.procfd, "mountinfo", flags);
  return __real_openat(dirfd, name, flags);
}

gid_t __wrap_getegid(void);
gid_t __wrap_getegid(void) {
  return scene.gid;
}

int __wrap_getgroups(int size, gid_t list[]);
int __wrap_getgroups(int size, gid_t list[]) {
  assert_true(size > 1);
  list[0] = scene.group;
  errno = scene.groups_error;
  return scene.groups_error ? -1 : 1;
}

/* The links of ourselves; NULL: there is none. */
static void put_links(const char *pids, const char *users) {
  tree_remove(&scene.tree, "us/ns/pid");
  tree_remove(&scene.tree, "us/ns/user");
  if (pids)
    tree_link(&scene.tree, "us/ns/pid", pids);
  if (users)
    tree_link(&scene.tree, "us/ns/user", users);
}

/* "self" leads to the number it names. */
static void put_self(const char *self) {
  tree_link(&scene.tree, self, "us");
  tree_link(&scene.tree, "self", self);
}

static int begin(void **state) {
  char self[16];

  (void)state;
  memset(&scene, 0, sizeof(scene));
  memset(&capget_answer, 0, sizeof(capget_answer));
  scene.gid = 1000;
  scene.group = 2000;
  tree_open(&scene.tree);
  tree_mkdir(&scene.tree, "us");
  tree_mkdir(&scene.tree, "us/ns");
  snprintf(self, sizeof(self), "%d", getpid());
  put_self(self);
  scene.procfd = open(scene.tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  return scene.procfd < 0 ? -1 : 0;
}

static int end(void **state) {
  (void)state;
  close(scene.procfd);
  tree_close(&scene.tree);
  return 0;
}

static void who_is_apart_is_told_by_the_two_namespaces(void **state) {
  static const struct {
    const char *pids, *users;
    bool apart;
  } rows[] = {
      {PIDS, USERS, false},
      {PIDS, OUR_USERS, true},
      {OUR_PIDS, OUR_USERS, false}, /* those we see are ours as well */
      {OUR_PIDS, USERS, false},
      {PIDS, "user:[402653183]", true},
      {PIDS, "user:[40265318370]", true},
      {PIDS, "", true},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    put_links(rows[i].pids, NULL);
    if (rows[i].users[0])
      put_links(rows[i].pids, rows[i].users);
    else
      tree_write(&scene.tree, "us/ns/user", "no link\n");
    assert_int_equal(rights_apart(scene.procfd), rows[i].apart);
  }
}

/* Without CONFIG_USER_NS and CONFIG_PID_NS there are no links, and everybody is
 * in the only namespace there is. */
static void a_kernel_without_namespaces_has_nobody_apart(void **state) {
  (void)state;
  capget_answer.effective = 1u << CAP_NET_ADMIN;
  put_links(PIDS, NULL);
  assert_false(rights_apart(scene.procfd));
  assert_true(rights_may_account(scene.procfd));
  put_links(NULL, USERS);
  assert_true(rights_may_account(scene.procfd));
  put_links(NULL, OUR_USERS);
  assert_true(rights_apart(scene.procfd));
  put_links(NULL, NULL);
  assert_false(rights_apart(scene.procfd));
  assert_true(rights_may_account(scene.procfd));
}

/* The procfs of others has no "self" for us. */
static void where_we_are_not_nothing_is_claimed(void **state) {
  (void)state;
  capget_answer.effective = ~0u;
  put_links(PIDS, USERS);
  tree_remove(&scene.tree, "self");
  assert_false(rights_apart(scene.procfd));
  assert_false(rights_may_account(scene.procfd));
  put_links(NULL, NULL);
  assert_false(rights_apart(scene.procfd));
  assert_false(rights_may_account(scene.procfd));
}

static void taskstats_take_a_right_and_both_initial_namespaces(void **state) {
  static const struct {
    const char *pids, *users;
    uint32_t capabilities;
    bool may;
  } rows[] = {
      {PIDS, USERS, 1u << CAP_NET_ADMIN, true},
      {PIDS, USERS, ~(1u << CAP_NET_ADMIN), false},
      {PIDS, OUR_USERS, 1u << CAP_NET_ADMIN, false},
      {OUR_PIDS, USERS, 1u << CAP_NET_ADMIN, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    put_links(rows[i].pids, rows[i].users);
    capget_answer.effective = rows[i].capabilities;
    assert_int_equal(rights_may_account(scene.procfd), rows[i].may);
  }
}

/* Its pids are not those that the kernel would tell us of. */
static void a_procfs_that_numbers_us_otherwise_is_not_ours(void **state) {
  static const char *const selves[] = {"1", "someone", "99999999999999999999"};

  (void)state;
  capget_answer.effective = ~0u;
  put_links(PIDS, USERS);
  for (size_t i = 0; i < COUNT_OF(selves); i++) {
    put_self(selves[i]);
    assert_false(rights_may_account(scene.procfd));
  }
}

static void what_cannot_be_asked_is_not_held(void **state) {
  (void)state;
  capget_answer.effective = 1u << CAP_SYS_PTRACE | 1u << CAP_DAC_OVERRIDE;
  assert_int_equal(rights_held(), RIGHT_SYS_PTRACE | RIGHT_DAC_READ_SEARCH);
  capget_answer.is_denied = true;
  assert_int_equal(rights_held(), 0);
}

/* Of a procfs with those options, mounted where the tree is. */
static bool is_hidden(const char *options) {
  struct stat found;

  assert_int_equal(fstat(scene.procfd, &found), 0);
  tree_write(&scene.tree, "mountinfo",
             "22 1 8:1 / / rw shared:1 - ext4 /dev/vda rw\n"
             "23 22 %u:%u / /proc rw shared:2 - proc proc %s\n",
             major(found.st_dev), minor(found.st_dev), options);
  return rights_hidden(scene.procfd);
}

static void a_group_that_is_excepted_sees_all(void **state) {
  static const struct {
    const char *options;
    gid_t gid, group;
    bool hidden;
  } rows[] = {
      {"rw", 1000, 2000, false},
      {"rw,hidepid=0", 1000, 2000, false},
      {"rw,gid=27", 1000, 2000, false},
      {"rw,hidepid=2", 1000, 2000, true},
      {"rw,hidepid=2", 0, 2000, false}, /* 0 unless another is named */
      {"rw,hidepid=2", 1000, 0, false},
      {"rw,hidepid=2,gid=27", 0, 0, true},
      {"rw,hidepid=2,gid=27", 27, 2000, false},
      {"rw,gid=27,hidepid=invisible", 1000, 27, false},
      {"rw,gid=27,hidepid=ptraceable", 27, 27, true},
      {"rw,gid=27,hidepid=4", 27, 27, true},
      {"rw,gid=x,hidepid=1", 1000, 2000, true},
      {"rw,gid=x,hidepid=1", 0, 2000, false},
      {"rw,gid=,hidepid=noaccess", 1000, 2000, true},
      {"rw,hidepid=off,gid=27", 1000, 2000, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    scene.gid = rows[i].gid;
    scene.group = rows[i].group;
    assert_int_equal(is_hidden(rows[i].options), rows[i].hidden);
  }
}

static void who_cannot_ask_for_its_groups_has_one(void **state) {
  (void)state;
  scene.groups_error = EPERM;
  scene.gid = 27;
  scene.group = 28;
  assert_false(is_hidden("rw,hidepid=2,gid=27"));
  assert_true(is_hidden("rw,hidepid=2,gid=28"));
}

static void without_a_list_of_mounts_nothing_is_hidden(void **state) {
  (void)state;
  assert_true(is_hidden("rw,hidepid=2"));
  assert_false(rights_hidden(-1));
  tree_remove(&scene.tree, "mountinfo");
  assert_false(rights_hidden(scene.procfd));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(who_is_apart_is_told_by_the_two_namespaces),
      TEST(a_kernel_without_namespaces_has_nobody_apart),
      TEST(where_we_are_not_nothing_is_claimed),
      TEST(taskstats_take_a_right_and_both_initial_namespaces),
      TEST(a_procfs_that_numbers_us_otherwise_is_not_ours),
      TEST(what_cannot_be_asked_is_not_held),
      TEST(a_group_that_is_excepted_sees_all),
      TEST(who_cannot_ask_for_its_groups_has_one),
      TEST(without_a_list_of_mounts_nothing_is_hidden),
  };

  return cmocka_run_group_tests_name("rights_edges", tests, NULL, NULL);
}
