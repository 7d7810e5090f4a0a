/* test_replay.c - what a live agent said is what its trace says. */
#include "expect.h"

#include "cli/lines.h"
#include "herd.h"
#include "recording.h"
#include "scene.h"
#include "standings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* All that a pipeline has said, and where everybody stood, as text: numbers
 * bit by bit. */
struct log {
  FILE *out;
  char *text;
  size_t length;
};

static void log_open(struct log *log) {
  log->out = open_memstream(&log->text, &log->length);
  assert_non_null(log->out);
}

static void log_close(struct log *log) {
  assert_int_equal(fclose(log->out), 0);
}

static void log_record(void *context, const struct record *record) {
  struct log *log = context;

  if (strcmp(record->target, "self") == 0)
    return; /* of the agent, not of the pipeline */
  fprintf(log->out, "%s/%s/%s %a %a\n", record->target, record->type,
          record->type_instance, record->value[0], record->value[1]);
}

static void log_standing(struct log *log, const struct standing *standing) {
  const struct forecast *forecast = &standing->forecast;

  fprintf(log->out, "%a %a %a %a %a %a %a %a %a\n", standing->value,
          standing->limit, standing->used_percent, forecast->eta_s,
          forecast->lower_s, forecast->upper_s, forecast->probability,
          forecast->per_s, forecast->seen_s);
}

static void log_notice(void *context, const struct notice *notice) {
  struct log *log = context;

  fprintf(log->out, "%s %s %s %s %d %d %s %a %a %s ", notice->target,
          notice->wall, notice->message, notice->type_instance,
          (int)notice->state, notice->pid, notice->command, notice->ns_pid,
          notice->pid_namespace, notice->source ? notice->source : "-");
  log_standing(log, notice->standing);
}

static struct sink log_sink(struct log *log) {
  return (struct sink){log, log_record, log_notice, NULL};
}

static void log_stand(void *context, const struct stand *stand) {
  struct log *log = context;

  fprintf(log->out, "%s %d %zu %s %d ", stand->target, stand->pid,
          stand->member, stand->wall->name, (int)stand->state);
  log_standing(log, stand->standing);
}

static void log_growth(const struct pipeline *pipeline, struct log *log) {
  struct parts parts = pipeline_parts(pipeline);

  for (size_t i = 0; i < parts.herd->high; i++) {
    const struct member *member = herd_at(parts.herd, i);
    struct growth_account account;

    if (!member)
      continue;
    account =
        member_growth(member, timeline_now_s(parts.timeline), parts.page_bytes);
    fprintf(log->out, "%d: memory %s %a %a %a %a %a\n", member->pid,
            growth_rows[account.pattern].name, account.over_s, account.quiet_s,
            account.anon_per_s, account.file_per_s, account.shared_per_s);
  }
}

static void log_tick(const struct pipeline *pipeline,
                     const struct settings *settings, struct log *log) {
  standings_each(pipeline, settings, log_stand, log);
  log_growth(pipeline, log);
}

/* --- a live run ----------------------------------------------------------- */

struct run {
  struct scene scene;
  struct tape tape;
  struct trace_writer *writer;
  FILE *out;
  char path[128];
  unsigned long kinds[ENTRY_KINDS]; /* how often each was seen */
  struct log live, played;
};

static void take(void *context, const struct pipeline *pipeline,
                 const struct entry *entry) {
  struct run *run = context;

  trace_write(run->writer, entry);
  run->kinds[entry->kind]++;
  if (entry->kind == ENTRY_FINISH)
    log_tick(pipeline, &run->scene.settings, &run->live);
}

static void start(struct run *run) {
  struct trace_head own = recording_head;

  own.epoch_s += 0.25;
  own.now_s = 1000;
  begin(&run->scene);
  own.cpus = agent_scale(run->scene.agent)->cpus;
  snprintf(run->path, sizeof(run->path), "%s/trace", run->scene.tree.root);
  run->out = fopen(run->path, "w");
  assert_non_null(run->out);
  run->writer = trace_writer_new(run->out);
  assert_non_null(run->writer);
  trace_write_head(run->writer, &own, &run->scene.settings);
  run->tape = (struct tape){.context = run, .take = take};
  agent_record(run->scene.agent, &run->tape);
  log_open(&run->live);
}

