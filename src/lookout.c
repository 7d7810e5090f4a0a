/* lookout.c - see lookout.h */
#include "lookout.h"

static void learn(const struct lookout *lookout, struct lore *lore,
                  const struct wall *wall, const struct window *window,
                  const double *now) {
  struct sight sight = sight_of(window, lookout->timeline, wall->direction);
  struct height height = {
      .value = sight.sign * standing_asks(wall, now, window, lookout->timeline),
      .limit = sight.sign * wall_limit(wall, now),
      .smooth = wall->smooth,
  };

  lore_step(lore, &sight, &height);
}

void lookout_learn(const struct lookout *lookout, const struct roll *roll,
                   const struct track *track, const double *now) {
  for (int i = 0; i < roll->wall_count; i++) {
    const struct wall *wall = &roll->wall[i].wall;
    struct lore *lore = roll->wall[i].lore;

    if (lore && lore_follows(lore, track))
      learn(lookout, lore, wall,
            track_window(track, lookout->plan, wall_foretells(wall)), now);
  }
}

void lookout_stand(const struct lookout *lookout, const struct roll *roll,
                   const struct track *track, const double *now,
                   struct standing *standings) {
  struct outlook outlook = {lookout->settings->model,
                            lookout->settings->horizon_s, lookout->timeline};

  for (int i = 0; i < roll->wall_count; i++) {
    const struct wall *wall = &roll->wall[i].wall;

    outlook.lore = roll->wall[i].lore;
    outlook.last = &standings[i];
    standings[i] =
        standing_of(wall, &outlook, now,
                    track_window(track, lookout->plan, wall_foretells(wall)));
  }
}

bool lookout_sees_risk(const struct lookout *lookout, const struct roll *roll,
                       const struct standing *standings) {
  for (int i = 0; i < roll->wall_count; i++) {
    bool met;
    enum state state = verdict_of(&roll->wall[i].wall, &standings[i],
                                  lookout->settings->horizon_s, &met);

    if (met || state > STATE_OK)
      return true;
  }
  return false;
}
