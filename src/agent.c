/* agent.c - see agent.h */
#include "agent.h"

#include "base/file.h"
#include "budget.h"
#include "pipeline.h"
#include "recruit.h"
#include "rights.h"
#include "seat.h"
#include "suspect.h"
#include "tear.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

enum { LANE_BATCH = 32 };

struct agent {
  const struct settings *settings;
  int procfd;
  int sysfd;
  struct reader reader;
  struct lane *lane;
  struct census *census;
  struct cgroup_set *cgroups;
  struct suspicion suspicion;
  struct recruiter *recruiter;
  struct pipeline *pipeline;
  struct seat *seat;
  size_t seat_most, seat_count;
  size_t seat_low;  /* all seats below are taken */
  size_t seat_high; /* no seat was ever taken from here on */
  size_t pinned;
  long fd_budget;
  struct budget budget; /* of CPU */
  size_t sampled;       /* members that were looked at in this tick */
  size_t at_risk;
  unsigned long tick;
  unsigned long dropped_series;
  double host[METRIC_COUNT];
  struct tear tear;
  bool accounts;           /* the kernel may tell us taskstats */
  bool full;               /* MaxProcesses is reached, and it was said */
  bool crowded;            /* MaxGroups is, and it was said */
  bool blind;              /* MaxStuck is, and it was said */
  bool *empty;             /* one a group: without members, and it was said */
  const struct sink *sink; /* during a tick */
  double now_s, end_s;     /* of this tick; end_s on the lane's clock */
  double behind_s;         /* is the tick's clock behind the lane's */
  double boot_ticks;       /* as start times are counted */
};

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

/* A quarter of what we may open, unless it is said: the daemon needs the rest.
 */
static long fds_allowed(const struct settings *settings) {
  struct rlimit limit;
  double most = 0;

  if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
    most = (double)limit.rlim_cur;
  return (long)(settings->fd_budget > 0 ? fmin(settings->fd_budget, most)
                                        : most / 4);
}

/* Files are kept open with what pinning leaves over, and a little is left for
 * those that are still to be pinned. */
static long spare_at_start(long budget) {
  return budget - budget / 8;
}

static bool take_parts(struct agent *agent) {
  const struct settings *settings = agent->settings;

  agent->lane = lane_new(LANE_BATCH, (unsigned)settings->max_stuck,
                         settings->deadline_ms / 1000);
  agent->census = census_new();
  agent->cgroups = cgroup_set_new(agent->sysfd);
  agent->suspicion.pressures = pressure_set_new(agent->sysfd);
  agent->pipeline = pipeline_new(settings, agent->reader.scale.cpus);
  agent->seat_most = (size_t)settings->max_processes;
  agent->seat = calloc(agent->seat_most, sizeof(*agent->seat));
  agent->empty = calloc(settings->group_count + 1, sizeof(*agent->empty));
  if (agent->lane)
    agent->recruiter =
        recruiter_new(settings, &agent->reader, agent->lane, agent->procfd);
  return agent->lane && agent->census && agent->cgroups &&
         agent->suspicion.pressures && agent->pipeline && agent->seat &&
         agent->empty && agent->recruiter;
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
  agent->procfd = file_pin_at(AT_FDCWD, settings->proc_path);
  agent->sysfd = file_pin_at(AT_FDCWD, settings->sys_path);
  for (int id = 0; id < METRIC_COUNT; id++)
    agent->host[id] = NAN;
  scale_init(&agent->reader.scale, (double)sysconf(_SC_CLK_TCK),
             (double)sysconf(_SC_PAGESIZE),
             (double)sysconf(_SC_NPROCESSORS_ONLN));
  agent->reader.fd_by_size = counts_by_size(agent->procfd);
  agent->fd_budget = fds_allowed(settings);
  agent->reader.spare_fds = spare_at_start(agent->fd_budget);
  budget_init(&agent->budget, settings->cpu_budget);
  tear_init(&agent->tear);
  agent->accounts = rights_may_account(agent->procfd);
  if (agent_check_paths(settings, ret_complaint) == 0 && take_parts(agent))
    return agent;
  agent_free(agent);
  return NULL;
}

void agent_free(struct agent *agent) {
  if (!agent)
    return;
  for (size_t i = 0; i < agent->seat_high; i++)
    if (agent->seat[i].taken)
      seat_release(&agent->seat[i], &agent->reader);
  recruiter_free(agent->recruiter);
  lane_free(agent->lane);
  census_free(agent->census);
  cgroup_set_free(agent->cgroups);
  pressure_set_free(agent->suspicion.pressures);
  pipeline_free(agent->pipeline);
  if (agent->procfd >= 0)
    close(agent->procfd);
  if (agent->sysfd >= 0)
    close(agent->sysfd);
  free(agent->empty);
  free(agent->seat);
  free(agent);
}

