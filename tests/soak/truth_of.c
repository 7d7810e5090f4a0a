/* truth_of.c - see truth_of.h */
#include "truth_of.h"

#include <string.h>

static const double IO_WAIT_MS = 150, AWAIT_S = 0.15;

static bool fds_are_used_up(const struct world *world,
                            const struct actor *actor) {
  (void)world;
  return actor->has[RESOURCE_FDS] >= actor->limit[RESOURCE_FDS];
}

static bool memory_is_used_up(const struct world *world,
                              const struct actor *actor) {
  return actor->has[RESOURCE_RSS] >= actor_memory_limit(world, actor);
}

static bool threads_are_used_up(const struct world *world,
                                const struct actor *actor) {
  (void)world;
  return actor->has[RESOURCE_THREADS] >= actor->limit[RESOURCE_THREADS];
}

static bool it_waits(const struct world *world, const struct actor *actor) {
  (void)world;
  return mean_of_ten(actor->recent_wait, actor->ticks) >= IO_WAIT_MS;
}

static const struct {
  const char *wall;
  bool (*is_met)(const struct world *world, const struct actor *actor);
} of_members[] = {{"fd_limit", fds_are_used_up},
                  {"memory_max", memory_is_used_up},
                  {"threads_limit", threads_are_used_up},
                  {"io_wait", it_waits}};

static bool host_memory(const struct host *host) {
  return host->mem_available <= 0;
}

static bool host_swap(const struct host *host) {
  return host->swap_free <= 0;
}

static bool host_dirty(const struct host *host) {
  return host->dirty >= (host->dirty_threshold + host->dirty_background) / 2;
}

static bool host_device(const struct host *host) {
  return mean_of_ten(host->recent_await, WAIT_TICKS) >= AWAIT_S;
}

static bool host_volume(const struct host *host) {
  return host->fs_used >= host->fs_size;
}

static const struct {
  const char *target, *wall;
  bool (*is_met)(const struct host *host);
} of_host[] = {{"host", "memory_max", host_memory},
               {"host", "swap_full", host_swap},
               {"host", "dirty_throttle", host_dirty},
               {"device-sda", "device_saturation", host_device},
               {"fs-srv", "disk_full", host_volume}};

static bool some_member(const struct world *world, const char *group,
                        bool (*is_met)(const struct world *,
                                       const struct actor *)) {
  for (int i = 0; i < ACTORS; i++) {
    const struct actor *actor = &world->actor[i];

    if (actor->alive && strcmp(actor->role->group, group) == 0 &&
        is_met(world, actor))
      return true;
  }
  return false;
}

/* Somebody waits, and descriptors pile up or run out: be it that one who leaks
 * does so while the night's backup waits. */
static bool fuse_is_due(const struct world *world, const struct plan *plan,
                        const char *group) {
  unsigned piling = BIT(TROUBLE_SLOW_DISK) | BIT(TROUBLE_FD_LEAK) |
                    BIT(TROUBLE_CURED_LEAK) | BIT(TROUBLE_LIMIT_CUT);

  return plan_has(plan, piling, group) && some_member(world, group, it_waits);
}

bool truth_is_met(const struct world *world, const struct plan *plan,
                  const char *target, const char *wall) {
  for (size_t i = 0; i < sizeof(of_host) / sizeof(of_host[0]); i++)
    if (strcmp(of_host[i].wall, wall) == 0 &&
        strcmp(of_host[i].target, target) == 0)
      return of_host[i].is_met(&world->host);
  for (size_t i = 0; i < sizeof(of_members) / sizeof(of_members[0]); i++)
    if (strcmp(of_members[i].wall, wall) == 0)
      return some_member(world, target, of_members[i].is_met);
  return strcmp(wall, "fuse") == 0 && fuse_is_due(world, plan, target);
}
