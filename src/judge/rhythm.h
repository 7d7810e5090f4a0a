/*
 * rhythm.h - what is told of the cycle of a metric beside its wall.
 */
#ifndef RHYTHM_H
#define RHYTHM_H

#include "metric/wall.h"
#include "window/window.h"

/* NaN: no cycle is significant; the two do not meet. */
struct rhythm {
  double period_s;
  double peak_in_s;        /* from now to its next height */
  double coincidence_in_s; /* until it and writeback are at their heights */
};

extern const struct rhythm rhythm_unknown; /* all NaN */

/* Where cycles are looked for: `writeback` is the host's window of
 * dirty_pending; NULL: there is none. */
struct rhythm_context {
  const struct timeline *timeline;
  const struct window *writeback;
};

/* Of the wall's metric in `window` (NULL: nothing is known). Costs as much as
 * two of period_find(): not for each tick. Heights a tenth of the shorter
 * period apart coincide, or a tick where that is longer. */
struct rhythm rhythm_of(const struct wall *wall, const struct window *window,
                        const struct rhythm_context *context);

#endif
