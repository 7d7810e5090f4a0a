/* drift.c - see drift.h */
#include "forecast/drift.h"

#include <math.h>

enum { LEAST_TO_JUDGE = 4 };

static const double OUT_OF_LINE = 5;     /* standard deviations of a step */
static const double LEAST_SPREAD = 0.05; /* of the drift, a step: no leak is
                                            as even as it looks in a window */

static double rate_at(const struct span *points, int i) {
  return (points->v[i] - points->v[i + 1]) / (points->t[i] - points->t[i + 1]);
}

/* How many steps, from the newest back, are in line with each other. Mean and
 * variance run along (Welford). */
static int stretch(const struct span *points, double quantum) {
  double mean = 0, squares = 0;
  int n = 0;

  for (; n + 1 < points->count; n++) {
    double rate = rate_at(points, n);
    double passed_s = points->t[n] - points->t[n + 1];
    double spread = n > 1 ? sqrt(squares / (n - 1)) : 0;
    double before = mean;

    spread = fmax(spread, LEAST_SPREAD * fabs(mean));
    spread = fmax(spread, quantum / 2 / passed_s);
    if (n >= LEAST_TO_JUDGE && fabs(rate - mean) > OUT_OF_LINE * spread)
      break;
    mean += (rate - mean) / (n + 1);
    squares += (rate - before) * (rate - mean);
  }
  return n;
}

/* Drift and diffusion over the `steps` newest steps. */
static struct drift measure(const struct span *points, int steps) {
  struct drift drift = {.steps = steps,
                        .seen_s = points->t[0] - points->t[steps]};
  double step_s = drift.seen_s / steps;
  double sum = 0;

  drift.per_s = (points->v[0] - points->v[steps]) / drift.seen_s;
  for (int i = 0; i < steps; i++) {
    double passed_s = points->t[i] - points->t[i + 1];
    double off = points->v[i] - points->v[i + 1] - drift.per_s * passed_s;

    sum += off * off / passed_s;
  }
  drift.diffusion = sum / (steps - 1);
  drift.step_noise = sqrt(drift.diffusion * step_s);
  drift.diffusion =
      fmax(drift.diffusion,
           LEAST_SPREAD * drift.per_s * LEAST_SPREAD * drift.per_s * step_s);
  return drift;
}

static double standard_error(const struct drift *drift) {
  return sqrt(drift->diffusion / drift->seen_s);
}

/* The newer half knows better when the two do not agree: a leak that sets in
 * slowly, a cache that fills up. */
static struct drift prefer_newer(const struct span *points,
                                 struct drift whole) {
  struct drift newer;

  if (whole.steps < 2 * DRIFT_LEAST_STEPS)
    return whole;
  newer = measure(points, whole.steps / 2);
  return fabs(newer.per_s - whole.per_s) > 2 * standard_error(&newer) ? newer
                                                                      : whole;
}

struct drift drift_of(const struct span *points, double quantum) {
  int steps = stretch(points, quantum);

  if (steps < DRIFT_LEAST_STEPS)
    return (struct drift){0};
  return prefer_newer(points, measure(points, steps));
}

double drift_errors(const struct drift *drift) {
  return drift->per_s / standard_error(drift);
}

bool drift_exceeds(const struct drift *drift, double errors) {
  return drift->steps > 0 && drift->per_s > 0 && drift_errors(drift) > errors;
}