bool agent_lacks(const struct agent *agent, char *buffer, size_t capacity) {
  struct view view = {.held = rights_held(),
                      .hidden = rights_hidden(agent->procfd),
                      .fd_by_size = agent->reader.fd_by_size};

  return rights_write(&view, buffer, capacity);
}

static struct seat *vacant_seat(struct agent *agent) {
  size_t i = agent->seat_low;

  while (i < agent->seat_high && agent->seat[i].taken)
    i++;
  agent->seat_low = i;
  if (i == agent->seat_most)
    return NULL;
  if (i == agent->seat_high)
    agent->seat_high++;
  return &agent->seat[i];
}

static void refuse(struct agent *agent) {
  char sentence[160];

  if (agent->full)
    return;
  agent->full = true;
  snprintf(sentence, sizeof(sentence),
           "MaxProcesses %zu is reached; more processes match and are not "
           "followed.",
           agent->seat_most);
  agent->sink->say(agent->sink->context, sentence);
}

static void each_seat(struct agent *agent,
                      void (*visit)(struct agent *agent, struct seat *seat)) {
  for (size_t i = 0; i < agent->seat_high; i++)
    if (agent->seat[i].taken)
      visit(agent, &agent->seat[i]);
}

static void close_kept(struct agent *agent, struct seat *seat) {
  files_close(&seat->files, &agent->reader);
}

/* Whether one more may be pinned; what is only kept open gives way. */
static bool has_fd_to_pin(struct agent *agent) {
  long kept = spare_at_start(agent->fd_budget) - (long)agent->pinned -
              agent->reader.spare_fds;

  if ((long)agent->pinned + kept < agent->fd_budget)
    return true;
  if (kept > 0)
    each_seat(agent, close_kept);
  return (long)agent->pinned < agent->fd_budget;
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
  agent->sink->say(agent->sink->context, sentence);
  return account;
}

static bool admit(void *context, const struct recruit *recruit) {
  struct agent *agent = context;
  struct seat *seat = vacant_seat(agent);
  bool pin = has_fd_to_pin(agent);

  if (!seat) {
    refuse(agent);
    return false;
  }
  seat_init(seat, recruit->pid, recruit->dirfd, pin);
  seat->member =
      pipeline_admit(agent->pipeline, account_of(agent, recruit), recruit->pid);
  agent->seat_count++;
  agent->pinned += pin;
  agent->reader.spare_fds -= pin;
  return true;
}

static void drop(struct agent *agent, struct seat *seat) {
  pipeline_dismiss(agent->pipeline, seat->member);
  census_forget(agent->census, seat->pid);
  agent->seat_count--;
  agent->pinned -= seat->pinned;
  agent->reader.spare_fds += seat->pinned;
  seat_release(seat, &agent->reader);
  if ((size_t)(seat - agent->seat) < agent->seat_low)
    agent->seat_low = (size_t)(seat - agent->seat);
  agent->full = false;
}

static void take_disk(void *context, const char *name, const double *value) {
  struct agent *agent = context;

  if (pipeline_disk(agent->pipeline, name, value, agent->sink) < 0)
    agent->dropped_series++;
}

static void read_machine(struct agent *agent) {
  read_host(&agent->reader, agent->procfd, agent->tick, agent->host);
  pipeline_host(agent->pipeline, agent->host);
  (void)read_disks(&agent->reader, agent->procfd, take_disk, agent);
}

static void begin_suspicion(struct agent *agent) {
  struct suspicion *suspicion = &agent->suspicion;

  suspicion->tick = agent->tick;
  suspicion->io_pressure = pipeline_io_pressure(agent->pipeline);
  suspicion->threads_left = SUSPECT_THREADS;
}

/* A kernel that counts no delays has no such file, nor taskstats. */
static bool wants_accounts(struct agent *agent) {
  return agent->accounts && !isnan(agent->host[METRIC_TASK_DELAYACCT]) &&
         lane_may_account(agent->lane);
}

static void settle(struct agent *agent, struct seat *seat,
                   enum seat_finding finding) {
  if (finding == SEAT_GONE || finding == SEAT_ANOTHER)
    drop(agent, seat);
}

/* A new name is a new program unless the stack tells that it is the same; then
 * it stays where it is while the rule does not object to the name. */
