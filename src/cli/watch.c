/* watch.c - see watch.h */
#include "cli/watch.h"

#include "base/file.h"
#include "base/scoped.h"
#include "cli/live.h"
#include "cli/overview_html.h"
#include "cli/page.h"
#include "cli/remarks.h"
#include "cli/table.h"
#include "cli/usage.h"
#include "cli/whole_file.h"
#include "tape.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

/* A page of collectd is asked for that often, if nobody says how often. */
enum { PAGE_BYTES = 16 * 1024 * 1024, PAGE_EVERY_S = 60 };

const char watch_usage[] =
    "       io-forecast watch [--process NAME] [--match REGEX] [--pid PID]\n"
    "                         [--interval S] [--seconds S] [--set "
    "OPTION=VALUE]\n"
    "                         [--json | --html OUT]\n"
    "       io-forecast watch --page FILE [--json | --html OUT [--interval "
    "S]]\n";

struct watch {
  struct live live;
  struct table *table;
  struct overview *overview;
  struct json *json; /* NULL: print the table */
  const char *html;  /* NULL; or the page that is written in its place */
  int html_error;    /* of the last page, as it was told */
  bool has_interval;
  const char *page;
  struct tape tape;
  struct remarks remarks;
};

static int take_option(struct watch *watch, int option) {
  watch->has_interval = watch->has_interval || option == 'i';
  if (live_knows(option))
    return live_take(&watch->live, option, optarg);
  switch (option) {
  case 'w':
    watch->html = optarg;
    return 0;
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
      {"html", required_argument, NULL, 'w'},
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
  if (r == 0 && watch->json && watch->html)
    r = complain("--json and --html exclude each other");
  if (r == 0 && !watch->page && watch->html && strcmp(watch->html, "-") == 0)
    r = complain("--html - takes a page that is there, see --page");
  return r;
}

/* --- the page of --html --------------------------------------------------- */

static double utc_offset_s(time_t at) {
  struct tm tm;

  return localtime_r(&at, &tm) ? (double)tm.tm_gmtoff : 0;
}

static int write_html(void *context, FILE *out) {
  return overview_html(context, out);
}

/* Whoever may read files here may read it: a web server is somebody else. */
static int put_html(const char *path, struct overview_page *page) {
  if (strcmp(path, "-") == 0)
    return overview_html(page, stdout);
  return whole_file_write(
      path, S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP | S_IROTH | S_IWOTH,
      write_html, page);
}

/* What has failed is told when it begins, and tried again in the next tick. */
static int show_html(struct watch *watch, struct overview_page *page) {
  int r;

  page->table = watch->table;
  page->overview = watch->overview;
  page->utc_offset = utc_offset_s((time_t)page->made_s);
  r = put_html(watch->html, page);
  if (r < 0 && r != watch->html_error)
    complain("%s cannot be written (%s)", watch->html, strerror(-r));
  watch->html_error = r;
  return r < 0;
}

static int show_live_html(struct watch *watch, bool has_ended) {
  struct utsname name = {0};

  (void)uname(&name);
  return show_html(
      watch, &(struct overview_page){.host = name.nodename,
                                     .made_s = live_clock_s(CLOCK_REALTIME),
                                     .every_s = watch->live.interval_s,
                                     .has_ended = has_ended});
}

/* --- the rest ------------------------------------------------------------- */

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

static void take(void *context, const struct record *record) {
  struct watch *watch = context;

  table_take(watch->table, record);
  overview_take(watch->overview, record);
}

static void tell(void *context, const struct notice *notice) {
  struct watch *watch = context;

  live_tell(NULL, notice);
  overview_tell(watch->overview, notice);
}

/* Its values are of when collectd sent them, where the page says so. */
static int show_page_html(struct watch *watch, struct text page) {
  double sent_s = page_time_s(page);

  return show_html(
      watch,
      &(struct overview_page){
          .host = "",
          .made_s = isnan(sent_s) ? live_clock_s(CLOCK_REALTIME) : sent_s,
          .every_s =
              watch->has_interval ? watch->live.interval_s : PAGE_EVERY_S});
}

static int watch_page(struct watch *watch) {
  scoped_free char *page = malloc(PAGE_BYTES);
  struct sink sink = {.context = watch, .take = take};
  const char *name = strcmp(watch->page, "-") == 0 ? "/dev/stdin" : watch->page;
  long length;

  if (!page)
    return complain("out of memory");
  length = file_read_at(AT_FDCWD, name, page, PAGE_BYTES);
  if (length < 0) {
    complain("%s cannot be read (%s)", watch->page, strerror((int)-length));
    return 1;
  }
  if (page_read(text_of(page, (size_t)length), &sink) == 0) {
    complain("%s has no value of io_forecast", watch->page);
    return 1;
  }
  if (watch->html)
    return show_page_html(watch, text_of(page, (size_t)length));
  show(watch);
  return 0;
}

static void clear(void *context) {
  struct watch *watch = context;

  table_clear(watch->table);
  overview_clear(watch->overview);
}

static void note_end(void *context, const struct pipeline *pipeline,
                     const struct entry *entry) {
  struct watch *watch = context;

  if (entry->kind != ENTRY_FINISH)
    return;
  remarks_take(&watch->remarks, pipeline);
  overview_look(watch->overview, pipeline);
}

static void meet(void *context, struct agent *agent) {
  struct watch *watch = context;

  watch->tape = (struct tape){watch, note_end};
  agent_record(agent, &watch->tape);
}

static int show_tick(void *context) {
  struct watch *watch = context;

  if (watch->html)
    (void)show_live_html(watch, false);
  else
    show(watch);
  return 0;
}

static int watch_live(struct watch *watch) {
  struct sink sink = {
      .context = watch, .take = take, .tell = tell, .say = live_say};
  struct live_viewer viewer = {
      .context = watch, .meet = meet, .before = clear, .after = show_tick};
  int status = live_run(&watch->live, &sink, &viewer);

  if (status == 0 && watch->html)
    status = show_live_html(watch, true);
  return status;
}

int watch_main(int argc, char **argv) {
  struct watch watch = {.table = table_new(),
                        .overview = calloc(1, sizeof(struct overview))};
  int r;

  if (!watch.table || !watch.overview || live_init(&watch.live) < 0) {
    table_free(watch.table);
    free(watch.overview);
    return complain("out of memory");
  }
  r = parse(&watch, argc, argv);
  if (r == 0)
    r = watch.page ? watch_page(&watch) : watch_live(&watch);
  json_free(watch.json);
  table_free(watch.table);
  free(watch.overview);
  live_release(&watch.live);
  return r == HELP_GIVEN ? 0 : r;
}
