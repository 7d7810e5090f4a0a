/* test_state_size.c - how large the state of ten thousand is, and how soon
 * there. */
#include "state_life.h"

#include "window/keep.h"

#include <time.h>

/* --- how large, how long -------------------------------------------------- */

enum { MANY = 10000, TICKS = 400 };

static double cpu_s(void) {
  struct timespec now;

  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Of an odd place the values are noise, of an even one they stand still. */
static void fill(const struct life *life, const struct seat *seat, int place) {
  struct parts parts = pipeline_parts(life->scene.pipeline);
  struct past past;

  for (int id = 0; id < METRIC_MEMBER_COUNT; id++) {
    keep_timeline(parts.timeline, &past);
    for (int scale = 0; scale < TIMELINE_SCALES; scale++)
      for (unsigned age = 0; age < past.count[scale]; age++)
        past.value[scale][age] =
            place % 2 ? (double)(random() % 100000) / 7 : 1000 + id;
    (void)keep_restore_window(seat->member->track, parts.plan, parts.timeline,
                              metrics[id].name, &past);
  }
}

static void populate(struct life *life) {
  prepare(life);
  option(&life->scene, "MaxProcesses", "10000", NULL);
  stage_close(&life->roster);
  stage_open(&life->roster, MANY);
  begin(&life->scene);
  for (int tick = 1; tick < TICKS; tick++)
    observe_nobody(life);
  tick_begin(&life->scene);
  for (int i = 0; i < MANY; i++) {
    stage_admit(&life->roster, life->scene.pipeline, 0, 11 + i, "web");
    fill(life, &life->roster.seat[i], i);
    observe(life, i, 30 + i % 2);
  }
  tick_end(&life->scene);
}

/* The longest line of a member of even, or odd, number. */
static size_t longest_line(const char *text, size_t length, int odd) {
  struct state_line line;
  struct text at_line;
  size_t at = 0, longest = 0;

  while (sheet_next(text, length, &at, &at_line))
    if (line_read(&line, at_line.at, text_length(at_line)) == 0 &&
        line.kind == LINE_MEMBER &&
        ((int)line.number[NUMBER_PID] - 11) % 2 == odd &&
        text_length(at_line) > longest)
      longest = text_length(at_line);
  return longest;
}

static void ten_thousand_members_are_written_soon(void **state) {
  struct life life;
  double started_s, written_s, checked_s;
  size_t length;
  char *text;

  (void)state;
  populate(&life);
  started_s = cpu_s();
  text = keep(&life, &length);
  written_s = cpu_s();
  assert_null(state_check(text, length));
  checked_s = cpu_s();
  assert_true(length <= round_most_bytes() + (1 << 20));
  print_message("# %d members, half of them noise: %zu lines, %.1f MB, written "
                "in %.0f ms, tried in %.0f ms\n",
                MANY, sheet_count(text, length), (double)length / 1e6,
                1e3 * (written_s - started_s), 1e3 * (checked_s - written_s));
  print_message("# a member that stands still: %zu bytes; one that is noise: "
                "%zu\n",
                longest_line(text, length, 0), longest_line(text, length, 1));
  finish(&life);
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ten_thousand_members_are_written_soon),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
