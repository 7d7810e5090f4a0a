/* fail_at_plants_values.c - faults of values. */
#include "expect.h"

#include "fail_at_plants.h"
#include "fail_at_told.h"

#include <math.h>
#include <string.h>

bool plant_change(struct told *told, const struct plant_change *change) {
  bool found = false;

  for (size_t i = told_first_of_step(told, change->step); i < told->values;
       i++) {
    struct told_value *value = &told->value[i];

    if (leeway_of(value->name) != change->leeway ||
        !strstr(value->name, change->part) || isnan(value->value[0]))
      continue;
    found = true;
    value->value[0] = change->factor * value->value[0] + change->more;
  }
  return found;
}

static bool counter_that_stops(struct story *story) {
  struct told *told = &story->told;
  bool found = false;

  for (size_t i = told_first_of_step(told, PLANT_LATE); i < told->values; i++) {
    struct told_value *value = &told->value[i];
    const struct told_value *last = told_last_before(told, i, value->name);

    if (leeway_of(value->name) != COUNTER || !last)
      continue;
    found = found || value->value[0] > last->value[0];
    memcpy(value->value, last->value, sizeof(value->value));
  }
  return found;
}

/* From `step` on those with `part` in their name are not sent, or nothing but
 * those is. */
static bool hush(struct told *told, int step, const char *part, bool others) {
  size_t kept = told_first_of_step(told, step), sent = told->values;

  for (size_t i = kept; i < sent; i++)
    if ((strstr(told->value[i].name, part) != NULL) == others)
      told->value[kept++] = told->value[i];
  told->values = kept;
  return kept < sent;
}

static bool silence(struct story *story) {
  return hush(&story->told, PLANT_LATE, "web/gauge/fd_limit_now", true);
}

static bool no_filesystem(struct story *story) {
  return hush(&story->told, story->book.struck + 1, "fs/", false);
}

static bool twice(struct story *story) {
  struct told *told = &story->told;
  size_t first = told_first_of_step(told, STORY_TICKS);
  size_t count = told->values - first;

  if (told->values + count > TOLD_VALUES)
    return false;
  memcpy(told->value + told->values, told->value + first,
         count * sizeof(told->value[0]));
  told->values += count;
  return count > 0;
}

const struct plant plants_of_values[] = {
    {"one descriptor too many",
     .change = {PLANT_LATE, EXACT, "web/gauge/fd_limit_now", 1, 1}},
    {"half of a forecast",
     .change = {PLANT_LATE, FORECAST, "/duration/fd_limit", 0.5, 0}},
    {"a time below 0", .change = {PLANT_LATE, FORECAST, "/duration/", 0, -1}},
    {"a time without an end",
     .change = {PLANT_LATE, FORECAST, "/duration/", 0, (double)INFINITY}},
    {"more than 100 percent",
     .change = {PLANT_LATE, FORECAST, "/percent/", 0, 101}},
    {"probabilities of 0", .change = {0, FORECAST, "_probability", 0, 0}},
    {"a fuse that is blown from the start",
     .change = {0, VERDICT, "web/bool/fuse", 0, 1}},
    {"a fuse that never blows", .change = {0, VERDICT, "web/bool/fuse", 0, 0}},
    {"a fuse that is blown in silence",
     .change = {PLANT_LATE, VERDICT, "web/bool/fuse", 0, 1}},
    {"states that are always well", .change = {0, VERDICT, "_state", 0, 0}},
    {"no wait", .change = {0, MEAN, "/io_wait_now", 0, 0}},
    {"no latency", .change = {0, MEAN, "/disk_latency", 0, 0}},
    {"a tenth of a limit", .change = {0, MEAN, "/io_wait_limit", 0.1, 0}},
    {"times that are all far away",
     .change = {0, FORECAST, "/duration/", 0, 2220}},
    {"counters that fall", .change = {PLANT_LATE, COUNTER, "web", 0, 0}},
    {"more space in use",
     .change = {PLANT_LATE, SPACE, "df_complex/used", 1.1, 0}},
    {"counters that stop", counter_that_stops},
    {"silence", silence},
    {"a filesystem that is told no more", no_filesystem},
    {"a tick that is told twice", twice},
    {0}};
