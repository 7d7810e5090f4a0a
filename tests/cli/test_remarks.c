/* test_remarks.c - what is said below the table. */
#include "expect.h"

#include "cli/remarks.h"
#include "desk.h"

#include <string.h>

static const double MIB = 1024 * 1024;

static void observe(struct scene *scene, struct member *member, double anon,
                    double file) {
  double raw[METRIC_MEMBER_COUNT];

  forget(raw, METRIC_MEMBER_COUNT);
  raw[METRIC_MEM_RSS] = anon + file;
  raw[METRIC_RSS_ANON] = anon;
  raw[METRIC_RSS_FILE] = file;
  raw[METRIC_RSS_SHMEM] = 0;
  pipeline_observe(scene->pipeline, member, &(struct glance){"web", 0}, raw);
}

static void prepare(struct scene *scene) {
  open_scene(scene, 100);
  option(scene, "Threshold", "mem_rss", "1000M");
  option(scene, "Process", "web", NULL);
  begin(scene);
}

static void print(const struct scene *scene, char *text, size_t capacity) {
  struct remarks remarks = {0};
  FILE *out = fmemopen(text, capacity, "w");

  text[0] = '\0';
  remarks_take(&remarks, scene->pipeline);
  remarks_print(&remarks, out);
  fclose(out);
}

/* One grows towards a wall, one far from it, one has all that it can have and
 * grows no more. */
static void who_is_at_risk_and_grows_is_told_with_its_pace(void **state) {
  struct member *leaky, *slow, *full;
  struct scene scene;
  char text[1024];

  (void)state;
  prepare(&scene);
  leaky = pipeline_admit(scene.pipeline, 0, 11);
  slow = pipeline_admit(scene.pipeline, 0, 12);
  full = pipeline_admit(scene.pipeline, 0, 13);
  for (int i = 0; i < 100; i++) {
    tick_begin(&scene);
    observe(&scene, leaky, (200 + 6 * i) * MIB, 10 * MIB);
    observe(&scene, slow, (10 + 0.01 * i) * MIB, 10 * MIB);
    observe(&scene, full, 1100 * MIB, 10 * MIB);
    tick_end(&scene);
  }
  print(&scene, text, sizeof(text));
  assert_string_equal(text,
                      "web[11]: resident memory grows by 360 MiB a minute "
                      "for 99 s, all of it anonymous: a leak, or "
                      "copy-on-write.\n");
  pipeline_dismiss(scene.pipeline, leaky);
  next_tick(&scene);
  observe(&scene, slow, 11 * MIB, 10 * MIB);
  tick_end(&scene);
  print(&scene, text, sizeof(text));
  assert_string_equal(text, "");
  end(&scene);
}

static void of_many_the_fastest_are_told_in_their_order(void **state) {
  struct member *member[8];
  struct scene scene;
  char text[2048];
  const char *at = text;

  (void)state;
  prepare(&scene);
  for (int j = 0; j < 8; j++)
    member[j] = pipeline_admit(scene.pipeline, 0, 20 + j);
  for (int i = 0; i < 60; i++) {
    tick_begin(&scene);
    for (int j = 0; j < 8; j++)
      observe(&scene, member[j], 1100 * MIB, (1 + j * 3 % 8) * i * MIB);
    tick_end(&scene);
  }
  print(&scene, text, sizeof(text));
  for (int pace = 8; pace > 8 - REMARKS_MOST; pace--) {
    char pid[16];

    snprintf(pid, sizeof(pid), "[%d]: ", 20 + (pace - 1) * 3 % 8);
    at = strstr(at, pid);
    assert_non_null(at);
  }
  assert_int_equal(strchr(at, '\n')[1], '\0');
  end(&scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(who_is_at_risk_and_grows_is_told_with_its_pace),
      cmocka_unit_test(of_many_the_fastest_are_told_in_their_order),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
