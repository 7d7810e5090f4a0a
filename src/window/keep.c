/* keep.c - see keep.h */
#include "window/keep.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static const double SAME_INTERVAL = 0.01;

/* Between two ticks, and what of it is left by a clock of KEEP_MOST. A tick
 * that was late is as close to the next as this. */
static const double LEAST_STEP_S = 5e-7;

void keep_timeline(const struct timeline *timeline, struct past *ret_ages) {
  *ret_ages = (struct past){.tick = (double)timeline->pushes[0]};
  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    unsigned *age = &ret_ages->count[scale];
    int slot;

    while ((slot = timeline_slot(timeline, scale, *age)) >= 0)
      ret_ages->value[scale][(*age)++] =
          timeline_now_s(timeline) - timeline->time_s[scale][slot];
  }
}

static bool is_between(double x, double least, double most) {
  return x >= least && x <= most; /* not NaN */
}

static bool goes_on(const struct interruption *interruption) {
  double interval_s = interruption->interval_s;

  return is_between(interruption->now_s, 0, KEEP_MOST) &&
         is_between(interruption->since_s, LEAST_STEP_S, KEEP_MOST) &&
         is_between(interval_s, 1e-3, KEEP_MOST) &&
         is_between(interruption->interval_before_s / interval_s,
                    1 - SAME_INTERVAL, 1 + SAME_INTERVAL);
}

/* How many slots of `scale` there are after so many ticks. */
static unsigned slots_after(double tick, int scale) {
  return (unsigned)fmin(TIMELINE_SLOTS, floor(tick / timeline_ticks(scale)));
}

static bool are_ages(const struct past *ages, int scale) {
  const double *age_s = ages->value[scale];
  unsigned slots = slots_after(ages->tick, scale);

  if (ages->count[scale] < slots)
    return false;
  for (unsigned i = 0; i < slots; i++) {
    double least_s = i > 0 ? age_s[i - 1] + LEAST_STEP_S : LEAST_STEP_S;

    if (scale == 0 && i == 0 ? age_s[0] != 0
                             : !is_between(age_s[i], least_s, KEEP_MOST))
      return false;
  }
  return true;
}

static bool is_timeline(const struct past *ages) {
  if (!is_between(ages->tick, 1, KEEP_MOST) || ages->tick != floor(ages->tick))
    return false;
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    if (!are_ages(ages, scale))
      return false;
  return true;
}

/* As it was when its last tick, at `last_s`, was over. */
static void take_back(struct timeline *timeline, const struct past *ages,
                      double last_s) {
  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    timeline->pushes[scale] = (unsigned long)ages->tick / timeline_ticks(scale);
    for (unsigned age = 0; age < slots_after(ages->tick, scale); age++)
      timeline->time_s[scale][timeline_slot(timeline, scale, age)] =
          last_s - ages->value[scale][age];
  }
}

int keep_restore_timeline(struct timeline *timeline, const struct past *ages,
                          const struct interruption *interruption) {
  double since_s = interruption->since_s, missed;
  double last_s = interruption->now_s - since_s;

  if (!goes_on(interruption) || !is_timeline(ages))
    return -ERANGE;
  missed = fmax(0, round(since_s / interruption->interval_s) - 1);
  if (missed >= TIMELINE_SLOTS * timeline_ticks(TIMELINE_SCALES - 1))
    return -ESTALE;
  take_back(timeline, ages, last_s);
  for (int i = 1; i <= (int)missed; i++)
    timeline_push(timeline, last_s + since_s * i / (missed + 1));
  return 0;
}

/* A window of either size as of the present tick: the other one is NULL. */
struct view {
  const struct window *wide;
  const struct narrow_window *narrow;
  const struct timeline *timeline;
};

static double at(const struct view *view, int scale, unsigned age) {
  return view->wide ? window_at(view->wide, view->timeline, scale, age)
                    : narrow_at(view->narrow, view->timeline, scale, age);
}

static void tell(const struct view *view, enum metric_id id,
                 const struct keep_visitor *visitor) {
  struct past past = {.tick = (double)view->timeline->pushes[0]};
  bool is_known = false;

  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    past.count[scale] = slots_after(past.tick, scale);
    for (unsigned age = 0; age < past.count[scale]; age++) {
      past.value[scale][age] = at(view, scale, age);
      is_known |= !isnan(past.value[scale][age]);
    }
  }
  if (is_known)
    visitor->window(visitor->context, metrics[id].name, &past);
}

/* A track, and what its windows do not show yet. */
struct keeper {
  const struct track *track;
  const struct window_plan *plan;
  const struct timeline *timeline;
  struct timeline next; /* as the next tick begins: windows lag behind that */
  double held[METRIC_COUNT];
};

static void tell_wide(const struct keeper *keeper, enum metric_id id,
                      const struct keep_visitor *visitor) {
  const struct track *track = keeper->track;
  struct window window = *track_window(track, keeper->plan, id);

  window_hold(&window, &keeper->next, keeper->held[id], track->held,
              track->unseen);
  window_hold(&window, &keeper->next, NAN, track->unseen, 0);
  tell(&(struct view){.wide = &window, .timeline = keeper->timeline}, id,
       visitor);
}

static void tell_narrow(const struct keeper *keeper, enum metric_id id,
                        const struct keep_visitor *visitor) {
  const struct track *track = keeper->track;
  struct narrow_window window = *track_narrow(track, keeper->plan, id);

  narrow_hold(&window, &keeper->next, keeper->held[id], track->held,
              track->unseen);
  narrow_hold(&window, &keeper->next, NAN, track->unseen, 0);
  tell(&(struct view){.narrow = &window, .timeline = keeper->timeline}, id,
       visitor);
}

void keep_track(const struct track *track, const struct window_plan *plan,
                const struct surroundings *surroundings,
                const struct keep_visitor *visitor) {
  struct keeper keeper = {.track = track,
                          .plan = plan,
                          .timeline = surroundings->timeline,
                          .next = *surroundings->timeline};

  keeper.next.pushes[0]++;
  if (track->held > 0)
    track_held(track, plan, surroundings, keeper.held);
  for (int id = 0; id < METRIC_COUNT; id++) {
    if (track_window(track, plan, (enum metric_id)id))
      tell_wide(&keeper, (enum metric_id)id, visitor);
    else if (track_narrow(track, plan, (enum metric_id)id))
      tell_narrow(&keeper, (enum metric_id)id, visitor);
  }
}

int keep_restore_window(struct track *track, const struct window_plan *plan,
                        const struct timeline *timeline, const char *metric,
                        const struct past *past) {
  for (int id = 0; id < METRIC_COUNT; id++) {
    const struct window *wide = track_window(track, plan, (enum metric_id)id);
    const struct narrow_window *narrow =
        track_narrow(track, plan, (enum metric_id)id);

    if ((!wide && !narrow) || strcmp(metrics[id].name, metric) != 0)
      continue;
    return wide ? window_recall((struct window *)wide, timeline, past)
                : narrow_recall((struct narrow_window *)narrow, timeline, past);
  }
  return -ENOENT;
}