static void step(struct run *run, double s) {
  struct sink sink = log_sink(&run->live);

  run->scene.now_s += s;
  assert_int_equal(agent_tick(run->scene.agent, run->scene.now_s, 20, &sink),
                   0);
}

static void stop(struct run *run) {
  assert_int_equal(trace_writer_flush(run->writer), 0);
  trace_writer_free(run->writer);
  assert_int_equal(fclose(run->out), 0);
  log_close(&run->live);
}

static void expect_epoch(const struct run *run, const struct replay *replay) {
  expect_between(replay_epoch_s(replay), 1600000000.25,
                 1600000000.25 + run->scene.now_s - 1000);
}

static void play(struct run *run) {
  struct sink sink = log_sink(&run->played);
  struct replay *replay;
  const char *why;
  char error[256];
  int r;

  replay = replay_open(lines_open(run->path, NULL, &r), run->path, &as_recorded,
                       error, sizeof(error));
  if (!replay)
    fail_msg("%s", error);
  log_open(&run->played);
  while ((r = replay_next(replay, &sink, &why)) > 0)
    if (replay_entry(replay)->kind == ENTRY_FINISH) {
      log_tick(replay_pipeline(replay), replay_settings(replay), &run->played);
      expect_epoch(run, replay);
    }
  if (r < 0)
    fail_msg("%lu: %s", replay_line(replay), why);
  assert_null(replay_unknown(replay));
  replay_close(replay);
  log_close(&run->played);
}

/* The first line in which they differ is shown. */
static void expect_same_log(const struct run *run) {
  const char *live = run->live.text, *played = run->played.text;
  size_t begin = 0;

  for (size_t i = 0; live[i] || played[i]; i++) {
    if (live[i] != played[i])
      fail_msg("%.200s\n is not\n%.200s", played + begin, live + begin);
    if (live[i] == '\n')
      begin = i + 1;
  }
}

static void finish(struct run *run) {
  stop(run);
  play(run);
  expect_same_log(run);
  free(run->live.text);
  free(run->played.text);
  end(&run->scene);
}

static void put_host(const struct run *run, int tick) {
  tree_write(&run->scene.tree, "meminfo",
             "MemTotal: 1000000 kB\nMemAvailable: %d kB\n"
             "SwapTotal: 1000 kB\nSwapFree: %d kB\n",
             900000 - 7000 * tick, 1000 - tick);
  tree_write(&run->scene.tree, "diskstats",
             "8 0 sda %d 0 %d %d %d 0 %d %d 0 %d %d\n", 100 + 3 * tick,
             800 + tick, 40 + 7 * tick, 50 + tick, 400, 90 + tick,
             30 + 5 * tick, 60);
}

static void prepare_run(struct run *run) {
  *run = (struct run){0};
  prepare(&run->scene);
  option(&run->scene, "Threshold", "mem_available", "100M");
  option(&run->scene, "Threshold", "fd_count", "50");
  option(&run->scene, "PerProcess", "2", NULL);
  option(&run->scene, "ClearAfter", "5", NULL);
}

/* --- what must hold ------------------------------------------------------- */

/* Two that leak, one that sleeps, one whose group is made of its name, one
 * that exits, is followed by another of its pid, and execs. */
