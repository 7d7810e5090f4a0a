/* trend.c - see trend.h */
#include "forecast/trend.h"

#include "forecast/drift.h"
#include "forecast/passage.h"
#include "forecast/period.h"

#include <math.h>

static const double REACH = 10;       /* times the evidence */
static const double TURNED_BACK = 2;  /* standard deviations below a peak */
static const double LEAST_CYCLES = 2; /* that a trend without them spans */

/* One resolution of a window. */
struct view {
  struct sight sight;
  int scale;
};

static double level_at(const struct view *view, unsigned age) {
  return view->sight.sign *
         window_at(view->sight.window, view->sight.timeline, view->scale, age);
}

/* The highest level known from before `until_s`. */
static double peak_before(const struct view *view, double until_s) {
  double peak = -INFINITY;

  for (unsigned age = 0; age < TIMELINE_SLOTS; age++) {
    int slot = timeline_slot(view->sight.timeline, view->scale, age);

    if (slot >= 0 && view->sight.timeline->time_s[view->scale][slot] < until_s)
      peak = fmax(peak, level_at(view, age));
  }
  return peak;
}

/* A coarse slot is a mean: with a drift its own peak lies half a slot later. */
static double half_slot_s(const struct view *view) {
  double ticks = 1;

  for (int i = 1; i <= view->scale; i++)
    ticks *= timeline_step[i];
  return (ticks - 1) / 2 * timeline_step_s(view->sight.timeline);
}

static bool has_turned_back(const struct view *view, const struct span *points,
                            const struct drift *drift) {
  double level = points->v[0];
  double start_s = points->t[0] - drift->seen_s;
  struct view coarser = *view;

  if (coarser.scale + 1 < TIMELINE_SCALES)
    coarser.scale++;
  if (peak_before(view, INFINITY) > level + TURNED_BACK * drift->step_noise)
    return true;
  return peak_before(&coarser, start_s) +
             drift->per_s * half_slot_s(&coarser) >=
         level;
}

static struct forecast conclude(const struct drift *drift,
                                const struct question *question) {
  struct path path = {.distance = drift->distance,
                      .per_s = drift->per_s,
                      .c1 = drift->diffusion,
                      .c2 = drift->diffusion / drift->seen_s};
  struct forecast forecast = passage_of(&path, question);

  forecast.seen_s = drift->seen_s;
  return forecast;
}

/* Whether the newest value is above any that a drift could begin with. Most
 * series stand still: this is all that it costs to say nothing of them. */
static bool rises(const struct view *view) {
  const float *slot = view->sight.window->slot[view->scale];
  double now = view->sight.sign *
               window_at(view->sight.window, view->sight.timeline, 0, 0);
  unsigned first =
      DRIFT_LEAST_STEPS - 1; /* coarse slots are led by a raw value */

  if (isnan(now))
    return true; /* the newest value there is will lead */
  for (unsigned age = first; age < TIMELINE_SLOTS; age++) {
    int at = timeline_slot(view->sight.timeline, view->scale, age);

    if (at < 0)
      return false;
    if (view->sight.sign * (double)slot[at] < now)
      return true;
  }
  return false;
}

static bool is_in_reach(const struct drift *drift,
                        const struct question *question) {
  return drift->distance / drift->per_s <=
         fmin(question->horizon_s, REACH * drift->seen_s);
}

/* A significant drift that reaches the wall, `distance` away, in time. */
static bool weigh(const struct span *points, const struct question *question,
                  double distance, struct drift *ret_drift) {
  *ret_drift = drift_of(points, question->quantum);
  ret_drift->distance = distance;
  return drift_is_significant(ret_drift) && is_in_reach(ret_drift, question);
}

/* The drift at one resolution, if it lets us speak of this wall. */
static bool look(const struct view *view, const struct question *question,
                 struct drift *ret_drift) {
  double distance = view->sight.sign * (question->limit - question->value);
  struct span points;

  if (!rises(view))
    return false;
  span_of_scale(&points, &view->sight, view->scale);
  return weigh(&points, question, distance, ret_drift) &&
         !has_turned_back(view, &points, ret_drift);
}

static double highest_of(const struct span *points, int first) {
  double highest = -INFINITY;

  for (int i = first; i < points->count; i++)
    highest = fmax(highest, points->v[i]);
  return highest;
}

/* The same of what is left without a cycle: it has to outlast the cycle, and
 * the wall is met by its heights. */
static bool look_below(const struct view *view, const struct question *question,
                       double period_s, struct drift *ret_drift) {
  double height = 0;
  struct span points, rest;

  span_of_scale(&points, &view->sight, view->scale);
  rest = points;
  period_remove(&rest, period_s);
  for (int i = 0; i < points.count; i++)
    height = fmax(height, points.v[i] - rest.v[i]);
  if (!weigh(&rest, question,
             fmax(0, view->sight.sign * question->limit - rest.v[0] - height),
             ret_drift))
    return false;
  return ret_drift->seen_s >= LEAST_CYCLES * period_s &&
         highest_of(&rest, 1) <=
             rest.v[0] + TURNED_BACK * ret_drift->step_noise;
}

