/*
 * verdict.h - what a forecast and a present value come to.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include "forecast/follow.h"
#include "judge/alarm.h"

/* Where one member, or the host, stands before one wall. */
struct standing {
  double value;
  double limit;
  double used_percent;
  struct forecast forecast;
  struct memo memo; /* of the forecast */
};

extern const struct standing standing_unknown; /* all NaN */

/* How the future is asked about. */
struct outlook {
  enum model_id model;
  double horizon_s;
  const struct timeline *timeline;
  const struct lore *lore; /* of the wall; NULL: none */
  /* Where the same one stood before this wall when it was last asked, or
   * standing_unknown. */
  const struct standing *last;
};

/* The value that is asked about before a wall: what it compares, or where its
 * envelope stands. `window` is that of the metric that the wall foretells. */
double standing_asks(const struct wall *wall, const double *now,
                     const struct window *window,
                     const struct timeline *timeline);

/* `now` holds the values of this tick, `window` those of the metric
 * that the wall foretells. */
struct standing standing_of(const struct wall *wall,
                            const struct outlook *outlook, const double *now,
                            const struct window *window);

/* The same for a value and a limit that need not be of any metric. */
struct standing standing_before(const struct wall *wall,
                                const struct outlook *outlook, double value,
                                double limit, const struct window *window);

/* The share of the horizon within which a forecast is a failure: with the
 * default of 2220 s the last minute. */
#define VERDICT_IMMINENT (1.0 / 37)

/*
 *   wall met                                    failure
 *   met within VERDICT_IMMINENT of the horizon  failure
 *   met within the horizon                      warning
 *   else                                        ok
 *
 * A wall that `at_most_warns` is never more than a warning. *ret_certain tells
 * that it needs no forecast: the wall is met.
 */
enum state verdict_of(const struct wall *wall, const struct standing *standing,
                      double horizon_s, bool *ret_certain);

/* Whether `a` is nearer to trouble than `b`: less time left, else more used. */
bool standing_is_worse(const struct standing *a, const struct standing *b);

#endif
