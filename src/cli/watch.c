/* watch.c - see watch.h */
#include "cli/watch.h"

#include "base/file.h"
#include "base/scoped.h"
#include "cli/live.h"
#include "cli/page.h"
#include "cli/remarks.h"
#include "cli/table.h"
#include "cli/usage.h"
#include "tape.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { PAGE_BYTES = 16 * 1024 * 1024 };

const char watch_usage[] =
    "       io-forecast watch [--process NAME] [--match REGEX] [--pid PID]\n"
    "                         [--interval S] [--seconds S] [--json]\n"
    "                         [--set OPTION=VALUE]\n"
    "       io-forecast watch --page FILE [--json]\n";

struct watch {
  struct live live;
  struct table *table;
  struct json *json; /* NULL: print the table */
  const char *page;
  struct tape tape;
  struct remarks remarks;
};

static int take_option(struct watch *watch, int option) {
  if (live_knows(option))
    return live_take(&watch->live, option, optarg);
  switch (option) {
  case 'f':
    watch->page = optarg;
    return 0;
  case 'j':
    watch->json = watch->json ? watch->json : json_new();
    return watch->json ? 0 : complain("out of memory");
  case 'h':
    usage_print(watch_usage, stdout);
    return HELP_GIVEN;
  default:
    usage_print(watch_usage, stderr);
    return USAGE_STATUS;
  }
}

static int parse(struct watch *watch, int argc, char **argv) {
  static const struct option options[] = {
      LIVE_OPTIONS,
      {"page", required_argument, NULL, 'f'},
      {"json", no_argument, NULL, 'j'},
      {"help", no_argument, NULL, 'h'},
      {NULL, 0, NULL, 0},
  };
  int option;
  int r = 0;

  while (r == 0 && (option = getopt_long(argc, argv, "", options, NULL)) >= 0)
    r = take_option(watch, option);
  if (r == 0 && optind < argc)
    r = complain("watch takes options only");
  if (r == 0 && !watch->page && watch->live.settings.group_count == 0)
    r = complain("nothing to watch; give --process, --match, --pid or --page");
  return r;
}

static void show(struct watch *watch) {
  bool terminal = isatty(STDOUT_FILENO);

  if (watch->json) {
    (void)table_print_json(watch->table, watch->json,
                           live_clock_s(CLOCK_REALTIME), stdout);
    return;
  }
  if (terminal && !watch->page)
    fputs("\033[H\033[J", stdout);
  table_print(watch->table, stdout, terminal);
  remarks_print(&watch->remarks, stdout);
  if (!terminal && !watch->page)
    fputc('\n', stdout);
  fflush(stdout);
}

static int watch_page(struct watch *watch) {
  scoped_free char *page = malloc(PAGE_BYTES);
  struct sink sink = {.context = watch->table, .take = table_take};
  const char *name = strcmp(watch->page, "-") == 0 ? "/dev/stdin" : watch->page;
  long length;

  if (!page)
    return complain("out of memory");
  length = file_read_at(AT_FDCWD, name, page, PAGE_BYTES);
  if (length < 0) {
    fprintf(stderr, "io-forecast: %s cannot be read (%s).\n", watch->page,
            strerror((int)-length));
    return 1;
  }
  if (page_read(text_of(page, (size_t)length), &sink) == 0) {
    fprintf(stderr, "io-forecast: %s has no value of io_forecast.\n",
            watch->page);
    return 1;
  }
  show(watch);
  return 0;
}

static void clear(void *context) {
  struct watch *watch = context;

  table_clear(watch->table);
}

static void note_end(void *context, const struct pipeline *pipeline,
                     const struct entry *entry) {
  struct watch *watch = context;

  if (entry->kind == ENTRY_FINISH)
    remarks_take(&watch->remarks, pipeline);
}

static void meet(void *context, struct agent *agent) {
  struct watch *watch = context;

  watch->tape = (struct tape){watch, note_end};
  agent_record(agent, &watch->tape);
}

static int show_tick(void *context) {
  show(context);
  return 0;
}

static int watch_live(struct watch *watch) {
  struct sink sink = {.context = watch->table,
                      .take = table_take,
                      .tell = live_tell,
                      .say = live_say};
  struct live_viewer viewer = {
      .context = watch, .meet = meet, .before = clear, .after = show_tick};

  return live_run(&watch->live, &sink, &viewer);
}

int watch_main(int argc, char **argv) {
  struct watch watch = {.table = table_new()};
  int r;

  if (!watch.table || live_init(&watch.live) < 0) {
    table_free(watch.table);
    return complain("out of memory");
  }
  r = parse(&watch, argc, argv);
  if (r == 0)
    r = watch.page ? watch_page(&watch) : watch_live(&watch);
  json_free(watch.json);
  table_free(watch.table);
  live_release(&watch.live);
  return r == HELP_GIVEN ? 0 : r;
}
