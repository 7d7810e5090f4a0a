/* reach.c - see reach.h */
#include "forecast/reach.h"

#include "forecast/drift.h"

#include <math.h>

static const double FALL = 1.0 / 4; /* of the way from the lowest known value */
static const double BEYOND = 1.0 / 8; /* of what is left above a height */

/* --- could it be met? ----------------------------------------------------- */

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
bool reach_could_meet(const struct sight *sight,
                      const struct question *question) {
  const struct timeline *timeline = sight->timeline;
  const float *slot = sight->window->slot[0];
  const double *time_s = timeline->time_s[0];
  double sign = sight->sign;
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
    return !isnan(window_at(sight->window, timeline, 0, 0));
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

bool reach_is_highest(const struct sight *sight,
                      const struct question *question) {
  const float *slot = sight->window->slot[0];
  unsigned long pushes = sight->timeline->pushes[0];
  int known = pushes < TIMELINE_SLOTS ? (int)pushes : TIMELINE_SLOTS;
  float value = (float)question->value;

  if (value != slot[timeline_slot(sight->timeline, 0, 0)])
    return true;
  return sight->sign * (double)value >= -lowest_in(slot, known, -sight->sign);
}

/* --- was it here before? -------------------------------------------------- */

/* The highest that it came back from, by `fall`. */
struct tide {
  double fall;
  double top; /* so far, since it fell last */
  double before;
  double came_back_from;
};

/* A slot that is a mean has its top half a slot later. */
static void remember(struct tide *tide, double height, bool is_mean) {
  double top = height;

  if (isnan(height))
    return;
  if (is_mean && height > tide->before)
    top += (height - tide->before) / 2;
  tide->before = height;
  if (top > tide->top)
    tide->top = top;
  if (height > tide->top - tide->fall)
    return;
  if (tide->top > tide->came_back_from)
    tide->came_back_from = tide->top;
  tide->top = height;
}

static void remember_ring(struct tide *tide, const struct sight *sight,
                          int scale) {
  const float *slot = sight->window->slot[scale];
  unsigned long pushes = sight->timeline->pushes[scale];
  int newest = timeline_slot(sight->timeline, scale, 0);

  tide->top = -INFINITY;
  tide->before = NAN;
  if (pushes >= TIMELINE_SLOTS)
    for (int i = newest + 1; i < TIMELINE_SLOTS; i++)
      remember(tide, sight->sign * (double)slot[i], scale > 0);
  for (int i = 0; i <= newest; i++)
    remember(tide, sight->sign * (double)slot[i], scale > 0);
}

/* Of all rings. */
static double lowest_known(const struct sight *sight, double sign) {
  double lowest = INFINITY;

  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    unsigned long pushes = sight->timeline->pushes[scale];
    int known = pushes < TIMELINE_SLOTS ? (int)pushes : TIMELINE_SLOTS;

    lowest = fmin(lowest, lowest_in(sight->window->slot[scale], known, sign));
  }
  return lowest;
}

bool reach_is_low(const struct sight *sight, const struct question *question) {
  double limit = sight->sign * question->limit;
  double lowest = lowest_known(sight, sight->sign);

  return sight->sign * question->value <= lowest + BEYOND * (limit - lowest);
}

double reach_turned_at(const struct sight *sight,
                       const struct question *question) {
  double limit = sight->sign * question->limit;
  struct tide tide = {.fall = FALL * (limit - lowest_known(sight, sight->sign)),
                      .came_back_from = -INFINITY};

  if (-lowest_known(sight, -sight->sign) >= limit)
    return -INFINITY; /* it was met */
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    remember_ring(&tide, sight, scale);
  return tide.came_back_from;
}

bool reach_is_beyond(const struct sight *sight, const struct question *question,
                     double turned_at) {
  double limit = sight->sign * question->limit;

  return isinf(turned_at) || sight->sign * question->value >=
                                 turned_at + BEYOND * (limit - turned_at);
}

bool reach_was_here(const struct sight *sight,
                    const struct question *question) {
  return !reach_is_beyond(sight, question, reach_turned_at(sight, question));
}
