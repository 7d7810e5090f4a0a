/* test_inquest_maps.c - what is told of the mappings of one process. */
#include "expect.h"

#include "inquest_topic.h"
#include "sample/errand.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scene {
  struct maps_inquest inquest;
  struct dossier *dossier;
  struct errand *errand;
  double now_s;
};

static int make_scene(void **state) {
  static struct scene scene;

  scene = (struct scene){.dossier = calloc(1, sizeof(struct dossier)),
                         .errand = calloc(1, sizeof(struct errand)),
                         .now_s = 1000};
  maps_open(&scene.inquest);
  *state = &scene;
  return scene.dossier && scene.errand ? 0 : -1;
}

static int free_scene(void **state) {
  struct scene *scene = *state;

  free(scene->dossier);
  free(scene->errand);
  return 0;
}

/* The lane has been there when the process had these mappings. */
static void look(struct scene *scene, const char *text) {
  struct mappings mappings = {0};
  struct text rest = text_of_string(text);

  while (!text_is_empty(rest))
    mappings_add(&mappings, text_cut(&rest, '\n'));
  errand_clear(scene->errand);
  maps_fill(scene->errand);
  memcpy(scene->errand->reading[0].bytes, &mappings, sizeof(mappings));
  scene->errand->reading[0].length = sizeof(mappings);
  scene->errand->outcome = ERRAND_DONE;
  assert_int_equal(
      maps_take(&scene->inquest, scene->dossier, scene->errand, scene->now_s),
      0);
}

static void expect_mapping(const struct scene *scene, int index,
                           const char *what, double bytes, double grew) {
  const struct dossier_mapping *mapping = &scene->dossier->mapping[index];

  assert_true(index < scene->dossier->mapping_count);
  assert_string_equal(mapping->what, what);
  expect_near(mapping->bytes, bytes, 0);
  expect_near(mapping->grew_bytes, grew, 0);
}

static void what_grew_comes_first_and_then_what_is_large(void **state) {
  struct scene *scene = *state;

  look(scene, "1000-2000 r-xp 0 8:1 5 /bin/x\n"
              "10000-20000 rw-p 0 0:0 0 [heap]\n"
              "40000-90000 r--p 0 8:1 6 /var/large\n");
  assert_int_equal(scene->dossier->mapping_count, 3);
  expect_mapping(scene, 0, "/var/large", 0x50000, 0);
  expect_mapping(scene, 1, "[heap]", 0x10000, 0);
  look(scene, "1000-2000 r-xp 0 8:1 5 /bin/x\n"
              "10000-23000 rw-p 0 0:0 0 [heap]\n"
              "40000-80000 r--p 0 8:1 6 /var/large\n"
              "a0000-a1000 r--p 0 8:1 7 /new\n");
  assert_int_equal(scene->dossier->mapping_count, 4);
  expect_mapping(scene, 0, "[heap]", 0x13000, 0x3000);
  expect_mapping(scene, 1, "/new", 0x1000, 0x1000);
  expect_mapping(scene, 2, "/var/large", 0x40000, -0x10000);
  expect_mapping(scene, 3, "/bin/x", 0x1000, 0);
}

/* It is mapped downwards, and merges with what was mapped before; what is only
 * reserved is none of it. */
static void the_region_that_grew_most_is_told_by_its_start(void **state) {
  struct scene *scene = *state;

  look(scene, "7f0000800000-7f0000900000 rw-p 0 0:0 0\n"
              "7f0001000000-7f0001010000 rw-p 0 0:0 0\n"
              "7f0001010000-7f0005000000 ---p 0 0:0 0\n");
  assert_int_equal(scene->dossier->mapping_count, 1);
  look(scene, "7f0000700000-7f0000900000 rw-p 0 0:0 0\n"
              "7f0001000000-7f0001014000 rw-p 0 0:0 0\n"
              "7f0001014000-7f0005000000 ---p 0 0:0 0\n");
  look(scene, "7f0000600000-7f0000900000 rw-p 0 0:0 0\n"
              "7f0001000000-7f0001014000 rw-p 0 0:0 0\n"
              "7f0009000000-7f0009900000 rw-p 0 0:0 0\n");
  assert_int_equal(scene->dossier->mapping_count, 2);
  expect_mapping(scene, 0, "anonymous", 0x300000 + 0x14000 + 0x900000,
                 0x200000 + 0x4000 + 0x900000);
  expect_mapping(scene, 1, "anonymous at 7f0000600000", 0x300000, 0x200000);
}

static void a_dossier_has_the_largest_of_many(void **state) {
  struct scene *scene = *state;
  static char text[64 * 40];
  size_t length = 0;

  for (int i = 0; i < 40; i++)
    length += (size_t)snprintf(text + length, sizeof(text) - length,
                               "0-%x000 r--p 0 8:1 5 /%d\n", 1 + i * 7 % 40,
                               1 + i * 7 % 40);
  look(scene, text);
  assert_int_equal(scene->dossier->mapping_count, DOSSIER_MAPPINGS);
  expect_mapping(scene, 0, "/40", 40 * 4096, 0);
  expect_mapping(scene, DOSSIER_MAPPINGS - 1, "/33", 33 * 4096, 0);
}

/* When the first look had no room for all, a name that was not among them may
 * have been there. */
