/* fuzz_pipeline.c - a script of samples, births, deaths, gaps, steps of the
 * clock, numbers that are absurd or not there, and restarts from a saved state,
 * into a pipeline: tests/invariants.h holds after each tick. */
#include "fuzz_world.h"

#include <float.h>

struct script {
  const uint8_t *at, *end;
};

static unsigned next(struct script *script) {
  return script->at < script->end ? *script->at++ : 0;
}

/* One of a kind that occurs, an absurd one, or any at all; finite or NaN. */
static double next_number(struct script *script) {
  static const double absurd[] = {NAN,
                                  0,
                                  -1,
                                  1,
                                  DBL_MAX,
                                  -1e300,
                                  1e-300,
                                  18446744073709551615.0,
                                  9007199254740993.0,
                                  -DBL_MAX,
                                  1e22,
                                  4096,
                                  DBL_MIN,
                                  100,
                                  1024,
                                  8e9};
  unsigned byte = next(script);
  double number;

  if (byte < 224)
    return (1 + byte % 9) * pow(10, (int)(byte / 9) % 24 - 6);
  if (byte < 240)
    return absurd[byte - 224];
  number = number_of(&script->at, script->end);
  return isinf(number) ? (double)NAN : number;
}

static double next_step(struct script *script) {
  static const double step_s[] = {1,   1,    1,     10,   0.1, 60,
                                  600, 1e-3, 86400, 1e-6, 1e6, 30};

  return step_s[next(script) % (sizeof(step_s) / sizeof(step_s[0]))];
}

static struct slot *next_slot(struct script *script, struct world *world) {
  return &world->slot[next(script) % SLOTS];
}

static void change(struct script *script, struct course *course, int most) {
  int id = (int)(next(script) % (unsigned)most);
  bool is_slope = next(script) % 2;
  double number = next_number(script);

  if (is_slope)
    course->slope[id] = isnan(number) ? 0 : number;
  else
    course->value[id] = number;
}

static void run(struct script *script, struct world *world) {
  unsigned ticks = 1 + next(script) % 64;
  double step_s = next_step(script);

  for (unsigned i = 0; i < ticks; i++)
    world_tick(world, step_s);
}

static void bear(struct script *script, struct world *world) {
  static const char *const names[] = {NULL, "pool-a", "pool-b", "pool-c"};
  struct slot *slot = next_slot(script, world);
  unsigned which = next(script) % 8;

  if (slot->wanted || slot->member)
    return;
  slot_begin(slot, 11 + world->pids++ % 100);
  slot->base = which >= 4;
  slot->name = slot->base ? names[which - 4] : NULL;
}

/* What leads to an alarm and to a fuse, or away from it. */
static void trouble(struct script *script, struct world *world) {
  struct slot *slot = next_slot(script, world);
  unsigned how = next(script);

  slot->course.slope[METRIC_FD_COUNT] = (how % 16 - 4.0) * 2;
  slot->course.slope[METRIC_PROCESS_BLOCK_DELAY] = (how >> 4) / 8.0;
  slot->course.value[METRIC_STATE] = how & 128 ? 'D' : 'S';
  slot->course.value[METRIC_FD_COUNT] = 100;
}

static void look_closer(struct script *script, struct world *world) {
  struct slot *slot = next_slot(script, world);
  double stuck_s = fabs(next_number(script));

  slot->stuck_s = stuck_s <= 1e11 ? stuck_s : 0;
  slot->read = next(script);
  slot->command = next(script) % (sizeof(fuzz_commands) / sizeof(char *));
  slot->findings.threads = (int)next(script);
  slot->findings.fds = (int)next(script);
  slot->findings.cause[next(script) % CAUSE_COUNT] = (int)next(script);
  slot->findings.kind[next(script) % FD_KIND_COUNT] = (int)next(script);
}

static void touch_clock(struct script *script, struct world *world) {
  unsigned how = next(script);

  if (how % 3 == 0)
    world->tear = true;
  if (how % 3 == 1)
    world_step_back(world, how);
  if (how % 3 == 2)
    world->date = (struct date){1e9 + 1e6 * how, 3600.0 * (how % 24)};
  world->dates = world->dates || how % 3 == 2;
}

static void restart(struct script *script, struct world *world) {
  unsigned how = next(script);
  double gap_s = next_step(script);

  if (how % 8 == 7)
    world->settings.model = (enum model_id)(next(script) % MODEL_COUNT);
  world_restart(world, gap_s, how % 4 == 3);
}

static void change_subject(struct script *script, unsigned *present,
                           struct course *course) {
  unsigned which = next(script);

  if (which % 2)
    *present ^= which >> 1;
  else
    change(script, course, METRIC_COUNT);
}

static void take(struct script *script, struct world *world) {
  struct slot *slot;

  switch (next(script) % 12) {
  case 0:
  case 1:
    run(script, world);
    return;
  case 2:
    slot = next_slot(script, world);
    change(script, &slot->course, METRIC_MEMBER_COUNT);
    return;
  case 3:
    bear(script, world);
    return;
  case 4:
    next_slot(script, world)->wanted = false;
    return;
  case 5:
    next_slot(script, world)->mode = (enum mode)(next(script) % MODES);
    return;
  case 6:
    change(script, &world->host, METRIC_COUNT);
    return;
  case 7:
    change_subject(script, &world->devices, &world->device);
    return;
  case 8:
    change_subject(script, &world->volumes, &world->volume);
    return;
  case 9:
    touch_clock(script, world);
    return;
  case 10:
    trouble(script, world);
    return;
  default:
    if (next(script) % 4)
      look_closer(script, world);
    else
      restart(script, world);
  }
}

static void choose(struct script *script, struct world *world) {
  static const double horizon_s[] = {2220, 10, 60, 600, 86400};
  unsigned how = next(script);

  set_option(world, "Model", models[how % MODEL_COUNT].name, NULL, 0);
  set_option(world, "Horizon", NULL, NULL, horizon_s[how / MODEL_COUNT % 5]);
  how = next(script);
  set_option(world, "TripAfter", NULL, NULL, how % 4 * 3);
  set_option(world, "ClearAfter", NULL, NULL, how / 4 % 4 * 5);
  set_option(world, "PerProcess", NULL, NULL, how / 16 % 4);
  set_option(world, "CollectMaps", how & 128 ? "true" : "false", NULL, 0);
  set_option(world, "FdWindow", NULL, NULL, how & 64 ? 10 : 120);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct world world;
  struct script script = {data, data + size};

  world_open(&world);
  choose(&script, &world);
  world_begin(&world);
  slot_begin(&world.slot[0], 11);
  world.pids = 1;
  while (script.at < script.end && world.ticks < TICKS_MOST)
    take(&script, &world);
  world_tick(&world, 1);
  world_close(&world);
  return 0;
}
