/*
 * story.h - made-up weeks of a metric before a wall at 100, a value a minute.
 *
 * Half of the stories lead into the wall, and begin anew behind it, as a
 * process does that is restarted; the others come near it again and again,
 * and never meet it. All have noise that clings and bumps, but for those that
 * are noise themselves. A story and a seed make the same week everywhere.
 */
#ifndef STORY_H
#define STORY_H

#include <stdbool.h>
#include <stdint.h>

enum { STORY_STEP_S = 60, STORY_DAYS = 7, STORY_SAMPLES = STORY_DAYS * 1440 };

#define STORY_WALL 100.0

enum story_id {
  STORY_RAMP,
  STORY_SAWTOOTH_LEAK,
  STORY_ACCELERATING,
  STORY_LOAD_LEAK,
  STORY_STAIRCASE,
  STORY_GROWING_DAYS,
  STORY_SAWTOOTH,
  STORY_DAYS_ALIKE,
  STORY_BURSTS,
  STORY_LEVELS,
  STORY_CACHE,
  STORY_WALK,
  STORY_COUNT
};

struct dice;

struct story {
  const char *name;
  bool crosses;
  void (*tell)(struct dice *dice, double value[STORY_SAMPLES]);
};

extern const struct story stories[STORY_COUNT];

void story_tell(enum story_id id, uint64_t seed, double value[STORY_SAMPLES]);

#endif
