/* test_trace.c - a trace that is cut, or that somebody has changed. */
#include "expect.h"

#include "cli/lines.h"
#include "collect.h"
#include "judge/findings.h"
#include "recording.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TICKS = 6, CHANGES = 6000 };

/* --- a trace to begin with ------------------------------------------------ */

struct trace {
  int fd;
  char *text;
  size_t length;
  size_t head;             /* bytes of its first line */
  struct collection *live; /* what was said as it was written */
  struct collection *all;
};

static void set(struct settings *settings, const char *key, const char *first,
                const char *second) {
  struct argument arguments[] = {{.text = first}, {.text = second}};
  struct complaint complaint;

  if (settings_set(settings, key, arguments, second ? 2 : 1, &complaint) < 0)
    fail_msg("%s", complaint.text);
}

static void choose(struct settings *settings) {
  assert_int_equal(settings_init(settings), 0);
  set(settings, "MaxProcesses", "4", NULL);
  set(settings, "TripAfter", "0", NULL);
  set(settings, "Threshold", "fd_count", "60");
  set(settings, "ProcessMatch", "web-$1", "(.*)");
}

/* Two members, of which one goes and one comes; each entry is in it. */
static void run(struct pipeline *pipeline, const struct sink *sink) {
  struct findings findings = {.threads = 4, .fds = 20};
  struct glance glance = {.command = "web"};
  struct glance closer = {.command = "web", .findings = &findings};
  struct member *member = NULL, *other = NULL;
  double raw[METRIC_COUNT];

  for (int id = 0; id < METRIC_COUNT; id++)
    raw[id] = NAN;
  for (int tick = 0; tick < TICKS; tick++) {
    assert_true(pipeline_begin(pipeline, 100 + tick));
    if (tick == 3)
      pipeline_tear(pipeline);
    if (tick == 1)
      pipeline_date(pipeline, &(struct date){1e9, 3600});
    raw[METRIC_MEM_TOTAL] = 1e9;
    raw[METRIC_MEM_AVAILABLE] = 8e8 - 1e7 * tick;
    pipeline_host(pipeline, raw);
    raw[METRIC_DISK_READS] = 1 + tick;
    (void)pipeline_disk(pipeline, "sda", raw, sink);
    raw[METRIC_FS_SIZE] = 1e6;
    raw[METRIC_FS_USED] = 1e5 * (1 + tick);
    (void)pipeline_filesystem(pipeline, "/srv", 0, raw);
    (void)pipeline_filesystem(pipeline, "/mnt", tick, NULL);
    if (tick == 0)
      member =
          pipeline_admit(pipeline, pipeline_group(pipeline, 0, "web-a"), 42);
    if (tick % 2 == 0)
      other = pipeline_admit(pipeline, pipeline_group(pipeline, 0, "web-b"),
                             50 + tick);
    raw[METRIC_FD_COUNT] = 10 + 9 * tick;
    raw[METRIC_LIMIT_FDS] = 64;
    raw[METRIC_STATE] = 'S';
    raw[METRIC_CPU_USER] = 0.1 * tick;
    findings.cause[CAUSE_STORAGE_READ] = findings.kind[FD_SOCKET] = 11 + tick;
    pipeline_observe(pipeline, member, tick ? &closer : &glance, raw);
    if (tick % 2 == 0)
      pipeline_skip(pipeline, other, &glance);
    else
      pipeline_rest(pipeline, other, &glance);
    if (tick % 2 == 1)
      pipeline_dismiss(pipeline, other);
    pipeline_finish(pipeline, sink);
  }
}

static int make_trace(void **state) {
  static struct trace trace;
  struct settings settings;
  struct pipeline *pipeline;
  struct trace_writer *writer;
  struct sink sink;
  FILE *out;

  trace.fd = memfd_create("trace", MFD_CLOEXEC);
  trace.all = calloc(1, sizeof(*trace.all));
  trace.live = calloc(1, sizeof(*trace.live));
  sink = collect_sink(trace.live);
  choose(&settings);
  pipeline = pipeline_new(&settings, 2, 4096);
  out = open_memstream(&trace.text, &trace.length);
  writer = trace_writer_new(out);
  trace_write_head(writer, &recording_head, &settings);
  pipeline_record(pipeline,
                  &(struct tape){.context = writer, .take = recording_take});
  run(pipeline, &sink);
  trace_writer_free(writer);
  fclose(out);
  pipeline_free(pipeline);
  settings_release(&settings);
  trace.head = (size_t)(strchr(trace.text, '\n') - trace.text) + 1;
  *state = &trace;
  return 0;
}

