/* test_steady.c - a tick in which nobody comes or goes takes no memory, and
 * gives none back.
 *
 * The linker sends every call of the allocator in our objects here first. */
#include "expect.h"

#include "agent.h"
#include "tree.h"

#include <stdatomic.h>
#include <stdlib.h>

void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *at, size_t bytes);
char *__wrap_strdup(const char *string);
char *__wrap_strndup(const char *string, size_t most);
void __wrap_free(void *at);
void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *at, size_t bytes);
char *__real_strdup(const char *string);
char *__real_strndup(const char *string, size_t most);
void __real_free(void *at);

static atomic_ulong calls;

void *__wrap_malloc(size_t bytes) {
  calls++;
  return __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes) {
  calls++;
  return __real_calloc(count, bytes);
}

void *__wrap_realloc(void *at, size_t bytes) {
  calls++;
  return __real_realloc(at, bytes);
}

char *__wrap_strdup(const char *string) {
  calls++;
  return __real_strdup(string);
}

char *__wrap_strndup(const char *string, size_t most) {
  calls++;
  return __real_strndup(string, most);
}

void __wrap_free(void *at) {
  calls += at != NULL;
  __real_free(at);
}

enum { MEMBERS = 20, STRANGERS = 10, LONG_AGO = 150, STEADY = 130 };

struct scene {
  struct tree tree;
  struct settings settings;
  struct agent *agent;
  struct process process[MEMBERS + STRANGERS];
  double now_s;
  unsigned long records;
};

static void option(struct scene *scene, const char *key, const char *first,
                   const char *second) {
  struct argument arguments[] = {{.text = first}, {.text = second}};
  struct complaint complaint;

  assert_int_equal(settings_set(&scene->settings, key, arguments,
                                second ? 2 : 1, &complaint),
                   0);
}

static void take(void *context, const struct record *record) {
  struct scene *scene = context;

  (void)record;
  scene->records++;
}

static void populate(struct scene *scene) {
  for (int i = 0; i < MEMBERS + STRANGERS; i++) {
    scene->process[i] =
        (struct process){.pid = 100 + i,
                         .name = i < MEMBERS ? "web" : "stranger",
                         .cmdline = i % 2 ? "/bin/api --serve" : "/bin/web",
                         .state = 'S',
                         .threads = 1 + i % 3,
                         .fds = 5,
                         .rss_pages = 100,
                         .start_time = 5,
                         .start_stack = 140000};
    tree_process(&scene->tree, &scene->process[i]);
  }
}

/* A third of the members run, some leak; nobody comes or goes. */
static void live(struct scene *scene) {
  for (int i = 0; i < MEMBERS; i += 3) {
    scene->process[i].read_bytes += 4096;
    if (i % 2)
      scene->process[i].fds++;
    tree_process(&scene->tree, &scene->process[i]);
  }
}

static unsigned long allocations_of_a_tick(struct scene *scene) {
  struct sink sink = {.context = scene, .take = take};
  unsigned long before;

  live(scene);
  before = calls;
  assert_int_equal(agent_tick(scene->agent, ++scene->now_s, 20, &sink), 0);
  return calls - before;
}

static void expect_no_memory(const char *model) {
  struct scene scene = {.now_s = 1000};
  struct complaint complaint;
  char state[320];

  tree_open(&scene.tree);
  populate(&scene);
  snprintf(state, sizeof(state), "%s/state.json", scene.tree.root);
  assert_int_equal(settings_init(&scene.settings), 0);
  option(&scene, "ProcPath", scene.tree.root, NULL);
  option(&scene, "SysPath", scene.tree.root, NULL);
  option(&scene, "ReadDeadlineMs", "2000", NULL);
  option(&scene, "PerProcess", "3", NULL);
  option(&scene, "Model", model, NULL);
  option(&scene, "Horizon", "60", NULL);
  option(&scene, "Process", "web", NULL);
  option(&scene, "ProcessMatch", "api", "api --listen");
  option(&scene, "StateFile", state, NULL); /* in which nothing is due */
  option(&scene, "StateInterval", "0", NULL);
  scene.agent = agent_new(&scene.settings, &complaint);
  assert_non_null(scene.agent);
  assert_int_equal(agent_remember(scene.agent), 0);
  assert_true(calls > 0); /* they are counted */
  for (int i = 0; i < LONG_AGO; i++)
    (void)allocations_of_a_tick(&scene);
  scene.records = 0;
  for (int i = 0; i < STEADY; i++)
    assert_int_equal(allocations_of_a_tick(&scene), 0);
  assert_true(scene.records > STEADY * 20);
  agent_free(scene.agent);
  settings_release(&scene.settings);
  tree_close(&scene.tree);
}

static void a_steady_tick_takes_no_memory(void **state) {
  (void)state;
  expect_no_memory("trend");
}

static void nor_does_one_in_which_something_is_learnt(void **state) {
  (void)state;
  expect_no_memory("conformal");
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_steady_tick_takes_no_memory),
      cmocka_unit_test(nor_does_one_in_which_something_is_learnt),
  };

  return cmocka_run_group_tests_name("steady", tests, NULL, NULL);
}
