/* lore.c - see lore.h */
#include "forecast/lore.h"

#include <float.h>
#include <math.h>

static const int rung_steps[LORE_RUNGS] = {2, 4, 8, 12};
const double lore_rung[LORE_RUNGS] = {1.0 / 6, 1.0 / 3, 2.0 / 3, 1};

enum { LEAST_RESIDUALS = 3 };

static const double LATE = 0.01; /* of a step: still its last value */

static void forget_expected(float expected[EXPERT_COUNT][LORE_RUNGS]) {
  for (int id = 0; id < EXPERT_COUNT; id++)
    for (int rung = 0; rung < LORE_RUNGS; rung++)
      expected[id][rung] = NAN;
}

/* What was expected of somebody says nothing of another. */
static void begin_anew(struct lore *lore) {
  lore->peak = -INFINITY;
  for (int i = 0; i < LORE_STEPS; i++) {
    lore->peaks[i] = -INFINITY;
    forget_expected(lore->expected[i]);
  }
}

void lore_init(struct lore *lore, double horizon_s) {
  *lore = (struct lore){
      .horizon_s = horizon_s, .step_s = horizon_s / LORE_STEPS, .step = -1};
  begin_anew(lore);
  for (int id = 0; id < EXPERT_COUNT; id++)
    for (int rung = 0; rung < LORE_RUNGS; rung++)
      for (int i = 0; i < LORE_RESIDUALS; i++)
        lore->residual[id][rung][i] = -INFINITY;
  habit_init(&lore->habit, horizon_s);
}

bool lore_follows(struct lore *lore, const void *who) {
  if (!lore->who) {
    begin_anew(lore);
    lore->who = who;
  }
  return lore->who == who;
}

void lore_leave(struct lore *lore, const void *who) {
  if (lore->who == who)
    lore->who = NULL;
}

/* What each expects as the highest value within a rung. */
static void expect(const struct lore *lore,
                   const struct opinion opinion[EXPERT_COUNT],
                   float expected[EXPERT_COUNT][LORE_RUNGS]) {
  for (int rung = 0; rung < LORE_RUNGS; rung++) {
    double ahead_s = lore_rung[rung] * lore->horizon_s;

    for (int id = 0; id < EXPERT_DAY; id++)
      expected[id][rung] = opinion[id].is_ripe
                               ? (float)(opinion[id].level +
                                         fmax(0, opinion[id].per_s) * ahead_s)
                               : (float)NAN;
    expected[EXPERT_DAY][rung] = (float)habit_yesterday(&lore->habit, ahead_s);
  }
}

static void learn(struct lore *lore, int id, int rung, double residual) {
  unsigned long n = lore->count[id][rung]++;
  double weight = fmax(1.0 / LORE_STEPS, 1.0 / (double)(n + 1));

  lore->residual[id][rung][n % LORE_RESIDUALS] = (float)residual;
  lore->error[id][rung] += weight * (fabs(residual) - lore->error[id][rung]);
}

/* What was expected so many steps ago is over, if all of them were seen. */
static void harvest(struct lore *lore, int rung) {
  long began = lore->step - rung_steps[rung];
  double peak = -INFINITY;

  if (began < 0)
    return;
  for (long step = began; step < lore->step; step++) {
    if (isinf(lore->peaks[step % LORE_STEPS]))
      return;
    peak = fmax(peak, (double)lore->peaks[step % LORE_STEPS]);
  }
  for (int id = 0; id < EXPERT_COUNT; id++) {
    double expected = (double)lore->expected[began % LORE_STEPS][id][rung];

    if (isfinite(expected))
      learn(lore, id, rung, peak - expected);
  }
}

static void end_step(struct lore *lore) {
  lore->peaks[lore->step % LORE_STEPS] = (float)lore->peak;
  lore->peak = -INFINITY;
  lore->step++;
  for (int rung = 0; rung < LORE_RUNGS; rung++)
    harvest(lore, rung);
  forget_expected(lore->expected[lore->step % LORE_STEPS]);
}

/* Of steps in which nobody looked nothing is known. */
static void turn_to(struct lore *lore, long step) {
  if (lore->step < 0 || step - lore->step > LORE_STEPS) {
    begin_anew(lore);
    lore->step = step;
  }
  while (lore->step < step)
    end_step(lore);
}

/* The mean that was compared `age` ticks ago: not before all of its ticks were
 * there. */
static double compared(const struct sight *sight, unsigned smooth,
                       unsigned age) {
  unsigned first = age + smooth - 1;
  double sum = 0;
  int known = 0;

  if (isnan(window_at(sight->window, sight->timeline, 0, first)))
    return NAN;
  for (; age <= first; age++) {
    double value = window_at(sight->window, sight->timeline, 0, age);

    sum += isnan(value) ? 0 : value;
    known += !isnan(value);
  }
  return sight->sign * sum / known;
}

