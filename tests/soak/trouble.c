/* trouble.c - see trouble.h */
#include "trouble.h"

#include "tally.h"

#include <stdio.h>
#include <string.h>

enum { WEB = 1, APP = 2, JAVA = 4, DB = 8 }; /* bits of roles[] */

static const double HOLD_S = 180, OLD_ENOUGH_S = 3600;

/* What was told of the one before is cleared by then. */
static const double RESTED_S = 900;

/* clang-format off */
const struct trouble_kind troubles[TROUBLES] = {
  [TROUBLE_FD_LEAK] = { "fd leak", NULL, "fd_limit", WEB | APP | JAVA | DB, 600, 43200, false, 60 },
  [TROUBLE_MEMORY_LEAK] = { "memory leak", NULL, "memory_max", WEB | APP | JAVA | DB, 600, 43200, false, 60 },
  [TROUBLE_THREAD_LEAK] = { "thread leak", NULL, "threads_limit", APP | JAVA, 600, 43200, false, 60 },
  [TROUBLE_LIMIT_CUT] = { "limit cut", NULL, "fd_limit", WEB | APP, 1, 1, true, 120 },
  [TROUBLE_SLOW_DISK] = { "slow disk", NULL, "fuse", WEB, 1, 1, true, 400 },
  [TROUBLE_IO_WAIT] = { "io_wait", NULL, "io_wait", WEB, 100, 100, true, 60 },
  [TROUBLE_HANG] = { "hang", NULL, "stuck", WEB | APP, 1, 1, true, 120 },
  [TROUBLE_HOST_MEMORY] = { "host memory", "host", "memory_max", 0, 1200, 43200, false, 60 },
  [TROUBLE_SWAP_FILL] = { "swap fills", "host", "swap_full", 0, 1200, 43200, false, 60 },
  [TROUBLE_DIRTY_STORM] = { "dirty storm", "host", "dirty_throttle", 0, 120, 1200, true, 60 },
  [TROUBLE_DISK_FILL] = { "disk fills", "fs-srv", "disk_full", 0, 1800, 43200, false, 120 },
  [TROUBLE_CURED_LEAK] = { "cured leak", NULL, NULL, WEB | APP | DB, 1200, 43200, false, 0 },
  [TROUBLE_HIDE] = { "unreadable", NULL, NULL, WEB | APP | JAVA | DB, 60, 600, false, 0 },
  [TROUBLE_SLEEP] = { "sleep", NULL, NULL, 0, 0, 0, false, 0 },
  [TROUBLE_STOP] = { "standstill", NULL, NULL, 0, 0, 0, false, 0 },
  [TROUBLE_STATE_FULL] = { "state disk full", "self", "StateFile", 0, 1, 1, true, 500 },
};
/* clang-format on */

void plan_init(struct plan *plan, uint64_t seed, double gap_s, unsigned kinds) {
  *plan = (struct plan){.dice = {seed + 1},
                        .gap_s = gap_s,
                        .kinds = kinds,
                        .next_s = 3 * 3600.0,
                        .drawn = TROUBLES};
}

static const char *target_of(const struct trouble *trouble) {
  const char *target = troubles[trouble->id].target;

  return target || !trouble->actor ? target : trouble->actor->role->group;
}

bool plan_has(const struct plan *plan, unsigned kinds, const char *group) {
  for (int i = 0; i < plan->count; i++) {
    const struct trouble *trouble = &plan->live[i];
    const struct actor *actor = trouble->actor;

    if ((kinds & BIT(trouble->id)) &&
        (group ? actor && strcmp(actor->role->group, group) == 0 : !actor))
      return true;
  }
  return false;
}

bool plan_means(const struct plan *plan, const char *target, const char *wall) {
  for (int i = 0; i < plan->count; i++) {
    const struct trouble_kind *kind = &troubles[plan->live[i].id];

    if (kind->wall && strcmp(kind->wall, wall) == 0 &&
        (strcmp(target_of(&plan->live[i]), target) == 0 ||
         plan->live[i].id == TROUBLE_HOST_MEMORY)) /* it is everybody's */
      return true;
  }
  return false;
}