static int remove_trace(void **state) {
  struct trace *trace = *state;

  free(trace->text);
  free(trace->all);
  free(trace->live);
  return close(trace->fd);
}

/* --- reading it ----------------------------------------------------------- */

struct outcome {
  bool opened;
  char error[400];
  int errors; /* lines that were refused */
  int last;   /* what the last line that was refused was told */
  unsigned long ticks;
  char why[100]; /* what was wrong with the first */
};

/* On the standard input, which is in memory: no disk is waited for. */
static void put_bytes(const struct trace *trace, const char *text,
                      size_t length) {
  assert_int_equal(ftruncate(trace->fd, 0), 0);
  assert_int_equal(pwrite(trace->fd, text, length, 0), length);
  assert_int_equal(lseek(trace->fd, 0, SEEK_SET), 0);
  assert_int_equal(dup2(trace->fd, STDIN_FILENO), STDIN_FILENO);
}

static void read_on(struct trace *trace, struct replay *replay,
                    struct outcome *outcome) {
  struct sink sink = collect_sink(trace->all);
  const char *why = NULL;
  int r;

  while ((r = replay_next(replay, &sink, &why)) != 0) {
    outcome->ticks += replay_entry(replay)->kind == ENTRY_FINISH && r > 0;
    trace->all->records = trace->all->notices = 0;
    if (r > 0)
      continue;
    if (r != -EBADMSG && r != -ENODATA)
      fail_msg("reading failed with %d", r);
    if (outcome->errors++ == 0)
      snprintf(outcome->why, sizeof(outcome->why), "%s", why);
    outcome->last = r;
  }
}

static struct outcome outcome_of(struct trace *trace, const char *text,
                                 size_t length, const struct trace_wish *wish) {
  struct outcome outcome = {0};
  struct replay *replay;
  struct lines *lines;
  int r;

  put_bytes(trace, text, length);
  lines = lines_open("-", NULL, &r);
  assert_non_null(lines);
  replay = replay_open(lines, "-", wish, outcome.error, sizeof(outcome.error));
  outcome.opened = replay;
  if (!replay) {
    assert_string_not_equal(outcome.error, "");
    lines_close(lines);
    return outcome;
  }
  read_on(trace, replay, &outcome);
  replay_close(replay);
  return outcome;
}

/* --- what must hold ------------------------------------------------------- */

static void as_it_was_written_it_is_read(void **state) {
  struct trace *trace = *state;
  struct outcome outcome =
      outcome_of(trace, trace->text, trace->length, &as_recorded);

  assert_true(outcome.opened);
  assert_int_equal(outcome.errors, 0);
  assert_int_equal(outcome.ticks, TICKS);
}

static void expect_same_records(const struct collection *one,
                                const struct collection *other) {
  assert_true(one->records > 0 && one->notices > 0);
  assert_int_equal(one->records, other->records);
  assert_int_equal(one->notices, other->notices);
  for (size_t i = 0; i < one->records; i++) {
    assert_string_equal(one->record[i].name, other->record[i].name);
    expect_same(one->record[i].value[0], other->record[i].value[0]);
    expect_same(one->record[i].value[1], other->record[i].value[1]);
  }
  for (size_t i = 0; i < one->notices; i++)
    assert_string_equal(one->notice[i].message, other->notice[i].message);
}

static void each_entry_comes_to_what_it_came_to(void **state) {
  struct trace *trace = *state;
  struct sink sink = collect_sink(trace->all);
  struct replay *replay;
  char error[400];
  const char *why;
  int r;

  for (int kind = 0; kind < ENTRY_KINDS; kind++) {
    char event[64];

    snprintf(event, sizeof(event), "{\"event\":\"%s\"", entry_names[kind]);
    if (!strstr(trace->text, event))
      fail_msg("there is no %s", event);
  }
  put_bytes(trace, trace->text, trace->length);
  replay = replay_open(lines_open("-", NULL, &r), "-", &as_recorded, error,
                       sizeof(error));
  assert_non_null(replay);
  trace->all->records = trace->all->notices = 0;
  while ((r = replay_next(replay, &sink, &why)) > 0)
    ;
  assert_int_equal(r, 0);
  expect_same_records(trace->live, trace->all);
  trace->all->records = trace->all->notices = 0;
  replay_close(replay);
}

