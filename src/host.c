/* host.c - see host.h */
#include "host.h"

#include "wall_plan.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fewer ticks than these may miss the tip of a sawtooth again and again, each
 * time by a little less. */
enum { DIRTY_TICKS_LEAST = 30 };

static void forget_all(double value[METRIC_COUNT]) {
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
}

static int take_lores(struct host *host) {
  host->lores = calloc((size_t)host->roll.wall_count + 1, sizeof(struct lore));
  if (!host->lores)
    return -ENOMEM;
  roll_learn(&host->roll, host->lores, host->settings->horizon_s);
  return 0;
}

int host_init(struct host *host, const struct settings *settings) {
  host->settings = settings;
  window_plan_init(&host->plan, SCOPE_HOST);
  roll_init(&host->roll, "host", SCOPE_HOST);
  wall_plan(&host->roll, &host->plan, &settings->thresholds, settings);
  host->last_s = NAN;
  for (int i = 0; i < WALLS_MOST; i++)
    host->standing[i] = standing_unknown;
  forget_all(host->last);
  forget_all(host->now);
  host->track = calloc(1, track_bytes(&host->plan));
  if (!host->track)
    return -ENOMEM;
  track_reset(host->track, &host->plan);
  return models[settings->model].learns ? take_lores(host) : 0;
}

void host_release(struct host *host) {
  free(host->track);
  free(host->lores);
  host->track = NULL;
  host->lores = NULL;
}

static double dirty_before(const struct host *host,
                           const struct timeline *timeline, const double *raw) {
  double ticks_s = DIRTY_TICKS_LEAST * timeline_step_s(timeline);

  return window_peak_before(
      track_window(host->track, &host->plan, METRIC_DIRTY_PENDING), timeline,
      fmax(derive_dirty_period_s(raw), ticks_s));
}

static void take_sample(struct host *host, const struct timeline *timeline,
                        double cpus, const double *raw) {
  double now_s = timeline_now_s(timeline);
  struct derive_context context = {.host = host->now, .cpus = cpus};

  rate_all(SCOPE_HOST, host->last, raw, now_s - host->last_s, host->now);
  rate_bases(host->last, raw);
  host->last_s = now_s;
  context.dirty_before = dirty_before(host, timeline, raw);
  derive_all(SCOPE_HOST, &context, host->now);
  track_push(host->track, &host->plan, timeline, host->now);
}

void host_observe(struct host *host, const struct timeline *timeline,
                  double cpus, const double *raw) {
  struct lookout lookout = {host->settings, timeline, &host->plan};

  take_sample(host, timeline, cpus, raw);
  lookout_learn(&lookout, &host->roll, host->track, host->now);
  lookout_stand(&lookout, &host->roll, host->track, host->now, host->standing);
  roll_report(&host->roll,
              &(struct report){.command = "",
                               .now = host->now,
                               .standings = host->standing,
                               .track = host->track,
                               .plan = &host->plan},
              host->settings->horizon_s);
  /* counters of the host leave as the kernel counts them */
  memcpy(host->roll.total, raw, sizeof(host->roll.total));
}
