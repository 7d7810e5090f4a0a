/* follow.c - see follow.h */
#include "forecast/follow.h"

#include "forecast/reach.h"

#include <math.h>

static const double VALUE_MOVED = 1.0 / 4, WALL_MOVED = 1.0 / 8;
static const double TURN_KEPT = 8; /* ticks, for which it is known */
static const double CALM = 1;      /* percent */
static const double EARLY = 0.001; /* of a rest: a tick is not as punctual */

const struct memo memo_empty = MEMO_EMPTY;

/* Between two readings of what is seldom read. */
static bool knows_no_more(const struct memo *memo, const struct sight *sight,
                          const struct question *question) {
  return question->seldom && !isnan(memo->asked_s) &&
         question->value == memo->value && question->limit == memo->limit &&
         isnan(window_at(sight->window, sight->timeline, 0, 0));
}

/* How much nearer the wall is than when it was asked about, in ways there were
 * to go. */
static double nearer(const struct memo *memo, const struct sight *sight,
                     const struct question *question) {
  return sight->sign * (question->value - memo->value) /
         fabs(memo->limit - memo->value);
}

/* Whether something has happened that the answer did not know of. A value that
 * was as near before is none; nor is one that went away, where nothing was told
 * or where it stands on a drift, as under the teeth of a collector. */
static bool is_news(const struct memo *memo, const struct sight *sight,
                    const struct question *question,
                    const struct forecast *last) {
  double way = fabs(memo->limit - memo->value);
  double moved = nearer(memo, sight, question);

  if (isnan(moved) || question_is_met(question) ||
      !(fabs(question->limit - memo->limit) < WALL_MOVED * way))
    return true;
  if (moved >= VALUE_MOVED)
    return reach_is_highest(sight, question);
  return moved <= -VALUE_MOVED && !isnan(last->eta_s) && isnan(last->seen_s);
}

/* What was told is over: a restart, a cure. */
static bool has_fallen(const struct memo *memo, const struct sight *sight,
                       const struct question *question,
                       const struct forecast *last) {
  return !isnan(last->eta_s) && nearer(memo, sight, question) <= -VALUE_MOVED &&
         reach_is_low(sight, question);
}

static bool still_stands(const struct memo *memo, const struct sight *sight,
                         const struct question *question,
                         const struct forecast *last) {
  double now_s = timeline_now_s(sight->timeline);

  return now_s - memo->asked_s < memo->rest_s * (1 - EARLY) &&
         !is_news(memo, sight, question, last);
}

static double sooner(double left_s, double passed_s) {
  return isnan(left_s) ? NAN : fmax(0, left_s - passed_s);
}

static struct forecast told_anew(const struct forecast *last, double passed_s) {
  struct forecast forecast = *last;

  forecast.eta_s = sooner(last->eta_s, passed_s);
  forecast.lower_s = sooner(last->lower_s, passed_s);
  forecast.upper_s = sooner(last->upper_s, passed_s);
  return forecast;
}

static struct question within(const struct question *question, double share) {
  struct question soon = *question;

  soon.horizon_s *= share;
  return soon;
}

/* What was at this height before, and came back, tells nothing. */
static bool was_here(const struct sight *sight, const struct question *question,
                     struct memo *memo) {
  double now_s = timeline_now_s(sight->timeline);

  if (!(now_s - memo->turned_s <
        TURN_KEPT * timeline_step_s(sight->timeline))) {
    memo->turned_at = reach_turned_at(sight, question);
    memo->turned_s = now_s;
  }
  return !reach_is_beyond(sight, question, memo->turned_at);
}

static struct forecast glance(const struct model *model,
                              const struct sight *sight,
                              const struct question *question) {
  if (!reach_could_meet(sight, question))
    return forecast_nothing;
  return model->glance(sight->window, sight->timeline, question);
}

/* A rung, if it is time to look at it. */
static struct forecast look(const struct model *model,
                            const struct sight *sight,
                            const struct question *question, double *rushed_s) {
  double now_s = timeline_now_s(sight->timeline);

  if (now_s - *rushed_s < model->rest * question->horizon_s ||
      !reach_could_meet(sight, question))
    return forecast_nothing;
  *rushed_s = now_s;
  return model->rush(sight->window, sight->timeline, question);
}

/* The lower rungs: in each tick what is cheap, and the rest now and then. Where
 * the highest is out of reach the others are as well. */
static struct forecast rush(const struct model *model,
                            const struct sight *sight,
                            const struct question *question, struct memo *memo,
                            double *ret_share) {
  struct question soon = within(question, model->rung[RUNGS - 1]);
  struct forecast forecast;

  *ret_share = model->near;
  if (!(soon.horizon_s > 0) || question->mean || question_is_met(question) ||
      !reach_could_meet(sight, &soon) || was_here(sight, question, memo))
    return forecast_nothing;
  soon = within(question, model->near);
  forecast = glance(model, sight, &soon);
  for (int i = 0; i < RUNGS && isnan(forecast.eta_s); i++) {
    soon = within(question, *ret_share = model->rung[i]);
    forecast = look(model, sight, &soon, &memo->rushed_s[i]);
  }
  return forecast;
}

static void remember(struct memo *memo, double now_s, double rest_s,
                     const struct question *question) {
  memo->asked_s = memo->told_s = now_s;
  memo->rest_s = rest_s;
  memo->value = question->value;
  memo->limit = question->limit;
}

struct forecast forecast_follow(enum model_id id, const struct sight *sight,
                                const struct question *question,
                                const struct forecast *last,
                                struct memo *memo) {
  const struct model *model = &models[id];
  double now_s = timeline_now_s(sight->timeline);
  double rest_s = model->rest * question->horizon_s;
  double share;
  struct forecast forecast = rush(model, sight, question, memo, &share);

  if (!isnan(forecast.eta_s)) {
    remember(memo, now_s, share * rest_s, question);
    return forecast;
  }
  if (rest_s > 0 && has_fallen(memo, sight, question, last)) {
    remember(memo, now_s, rest_s, question);
    return forecast_nothing;
  }
  if ((still_stands(memo, sight, question, last) ||
       knows_no_more(memo, sight, question)) &&
      !(last->eta_s <= now_s - memo->told_s)) {
    forecast = told_anew(last, now_s - memo->told_s);
    memo->told_s = now_s;
    return forecast;
  }
  forecast = forecast_ask(id, sight->window, sight->timeline, question);
  if (rest_s > 0 && forecast.probability < 100)
    remember(memo, now_s, forecast.probability < CALM ? 2 * rest_s : rest_s,
             question);
  else
    memo->asked_s = NAN;
  return forecast;
}
