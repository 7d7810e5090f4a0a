/*
 * lookout.h - how somebody's future is seen from a tick: what the walls learn
 * of it, and where it stands before each of them.
 */
#ifndef LOOKOUT_H
#define LOOKOUT_H

#include "roll.h"
#include "window/track.h"

/* A moment, and the windows of those who are looked at. */
struct lookout {
  const struct settings *settings;
  const struct timeline *timeline;
  const struct window_plan *plan;
};

/* From a track that each wall's lore follows; its values of this tick were
 * pushed. */
void lookout_learn(const struct lookout *lookout, const struct roll *roll,
                   const struct track *track, const double *now);

/* Where one with these values stands: a standing for each wall of the roll.
 * `standings` tell where it stood before, or are standing_unknown. */
void lookout_stand(const struct lookout *lookout, const struct roll *roll,
                   const struct track *track, const double *now,
                   struct standing *standings);

/* Whether a wall is met or foretold from there. */
bool lookout_sees_risk(const struct lookout *lookout, const struct roll *roll,
                       const struct standing *standings);

#endif
