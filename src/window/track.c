/* track.c - see track.h */
#include "window/track.h"

#include <math.h>
#include <string.h>

/* Of a tick. Where a busy machine has read late, and then early, a rate over
 * what lies between would be noise. */
static const double JUST_NOW = 0.25;

void window_plan_init(struct window_plan *plan, enum metric_scope scope) {
  *plan = (struct window_plan){.scope = scope};
  for (int id = 0; id < METRIC_COUNT; id++)
    plan->index[id] = -1;
  for (int id = 0; id < METRIC_COUNT; id++) {
    if (metrics[id].scope != scope)
      continue;
    if (metrics[id].narrow)
      plan->narrow[plan->narrows++] = id;
    else if (metrics[id].dimension)
      window_plan_add(plan, (enum metric_id)id);
    if (metrics[id].kind == METRIC_COUNTER)
      plan->counter[plan->counters++] = id;
  }
}

/* Its place among the narrow ones, or their number. */
static int narrow_place(const struct window_plan *plan, enum metric_id id) {
  int i = 0;

  while (i < plan->narrows && plan->narrow[i] != (int)id)
    i++;
  return i;
}

void window_plan_add(struct window_plan *plan, enum metric_id id) {
  int place = narrow_place(plan, id);

  if (place < plan->narrows)
    plan->narrow[place] = plan->narrow[--plan->narrows];
  if (plan->index[id] < 0)
    plan->index[id] = plan->count++;
}

size_t track_bytes(const struct window_plan *plan) {
  return sizeof(struct track) + (size_t)plan->count * sizeof(struct window) +
         (size_t)plan->narrows * sizeof(struct narrow_window);
}

static struct narrow_window *narrows_of(struct track *track,
                                        const struct window_plan *plan) {
  return (struct narrow_window *)(track->window + plan->count);
}

void track_tear(struct track *track) {
  for (int lane = 0; lane < LANE_COUNT; lane++)
    track->last_s[lane] = NAN;
  arrears_clear(&track->arrears);
}

/* When the lane was read for this sample. */
static double read_at(const struct surroundings *surroundings, int lane) {
  return surroundings->read_s ? surroundings->read_s[lane]
                              : timeline_now_s(surroundings->timeline);
}

/* Its counters as of now are those that the process had when it was last
 * looked at, but for those that nobody had looked at then. */
static void bring_forward(struct track *track,
                          const struct surroundings *surroundings) {
  for (int lane = 0; lane < LANE_COUNT; lane++)
    if (!track->behind[lane])
      track->last_s[lane] = read_at(surroundings, LANE_FREE);
  arrears_clear(&track->arrears);
}

void track_reset(struct track *track, const struct window_plan *plan) {
  track_tear(track);
  for (int lane = 0; lane < LANE_COUNT; lane++)
    track->behind[lane] = true;
  track->held = 0;
  track->unseen = 0;
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    track->last[id] = NAN;
  for (int i = 0; i < plan->count; i++)
    window_clear(&track->window[i]);
  for (int i = 0; i < plan->narrows; i++)
    narrow_clear(&narrows_of(track, plan)[i]);
}

/* Gauges as they were; what counters grow by is `rate`. */
static void stand_still(const struct track *track,
                        const struct window_plan *plan,
                        const struct surroundings *surroundings, double rate,
                        double now[METRIC_COUNT]) {
  memcpy(now, track->last, sizeof(track->last));
  for (int i = 0; i < plan->counters; i++)
    if (!isnan(now[plan->counter[i]]))
      now[plan->counter[i]] = rate;
  derive_all(SCOPE_MEMBER, &surroundings->derive, now);
}

void track_held(const struct track *track, const struct window_plan *plan,
                const struct surroundings *surroundings,
                double ret_now[METRIC_COUNT]) {
  stand_still(track, plan, surroundings, 0, ret_now);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metric_is_seldom((enum metric_id)id))
      ret_now[id] = NAN;
}

