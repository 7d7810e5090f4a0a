/* test_trace_write.c - a trace has all that is known, and a replay needs less.
 */
#include "expect.h"

#include "cli/lines.h"
#include "recording.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { TICKS = 45 }; /* until the envelope of dirty pages is known */

struct text {
  FILE *out;
  char *text;
  size_t length;
};

static void text_open(struct text *text) {
  text->out = open_memstream(&text->text, &text->length);
  assert_non_null(text->out);
}

static void log_record(void *context, const struct record *record) {
  struct text *log = context;

  fprintf(log->out, "%s/%s/%s %a %a\n", record->target, record->type,
          record->type_instance, record->value[0], record->value[1]);
}

static void log_notice(void *context, const struct notice *notice) {
  struct text *log = context;

  fprintf(log->out, "%s\n", notice->message);
}

static void log_saying(void *context, const char *sentence) {
  struct text *log = context;

  fprintf(log->out, "%s\n", sentence);
}

static struct sink log_sink(struct text *log) {
  return (struct sink){log, log_record, log_notice, log_saying};
}

/* --- a run in which every number is known --------------------------------- */

static double raw_of(int id, int tick) {
  if (id == METRIC_CGROUP_UNREAD)
    return 0; /* or limits would not be known */
  if (id == METRIC_MEM_AVAILABLE || id == METRIC_SWAP_FREE)
    return id + 0.01 * tick; /* less than there is */
  return 1000 + id + 0.01 * tick;
}

static void fill(double raw[METRIC_COUNT], int tick) {
  for (int id = 0; id < METRIC_COUNT; id++)
    raw[id] = raw_of(id, tick);
}

static void run(struct pipeline *pipeline, const struct sink *sink) {
  struct glance glance = {.command = "web"};
  struct member *member = NULL;
  double raw[METRIC_COUNT];

  for (int tick = 0; tick < TICKS; tick++) {
    fill(raw, tick);
    assert_true(pipeline_begin(pipeline, 100 + tick));
    pipeline_host(pipeline, raw);
    assert_int_equal(pipeline_disk(pipeline, "sda", raw, sink), 0);
    assert_int_equal(pipeline_filesystem(pipeline, "/srv", 0, raw), 0);
    if (tick == 0)
      member = pipeline_admit(pipeline, pipeline_group(pipeline, 0, NULL), 42);
    pipeline_observe(pipeline, member, &glance, raw);
    pipeline_finish(pipeline, sink);
  }
}

struct recorded {
  struct text trace, log; /* what was written, and what was said */
};

static void record(struct recorded *recorded) {
  struct sink sink = log_sink(&recorded->log);
  struct argument name = {.text = "web"};
  struct complaint complaint;
  struct settings settings;
  struct pipeline *pipeline;
  struct trace_writer *writer;
  struct tape tape = {.take = recording_take};

  assert_int_equal(settings_init(&settings), 0);
  assert_int_equal(settings_set(&settings, "Process", &name, 1, &complaint), 0);
  text_open(&recorded->trace);
  text_open(&recorded->log);
  tape.context = writer = trace_writer_new(recorded->trace.out);
  trace_write_head(writer, &recording_head, &settings);
  pipeline =
      pipeline_new(&settings, recording_head.cpus, recording_head.page_bytes);
  pipeline_record(pipeline, &tape);
  run(pipeline, &sink);
  assert_int_equal(trace_writer_flush(writer), 0);
  trace_writer_free(writer);
  fclose(recorded->trace.out);
  fclose(recorded->log.out);
  pipeline_free(pipeline);
  settings_release(&settings);
}

static void release(struct recorded *recorded) {
  free(recorded->trace.text);
  free(recorded->log.text);
}

/* Behind the head, the last number of that name; NaN when there is none. */
static double told(const struct recorded *recorded, const char *name) {
  const char *at = strchr(recorded->trace.text, '\n');
  double number = NAN;
  char key[80];

  snprintf(key, sizeof(key), "\"%s\":", name);
  while ((at = strstr(at, key))) {
    at += strlen(key);
    number = strtod(at, NULL);
  }
  return number;
}

