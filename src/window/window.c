/* window.c - see window.h */
#include "window/window.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <string.h>

enum { HALF_STEP = 0x4000, DROPPED_BITS = 15, NO_VALUE = 0xffff };

/* The upper half of a float without its sign, rounded. */
static uint16_t narrowed(float value) {
  uint32_t bits;

  if (!(value >= 0))
    return NO_VALUE;
  memcpy(&bits, &value, sizeof(bits));
  return (uint16_t)((bits + HALF_STEP) >> DROPPED_BITS);
}

static float widened(uint16_t narrow) {
  uint32_t bits = (uint32_t)narrow << DROPPED_BITS;
  float value;

  memcpy(&value, &bits, sizeof(value));
  return isfinite(value) ? value : NAN;
}

/* The slots of a window of either size. */
struct slots {
  bool is_narrow;
  union {
    struct window *wide;
    struct narrow_window *narrow;
  };
};

/* The slot of `scale` that is begun as the `pushes`th. */
static double load(const struct slots *slots, int scale, unsigned long pushes) {
  unsigned long slot = (pushes - 1) % TIMELINE_SLOTS;

  return slots->is_narrow ? (double)widened(slots->narrow->slot[scale][slot])
                          : (double)slots->wide->slot[scale][slot];
}

static void store(const struct slots *slots, int scale, unsigned long pushes,
                  double value) {
  unsigned long slot = (pushes - 1) % TIMELINE_SLOTS;

  if (slots->is_narrow)
    slots->narrow->slot[scale][slot] = narrowed((float)value);
  else
    slots->wide->slot[scale][slot] = (float)value;
}

/* Of the values known among the newest that make up a slot of `scale`. */
static double mean_below(const struct slots *slots, int scale,
                         unsigned long pushes) {
  double sum = 0;
  unsigned known = 0;

  for (unsigned age = 0; age < timeline_step[scale]; age++) {
    double value = load(slots, scale - 1, pushes - age);

    if (isnan(value))
      continue;
    sum += value;
    known++;
  }
  return known ? sum / known : NAN;
}

static double within_floats(double value) {
  return fabs(value) > (double)FLT_MAX ? (double)NAN : value;
}

/* `tick` counts from 1, as the timeline's pushes do. */
static void put(const struct slots *slots, unsigned long tick, double value) {
  store(slots, 0, tick, within_floats(value));
  for (int scale = 1; scale < TIMELINE_SCALES; scale++) {
    if (tick % timeline_step[scale] != 0)
      return;
    value = mean_below(slots, scale, tick);
    tick /= timeline_step[scale];
    store(slots, scale, tick, value);
  }
}

static void hold(const struct slots *slots, const struct timeline *timeline,
                 double value, unsigned count, unsigned since) {
  unsigned long end = timeline->pushes[0] - since;

  for (unsigned long tick = end - count; tick < end; tick++)
    put(slots, tick, value);
}

void window_clear(struct window *window) {
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    for (int i = 0; i < TIMELINE_SLOTS; i++)
      window->slot[scale][i] = NAN;
}

void narrow_clear(struct narrow_window *window) {
  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    for (int i = 0; i < TIMELINE_SLOTS; i++)
      window->slot[scale][i] = NO_VALUE;
}

void window_push(struct window *window, const struct timeline *timeline,
                 double value) {
  put(&(struct slots){.wide = window}, timeline->pushes[0], value);
}

void narrow_push(struct narrow_window *window, const struct timeline *timeline,
                 double value) {
  put(&(struct slots){.is_narrow = true, .narrow = window}, timeline->pushes[0],
      value);
}

void window_hold(struct window *window, const struct timeline *timeline,
                 double value, unsigned count, unsigned since) {
  hold(&(struct slots){.wide = window}, timeline, value, count, since);
}

void narrow_hold(struct narrow_window *window, const struct timeline *timeline,
                 double value, unsigned count, unsigned since) {
  hold(&(struct slots){.is_narrow = true, .narrow = window}, timeline, value,
       count, since);
}

double window_at(const struct window *window, const struct timeline *timeline,
                 int scale, unsigned age) {
  int slot = timeline_slot(timeline, scale, age);

  return slot < 0 ? NAN : (double)window->slot[scale][slot];
}

double narrow_at(const struct narrow_window *window,
                 const struct timeline *timeline, int scale, unsigned age) {
  int slot = timeline_slot(timeline, scale, age);

  return slot < 0 ? NAN : (double)widened(window->slot[scale][slot]);
}

/* All slots as they were when `tick` was over. */
static void refill(const struct slots *slots, unsigned long tick,
                   const struct past *past) {
  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    unsigned long pushes = tick / timeline_ticks(scale);

    for (unsigned age = 0; age < TIMELINE_SLOTS && age < pushes; age++)
      store(slots, scale, pushes - age,
            age < past->count[scale] ? within_floats(past->value[scale][age])
                                     : (double)NAN);
  }
}

/* Nothing is known of the ticks after `tick`, up to `now`. A slot of any scale
 * that had begun before has a mean of what was known; all that begin later have
 * none. */
static void leave_gap(const struct slots *slots, unsigned long tick,
                      unsigned long now) {
  while (tick < now && tick % timeline_ticks(TIMELINE_SCALES - 1) != 0)
    put(slots, ++tick, NAN);
  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    unsigned long last = now / timeline_ticks(scale);
    unsigned long gap = last - tick / timeline_ticks(scale);

    for (unsigned age = 0; age < TIMELINE_SLOTS && age < gap; age++)
      store(slots, scale, last - age, NAN);
  }
}

static bool is_past(const struct past *past, const struct timeline *timeline) {
  return past->tick >= 1 && past->tick <= (double)timeline->pushes[0] &&
         past->tick == floor(past->tick);
}

static void recall(const struct slots *slots, const struct timeline *timeline,
                   const struct past *past) {
  unsigned long tick = (unsigned long)past->tick;

  refill(slots, tick, past);
  leave_gap(slots, tick, timeline->pushes[0]);
}

int window_recall(struct window *window, const struct timeline *timeline,
                  const struct past *past) {
  if (!is_past(past, timeline))
    return -ERANGE;
  window_clear(window);
  recall(&(struct slots){.wide = window}, timeline, past);
  return 0;
}

int narrow_recall(struct narrow_window *window, const struct timeline *timeline,
                  const struct past *past) {
  if (!is_past(past, timeline))
    return -ERANGE;
  narrow_clear(window);
  recall(&(struct slots){.is_narrow = true, .narrow = window}, timeline, past);
  return 0;
}

/* Of the slots of one scale; whether they reach back so far, or nothing does.
 */
static bool peak_of_scale(const struct window *window,
                          const struct timeline *timeline, int scale,
                          double since_s, double *peak) {
  for (unsigned age = scale == 0; age < TIMELINE_SLOTS; age++) {
    int slot = timeline_slot(timeline, scale, age);

    if (slot < 0) {
      *peak = NAN;
      return true;
    }
    if (timeline->time_s[scale][slot] < since_s)
      return true;
    *peak = fmax(*peak, (double)window->slot[scale][slot]);
  }
  return false;
}

double window_peak_before(const struct window *window,
                          const struct timeline *timeline, double span_s) {
  double since_s = timeline_now_s(timeline) - span_s, peak = NAN;

  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    if (peak_of_scale(window, timeline, scale, since_s, &peak))
      break;
  return peak;
}