static void what_may_have_been_there_has_not_grown(void **state) {
  struct scene *scene = *state;
  static char text[64 * 200];
  size_t length = 0;

  for (int i = 1; i <= MAPPING_NAMES + 10; i++)
    length += (size_t)snprintf(text + length, sizeof(text) - length,
                               "0-%x000 r--p 0 8:1 5 /%d\n", i, i);
  look(scene, text);
  look(scene, "0-9000 r--p 0 8:1 5 /9\n"
              "0-c000 r--p 0 8:1 5 /12\n"
              "0-e000 r--p 0 8:1 5 /new\n");
  expect_mapping(scene, 0, "/new", 0xe000, 0x4000);
  expect_mapping(scene, 1, "/12", 0xc000, 0);
  expect_mapping(scene, 2, "/9", 0x9000, -0x1000);
}

static void it_is_looked_at_now_and_then(void **state) {
  static const double after_s[] = {0, 10, 30, 70, 130, 190};
  struct scene *scene = *state;
  double begin_s = scene->now_s;

  for (size_t i = 0; i < COUNT_OF(after_s); i++) {
    scene->now_s = begin_s + after_s[i] - 0.5;
    assert_false(i > 0 && maps_wants(&scene->inquest, scene->now_s));
    scene->now_s = begin_s + after_s[i];
    assert_true(maps_wants(&scene->inquest, scene->now_s));
    look(scene, "1000-2000 rw-p 0 0:0 0 [heap]\n");
  }
}

/* One that exits has no mappings any more; what was told of it stands. */
static void what_is_not_read_changes_nothing(void **state) {
  struct scene *scene = *state;

  look(scene, "1000-2000 rw-p 0 0:0 0 [heap]\n");
  look(scene, "");
  expect_mapping(scene, 0, "[heap]", 0x1000, 0);
  scene->errand->outcome = ERRAND_LOST;
  scene->errand->reading[0].length = -EACCES;
  assert_int_equal(
      maps_take(&scene->inquest, scene->dossier, scene->errand, scene->now_s),
      0);
  assert_false(maps_wants(&scene->inquest, scene->now_s));
  scene->errand->outcome = ERRAND_DONE;
  assert_int_equal(
      maps_take(&scene->inquest, scene->dossier, scene->errand, scene->now_s),
      -EACCES);
  expect_mapping(scene, 0, "[heap]", 0x1000, 0);
}

static void another_process_begins_anew(void **state) {
  struct scene *scene = *state;

  look(scene, "1000-2000 rw-p 0 0:0 0\n");
  maps_open(&scene->inquest);
  assert_true(maps_wants(&scene->inquest, scene->now_s));
  look(scene, "1000-9000 rw-p 0 0:0 0\n");
  assert_int_equal(scene->dossier->mapping_count, 1);
  expect_mapping(scene, 0, "anonymous", 0x8000, 0);
}

static const struct dossier_lack *lack_of(const struct inquiry *inquiry) {
  return inquiry->dossier.lack_count ? &inquiry->dossier.lack[0] : NULL;
}

/* What is not read is told with its reason, until it is read after all. */
static void a_topic_is_asked_about_where_the_user_allows_it(void **state) {
  static const struct {
    long length;
    enum errand_outcome outcome;
    const char *why; /* NULL: nothing is missing */
  } rows[] = {
      {-EACCES, ERRAND_DONE, "CAP_SYS_PTRACE is missing"},
      {-EPERM, ERRAND_DONE, "CAP_SYS_PTRACE is missing"},
      {0, ERRAND_LOST, "it does not answer"},
      {-EIO, ERRAND_DONE, "it cannot be read (Input/output error)"},
      {sizeof(struct mappings), ERRAND_DONE, NULL},
      {-ESRCH, ERRAND_DONE, NULL},
  };
  struct scene *scene = *state;
  struct inquiry *inquiry = calloc(1, sizeof(*inquiry));
  struct settings settings = {.collect_maps = false};

  assert_non_null(inquiry);
  inquiry->settings = &settings;
  topics[TOPIC_MAPS].open(inquiry);
  assert_false(topics[TOPIC_MAPS].wants(inquiry));
  settings.collect_maps = true;
  assert_true(topics[TOPIC_MAPS].wants(inquiry));
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    errand_clear(scene->errand);
    topics[TOPIC_MAPS].fill(inquiry, scene->errand);
    scene->errand->reading[0].length = rows[i].length;
    scene->errand->outcome = rows[i].outcome;
    topics[TOPIC_MAPS].take(inquiry, scene->errand);
    assert_int_equal(inquiry->dossier.lack_count, rows[i].why ? 1 : 0);
    if (rows[i].why)
      assert_string_equal(lack_of(inquiry)->why, rows[i].why);
  }
  free(inquiry);
}

#define IN_SCENE(test)                                                         \
  cmocka_unit_test_setup_teardown(test, make_scene, free_scene)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_SCENE(what_grew_comes_first_and_then_what_is_large),
      IN_SCENE(the_region_that_grew_most_is_told_by_its_start),
      IN_SCENE(a_dossier_has_the_largest_of_many),
      IN_SCENE(what_may_have_been_there_has_not_grown),
      IN_SCENE(it_is_looked_at_now_and_then),
      IN_SCENE(what_is_not_read_changes_nothing),
      IN_SCENE(another_process_begins_anew),
      IN_SCENE(a_topic_is_asked_about_where_the_user_allows_it),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
