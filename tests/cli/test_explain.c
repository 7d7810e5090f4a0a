/* test_explain.c - evidence in words: a sample, cut and changed. */
#include "expect.h"

#include "cli/explain_html.h"
#include "cli/explain_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES = 400 };

struct sample {
  char *text;
  size_t length;
};

static int read_sample(void **state) {
  static struct sample sample;
  FILE *in = fopen(FIXTURES "/evidence/storage-read.json", "r");

  assert_non_null(in);
  sample.text = malloc(1 << 20);
  sample.length = fread(sample.text, 1, 1 << 20, in);
  fclose(in);
  *state = &sample;
  return 0;
}

static int free_sample(void **state) {
  free(((struct sample *)*state)->text);
  return 0;
}

struct written {
  char *text, *page;
};

/* Of the terminal; 0: it is none. */
static int width;

/* False when it is no JSON. */
static bool explain(const char *json, size_t length, struct written *written) {
  struct explain_style style = {.utf8 = true, .width = width};
  struct json_node *root;
  size_t at, ignored;
  FILE *out;

  if (json_tree_new(json, length, &root, &at) < 0)
    return false;
  out = open_memstream(&written->text, &ignored);
  explain_text(root, &style, out);
  fclose(out);
  out = open_memstream(&written->page, &ignored);
  assert_int_equal(explain_html(root, out), 0);
  fclose(out);
  json_tree_free(root);
  return true;
}

static void release(struct written *written) {
  free(written->text);
  free(written->page);
}

static void text_and_page_say_what_is_known(void **state) {
  static const char *const facts[] = {"31 of 40 threads in storage read",
                                      "pid 4242", "868", "fd_limit", "nginx"};
  const struct sample *sample = *state;
  struct written written;

  assert_true(explain(sample->text, sample->length, &written));
  for (size_t i = 0; i < COUNT_OF(facts); i++) {
    if (!strstr(written.page, facts[i]))
      fail_msg("the page does not say %s", facts[i]);
    if (i > 0 && !strstr(written.text, facts[i]))
      fail_msg("the text does not say %s", facts[i]);
  }
  assert_null(strstr(written.page, "<script"));
  assert_null(strstr(written.page, "http:"));
  assert_null(strstr(written.page, "https:"));
  assert_null(strstr(written.page, "nan"));
  release(&written);
}

static void expect_lines_within(const struct sample *sample, size_t most) {
  struct written written;
  char *line, *rest;

  assert_true(explain(sample->text, sample->length, &written));
  rest = written.text;
  while ((line = strsep(&rest, "\n"))) {
    size_t columns = 0;

    for (const char *at = line; *at; at++)
      columns += (*at & 0xc0) != 0x80;
    if (columns > most)
      fail_msg("%zu columns: %s", columns, line);
  }
  release(&written);
}

static void no_line_is_wider_than_a_terminal(void **state) {
  expect_lines_within(*state, 80);
  width = 62;
  expect_lines_within(*state, 62);
  width = 0;
}

/* And what is there of it is told all the same. */
static void what_is_missing_or_new_is_passed_over(void **state) {
  static const char text[] =
      "{\"sentence\":\"x\",\"future\":[{\"a\":true}],\"members\":[1,null,[],"
      "\"y\",{\"pid\":7,\"command\":\"web\",\"threads\":null,\"walls\":{},"
      "\"memory\":{\"words\":\"a leak\",\"mappings\":[{\"what\":\"[heap]\","
      "\"bytes\":4096,\"grew_bytes\":2048}]},\"fds\":3,\"files\":[{\"fd\":5,"
      "\"path\":\"/srv/x\",\"position\":1024,\"size\":2048,"
      "\"progress_percent\":50}]}],\"host_values\":{\"psi_io_some_avg10\":61}}";
  struct written written;

  (void)state;
  assert_true(explain(text, sizeof(text) - 1, &written));
  assert_null(strstr(written.text, "pid nan"));
  assert_null(strstr(written.page, "pid nan"));
  assert_null(strstr(written.text, "io_forecast"));
  assert_non_null(strstr(written.page, "[heap]"));
  assert_non_null(
      strstr(written.page, "<progress max=\"100\" value=\"50.0\">"));
  assert_non_null(strstr(written.page, "some task waits for I/O 61 %"));
  release(&written);
}

