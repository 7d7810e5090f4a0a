/* test_table.c - records become rows. */
#include "expect.h"

#include "cli/table.h"

#include <stdlib.h>
#include <string.h>

static void take(struct table *table, const char *target, const char *type,
                 const char *type_instance, double value) {
  table_take(table, &(struct record){.target = target,
                                     .type = type,
                                     .type_instance = type_instance,
                                     .count = 1,
                                     .value = {value, NAN}});
}

static void fill(struct table *table) {
  take(table, "nginx", "file_handles", "limit_soft", 1024);
  take(table, "nginx", "gauge", "fd_limit_now", 871);
  take(table, "nginx", "percent", "fd_limit_used", 85);
  take(table, "nginx", "duration", "fd_limit", 1860);
  take(table, "nginx", "duration", "fd_limit_lower", 1620);
  take(table, "nginx", "percent", "fd_limit_probability", 97);
  take(table, "nginx", "gauge", "fd_limit_state", 1);
  take(table, "host", "memory", "max", 4e9);
  take(table, "host", "gauge", "memory_max_now", 1e9);
  take(table, "host", "gauge", "memory_max_state", 0);
  take(table, "soon", "duration", "rss", 30);
  take(table, "soon", "gauge", "rss_limit", 1024 * 1024);
  take(table, "soon", "gauge", "rss_state", 2);
  take(table, "self", "duration", "read", 0.001); /* no wall */
  take(table, "nginx", "percent", "cpu", 12);
}

/* What the table prints, into `text`. */
static void print(struct table *table, char *text, size_t capacity) {
  FILE *out = fmemopen(text, capacity, "w");

  table_print(table, out, false);
  fclose(out);
}

static long place_of(const char *text, const char *line) {
  const char *hit = strstr(text, line);

  assert_non_null(hit);
  return (long)(hit - text);
}

static void the_soonest_stands_first(void **state) {
  struct table *table = table_new();
  char text[4096];

  (void)state;
  fill(table);
  print(table, text, sizeof(text));
  assert_true(place_of(text, "\nsoon ") < place_of(text, "\nnginx "));
  assert_true(place_of(text, "\nnginx ") < place_of(text, "\nhost "));
  assert_null(strstr(text, "self"));
  assert_non_null(strstr(text, "871 / 1024"));
  assert_non_null(strstr(text, "31 min (27 min or more)"));
  assert_non_null(strstr(text, "FAILURE"));
  table_free(table);
}

static void a_name_cannot_command_the_terminal(void **state) {
  struct table *table = table_new();
  char text[4096];

  (void)state;
  take(table, "a\x1b[2J", "gauge", "fd_limit_state", 0);
  print(table, text, sizeof(text));
  assert_null(strchr(text, '\x1b'));
  assert_non_null(strstr(text, "a?[2J"));
  take(table, "b", "gauge", "\x1b]0;x\a_state", 0); /* of a page */
  print(table, text, sizeof(text));
  assert_null(strchr(text, '\x1b'));
  assert_non_null(strstr(text, "?]0;x?"));
  table_free(table);
}

static void an_empty_table_says_so(void **state) {
  struct table *table = table_new();
  char text[4096];

  (void)state;
  fill(table);
  table_clear(table);
  print(table, text, sizeof(text));
  assert_non_null(strstr(text, "nothing is known yet"));
  table_free(table);
}

static void json_has_one_object_a_row_and_only_what_is_known(void **state) {
  struct table *table = table_new();
  struct json *json = json_new();
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);

  (void)state;
  fill(table);
  assert_int_equal(table_print_json(table, json, 1000.5, out), 0);
  fclose(out);
  assert_string_equal(
      text, "{\"time\":1000.5,\"group\":\"soon\",\"wall\":\"rss\",\"eta_s\":30,"
            "\"state\":2,\"limit\":1048576}\n"
            "{\"time\":1000.5,\"group\":\"nginx\",\"wall\":\"fd_limit\","
            "\"eta_s\":1860,\"lower_s\":1620,\"probability\":97,\"state\":1,"
            "\"used\":85,\"value\":871,\"limit\":1024}\n"
            "{\"time\":1000.5,\"group\":\"host\",\"wall\":\"memory_max\","
            "\"state\":0,\"value\":1000000000,\"limit\":4000000000}\n");
  free(text);
  json_free(json);
  table_free(table);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_soonest_stands_first),
      cmocka_unit_test(a_name_cannot_command_the_terminal),
      cmocka_unit_test(an_empty_table_says_so),
      cmocka_unit_test(json_has_one_object_a_row_and_only_what_is_known),
  };

  return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
