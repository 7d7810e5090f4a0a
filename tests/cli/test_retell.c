/* test_retell.c - how good what a trace told was: of each member, before each
 * of its walls. */
#include "expect.h"

#include "cli/lines.h"
#include "cli/replay.h"
#include "cli/retell.h"
#include "cli/scoreboard.h"
#include "cli/trial.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HORIZON_S = 60 };

static const struct trace_wish all_models = {.model = MODEL_COUNT,
                                             .horizon_s = HORIZON_S,
                                             .metric = METRIC_COUNT,
                                             .limit = (double)NAN,
                                             .with_rivals = true};

static const struct course_question own_walls = {.limit = (double)NAN};

/* --- a trace -------------------------------------------------------------- */

struct tale {
  int fd;
  FILE *out;
  int tick;
  unsigned long left_out;
};

static void tale_begin(struct tale *tale) {
  *tale = (struct tale){.fd = memfd_create("trace", MFD_CLOEXEC)};
  tale->out = fdopen(dup(tale->fd), "w");
  assert_non_null(tale->out);
  fputs("{\"trace\":\"io-forecast\",\"format\":1,\"version\":\"1\","
        "\"kernel\":\"6\",\"epoch_s\":5000,\"now_s\":0,\"interval_s\":1,"
        "\"ticks_per_s\":100,\"page_bytes\":4096,\"cpus\":2,"
        "\"options\":{\"Model\":\"trend\",\"TripAfter\":0},"
        "\"groups\":[{\"title\":\"web\",\"thresholds\":[]}],"
        "\"thresholds\":[],\"units\":{}}\n",
        tale->out);
}

static void tale_end(struct tale *tale) {
  fclose(tale->out);
  close(tale->fd);
}

static void admit(struct tale *tale, int member) {
  fprintf(tale->out,
          "{\"event\":\"admit\",\"member\":%d,\"group\":\"web\",\"pid\":%d,"
          "\"base\":0}\n",
          member, 100 + member);
}

static void dismiss(struct tale *tale, int member) {
  fprintf(tale->out,
          "{\"event\":\"dismiss\",\"member\":%d,\"group\":\"web\","
          "\"pid\":%d}\n",
          member, 100 + member);
}

static void begin(struct tale *tale) {
  fprintf(tale->out, "{\"event\":\"begin\",\"now_s\":%d}\n", ++tale->tick);
}

static void finish(struct tale *tale) {
  fputs("{\"event\":\"finish\"}\n", tale->out);
}

static void sample(struct tale *tale, int member, double fds, double limit) {
  fprintf(tale->out,
          "{\"event\":\"sample\",\"member\":%d,\"group\":\"web\",\"pid\":%d,"
          "\"command\":\"web\",\"values\":{\"fd_count\":%g,\"limit_fds\":%g}}"
          "\n",
          member, 100 + member, fds, limit);
}

/* Those of a member from here on, one a second, before a limit that sinks. */
static void leak(struct tale *tale, int ticks) {
  for (int i = 0; i < ticks; i++) {
    begin(tale);
    if (i == 0)
      admit(tale, 0);
    sample(tale, 0, i, 300 - i / 4.0);
    finish(tale);
  }
}

/* --- what it comes to ----------------------------------------------------- */

/* The score as text; to be freed. */
static char *score_of(struct tale *tale, const struct trace_wish *wish) {
  struct course_question question;
  struct trial trial = {0};
  struct replay *replay;
  char path[64], error[256];
  char *text = NULL;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  int r;

  fflush(tale->out);
  snprintf(path, sizeof(path), "/proc/self/fd/%d", tale->fd);
  replay =
      replay_open(lines_open(path, NULL, &r), path, wish, error, sizeof(error));
  if (!replay)
    fail_msg("%s", error);
  question = retell_question(replay, &own_walls);
  trial.all = scoreboard_new(&question);
  assert_int_equal(retell_score(replay, path, &question, &trial), 0);
  assert_int_equal(trial.open, 0);
  scoreboard_print(trial.all, out);
  fclose(out);
  tale->left_out = trial.left_out;
  scoreboard_free(trial.all);
  replay_close(replay);
  return text;
}

