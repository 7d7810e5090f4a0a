/* score.c - see score.h */
#include "score.h"

#include <math.h>

enum { LEAD_PARTS = 12, GAP_PARTS = 4, DOUBT_PARTS = 4, RESOLUTION = 512 };

static const int ahead_parts[SCORE_AHEADS] = {6, 4, 2};
static const double ERROR_MOST = 10.24;
static const struct told told_nothing = {NAN, NAN, NAN, NAN};
static const struct alarm_span no_alarm = {NAN, NAN};

void score_init(struct score *score, double limit, enum direction direction,
                double horizon_s) {
  *score = (struct score){
      .limit = limit, .direction = direction, .horizon_s = horizon_s};
  spread_init(&score->lead_s, 2 * horizon_s);
  spread_init(&score->eta_error, ERROR_MOST);
  score_begin(score);
}

void score_begin(struct score *score) {
  struct score_series *series = &score->series;

  *series = (struct score_series){
      .alarm = no_alarm, .alarm_then = no_alarm, .next_doubt_s = NAN};
  truth_init(&series->truth, score->limit, score->direction, score->horizon_s);
}

/* --- times ---------------------------------------------------------------- */

static double resolution_s(const struct truth *truth) {
  return truth->quiet_s / RESOLUTION;
}

static struct told *told_ago(struct score_series *series, unsigned long ago) {
  return &series->told[(series->kept - 1 - ago) % SCORE_KEPT];
}

static void keep_told(struct score_series *series, double at_s,
                      const struct forecast *forecast) {
  double since_s =
      series->kept > 0 ? at_s - told_ago(series, 0)->at_s : INFINITY;

  if (isnan(forecast->eta_s) ||
      !truth_within(&series->truth, resolution_s(&series->truth), since_s))
    return;
  series->kept++;
  *told_ago(series, 0) = (struct told){at_s, forecast->eta_s, forecast->lower_s,
                                       forecast->upper_s};
}

/* What was told nearest to `at_s`, if it was told then. */
static struct told told_at(struct score_series *series, double at_s) {
  double near_s = (resolution_s(&series->truth) + series->truth.step_s) / 2;
  struct told best = told_nothing;

  for (unsigned long ago = 0; ago < SCORE_KEPT && ago < series->kept; ago++) {
    struct told *told = told_ago(series, ago);

    if (told->at_s < at_s - near_s)
      break;
    if (fabs(told->at_s - at_s) < near_s) {
      near_s = fabs(told->at_s - at_s);
      best = *told;
    }
  }
  return best;
}

/* Remembers what a crossing that begins now is to be told by. */
static void look_back(struct score_series *series, double at_s) {
  series->alarm_then = series->alarm;
  for (int i = 0; i < SCORE_AHEADS; i++)
    series->told_then[i] =
        told_at(series, at_s - truth_part_s(&series->truth, ahead_parts[i]));
}

static void judge_time(struct score *score, const struct told *told,
                       double at_s) {
  double left_s = at_s - told->at_s;

  if (!(left_s > 0))
    return;
  spread_add(&score->eta_error, fabs(told->eta_s - left_s) / left_s);
  if (isnan(told->lower_s))
    return;
  score->intervals++;
  score->covered += told->lower_s <= left_s && !(told->upper_s < left_s);
}

/* --- chances -------------------------------------------------------------- */

static struct doubt *doubt_at(struct score_series *series, unsigned place) {
  return &series->doubt[(series->first + place) % SCORE_DOUBTS];
}

static void add_doubt(struct score_series *series, const struct moment *moment,
                      double probability) {
  double every_s = truth_part_s(&series->truth, DOUBT_PARTS);
  double late_s;

  if (isnan(series->next_doubt_s))
    series->next_doubt_s = moment->at_s;
  late_s = moment->at_s - series->next_doubt_s;
  if (!truth_within(&series->truth, 0, late_s))
    return;
  series->next_doubt_s +=
      every_s * (1 + floor((late_s + series->truth.step_s / 2) / every_s));
  if (moment->busy || series->doubts == SCORE_DOUBTS)
    return;
  *doubt_at(series, series->doubts++) = (struct doubt){
      .at_s = moment->at_s,
      .chance = isnan(probability) ? 0 : probability / 100,
  };
}

