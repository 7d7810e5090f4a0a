/* forecast.c - see forecast.h */
#include "forecast/forecast.h"

#include "forecast/best.h"
#include "forecast/conformal.h"
#include "forecast/holt.h"
#include "forecast/kalman.h"
#include "forecast/linear.h"
#include "forecast/sigma.h"
#include "forecast/theil_sen.h"
#include "forecast/trend.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
const struct model models[MODEL_COUNT] = {
  [MODEL_BEST] = { "best", "What all others see, weighed by what it was worth on many series; the default.", .learns = true, .rest = 1.0 / 12, .ask = best_ask, .near = 1.0 / 6, .glance = trend_glance, .rung = {1.0 / 37, 1.0 / 15, 1.0 / 6, 1.0 / 2.5}, .rush = best_rush },
  [MODEL_TREND] = { "trend", "Drift with diffusion over the stretch since the last change, at four resolutions.", .ask = trend_ask },
  [MODEL_LINEAR] = { "linear", "Least squares over the last horizon: what predict_linear does.", .ask = linear_ask },
  [MODEL_HOLT] = { "holt", "Double exponential smoothing over the last horizon.", .ask = holt_ask },
  [MODEL_THEIL_SEN] = { "theil_sen", "The median of the slopes of twelve block medians, if Kendall's test finds a trend.", .ask = theil_sen_ask },
  [MODEL_SIGMA] = { "sigma", "More than two standard deviations above the mean of the last 60 values.", .ask = sigma_ask },
  [MODEL_KALMAN] = { "kalman", "A robust filter for level and trend; probability of first passage.", .ask = kalman_ask },
  [MODEL_CONFORMAL] = { "conformal", "Several experts, each with the distribution of its past errors.", .learns = true, .ask = conformal_ask },
};
/* clang-format on */

const struct forecast forecast_nothing = {NAN, NAN, NAN, NAN, NAN, NAN};

enum model_id model_called(const char *name) {
  int id = 0;

  while (id < MODEL_COUNT && strcmp(models[id].name, name) != 0)
    id++;
  return (enum model_id)id;
}

void model_names(char buffer[MODEL_NAMES_BYTES]) {
  size_t used = 0;

  for (int id = 0; id < MODEL_COUNT && used < MODEL_NAMES_BYTES; id++) {
    const char *before = id == 0 ? "" : id + 1 < MODEL_COUNT ? ", " : " and ";

    used += (size_t)snprintf(buffer + used, MODEL_NAMES_BYTES - used, "%s%s",
                             before, models[id].name);
  }
}

bool question_is_met(const struct question *question) {
  return question->direction == UPWARD ? question->value >= question->limit
                                       : question->value <= question->limit;
}

struct forecast forecast_ask(enum model_id model, const struct window *window,
                             const struct timeline *timeline,
                             const struct question *question) {
  if (!isfinite(question->value) || !isfinite(question->limit))
    return forecast_nothing;
  if (question_is_met(question))
    return (struct forecast){.probability = 100, .per_s = NAN, .seen_s = NAN};
  return models[model].ask(window, timeline, question);
}
