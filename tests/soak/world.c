/* world.c - see world.h */
#include "world.h"

#include <string.h>

#define MIB 1048576.0
#define GIB 1073741824.0

static const double HOUR_S = 3600, DAY_S = 86400;

/* clang-format off */
const struct role roles[ROLES] = {
  /* group, manner, {at rest}, {more at full load}, {limits}, wait, restarts */
  { "web", MANNER_LOAD, {120, 200 * MIB, 1}, {500, 250 * MIB, 0}, {1024, GIB, 64}, 15, 5 * 86400.0, true },
  { "app", MANNER_LOAD, {150, 300 * MIB, 24}, {60, 100 * MIB, 12}, {1024, GIB, 128}, 5, 3 * 86400.0, false },
  { "java", MANNER_TEETH, {250, GIB, 80}, {100, 1.6 * GIB, 20}, {1024, 4 * GIB, 256}, 5, 10 * 86400.0, false },
  { "db", MANNER_CACHE, {700, GIB, 60}, {200, 5 * GIB, 20}, {4096, 8 * GIB, 512}, 40, 30 * 86400.0, false },
  { "job", MANNER_JOB, {20, 30 * MIB, 1}, {10, 400 * MIB, 0}, {256, GIB, 64}, 60, 3600, true },
  { "guest", MANNER_GUEST, {9, 12 * MIB, 1}, {12, 20 * MIB, 0}, {256, GIB / 2, 64}, 1, 120, true },
};
/* clang-format on */

static const int crowd[ROLES] = {4, 4, 2, 1, 2, 3}; /* ACTORS in all */

/* Between 0 and 1. */
static double load_of(const struct world *world) {
  double day = fmod(world->date_s / DAY_S, 7);
  double load = 0.5 - 0.45 * cos(2 * M_PI * fmod(day, 1));

  return day >= 5 ? load / 2 : load;
}

static void choose_pid(struct world *world, struct actor *actor) {
  if (actor->pid > 0 && dice_between(&world->dice, 0, 1) < 0.25) {
    world->reuses++;
    return;
  }
  for (bool taken = true; taken;) {
    taken = false;
    world->next_pid = world->next_pid >= 32767 ? 300 : world->next_pid + 1;
    for (int i = 0; i < ACTORS; i++)
      taken = taken || world->actor[i].pid == world->next_pid;
  }
  actor->pid = world->next_pid;
}

static double life_s(struct world *world, const struct role *role) {
  if (role->manner == MANNER_JOB)
    return dice_between(&world->dice, 300, 1500);
  return world->step_s + role->restart_s * dice_exponential(&world->dice);
}

static void bear(struct world *world, struct actor *actor) {
  const struct role *role = actor->role;
  int pid = actor->pid;

  *actor = (struct actor){.role = role, .pid = pid, .life = actor->life + 1};
  choose_pid(world, actor);
  actor->alive = true;
  actor->born_s = world->lived_s;
  actor->ends_s = world->lived_s + life_s(world, role);
  actor->settles_s = dice_between(&world->dice, 20, 240);
  actor->tooth_s = dice_between(&world->dice, 200, 1500);
  actor->tooth_at_s = world->lived_s;
  memcpy(actor->limit, role->limit, sizeof(actor->limit));
  world->births++;
}

void world_end_actor(struct world *world, struct actor *actor) {
  double wait_s = 2 * world->step_s * dice_exponential(&world->dice);

  if (actor->role->manner == MANNER_JOB)
    wait_s = HOUR_S - actor_age_s(world, actor);
  actor->alive = false;
  actor->troubles = 0;
  actor->ends_s = world->lived_s + fmax(0, wait_s);
}

void world_init(struct world *world, uint64_t seed, double step_s) {
  int next = 0;

  *world = (struct world){.dice = {seed},
                          .step_s = step_s,
                          .now_s = 1000,
                          .next_pid = 300,
                          .torn_s = -1e9};
  for (int i = 0; i < ROLES; i++)
    for (int k = 0; k < crowd[i]; k++)
      world->actor[next++].role = &roles[i];
}

double actor_age_s(const struct world *world, const struct actor *actor) {
  return world->lived_s - actor->born_s;
}

/* A noise that wanders and comes back, in a minute or two. */
static double wander(struct world *world, double *at, double deviation) {
  double keep = exp(-world->step_s / 60);

  *at = keep * *at +
        deviation * sqrt(1 - keep * keep) * dice_normal(&world->dice);
  return *at;
}

/* How much of its load a process has that starts. */
static double started(const struct world *world, const struct actor *actor,
                      double times) {
  return 1 - exp(-(actor_age_s(world, actor) + world->step_s) /
                 (times * actor->settles_s));
}

static double tooth(struct world *world, struct actor *actor) {
  double share = (world->lived_s - actor->tooth_at_s) / actor->tooth_s;

  if (share < 1)
    return share;
  actor->tooth_at_s = world->lived_s;
  actor->tooth_s =
      dice_between(&world->dice, 0.5, 1.5) * (900 - 600 * load_of(world));
  return 0;
}