static void no_part_of_it_is_taken_for_the_whole(void **state) {
  const struct sample *sample = *state;
  struct json_node *root;
  size_t at;

  for (size_t length = 0; length + 1 < sample->length; length += 13)
    assert_true(json_tree_new(sample->text, length, &root, &at) < 0);
}

static bool stands_alone(const char *text, const char *at, size_t length) {
  return (at == text || !isalnum((unsigned char)at[-1])) &&
         !isalnum((unsigned char)at[length]);
}

/* What a number is called that is none. */
static const char *no_number_in(const char *text) {
  static const char *const words[] = {"nan", "inf", "infinity"};

  for (size_t i = 0; i < COUNT_OF(words); i++)
    for (const char *at = text; (at = strstr(at, words[i])); at++)
      if (stands_alone(text, at, strlen(words[i])))
        return at;
  return NULL;
}

static void expect_only_numbers(const char *told, const char *changed,
                                const char *as) {
  const char *at = no_number_in(told);

  if (at)
    fail_msg("with %s in place of %.60s it tells: %.60s", as, changed,
             at - told > 30 ? at - 30 : told);
}

/* Of the text behind `at`, outside of strings; and where it ends. */
static const char *next_number(const char *at, const char **ret_end) {
  bool is_quoted = false;

  for (; *at; at++) {
    if (*at == '"')
      is_quoted = !is_quoted;
    else if (*at == '\\')
      at++;
    else if (!is_quoted && (isdigit((unsigned char)*at) || *at == '-')) {
      *ret_end = at + strspn(at, "-+.eE0123456789");
      return at;
    }
  }
  return NULL;
}

static void explain_with(const struct sample *sample, const char *from,
                         const char *to, const char *as) {
  struct written written;
  char *changed;
  int length = asprintf(&changed, "%.*s%s%s", (int)(from - sample->text),
                        sample->text, as, to);

  assert_true(length > 0);
  assert_true(explain(changed, (size_t)length, &written));
  expect_only_numbers(written.text, from, as);
  expect_only_numbers(written.page, from, as);
  release(&written);
  free(changed);
}

/* Of a list of numbers the first stands for all. */
static void no_number_is_told_where_there_is_none(void **state) {
  static const char *const nothing[] = {"null", "[]", "{}"};
  const struct sample *sample = *state;
  const char *end = sample->text;
  int numbers = 0;

  sample->text[sample->length] = '\0';
  for (const char *at; (at = next_number(end, &end)); numbers++)
    for (size_t i = 0; at[-1] != ',' && i < COUNT_OF(nothing); i++)
      explain_with(sample, at, end, nothing[i]);
  assert_true(numbers > 100);
}

static void expect_told(const char *json, const char *in_text,
                        const char *in_page) {
  struct written written;

  assert_true(explain(json, strlen(json), &written));
  if (!strstr(written.text, in_text))
    fail_msg("the text does not say \"%s\": %s", in_text, written.text);
  if (!strstr(written.page, in_page))
    fail_msg("the page does not say \"%s\"", in_page);
  expect_only_numbers(written.text, json, "nothing");
  expect_only_numbers(written.page, json, "nothing");
  release(&written);
}

static void a_process_without_a_pid_is_only_counted(void **state) {
  (void)state;
  expect_told("{\"members\":[{}]}", "0 of 1 processes are told",
              "0 of 1 processes of the group are told.");
  expect_told("{\"member_count\":5,\"members\":[{\"command\":\"web\"},"
              "{\"pid\":null},{\"pid\":7}]}",
              "1 of 5 processes are told",
              "1 of 5 processes of the group are told.");
}

#define OF_7(parts) "{\"members\":[{\"pid\":7," parts "}]}"

