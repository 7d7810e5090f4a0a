/*
 * kalman.h - the model "kalman": a robust filter for a level with a trend.
 *
 * The local linear trend model (Harvey, Forecasting, Structural Time Series
 * Models and the Kalman Filter, 1989, 2.3)
 *
 *     value = level + noise r
 *     level <- level + slope + noise q1,   slope <- slope + noise q2
 *
 * is run over the last horizon, a step a slot. r is learnt from the innovations
 * as they come; q1 = r 2 / n and q2 = r (1.5 / n)^3, with n slots a horizon,
 * let a slope change within the better half of a horizon. An innovation beyond
 * 2.5 standard deviations counts as much as one of 2.5 (Huber, Robust
 * Statistics, 1981). Two-sided CUSUM (Page, Biometrika 41, 1954; slack 0.75,
 * threshold 12) opens the filter where innovations lean to one side: a trend
 * that has set in, or ended.
 *
 * How far the filter is off over an eighth of a horizon tells the diffusion
 * s^2 of what lies ahead. The probability is that of the first passage of
 * Brownian motion with the drift m,
 *
 *     Phi((m H - D) / (s sqrt H)) + exp(2 m D / s^2) Phi(-(D + m H) / (s sqrt
 * H))
 *
 * (Cox and Miller, 1965, 5.7), as a mean over five quantiles of the slope.
 */
#ifndef KALMAN_H
#define KALMAN_H

#include "forecast/forecast.h"

struct span;

/* What the filter has come to; all a second. NaN with too few values. */
struct trend_state {
  double level;
  double per_s;
  double per_s_error; /* standard deviation */
  double diffusion;   /* variance a second */
};

struct trend_state kalman_over(const struct span *span, double horizon_s);

/* From 0 to 1. `distance` is from `state->level`. */
double kalman_probability(const struct trend_state *state, double distance,
                          double horizon_s);

struct forecast kalman_ask(const struct window *window,
                           const struct timeline *timeline,
                           const struct question *question);

#endif
