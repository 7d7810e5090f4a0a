/* own.c - see own.h */
#include "metric/own.h"

/* clang-format off */
const struct own owns[OWN_COUNT] = {
  [OWN_RSS] = { "Memory", "Resident memory of the daemon.",
    UNIT_BYTE, METRIC_GAUGE, "ps_rss", "" },
  [OWN_READ] = { "Length of a tick", "How long the last tick took.",
    UNIT_SECOND, METRIC_GAUGE, "duration", "read" },
  [OWN_CPU] = { "CPU", "Of one core, as a mean of some ticks.",
    UNIT_PERCENT, METRIC_GAUGE, "percent", "cpu" },
  [OWN_QUIET_EVERY] = { "Quiet processes are looked at in every nth tick",
    "Processes that are not at risk are looked at in every so many ticks, so that CpuBudget is kept.",
    UNIT_COUNT_OF, METRIC_GAUGE, "gauge", "quiet_every" },
  [OWN_TRACKED] = { "Processes", "Processes that are followed.",
    UNIT_COUNT_OF, METRIC_GAUGE, "gauge", "tracked_processes" },
  [OWN_STUCK_THREADS] = { "Threads lost", "Threads of the plugin that hang in a file of a process that does not answer; MaxStuck at most.",
    UNIT_COUNT_OF, METRIC_GAUGE, "gauge", "stuck_threads" },
  [OWN_SCRAPE_ERRORS] = { "Scrape errors", "Files that could not be read or understood.",
    UNIT_COUNT_OF, METRIC_COUNTER, "derive", "scrape_errors" },
  [OWN_DROPPED_SERIES] = { "Dropped series", "Disks, filesystems and processes that are not followed, as there is no room for them (MaxProcesses); counted whenever they are met.",
    UNIT_COUNT_OF, METRIC_COUNTER, "derive", "dropped_series" },
};
/* clang-format on */
