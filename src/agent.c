/* agent.c - see agent.h */
#include "agent_parts.h"

#include "base/file.h"
#include "base/seconds.h"
#include "rights.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

enum { LANE_BATCH = 32 };

int agent_check_paths(const struct settings *settings,
                      struct complaint *ret_complaint) {
  int fd = file_pin_at(AT_FDCWD, settings->proc_path);

  if (fd >= 0) {
    close(fd);
    return 0;
  }
  snprintf(ret_complaint->text, COMPLAINT_BYTES,
           "ProcPath: \"%.200s\" cannot be opened (%s); allowed is the "
           "directory where procfs is mounted",
           settings->proc_path, strerror(-fd));
  return fd;
}

/* Whether the size of fd/ counts its entries: procfs of Linux 6.2 and later. */
static bool counts_by_size(int procfd) {
  struct statfs fs;

  if (fstatfs(procfd, &fs) < 0 || fs.f_type != PROC_SUPER_MAGIC)
    return false;
  return file_count_at(procfd, "1/fd", 1, 0) > 0 ||
         file_count_at(procfd, "self/fd", 1, 0) > 0;
}

/* Sockets are told of those who are where we are. */
static void name_net(struct agent *agent) {
  long length = file_link_at(agent->procfd, "self/ns/net", agent->net,
                             sizeof(agent->net) - 1);

  agent->net[length > 0 ? length : 0] = '\0';
}

static bool take_parts(struct agent *agent) {
  const struct settings *settings = agent->settings;

  agent->lane = lane_new(LANE_BATCH, (unsigned)settings->max_stuck,
                         settings->deadline_ms / 1000);
  agent->census = census_new();
  agent->cgroups = cgroup_set_new(agent->sysfd);
  agent->suspicion.pressures = pressure_set_new(agent->sysfd);
  agent->pipeline = pipeline_new(settings, agent->reader.scale.cpus,
                                 agent->reader.scale.per_unit[UNIT_PAGE]);
  agent->inquest = inquest_new(settings);
  agent->aftermath = aftermath_new(settings);
  agent->empty = calloc(settings->group_count + 1, sizeof(*agent->empty));
  if (agent->lane)
    agent->recruiter =
        recruiter_new(settings, &agent->reader, agent->lane, agent->procfd);
  return agent->lane && agent->census && agent->cgroups &&
         agent->suspicion.pressures && agent->pipeline && agent->inquest &&
         agent->aftermath && agent->empty && agent->recruiter &&
         roster_init(&agent->roster, settings, &agent->reader) == 0;
}

/* Without sysfs there are no limits of cgroups; with one that could not be
 * opened they would not be seen. */
static bool has_its_paths(const struct agent *agent,
                          struct complaint *ret_complaint) {
  const struct settings *settings = agent->settings;
  bool lacks_sys = agent->sysfd < 0 && agent->sysfd != -ENOENT;
  int r = lacks_sys ? agent->sysfd : agent->procfd;

  if (agent_check_paths(settings, ret_complaint) < 0)
    return false;
  if (r < 0)
    snprintf(ret_complaint->text, COMPLAINT_BYTES,
             "%s: \"%.200s\" cannot be opened (%s)",
             lacks_sys ? "SysPath" : "ProcPath",
             lacks_sys ? settings->sys_path : settings->proc_path,
             strerror(-r));
  return r >= 0;
}

struct agent *agent_new(const struct settings *settings,
                        struct complaint *ret_complaint) {
  struct agent *agent = calloc(1, sizeof(*agent));

  snprintf(ret_complaint->text, COMPLAINT_BYTES,
           "out of memory or threads for MaxProcesses %g",
           settings->max_processes);
  if (!agent)
    return NULL;
  agent->settings = settings;
  agent->survey.on = settings->collect_filesystems;
  agent->procfd = file_pin_at(AT_FDCWD, settings->proc_path);
  agent->sysfd = file_pin_at(AT_FDCWD, settings->sys_path);
  for (int id = 0; id < METRIC_COUNT; id++)
    agent->host[id] = NAN;
  scale_init(&agent->reader.scale, (double)sysconf(_SC_CLK_TCK),
             (double)sysconf(_SC_PAGESIZE),
             (double)sysconf(_SC_NPROCESSORS_ONLN));
  agent->reader.fd_by_size = counts_by_size(agent->procfd);
  budget_init(&agent->budget, settings->cpu_budget);
  tear_init(&agent->tear);
  agent->accounts = rights_may_account(agent->procfd);
  name_net(agent);
  if (has_its_paths(agent, ret_complaint) && take_parts(agent))
    return agent;
  agent_free(agent);
  return NULL;
}

