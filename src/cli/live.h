/*
 * live.h - processes that are sampled here and now: what `watch` and `record`
 * have in common, from their options to the loop over the ticks.
 */
#ifndef LIVE_H
#define LIVE_H

#include "agent.h"

#include <getopt.h>
#include <time.h>

struct live {
  struct settings settings;
  double interval_s;
  double seconds;
};

/* Their long options, for the table of getopt_long(3). */
/* clang-format off */
#define LIVE_OPTIONS                                                           \
  {"pid", required_argument, NULL, 'p'},                                       \
  {"process", required_argument, NULL, 'n'},                                   \
  {"match", required_argument, NULL, 'm'},                                     \
  {"set", required_argument, NULL, 'o'},                                       \
  {"interval", required_argument, NULL, 'i'},                                  \
  {"seconds", required_argument, NULL, 's'}
/* clang-format on */

/* Defaults: a second, without end, nobody. Returns 0 or -ENOMEM. */
int live_init(struct live *live);
void live_release(struct live *live);

/* Whether `option` is one of LIVE_OPTIONS, and what it does: 0, or USAGE_STATUS
 * when it was told that its argument will not do. */
bool live_knows(int option);
int live_take(struct live *live, int option, char *argument);

/* Who looks on. Each may be NULL. */
struct live_viewer {
  void *context;
  /* The agent is made: how it can be followed. */
  void (*meet)(void *context, struct agent *agent);
  void (*before)(void *context); /* each tick */
  int (*after)(void *context);   /* not 0 ends it, and is its exit status */
};

/* Samples until the time is over or SIGINT or SIGTERM has come; what is not
 * told by records goes to the standard error. Returns the exit status. */
int live_run(struct live *live, const struct sink *sink,
             const struct live_viewer *viewer);

/* For sinks: a message, or a sentence of the agent, on the standard error. */
void live_tell(void *context, const struct notice *notice);
void live_say(void *context, const char *sentence);

double live_clock_s(clockid_t clock);

#endif
