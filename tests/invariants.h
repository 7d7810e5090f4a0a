/*
 * invariants.h - what holds of a pipeline whatever is put into it. For the
 * fuzzer and for long runs: nothing here asserts, ends or prints.
 *
 * Of each number on its way out: it is not infinite; eta >= 0 or absent, lower
 * <= eta <= upper, 0 <= probability <= 100; its identifier is one that collectd
 * takes, and comes once a tick. Of each alarm: it is raised, or raised higher,
 * and cleared in turns, and its sentence is one line. Of all windows: a slot
 * that no tick has begun holds nothing, none holds what is from before its
 * member was born, and none lags behind by more than it could catch up.
 *
 *   invariants_init -> { pipeline_begin .. pipeline_finish with the sink of
 *   invariants_sink, invariants_tick } ...
 *
 * The first that does not hold is in `broken`, in words; what is behind it is
 * looked at no more.
 */
#ifndef INVARIANTS_H
#define INVARIANTS_H

#include "base/hash.h"
#include "emit/message.h"
#include "herd.h"
#include "host.h"
#include "invariants_windows.h"
#include "invariants_words.h"
#include "pipeline.h"
#include "rolls.h"
#include "standings.h"
#include "subjects.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
  INVARIANTS_UP = 1024,     /* alarms that are up at a time */
  INVARIANTS_NAMES = 16384, /* identifiers of a tick; a power of 2 */
  INVARIANTS_PLACES = 1024  /* of members; those above have no births here */
};

/* An alarm that was told, and is not cleared. */
struct alarm_up {
  uint64_t key;
  enum state state;
};

struct invariants {
  char broken[256]; /* "": all held */
  struct sink behind;
  unsigned long records, notices, ticks;
  bool resumed; /* windows may hold what was before a member was born */
  size_t up;
  struct alarm_up alarm[INVARIANTS_UP];
  struct {
    uint64_t hash;
    unsigned long tick;
  } name[INVARIANTS_NAMES];
  struct {
    int pid; /* 0: nobody */
    unsigned long born;
  } place[INVARIANTS_PLACES];
};

/* `behind`, which may be NULL, gets everything too. */
static inline void invariants_init(struct invariants *all,
                                   const struct sink *behind) {
  memset(all, 0, sizeof(*all));
  if (behind)
    all->behind = *behind;
}

/* The pipeline is another, and goes on where the last one stopped: alarms are
 * up as they were. `keeps_alarms` false: none is. */
static inline void invariants_resume(struct invariants *all,
                                     bool keeps_alarms) {
  all->resumed = true;
  if (!keeps_alarms)
    all->up = 0;
  memset(all->place, 0, sizeof(all->place));
}

__attribute__((format(printf, 2, 3))) static inline void
invariants_break(struct invariants *all, const char *format, ...) {
  va_list arguments;

  if (all->broken[0])
    return;
  va_start(arguments, format);
  vsnprintf(all->broken, sizeof(all->broken), format, arguments);
  va_end(arguments);
}

static inline uint64_t name_hash(const char *a, const char *b, const char *c) {
  return (hash_of(text_of_string(a)) * 31 + hash_of(text_of_string(b))) * 31 +
         hash_of(text_of_string(c));
}

enum acquaintance { NAME_IS_NEW, NAME_IS_KNOWN, NAME_COMES_TWICE };

/* Whether it came in this tick, or, as far as that is kept, in one before. */
static inline enum acquaintance note_name(struct invariants *all,
                                          uint64_t hash) {
  unsigned long tick = all->ticks + 1;

  for (size_t i = 0; i < INVARIANTS_NAMES; i++) {
    size_t at = (hash + i) & (INVARIANTS_NAMES - 1);
    bool is_it = all->name[at].hash == hash && all->name[at].tick > 0;

    if (all->name[at].tick == tick && !is_it)
      continue;
    if (all->name[at].tick == tick)
      return NAME_COMES_TWICE;
    all->name[at].hash = hash;
    all->name[at].tick = tick;
    return is_it ? NAME_IS_KNOWN : NAME_IS_NEW;
  }
  invariants_break(all, "more identifiers in a tick than there is room for");
  return NAME_IS_NEW;
}

static inline void check_name(struct invariants *all,
                              const struct record *record) {
  enum acquaintance acquaintance = note_name(
      all, name_hash(record->target, record->type, record->type_instance));

  if (acquaintance == NAME_COMES_TWICE)
    invariants_break(all, "twice in a tick: %s/%s/%s", record->target,
                     record->type, record->type_instance);
  if (acquaintance == NAME_IS_NEW &&
      (!is_identifier(record->target, false) ||
       !is_identifier(record->type, false) ||
       !is_identifier(record->type_instance, true)))
    invariants_break(all, "no identifier: %.60s/%.60s/%.60s", record->target,
                     record->type, record->type_instance);
}

static inline void invariants_take(void *context, const struct record *record) {
  struct invariants *all = context;

  all->records++;
  check_name(all, record);
  if (record->count < 1 || record->count > 2)
    invariants_break(all, "%d values of %s", record->count, record->type);
  for (int i = 0; i < record->count && i < 2; i++)
    if (!is_in_range(record->type, record->type_instance, record->value[i]))
      invariants_break(all, "%s/%s/%s is %g", record->target, record->type,
                       record->type_instance, record->value[i]);
  sink_take(&all->behind, *record);
}