/* Brings the windows up to the tick before this one. */
static void catch_up(struct track *track, const struct window_plan *plan,
                     const struct surroundings *surroundings) {
  const struct timeline *timeline = surroundings->timeline;
  double now[METRIC_COUNT];

  if (track->held + track->unseen == 0)
    return;
  track_held(track, plan, surroundings, now);
  for (int id = 0; id < METRIC_COUNT; id++) {
    struct window *window = &track->window[plan->index[id]];

    if (plan->index[id] < 0)
      continue;
    window_hold(window, timeline, now[id], track->held, track->unseen);
    window_hold(window, timeline, NAN, track->unseen, 0);
  }
  for (int i = 0; i < plan->narrows; i++) {
    struct narrow_window *window = &narrows_of(track, plan)[i];

    narrow_hold(window, timeline, now[plan->narrow[i]], track->held,
                track->unseen);
    narrow_hold(window, timeline, NAN, track->unseen, 0);
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
  bring_forward(track, surroundings);
  stand_still(track, plan, surroundings, 0, ret_change->now);
}

/* As its window of either size has it, `age` ticks ago. */
static double value_at(const struct track *track,
                       const struct window_plan *plan,
                       const struct timeline *timeline, enum metric_id id,
                       unsigned age) {
  const struct window *window = track_window(track, plan, id);
  const struct narrow_window *narrow = track_narrow(track, plan, id);

  if (window)
    return window_at(window, timeline, 0, age);
  return narrow ? narrow_at(narrow, timeline, 0, age) : (double)NAN;
}

void track_skip(struct track *track, const struct window_plan *plan,
                const struct surroundings *surroundings,
                struct change *ret_change) {
  unsigned lag;

  heed_lag(track, plan, surroundings);
  lag = ++track->unseen;
  stand_still(track, plan, surroundings, track->held ? 0 : (double)NAN,
              ret_change->now);
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++) {
    bool is_known = metrics[id].kind == METRIC_GAUGE;

    ret_change->growth[id] = NAN;
    if (track->held || (is_known && metrics[id].source != SOURCE_DERIVED))
      continue;
    ret_change->now[id] =
        value_at(track, plan, surroundings->timeline, (enum metric_id)id, lag);
  }
}

void track_gap(struct track *track, const struct window_plan *plan,
               const struct surroundings *surroundings) {
  heed_lag(track, plan, surroundings);
  track->unseen++;
}

/* Whether the counters of the lane are compared with the last ones, or wait for
 * the next sample. */
static bool is_comparable(const struct track *track,
                          const struct surroundings *surroundings, int lane) {
  double now_s = read_at(surroundings, lane);
  double step_s = timeline_step_s(surroundings->timeline);

  return !isnan(now_s) && !(now_s - track->last_s[lane] < JUST_NOW * step_s);
}

static struct pace pace_of(struct track *track,
                           const struct surroundings *surroundings) {
  struct pace pace = {.arrears = track->arrears,
                      .cpus = surroundings->derive.cpus};

  for (int lane = 0; lane < LANE_COUNT; lane++) {
    track->behind[lane] = !is_comparable(track, surroundings, lane);
    pace.passed_s[lane] =
        track->behind[lane] ? (double)NAN
                            : read_at(surroundings, lane) - track->last_s[lane];
  }
  return pace;
}

/* What the next sample is compared with. */
static void remember(struct track *track,
                     const struct surroundings *surroundings,
                     const double *raw) {
  for (int lane = 0; lane < LANE_COUNT; lane++)
    if (!track->behind[lane])
      track->last_s[lane] = read_at(surroundings, lane);
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    if (metrics[id].kind == METRIC_GAUGE ||
        !track->behind[sources[metrics[id].source].lane])
      track->last[id] = rate_base((enum metric_id)id, track->last[id], raw[id]);
}

/* `stale`: what is seldom read was not read in this tick. */
static void push(struct track *track, const struct window_plan *plan,
                 const struct timeline *timeline, const double *now,
                 bool stale) {
  for (int id = 0; id < METRIC_COUNT; id++)
    if (plan->index[id] >= 0)
      window_push(&track->window[plan->index[id]], timeline,
                  stale && metric_is_seldom((enum metric_id)id) ? (double)NAN
                                                                : now[id]);
  for (int i = 0; i < plan->narrows; i++)
    narrow_push(&narrows_of(track, plan)[i], timeline, now[plan->narrow[i]]);
}

void track_observe(struct track *track, const struct window_plan *plan,
                   const struct surroundings *surroundings, const double *raw,
                   struct change *ret_change) {
  struct pace pace = pace_of(track, surroundings);

  catch_up(track, plan, surroundings);
  rate_member(track->last, raw, &pace, ret_change->growth, ret_change->now);
  if (!track->behind[LANE_GUARDED])
    arrears_step(&track->arrears, raw, ret_change->growth,
                 pace.passed_s[LANE_GUARDED]);
  remember(track, surroundings, raw);
  derive_all(SCOPE_MEMBER, &surroundings->derive, ret_change->now);
  push(track, plan, surroundings->timeline, ret_change->now,
       isnan(read_at(surroundings, LANE_DEEP)));
}

void track_push(struct track *track, const struct window_plan *plan,
                const struct timeline *timeline, const double *now) {
  push(track, plan, timeline, now, false);
}

const struct window *track_window(const struct track *track,
                                  const struct window_plan *plan,
                                  enum metric_id id) {
  return plan->index[id] < 0 ? NULL : &track->window[plan->index[id]];
}

const struct narrow_window *track_narrow(const struct track *track,
                                         const struct window_plan *plan,
                                         enum metric_id id) {
  int place = narrow_place(plan, id);

  return place == plan->narrows
             ? NULL
             : &((const struct narrow_window *)(track->window +
                                                plan->count))[place];
}
