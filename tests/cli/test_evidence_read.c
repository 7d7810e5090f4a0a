/* test_evidence_read.c - what is said of a file that is no evidence, and where
 * it is wrong. */
#include "expect.h"

#include "cli/evidence_read.h"
#include "cli/usage.h"
#include "place.h"

#include <string.h>

enum { SAID_BYTES = 1024 };

/* The least that there is something to tell of. */
#define HEAD "{\"format\":\"io_forecast evidence\",\"version\":1,"
#define LEAST                                                                  \
  HEAD "\"sentence\":\"It waits.\",\"unix_s\":1700000000,\"verdict\":{},"      \
       "\"members\":[]}"

/* With what goes to the standard error meanwhile. */
static int read_saying(const char *path, struct json_node **ret_evidence,
                       char said[SAID_BYTES]) {
  FILE *notes = tmpfile();
  int saved = dup(STDERR_FILENO);
  int status;
  size_t length;

  assert_non_null(notes);
  assert_true(saved >= 0 && dup2(fileno(notes), STDERR_FILENO) >= 0);
  status = evidence_read(path, ret_evidence);
  assert_true(dup2(saved, STDERR_FILENO) >= 0);
  close(saved);
  rewind(notes);
  length = fread(said, 1, SAID_BYTES - 1, notes);
  said[length] = '\0';
  fclose(notes);
  return status;
}

static const char *path_of(const struct place *place) {
  static char path[128];

  snprintf(path, sizeof(path), "%s/evidence", place->path);
  return path;
}

static void put(const struct place *place, const char *text) {
  FILE *out = fopen(path_of(place), "we");

  assert_non_null(out);
  fputs(text, out);
  assert_int_equal(fclose(out), 0);
}

/* The status, and the sentence with %s for the name of the file. */
static void expect_said(const char *path, int status, const char *why) {
  char said[SAID_BYTES], wanted[SAID_BYTES];
  struct json_node *evidence = NULL;

  assert_int_equal(read_saying(path, &evidence, said), status);
  assert_null(evidence);
  snprintf(wanted, sizeof(wanted), "io-forecast: \"%s\" %s.\n", path, why);
  assert_string_equal(said, wanted);
}

static void the_least_there_can_be_is_read(void **state) {
  char said[SAID_BYTES];
  struct json_node *evidence = NULL;

  put(*state, LEAST);
  assert_int_equal(read_saying(path_of(*state), &evidence, said), 0);
  assert_string_equal(said, "");
  assert_string_equal(json_text_of(evidence, "sentence"), "It waits.");
  json_tree_free(evidence);
}

static void what_is_wrong_is_told_with_where(void **state) {
  static const struct {
    const char *text, *why;
  } rows[] = {
      {"", "is no evidence: it is empty"},
      {" \t\r\n[]", "is no evidence: it is no object of JSON"},
      {" \t\r\n[", "is no evidence: it is no object of JSON"},
      {"word", "is no evidence: it is no object of JSON"},
      {"{", "is cut off: line 1 ends at column 2, and what was begun does not"},
      {"{\n\"a\":\n[1,",
       "is cut off: line 3 ends at column 4, and what was begun does not"},
      {"{}", "is no evidence of io_forecast: \"format\" does not say so"},
      {"{\"format\":\"evidence\"}",
       "is no evidence of io_forecast: \"format\" does not say so"},
      {"{\"format\":\"io_forecast evidence\",\"version\":0}",
       "has version 0 of the format; 1 to 1 are known here"},
      {"{\"format\":\"io_forecast evidence\",\"version\":2}",
       "has version 2 of the format; 1 to 1 are known here"},
      {"{\"format\":\"io_forecast evidence\"}",
       "names no version of the format"},
      {HEAD "\"unix_s\":1}", "is malformed: \"sentence\" is missing"},
      {HEAD "\"sentence\":null,\"unix_s\":1}",
       "is malformed: \"sentence\" is missing"},
      {HEAD "\"sentence\":\"x\",\"unix_s\":1,\"members\":[]}",
       "is malformed: \"verdict\" is missing"},
      {HEAD "\"sentence\":\"x\",\"unix_s\":1,\"verdict\":{}}",
       "is malformed: \"members\" is missing"},
      {HEAD
       "\"sentence\":\"x\",\"unix_s\":\"y\",\"verdict\":{},\"members\":[]}",
       "is malformed: \"unix_s\" is no number"},
  };

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    put(*state, rows[i].text);
    expect_said(path_of(*state), USAGE_STATUS, rows[i].why);
  }
}

/* Of two members with one name json_member() takes the first. */
static void put_with(const struct place *place, const char *part) {
  char text[1024];

  snprintf(text, sizeof(text), HEAD "%s,%s", part,
           strchr(LEAST, '"') + strlen(HEAD) - 1);
  put(place, text);
}

