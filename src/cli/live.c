/* live.c - see live.h */
#include "cli/live.h"

#include "aftermath.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/usage.h"

#include <ctype.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

static volatile sig_atomic_t ended;

static void end(int signal) {
  (void)signal;
  ended = 1;
}

double live_clock_s(clockid_t clock) {
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

int live_init(struct live *live) {
  live->interval_s = 1;
  live->seconds = INFINITY;
  return settings_init(&live->settings);
}

void live_release(struct live *live) {
  settings_release(&live->settings);
}

/* --- options -------------------------------------------------------------- */

/* The name of a group out of what the user asked for. */
static void name_of(const char *from, char name[GROUP_NAME_BYTES]) {
  size_t length = 0;

  for (; *from && length + 1 < GROUP_NAME_BYTES; from++)
    if (isalnum((unsigned char)*from) || *from == '-' || *from == '_')
      name[length++] = *from;
  name[length] = '\0';
}

static int add_option(struct live *live, const char *key, const char *first,
                      const char *second) {
  struct argument arguments[] = {{.text = first}, {.text = second}};
  struct complaint complaint;
  int r =
      settings_set(&live->settings, key, arguments, second ? 2 : 1, &complaint);

  return r < 0 ? complain("%s", complaint.text) : 0;
}

static int add_match(struct live *live, const char *regex) {
  char name[GROUP_NAME_BYTES];

  name_of(regex, name);
  return add_option(live, "ProcessMatch", name[0] ? name : "match", regex);
}

static int add_pid(struct live *live, const char *text) {
  char name[GROUP_NAME_BYTES];
  struct argument argument = {.text = name};
  struct settings *settings = &live->settings;
  struct complaint complaint;
  uint64_t pid;

  if (text[strspn(text, "0123456789")] ||
      text_to_u64(text_of_string(text), &pid) < 0 || pid == 0 ||
      pid > INT32_MAX)
    return complain("--pid takes the number of a process");
  snprintf(name, sizeof(name), "pid-%d", (int)pid);
  if (settings_open_group(settings, &argument, 1, &complaint) < 0)
    return complain("%s", complaint.text);
  settings->groups[settings->group_count - 1].rule.pid = (int)pid;
  return settings_close_group(settings, &complaint) < 0
             ? complain("%s", complaint.text)
             : 0;
}

/* "Horizon=600" */
static int add_setting(struct live *live, char *text) {
  char *value = strchr(text, '=');

  if (!value)
    return complain("--set takes OPTION=VALUE");
  *value = '\0';
  return add_option(live, text, value + 1, NULL);
}

static int take_seconds(const char *text, double *ret_s) {
  if (text_to_double(text_of_string(text), ret_s) < 0 || !(*ret_s > 0))
    return complain("--interval and --seconds take a number of seconds");
  return 0;
}

bool live_knows(int option) {
  static const struct option known[] = {LIVE_OPTIONS};

  for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
    if (known[i].val == option)
      return true;
  return false;
}

int live_take(struct live *live, int option, char *argument) {
  switch (option) {
  case 'p':
    return add_pid(live, argument);
  case 'n':
    return add_option(live, "Process", argument, NULL);
  case 'm':
    return add_match(live, argument);
  case 'o':
    return add_setting(live, argument);
  case 'i':
    return take_seconds(argument, &live->interval_s);
  default:
    return take_seconds(argument, &live->seconds);
  }
}

/* --- the loop ------------------------------------------------------------- */

void live_tell(void *context, const struct notice *notice) {
  (void)context;
  fprintf(stderr, "%s\n", notice->message);
}

void live_say(void *context, const char *sentence) {
  (void)context;
  fprintf(stderr, "io-forecast: %s\n", sentence);
}

/* A write that is under way goes on behind the signal. */
static void catch_signals(void) {
  struct sigaction action = {.sa_handler = end, .sa_flags = SA_RESTART};

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

static int tick_on(struct live *live, struct agent *agent,
                   const struct sink *sink, const struct live_viewer *viewer) {
  double start_s = live_clock_s(CLOCK_MONOTONIC);
  int status = 0;

  for (double at_s = start_s;
       !ended && status == 0 && at_s - start_s <= live->seconds;
       at_s += live->interval_s) {
    sleep_until(at_s);
    if (viewer->before)
      viewer->before(viewer->context);
    (void)agent_tick(agent, live_clock_s(CLOCK_MONOTONIC), live->interval_s,
                     sink);
    if (viewer->after)
      status = viewer->after(viewer->context);
  }
  return status;
}

int live_run(struct live *live, const struct sink *sink,
             const struct live_viewer *viewer) {
  struct complaint complaint;
  struct agent *agent;
  struct utsname name;
  char lacks[2048];
  int status;

  /* it has every regex in its arguments */
  live->settings.ignored_pid = own_pid(live->settings.proc_path);
  catch_signals();
  agent = agent_new(&live->settings, &complaint);
  if (!agent)
    return complain("%s", complaint.text);
  if (uname(&name) == 0)
    agent_settle(agent, &(struct site){.host = name.nodename});
  if (agent_lacks(agent, lacks, sizeof(lacks)))
    live_say(NULL, lacks);
  if (viewer->meet)
    viewer->meet(viewer->context, agent);
  status = tick_on(live, agent, sink, viewer);
  agent_free(agent);
  return status;
}