/* Comparisons with NaN are false: what is not told is in order. */
static inline void check_forecast(struct invariants *all, const char *target,
                                  const char *wall,
                                  const struct forecast *forecast) {
  if (!is_time(forecast->eta_s) || !is_time(forecast->lower_s) ||
      !is_time(forecast->upper_s) || !is_time(forecast->seen_s) ||
      forecast->lower_s > forecast->eta_s ||
      forecast->eta_s > forecast->upper_s ||
      forecast->lower_s > forecast->upper_s)
    invariants_break(all,
                     "%s before %s: eta %.17g of %.17g to %.17g, seen for %g",
                     target, wall, forecast->eta_s, forecast->lower_s,
                     forecast->upper_s, forecast->seen_s);
  if (forecast->probability < 0 || forecast->probability > 100 ||
      isinf(forecast->per_s))
    invariants_break(all, "%s before %s: probability %g, %g a second", target,
                     wall, forecast->probability, forecast->per_s);
}

static inline void check_standing(struct invariants *all, const char *target,
                                  const char *wall,
                                  const struct standing *standing) {
  check_forecast(all, target, wall, &standing->forecast);
  if (isinf(standing->value) || isinf(standing->limit) ||
      standing->used_percent < 0 || standing->used_percent > 100)
    invariants_break(all, "%s before %s: %g of %g, %g %%", target, wall,
                     standing->value, standing->limit, standing->used_percent);
}

/* No level is told twice in a row, none but the highest is risen from to a
 * lower one, and what is cleared was up. */
static inline void step_alarm(struct invariants *all,
                              const struct notice *notice) {
  uint64_t key = name_hash(notice->target, notice->type, notice->type_instance);
  size_t i = 0;

  while (i < all->up && all->alarm[i].key != key)
    i++;
  if (notice->state <= (i < all->up ? all->alarm[i].state : STATE_OK) &&
      !(notice->state == STATE_OK && i < all->up))
    invariants_break(all, "%s/%s is told %d out of turn", notice->target,
                     notice->type_instance, notice->state);
  if (notice->state == STATE_OK) {
    if (i < all->up)
      all->alarm[i] = all->alarm[--all->up];
    return;
  }
  if (i == all->up && all->up == INVARIANTS_UP) {
    invariants_break(all, "more alarms than there is room for");
    return;
  }
  all->up += i == all->up;
  all->alarm[i] = (struct alarm_up){key, notice->state};
}

static inline void invariants_tell(void *context, const struct notice *notice) {
  struct invariants *all = context;
  const struct rhythm *rhythm = notice->rhythm;

  all->notices++;
  if (!notice->message[0] || !is_line(notice->message, MESSAGE_BYTES) ||
      !is_line(notice->command, 256))
    invariants_break(all, "no line: %.200s", notice->message);
  if (notice->pid < 0 || isinf(notice->ns_pid) || isinf(notice->pid_namespace))
    invariants_break(all, "of pid %d, %g in its namespace", notice->pid,
                     notice->ns_pid);
  check_standing(all, notice->target, notice->wall, notice->standing);
  if (rhythm->period_s <= 0 || isinf(rhythm->period_s) ||
      isinf(rhythm->peak_in_s) || isinf(rhythm->coincidence_in_s))
    invariants_break(all, "%s: a cycle of %g s, %g s to go", notice->target,
                     rhythm->period_s, rhythm->peak_in_s);
  step_alarm(all, notice);
  sink_tell(&all->behind, notice);
}

static inline void invariants_say(void *context, const char *sentence) {
  struct invariants *all = context;

  if (!is_line(sentence, 1024))
    invariants_break(all, "no sentence: %.200s", sentence);
  sink_say(&all->behind, sentence);
}

/* What pipeline_finish(), and pipeline_disk(), are given. */
static inline struct sink invariants_sink(struct invariants *all) {
  return (struct sink){all, invariants_take, invariants_tell, invariants_say,
                       invariants_say};
}

static inline void check_stand(void *context, const struct stand *stand) {
  check_standing(context, stand->target, stand->wall->name, stand->standing);
}

static inline void check_fault(struct invariants *all, const char *fault) {
  if (fault)
    invariants_break(all, "%s", fault);
}

/* The tick in which the member at this place was first seen; 0: not known. */
static inline unsigned long birth_of(struct invariants *all, size_t place,
                                     const struct member *member,
                                     unsigned long tick) {
  int pid = member ? member->pid : 0;

  if (place >= INVARIANTS_PLACES || all->resumed)
    return 0;
  if (all->place[place].pid != pid) {
    all->place[place].pid = pid;
    all->place[place].born = tick;
  }
  return all->place[place].born;
}

static inline void check_members(struct invariants *all,
                                 const struct parts *parts) {
  const struct timeline *timeline = parts->timeline;

  for (size_t i = 0; i < parts->herd->high; i++) {
    const struct member *member = herd_at(parts->herd, i);
    unsigned long born = birth_of(all, i, member, timeline->pushes[0]);

    if (member)
      check_fault(all, track_fault(member->track, parts->plan, timeline, born));
  }
}

static inline void check_subjects(struct invariants *all,
                                  const struct timeline *timeline,
                                  const struct subjects *subjects) {
  const struct subject *subject;
  size_t index = 0;

  while ((subject = subjects_next(subjects, &index)))
    if (subject->stands)
      check_fault(all, track_fault(subjects_track(subjects, subject),
                                   &subjects->plan, timeline, 0));
}

/* A tick is over. */
static inline void invariants_tick(struct invariants *all,
                                   const struct pipeline *pipeline,
                                   const struct settings *settings) {
  struct parts parts = pipeline_parts(pipeline);

  all->ticks++;
  standings_each(pipeline, settings, check_stand, all);
  check_fault(all, timeline_fault(parts.timeline));
  check_fault(all, track_fault(parts.machine->track, &parts.machine->plan,
                               parts.timeline, 0));
  check_members(all, &parts);
  check_subjects(all, parts.timeline, parts.disks);
  check_subjects(all, parts.timeline, parts.volumes);
}

#endif
