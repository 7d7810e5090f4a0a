/* ledger.c - what the plugin costs, and could not do; see agent_parts.h */
#include "agent_parts.h"

#include "base/file.h"
#include "base/seconds.h"
#include "metric/own.h"

#include <fcntl.h>
#include <math.h>

static double own_rss(const struct agent *agent) {
  char buffer[128];
  double value[METRIC_MEMBER_COUNT];
  struct reader reader = agent->reader;
  long length =
      file_read_at(AT_FDCWD, "/proc/self/statm", buffer, sizeof(buffer));

  (void)read_take(&reader, SOURCE_STATM, buffer, length, value);
  return value[METRIC_MEM_RSS];
}

double ledger_cpu_s(const struct agent *agent) {
  return seconds_of(CLOCK_THREAD_CPUTIME_ID) + lane_cpu_s(agent->lane);
}

void ledger_emit(const struct agent *agent, double started_s) {
  double value[OWN_COUNT] = {
      [OWN_RSS] = own_rss(agent),
      [OWN_READ] = lane_now_s() - started_s,
      [OWN_CPU] = budget_percent(&agent->budget),
      [OWN_QUIET_EVERY] = agent->budget.stride,
      [OWN_TRACKED] = (double)agent->roster.count,
      [OWN_STUCK_THREADS] = lane_stuck(agent->lane),
      [OWN_SCRAPE_ERRORS] = (double)troubles_sum(&agent->reader.troubles),
      [OWN_DROPPED_SERIES] = (double)agent->dropped_series,
  };

  for (int id = 0; id < OWN_COUNT; id++)
    sink_take(agent->sink,
              (struct record){.target = "self",
                              .type = owns[id].type,
                              .type_instance = owns[id].type_instance,
                              .count = 1,
                              .value = {value[id], NAN}});
}

static size_t count_at_risk(const struct agent *agent) {
  const struct seat *seat;
  size_t index = 0, count = 0;

  while ((seat = roster_next(&agent->roster, &index)))
    count += pipeline_is_at_risk(seat->member);
  return count;
}

void ledger_close(struct agent *agent, const struct spending *so_far) {
  struct spending spending = *so_far;

  spending.at_risk = (double)count_at_risk(agent);
  spending.visits = (double)agent->sampled;
  spending.members = (double)agent->roster.count;
  spending.fixed_s += ledger_cpu_s(agent);
  if (!isnan(spending.fixed_s + spending.visits_s))
    budget_step(&agent->budget, &spending);
}
