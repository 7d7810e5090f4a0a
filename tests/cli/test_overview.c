/* test_overview.c - records and notices become a page. */
#include "expect.h"

#include "cli/overview_html.h"

#include <stdlib.h>
#include <string.h>

struct scene {
  struct table *table;
  struct overview *overview;
  char *text;
  size_t length;
};

static void take(struct scene *scene, const char *target, const char *type,
                 const char *type_instance, double value) {
  struct record record = {.target = target,
                          .type = type,
                          .type_instance = type_instance,
                          .count = 1,
                          .value = {value, NAN}};

  table_take(scene->table, &record);
  overview_take(scene->overview, &record);
}

static void tell(struct scene *scene, enum state state, const char *wall,
                 const char *message) {
  overview_tell(scene->overview, &(struct notice){.state = state,
                                                  .target = "nginx",
                                                  .wall = wall,
                                                  .message = message});
}

static void begin(struct scene *scene) {
  scene->table = table_new();
  scene->overview = calloc(1, sizeof(struct overview));
  scene->text = NULL;
}

static void fill(struct scene *scene) {
  take(scene, "nginx", "file_handles", "limit_soft", 1024);
  take(scene, "nginx", "gauge", "fd_limit_now", 951);
  take(scene, "nginx", "percent", "fd_limit_used", 93);
  take(scene, "nginx", "duration", "fd_limit", 1860);
  take(scene, "nginx", "duration", "fd_limit_lower", 1620);
  take(scene, "nginx", "duration", "fd_limit_upper", 2160);
  take(scene, "nginx", "percent", "fd_limit_probability", 97);
  take(scene, "nginx", "gauge", "fd_limit_state", 1);
  take(scene, "nginx", "ps_count", "", 3);
  take(scene, "nginx", "bool", "fuse", 0);
  take(scene, "soon", "duration", "rss", 30);
  take(scene, "soon", "gauge", "rss_state", 2);
  take(scene, "soon", "bool", "fuse", 1);
  take(scene, "soon", "duration", "stuck", 75);
  take(scene, "soon", "gauge", "io_wait", 240);
  take(scene, "soon", "gauge", "io_wait_source", 3);
  take(scene, "host", "gauge", "memory_max_state", 0);
  take(scene, "host", "gauge", "memory_max_now", 1e9);
  take(scene, "self", "duration", "read", 0.001); /* no wall */
}

/* The page as it is at `made_s`. */
static const char *write(struct scene *scene, bool has_ended) {
  FILE *out;

  free(scene->text);
  scene->text = NULL;
  out = open_memstream(&scene->text, &scene->length);
  assert_int_equal(
      overview_html(&(struct overview_page){.table = scene->table,
                                            .overview = scene->overview,
                                            .host = "web1",
                                            .made_s = 1795871707,
                                            .utc_offset = 3600,
                                            .every_s = 10,
                                            .has_ended = has_ended},
                    out),
      0);
  fclose(out);
  return scene->text;
}

static void end(struct scene *scene) {
  table_free(scene->table);
  free(scene->overview);
  free(scene->text);
}

static void says(const char *page, const char *text) {
  if (!strstr(page, text))
    print_message("# not there: %s\n", text);
  assert_non_null(strstr(page, text));
}

static void what_presses_first_stands_first(void **state) {
  struct scene scene;
  const char *page;

  (void)state;
  begin(&scene);
  fill(&scene);
  page = write(&scene, false);
  says(page, "<h1>soon meets rss in 30 s");
  says(page, "1 fuse blown");
  says(page, "1 failure<");
  says(page, "1 warning<");
  says(page, "1 group is stuck");
  says(page, "31 min (27 min to 36 min)");
  says(page, "951 / 1024");
  says(page, "240 ms/s (thread states)");
  says(page, "for 75 s");
  assert_true(strstr(page, "<td>soon") < strstr(page, "<td>nginx"));
  end(&scene);
}

static void it_says_when_it_was_made_and_when_it_is_old(void **state) {
  struct scene scene;
  const char *page;

  (void)state;
  begin(&scene);
  page = write(&scene, false);
  says(page, "web1, 2026-11-28 14:15:07 UTC+1");
  says(page, "data-at=\"1795871707\" data-limit=\"30\"");
  says(page, "http-equiv=\"refresh\" content=\"10\"");
  says(page, "Nobody is known to head for a wall.");
  says(page, "class=\"live\"");
  page = write(&scene, true);
  assert_null(strstr(page, "http-equiv=\"refresh\""));
  assert_null(strstr(page, "<script"));
  says(page, "class=\"ended\"");
  says(page, "Watching has ended");
  end(&scene);
}

static void an_alarm_is_told_until_it_is_over(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  tell(&scene, STATE_WARNING, "fd_limit", "nginx: one");
  tell(&scene, STATE_FAILURE, "fd_limit", "nginx: two");
  tell(&scene, STATE_WARNING, "io_wait", "nginx: three");
  assert_int_equal(scene.overview->alarms, 2);
  says(write(&scene, false),
       "<span class=\"bad\">failure</span> nginx: two</li>");
  overview_clear(scene.overview);
  assert_int_equal(scene.overview->alarms, 2);
  tell(&scene, STATE_OK, "fd_limit", "nginx: over");
  assert_int_equal(scene.overview->alarms, 1);
  assert_null(strstr(write(&scene, false), "nginx: two"));
  for (int i = 0; i < 2 * ALARMS_TOLD; i++) {
    char wall[16];

    snprintf(wall, sizeof(wall), "wall%d", i);
    tell(&scene, STATE_WARNING, wall, "x");
  }
  assert_int_equal(scene.overview->alarms, ALARMS_TOLD);
  end(&scene);
}

static void there_are_no_more_groups_than_there_is_room_for(void **state) {
  struct scene scene;

  (void)state;
  begin(&scene);
  for (int i = 2 * GROUPS_TOLD; i > 0; i--) {
    char name[16];

    snprintf(name, sizeof(name), "g%04d", i);
    take(&scene, name, "bool", "fuse", 0);
  }
  assert_int_equal(scene.overview->groups, GROUPS_TOLD);
  for (size_t i = 1; i < scene.overview->groups; i++)
    assert_true(strcmp(scene.overview->group[i - 1].target,
                       scene.overview->group[i].target) < 0);
  end(&scene);
}

static void a_name_is_nothing_but_text(void **state) {
  static const char name[] = "<script>alert(1)</script>\x1b\"'&";
  struct scene scene;
  const char *page;

  (void)state;
  begin(&scene);
  take(&scene, name, "gauge", "fd_limit_state", 2);
  take(&scene, name, "duration", "fd_limit", 3);
  take(&scene, name, "bool", "fuse", 1);
  tell(&scene, STATE_FAILURE, "fd_limit", name);
  page = write(&scene, false);
  assert_null(strstr(page, "<script>alert"));
  assert_null(strchr(page, '\x1b'));
  says(page, "&lt;script&gt;alert(1)&lt;/script&gt;?&quot;&#39;&amp;");
  end(&scene);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_presses_first_stands_first),
      cmocka_unit_test(it_says_when_it_was_made_and_when_it_is_old),
      cmocka_unit_test(an_alarm_is_told_until_it_is_over),
      cmocka_unit_test(there_are_no_more_groups_than_there_is_room_for),
      cmocka_unit_test(a_name_is_nothing_but_text),
  };

  return cmocka_run_group_tests_name("overview", tests, NULL, NULL);
}
