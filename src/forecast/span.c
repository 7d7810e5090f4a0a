/* span.c - see span.h */
#include "forecast/span.h"

#include <math.h>

struct sight sight_of(const struct window *window,
                      const struct timeline *timeline,
                      enum direction direction) {
  return (struct sight){window, timeline, direction == UPWARD ? 1 : -1};
}

/* Without a branch on what may be missing anywhere: it is written over. */
static int add(struct span *span, int count, double t, double v) {
  span->t[count] = t;
  span->v[count] = v;
  return count + !isnan(v);
}

/* Those of `scale` that are not older than `length_s`. */
static void gather(struct span *span, const struct sight *sight, int scale,
                   double length_s) {
  const struct timeline *timeline = sight->timeline;
  const double *time_s = timeline->time_s[scale];
  const float *value = sight->window->slot[scale];
  double now_s = timeline_now_s(timeline), sign = sight->sign;
  unsigned long pushes = timeline->pushes[scale];
  unsigned known = pushes < TIMELINE_SLOTS ? (unsigned)pushes : TIMELINE_SLOTS;
  int slot = timeline_slot(timeline, scale, 0), count = 0;

  if (scale > 0)
    count = add(span, count, now_s,
                sign * window_at(sight->window, timeline, 0, 0));
  for (unsigned age = 0; age < known; age++) {
    if (!(now_s - time_s[slot] <= length_s))
      break;
    count = add(span, count, time_s[slot], sign * (double)value[slot]);
    slot = slot > 0 ? slot - 1 : TIMELINE_SLOTS - 1;
  }
  span->count = count;
}

void span_of_scale(struct span *span, const struct sight *sight, int scale) {
  gather(span, sight, scale, INFINITY);
}

/* Whether the ring still has what was `length_s` ago, or all there ever was: n
 * slots are as long as n steps, though there are n - 1 between them. */
static bool has_kept(const struct timeline *timeline, int scale,
                     double length_s) {
  unsigned long pushes = timeline->pushes[scale];
  double kept_s;

  if (pushes < TIMELINE_SLOTS)
    return true;
  kept_s = timeline_now_s(timeline) -
           timeline->time_s[scale][pushes % TIMELINE_SLOTS]; /* the oldest */
  return kept_s * TIMELINE_SLOTS / (TIMELINE_SLOTS - 1) >= length_s;
}

static int finest_with(const struct timeline *timeline, double length_s) {
  int scale = 0;

  while (scale + 1 < TIMELINE_SCALES && !has_kept(timeline, scale, length_s))
    scale++;
  return scale;
}

void span_of_time(struct span *span, const struct sight *sight,
                  double length_s) {
  gather(span, sight, finest_with(sight->timeline, length_s), length_s);
}

void span_of_enough(struct span *span, const struct sight *sight,
                    double length_s, int least) {
  int scale = finest_with(sight->timeline, length_s);

  gather(span, sight, scale, length_s);
  while (span->count < least && scale > 0)
    gather(span, sight, --scale, length_s);
}

double span_length_s(const struct span *span) {
  return span->count > 1 ? span->t[0] - span->t[span->count - 1] : 0;
}