static void expect_line(const char *text, const char *line) {
  if (!strstr(text, line))
    fail_msg("there is no \"%s\" in\n%s", line, text);
}

/* Value i meets limit 300 - i / 4 at 240; it warns 60 s ahead, at 192 by a
 * limit that is taken to stand. */
static void a_wall_that_moves_is_judged_where_it_was(void **state) {
  struct tale tale;
  char *text;

  (void)state;
  tale_begin(&tale);
  leak(&tale, 330);
  text = score_of(&tale, &all_models);
  expect_line(text, "1 series, each before its wall, horizon 60 s\n");
  expect_line(text,
              "\n                             trend      linear       sigma\n");
  expect_line(text,
              "\ncrossings                        1           1           1\n");
  expect_line(text,
              "\n  foretold                       1           1           0\n");
  expect_line(text,
              "\nlead, median                  48 s        48 s           -\n");
  free(text);
  tale_end(&tale);
}

static void a_rival_says_what_it_says_when_it_is_asked(void **state) {
  struct trace_wish wish = all_models;
  char *beside, *asked;
  struct tale tale;

  (void)state;
  tale_begin(&tale);
  leak(&tale, 330);
  beside = score_of(&tale, &all_models);
  wish.model = MODEL_LINEAR;
  asked = score_of(&tale, &wish);
  expect_line(beside,
              "\n  error, median             25.0 %      25.0 %           -\n");
  expect_line(asked, "\n                            linear       sigma\n");
  expect_line(asked, "\n  error, median             25.0 %           -\n");
  expect_line(asked, "\nlead, median                  48 s           -\n");
  free(beside);
  free(asked);
  tale_end(&tale);
}

/* The second has its number, and begins anew: both cross. */
static void a_series_ends_with_its_member(void **state) {
  struct tale tale;
  char *text;

  (void)state;
  tale_begin(&tale);
  leak(&tale, 260);
  begin(&tale);
  dismiss(&tale, 0);
  finish(&tale);
  leak(&tale, 260);
  text = score_of(&tale, &all_models);
  expect_line(text, "2 series, ");
  expect_line(text,
              "\ncrossings                        2           2           2\n");
  free(text);
  tale_end(&tale);
}

static void what_has_no_wall_is_no_series(void **state) {
  struct tale tale;
  char *text;

  (void)state;
  tale_begin(&tale);
  begin(&tale);
  admit(&tale, 0);
  fputs("{\"event\":\"sample\",\"member\":0,\"group\":\"web\",\"pid\":100,"
        "\"command\":\"web\",\"values\":{\"fd_count\":7}}\n",
        tale.out);
  finish(&tale);
  text = score_of(&tale, &all_models);
  expect_line(text, "0 series, ");
  free(text);
  tale_end(&tale);
}

static void more_than_there_is_room_for_are_left_out_and_counted(void **state) {
  struct tale tale;
  char *text;

  (void)state;
  tale_begin(&tale);
  for (int tick = 0; tick < 3; tick++) {
    begin(&tale);
    for (int i = 0; i < TRIAL_MOST + 44; i++) {
      if (tick == 0)
        admit(&tale, i);
      sample(&tale, i, 7, 1024);
    }
    finish(&tale);
  }
  text = score_of(&tale, &all_models);
  expect_line(text, "256 series, ");
  assert_int_equal(tale.left_out, 44);
  free(text);
  tale_end(&tale);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_wall_that_moves_is_judged_where_it_was),
      cmocka_unit_test(a_rival_says_what_it_says_when_it_is_asked),
      cmocka_unit_test(a_series_ends_with_its_member),
      cmocka_unit_test(what_has_no_wall_is_no_series),
      cmocka_unit_test(more_than_there_is_room_for_are_left_out_and_counted),
  };

  return cmocka_run_group_tests_name("retell", tests, NULL, NULL);
}
