/*
 * trend.h - the model "trend": a drift that stands out from its own diffusion.
 *
 * The value is taken for a walk with drift m and diffusion s^2 (variance a
 * second), both measured on the steps of the window. Noise that comes and goes,
 * single jumps and plain walks all have a drift within a few standard errors of
 * zero, s / sqrt(T) after T seconds, and get no forecast; steps that agree with
 * each other do. With D the distance to the wall, the time t is a quantile at
 * z standard normals where
 *
 *     m t - D = z s sqrt(t + t^2 / T)
 *
 * (diffusion until t, and the error of m carried forward): a quadratic in t.
 * z = 0 gives the median D / m, z = +-1.2816 the central 80 %, and the
 * probability of crossing within H is Phi((m H - D) / (s sqrt(H + H^2 / T))).
 * This is the first passage of Brownian motion with drift (Cox and Miller, The
 * Theory of Stochastic Processes, 1965, 5.7) without its reflection term, which
 * is negligible where the drift is significant.
 *
 * It keeps silent unless
 *   - at least 8 steps agree (drift.h);
 *   - the drift exceeds 4 standard errors, heading for the wall;
 *   - the value has not turned back from a higher level within the ring or the
 *     next coarser one: what came back once may come back again (garbage
 *     collection, caches, daily load);
 *   - the stretch outlasts two cycles, where the metric has one (period.h);
 *   - the wall is no further off than ten times the length of the evidence.
 *
 * Where a cycle is known, a drift shorter than two of them is a part of it. The
 * same is asked then of what is left without the cycle, and the wall is as much
 * nearer as its heights stand above that: the leak under a collector's
 * sawtooth. To find a cycle costs a hundred times the rest, so it is done only
 * where there is a drift to speak of, or where the means of the thirds of a
 * ring head for the wall.
 */
#ifndef TREND_H
#define TREND_H

#include "forecast/forecast.h"

struct forecast trend_ask(const struct window *window,
                          const struct timeline *timeline,
                          const struct question *question);

/* The same of a drift that exceeds 8 standard errors, beyond what the value
 * came back from (reach.h); or of 4 below a cycle, which is looked for only if
 * `is_worth_a_cycle`. */
struct forecast trend_ask_clear(const struct window *window,
                                const struct timeline *timeline,
                                const struct question *question,
                                bool is_worth_a_cycle);

/* As `trend`, of the last 60 ticks alone, and without cycles: cheap enough for
 * each tick. They have one value of what is seldom read: that is looked at as
 * by trend_ask(). */
struct forecast trend_glance(const struct window *window,
                             const struct timeline *timeline,
                             const struct question *question);

#endif
