/* tear.c - see tear.h */
#include "tear.h"

#include <math.h>

/* Two clocks are not read at once, and a busy machine is late by a tick or
 * two. */
static const double SLEEP_S = 1;
static const double INTERVALS = 3;
static const double HEELS = 0.04; /* of an interval */

void tear_init(struct tear *tear) {
  *tear = (struct tear){.now_s = NAN, .asleep_s = NAN};
}

bool tear_is_too_soon(const struct tear *tear, double now_s,
                      double interval_s) {
  return now_s - tear->now_s < HEELS * interval_s;
}

bool tear_step(struct tear *tear, double now_s, double asleep_s,
               double interval_s) {
  bool slept = asleep_s - tear->asleep_s > SLEEP_S;
  bool paused = now_s - tear->now_s > INTERVALS * interval_s;

  *tear = (struct tear){.now_s = now_s, .asleep_s = asleep_s};
  return slept || paused;
}
