/* ledger.c - what the plugin costs, and could not do; see agent_parts.h */
#include "agent_parts.h"

#include "base/file.h"

#include <fcntl.h>
#include <math.h>
#include <time.h>

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

double ledger_cpu_s(const struct agent *agent) {
  struct timespec now;

  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec +
         lane_cpu_s(agent->lane);
}

void ledger_emit(const struct agent *agent, double started_s) {
  emit_own(agent, "ps_rss", "", own_rss(agent));
  emit_own(agent, "duration", "read", lane_now_s() - started_s);
  emit_own(agent, "percent", "cpu", budget_percent(&agent->budget));
  emit_own(agent, "gauge", "quiet_every", agent->budget.stride);
  emit_own(agent, "gauge", "tracked_processes", (double)agent->roster.count);
  emit_own(agent, "gauge", "stuck_threads", lane_stuck(agent->lane));
  emit_own(agent, "derive", "scrape_errors",
           (double)troubles_sum(&agent->reader.troubles));
  emit_own(agent, "derive", "dropped_series", (double)agent->dropped_series);
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
  budget_step(&agent->budget, &spending);
}
