/* subjects.c - see subjects.h */
#include "subjects.h"

#include "base/hash.h"
#include "base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HASH_BYTES = sizeof("-01234567") };

int subjects_init(struct subjects *subjects, const struct settings *settings,
                  const struct roll *model, const struct window_plan *plan,
                  size_t most) {
  size_t wall_count = (size_t)model->wall_count;
  bool learns = models[settings->model].learns;

  *subjects = (struct subjects){.settings = settings,
                                .model = *model,
                                .plan = *plan,
                                .most = most,
                                .track_bytes = track_bytes(plan)};
  subjects->subject = calloc(most, sizeof(struct subject));
  subjects->tracks = calloc(most, subjects->track_bytes);
  if (learns)
    subjects->lores = calloc(most * wall_count + 1, sizeof(struct lore));
  if (subjects->subject && subjects->tracks && (subjects->lores || !learns))
    return 0;
  subjects_release(subjects);
  return -ENOMEM;
}

void subjects_release(struct subjects *subjects) {
  free(subjects->subject);
  free(subjects->tracks);
  free(subjects->lores);
  *subjects = (struct subjects){0};
}

static void forget_all(double value[METRIC_COUNT]) {
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
}

static size_t place_of(const struct subjects *subjects,
                       const struct subject *subject) {
  return (size_t)(subject - subjects->subject);
}

struct track *subjects_track(const struct subjects *subjects,
                             const struct subject *subject) {
  return (void *)(subjects->tracks +
                  place_of(subjects, subject) * subjects->track_bytes);
}

struct subject *subjects_next(const struct subjects *subjects, size_t *index) {
  while (*index < subjects->high) {
    struct subject *subject = &subjects->subject[(*index)++];

    if (subject->taken)
      return subject;
  }
  return NULL;
}

struct subject *subjects_find(const struct subjects *subjects,
                              const char *name) {
  struct subject *subject;
  size_t index = 0;

  while ((subject = subjects_next(subjects, &index)))
    if (strcmp(subject->name, name) == 0)
      return subject;
  return NULL;
}

static bool is_borne(const struct subjects *subjects, const char *target) {
  const struct subject *subject;
  size_t index = 0;

  while ((subject = subjects_next(subjects, &index)))
    if (strcmp(subject->roll.target, target) == 0)
      return true;
  return false;
}

void subjects_tell_apart(const struct subjects *subjects, const char *name,
                         bool is_cut, char target[GROUP_NAME_BYTES]) {
  size_t at = strlen(target);
  uint32_t hash = (uint32_t)hash_of(text_of_string(name));

  if (!is_cut && !is_borne(subjects, target))
    return;
  if (at > GROUP_NAME_BYTES - HASH_BYTES)
    at = GROUP_NAME_BYTES - HASH_BYTES;
  snprintf(target + at, HASH_BYTES, "-%08" PRIx32, hash);
}

static void give_walls(struct subjects *subjects, struct subject *subject) {
  const struct roll *model = &subjects->model;
  size_t place = place_of(subjects, subject);

  for (int i = 0; i < model->wall_count; i++)
    roll_add_wall(&subject->roll, &model->wall[i].wall);
  if (subjects->lores)
    roll_learn(&subject->roll,
               &subjects->lores[place * (size_t)model->wall_count],
               subjects->settings->horizon_s);
  for (int i = 0; i < WALLS_MOST; i++)
    subject->standing[i] = standing_unknown;
  track_reset(subjects_track(subjects, subject), &subjects->plan);
}

struct subject *subjects_open(struct subjects *subjects, const char *name,
                              const char *target, bool stands) {
  struct subject *subject = subjects->subject;
  size_t place = 0;

  while (place < subjects->most && subject[place].taken)
    place++;
  if (place == subjects->most)
    return NULL;
  if (place >= subjects->high)
    subjects->high = place + 1;
  subject += place;
  subject->taken = true;
  subject->stands = stands;
  subject->seen = false;
  subject->last_s = subject->unseen_since_s = NAN;
  text_copy(text_of_string(name), subject->name, sizeof(subject->name));
  forget_all(subject->last);
  roll_init(&subject->roll, target, subjects->plan.scope);
  if (stands)
    give_walls(subjects, subject);
  roll_begin(&subject->roll);
  return subject;
}

void subjects_begin(struct subjects *subjects) {
  struct subject *subject;
  size_t index = 0;

  while ((subject = subjects_next(subjects, &index))) {
    subject->seen = false;
    roll_begin(&subject->roll);
  }
}

void subjects_tear(struct subjects *subjects) {
  struct subject *subject;
  size_t index = 0;

  while ((subject = subjects_next(subjects, &index)))
    subject->last_s = NAN;
}

static struct lookout lookout_of(const struct subjects *subjects,
                                 const struct timeline *timeline) {
  return (struct lookout){subjects->settings, timeline, &subjects->plan};
}

void subjects_observe(const struct subjects *subjects, struct subject *subject,
                      const struct surroundings *surroundings,
                      const double *raw, double ret_now[METRIC_COUNT]) {
  struct lookout lookout = lookout_of(subjects, surroundings->timeline);
  double now_s = timeline_now_s(surroundings->timeline);
  struct track *track = subjects_track(subjects, subject);
  bool again = subject->seen;

  forget_all(ret_now);
  rate_all(subjects->plan.scope, subject->last, raw, now_s - subject->last_s,
           ret_now);
  rate_bases(subject->last, raw);
  subject->last_s = now_s;
  subject->seen = true;
  derive_all(subjects->plan.scope, &surroundings->derive, ret_now);
  if (!subject->stands || again)
    return;
  track_push(track, &subjects->plan, surroundings->timeline, ret_now);
  lookout_learn(&lookout, &subject->roll, track, ret_now);
}

void subjects_stand(const struct subjects *subjects, struct subject *subject,
                    const struct timeline *timeline, const double *now) {
  struct lookout lookout = lookout_of(subjects, timeline);

  lookout_stand(&lookout, &subject->roll, subjects_track(subjects, subject),
                now, subject->standing);
}

const struct window *subjects_window(const struct subjects *subjects,
                                     const struct subject *subject,
                                     enum metric_id id) {
  return track_window(subjects_track(subjects, subject), &subjects->plan, id);
}

void subjects_emit(struct subjects *subjects, const struct alarm_rule *rule,
                   const struct telling *telling, const struct sink *sink) {
  struct subject *subject;
  size_t index = 0;

  while ((subject = subjects_next(subjects, &index))) {
    roll_judge(&subject->roll, rule, telling, sink);
    if (subjects->in_haste)
      roll_emit_walls(&subject->roll, sink);
    else
      roll_emit(&subject->roll, sink);
  }
}

static void leave_gap(const struct subjects *subjects,
                      const struct subject *subject,
                      const struct timeline *timeline) {
  double now[METRIC_COUNT];

  forget_all(now);
  track_push(subjects_track(subjects, subject), &subjects->plan, timeline, now);
}

void subjects_close(struct subjects *subjects,
                    const struct timeline *timeline) {
  double now_s = timeline_now_s(timeline);
  struct subject *subject;
  size_t index = 0;

  while ((subject = subjects_next(subjects, &index))) {
    if (!subject->seen && subject->stands)
      leave_gap(subjects, subject, timeline);
    if (subject->seen || roll_is_alarmed(&subject->roll))
      subject->unseen_since_s = NAN;
    else if (isnan(subject->unseen_since_s))
      subject->unseen_since_s = now_s;
    subject->taken =
        !(now_s - subject->unseen_since_s >= subjects->settings->clear_s);
  }
}