/* --- planting ------------------------------------------------------------- */

static enum trouble_id draw(struct plan *plan) {
  if (plan->drawn == TROUBLES) {
    for (int i = 0; i < TROUBLES; i++)
      plan->deck[i] = (enum trouble_id)i;
    for (int i = TROUBLES - 1; i > 0; i--) {
      int k = dice_whole(&plan->dice, 0, i + 1);
      enum trouble_id kept = plan->deck[i];

      plan->deck[i] = plan->deck[k];
      plan->deck[k] = kept;
    }
    plan->drawn = 0;
  }
  return plan->deck[plan->drawn++];
}

static double *over_of(struct plan *plan, const struct actor *actor) {
  return &plan->over_s[actor ? actor->role - roles : ROLES];
}

static bool has_rested(struct plan *plan, const struct world *world,
                       const struct actor *actor) {
  return world->lived_s - *over_of(plan, actor) >= RESTED_S;
}

/* Somebody who has been there for a while, in a group where all is well. */
static struct actor *victim(struct plan *plan, struct world *world,
                            unsigned among) {
  int first = dice_whole(&plan->dice, 0, ACTORS);

  for (int i = 0; i < ACTORS; i++) {
    struct actor *actor = &world->actor[(first + i) % ACTORS];

    if (actor->alive && (among & (1u << (actor->role - roles))) &&
        actor_age_s(world, actor) > OLD_ENOUGH_S &&
        has_rested(plan, world, actor) &&
        !plan_has(plan, ~0u, actor->role->group))
      return actor;
  }
  return NULL;
}

static bool host_is_well(struct plan *plan, const struct world *world,
                         enum trouble_id id) {
  if (id == TROUBLE_SLEEP || id == TROUBLE_STOP)
    return plan->count == 0;
  return has_rested(plan, world, NULL) && !plan_has(plan, ~0u, NULL);
}

/* Each factor is as likely. */
static double between_evenly(struct dice *dice, double low, double high) {
  return low * exp(dice_between(dice, 0, 1) * log(high / low));
}

static bool plant(struct plan *plan, struct world *world, enum trouble_id id) {
  const struct trouble_kind *kind = &troubles[id];
  struct actor *actor = kind->roles ? victim(plan, world, kind->roles) : NULL;
  struct trouble *trouble = &plan->live[plan->count];

  if (plan->count == LIVE ||
      (kind->roles ? !actor : !host_is_well(plan, world, id)))
    return false;
  plan->outcome[id].planted++;
  if (id == TROUBLE_SLEEP)
    world_sleep(world, between_evenly(&plan->dice, 600, 6 * 3600));
  if (id == TROUBLE_STOP)
    world_stop(world, between_evenly(&plan->dice, 60, 3600));
  if (kind->most_s <= 0)
    return true;
  *trouble = (struct trouble){
      .id = id,
      .actor = actor,
      .life = actor ? actor->life : 0,
      .begun_s = world->lived_s,
      .span_s = between_evenly(&plan->dice, kind->least_s, kind->most_s),
      .shape = dice_between(&plan->dice, 0.8, 1.4),
      .cured_at = dice_between(&plan->dice, 0.3, 0.8),
      .stairs = dice_whole(&plan->dice, 0, 4) == 0,
      .met_s = NAN,
      .over_s = NAN,
  };
  if (actor)
    actor->troubles++;
  plan->count++;
  return true;
}

static void plant_what_is_due(struct plan *plan, struct world *world) {
  enum trouble_id id;

  if (world->lived_s < plan->next_s)
    return;
  id = draw(plan);
  if ((plan->kinds & BIT(id)) && !plant(plan, world, id)) {
    plan->drawn--; /* later */
    plan->next_s += 300;
    return;
  }
  if (plan->kinds & BIT(id))
    plan->next_s = world->lived_s + plan->gap_s * dice_exponential(&plan->dice);
}

/* --- effects -------------------------------------------------------------- */

