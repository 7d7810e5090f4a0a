/* stale.c - see stale.h */
#include "stale.h"

#include "truth_of.h"

#include <string.h>

/* ClearAfter is 60 s. In a year the longest were 950 s, where the daily load
 * had just ceased to rise, and 2320 s, where noise was taken for a rise. */
static const double USED_UP_MOST_S = 1800, BY_CHANCE_MOST_S = 5400;

/* Of the way to the wall; above what anybody uses who is well but at times. */
static const double FAR = 0.7;

static bool goes_by_chance(const char *wall) {
  return strcmp(wall, "io_wait") == 0 || strcmp(wall, "dirty_throttle") == 0 ||
         strcmp(wall, "device_saturation") == 0;
}

double stale_most_s(const char *wall) {
  return goes_by_chance(wall) ? BY_CHANCE_MOST_S : USED_UP_MOST_S;
}

static bool is_calm(const struct tally *tally, const struct shown *shown) {
  double share = truth_share(tally->world, shown->target, shown->wall);

  if (shown->is_near)
    return !(100 * share >= NEAR_LEAST);
  return !(share >= FAR) &&
         !plan_means(tally->plan, shown->target, shown->wall) &&
         !plan_has(tally->plan, ~0u, shown->target);
}

static void watch_one(struct tally *tally, struct shown *shown) {
  double stale_s, *longest_s = &tally->stale_s[goes_by_chance(shown->wall)];

  if (shown->state == STATE_OK || shown->unsure || !is_calm(tally, shown)) {
    shown->calm_s = NAN;
    return;
  }
  if (isnan(shown->calm_s)) {
    shown->calm_s = tally->world->lived_s;
    shown->is_stale = false;
  }
  stale_s = tally->world->lived_s - shown->calm_s;
  *longest_s = fmax(*longest_s, stale_s);
  if (stale_s <= stale_most_s(shown->wall) || shown->is_stale)
    return;
  shown->is_stale = true;
  tally_break(tally, "%s %s is up though its wall has been far for %.0f s",
              shown->target, shown->key, stale_s);
}

void stale_watch(struct tally *tally) {
  for (int i = 0; i < tally->shown_count; i++)
    if (tally->shown[i].wall)
      watch_one(tally, &tally->shown[i]);
}
