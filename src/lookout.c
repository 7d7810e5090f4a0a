/* lookout.c - see lookout.h */
#include "lookout.h"

void lookout_learn(const struct lookout *lookout, const struct roll *roll,
                   const struct track *track, const double *now) {
  for (int i = 0; i < roll->wall_count; i++) {
    const struct wall_roll *row = &roll->wall[i];
    struct sight sight =
        sight_of(track_window(track, lookout->plan, wall_foretells(&row->wall)),
                 lookout->timeline, row->wall.direction);

    if (row->lore && lore_follows(row->lore, track))
      lore_step(row->lore, &sight, sight.sign * wall_limit(&row->wall, now));
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