static double mean_of(const struct span *points, int first, int end) {
  double sum = 0;

  for (int i = first; i < end; i++)
    sum += points->v[i];
  return sum / (end - first);
}

/* Whether it grows from third to third so that the wall is in reach: to look
 * for a cycle costs more than all the rest. */
static bool is_heading(const struct view *view,
                       const struct question *question) {
  struct span points;
  struct drift drift = {0};
  int third;

  if (!rises(view))
    return false;
  span_of_scale(&points, &view->sight, view->scale);
  third = points.count / 3;
  if (third < DRIFT_LEAST_STEPS)
    return false;
  drift.seen_s = span_length_s(&points);
  drift.distance = view->sight.sign * question->limit - highest_of(&points, 0);
  drift.per_s = (mean_of(&points, 0, third) -
                 mean_of(&points, points.count - third, points.count)) *
                1.5 / drift.seen_s;
  return drift.per_s > 0 && is_in_reach(&drift, question);
}

static bool is_better(const struct drift *drift, const struct drift *best) {
  return best->steps == 0 || drift_errors(drift) > drift_errors(best);
}

struct forecast trend_ask(const struct window *window,
                          const struct timeline *timeline,
                          const struct question *question) {
  struct view view = {.sight = sight_of(window, timeline, question->direction)};
  struct drift best = {0}, drift;
  bool is_worth_it = false;
  double period_s;

  for (; view.scale < TIMELINE_SCALES; view.scale++) {
    if (look(&view, question, &drift) && is_better(&drift, &best))
      best = drift;
    is_worth_it = is_worth_it || is_heading(&view, question);
  }
  if (best.steps == 0 && !is_worth_it)
    return forecast_nothing;
  period_s = period_find(&view.sight, question->quantum).period_s;
  if (best.seen_s < LEAST_CYCLES * period_s) {
    best = (struct drift){0};
    for (view.scale = 0; view.scale < TIMELINE_SCALES; view.scale++)
      if (look_below(&view, question, period_s, &drift) &&
          is_better(&drift, &best))
        best = drift;
  }
  return best.steps ? conclude(&best, question) : forecast_nothing;
}

/* How a drift since one of some slots would have to be. */
struct need {
  double now, now_s;
  double least_per_s;
  double sign;
};

enum { LANES = 4 }; /* that need not wait for one another */

static double lowest_in(const float *slot, int count, double sign) {
  float lane[LANES] = {INFINITY, INFINITY, INFINITY, INFINITY};
  float way = (float)sign;
  int i = 0;

  for (; i + LANES <= count; i += LANES)
    for (int k = 0; k < LANES; k++)
      lane[k] = way * slot[i + k] < lane[k] ? way * slot[i + k] : lane[k];
  for (; i < count; i++)
    lane[0] = way * slot[i] < lane[0] ? way * slot[i] : lane[0];
  for (int k = 1; k < LANES; k++)
    lane[0] = lane[k] < lane[0] ? lane[k] : lane[0];
  return (double)lane[0];
}

/* No early end: it is seldom met. */
static bool is_met_in(const struct need *need, const float *slot,
                      const double *time_s, int count) {
  bool is_met = false;

  for (int i = 0; i < count; i++)
    is_met |= need->now - need->sign * (double)slot[i] >=
              need->least_per_s * (need->now_s - time_s[i]);
  return is_met;
}

/* This is asked in each tick. Mostly not even a rise from the lowest slot
 * within the least time would do; where it might, each is looked at, the ring
 * being the two rows that it is. */
bool trend_could_reach(const struct window *window,
                       const struct timeline *timeline,
                       const struct question *question) {
  const float *slot = window->slot[0];
  const double *time_s = timeline->time_s[0];
  double sign = question->direction == UPWARD ? 1 : -1;
  struct need need = {.now = sign * question->value,
                      .now_s = timeline_now_s(timeline),
                      .least_per_s = sign *
                                     (question->limit - question->value) /
                                     question->horizon_s,
                      .sign = sign};
  unsigned long pushes = timeline->pushes[0];
  int known = pushes < TIMELINE_SLOTS ? (int)pushes : TIMELINE_SLOTS;
  int count = known - DRIFT_LEAST_STEPS; /* older than those */
  int newest = timeline_slot(timeline, 0, DRIFT_LEAST_STEPS), front;

  if (question->seldom)
    return !isnan(window_at(window, timeline, 0, 0));
  if (count <= 0 || (need.least_per_s > 0 &&
                     need.now - lowest_in(slot, known, sign) <
                         need.least_per_s * (need.now_s - time_s[newest])))
    return false;
  front = count < newest + 1 ? count : newest + 1;
  return is_met_in(&need, slot + newest + 1 - front,
                   time_s + newest + 1 - front, front) ||
         is_met_in(&need, slot + TIMELINE_SLOTS - (count - front),
                   time_s + TIMELINE_SLOTS - (count - front), count - front);
}

struct forecast trend_glance(const struct window *window,
                             const struct timeline *timeline,
                             const struct question *question) {
  struct view view = {.sight = sight_of(window, timeline, question->direction)};
  struct drift drift;

  if (question->seldom)
    return trend_ask(window, timeline, question);
  return look(&view, question, &drift) ? conclude(&drift, question)
                                       : forecast_nothing;
}