/* Of the memory that load, or time, brings: 0 to 1. */
static double memory_share(struct world *world, struct actor *actor) {
  double age_s = actor_age_s(world, actor);

  switch (actor->role->manner) {
  case MANNER_TEETH:
    return tooth(world, actor);
  case MANNER_CACHE:
    return 1 - exp(-age_s / (6 * HOUR_S));
  case MANNER_JOB:
    return fmin(1, age_s / 600);
  case MANNER_GUEST:
    return started(world, actor, 0.3);
  default:
    return load_of(world) * started(world, actor, 5);
  }
}

static void be_usual(struct world *world, struct actor *actor) {
  const struct role *role = actor->role;
  double share[RESOURCES] = {
      [RESOURCE_FDS] = load_of(world) * started(world, actor, 1),
      [RESOURCE_RSS] = memory_share(world, actor),
      [RESOURCE_THREADS] = load_of(world) * started(world, actor, 1),
  };

  for (int i = 0; i < RESOURCES; i++) {
    double noise = role->load[i] > 0 ? role->load[i] / 25 : 0;
    double value = role->rest[i] + role->load[i] * share[i] +
                   wander(world, &actor->wander[i], noise);

    actor->usual[i] = fmin(fmax(1, value), 0.85 * role->limit[i]);
    if (i != RESOURCE_RSS)
      actor->usual[i] = round(actor->usual[i]);
    else
      actor->usual[i] = PAGE_BYTES * round(actor->usual[i] / PAGE_BYTES);
    actor->has[i] = actor->usual[i];
  }
  actor->wait_ms =
      fmax(0, role->wait_ms * (1 + 0.5 * dice_normal(&world->dice)));
}

/* At night the database is backed up. */
static void back_up(const struct world *world, struct actor *actor) {
  double hour = fmod(world->date_s / HOUR_S, 24);

  if (actor->role->manner == MANNER_CACHE && hour >= 2 && hour < 2.5)
    actor->wait_ms += 350;
}

static void live_actor(struct world *world, struct actor *actor) {
  if (actor->alive && world->lived_s >= actor->ends_s && !actor->troubles)
    world_end_actor(world, actor);
  if (!actor->alive && world->lived_s >= actor->ends_s)
    bear(world, actor);
  if (!actor->alive)
    return;
  be_usual(world, actor);
  back_up(world, actor);
}

static void live_host(struct world *world) {
  struct host *host = &world->host;
  double day = fmod(world->date_s / DAY_S, 1), load = load_of(world);

  host->mem_total = 64 * GIB;
  host->mem_available = (40 - 8 * load + 0.2 * dice_normal(&world->dice)) * GIB;
  host->swap_total = 8 * GIB;
  host->swap_free = 7.5 * GIB - 0.2 * load * GIB;
  host->dirty_threshold = 1.6e6;
  host->dirty_background = 0.8e6;
  host->dirty = 2e4 + 4e4 * load * fmod(world->lived_s / 47, 1) +
                3e3 * fabs(dice_normal(&world->dice));
  host->await_s = 0.004 * (1 + dice_exponential(&world->dice));
  host->busy_percent = 5 + 30 * load;
  host->fs_size = 500 * GIB;
  host->fs_used = (300 + 20 * day) * GIB; /* logs, rotated at midnight */
}

void world_live(struct world *world) {
  world->lived_s += world->step_s;
  world->now_s += world->step_s;
  world->date_s += world->step_s;
  world->torn = false;
  live_host(world);
  for (int i = 0; i < ACTORS; i++)
    live_actor(world, &world->actor[i]);
}

void world_sleep(struct world *world, double s) {
  world->asleep_s += s;
  world->date_s += s;
  world->torn = true;
  world->torn_s = world->lived_s;
}

void world_stop(struct world *world, double s) {
  world->now_s += s;
  world->date_s += s;
  world->torn = true;
  world->torn_s = world->lived_s;
}

static void settle_actor(const struct world *world, struct actor *actor) {
  actor->recent_wait[actor->ticks++ % WAIT_TICKS] = actor->wait_ms;
  actor->waited_s += actor->wait_ms / 1000 * world->step_s;
  actor->cpu_s += 0.05 * world->step_s;
  actor->read_bytes += 65536;
  actor->written_bytes += 16384;
}

static void settle_host(struct world *world) {
  struct host *host = &world->host;
  unsigned long tick = (unsigned long)round(world->lived_s / world->step_s);
  double ops = round(host->busy_percent / 100 * world->step_s / host->await_s);

  ops = fmax(1, ops);
  host->recent_await[tick % WAIT_TICKS] = host->await_s;
  host->disk_ops += ops;
  host->disk_time_s += ops * host->await_s;
  host->disk_busy_s += host->busy_percent / 100 * world->step_s;
}

void world_settle(struct world *world) {
  for (int i = 0; i < ACTORS; i++)
    if (world->actor[i].alive)
      settle_actor(world, &world->actor[i]);
  settle_host(world);
}

double mean_of_ten(const double *recent, unsigned long ticks) {
  double sum = 0;

  if (ticks < WAIT_TICKS)
    return NAN;
  for (int i = 0; i < WAIT_TICKS; i++)
    sum += recent[i];
  return sum / WAIT_TICKS;
}

double actor_memory_limit(const struct world *world,
                          const struct actor *actor) {
  double room = fmin(world->host.mem_available,
                     actor->limit[RESOURCE_RSS] - actor->has[RESOURCE_RSS]);

  return actor->has[RESOURCE_RSS] + fmax(0, room);
}