void agent_free(struct agent *agent) {
  double until_s;

  if (!agent)
    return;
  (void)agent_save(agent);
  until_s = lane_now_s() + FAREWELL_S;
  roster_release(&agent->roster);
  recruiter_free(agent->recruiter);
  lane_free(agent->lane);
  census_free(agent->census);
  cgroup_set_free(agent->cgroups);
  pressure_set_free(agent->suspicion.pressures);
  pipeline_free(agent->pipeline);
  inquest_free(agent->inquest);
  aftermath_free(agent->aftermath);
  archive_free(agent->archive, until_s);
  if (agent->procfd >= 0)
    close(agent->procfd);
  if (agent->sysfd >= 0)
    close(agent->sysfd);
  free(agent->empty);
  free(agent);
}

void agent_settle(struct agent *agent, const struct site *site) {
  aftermath_settle(agent->aftermath, site);
}

void agent_record(struct agent *agent, const struct tape *tape) {
  pipeline_record(agent->pipeline, tape);
}

const struct scale *agent_scale(const struct agent *agent) {
  return &agent->reader.scale;
}

bool agent_lacks(const struct agent *agent, char *buffer, size_t capacity) {
  struct view view = {.apart = rights_apart(agent->procfd),
                      .held = rights_held(),
                      .hidden = rights_hidden(agent->procfd),
                      .fd_by_size = agent->reader.fd_by_size};

  return rights_write(&view, buffer, capacity);
}

static void refuse(struct agent *agent) {
  char sentence[160];

  agent->dropped_series++;
  if (agent->full)
    return;
  agent->full = true;
  snprintf(sentence, sizeof(sentence),
           "MaxProcesses %zu is reached; more processes match and are not "
           "followed.",
           agent->roster.most);
  sink_warn(agent->sink, sentence);
}

/* Where the recruit is accounted for; told once when it is not where it was
 * meant to be. */
static size_t account_of(struct agent *agent, const struct recruit *recruit) {
  const struct group *group = &agent->settings->groups[recruit->group];
  size_t account =
      pipeline_group(agent->pipeline, recruit->group, recruit->name);
  char sentence[240];

  if (!recruit->name || account != recruit->group || agent->crowded ||
      strcmp(recruit->name, group->name) == 0)
    return account;
  agent->crowded = true;
  snprintf(sentence, sizeof(sentence),
           "there is no place for a group \"%s\" (MaxGroups %g), or the name "
           "is another's; its processes are gathered in \"%s\".",
           recruit->name, agent->settings->max_groups, group->name);
  sink_warn(agent->sink, sentence);
  return account;
}

static bool admit(void *context, const struct recruit *recruit) {
  struct agent *agent = context;
  struct seat *seat =
      roster_admit(&agent->roster, recruit->pid, recruit->dirfd);

  if (!seat) {
    refuse(agent);
    return false;
  }
  seat->member =
      pipeline_admit(agent->pipeline, account_of(agent, recruit), recruit->pid);
  return true;
}

static void take_disk(void *context, const char *name, const double *value) {
  struct agent *agent = context;

  if (pipeline_disk(agent->pipeline, name, value, agent->sink) < 0)
    agent->dropped_series++;
}

static void take_filesystem(void *context, const char *point, double stuck_s,
                            const double *value) {
  struct agent *agent = context;

  if (pipeline_filesystem(agent->pipeline, point, stuck_s, value) < 0)
    agent->dropped_series++;
}

/* When members have been read: they come first. */
static void read_filesystems(struct agent *agent) {
  struct survey_means means = survey_means_of(agent);

  survey_measure(&agent->survey, &means, take_filesystem, agent);
}

static void read_machine(struct agent *agent) {
  read_host(&agent->reader, agent->procfd, agent->tick, agent->host);
  pipeline_host(agent->pipeline, agent->host);
  (void)read_disks(&agent->reader, agent->procfd, take_disk, agent);
}

/* Once in a life: a group of short-lived processes is empty every minute. */
static void say_empty(struct agent *agent, size_t group) {
  char sentence[200];

  if (agent->empty[group] || recruiter_is_behind(agent->recruiter) ||
      pipeline_members(agent->pipeline, group) > 0)
    return;
  agent->empty[group] = true;
  snprintf(sentence, sizeof(sentence), "no process matches the group \"%s\".",
           agent->settings->groups[group].title);
  sink_say(agent->sink, sentence);
}

