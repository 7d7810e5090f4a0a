/*
 * forecast.h - when will this window meet its wall?
 *
 * The question, the answer, and the table of those who answer. A model looks at
 * a window and nothing else: it keeps no state, so a restart is a cleared
 * window. To add a model: one file, one row, one test.
 */
#ifndef FORECAST_H
#define FORECAST_H

#include "metric/wall.h"
#include "window/window.h"

struct lore;

struct question {
  double value; /* the present value, as the wall compares it */
  double limit;
  enum direction direction;
  double quantum;   /* the smallest step of a value; 0: fine enough */
  double horizon_s; /* beyond it nothing is claimed */
  bool seldom; /* the window has a value now and then, and `value` is the newest
                  of them: see metric_is_seldom() */
  bool mean; /* `value` is a mean of some ticks, the window has each of them */
  const struct lore *lore; /* what was learnt of this wall; NULL: nothing */
};

/* Each is NaN when nothing significant is known. Never infinite, never
 * negative, lower_s <= eta_s <= upper_s. */
struct forecast {
  double eta_s;       /* median of the time until the wall is met */
  double lower_s;     /* with upper_s the central 80 % */
  double upper_s;     /* NaN when it lies beyond the horizon */
  double probability; /* percent, of meeting it within the horizon */
  double per_s;       /* how fast the metric moves */
  double seen_s;      /* length of the evidence */
};

extern const struct forecast forecast_nothing; /* all NaN */

enum { RUNGS = 4 };

struct model {
  const char *name;
  const char *help;
  bool learns; /* it needs a lore, see lore.h */
  double rest; /* for how much of the horizon an answer stands; 0: it is asked
                  in each tick */
  struct forecast (*ask)(const struct window *window,
                         const struct timeline *timeline,
                         const struct question *question);
  /* What cannot wait until it is asked again, as shares of the horizon (0:
   * none): within how much of it a glance is cast in each tick; the lower rungs
   * of the ladder, the least first, each looked at now and then. */
  double near;
  struct forecast (*glance)(const struct window *window,
                            const struct timeline *timeline,
                            const struct question *question);
  double rung[RUNGS];
  struct forecast (*rush)(const struct window *window,
                          const struct timeline *timeline,
                          const struct question *question);
};

enum model_id {
  MODEL_BEST,
  MODEL_TREND,
  MODEL_LINEAR,
  MODEL_HOLT,
  MODEL_THEIL_SEN,
  MODEL_SIGMA,
  MODEL_KALMAN,
  MODEL_CONFORMAL,
  MODEL_COUNT
};

#define MODEL_DEFAULT MODEL_BEST

extern const struct model models[MODEL_COUNT];

/* The model of that name, or MODEL_COUNT; and all names, "a, b and c". */
enum { MODEL_NAMES_BYTES = 128 };
enum model_id model_called(const char *name);
void model_names(char buffer[MODEL_NAMES_BYTES]);

/* Whether the wall is met; not when value or limit are unknown. */
bool question_is_met(const struct question *question);

/* Asks a model, unless the wall is unknown (nothing) or already met (zero, with
 * certainty). */
struct forecast forecast_ask(enum model_id model, const struct window *window,
                             const struct timeline *timeline,
                             const struct question *question);

#endif