/* Whether all that stands before `length` is whole ticks; the end of the last
 * line may be missing. */
static bool ends_a_tick(const struct trace *trace, size_t length) {
  static const char finish[] = "{\"event\":\"finish\"}";
  size_t end = length, wide = sizeof(finish) - 1;

  if (length > 0 && trace->text[length - 1] == '\n')
    end--;
  return end <= trace->head ||
         memcmp(trace->text + end - wide, finish, wide) == 0;
}

static void each_prefix_is_told_where_it_breaks_off(void **state) {
  struct trace *trace = *state;

  for (size_t length = 0; length <= trace->length; length++) {
    struct outcome outcome =
        outcome_of(trace, trace->text, length, &as_recorded);

    if (outcome.opened != (length + 1 >= trace->head))
      fail_msg("after %zu bytes: %s", length, outcome.error);
    if (!outcome.opened)
      continue;
    if (outcome.errors != (ends_a_tick(trace, length) ? 0 : 1))
      fail_msg("after %zu bytes: %d errors", length, outcome.errors);
    if (outcome.errors == 1)
      assert_int_equal(outcome.last, -ENODATA);
  }
}

struct dice {
  uint64_t state;
};

static size_t roll_dice(struct dice *dice, size_t sides) {
  dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(dice->state >> 33) % sides;
}

/* In place of some bytes somewhere come others. */
static size_t change(const struct trace *trace, struct dice *dice,
                     char *buffer) {
  static const char *const words[] = {"",
                                      "-1",
                                      "1e308",
                                      "-1e308",
                                      "99999999999999999999",
                                      "0.5",
                                      "null",
                                      "\"",
                                      "{",
                                      "}",
                                      "[",
                                      "]",
                                      ",",
                                      "\n",
                                      "\\u0000",
                                      "\xff",
                                      "true",
                                      "\"web\"",
                                      "4",
                                      "1e-320",
                                      "{\"event\":\"begin\",\"now_s\":104.5}\n",
                                      "{\"event\":\"finish\"}\n"};
  const char *word = words[roll_dice(dice, COUNT_OF(words))];
  size_t at = roll_dice(dice, trace->length);
  size_t gone = roll_dice(dice, 2) ? roll_dice(dice, 12) : roll_dice(dice, 200);
  size_t wide = strlen(word);

  if (gone > trace->length - at)
    gone = trace->length - at;
  memcpy(buffer, trace->text, at);
  memcpy(buffer + at, word, wide);
  memcpy(buffer + at + wide, trace->text + at + gone,
         trace->length - at - gone);
  return trace->length - gone + wide;
}

/* By each model in turn, and with a wall of its own. */
static struct trace_wish wish_of(int i) {
  struct trace_wish wish = as_recorded;

  wish.model = (enum model_id)(i % MODEL_COUNT);
  if (i % 3 == 0) {
    wish.metric = METRIC_FD_COUNT;
    wish.limit = 50;
  }
  return wish;
}

static void no_change_breaks_anything(void **state) {
  struct trace *trace = *state;
  char *buffer = malloc(trace->length + 64);
  struct dice dice = {1};
  int refused = 0, read = 0;

  assert_non_null(buffer);
  for (int i = 0; i < CHANGES; i++) {
    size_t length = change(trace, &dice, buffer);
    struct trace_wish wish = wish_of(i);
    struct outcome outcome = outcome_of(trace, buffer, length, &wish);

    refused += outcome.errors > 0 || !outcome.opened;
    read += outcome.ticks > 0;
  }
  free(buffer);
  assert_true(refused > CHANGES / 4);
  assert_true(read > CHANGES / 4);
}

/* One word of the text becomes another. */
static struct outcome with(struct trace *trace, const char *word,
                           const char *other) {
  const char *at = strstr(trace->text, word);
  size_t length = trace->length - strlen(word) + strlen(other);
  char *buffer = malloc(length + 1);
  struct outcome outcome;

  assert_non_null(at);
  assert_non_null(buffer);
  snprintf(buffer, length + 1, "%.*s%s%s", (int)(at - trace->text), trace->text,
           other, at + strlen(word));
  outcome = outcome_of(trace, buffer, length, &as_recorded);
  free(buffer);
  return outcome;
}

