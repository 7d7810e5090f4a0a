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
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    track->last[id] = NAN;
  for (int i = 0; i < plan->count; i++)
    window_clear(&track->window[i]);
}

void track_observe(struct track *track, const struct window_plan *plan,
                   const struct surroundings *surroundings, const double *raw,
                   struct change *ret_change) {
  double now_s = timeline_now_s(surroundings->timeline);
  double passed_s = now_s - track->last_s;

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