/* The value that has held for `span_s`; infinite: none is known. */
static double least_value(const struct sight *sight, double span_s) {
  const struct timeline *timeline = sight->timeline;
  double now_s = timeline_now_s(timeline);
  unsigned long pushes = timeline->pushes[0];
  int slot = timeline_slot(timeline, 0, 0);
  double least = INFINITY;

  for (unsigned age = 0; age < TIMELINE_SLOTS && age < pushes; age++) {
    double height = sight->sign * (double)sight->window->slot[0][slot];

    if (age > 0 && !(now_s - timeline->time_s[0][slot] < span_s))
      break;
    least = height < least ? height : least; /* what is missing is not less */
    slot = slot > 0 ? slot - 1 : TIMELINE_SLOTS - 1;
  }
  return least;
}

/* The same of means. */
static double least_mean(const struct sight *sight, double span_s,
                         unsigned smooth) {
  const struct timeline *timeline = sight->timeline;
  double now_s = timeline_now_s(timeline);
  double least = INFINITY;

  for (unsigned age = 0; age < TIMELINE_SLOTS; age++) {
    int slot = timeline_slot(timeline, 0, age);

    if (slot < 0 || (age > 0 && !(now_s - timeline->time_s[0][slot] < span_s)))
      break;
    least = fmin(least, compared(sight, smooth, age));
  }
  return least;
}

/* What has held for a thirtieth of the horizon. As in a window, what a float
 * cannot hold is no value. */
static double sustained(const struct lore *lore, const struct sight *sight,
                        const struct height *height) {
  double span_s = lore->horizon_s / 30;
  double least = height->smooth > 1 ? least_mean(sight, span_s, height->smooth)
                                    : least_value(sight, span_s);

  if (isinf(least))
    least = NAN;
  return isnan(least) && fabs(height->value) <= (double)FLT_MAX ? height->value
                                                                : least;
}

void lore_step(struct lore *lore, const struct sight *sight,
               const struct height *height) {
  double now_s = timeline_now_s(sight->timeline);
  double value = sustained(lore, sight, height);
  long before = lore->step;

  if (now_s < 0)
    return;
  habit_step(&lore->habit, now_s, value, height->limit);
  /* what comes as a step ends is its last value */
  if (before >= 0)
    turn_to(lore, (long)floor(now_s / lore->step_s - 2 * LATE));
  lore->peak = fmax(lore->peak, value);
  turn_to(lore, (long)floor(now_s / lore->step_s + LATE));
  if (lore->step != before) {
    struct opinion opinion[EXPERT_COUNT];

    experts_ask(sight, lore->horizon_s, opinion);
    expect(lore, opinion, lore->expected[lore->step % LORE_STEPS]);
  }
}

/* The share of residuals that would reach the wall; NaN with too few. */
static double share_of(const struct lore *lore, int id, int rung,
                       double expected, double limit) {
  unsigned long count = lore->count[id][rung];
  int known = count < LORE_RESIDUALS ? (int)count : LORE_RESIDUALS;
  float gap = (float)(limit - expected);
  int reach = 0;

  if (!isfinite(expected) || known < LEAST_RESIDUALS)
    return NAN;
  for (int i = 0; i < LORE_RESIDUALS; i++) /* those not known are -INFINITY */
    reach += lore->residual[id][rung][i] >= gap;
  /* the expert's own word counts a fifth of a residual */
  return (reach + 0.2 * (gap <= 0)) / (known + 0.2);
}

static double weight_of(double error) {
  return 1 / (error * error * error + 1e-30);
}

/* By all who have learnt, each by its weight; NaN where nobody has. */
static double weigh(const struct lore *lore, int rung,
                    const double share[EXPERT_COUNT]) {
  double sum = 0, weights = 0;

  for (int id = 0; id < EXPERT_COUNT; id++) {
    double weight = weight_of(lore->error[id][rung]);

    if (isnan(share[id]))
      continue;
    weights += weight;
    sum += share[id] * weight;
  }
  return weights > 0 ? sum / weights : (double)NAN;
}

void lore_hear(const struct lore *lore, const struct sight *sight, double limit,
               struct hearing *ret_hearing) {
  float expected[EXPERT_COUNT][LORE_RUNGS];
  double most = 0;

  experts_ask(sight, lore->horizon_s, ret_hearing->opinion);
  expect(lore, ret_hearing->opinion, expected);
  for (int rung = 0; rung < LORE_RUNGS; rung++) {
    double probability;

    for (int id = 0; id < EXPERT_COUNT; id++)
      ret_hearing->share[id] =
          share_of(lore, id, rung, (double)expected[id][rung], limit);
    probability = weigh(lore, rung, ret_hearing->share);
    most = fmax(most, probability);
    ret_hearing->probability[rung] = isnan(probability) ? NAN : most;
  }
}
