/*
 * experts.h - plain opinions on where a value will be.
 *
 * Each looks at a window in its own way and says a level and a slope; what is
 * expected as the highest value within h seconds is  level + max(0, slope) h.
 * How far such opinions are off is learnt elsewhere (see lore.h), from those
 * that are ripe.
 */
#ifndef EXPERTS_H
#define EXPERTS_H

#include "forecast/span.h"

#include <stdbool.h>

enum expert_id {
  EXPERT_LAST,      /* it stays where it is */
  EXPERT_LINE_HALF, /* least squares over half a horizon, */
  EXPERT_LINE_1,    /* one, */
  EXPERT_LINE_4,    /* four, */
  EXPERT_LINE_8,    /* and eight */
  EXPERT_HOLT,      /* double exponential smoothing */
  EXPERT_STEADY_1,  /* least squares without jumps, over one horizon, */
  EXPERT_STEADY_4,  /* and four */
  EXPERT_DAY,       /* as a day ago: see lore.h */
  EXPERT_COUNT
};

struct opinion {
  double level; /* NaN: none */
  double per_s;
  double share;    /* of the variance that its line explains, R^2 */
  double residual; /* standard deviation about its line */
  bool is_ripe;    /* half of the time it asks for was there */
};

/* All but EXPERT_DAY. */
void experts_ask(const struct sight *sight, double horizon_s,
                 struct opinion opinion[EXPERT_COUNT]);

#endif