static enum seat_finding check_name(const struct agent *agent,
                                    struct seat *seat) {
  const struct rule *rule = &agent->settings->groups[seat->member->base].rule;
  struct candidate candidate = {.pid = seat->pid,
                                .comm = seat->name,
                                .uid = seat->value[METRIC_UID],
                                .pid_in_file = seat->pid};

  if (!seat->renamed)
    return SEAT_THERE;
  seat->renamed = false;
  return !isnan(seat->value[METRIC_START_STACK]) &&
                 rule_ask(rule, &candidate) != RULE_NO
             ? SEAT_THERE
             : SEAT_ANOTHER;
}

static enum seat_finding hear(const struct agent *agent, struct seat *seat,
                              struct reader *reader,
                              const struct errand *errand) {
  enum seat_finding finding =
      seat_take_errand(seat, reader, errand, agent->now_s);

  if (finding == SEAT_THERE && !seat_can_be_told(seat, agent->boot_ticks))
    finding = SEAT_ANOTHER;
  return finding == SEAT_THERE ? check_name(agent, seat) : finding;
}

/* Reads the guarded files of the batch and takes what came of it. */
static void run_errands(struct agent *agent) {
  struct errand *errand;

  lane_run(agent->lane, agent->end_s);
  for (size_t i = 0; (errand = lane_look(agent->lane, i)); i++)
    settle(agent, errand->owner,
           hear(agent, errand->owner, &agent->reader, errand));
  lane_clear(agent->lane);
}

static void send_errand(struct agent *agent, struct seat *seat) {
  struct errand *errand = lane_take(agent->lane);

  if (!errand) {
    run_errands(agent);
    errand = lane_take(agent->lane);
  }
  if (errand)
    seat_fill_errand(seat, &agent->reader, errand, wants_accounts(agent));
}

/* With CPU for all: everybody. Else those at risk, and of the others each in
 * its turn. */
static bool has_its_turn(const struct agent *agent, const struct seat *seat) {
  unsigned long place = (unsigned long)(seat - agent->seat);

  return pipeline_is_at_risk(seat->member) || seat->quarantined ||
         seat_must_be_read(seat) ||
         (agent->tick + place) % agent->budget.stride == 0;
}

static void visit_free(struct agent *agent, struct seat *seat) {
  enum seat_finding finding;

  if (!has_its_turn(agent, seat)) {
    seat_pass(seat);
    return;
  }
  agent->sampled++;
  seat_begin_sample(seat, lane_now_s());
  finding =
      seat_read_free(seat, &agent->reader, agent->procfd,
                     pipeline_is_at_risk(seat->member) ? SEAT_FULL_EVERY
                                                       : agent->budget.stride);
  seat->finding = finding;
  settle(agent, seat, finding);
  if (finding != SEAT_THERE)
    return;
  seat_read_cgroup(seat, agent->cgroups, agent->tick);
  if (seat->moved && recruiter_wants_cgroup(agent->recruiter)) {
    seat->finding = SEAT_ANOTHER;
    drop(agent, seat);
    return;
  }
  suspect_look(&agent->suspicion, seat, &agent->reader);
}

static void visit_guarded(struct agent *agent, struct seat *seat) {
  if (seat->finding == SEAT_THERE && seat_wants_errand(seat, agent->lane))
    send_errand(agent, seat);
}

static void visit_observe(struct agent *agent, struct seat *seat) {
  double read_s[LANE_COUNT];
  struct glance glance = {seat->name, seat_stuck_s(seat, agent->now_s), read_s};

  seat_when_read(seat, agent->behind_s, read_s);
  if (seat->finding == SEAT_THERE) {
    seat_close_sample(seat);
    pipeline_observe(agent->pipeline, seat->member, &glance, seat->value);
  } else if (seat->finding == SEAT_RESTS) {
    pipeline_rest(agent->pipeline, seat->member, &glance);
  } else {
    pipeline_skip(agent->pipeline, seat->member, &glance);
  }
  seat_rest(seat, seat->finding == SEAT_THERE);
}

/* Once in a life: a group of short-lived processes is empty every minute. */
static void say_empty(struct agent *agent, size_t group) {
  char sentence[200];

  if (agent->empty[group] || pipeline_members(agent->pipeline, group) > 0)
    return;
  agent->empty[group] = true;
  snprintf(sentence, sizeof(sentence), "no process matches the group \"%s\".",
           agent->settings->groups[group].title);
  agent->sink->say(agent->sink->context, sentence);
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
  agent->sink->say(agent->sink->context, sentence);
}

