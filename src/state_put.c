/* state_put.c - see state_put.h */
#include "state_put.h"

#include "account_keep.h"
#include "emit/json.h"
#include "host.h"
#include "window/keep.h"

#include <math.h>

enum { RUN_LEAST = 3 };

void put_word(const struct scribe *scribe, enum line_word word,
              const char *text) {
  if (text[0])
    json_string(scribe->json, line_words[word], text);
}

void put_number(const struct scribe *scribe, enum line_number id,
                double number) {
  json_exact(scribe->json, line_numbers[id], number);
}

void put_begin(const struct scribe *scribe, enum line_kind kind) {
  const struct timeline *timeline = scribe->parts.timeline;

  json_reset(scribe->json);
  json_object(scribe->json, NULL);
  put_word(scribe, WORD_KIND, line_kinds[kind]);
  if (kind == LINE_STATE || timeline->pushes[0] == 0)
    return;
  put_number(scribe, NUMBER_AT, timeline_now_s(timeline));
  put_number(scribe, NUMBER_TICK, (double)timeline->pushes[0]);
}

/* What JSON cannot say is left out. */
void put_end(const struct scribe *scribe) {
  const char *text;
  size_t length;

  json_end_object(scribe->json);
  if (json_finish(scribe->json, &text, &length) == 0)
    sheet_add(scribe->sheet, text, length);
}

void put_section(const struct scribe *scribe, enum line_section section) {
  json_object(scribe->json, line_sections[section]);
}

void put_section_end(const struct scribe *scribe) {
  json_end_object(scribe->json);
}

/* Most are floats, which take fewer digits. */
static void put_value(struct json *json, double value) {
  if (isfinite(value) && (double)(float)value != value)
    json_exact(json, NULL, value);
  else
    json_float(json, (float)value);
}

static bool is_same(double a, double b) {
  return isfinite(a) ? a == b && !signbit(a) == !signbit(b) : !isfinite(b);
}

static int run_of(const double *value, int count) {
  int run = 1;

  while (run < count && is_same(value[run], value[0]))
    run++;
  return run;
}

static void put_run(struct json *json, double value, int run) {
  json_array(json, NULL);
  json_float(json, (float)run);
  put_value(json, value);
  json_end_array(json);
}

static void put_values(struct json *json, const double *value, int count) {
  for (int run; count > 0; value += run, count -= run) {
    run = run_of(value, count);
    if (run >= RUN_LEAST)
      put_run(json, *value, run);
    else
      for (int i = 0; i < run; i++)
        put_value(json, value[i]);
  }
}

void put_array(const struct scribe *scribe, const char *name,
               const double *value, int count) {
  if (count == 0)
    return;
  json_array(scribe->json, name);
  put_values(scribe->json, value, count);
  json_end_array(scribe->json);
}

void put_past(const struct scribe *scribe, const char *name,
              const struct past *past) {
  json_array(scribe->json, name);
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    put_values(scribe->json, past->value[scale], (int)past->count[scale]);
  json_end_array(scribe->json);
}

void put_kept(const struct scribe *scribe, const char *name, struct kept kept) {
  put_array(scribe, name, kept.value, kept.count);
}

static void put_window(void *context, const char *metric,
                       const struct past *past) {
  put_past(context, metric, past);
}

void put_windows(const struct scribe *scribe, const struct track *track,
                 const struct window_plan *plan) {
  const struct parts *parts = &scribe->parts;
  struct scribe own = *scribe;

  put_section(scribe, SECTION_WINDOWS);
  keep_track(track, plan,
             &(struct surroundings){
                 .timeline = parts->timeline,
                 .derive = {.host = parts->machine->now, .cpus = parts->cpus}},
             &(struct keep_visitor){put_window, &own});
  put_section_end(scribe);
}
