/* story.c - see story.h */
#include "story.h"

#include "dice.h"

#include <math.h>

enum { N = STORY_SAMPLES, DAY = 1440 };

static const double CALM_MOST = 97; /* of a story that never crosses */

/* --- what stories are made of --------------------------------------------- */

/* Noise of which `clings` is left a minute later. */
static void add_noise(struct dice *dice, double spread, double clings,
                      double *value) {
  double noise = 0;

  for (int i = 0; i < N; i++) {
    noise = clings * noise + spread * dice_normal(dice);
    value[i] += noise;
  }
}

/* Falls off behind `at`, by 1/e in `fades`. */
static void add_bump(double height, int at, double fades, double *value) {
  for (int i = at; i < N && i < at + 4 * (int)fades; i++)
    value[i] += height * exp((at - i) / fades);
}

static void add_bumps(struct dice *dice, double *value) {
  for (int i = 0; i < N; i++)
    if (dice_between(dice, 0, 1) < 0.002)
      add_bump(12 * dice_exponential(dice), i, 5, value);
}

/* What all have: noise and bumps on a level, which is returned. */
static double begin(struct dice *dice, double low, double high, double *value) {
  double level = dice_between(dice, low, high);

  for (int i = 0; i < N; i++)
    value[i] = level;
  add_noise(dice, dice_between(dice, 0.2, 2), 0.8, value);
  add_bumps(dice, value);
  return level;
}

/* -1 to 1, from the hour. */
static double daytime(int minute, double phase) {
  return sin(2 * M_PI * ((double)minute / DAY + phase));
}

/* --- leaks ---------------------------------------------------------------- */

/* One of several in a week. */
struct leak {
  double gap;    /* between the level and the wall */
  double length; /* minutes that it takes, if steady */
  int start;
  double phase; /* of the day */
  double teeth; /* height, and */
  int period;   /* length */
};

/* How much has gone after `age` minutes, `before` of it a minute ago. */
typedef double leak_shape(const struct leak *leak, int age, double before);

/* Leaks until it is over the wall for a while, and is restarted. */
static int leak_once(struct dice *dice, const struct leak *leak,
                     leak_shape *shape, double *value) {
  double lost = 0;
  int over = dice_whole(dice, 5, 40);
  int i = leak->start;

  for (; i < N && over > 0; i++) {
    int age = i - leak->start;

    lost = shape(leak, age, lost);
    value[i] += lost + leak->teeth * (age % leak->period) / leak->period;
    over -= lost >= leak->gap + 4;
  }
  return i;
}

static void leak(struct dice *dice, leak_shape *shape, bool has_teeth,
                 double *value) {
  double level = begin(dice, 20, 50, value);
  double phase = dice_between(dice, 0, 1);
  int start = dice_whole(dice, 300, 1500);

  while (start < N) {
    double hours =
        exp(dice_between(dice, log(1.2), log(20))); /* as many short as long */
    struct leak one = {
        .gap = STORY_WALL - level,
        .length = 60 * hours,
        .start = start,
        .phase = phase,
        .teeth = dice_between(dice, 6, 18),
        .period = dice_whole(dice, 5, 40),
    };

    one.teeth = has_teeth ? one.teeth : 0;
    start = leak_once(dice, &one, shape, value);
    start += dice_whole(dice, 600, 2200);
  }
}

static double steady(const struct leak *leak, int age, double before) {
  (void)before;
  return leak->gap * age / leak->length;
}

static double accelerating(const struct leak *leak, int age, double before) {
  (void)before;
  return leak->gap * expm1(2.5 * age / leak->length) / expm1(2.5);
}

static double by_load(const struct leak *leak, int age, double before) {
  double load = 1 + 0.8 * daytime(leak->start + age, leak->phase);

  return before + leak->gap / leak->length * load;
}

static double by_steps(const struct leak *leak, int age, double before) {
  double step = fmax(leak->length / 12, 15);

  (void)before;
  return leak->gap * floor(age / step) * step / leak->length;
}

static void tell_ramp(struct dice *dice, double *value) {
  leak(dice, steady, false, value);
}

static void tell_sawtooth_leak(struct dice *dice, double *value) {
  leak(dice, steady, true, value);
}

