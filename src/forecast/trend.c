/* trend.c - see trend.h */
#include "forecast/trend.h"

#include "forecast/drift.h"
#include "forecast/passage.h"
#include "forecast/period.h"
#include "forecast/reach.h"

#include <math.h>

static const double REACH = 10;       /* times the evidence */
static const double TURNED_BACK = 2;  /* standard deviations below a peak */
static const double CLEAR = 8;        /* standard errors */
static const double LEAST_CYCLES = 2; /* that a trend without them spans */

/* One resolution of a window, and how sure one has to be. */
struct view {
  struct sight sight;
  int scale;
  double least_errors;
  bool is_wary; /* of what came back from such a height in any ring */
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
                  double distance, double least_errors,
                  struct drift *ret_drift) {
  *ret_drift = drift_of(points, question->quantum);
  ret_drift->distance = distance;
  return drift_exceeds(ret_drift, least_errors) &&
         is_in_reach(ret_drift, question);
}

/* The drift at one resolution, if it lets us speak of this wall. */
static bool look(const struct view *view, const struct question *question,
                 struct drift *ret_drift) {
  double distance = view->sight.sign * (question->limit - question->value);
  struct span points;

  if (!rises(view))
    return false;
  span_of_scale(&points, &view->sight, view->scale);
  return weigh(&points, question, distance, view->least_errors, ret_drift) &&
         !has_turned_back(view, &points, ret_drift) &&
         !(view->is_wary && reach_was_here(&view->sight, question));
}

static double highest_in(const struct span *points, int first, int end) {
  double highest = -INFINITY;

  for (int i = first; i < end; i++)
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
             DRIFT_SIGNIFICANT, ret_drift))
    return false;
  return ret_drift->seen_s >= LEAST_CYCLES * period_s &&
         highest_in(&rest, 1, rest.count) <=
             rest.v[0] + TURNED_BACK * ret_drift->step_noise;
}

static double mean_of(const struct span *points, int first, int end) {
  double sum = 0;

  for (int i = first; i < end; i++)
    sum += points->v[i];
  return sum / (end - first);
}

/* Whether means and heights grow so that the wall is in reach: to look for a
 * cycle costs more than all the rest. */
static bool is_heading(const struct view *view,
                       const struct question *question) {
  struct span points;
  struct drift drift = {0};
  int third, half;
  double before, now, rise;

  if (!rises(view))
    return false;
  span_of_scale(&points, &view->sight, view->scale);
  third = points.count / 3;
  half = points.count / 2;
  if (third < DRIFT_LEAST_STEPS)
    return false;
  now = highest_in(&points, 0, half);
  before = highest_in(&points, half, points.count);
  rise = mean_of(&points, 0, third) -
         mean_of(&points, points.count - third, points.count);
  drift.seen_s = span_length_s(&points);
  drift.distance = view->sight.sign * question->limit - fmax(now, before);
  drift.per_s = fmin(1.5 * rise, 2 * (now - before)) / drift.seen_s;
  return drift.per_s > 0 && is_in_reach(&drift, question);
}

static bool is_better(const struct drift *drift, const struct drift *best) {
  return best->steps == 0 || drift_errors(drift) > drift_errors(best);
}

/* The clearest at any resolution. */
static struct drift clearest(struct view *view,
                             const struct question *question) {
  struct drift best = {0}, drift;

  for (view->scale = 0; view->scale < TIMELINE_SCALES; view->scale++)
    if (look(view, question, &drift) && is_better(&drift, &best))
      best = drift;
  return best;
}

/* Where none is clear, whether a cycle may hide one. */
static bool may_hide(struct view *view, const struct question *question) {
  for (view->scale = 0; view->scale < TIMELINE_SCALES; view->scale++)
    if (is_heading(view, question))
      return true;
  return false;
}

static struct drift clearest_below(struct view *view,
                                   const struct question *question,
                                   double period_s) {
  struct drift best = {0}, drift;

  for (view->scale = 0; view->scale < TIMELINE_SCALES; view->scale++)
    if (look_below(view, question, period_s, &drift) &&
        is_better(&drift, &best))
      best = drift;
  return best;
}

static struct forecast ask(struct view *view, const struct question *question,
                           bool is_worth_a_cycle) {
  struct drift best = clearest(view, question);
  double period_s;

  if (is_worth_a_cycle && (best.steps || may_hide(view, question))) {
    period_s = period_find(&view->sight, question->quantum).period_s;
    if (best.seen_s < LEAST_CYCLES * period_s)
      best = clearest_below(view, question, period_s);
  }
  return best.steps ? conclude(&best, question) : forecast_nothing;
}

struct forecast trend_ask(const struct window *window,
                          const struct timeline *timeline,
                          const struct question *question) {
  struct view view = {.sight = sight_of(window, timeline, question->direction),
                      .least_errors = DRIFT_SIGNIFICANT};

  return ask(&view, question, true);
}

struct forecast trend_ask_clear(const struct window *window,
                                const struct timeline *timeline,
                                const struct question *question,
                                bool is_worth_a_cycle) {
  struct view view = {.sight = sight_of(window, timeline, question->direction),
                      .least_errors = CLEAR,
                      .is_wary = true};

  return ask(&view, question, is_worth_a_cycle);
}

struct forecast trend_glance(const struct window *window,
                             const struct timeline *timeline,
                             const struct question *question) {
  struct view view = {.sight = sight_of(window, timeline, question->direction),
                      .least_errors = DRIFT_SIGNIFICANT};
  struct drift drift;

  if (question->seldom)
    return trend_ask(window, timeline, question);
  return look(&view, question, &drift) ? conclude(&drift, question)
                                       : forecast_nothing;
}
