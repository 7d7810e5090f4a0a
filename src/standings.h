/*
 * standings.h - where everybody stands before every wall, after a tick.
 *
 * First each group, as it is told to collectd: the member that is worst off,
 * and the alarm. Then its members that were seen in this tick, each with its
 * own forecast and the verdict on it, which no alarm has held. Then the host,
 * the devices and the filesystems.
 */
#ifndef STANDINGS_H
#define STANDINGS_H

#include "judge/verdict.h"
#include "settings.h"

struct pipeline;

struct stand {
  const char *target;
  int pid;       /* of a member; 0: of all others */
  size_t member; /* the number of a member, see tape.h */
  const struct wall *wall;
  const struct standing *standing;
  enum state state;
};

void standings_each(const struct pipeline *pipeline,
                    const struct settings *settings,
                    void (*take)(void *context, const struct stand *stand),
                    void *context);

#endif
