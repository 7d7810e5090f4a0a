/* truth_of.h - how far a wall is, by the world's own numbers. */
#ifndef SOAK_TRUTH_OF_H
#define SOAK_TRUTH_OF_H

#include "trouble.h"

/* How much of the way to the wall is gone, by whoever of the target is nearest:
 * 1 when it is met, 0 where nobody is there. */
double truth_share(const struct world *world, const char *target,
                   const char *wall);

bool truth_is_met(const struct world *world, const struct plan *plan,
                  const char *target, const char *wall);

#endif
