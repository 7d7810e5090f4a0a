/*
 * state_scene.h - a pipeline of a test's own, with members in seats, and its
 * state as a text. For tests and for the fuzzer: nothing here asserts.
 */
#ifndef STATE_SCENE_H
#define STATE_SCENE_H

#include "base/text.h"
#include "emit/json.h"
#include "herd.h"
#include "insides.h"
#include "reunion.h"
#include "roster.h"
#include "round.h"
#include "state_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOOT_ID "4ea0b97e-b4f9-40df-aee4-6b6a63e4be6f"

static const double STATE_WALL_CLOCK_S = 1.79e9; /* when ticks begin at 0 */

/* Seats without an agent. */
static inline void stage_open(struct roster *roster, size_t most) {
  *roster = (struct roster){.most = most};
  roster->seat = calloc(most, sizeof(struct seat));
}

static inline void stage_close(struct roster *roster) {
  free(roster->seat);
}

/* A member with a name, in the next seat. */
static inline struct seat *stage_admit(struct roster *roster,
                                       struct pipeline *pipeline, size_t group,
                                       int pid, const char *name) {
  struct seat *seat = &roster->seat[roster->count];

  *seat = (struct seat){.taken = true, .pid = pid};
  seat->member = pipeline_admit(pipeline, group, pid);
  snprintf(seat->name, sizeof(seat->name), "%s", name);
  roster->count++;
  roster->high = roster->low = roster->count;
  return seat;
}

/* Of whom a state is. */
struct stage {
  struct pipeline *pipeline;
  const struct roster *roster;
  const struct reunion *reunion; /* NULL: nobody is waited for */
};

/* The text of all there is; to be freed. */
static inline char *state_of(const struct stage *stage, double now_s,
                             const char *model, size_t *ret_length) {
  struct json *json = json_new();
  struct round_source source = {json, pipeline_parts(stage->pipeline),
                                stage->roster};
  struct stamp stamp = {BOOT_ID, STATE_WALL_CLOCK_S + now_s, 1, model};
  struct round round;
  char *text;

  round_begin(&round, &source);
  while (round_go_on(&round, &source))
    continue;
  if (stage->reunion)
    reunion_copy(stage->reunion, &round.sheet, round_most_bytes());
  round_end(&round, &source, &stamp);
  text = round.sheet.text;
  *ret_length = round.sheet.length;
  round.sheet.text = NULL;
  round_release(&round);
  json_free(json);
  return text;
}

/* Gives it back before the first tick, at `now_s`; NULL: it is no state. */
static inline struct reunion *state_resume(const char *text, size_t length,
                                           const struct settings *settings,
                                           struct pipeline *pipeline,
                                           const struct archive_tick *tick,
                                           const char *boot_id) {
  struct reunion *reunion;
  char *copy;

  if (state_check(text, length))
    return NULL;
  copy = malloc(length + 1);
  memcpy(copy, text, length);
  reunion = reunion_new(copy, length);
  reunion_begin(reunion, settings, pipeline, boot_id, tick);
  return reunion;
}

#endif
