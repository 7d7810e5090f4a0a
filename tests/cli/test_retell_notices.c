/* test_retell_notices.c - what was notified live is what its trace notifies: of
 * a fuse too. */
#include "expect.h"

#include "cli/lines.h"
#include "cli/retell.h"
#include "desk.h"
#include "judge/findings.h"
#include "recording.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct play {
  struct scene scene;
  struct member *member;
  double waited_s, fds;
  struct findings findings;
};

static void prepare(struct play *play) {
  *play = (struct play){.fds = 100, .findings = {.threads = 40, .fds = 480}};
  play->findings.cause[CAUSE_STORAGE_READ] = 31;
  play->findings.kind[FD_SOCKET] = 400;
  open_scene(&play->scene, 100);
  option(&play->scene, "Model", "trend", NULL);
  option(&play->scene, "TripAfter", "3", NULL);
  option(&play->scene, "ClearAfter", "5", NULL);
  option(&play->scene, "FdWindow", "20", NULL);
  option(&play->scene, "Process", "web", NULL);
  begin(&play->scene);
  play->scene.host[METRIC_TASK_DELAYACCT] = 1;
}

static void observe(struct play *play) {
  const double read_s[LANE_COUNT] = {play->scene.now_s, play->scene.now_s,
                                     play->scene.now_s};
  double raw[METRIC_MEMBER_COUNT];

  forget(raw, METRIC_MEMBER_COUNT);
  raw[METRIC_STATE] = 'S';
  raw[METRIC_FD_COUNT] = play->fds;
  raw[METRIC_LIMIT_FDS] = 100000;
  raw[METRIC_PROCESS_BLOCK_DELAY] = play->waited_s;
  pipeline_observe(play->scene.pipeline, play->member,
                   &(struct glance){.command = "web",
                                    .read_s = read_s,
                                    .findings = &play->findings},
                   raw);
}

/* A minute in which it waits `wait` of each second and opens `opens`. */
static void live(struct play *play, double wait, double opens) {
  for (int i = 0; i < 60; i++) {
    play->waited_s += wait;
    play->fds += opens;
    tick_begin(&play->scene);
    if (!play->member)
      play->member = pipeline_admit(play->scene.pipeline, 0, 4242);
    observe(play);
    tick_end(&play->scene);
  }
}

/* Returns a file of which the trace is. */
static int record(struct play *play) {
  struct tape tape = {.take = recording_take};
  int fd = memfd_create("trace", MFD_CLOEXEC);
  FILE *out = fdopen(dup(fd), "w");

  assert_non_null(out);
  tape.context = trace_writer_new(out);
  assert_non_null(tape.context);
  trace_write_head(tape.context, &recording_head, &play->scene.settings);
  pipeline_record(play->scene.pipeline, &tape);
  live(play, 0.01, 0);
  live(play, 0.42, 20);
  live(play, 0.01, 0);
  pipeline_record(play->scene.pipeline, NULL);
  assert_int_equal(trace_writer_flush(tape.context), 0);
  trace_writer_free(tape.context);
  fclose(out);
  return fd;
}

/* What the trace notifies, as text; to be freed. */
static char *notices_of(int fd) {
  struct replay *replay;
  struct rows *rows;
  char path[64], error[256];
  char *text = NULL;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  int r;

  snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
  replay = replay_open(lines_open(path, NULL, &r), path, &as_recorded, error,
                       sizeof(error));
  if (!replay)
    fail_msg("%s", error);
  rows = rows_new(out, true);
  assert_non_null(rows);
  assert_int_equal(retell_notices(replay, path, rows), 0);
  assert_int_equal(rows_end(rows), 0);
  rows_free(rows);
  fclose(out);
  replay_close(replay);
  return text;
}

static int fuses(const struct play *play, enum state state) {
  int count = 0;

  for (size_t i = 0; i < play->scene.all->notices; i++)
    count += strcmp(play->scene.all->notice[i].wall, "fuse") == 0 &&
             play->scene.all->notice[i].state == state;
  return count;
}

/* Those of the text are those of `all`, in their order and not one more. */
static void expect_notices(const struct collection *all, char *text) {
  char *line, *rest = text;

  for (size_t i = 0; i < all->notices; i++) {
    const struct collected_notice *notice = &all->notice[i];
    char wanted[512];

    snprintf(wanted, sizeof(wanted),
             "\"group\":\"%s\",\"wall\":\"%s\",\"state\":%d,\"pid\":%d,"
             "\"message\":\"%s\"}",
             notice->target, notice->wall, (int)notice->state, notice->pid,
             notice->message);
    line = strsep(&rest, "\n");
    if (!line || !strstr(line, wanted))
      fail_msg("%s\n is not\n%s", line ? line : "nothing", wanted);
  }
  assert_string_equal(rest, "");
}

static void a_fuse_is_told_by_a_trace_as_it_was_live(void **state) {
  struct play play;
  char *text;
  int fd;

  (void)state;
  prepare(&play);
  fd = record(&play);
  assert_int_equal(fuses(&play, STATE_FAILURE), 1);
  assert_int_equal(fuses(&play, STATE_OK), 1);
  text = notices_of(fd);
  assert_non_null(strstr(text, "31 of 40 threads in storage read"));
  assert_non_null(strstr(text, "\"wall\":\"fuse\",\"state\":0"));
  expect_notices(play.scene.all, text);
  free(text);
  close(fd);
  end(&play.scene);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_fuse_is_told_by_a_trace_as_it_was_live),
  };

  return cmocka_run_group_tests_name("retell_notices", tests, NULL, NULL);
}