/* How much of the way to the wall is gone; beyond 1 it goes on. */
static double gone(const struct trouble *trouble, const struct world *world) {
  double x = (world->lived_s - trouble->begun_s) / trouble->span_s;
  double y = pow(x, trouble->shape);

  return trouble->stairs ? floor(24 * y) / 24 : y;
}

static double whole_of(int resource, double value) {
  return resource == RESOURCE_RSS ? PAGE_BYTES * round(value / PAGE_BYTES)
                                  : round(value);
}

static bool leak(struct actor *actor, int resource, double share) {
  double room = actor->limit[resource] - actor->role->rest[resource];
  double value = actor->usual[resource] + whole_of(resource, share * room);

  actor->has[resource] = fmin(value, actor->limit[resource]);
  return value >= actor->limit[resource];
}

static bool wait_more(struct actor *actor, double ms) {
  actor->wait_ms = ms;
  return mean_of_ten(actor->recent_wait, actor->ticks) >= 150;
}

static bool slow_down(const struct trouble *trouble, struct actor *actor,
                      struct world *world) {
  double s = world->lived_s - trouble->begun_s;

  actor->wait_ms = 850 + dice_between(&world->dice, -50, 50);
  actor->has[RESOURCE_FDS] = fmin(actor->has[RESOURCE_FDS] + round(3.5 * s),
                                  actor->limit[RESOURCE_FDS]);
  world->host.await_s = 0.4;
  world->host.busy_percent = 100;
  return true;
}

/* One that is cut is restored when it is over. */
static bool cut(const struct trouble *trouble, struct actor *actor,
                const struct world *world) {
  if (world->lived_s <= trouble->begun_s)
    actor->limit[RESOURCE_FDS] = ceil(0.7 * actor->has[RESOURCE_FDS]);
  return actor->has[RESOURCE_FDS] >= actor->limit[RESOURCE_FDS] ||
         !isnan(trouble->met_s);
}

static bool hurt_host(struct trouble *trouble, struct world *world) {
  struct host *host = &world->host;
  double share = fmin(1, gone(trouble, world));

  switch (trouble->id) {
  case TROUBLE_HOST_MEMORY:
    host->mem_available =
        fmax(0, host->mem_available - share * 1.05 * 40 * 1073741824.0);
    return host->mem_available <= 0;
  case TROUBLE_SWAP_FILL:
    host->swap_free = fmax(0, host->swap_free - share * host->swap_total);
    return host->swap_free <= 0;
  case TROUBLE_DIRTY_STORM:
    host->dirty += share * 1.3e6;
    return host->dirty >= (host->dirty_threshold + host->dirty_background) / 2;
  case TROUBLE_DISK_FILL:
    host->fs_used =
        fmin(host->fs_size, host->fs_used + share * 0.45 * host->fs_size);
    return host->fs_used >= host->fs_size;
  default:
    return false;
  }
}

static bool hurt_actor(struct trouble *trouble, struct actor *actor,
                       struct world *world) {
  switch (trouble->id) {
  case TROUBLE_FD_LEAK:
  case TROUBLE_CURED_LEAK:
    return leak(actor, RESOURCE_FDS, gone(trouble, world));
  case TROUBLE_MEMORY_LEAK:
    return leak(actor, RESOURCE_RSS, gone(trouble, world));
  case TROUBLE_THREAD_LEAK:
    return leak(actor, RESOURCE_THREADS, gone(trouble, world));
  case TROUBLE_LIMIT_CUT:
    return cut(trouble, actor, world);
  case TROUBLE_SLOW_DISK:
    return slow_down(trouble, actor, world);
  case TROUBLE_IO_WAIT:
    return wait_more(actor, 450);
  case TROUBLE_HANG:
    actor->stuck_s = world->lived_s - trouble->begun_s + world->step_s;
    return true;
  case TROUBLE_HIDE:
    actor->hidden = true;
    return false;
  default:
    return false;
  }
}

