/* test_inquest.c - who is looked at closely, and what of their threads counts.
 */
#include "expect.h"
#include "lacks.h"

#include "inquest.h"
#include "sample/lane.h"
#include "sample/read.h"
#include "tree.h"

#include <math.h>
#include <string.h>
#include <sys/syscall.h>

struct scene {
  struct tree tree;
  struct settings settings;
  struct inquest *inquest;
  struct lane *lane;
  double now_s;
};

static int begin(void **state) {
  static struct scene scene;

  scene = (struct scene){.now_s = 1000};
  tree_open(&scene.tree);
  tree_mkdir(&scene.tree, "task");
  assert_int_equal(settings_init(&scene.settings), 0);
  scene.inquest = inquest_new(&scene.settings);
  scene.lane = lane_new(INQUEST_ERRANDS, 2, 5);
  assert_non_null(scene.inquest);
  assert_non_null(scene.lane);
  *state = &scene;
  return 0;
}

static int end(void **state) {
  struct scene *scene = *state;

  inquest_free(scene->inquest);
  lane_free(scene->lane);
  settings_release(&scene->settings);
  tree_close(&scene->tree);
  return 0;
}

static void put(const struct scene *scene, int tid, char thread_state,
                const char *wchan) {
  char name[64];

  snprintf(name, sizeof(name), "task/%d", tid);
  tree_mkdir(&scene->tree, name);
  snprintf(name, sizeof(name), "task/%d/stat", tid);
  tree_write(&scene->tree, name, "%d (one) %c 1\n", tid, thread_state);
  snprintf(name, sizeof(name), "task/%d/wchan", tid);
  tree_write(&scene->tree, name, "%s", wchan);
  snprintf(name, sizeof(name), "task/%d/syscall", tid);
  tree_write(&scene->tree, name, "%d 0x3 0x0\n", SYS_read);
}

static void see(struct scene *scene, const void *member,
                enum inquest_need need) {
  struct inquest_person person = {
      .member = member, .pid = 7, .dirfd = -1, .threads = 3, .need = need};

  inquest_see(scene->inquest, &person, scene->now_s);
}

