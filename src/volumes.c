/* volumes.c - see volumes.h */
#include "volumes.h"

#include "emit/words.h"
#include "wall_plan.h"

#include <math.h>
#include <string.h>

int volumes_init(struct subjects *volumes, const struct settings *settings) {
  static const struct thresholds none = {0};
  struct roll model;
  struct window_plan plan;

  window_plan_init(&plan, SCOPE_FILESYSTEM);
  roll_init(&model, "", SCOPE_FILESYSTEM);
  wall_plan(&model, &plan, &none, settings);
  return subjects_init(volumes, settings, &model, &plan, VOLUMES_MOST);
}

/* Cut where `target` is full; whether it was. */
static bool escape(const char *point, char target[GROUP_NAME_BYTES]) {
  const char *rest = strcmp(point, "/") == 0 ? "root" : point + 1;
  size_t length = strlen("fs-");

  memcpy(target, "fs-", length);
  for (; *rest && length + 1 < GROUP_NAME_BYTES; rest++)
    target[length++] = (char)(*rest == '/' ? '-' : *rest);
  target[length] = '\0';
  plain_name(target);
  return *rest != '\0';
}

struct subject *volumes_find(struct subjects *volumes, const char *point) {
  struct subject *volume = subjects_find(volumes, point);
  char target[GROUP_NAME_BYTES];

  if (volume)
    return volume;
  subjects_tell_apart(volumes, point, escape(point, target), target);
  volume = subjects_open(volumes, point, target, true);
  if (volume)
    clean_text(point, volume->roll.who, sizeof(volume->roll.who));
  return volume;
}

void volumes_report(const struct subjects *volumes, struct subject *volume,
                    const struct surroundings *surroundings,
                    const struct report *report, const double *raw) {
  double unknown[METRIC_COUNT], now[METRIC_COUNT];
  struct report whole = *report;

  for (int id = 0; id < METRIC_COUNT; id++)
    unknown[id] = NAN;
  subjects_observe(volumes, volume, surroundings, raw ? raw : unknown, now);
  subjects_stand(volumes, volume, surroundings->timeline, now);
  whole.now = now;
  whole.standings = volume->standing;
  whole.track = subjects_track(volumes, volume);
  whole.plan = &volumes->plan;
  roll_report(&volume->roll, &whole, volumes->settings->horizon_s);
}