static void emit_own(const struct agent *agent, const char *type,
                     const char *type_instance, double value) {
  sink_take(agent->sink, (struct record){.target = "self",
                                         .type = type,
                                         .type_instance = type_instance,
                                         .count = 1,
                                         .value = {value, NAN}});
}

static double own_rss(const struct agent *agent) {
  char buffer[128];
  double value[METRIC_MEMBER_COUNT];
  struct reader reader = agent->reader;
  long length =
      file_read_at(AT_FDCWD, "/proc/self/statm", buffer, sizeof(buffer));

  (void)read_take(&reader, SOURCE_STATM, buffer, length, value);
  return value[METRIC_MEM_RSS];
}

/* CPU of this thread and of the lane's. */
static double agent_cpu_s(const struct agent *agent) {
  struct timespec now;

  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec +
         lane_cpu_s(agent->lane);
}

/* What we cost and what we could not do. */
static void emit_self(const struct agent *agent, double started_s) {
  emit_own(agent, "ps_rss", "", own_rss(agent));
  emit_own(agent, "duration", "read", lane_now_s() - started_s);
  emit_own(agent, "percent", "cpu", budget_percent(&agent->budget));
  emit_own(agent, "gauge", "quiet_every", agent->budget.stride);
  emit_own(agent, "gauge", "tracked_processes", (double)agent->seat_count);
  emit_own(agent, "gauge", "stuck_threads", lane_stuck(agent->lane));
  emit_own(agent, "derive", "scrape_errors",
           (double)troubles_sum(&agent->reader.troubles));
  emit_own(agent, "derive", "dropped_series", (double)agent->dropped_series);
}

static void count_at_risk(struct agent *agent, struct seat *seat) {
  agent->at_risk += pipeline_is_at_risk(seat->member);
}

/* What the tick cost, and what the next ones may. */
static void take_account(struct agent *agent, const struct spending *so_far) {
  struct spending spending = *so_far;

  agent->at_risk = 0;
  each_seat(agent, count_at_risk);
  spending.at_risk = (double)agent->at_risk;
  spending.visits = (double)agent->sampled;
  spending.members = (double)agent->seat_count;
  spending.fixed_s += agent_cpu_s(agent);
  budget_step(&agent->budget, &spending);
}

/* Since the machine was started, its sleep included. */
static double boot_s(void) {
  struct timespec boot;

  clock_gettime(CLOCK_BOOTTIME, &boot);
  return (double)boot.tv_sec + 1e-9 * (double)boot.tv_nsec;
}

/* The clocks that are not handed in: what they are for is told by tear.h and
 * by seat_can_be_told(). */
static void look_at_clocks(struct agent *agent, double interval_s) {
  double now_s = boot_s();

  agent->boot_ticks = now_s / agent->reader.scale.per_unit[UNIT_TICK];
  if (tear_step(&agent->tear, agent->now_s, now_s - lane_now_s(), interval_s))
    pipeline_tear(agent->pipeline);
}

/* Everybody whose turn it is; returns the CPU that it took. */
static double visit_all(struct agent *agent) {
  double cpu_s = agent_cpu_s(agent);

  each_seat(agent, visit_free);
  each_seat(agent, visit_guarded);
  run_errands(agent);
  each_seat(agent, visit_observe);
  return agent_cpu_s(agent) - cpu_s;
}

int agent_tick(struct agent *agent, double now_s, double interval_s,
               const struct sink *sink) {
  double started_s = lane_now_s();
  struct spending spending = {.interval_s = interval_s,
                              .fixed_s = -agent_cpu_s(agent)};
  int r;

  if (tear_is_too_soon(&agent->tear, now_s, interval_s) ||
      !pipeline_begin(agent->pipeline, now_s))
    return 0;
  agent->sink = sink;
  agent->now_s = now_s;
  agent->behind_s = started_s - now_s;
  agent->sampled = 0;
  look_at_clocks(agent, interval_s);
  agent->end_s = started_s + interval_s / 2;
  read_machine(agent);
  begin_suspicion(agent);
  r = census_sweep(agent->census, agent->procfd);
  recruit_all(agent->recruiter, agent->census, agent->end_s, admit, agent);
  spending.visits_s = visit_all(agent);
  spending.fixed_s -= spending.visits_s;
  for (size_t i = 0; i < agent->settings->group_count; i++)
    say_empty(agent, i);
  say_stuck(agent);
  pipeline_finish(agent->pipeline, sink);
  emit_self(agent, started_s);
  take_account(agent, &spending);
  agent->tick++;
  return r;
}
