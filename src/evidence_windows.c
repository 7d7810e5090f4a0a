/* evidence_windows.c - the windows of a track, oldest value first; see
 * evidence_parts.h */
#include "evidence_parts.h"
#include "host.h"
#include "pipeline.h"
#include "window/keep.h"

#include <math.h>
#include <stdio.h>

struct putting {
  struct json *json;
  const struct timeline *timeline;
};

struct surroundings evidence_surroundings(const struct parts *parts) {
  return (struct surroundings){.timeline = parts->timeline,
                               .derive = {.host = parts->machine->now,
                                          .cpus = parts->cpus,
                                          .page_bytes = parts->page_bytes}};
}

static double age_of(const struct timeline *timeline, int scale, unsigned age) {
  int slot = timeline_slot(timeline, scale, age);

  return slot < 0 ? (double)NAN
                  : timeline_now_s(timeline) - timeline->time_s[scale][slot];
}

/* As it was, which is not always as it should have been. */
static double slot_s(const struct timeline *timeline, int scale,
                     unsigned slots) {
  if (slots < 2)
    return timeline_ticks(scale) * timeline_step_s(timeline);
  return (age_of(timeline, scale, slots - 1) - age_of(timeline, scale, 0)) /
         (slots - 1);
}

/* `slots` of them up to the oldest that is known. */
static void put_ring(const struct putting *putting, int scale,
                     const double *newest, unsigned slots) {
  struct json *json = putting->json;

  json_object(json, NULL);
  json_exact_or_null(json, "slot_s", slot_s(putting->timeline, scale, slots));
  json_exact_or_null(json, "age_s", age_of(putting->timeline, scale, 0));
  json_array(json, "values");
  while (slots > 0)
    json_float_or_null(json, NULL, (float)newest[--slots]);
  json_end_array(json);
  json_end_object(json);
}

/* A window has the growth of a counter in a second. */
static void put_unit(struct json *json, enum metric_id id) {
  char unit[32];

  snprintf(unit, sizeof(unit), "%s%s", units[metrics[id].unit].name,
           metrics[id].kind == METRIC_COUNTER ? "/s" : "");
  json_string(json, "unit", unit);
}

static void put_window(void *context, const char *metric,
                       const struct past *past) {
  const struct putting *putting = context;
  struct json *json = putting->json;

  json_object(json, NULL);
  json_string(json, "metric", metric);
  put_unit(json, metric_find(metric));
  json_array(json, "rings");
  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    unsigned slots = past->count[scale];

    while (slots > 0 && isnan(past->value[scale][slots - 1]))
      slots--;
    if (slots > 0)
      put_ring(putting, scale, past->value[scale], slots);
  }
  json_end_array(json);
  json_end_object(json);
}

void evidence_put_windows(struct json *json, const char *key,
                          const struct parts *parts, const struct track *track,
                          const struct window_plan *plan) {
  struct surroundings surroundings = evidence_surroundings(parts);
  struct putting putting = {json, parts->timeline};
  struct keep_visitor visitor = {put_window, &putting};

  json_array(json, key);
  keep_track(track, plan, &surroundings, &visitor);
  json_end_array(json);
}
