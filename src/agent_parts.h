/*
 * agent_parts.h - the agent from inside. Private to agent.c, agent_state.c,
 * visit.c and ledger.c.
 */
#ifndef AGENT_PARTS_H
#define AGENT_PARTS_H

#include "aftermath.h"
#include "agent.h"
#include "archive.h"
#include "budget.h"
#include "inquest.h"
#include "pipeline.h"
#include "recruit.h"
#include "roster.h"
#include "survey.h"
#include "suspect.h"
#include "tear.h"

/* For the desks, from the end on. */
enum { FAREWELL_S = 1 };

struct agent {
  const struct settings *settings;
  int procfd;
  int sysfd;
  struct reader reader;
  struct lane *lane;
  struct census *census;
  struct cgroup_set *cgroups;
  struct suspicion suspicion;
  struct survey survey;
  struct inquest *inquest;
  char net[64]; /* the text of our own ns/net; "" */
  struct aftermath *aftermath;
  struct archive *archive; /* NULL: no state is kept */
  struct recruiter *recruiter;
  struct pipeline *pipeline;
  struct roster roster;
  struct budget budget; /* of CPU */
  size_t sampled;       /* members that were looked at in this tick */
  unsigned long tick;
  unsigned long dropped_series;
  double host[METRIC_COUNT];
  struct tear tear;
  struct date date;        /* as the pipeline was told it last */
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

/* visit.c: everybody whose turn it is, from the free files to the pipeline;
 * returns the CPU that it took, in s. */
double visit_all(struct agent *agent);

/* What the survey looks with in this tick. */
struct survey_means survey_means_of(struct agent *agent);

/* agent_state.c: gives back what was kept, ahead of the first tick; */
void agent_take_up_state(struct agent *agent, double now_s, double interval_s);

/* and keeps what is to be kept, after each. */
void agent_keep_state(struct agent *agent, double interval_s);

/* ledger.c: the values about the plugin itself, of a tick that began at
 * `started_s` on the lane's clock; */
void ledger_emit(const struct agent *agent, double started_s);

/* what the tick cost, which tells how often quiet members are visited next; */
void ledger_close(struct agent *agent, const struct spending *so_far);

/* and the CPU that this thread and those of the lane have used, in s. */
double ledger_cpu_s(const struct agent *agent);

#endif