static void what_is_not_known_is_left_out_or_a_dash(void **state) {
  (void)state;
  expect_told(OF_7("\"threads\":{\"causes\":[null,{\"words\":\"lock\","
                   "\"threads\":3},{\"words\":\"timer\"}]}"),
              "lock 3, timer -\n", "What its threads wait for");
  expect_told(OF_7("\"fds\":{\"count\":null,\"kinds\":[{},{\"kind\":\"file\","
                   "\"count\":3},{\"kind\":\"pipe\"}]}"),
              "-: 3 file, - pipe\n", "-: 3 file, - pipe<");
  expect_told(OF_7("\"files\":[{},{\"path\":\"/x\",\"position\":1,"
                   "\"size\":2}]"),
              "fd - /x at 1 B of 2 B\n", "at 1 B of 2 B<");
  expect_told("{\"members\":[],\"host_values\":{\"psi_io_some_avg10\":5}}",
              "all of them - %", "for memory - %");
  expect_told(OF_7("\"memory\":{\"words\":\"a leak\","
                   "\"file_per_s\":1e308}"),
              "a leak\n", "a leak<");
}

static void hostile_names_stay_text(void **state) {
  static const char hostile[] =
      "{\"sentence\":\"<b>\\u001b[31m\",\"members\":[{\"pid\":1,"
      "\"command\":\"</"
      "style><script>x\",\"walls\":[{\"wall\":\"\\u001b[31m<w>\",\"unit\":"
      "\"\\u001b\",\"value\":1e300,"
      "\"limit\":2,\"state\":\"\\u202e\"}],\"threads_\":0,\"threads\":{"
      "\"looked_at\":1,"
      "\"list\":[{\"comm\":\"%n%s\\u202e\",\"fd\":1e300,\"tid\":-5}],"
      "\"causes\":[{\"threads\":1e308,\"words\":\"w\"}]},"
      "\"windows\":[{\"metric\":\"<m>\\u001b\",\"unit\":\"bytes/s\",\"rings\":"
      "[{\"slot_s\":1e300,\"age_s\":0,\"values\":[1e308,-1e308,5]}]}]}]}";
  struct written written;

  (void)state;
  assert_true(explain(hostile, strlen(hostile), &written));
  assert_null(strchr(written.text, '\033'));
  assert_null(strstr(written.page, "<b>?"));
  assert_null(strstr(written.page, "<script"));
  assert_null(strstr(written.page, "<m>"));
  assert_null(strstr(written.page, "inf"));
  release(&written);
}

/* Whatever comes of it, it is told in words or refused. */
static void changed_bytes_do_no_harm(void **state) {
  const struct sample *sample = *state;
  char *copy = malloc(sample->length);
  unsigned dice = 1;
  int told = 0;

  for (int i = 0; i < CHANGES; i++) {
    struct written written;

    memcpy(copy, sample->text, sample->length);
    for (int k = 0; k < 3; k++) {
      dice = dice * 1103515245 + 12345;
      copy[dice % sample->length] = "0\"]}[{-e.n,x"[dice >> 8 & 7];
    }
    if (!explain(copy, sample->length, &written))
      continue;
    told++;
    release(&written);
  }
  free(copy);
  assert_true(told > 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(text_and_page_say_what_is_known),
      cmocka_unit_test(no_line_is_wider_than_a_terminal),
      cmocka_unit_test(what_is_missing_or_new_is_passed_over),
      cmocka_unit_test(no_part_of_it_is_taken_for_the_whole),
      cmocka_unit_test(no_number_is_told_where_there_is_none),
      cmocka_unit_test(a_process_without_a_pid_is_only_counted),
      cmocka_unit_test(what_is_not_known_is_left_out_or_a_dash),
      cmocka_unit_test(hostile_names_stay_text),
      cmocka_unit_test(changed_bytes_do_no_harm),
  };

  return cmocka_run_group_tests_name("explain", tests, read_sample,
                                     free_sample);
}
