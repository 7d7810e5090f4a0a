/* watch.c - see watch.h */
#include "cli/watch.h"

#include "agent.h"
#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"
#include "cli/page.h"
#include "cli/table.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
  PAGE_BYTES = 16 * 1024 * 1024,
  PATH_BYTES = 4096,
  USAGE_STATUS = 2,
  HELP_GIVEN = -1
};

const char watch_usage[] =
    "usage: io-forecast watch [--process NAME] [--match REGEX] [--pid PID]\n"
    "                         [--interval S] [--seconds S] [--json]\n"
    "                         [--set OPTION=VALUE]\n"
    "       io-forecast watch --page FILE [--json]\n";

struct watch {
  struct settings settings;
  struct table *table;
  struct json *json; /* NULL: print the table */
  const char *page;
  double interval_s;
  double seconds;
};

static volatile sig_atomic_t ended;

static void end(int signal) {
  (void)signal;
  ended = 1;
}

static double now_s(clockid_t clock) {
  struct timespec now;

  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void sleep_until(double at_s) {
  struct timespec at = {.tv_sec = (time_t)at_s,
                        .tv_nsec = (long)((at_s - floor(at_s)) * 1e9)};

  while (!ended && clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL))
    ;
}

static int complain(const char *what) {
  fprintf(stderr, "io-forecast: %s.\n", what);
  return USAGE_STATUS;
}

/* The name of a group out of what the user asked for. */
static void name_of(const char *from, char name[GROUP_NAME_BYTES]) {
  size_t length = 0;

  for (; *from && length + 1 < GROUP_NAME_BYTES; from++)
    if (isalnum((unsigned char)*from) || *from == '-' || *from == '_')
      name[length++] = *from;
  name[length] = '\0';
}

static int add_option(struct watch *watch, const char *key, const char *first,
                      const char *second) {
  struct argument arguments[] = {{.text = first}, {.text = second}};
  struct complaint complaint;
  int r = settings_set(&watch->settings, key, arguments, second ? 2 : 1,
                       &complaint);

  return r < 0 ? complain(complaint.text) : 0;
}

static int add_match(struct watch *watch, const char *regex) {
  char name[GROUP_NAME_BYTES];

  name_of(regex, name);
  return add_option(watch, "ProcessMatch", name[0] ? name : "match", regex);
}

static int add_pid(struct watch *watch, const char *text) {
  char name[GROUP_NAME_BYTES];
  struct argument argument = {.text = name};
  struct complaint complaint;
  uint64_t pid;

  if (text_to_u64(text_of_string(text), &pid) < 0 || pid == 0 ||
      pid > INT32_MAX)
    return complain("--pid takes the number of a process");
  snprintf(name, sizeof(name), "pid-%d", (int)pid);
  if (settings_open_group(&watch->settings, &argument, 1, &complaint) < 0)
    return complain(complaint.text);
  watch->settings.groups[watch->settings.group_count - 1].rule.pid = (int)pid;
  return settings_close_group(&watch->settings, &complaint) < 0
             ? complain(complaint.text)
             : 0;
}

/* "Horizon=600" */
static int add_setting(struct watch *watch, char *text) {
  char *value = strchr(text, '=');

  if (!value)
    return complain("--set takes OPTION=VALUE");
  *value = '\0';
  return add_option(watch, text, value + 1, NULL);
}

static int take_seconds(const char *text, double *ret_s) {
  if (text_to_double(text_of_string(text), ret_s) < 0 || !(*ret_s > 0))
    return complain("--interval and --seconds take a number of seconds");
  return 0;
}

static int take_option(struct watch *watch, int option) {
  switch (option) {
  case 'p':
    return add_pid(watch, optarg);
  case 'n':
    return add_option(watch, "Process", optarg, NULL);
  case 'm':
    return add_match(watch, optarg);
  case 'o':
    return add_setting(watch, optarg);
  case 'i':
    return take_seconds(optarg, &watch->interval_s);
  case 's':
    return take_seconds(optarg, &watch->seconds);
  case 'f':
    watch->page = optarg;
    return 0;
  case 'j':
    watch->json = watch->json ? watch->json : json_new();
    return watch->json ? 0 : complain("out of memory");
  case 'h':
    fputs(watch_usage, stdout);
    return HELP_GIVEN;
  default:
    fputs(watch_usage, stderr);
    return USAGE_STATUS;
  }
}

static int parse(struct watch *watch, int argc, char **argv) {
  static const struct option options[] = {
      {"pid", required_argument, NULL, 'p'},
      {"process", required_argument, NULL, 'n'},
      {"match", required_argument, NULL, 'm'},
      {"set", required_argument, NULL, 'o'},
      {"interval", required_argument, NULL, 'i'},
      {"seconds", required_argument, NULL, 's'},
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
  if (r == 0 && !watch->page && watch->settings.group_count == 0)
    r = complain("nothing to watch; give --process, --match, --pid or --page");
  return r;
}

static void show(struct watch *watch) {
  bool terminal = isatty(STDOUT_FILENO);

  if (watch->json) {
    (void)table_print_json(watch->table, watch->json, now_s(CLOCK_REALTIME),
                           stdout);
    return;
  }
  if (terminal && !watch->page)
    fputs("\033[H\033[J", stdout);
  table_print(watch->table, stdout, terminal);
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

static void tell(void *context, const struct notice *notice) {
  (void)context;
  fprintf(stderr, "%s\n", notice->message);
}

static void say(void *context, const char *sentence) {
  (void)context;
  fprintf(stderr, "io-forecast: %s\n", sentence);
}

static int watch_live(struct watch *watch) {
  struct sink sink = {
      .context = watch->table, .take = table_take, .tell = tell, .say = say};
  struct complaint complaint;
  struct agent *agent = agent_new(&watch->settings, &complaint);
  double start_s = now_s(CLOCK_MONOTONIC);
  char lacks[2048];

  if (!agent)
    return complain(complaint.text);
  if (agent_lacks(agent, lacks, sizeof(lacks)))
    say(NULL, lacks);
  for (double at_s = start_s; !ended && at_s - start_s <= watch->seconds;
       at_s += watch->interval_s) {
    sleep_until(at_s);
    table_clear(watch->table);
    (void)agent_tick(agent, now_s(CLOCK_MONOTONIC), watch->interval_s, &sink);
    show(watch);
  }
  agent_free(agent);
  return 0;
}

static void catch_signals(void) {
  struct sigaction action = {.sa_handler = end};

  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

/* What the procfs that is watched calls us: it may be of another namespace. */
static int own_pid(const char *proc_path) {
  char path[PATH_BYTES], self[32];
  uint64_t pid;
  long length;

  snprintf(path, sizeof(path), "%s/self", proc_path);
  length = file_link_at(AT_FDCWD, path, self, sizeof(self));
  if (length < 0 || text_to_u64(text_of(self, (size_t)length), &pid) < 0)
    return getpid();
  return (int)pid;
}

int watch_main(int argc, char **argv) {
  struct watch watch = {.interval_s = 1, .seconds = INFINITY};
  int r;

  watch.table = table_new();
  if (!watch.table || settings_init(&watch.settings) < 0) {
    table_free(watch.table);
    return complain("out of memory");
  }
  r = parse(&watch, argc, argv);
  /* it has every regex in its arguments */
  watch.settings.ignored_pid = own_pid(watch.settings.proc_path);
  catch_signals();
  if (r == 0)
    r = watch.page ? watch_page(&watch) : watch_live(&watch);
  json_free(watch.json);
  table_free(watch.table);
  settings_release(&watch.settings);
  return r == HELP_GIVEN ? 0 : r;
}