static const struct dossier *look_at(struct scene *scene,
                                     struct inquest_person person) {
  static struct reader reader;
  double end_s = lane_now_s() + 10;

  scene->now_s += 1;
  person.dirfd = open(scene->tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  inquest_see(scene->inquest, &person, scene->now_s);
  inquest_run(scene->inquest, &(struct inquest_means){.lane = scene->lane,
                                                      .reader = &reader,
                                                      .sysfd = -1,
                                                      .net = "",
                                                      .end_s = end_s});
  close(person.dirfd);
  return inquest_find(scene->inquest, scene);
}

static const struct dossier *look(struct scene *scene, enum inquest_need need) {
  return look_at(scene,
                 (struct inquest_person){
                     .member = scene, .pid = 7, .threads = 3, .need = need});
}

static const struct dossier *look_stuck(struct scene *scene) {
  return look_at(scene, (struct inquest_person){.member = scene,
                                                .pid = 7,
                                                .threads = NAN,
                                                .is_stuck = true,
                                                .need = INQUEST_BLOCKED});
}

static void a_cause_counts_from_the_second_look_on(void **state) {
  struct scene *scene = *state;
  const struct dossier *dossier;

  put(scene, 7, 'D', "folio_wait_bit_common");
  put(scene, 8, 'S', "ep_poll");
  dossier = look(scene, INQUEST_BLOCKED);
  assert_non_null(dossier);
  assert_int_equal(dossier->thread_count, 2);
  assert_int_equal(dossier->findings.threads, 0);
  (void)look(scene, INQUEST_BLOCKED);
  assert_int_equal(dossier->findings.threads, 2);
  assert_int_equal(dossier->findings.cause[CAUSE_STORAGE_READ], 1);
  assert_int_equal(dossier->findings.cause[CAUSE_CHOICE], 1);
  assert_int_equal(dossier->threads_there, 3);
  assert_int_equal(dossier->looks, 2);
}

static void one_look_between_others_is_an_accident(void **state) {
  struct scene *scene = *state;
  const struct dossier *dossier;

  put(scene, 7, 'D', "folio_wait_bit_common");
  (void)look(scene, INQUEST_BLOCKED);
  dossier = look(scene, INQUEST_BLOCKED);
  put(scene, 7, 'S', "futex_do_wait");
  (void)look(scene, INQUEST_BLOCKED);
  assert_int_equal(dossier->findings.cause[CAUSE_STORAGE_READ], 1);
  expect_near(dossier->thread[0].since_s, 1001, 0.001);
  (void)look(scene, INQUEST_BLOCKED);
  assert_int_equal(dossier->findings.cause[CAUSE_STORAGE_READ], 0);
  assert_int_equal(dossier->findings.cause[CAUSE_LOCK], 1);
  expect_near(dossier->thread[0].since_s, 1004, 0.001);
}

static void a_thread_that_has_ended_is_told_no_more(void **state) {
  struct scene *scene = *state;
  const struct dossier *dossier;

  put(scene, 7, 'S', "ep_poll");
  put(scene, 8, 'D', "folio_wait_bit_common");
  (void)look(scene, INQUEST_BLOCKED);
  dossier = look(scene, INQUEST_BLOCKED);
  assert_int_equal(dossier->findings.threads, 2);
  tree_remove(&scene->tree, "task/8");
  (void)look(scene, INQUEST_BLOCKED);
  assert_int_equal(dossier->findings.threads, 1);
  assert_int_equal(dossier->thread[0].tid, 7);
}

static void a_symbol_that_is_kept_from_us_is_told_as_missing(void **state) {
  struct scene *scene = *state;
  const struct dossier *dossier;

  put(scene, 7, 'S', "0");
  dossier = look(scene, INQUEST_BLOCKED);
  assert_int_equal(dossier->lack_count, 1);
  assert_string_equal(dossier->lack[0].what, "wchan");
  put(scene, 7, 'S', "ep_poll");
  (void)look(scene, INQUEST_BLOCKED);
  assert_int_equal(dossier->lack_count, 0);
}

static void put_stuck(const struct scene *scene, int tid) {
  char name[64];

  put(scene, tid, 'R', "request_wait_answer");
  snprintf(name, sizeof(name), "task/%d/status", tid);
  tree_write(&scene->tree, name, "Name:\tone\nState:\tD (disk sleep)\n");
  snprintf(name, sizeof(name), "task/%d/comm", tid);
  tree_write(&scene->tree, name, "one\n");
}

/* A FIFO that nobody writes to hangs whoever opens it. */
static void hang_wchan(const struct scene *scene) {
  char path[96];

  snprintf(path, sizeof(path), "%s/task/7/wchan", scene->tree.root);
  (void)unlink(path);
  assert_int_equal(mkfifo(path, 0600), 0);
}

static void let_wchan_go(const struct scene *scene) {
  char path[96];
  int fd;

  snprintf(path, sizeof(path), "%s/task/7/wchan", scene->tree.root);
  fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  assert_true(fd >= 0);
  close(fd);
}

static void of_who_is_stuck_states_and_symbols_are_told(void **state) {
  struct scene *scene = *state;
  const struct dossier *dossier;

  put_stuck(scene, 7);
  (void)look_stuck(scene);
  dossier = look_stuck(scene);
  assert_int_equal(dossier->findings.cause[CAUSE_REQUEST], 1);
  assert_int_equal(dossier->thread[0].state, 'D');
  assert_int_equal(dossier->lack_count, 1);
  assert_string_equal(why_without(dossier, "syscall"),
                      "the kernel does not answer");
  scene->settings.collect_stack = true;
  (void)look_stuck(scene);
  assert_int_equal(dossier->lack_count, 2);
  assert_non_null(why_without(dossier, "stack"));
  (void)look(scene, INQUEST_BLOCKED);
  assert_int_equal(dossier->thread[0].state, 'R');
  assert_null(why_without(dossier, "syscall"));
  assert_null(why_without(dossier, "stack"));
}

/* Nobody needs a right that would not help. */
static void what_the_kernel_does_not_have_is_no_lack_of_rights(void **state) {
  struct scene *scene = *state;
  const struct dossier *dossier;

  put(scene, 7, 'S', "pipe_read");
  tree_remove(&scene->tree, "task/7/syscall");
  dossier = look(scene, INQUEST_BLOCKED);
  assert_string_equal(why_without(dossier, "syscall"),
                      "the kernel has no such file");
  tree_write(&scene->tree, "task/7/syscall", "%s", "");
  (void)look(scene, INQUEST_BLOCKED);
  assert_string_equal(why_without(dossier, "syscall"),
                      "CAP_SYS_PTRACE is missing");
  put(scene, 7, 'S', "pipe_read");
  (void)look(scene, INQUEST_BLOCKED);
  assert_null(why_without(dossier, "syscall"));
}

/* A new process too: it is the kernel that is so. */
static void where_symbols_hang_states_are_told_without(void **state) {
  struct scene *scene = *state;
  const struct dossier *dossier;

  lane_free(scene->lane);
  scene->lane = lane_new(INQUEST_ERRANDS, 8, 0.02);
  put_stuck(scene, 7);
  hang_wchan(scene);
  dossier = look_stuck(scene);
  assert_int_equal(lane_stuck(scene->lane), 1);
  assert_non_null(why_without(dossier, "threads"));
  (void)look_stuck(scene);
  (void)look_stuck(scene);
  assert_int_equal(lane_stuck(scene->lane), 1);
  assert_null(why_without(dossier, "threads"));
  assert_non_null(why_without(dossier, "wchan"));
  assert_int_equal(dossier->thread[0].state, 'D');
  assert_int_equal(dossier->findings.cause[CAUSE_UNKNOWN], 1);
  inquest_close(scene->inquest, scene);
  dossier = look_stuck(scene);
  assert_int_equal(dossier->thread_count, 1);
  assert_int_equal(lane_stuck(scene->lane), 1);
  let_wchan_go(scene);
}

static void who_is_in_no_trouble_is_not_looked_at(void **state) {
  struct scene *scene = *state;
  const struct dossier *dossier;

  put(scene, 7, 'D', "folio_wait_bit_common");
  assert_null(look(scene, INQUEST_NOT));
  dossier = look(scene, INQUEST_AT_RISK);
  assert_int_equal(dossier->looks, 1);
  assert_ptr_equal(look(scene, INQUEST_NOT), dossier);
  assert_int_equal(dossier->looks, 1);
}

static void who_waits_comes_before_who_is_at_risk(void **state) {
  static const char members[INQUEST_DOSSIERS + 2];
  struct scene *scene = *state;
  int last = INQUEST_DOSSIERS;

  for (int i = 0; i < last; i++)
    see(scene, &members[i], i == 3 ? INQUEST_AT_RISK : INQUEST_BLOCKED);
  see(scene, &members[last], INQUEST_AT_RISK);
  assert_null(inquest_find(scene->inquest, &members[last]));
  see(scene, &members[last], INQUEST_BLOCKED);
  assert_non_null(inquest_find(scene->inquest, &members[last]));
  assert_null(inquest_find(scene->inquest, &members[3]));
  see(scene, &members[last + 1], INQUEST_BLOCKED);
  assert_null(inquest_find(scene->inquest, &members[last + 1]));
  inquest_close(scene->inquest, &members[0]);
  see(scene, &members[last + 1], INQUEST_BLOCKED);
  assert_non_null(inquest_find(scene->inquest, &members[last + 1]));
}

static void who_is_accused_takes_the_place_of_who_only_waits(void **state) {
  static const char members[INQUEST_DOSSIERS + 1];
  struct scene *scene = *state;
  const char *accused = &members[INQUEST_DOSSIERS];

  for (int i = 0; i < INQUEST_DOSSIERS; i++)
    see(scene, &members[i], i == 0 ? INQUEST_BLOCKED : INQUEST_TRIPS);
  see(scene, accused, INQUEST_TRIPS);
  assert_non_null(inquest_find(scene->inquest, accused));
  assert_null(inquest_find(scene->inquest, &members[0]));
  see(scene, &members[0], INQUEST_ACCUSED);
  assert_non_null(inquest_find(scene->inquest, &members[0]));
}

static void a_group_without_a_dossier_gets_one_of_many(void **state) {
  static const char members[INQUEST_DOSSIERS + 2];
  struct scene *scene = *state;
  struct inquest_person other = {.member = &members[INQUEST_DOSSIERS],
                                 .group = 1,
                                 .pid = 8,
                                 .dirfd = -1,
                                 .need = INQUEST_AT_RISK};
  int kept = 0;

  for (int i = 0; i < INQUEST_DOSSIERS; i++)
    see(scene, &members[i], INQUEST_BLOCKED);
  inquest_see(scene->inquest, &other, scene->now_s);
  assert_null(inquest_find(scene->inquest, other.member));
  other.need = INQUEST_BLOCKED;
  inquest_see(scene->inquest, &other, scene->now_s);
  assert_non_null(inquest_find(scene->inquest, other.member));
  other.member = &members[INQUEST_DOSSIERS + 1];
  inquest_see(scene->inquest, &other, scene->now_s);
  assert_null(inquest_find(scene->inquest, other.member));
  for (int i = 0; i < INQUEST_DOSSIERS; i++)
    kept += inquest_find(scene->inquest, &members[i]) != NULL;
  assert_int_equal(kept, INQUEST_DOSSIERS - 1);
}

static void a_dossier_is_kept_for_a_minute(void **state) {
  static const char members[INQUEST_DOSSIERS + 1];
  struct scene *scene = *state;
  const char *late = &members[INQUEST_DOSSIERS];

  for (int i = 0; i < INQUEST_DOSSIERS; i++)
    see(scene, &members[i], INQUEST_AT_RISK);
  scene->now_s += 59;
  for (int i = 0; i < INQUEST_DOSSIERS; i++)
    see(scene, &members[i], INQUEST_NOT);
  see(scene, late, INQUEST_BLOCKED);
  assert_null(inquest_find(scene->inquest, late));
  scene->now_s += 1;
  see(scene, late, INQUEST_BLOCKED);
  assert_non_null(inquest_find(scene->inquest, late));
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_SCENE(a_cause_counts_from_the_second_look_on),
      IN_SCENE(one_look_between_others_is_an_accident),
      IN_SCENE(a_thread_that_has_ended_is_told_no_more),
      IN_SCENE(a_symbol_that_is_kept_from_us_is_told_as_missing),
      IN_SCENE(what_the_kernel_does_not_have_is_no_lack_of_rights),
      IN_SCENE(of_who_is_stuck_states_and_symbols_are_told),
      IN_SCENE(where_symbols_hang_states_are_told_without),
      IN_SCENE(who_is_in_no_trouble_is_not_looked_at),
      IN_SCENE(who_waits_comes_before_who_is_at_risk),
      IN_SCENE(who_is_accused_takes_the_place_of_who_only_waits),
      IN_SCENE(a_group_without_a_dossier_gets_one_of_many),
      IN_SCENE(a_dossier_is_kept_for_a_minute),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