static void what_is_of_another_kind_is_told_by_its_way(void **state) {
  static const struct {
    const char *part, *why;
  } rows[] = {
      {"\"host\":7", "is malformed: \"host\" is no text"},
      {"\"host\":true", "is malformed: \"host\" is no text"},
      {"\"verdict\":[]", "is malformed: \"verdict\" is no object"},
      {"\"verdict\":{\"fuse\":1}",
       "is malformed: \"verdict.fuse\" is no truth value"},
      {"\"verdict\":{\"reasons\":\"x\"}",
       "is malformed: \"verdict.reasons\" is no list"},
      {"\"verdict\":{\"reasons\":[\"x\",7]}",
       "is malformed: \"verdict.reasons[1]\" is no text"},
      {"\"host_values\":{\"x\":1,\"y\":\"z\"}",
       "is malformed: \"host_values.y\" is no number"},
      {"\"members\":[7]", "is malformed: \"members[0]\" is no object"},
      {"\"members\":[{},{\"pid\":\"7\"}]",
       "is malformed: \"members[1].pid\" is no number"},
      {"\"members\":[{\"values\":{\"a\":null,\"b\":[]}}]",
       "is malformed: \"members[0].values.b\" is no number"},
      {"\"members\":[{\"cgroups\":[\"/\",{}]}]",
       "is malformed: \"members[0].cgroups[1]\" is no text"},
      {"\"disks\":[{\"values\":{\"x\":true}}]",
       "is malformed: \"disks[0].values.x\" is no number"},
  };

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    put_with(*state, rows[i].part);
    expect_said(path_of(*state), USAGE_STATUS, rows[i].why);
  }
}

/* Of another version, or of what could not be read. */
static void what_is_not_known_or_absent_is_of_no_kind(void **state) {
  static const char *const parts[] = {
      "\"host\":null",

      "\"verdict\":{\"fuse\":false,\"reasons\":[]}",
      "\"verdict\":{\"reasons\":null}",
      "\"host_values\":{\"x\":null,\"y\":1}",
      "\"members\":[]",
      "\"members\":[{},{\"pid\":null}]",
      "\"unheard_of\":{\"host\":7}",
      "\"settings\":{\"host\":7}",
  };

  for (size_t i = 0; i < COUNT_OF(parts); i++) {
    char said[SAID_BYTES];
    struct json_node *evidence = NULL;

    put_with(*state, parts[i]);
    assert_int_equal(read_saying(path_of(*state), &evidence, said), 0);
    assert_string_equal(said, "");
    json_tree_free(evidence);
  }
}

static void the_evidence_of_incidents_is_read(void **state) {
  static const char *const names[] = {"memory-leak", "storage-read"};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(names); i++) {
    char path[512], said[SAID_BYTES];
    struct json_node *evidence = NULL;

    snprintf(path, sizeof(path), FIXTURES "/evidence/%s.json", names[i]);
    assert_int_equal(read_saying(path, &evidence, said), 0);
    assert_string_equal(said, "");
    assert_true(json_count(json_member(evidence, "members")) > 0);
    json_tree_free(evidence);
  }
}

/* yajl stands behind what it could not take. */
static void a_wrong_byte_is_told_by_line_and_column(void **state) {
  char said[SAID_BYTES];
  struct json_node *evidence = NULL;

  put(*state, "{\n  \"a\": 1,\n  \"b\": ?\n}\n");
  assert_int_equal(read_saying(path_of(*state), &evidence, said), USAGE_STATUS);
  assert_non_null(strstr(said, "is malformed in line 3, column "));
}

static void a_file_that_cannot_be_read_is_another_thing(void **state) {
  const struct place *place = *state;

  expect_said(path_of(place), 1, "cannot be read: No such file or directory");
  expect_said(place->path, 1, "cannot be read: Is a directory");
}

/* A full one is read, a byte more is not. */
static void more_than_some_megabytes_are_no_evidence(void **state) {
  struct json_node *evidence = NULL;
  char said[SAID_BYTES];
  char *text = malloc(EVIDENCE_FILE_MOST + 2);

  assert_non_null(text);
  memset(text, ' ', EVIDENCE_FILE_MOST + 1);
  memcpy(text, LEAST, strlen(LEAST));
  text[EVIDENCE_FILE_MOST] = '\0';
  put(*state, text);
  assert_int_equal(read_saying(path_of(*state), &evidence, said), 0);
  json_tree_free(evidence);
  text[EVIDENCE_FILE_MOST] = ' ';
  text[EVIDENCE_FILE_MOST + 1] = '\0';
  put(*state, text);
  free(text);
  expect_said(path_of(*state), USAGE_STATUS,
              "is no evidence: it has more than 8 MiB");
}

/* No shell is needed to write "explain -". */
static void a_dash_is_the_standard_input(void **state) {
  struct json_node *evidence = NULL;
  char said[SAID_BYTES];

  put(*state, LEAST);
  assert_non_null(freopen(path_of(*state), "re", stdin));
  assert_int_equal(read_saying("-", &evidence, said), 0);
  assert_string_equal(json_text_of(evidence, "sentence"), "It waits.");
  json_tree_free(evidence);
}

#define IN_A_PLACE(f)                                                          \
  cmocka_unit_test_setup_teardown(f, make_place, remove_place)

int main(void) {
  static const struct CMUnitTest tests[] = {
      IN_A_PLACE(the_least_there_can_be_is_read),
      IN_A_PLACE(what_is_wrong_is_told_with_where),
      IN_A_PLACE(what_is_of_another_kind_is_told_by_its_way),
      IN_A_PLACE(what_is_not_known_or_absent_is_of_no_kind),
      cmocka_unit_test(the_evidence_of_incidents_is_read),
      IN_A_PLACE(a_wrong_byte_is_told_by_line_and_column),
      IN_A_PLACE(a_file_that_cannot_be_read_is_another_thing),
      IN_A_PLACE(more_than_some_megabytes_are_no_evidence),
      IN_A_PLACE(a_dash_is_the_standard_input),
  };

  return cmocka_run_group_tests_name("evidence_read", tests, NULL, NULL);
}
