/* record.c - see cli/record.h */
#include "cli/record.h"

#include "cli/live.h"
#include "cli/rows.h"
#include "cli/trace_write.h"
#include "cli/usage.h"
#include "cli/whole_file.h"
#include "standings.h"
#include "window/timeline.h"

#include <errno.h>
#include <string.h>
#include <sys/utsname.h>

const char record_usage[] =
    "       io-forecast record [--process NAME] [--match REGEX] [--pid PID]\n"
    "                          [--interval S] [--seconds S]\n"
    "                          [--set OPTION=VALUE] [--verdicts FILE]\n";

struct recording {
  struct live live;
  struct tape tape;
  struct trace_head head;
  struct trace_writer *writer;
  const char *verdicts; /* the name of a file, or NULL */
  FILE *told;           /* that file */
  struct rows *rows;
  double epoch_s; /* of the tick that is over */
};

/* --- while it runs -------------------------------------------------------- */

static void put_stand(void *context, const struct stand *stand) {
  struct recording *recording = context;

  rows_put_stand(recording->rows, stand, recording->epoch_s);
}

static void take(void *context, const struct pipeline *pipeline,
                 const struct entry *entry) {
  struct recording *recording = context;
  struct parts parts = pipeline_parts(pipeline);

  trace_write(recording->writer, entry);
  if (entry->kind != ENTRY_FINISH || !recording->rows)
    return;
  recording->epoch_s =
      trace_epoch_s(&recording->head, timeline_now_s(parts.timeline));
  standings_each(pipeline, &recording->live.settings, put_stand, recording);
}

static void meet(void *context, struct agent *agent) {
  const struct scale *scale = agent_scale(agent);
  struct recording *recording = context;
  struct utsname name = {.release = ""};

  (void)uname(&name);
  recording->head = (struct trace_head){
      .version = PACKAGE_VERSION,
      .kernel = name.release,
      .epoch_s = live_clock_s(CLOCK_REALTIME),
      .now_s = live_clock_s(CLOCK_MONOTONIC),
      .interval_s = recording->live.interval_s,
      .ticks_per_s = 1 / scale->per_unit[UNIT_TICK],
      .page_bytes = scale->per_unit[UNIT_PAGE],
      .cpus = scale->cpus,
  };
  trace_write_head(recording->writer, &recording->head,
                   &recording->live.settings);
  recording->tape = (struct tape){.context = recording, .take = take};
  agent_record(agent, &recording->tape);
}

/* What could not be written ends it: a trace with a hole tells lies. */
static int flush(void *context) {
  struct recording *recording = context;
  const char *what = "the trace";
  int r = trace_writer_flush(recording->writer);

  if (r == 0 && recording->rows) {
    what = recording->verdicts;
    r = rows_end(recording->rows);
  }
  if (r == 0)
    return 0;
  complain("%s cannot be written (%s); it breaks off", what, strerror(-r));
  return 1;
}

static int record(struct recording *recording) {
  struct sink sink = {.tell = live_tell, .say = live_say};
  struct live_viewer viewer = {
      .context = recording, .meet = meet, .after = flush};

  recording->writer = trace_writer_new(stdout);
  if (!recording->writer)
    return complain("out of memory");
  if (recording->rows)
    rows_begin(recording->rows, true);
  return live_run(&recording->live, &sink, &viewer);
}

/* --- options -------------------------------------------------------------- */

static int take_option(struct recording *recording, int option) {
  if (live_knows(option))
    return live_take(&recording->live, option, optarg);
  switch (option) {
  case 'v':
    recording->verdicts = optarg;
    return 0;
  case 'h':
    usage_print(record_usage, stdout);
    return HELP_GIVEN;
  default:
    usage_print(record_usage, stderr);
    return USAGE_STATUS;
  }
}

static int parse(struct recording *recording, int argc, char **argv) {
  static const struct option options[] = {
      LIVE_OPTIONS,
      {"verdicts", required_argument, NULL, 'v'},
      {"help", no_argument, NULL, 'h'},
      {NULL, 0, NULL, 0},
  };
  const struct settings *settings = &recording->live.settings;
  int option;
  int r = 0;

  while (r == 0 && (option = getopt_long(argc, argv, "", options, NULL)) >= 0)
    r = take_option(recording, option);
  if (r == 0 && optind < argc)
    r = complain("record takes options only; the trace goes to the standard "
                 "output");
  if (r == 0 && settings->group_count == 0)
    r = complain("nothing to record; give --process, --match or --pid");
  if (r == 0 && settings->group_count > TRACE_GROUPS_MOST)
    r = complain("a trace has at most %d groups", TRACE_GROUPS_MOST);
  return r;
}

static int open_verdicts(struct recording *recording) {
  int r;

  if (!recording->verdicts)
    return 0;
  r = whole_file_begin(recording->verdicts, &recording->told);
  if (r < 0)
    return complain("%s cannot be opened (%s)", recording->verdicts,
                    whole_file_why(r));
  recording->rows = rows_new(recording->told, false);
  return recording->rows ? 0 : complain("out of memory");
}

int record_main(int argc, char **argv) {
  struct recording recording = {0};
  int r;

  if (live_init(&recording.live) < 0)
    return complain("out of memory");
  r = parse(&recording, argc, argv);
  if (r == 0)
    r = open_verdicts(&recording);
  if (r == 0)
    r = record(&recording);
  rows_free(recording.rows);
  if (recording.told && fclose(recording.told) != 0 && r == 0)
    r = complain("%s cannot be written (%s)", recording.verdicts,
                 strerror(errno));
  trace_writer_free(recording.writer);
  live_release(&recording.live);
  return r == HELP_GIVEN ? 0 : r;
}