static void tell_accelerating(struct dice *dice, double *value) {
  leak(dice, accelerating, false, value);
}

static void tell_load_leak(struct dice *dice, double *value) {
  leak(dice, by_load, false, value);
}

static void tell_staircase(struct dice *dice, double *value) {
  leak(dice, by_steps, false, value);
}

static void tell_growing_days(struct dice *dice, double *value) {
  double phase = dice_between(dice, 0, 1);
  double growth = dice_between(dice, 60, 75);

  (void)begin(dice, 35, 35, value);
  for (int i = 0; i < N; i++)
    value[i] += 25 * daytime(i, phase) + growth * i / N;
}

/* --- what never crosses --------------------------------------------------- */

static void tell_sawtooth(struct dice *dice, double *value) {
  int period = dice_whole(dice, 8, 90);
  double height = dice_between(dice, 20, 45);
  int place = 0;

  (void)begin(dice, 20, 50, value);
  for (int i = 0; i < N; i++) {
    value[i] += height * (place % period) / period;
    place += dice_whole(dice, 1, 3);
  }
}

static void tell_days_alike(struct dice *dice, double *value) {
  double phase = dice_between(dice, 0, 1);
  double height = dice_between(dice, 25, 42);

  (void)begin(dice, 45, 45, value);
  for (int i = 0; i < N; i++)
    value[i] += height * daytime(i, phase);
}

static void tell_bursts(struct dice *dice, double *value) {
  (void)begin(dice, 10, 25, value);
  for (int i = 0; i < N; i++)
    if (dice_between(dice, 0, 1) < 0.01)
      add_bump(exp(2.2 + 0.9 * dice_normal(dice)), i, 8, value);
}

static void tell_levels(struct dice *dice, double *value) {
  double level = 0;

  (void)begin(dice, 0, 0, value);
  for (int i = 0; i < N; i++) {
    if (i % (N / 40) == 0)
      level = dice_between(dice, 10, 88);
    value[i] += level;
  }
}

static void tell_cache(struct dice *dice, double *value) {
  double level = begin(dice, 20, 50, value);
  double full = 0, fills = 1;

  for (int i = 0, age = 0, left = 0; i < N; i++, age++, left--) {
    if (left == 0) {
      left = dice_whole(dice, 500, 2500);
      full = dice_between(dice, 70, 92);
      fills = dice_between(dice, 40, 300);
      age = 0;
    }
    value[i] -= (full - level) * expm1(-age / fills);
  }
}

static void tell_walk(struct dice *dice, double *value) {
  for (int i = 0; i < N; i++)
    value[i] = 50;
  add_noise(dice, 0.8, 0.995, value);
}

/* --- the stories ---------------------------------------------------------- */

/* clang-format off */
const struct story stories[STORY_COUNT] = {
  [STORY_RAMP]          = { "ramp", true, tell_ramp },
  [STORY_SAWTOOTH_LEAK] = { "sawtooth with a leak", true, tell_sawtooth_leak },
  [STORY_ACCELERATING]  = { "accelerating", true, tell_accelerating },
  [STORY_LOAD_LEAK]     = { "leak by load", true, tell_load_leak },
  [STORY_STAIRCASE]     = { "staircase", true, tell_staircase },
  [STORY_GROWING_DAYS]  = { "growing days", true, tell_growing_days },
  [STORY_SAWTOOTH]      = { "collector, no leak", false, tell_sawtooth },
  [STORY_DAYS_ALIKE]    = { "days alike", false, tell_days_alike },
  [STORY_BURSTS]        = { "bursts", false, tell_bursts },
  [STORY_LEVELS]        = { "levels", false, tell_levels },
  [STORY_CACHE]         = { "cache that fills", false, tell_cache },
  [STORY_WALK]          = { "walk that returns", false, tell_walk },
};
/* clang-format on */

void story_tell(enum story_id id, uint64_t seed, double value[STORY_SAMPLES]) {
  struct dice dice = {seed * STORY_COUNT + (uint64_t)id};

  dice.state = dice_next(&dice); /* neighbours begin far apart */
  stories[id].tell(&dice, value);
  for (int i = 0; i < N; i++) {
    value[i] = fmax(0, value[i]);
    if (!stories[id].crosses)
      value[i] = fmin(CALM_MOST, value[i]);
  }
}
