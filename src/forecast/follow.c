/* follow.c - see follow.h */
#include "forecast/follow.h"

#include <math.h>

static const double VALUE_MOVED = 1.0 / 4, WALL_MOVED = 1.0 / 8;
static const double EARLY = 0.001; /* of a rest: a tick is not as punctual */

const struct memo memo_empty = {NAN, NAN, NAN, NAN};

static bool still_stands(const struct memo *memo, double now_s,
                         const struct question *question, double rest_s) {
  double way = fabs(memo->limit - memo->value);

  return now_s - memo->asked_s < rest_s * (1 - EARLY) &&
         fabs(question->value - memo->value) < VALUE_MOVED * way &&
         fabs(question->limit - memo->limit) < WALL_MOVED * way;
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

static struct forecast glance(const struct model *model,
                              const struct window *window,
                              const struct timeline *timeline,
                              const struct question *question) {
  bool is_open = question->direction == UPWARD
                     ? question->value < question->limit
                     : question->value > question->limit;

  return model->glance && is_open ? model->glance(window, timeline, question)
                                  : forecast_nothing;
}

struct forecast forecast_follow(enum model_id model, const struct sight *sight,
                                const struct question *question,
                                const struct forecast *last,
                                struct memo *memo) {
  double now_s = timeline_now_s(sight->timeline);
  double rest_s = models[model].rest * question->horizon_s;
  struct memo before = *memo;
  struct forecast forecast =
      glance(&models[model], sight->window, sight->timeline, question);

  *memo = memo_empty;
  if (!isnan(forecast.eta_s))
    return forecast;
  if (still_stands(&before, now_s, question, rest_s) &&
      !(last->eta_s <= now_s - before.told_s)) {
    *memo = before;
    memo->told_s = now_s;
    return told_anew(last, now_s - before.told_s);
  }
  forecast = forecast_ask(model, sight->window, sight->timeline, question);
  if (rest_s > 0 && forecast.probability < 100)
    *memo = (struct memo){now_s, now_s, question->value, question->limit};
  return forecast;
}
