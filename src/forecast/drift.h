/*
 * drift.h - how fast a span moves, and how sure that is.
 *
 * Walking back from the newest value, the stretch ends at the first step that
 * is out of line with the newer ones by 5 standard deviations: a restart, a
 * jump, the onset of a leak. Drift and diffusion are measured on the steps of
 * the stretch; where its newer half differs, that knows better.
 */
#ifndef DRIFT_H
#define DRIFT_H

#include "forecast/span.h"

#include <stdbool.h>

enum { DRIFT_LEAST_STEPS = 8 };

struct drift {
  int steps;
  double distance;   /* D; the caller's */
  double per_s;      /* m */
  double diffusion;  /* s^2, a second */
  double seen_s;     /* T */
  double step_noise; /* standard deviation of a value against the drift */
};

/* `quantum` is the smallest step of a value, or 0. Of no steps when fewer than
 * DRIFT_LEAST_STEPS agree. */
struct drift drift_of(const struct span *points, double quantum);

/* In standard errors; and whether it exceeds so many of them, upwards. */
#define DRIFT_SIGNIFICANT 4.0
double drift_errors(const struct drift *drift);
bool drift_exceeds(const struct drift *drift, double errors);

#endif
