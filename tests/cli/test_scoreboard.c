/* test_scoreboard.c - models side by side, as a table and as JSON. */
#include "expect.h"

#include "cli/scoreboard.h"

#include <stdlib.h>
#include <string.h>

static struct scoreboard *board_of(enum model_id model) {
  struct course_question question = {.limit = 200,
                                     .direction = UPWARD,
                                     .model = model,
                                     .horizon_s = 3600,
                                     .rule = {120, 300}};

  return scoreboard_new(&question);
}

/* A leak to the wall and beyond. */
static void leak(struct scoreboard *board) {
  scoreboard_begin(board);
  for (int i = 0; i < 260; i++)
    scoreboard_step(board, 60 * i, i);
  scoreboard_end(board);
}

/* What is printed; to be freed. */
static char *printed(const struct scoreboard *board, struct json *json) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);

  if (json)
    assert_int_equal(scoreboard_print_json(board, json, out), 0);
  else
    scoreboard_print(board, out);
  fclose(out);
  return text;
}

static void expect_line(const char *text, const char *line) {
  if (!strstr(text, line))
    fail_msg("there is no \"%s\" in\n%s", line, text);
}

static void a_leak_is_told_by_lines_and_not_by_sigma(void **state) {
  struct scoreboard *board = board_of(MODEL_TREND);
  char *text;

  (void)state;
  leak(board);
  leak(board);
  text = printed(board, NULL);
  expect_line(text, "2 series, wall 200 (up), horizon 3600 s\n");
  expect_line(text,
              "\n                             trend      linear       sigma\n");
  expect_line(text,
              "\ncrossings                        2           2           2\n");
  expect_line(text,
              "\n  foretold                       2           2           0\n");
  expect_line(text,
              "\nrecall                     100.0 %     100.0 %       0.0 %\n");
  expect_line(text,
              "\ntimes told                       6           6           0\n");
  expect_line(text,
              "\n  error, median              0.0 %       0.0 %           -\n");
  free(text);
  scoreboard_free(board);
}

static void a_rival_that_was_chosen_stands_once(void **state) {
  struct scoreboard *board = board_of(MODEL_SIGMA);
  char *text;

  (void)state;
  leak(board);
  text = printed(board, NULL);
  expect_line(text, "\n                             sigma      linear\n");
  free(text);
  scoreboard_free(board);
}

static void boards_together_are_as_one_that_saw_all(void **state) {
  struct scoreboard *board = board_of(MODEL_TREND);
  struct scoreboard *other = board_of(MODEL_TREND);
  char *together, *alone;

  (void)state;
  leak(board);
  leak(other);
  scoreboard_merge(board, other);
  together = printed(board, NULL);
  leak(other);
  alone = printed(other, NULL);
  assert_string_equal(together, alone);
  expect_line(together, "2 series, ");
  free(together);
  free(alone);
  scoreboard_free(board);
  scoreboard_free(other);
}

/* What a course says of it, as if it came from elsewhere: of how far it is
 * above a wall that goes down. */
static void what_was_told_elsewhere_is_held_against_what_came(void **state) {
  struct course_question question = {
      (double)NAN, UPWARD, MODEL_TREND, 3600, {120, 300}};
  struct forecast told = {600, 500, 700, 90, 0, 3600};
  struct scoreboard *board = scoreboard_new_told(&question);
  char *text;

  (void)state;
  scoreboard_begin(board);
  for (int i = 0; i < 260; i++)
    scoreboard_tell(board, 1,
                    &(struct saying){60 * i, i - (260 - 0.3 * i), &told,
                                     i >= 150 ? STATE_WARNING : STATE_OK});
  scoreboard_end(board);
  text = printed(board, NULL);
  expect_line(text, "1 series, each before its wall, horizon 3600 s\n");
  expect_line(text,
              "\ncrossings                        0           1           0\n");
  expect_line(text,
              "\n  foretold                       0           1           0\n");
  expect_line(text,
              "\nlead, median                     -      50 min           -\n");
  free(text);
  scoreboard_free(board);
}

static void json_is_one_object_with_the_models_in_it(void **state) {
  struct scoreboard *board = board_of(MODEL_LINEAR);
  struct json *json = json_new();
  char *text;

  (void)state;
  scoreboard_begin(board);
  scoreboard_end(board);
  text = printed(board, json);
  assert_string_equal(
      text,
      "{\"series\":1,\"wall\":200,\"direction\":\"up\",\"horizon_s\":3600,"
      "\"models\":[{\"model\":\"linear\",\"judged_s\":0,\"crossings\":0,"
      "\"foretold\":0,\"late\":0,\"alarms\":0,\"false_alarms\":0,\"times\":0},"
      "{\"model\":\"sigma\",\"judged_s\":0,\"crossings\":0,\"foretold\":0,"
      "\"late\":0,\"alarms\":0,\"false_alarms\":0,\"times\":0}]}\n");
  free(text);
  leak(board);
  text = printed(board, json);
  expect_line(text, "\"lead_median_s\":3480,");
  expect_line(text, "\"brier_skill\":1,");
  free(text);
  json_free(json);
  scoreboard_free(board);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_leak_is_told_by_lines_and_not_by_sigma),
      cmocka_unit_test(a_rival_that_was_chosen_stands_once),
      cmocka_unit_test(boards_together_are_as_one_that_saw_all),
      cmocka_unit_test(what_was_told_elsewhere_is_held_against_what_came),
      cmocka_unit_test(json_is_one_object_with_the_models_in_it),
  };

  return cmocka_run_group_tests_name("scoreboard", tests, NULL, NULL);
}
