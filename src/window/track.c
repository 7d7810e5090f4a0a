/* track.c - see track.h */
#include "window/track.h"

#include "window/rate.h"

#include <math.h>

void window_plan_init(struct window_plan *plan, enum metric_scope scope) {
  *plan = (struct window_plan){.scope = scope};
  for (int id = 0; id < METRIC_COUNT; id++)
    plan->index[id] = -1;
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].scope == scope && metrics[id].dimension)
      window_plan_add(plan, (enum metric_id)id);
}

void window_plan_add(struct window_plan *plan, enum metric_id id) {
  if (plan->index[id] < 0)
    plan->index[id] = plan->count++;
}

size_t track_bytes(const struct window_plan *plan) {
  return sizeof(struct track) + (size_t)plan->count * sizeof(struct window);
}

void track_reset(struct track *track, const struct window_plan *plan) {
  track->last_s = NAN;
  track->held = 0;
  track->unseen = 0;
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    track->last[id] = NAN;
  for (int i = 0; i < plan->count; i++)
    window_clear(&track->window[i]);
}

/* Gauges as they were; what counters grow by is `rate`. */
static void stand_still(const struct track *track,
                        const struct surroundings *surroundings, double rate,
                        double now[METRIC_COUNT]) {
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    now[id] = metrics[id].kind == METRIC_COUNTER && !isnan(track->last[id])
                  ? rate
                  : track->last[id];
  derive_all(SCOPE_MEMBER, &surroundings->derive, now);
}

/* Brings the windows up to the tick before this one. */
static void catch_up(struct track *track, const struct window_plan *plan,
                     const struct surroundings *surroundings) {
  const struct timeline *timeline = surroundings->timeline;
  double now[METRIC_COUNT];

  if (track->held + track->unseen == 0)
    return;
  stand_still(track, surroundings, 0, now);
  for (int id = 0; id < METRIC_COUNT; id++) {
    struct window *window = &track->window[plan->index[id]];

    if (plan->index[id] < 0)
      continue;
    window_hold(window, timeline, now[id], track->held, track->unseen);
    window_hold(window, timeline, NAN, track->unseen, 0);
  }
  track->held = 0;
  track->unseen = 0;
}

static void heed_lag(struct track *track, const struct window_plan *plan,
                     const struct surroundings *surroundings) {
  if (track->held + track->unseen >= WINDOW_LAG)
    catch_up(track, plan, surroundings);
}

void track_rest(struct track *track, const struct window_plan *plan,
                const struct surroundings *surroundings,
                struct change *ret_change) {
  heed_lag(track, plan, surroundings);
  track->held += track->unseen + 1;
  track->unseen = 0;
  track->last_s = timeline_now_s(surroundings->timeline);
  stand_still(track, surroundings, 0, ret_change->now);
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    ret_change->growth[id] =
        metrics[id].kind == METRIC_COUNTER ? ret_change->now[id] : (double)NAN;
}

void track_skip(struct track *track, const struct window_plan *plan,
                const struct surroundings *surroundings,
                struct change *ret_change) {
  unsigned lag;

  heed_lag(track, plan, surroundings);
  lag = ++track->unseen;
  stand_still(track, surroundings, track->held ? 0 : (double)NAN,
              ret_change->now);
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++) {
    const struct window *window = track_window(track, plan, (enum metric_id)id);
    bool is_known = metrics[id].kind == METRIC_GAUGE;

    ret_change->growth[id] = NAN;
    if (track->held || (is_known && metrics[id].source != SOURCE_DERIVED))
      continue;
    ret_change->now[id] =
        window ? window_at(window, surroundings->timeline, 0, lag)
               : (double)NAN;
  }
}

void track_gap(struct track *track, const struct window_plan *plan,
               const struct surroundings *surroundings) {
  heed_lag(track, plan, surroundings);
  track->unseen++;
}

void track_tear(struct track *track) {
  track->last_s = NAN;
}

void track_observe(struct track *track, const struct window_plan *plan,
                   const struct surroundings *surroundings, const double *raw,
                   struct change *ret_change) {
  double now_s = timeline_now_s(surroundings->timeline);
  double passed_s = now_s - track->last_s;

  catch_up(track, plan, surroundings);
  rate_all(SCOPE_MEMBER, track->last, raw, passed_s, ret_change->now);
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++) {
    ret_change->growth[id] = metrics[id].kind == METRIC_COUNTER
                                 ? ret_change->now[id] * passed_s
                                 : (double)NAN;
    track->last[id] = raw[id];
  }
  track->last_s = now_s;
  derive_all(SCOPE_MEMBER, &surroundings->derive, ret_change->now);
  track_push(track, plan, surroundings->timeline, ret_change->now);
}

void track_push(struct track *track, const struct window_plan *plan,
                const struct timeline *timeline, const double *now) {
  for (int id = 0; id < METRIC_COUNT; id++)
    if (plan->index[id] >= 0)
      window_push(&track->window[plan->index[id]], timeline, now[id]);
}

const struct window *track_window(const struct track *track,
                                  const struct window_plan *plan,
                                  enum metric_id id) {
  return plan->index[id] < 0 ? NULL : &track->window[plan->index[id]];
}