/* Whether the wall is met. */
static bool hurt(struct trouble *trouble, struct world *world) {
  if (trouble->actor)
    return hurt_actor(trouble, trouble->actor, world);
  return trouble->id == TROUBLE_STATE_FULL || hurt_host(trouble, world);
}

/* --- ends ----------------------------------------------------------------- */

static bool is_leak(enum trouble_id id) {
  return id <= TROUBLE_THREAD_LEAK || id == TROUBLE_CURED_LEAK;
}

static double over_when(const struct trouble *trouble) {
  if (trouble->id == TROUBLE_CURED_LEAK)
    return trouble->begun_s + trouble->cured_at * trouble->span_s;
  if (trouble->id == TROUBLE_HIDE)
    return trouble->begun_s + trouble->span_s;
  return trouble->met_s + (troubles[trouble->id].leaps ? 3 * HOLD_S : HOLD_S);
}

static void end_trouble(struct trouble *trouble, struct world *world) {
  struct actor *actor = trouble->actor;

  if (!actor)
    return;
  actor->stuck_s = 0;
  actor->hidden = false;
  actor->troubles = 0;
  memcpy(actor->limit, actor->role->limit, sizeof(actor->limit));
  if (is_leak(trouble->id))
    world_end_actor(world, actor);
}

static void step_one(struct trouble *trouble, struct world *world) {
  if (hurt(trouble, world) && isnan(trouble->met_s))
    trouble->met_s = world->lived_s;
  trouble->over_s = over_when(trouble);
}

void plan_step(struct plan *plan, struct world *world) {
  int kept = 0;

  plan->state_is_full = false;
  for (int i = 0; i < plan->count; i++) {
    struct trouble *trouble = &plan->live[i];

    if (world->lived_s >= trouble->over_s) {
      *over_of(plan, trouble->actor) = world->lived_s;
      end_trouble(trouble, world);
    } else {
      plan->live[kept++] = *trouble;
    }
  }
  plan->count = kept;
  plant_what_is_due(plan, world);
  for (int i = 0; i < plan->count; i++) {
    step_one(&plan->live[i], world);
    if (plan->live[i].id == TROUBLE_STATE_FULL)
      plan->state_is_full = true;
  }
}

/* --- what was told of it -------------------------------------------------- */

static void describe(const struct trouble *trouble, char words[160]) {
  snprintf(words, 160, "day %.3f: %s of %s, begun %.0f s before, shape %.2f%s",
           trouble->met_s / 86400, troubles[trouble->id].name,
           target_of(trouble), trouble->met_s - trouble->begun_s,
           trouble->shape, trouble->stairs ? ", in stairs" : "");
}

static void miss(struct plan *plan, const struct trouble *trouble) {
  plan->outcome[trouble->id].missed++;
  if (plan->missed < MISSES)
    describe(trouble, plan->miss[plan->missed]);
  plan->missed++;
}

static void be_late(struct plan *plan, const struct trouble *trouble) {
  plan->outcome[trouble->id].at++;
  if (troubles[trouble->id].leaps)
    return;
  if (plan->late < MISSES)
    describe(trouble, plan->lag[plan->late]);
  plan->late++;
}

static void score_one(struct plan *plan, struct trouble *trouble,
                      const struct world *world, const struct tally *tally) {
  const struct trouble_kind *kind = &troubles[trouble->id];
  struct outcome *outcome = &plan->outcome[trouble->id];
  double told_s;

  if (!kind->wall || trouble->scored || isnan(trouble->met_s))
    return;
  told_s =
      tally_told_s(tally, target_of(trouble), kind->wall, trouble->begun_s);
  if (isnan(told_s)) {
    if (world->lived_s - trouble->met_s < kind->late_s)
      return;
    miss(plan, trouble);
  } else if (told_s < trouble->met_s) {
    outcome->before++;
    outcome->lead_sum_s += trouble->met_s - told_s;
  } else {
    be_late(plan, trouble);
  }
  trouble->scored = true;
}

void plan_score(struct plan *plan, struct world *world,
                const struct tally *tally) {
  for (int i = 0; i < plan->count; i++)
    score_one(plan, &plan->live[i], world, tally);
}