static void confirm_doubts(struct score_series *series, double crossed_s) {
  for (unsigned i = 0; i < series->doubts; i++) {
    struct doubt *doubt = doubt_at(series, i);
    double until_s = crossed_s - doubt->at_s;

    if (until_s > 0 &&
        truth_within(&series->truth, until_s, series->truth.span_s))
      doubt->happened = true;
  }
}

/* Those whose horizon is over, and in it no crossing is uncertain. */
static void settle_doubts(struct score *score, double now_s) {
  struct score_series *series = &score->series;
  const struct truth *truth = &series->truth;

  while (series->doubts > 0) {
    const struct doubt *doubt = doubt_at(series, 0);

    if (!truth_within(truth, truth->span_s, now_s - doubt->at_s) ||
        truth_within(truth, truth->rising_s - doubt->at_s, truth->span_s))
      return;
    reliability_add(&score->reliability, doubt->chance, doubt->happened);
    series->first = (series->first + 1) % SCORE_DOUBTS;
    series->doubts--;
  }
}

/* --- alarms --------------------------------------------------------------- */

static void judge_crossing(struct score *score, double at_s) {
  const struct score_series *series = &score->series;
  const struct truth *truth = &series->truth;
  const struct alarm_span *alarm = &series->alarm_then;
  double lead_s = at_s - alarm->since_s;

  score->crossings++;
  for (int i = 0; i < SCORE_AHEADS; i++)
    judge_time(score, &series->told_then[i], at_s);
  if (!truth_within(truth, at_s - alarm->last_s,
                    truth_part_s(truth, GAP_PARTS)))
    return;
  if (!truth_within(truth, truth_part_s(truth, LEAD_PARTS), lead_s)) {
    score->late++;
    return;
  }
  score->foretold++;
  spread_add(&score->lead_s, lead_s);
}

static void judge_alarm(struct score *score, double at_s, bool warns) {
  const struct truth *truth = &score->series.truth;
  struct alarm_span *alarm = &score->series.alarm;

  if (warns) {
    alarm->since_s = isnan(alarm->since_s) ? at_s : alarm->since_s;
    alarm->last_s = at_s;
  }
  if (isnan(alarm->since_s))
    return;
  if (!truth_within(truth, at_s - alarm->last_s,
                    truth_part_s(truth, GAP_PARTS)) ||
      !truth_within(truth, at_s - alarm->since_s, 2 * truth->span_s)) {
    score->wrong++;
    *alarm = no_alarm;
  }
}

/* --- a series ------------------------------------------------------------- */

/* What a sample tells of those before it. */
static void look_on(struct score *score, const struct moment *moment) {
  struct score_series *series = &score->series;

  if (moment->rises)
    look_back(series, moment->at_s);
  if (moment->crosses) {
    judge_crossing(score, moment->began_s);
    confirm_doubts(series, moment->began_s);
  }
  settle_doubts(score, moment->at_s);
  if (moment->busy)
    series->alarm = no_alarm;
  else if (moment->warm)
    score->seen_s += moment->seen_s;
}

static void listen(struct score *score, const struct moment *moment,
                   const struct forecast *forecast, enum state state) {
  struct score_series *series = &score->series;

  add_doubt(series, moment, forecast->probability);
  if (moment->busy)
    return;
  keep_told(series, moment->at_s, forecast);
  judge_alarm(score, moment->at_s, state >= STATE_WARNING);
}

void score_step(struct score *score, double at_s, double value,
                const struct forecast *forecast, enum state state) {
  struct truth *truth = &score->series.truth;
  struct moment moment;
  double missing_s;

  if (!isfinite(at_s) || !(at_s > truth->last_s))
    return;
  missing_s = truth_expect(truth, at_s);
  if (!isnan(missing_s)) {
    moment = truth_step(truth, missing_s, NAN);
    look_on(score, &moment);
  }
  moment = truth_step(truth, at_s, value);
  look_on(score, &moment);
  if (moment.warm)
    listen(score, &moment, forecast, state);
}

/* What still rises stays unknown, and so is no crossing. */
void score_end(struct score *score) {
  score->series.truth.rising_s = NAN;
  settle_doubts(score, score->series.truth.last_s);
  score_begin(score);
}
