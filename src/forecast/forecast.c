/* forecast.c - see forecast.h */
#include "forecast/forecast.h"

#include "forecast/trend.h"

#include <math.h>

/* clang-format off */
const struct model models[MODEL_COUNT] = {
  [MODEL_TREND] = { "trend", "Drift with diffusion over the stretch since the last change, at four resolutions.", trend_ask },
};
/* clang-format on */

const struct forecast forecast_nothing = {NAN, NAN, NAN, NAN, NAN, NAN};

static bool is_reached(const struct question *question) {
  return question->direction == UPWARD ? question->value >= question->limit
                                       : question->value <= question->limit;
}

struct forecast forecast_ask(enum model_id model, const struct window *window,
                             const struct timeline *timeline,
                             const struct question *question) {
  if (!isfinite(question->value) || !isfinite(question->limit))
    return forecast_nothing;
  if (is_reached(question))
    return (struct forecast){.probability = 100, .per_s = NAN, .seen_s = NAN};
  return models[model].ask(window, timeline, question);
}
