/* truth_of.h - whether a wall is met, by the world's own numbers. */
#ifndef SOAK_TRUTH_OF_H
#define SOAK_TRUTH_OF_H

#include "trouble.h"

bool truth_is_met(const struct world *world, const struct plan *plan,
                  const char *target, const char *wall);

#endif