static void what_is_wrong_is_told(void **state) {
  static const struct {
    const char *word, *other, *error;
  } cases[] = {
      {"{\"trace\"", "{\"track\"", ":1: this is no trace"},
      {"{\"trace\"", "[\"trace\"", ":1: the head of the trace is no JSON"},
      {"\"format\":1", "\"format\":2", ":1: the trace is of a format"},
      {"\"cpus\":2", "\"cpus\":0", ":1: epoch_s, now_s or cpus"},
      {"\"cpus\":2", "\"cpus\":1000000", ":1: epoch_s, now_s or cpus"},
      {"\"cpus\":2", "\"cpus\":2,\"epoch_s\":1e11", ":1: epoch_s, now_s"},
      {"\"cpus\":2", "\"cpus\":2,\"now_s\":-1e11", ":1: epoch_s, now_s"},
      {"{\"trace\"", "{\"trace\":7,\"track\"", ":1: this is no trace"},
      {"\"MaxProcesses\":4", "\"MaxProcesses\":0", "MaxProcesses: \"0\""},
      {"\"MaxProcesses\":4", "\"MaxBrains\":4", "no option \"MaxBrains\""},
      {"\"metric\":\"fd_count\"", "\"metric\":\"fd_cents\"", "fd_cents"},
      {"\"title\":\"web-$1\"", "\"title\":\"host\"", "reserved"},
  };
  struct trace *trace = *state;

  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    struct outcome outcome = with(trace, cases[i].word, cases[i].other);

    if (outcome.opened || !strstr(outcome.error, cases[i].error))
      fail_msg("%s: %s", cases[i].other, outcome.error);
  }
}

static void a_line_that_is_wrong_is_told_and_the_rest_is_read(void **state) {
  static const struct {
    const char *word, *other, *why;
  } cases[] = {
      {"\"event\":\"host\"", "\"event\":\"guest\"", "this is no entry"},
      {"\"event\":\"host\"", "\"event\":1", "this is no entry"},
      {"\"pid\":50", "\"pid\":50.5", "this is no entry"},
      {"\"now_s\":102", "\"now_s\":100", "not later"},
      {"\"mem_total\":1000000000", "\"mem_total\":1e999", "no entry"},
      {"\"mem_total\":1000000000", "\"mem_total\":true", "no entry"},
  };
  struct trace *trace = *state;

  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    struct outcome outcome = with(trace, cases[i].word, cases[i].other);

    if (!outcome.opened || outcome.errors == 0 || outcome.ticks < TICKS - 1 ||
        !strstr(outcome.why, cases[i].why))
      fail_msg("%s: %d errors, %lu ticks, %s", cases[i].other, outcome.errors,
               outcome.ticks, outcome.why);
  }
}

static void a_line_that_is_too_long_is_wrong_too(void **state) {
  enum { BYTES = LINE_BYTES_MOST };
  struct trace *trace = *state;
  char *blanks = malloc(BYTES + 32);
  struct outcome outcome;

  assert_non_null(blanks);
  memset(blanks, ' ', BYTES);
  strcpy(blanks + BYTES, "\"event\":\"host\"");
  outcome = with(trace, "\"event\":\"host\"", blanks);
  assert_true(outcome.opened);
  assert_int_equal(outcome.errors, 1);
  assert_int_equal(outcome.ticks, TICKS);
  assert_non_null(strstr(outcome.why, "longer than 256 KiB"));
  strcpy(blanks + BYTES, "{\"trace\"");
  outcome = with(trace, "{\"trace\"", blanks);
  free(blanks);
  assert_false(outcome.opened);
  assert_non_null(strstr(outcome.error, ":1: the line is longer than"));
}

static void a_metric_of_another_version_is_left_out(void **state) {
  struct trace *trace = *state;
  struct outcome outcome = with(trace, "\"fd_count\":10", "\"fd_cents\":10");

  assert_true(outcome.opened);
  assert_int_equal(outcome.errors, 0);
  assert_int_equal(outcome.ticks, TICKS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(as_it_was_written_it_is_read),
      cmocka_unit_test(each_entry_comes_to_what_it_came_to),
      cmocka_unit_test(each_prefix_is_told_where_it_breaks_off),
      cmocka_unit_test(no_change_breaks_anything),
      cmocka_unit_test(what_is_wrong_is_told),
      cmocka_unit_test(a_line_that_is_wrong_is_told_and_the_rest_is_read),
      cmocka_unit_test(a_line_that_is_too_long_is_wrong_too),
      cmocka_unit_test(a_metric_of_another_version_is_left_out),
  };

  return cmocka_run_group_tests_name("trace", tests, make_trace, remove_trace);
}
