/* trend.c - see trend.h */
#include "forecast/trend.h"

#include "forecast/passage.h"
#include "forecast/span.h"

#include <math.h>

enum { LEAST_STEPS = 8, LEAST_TO_JUDGE = 4 };

static const double OUT_OF_LINE = 5;     /* standard deviations of a step */
static const double SIGNIFICANT = 4;     /* standard errors of the drift */
static const double REACH = 10;          /* times the evidence */
static const double LEAST_SPREAD = 0.05; /* of the drift, a step: no leak is
                                            as even as it looks in a window */
static const double TURNED_BACK = 2;     /* standard deviations below a peak */

/* One resolution of a window. */
struct view {
  struct sight sight;
  int scale;
};

struct drift {
  int steps;
  double per_s;      /* m */
  double diffusion;  /* s^2, a second */
  double seen_s;     /* T */
  double step_noise; /* standard deviation of a value against the drift */
};

static double level_at(const struct view *view, unsigned age) {
  return view->sight.sign *
         window_at(view->sight.window, view->sight.timeline, view->scale, age);
}

static double rate_at(const struct span *points, int i) {
  return (points->v[i] - points->v[i + 1]) / (points->t[i] - points->t[i + 1]);
}

/* How many steps, from the newest back, are in line with each other. Mean and
 * variance run along (Welford). */
static int stretch(const struct span *points, double quantum) {
  double mean = 0, squares = 0;
  int n = 0;

  for (; n + 1 < points->count; n++) {
    double rate = rate_at(points, n);
    double passed_s = points->t[n] - points->t[n + 1];
    double spread = n > 1 ? sqrt(squares / (n - 1)) : 0;
    double before = mean;

    spread = fmax(spread, LEAST_SPREAD * fabs(mean));
    spread = fmax(spread, quantum / 2 / passed_s);
    if (n >= LEAST_TO_JUDGE && fabs(rate - mean) > OUT_OF_LINE * spread)
      break;
    mean += (rate - mean) / (n + 1);
    squares += (rate - before) * (rate - mean);
  }
  return n;
}

/* Drift and diffusion over the `steps` newest steps. */
static struct drift measure(const struct span *points, int steps) {
  struct drift drift = {.steps = steps,
                        .seen_s = points->t[0] - points->t[steps]};
  double step_s = drift.seen_s / steps;
  double sum = 0;

  drift.per_s = (points->v[0] - points->v[steps]) / drift.seen_s;
  for (int i = 0; i < steps; i++) {
    double passed_s = points->t[i] - points->t[i + 1];
    double off = points->v[i] - points->v[i + 1] - drift.per_s * passed_s;

    sum += off * off / passed_s;
  }
  drift.diffusion = sum / (steps - 1);
  drift.step_noise = sqrt(drift.diffusion * step_s);
  drift.diffusion =
      fmax(drift.diffusion,
           LEAST_SPREAD * drift.per_s * LEAST_SPREAD * drift.per_s * step_s);
  return drift;
}

static double standard_error(const struct drift *drift) {
  return sqrt(drift->diffusion / drift->seen_s);
}

/* The newer half knows better when the two do not agree: a leak that sets in
 * slowly, a cache that fills up. */
static struct drift prefer_newer(const struct span *points,
                                 struct drift whole) {
  struct drift newer;

  if (whole.steps < 2 * LEAST_STEPS)
    return whole;
  newer = measure(points, whole.steps / 2);
  return fabs(newer.per_s - whole.per_s) > 2 * standard_error(&newer) ? newer
                                                                      : whole;
}

static bool is_significant(const struct drift *drift) {
  return drift->per_s > 0 && drift->per_s > SIGNIFICANT * standard_error(drift);
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

static struct forecast conclude(const struct drift *drift, double distance,
                                const struct question *question) {
  struct path path = {.distance = distance,
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
  unsigned first = LEAST_STEPS - 1; /* coarse slots are led by a raw value */

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

/* The drift at one resolution, if it lets us speak of this wall. */
static bool look(const struct view *view, const struct question *question,
                 struct drift *ret_drift) {
  double distance = view->sight.sign * (question->limit - question->value);
  struct span points;
  struct drift drift;
  int steps;

  if (!rises(view))
    return false;
  span_of_scale(&points, &view->sight, view->scale);
  steps = stretch(&points, question->quantum);
  if (steps < LEAST_STEPS)
    return false;
  drift = prefer_newer(&points, measure(&points, steps));
  if (!is_significant(&drift) ||
      distance / drift.per_s > fmin(question->horizon_s, REACH * drift.seen_s))
    return false;
  if (has_turned_back(view, &points, &drift))
    return false;
  *ret_drift = drift;
  return true;
}

static double significance(const struct drift *drift) {
  return drift->per_s / standard_error(drift);
}

struct forecast trend_ask(const struct window *window,
                          const struct timeline *timeline,
                          const struct question *question) {
  struct view view = {.sight = sight_of(window, timeline, question->direction)};
  double distance = view.sight.sign * (question->limit - question->value);
  struct drift best = {0};

  for (; view.scale < TIMELINE_SCALES; view.scale++) {
    struct drift drift;

    if (look(&view, question, &drift) &&
        (best.steps == 0 || significance(&drift) > significance(&best)))
      best = drift;
  }
  return best.steps ? conclude(&best, distance, question) : forecast_nothing;
}
