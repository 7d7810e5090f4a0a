/*
 * subjects.h - what has no members and stands before walls by itself: block
 * devices, filesystems.
 *
 * Each has a roll, windows and, where the model learns, lores of its own. Room
 * for all of them is reserved at the start and touched as they come. One that
 * is not told of any more has gaps in its windows; when that has lasted for
 * `ClearAfter` and none of its alarms is up it is forgotten, and its place is
 * free.
 */
#ifndef SUBJECTS_H
#define SUBJECTS_H

#include "lookout.h"

enum { SUBJECT_NAME_BYTES = 256 };

struct subject {
  bool taken;
  bool stands; /* before walls: only such a one has windows */
  bool seen;   /* in this tick */
  double unseen_since_s;
  char name[SUBJECT_NAME_BYTES];
  double last_s; /* of its last sample; NaN: the next has no rates */
  double last[METRIC_COUNT];
  double now[METRIC_COUNT]; /* a disk's, of its last sample: rates done */
  struct roll roll;
  struct standing standing[WALLS_MOST];
};

struct subjects {
  const struct settings *settings;
  bool in_haste;     /* metrics are sent as they come, and not once more */
  struct roll model; /* the walls that each stands before */
  struct window_plan plan;
  size_t most;
  size_t high; /* none was ever at this place or above */
  size_t track_bytes;
  struct subject *subject;
  char *tracks;
  struct lore *lores; /* of each, its walls; NULL: nobody learns */
};

/* Room for `most` that stand before the walls of `model`, whose metrics have
 * windows in `plan`. Both are copied; `settings` must outlive it. Returns 0 or
 * -ENOMEM. */
int subjects_init(struct subjects *subjects, const struct settings *settings,
                  const struct roll *model, const struct window_plan *plan,
                  size_t most);
void subjects_release(struct subjects *subjects);

/* The one of that name, or NULL. */
struct subject *subjects_find(const struct subjects *subjects,
                              const char *name);

/* Gives `target`, the name of series that was made of `name`, eight digits of a
 * hash of all of that when it was cut, or when another bears it already. */
void subjects_tell_apart(const struct subjects *subjects, const char *name,
                         bool is_cut, char target[GROUP_NAME_BYTES]);

/* A new one, of which nothing is known, with values under `target`; before
 * walls if it `stands`. NULL when all places are taken. */
struct subject *subjects_open(struct subjects *subjects, const char *name,
                              const char *target, bool stands);

/* The next one, from *index on, which is moved behind it; or NULL. */
struct subject *subjects_next(const struct subjects *subjects, size_t *index);

void subjects_begin(struct subjects *subjects); /* a tick */
void subjects_tear(struct subjects *subjects);  /* see track_tear() */

/* Its sample of this tick, in which `timeline` is: rates and what is derived in
 * `ret_now`; the windows of one that stands take them. */
void subjects_observe(const struct subjects *subjects, struct subject *subject,
                      const struct surroundings *surroundings,
                      const double *raw, double ret_now[METRIC_COUNT]);

/* Then, of one that stands: where it does, in subject->standing. */
void subjects_stand(const struct subjects *subjects, struct subject *subject,
                    const struct timeline *timeline, const double *now);

struct track *subjects_track(const struct subjects *subjects,
                             const struct subject *subject);

/* Its window of `id`, or NULL. */
const struct window *subjects_window(const struct subjects *subjects,
                                     const struct subject *subject,
                                     enum metric_id id);

/* Judges each, and sends what was not sent yet. */
void subjects_emit(struct subjects *subjects, const struct alarm_rule *rule,
                   const struct telling *telling, const struct sink *sink);

/* The tick is over: gaps for those that were not told of, and an end to those
 * that have not been for long. */
void subjects_close(struct subjects *subjects, const struct timeline *timeline);

#endif