/* Once until one of them is back. */
static void say_stuck(struct agent *agent) {
  unsigned stuck = lane_stuck(agent->lane);
  bool was_blind = agent->blind;
  char sentence[200];

  agent->blind = stuck >= (unsigned)agent->settings->max_stuck;
  if (!agent->blind || was_blind)
    return;
  snprintf(sentence, sizeof(sentence),
           "%u threads hang in files of /proc (MaxStuck %g): io and stat of no "
           "process are read until one is back.",
           stuck, agent->settings->max_stuck);
  sink_warn(agent->sink, sentence);
}

/* Of an interval, for files that may block: a tick is to be over in half of it,
 * with all that is done without waiting. */
static const double WAIT_SHARE = 0.4;

/* And what does not answer at all is waited for no longer than this, whatever
 * the interval: the daemon ends when its plugins have. */
static const double PATIENCE_S = 1;

/* Since the machine was started, its sleep included. */
static double boot_s(void) {
  return seconds_of(CLOCK_BOOTTIME);
}

static const double DATE_SLACK_S = 0.5;
enum { DATE_TURN = 600 }; /* ticks; for the offset of a summer time */

/* The pipeline is told when the date was set, or the zone. */
static void look_at_the_date(struct agent *agent) {
  double wall_s = seconds_of(CLOCK_REALTIME);
  struct date date = {.origin_s = wall_s - agent->now_s};
  time_t wall;
  struct tm local;

  if (isnan(wall_s) ||
      (fabs(date.origin_s - agent->date.origin_s) < DATE_SLACK_S &&
       agent->tick % DATE_TURN != 0))
    return;
  wall = (time_t)wall_s;
  date.utc_offset_s = localtime_r(&wall, &local) ? (double)local.tm_gmtoff : 0;
  agent->date = date;
  pipeline_date(agent->pipeline, &date);
}

/* The clocks that are not handed in: what they are for is told by tear.h and
 * by seat_can_be_told(). */
static void look_at_clocks(struct agent *agent, double interval_s) {
  double now_s = boot_s();

  agent->boot_ticks = now_s / agent->reader.scale.per_unit[UNIT_TICK];
  if (tear_step(&agent->tear, agent->now_s, now_s - lane_now_s(), interval_s))
    pipeline_tear(agent->pipeline);
  look_at_the_date(agent);
}

/* What the tick has come to. */
static void follow_up(struct agent *agent) {
  aftermath_run(agent->aftermath,
                &(struct aftermath_means){agent->pipeline, agent->inquest,
                                          &agent->roster, agent->now_s,
                                          agent->date});
}

int agent_tick(struct agent *agent, double now_s, double interval_s,
               const struct sink *sink) {
  double started_s = lane_now_s();
  struct spending spending = {.interval_s = interval_s,
                              .fixed_s = -ledger_cpu_s(agent)};
  int r;

  if (tear_is_too_soon(&agent->tear, now_s, interval_s))
    return 0;
  agent_take_up_state(agent, now_s, interval_s);
  if (!pipeline_begin(agent->pipeline, now_s))
    return 0;
  agent->sink = sink = aftermath_listen(agent->aftermath, sink);
  agent->now_s = now_s;
  if (isnan(started_s))
    started_s = now_s + agent->behind_s;
  agent->behind_s = started_s - now_s;
  agent->sampled = 0;
  look_at_clocks(agent, interval_s);
  agent->end_s = started_s + WAIT_SHARE * interval_s;
  lane_be_patient(agent->lane, PATIENCE_S);
  read_machine(agent);
  r = census_sweep(agent->census, agent->procfd);
  recruit_all(agent->recruiter, agent->census, agent->end_s, admit, agent);
  spending.visits_s = visit_all(agent);
  spending.fixed_s -= spending.visits_s;
  read_filesystems(agent);
  for (size_t i = 0; i < agent->settings->group_count; i++)
    say_empty(agent, i);
  say_stuck(agent);
  pipeline_finish(agent->pipeline, sink);
  follow_up(agent);
  agent_keep_state(agent, interval_s);
  ledger_emit(agent, started_s);
  ledger_close(agent, &spending);
  agent->tick++;
  return r;
}