/* --- what must hold ------------------------------------------------------- */

static void each_metric_that_is_known_is_in_the_trace(void **state) {
  struct recorded recorded;

  (void)state;
  record(&recorded);
  for (int id = 0; id < METRIC_COUNT; id++) {
    double number = told(&recorded, metrics[id].name);

    if (isnan(number))
      fail_msg("%s is not in the trace", metrics[id].name);
    if (metrics[id].source != SOURCE_DERIVED)
      expect_near(number, raw_of(id, TICKS - 1), 0);
  }
  release(&recorded);
}

static void what_is_derived_is_in_it_as_it_was(void **state) {
  struct recorded recorded;
  int last = TICKS - 1;

  (void)state;
  record(&recorded);
  expect_near(
      told(&recorded, "mem_used"),
      raw_of(METRIC_MEM_TOTAL, last) - raw_of(METRIC_MEM_AVAILABLE, last), 0);
  expect_near(told(&recorded, "dirty_pending"),
              raw_of(METRIC_NR_DIRTY, last) + raw_of(METRIC_NR_WRITEBACK, last),
              0);
  expect_near(told(&recorded, "maps_most"), raw_of(METRIC_MAX_MAP_COUNT, last),
              0);
  expect_near(told(&recorded, "context_switches"), 0.02, 1e-9);
  expect_near(told(&recorded, "io_wait"), 10, 1e-6);
  expect_near(told(&recorded, "io_wait_source"), 1, 0);
  expect_near(told(&recorded, "disk_await"), 1, 1e-9);
  release(&recorded);
}

/* Without its objects of that name: as traces were before it had them. */
static char *without(const char *trace, const char *name) {
  char *kept = strdup(trace), *to = kept, key[80];
  const char *found;

  assert_non_null(kept);
  snprintf(key, sizeof(key), ",\"%s\":{", name);
  while ((found = strstr(trace, key))) {
    memcpy(to, trace, (size_t)(found - trace));
    to += found - trace;
    trace = strchr(found, '}') + 1;
  }
  strcpy(to, trace);
  return kept;
}

static void play(const char *trace, struct text *log) {
  struct sink sink = log_sink(log);
  int fd = memfd_create("trace", MFD_CLOEXEC);
  char path[64], error[256];
  struct replay *replay;
  const char *why;
  int r;

  snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
  assert_int_equal(write(fd, trace, strlen(trace)), strlen(trace));
  replay = replay_open(lines_open(path, NULL, &r), path, &as_recorded, error,
                       sizeof(error));
  if (!replay)
    fail_msg("%s", error);
  text_open(log);
  while ((r = replay_next(replay, &sink, &why)) > 0)
    assert_null(replay_unknown(replay));
  if (r < 0)
    fail_msg("%lu: %s", replay_line(replay), why);
  replay_close(replay);
  fclose(log->out);
  close(fd);
}

static void a_replay_derives_the_same_again(void **state) {
  struct recorded recorded;
  struct text log;
  char *bare;

  (void)state;
  record(&recorded);
  assert_true(recorded.log.length > 0);
  play(recorded.trace.text, &log);
  assert_string_equal(log.text, recorded.log.text);
  free(log.text);
  bare = without(recorded.trace.text, "derived");
  assert_true(strlen(bare) < recorded.trace.length);
  play(bare, &log);
  assert_string_equal(log.text, recorded.log.text);
  free(log.text);
  free(bare);
  release(&recorded);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_metric_that_is_known_is_in_the_trace),
      cmocka_unit_test(what_is_derived_is_in_it_as_it_was),
      cmocka_unit_test(a_replay_derives_the_same_again),
  };

  return cmocka_run_group_tests_name("trace_write", tests, NULL, NULL);
}
