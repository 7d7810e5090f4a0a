/* timeline.c - see timeline.h */
#include "window/timeline.h"

#include <math.h>

const unsigned timeline_step[TIMELINE_SCALES] = {1, 10, 6, 10};

static double *newest(struct timeline *timeline, int scale) {
  return &timeline
              ->time_s[scale][(timeline->pushes[scale] - 1) % TIMELINE_SLOTS];
}

unsigned timeline_ticks(int scale) {
  unsigned ticks = 1;

  for (int i = 1; i <= scale; i++)
    ticks *= timeline_step[i];
  return ticks;
}

bool timeline_completes(const struct timeline *timeline, int scale) {
  return timeline->pushes[0] > 0 &&
         timeline->pushes[0] % timeline_ticks(scale) == 0;
}

/* The time of a coarse slot is the mean of the times it is made of. */
static void push_coarse(struct timeline *timeline, int scale) {
  double sum_s = 0;

  for (unsigned age = 0; age < timeline_step[scale]; age++)
    sum_s +=
        timeline->time_s[scale - 1][timeline_slot(timeline, scale - 1, age)];
  timeline->pushes[scale]++;
  *newest(timeline, scale) = sum_s / timeline_step[scale];
}

bool timeline_push(struct timeline *timeline, double now_s) {
  if (timeline->pushes[0] > 0 && !(now_s > timeline_now_s(timeline)))
    return false;
  timeline->pushes[0]++;
  *newest(timeline, 0) = now_s;
  for (int scale = 1;
       scale < TIMELINE_SCALES && timeline_completes(timeline, scale); scale++)
    push_coarse(timeline, scale);
  return true;
}

int timeline_slot(const struct timeline *timeline, int scale, unsigned age) {
  if (age >= TIMELINE_SLOTS || age >= timeline->pushes[scale])
    return -1;
  return (int)((timeline->pushes[scale] - 1 - age) % TIMELINE_SLOTS);
}

double timeline_now_s(const struct timeline *timeline) {
  int slot = timeline_slot(timeline, 0, 0);

  return slot < 0 ? NAN : timeline->time_s[0][slot];
}

double timeline_step_s(const struct timeline *timeline) {
  int before = timeline_slot(timeline, 0, 1);

  return before < 0 ? NAN
                    : timeline_now_s(timeline) - timeline->time_s[0][before];
}