static void live_through_much(struct run *run) {
  struct process web = process_of(42, "web", 10);
  struct process other = process_of(43, "web", 5);
  struct process quiet = process_of(44, "quiet", 5);
  struct process queue = process_of(45, "mailer", 9);
  const struct tree *tree = &run->scene.tree;

  queue.cmdline = "/usr/bin/queue --name=mail";
  for (int tick = 0; tick < 60; tick++) {
    web.fds++;
    web.grown_kib += 512;
    other.fds = 5 + tick * 37 % 11;
    other.read_bytes += 777;
    queue.fds++;
    if (tick == 30)
      tree_remove(tree, "42");
    if (tick == 40)
      queue.start_stack += 4096;
    if (tick >= 50)
      tree_remove(tree, "45");
    else
      tree_process(tree, &queue);
    if (tick != 30)
      tree_process(tree, &web);
    tree_process(tree, &other);
    quiet.asleep = tick > 2;
    tree_process(tree, &quiet);
    put_host(run, tick);
    step(run, tick == 25 ? 300 : 1);
  }
}

static void expect_replay(const char *model) {
  struct run run;

  prepare_run(&run);
  option(&run.scene, "Model", model, NULL);
  option(&run.scene, "Process", "web", NULL);
  option(&run.scene, "Process", "quiet", NULL);
  option(&run.scene, "ProcessMatch", "queue-$1", "--name=(.*)");
  start(&run);
  live_through_much(&run);
  for (int kind = ENTRY_BEGIN; kind < ENTRY_KINDS; kind++)
    if (kind != ENTRY_SKIP && kind != ENTRY_FILESYSTEM && run.kinds[kind] == 0)
      fail_msg("there was no %s", entry_names[kind]);
  assert_int_equal(fflush(run.live.out), 0);
  assert_non_null(strstr(run.live.text, "42: memory anonymous"));
  finish(&run);
}

static void a_trace_says_what_was_said_live(void **state) {
  (void)state;
  for (int id = 0; id < MODEL_COUNT; id++)
    if (id == MODEL_DEFAULT || models[id].learns)
      expect_replay(models[id].name);
}

/* With too little CPU for all, some are not looked at. */
static void those_that_were_skipped_are_skipped_again(void **state) {
  struct process web = process_of(42, "web", 10);
  struct run run;

  (void)state;
  prepare_run(&run);
  option(&run.scene, "CpuBudget", "0.01", NULL);
  option(&run.scene, "Process", "web", NULL);
  start(&run);
  for (int tick = 0; tick < 60; tick++) {
    struct sink sink = log_sink(&run.live);

    web.fds = 5 + tick * 59 % 17;
    tree_process(&run.scene.tree, &web);
    run.scene.now_s += 1;
    assert_int_equal(agent_tick(run.scene.agent, run.scene.now_s, 0.5, &sink),
                     0);
  }
  assert_true(run.kinds[ENTRY_SKIP] > 0);
  finish(&run);
}

static void hostile_names_are_replayed_as_they_were_told(void **state) {
  struct process web = process_of(42, "\"'{}\\\\\x1b\xff,", 10);
  struct run run;

  (void)state;
  prepare_run(&run);
  option(&run.scene, "ProcessMatch", "serving", "--serve$");
  start(&run);
  for (int tick = 0; tick < 20; tick++) {
    web.fds += 4;
    tree_process(&run.scene.tree, &web);
    step(&run, 1);
  }
  finish(&run);
}

static void a_full_disk_is_told_once_and_nothing_follows(void **state) {
  FILE *out = fopen("/dev/full", "w");
  struct trace_writer *writer = trace_writer_new(out);
  const struct entry finish_entry = {.kind = ENTRY_FINISH};

  (void)state;
  assert_non_null(out);
  assert_non_null(writer);
  trace_write(writer, &finish_entry);
  assert_int_equal(trace_writer_flush(writer), -ENOSPC);
  trace_write(writer, &finish_entry);
  assert_int_equal(trace_writer_flush(writer), -ENOSPC);
  trace_writer_free(writer);
  fclose(out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_trace_says_what_was_said_live),
      cmocka_unit_test(those_that_were_skipped_are_skipped_again),
      cmocka_unit_test(hostile_names_are_replayed_as_they_were_told),
      cmocka_unit_test(a_full_disk_is_told_once_and_nothing_follows),
  };

  return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
