/* truth_of.c - see truth_of.h */
#include "truth_of.h"

#include <string.h>

static const double IO_WAIT_MS = 150, AWAIT_S = 0.15;

static double share_of_fds(const struct world *world,
                           const struct actor *actor) {
  (void)world;
  return actor->has[RESOURCE_FDS] / actor->limit[RESOURCE_FDS];
}

static double share_of_memory(const struct world *world,
                              const struct actor *actor) {
  return actor->has[RESOURCE_RSS] / actor_memory_limit(world, actor);
}

static double share_of_threads(const struct world *world,
                               const struct actor *actor) {
  (void)world;
  return actor->has[RESOURCE_THREADS] / actor->limit[RESOURCE_THREADS];
}

static double share_of_wait(const struct world *world,
                            const struct actor *actor) {
  (void)world;
  return mean_of_ten(actor->recent_wait, actor->ticks) / IO_WAIT_MS;
}

static const struct {
  const char *wall;
  double (*share)(const struct world *world, const struct actor *actor);
} of_members[] = {{"fd_limit", share_of_fds},
                  {"memory_max", share_of_memory},
                  {"threads_limit", share_of_threads},
                  {"io_wait", share_of_wait},
                  {"fuse", share_of_wait}};

static double host_memory(const struct host *host) {
  return 1 - host->mem_available / host->mem_total;
}

static double host_swap(const struct host *host) {
  return 1 - host->swap_free / host->swap_total;
}

static double host_dirty(const struct host *host) {
  return 2 * host->dirty / (host->dirty_threshold + host->dirty_background);
}

static double host_device(const struct host *host) {
  return mean_of_ten(host->recent_await, WAIT_TICKS) / AWAIT_S;
}

static double host_volume(const struct host *host) {
  return host->fs_used / host->fs_size;
}

static const struct {
  const char *target, *wall;
  double (*share)(const struct host *host);
} of_host[] = {{"host", "memory_max", host_memory},
               {"host", "swap_full", host_swap},
               {"host", "dirty_throttle", host_dirty},
               {"device-sda", "device_saturation", host_device},
               {"fs-srv", "disk_full", host_volume}};

/* Of the member that is nearest; 0 where there is none. */
static double most_of_members(const struct world *world, const char *group,
                              double (*share)(const struct world *,
                                              const struct actor *)) {
  double most = 0;

  for (int i = 0; i < ACTORS; i++) {
    const struct actor *actor = &world->actor[i];

    if (actor->alive && strcmp(actor->role->group, group) == 0)
      most = fmax(most, share(world, actor));
  }
  return most;
}

double truth_share(const struct world *world, const char *target,
                   const char *wall) {
  for (size_t i = 0; i < sizeof(of_host) / sizeof(of_host[0]); i++)
    if (strcmp(of_host[i].wall, wall) == 0 &&
        strcmp(of_host[i].target, target) == 0)
      return of_host[i].share(&world->host);
  for (size_t i = 0; i < sizeof(of_members) / sizeof(of_members[0]); i++)
    if (strcmp(of_members[i].wall, wall) == 0)
      return most_of_members(world, target, of_members[i].share);
  return 0;
}

/* Or run out: be it that one who leaks does so while the night's backup waits.
 */
static bool descriptors_pile_up(const struct plan *plan, const char *group) {
  unsigned piling = BIT(TROUBLE_SLOW_DISK) | BIT(TROUBLE_FD_LEAK) |
                    BIT(TROUBLE_CURED_LEAK) | BIT(TROUBLE_LIMIT_CUT);

  return plan_has(plan, piling, group);
}

bool truth_is_met(const struct world *world, const struct plan *plan,
                  const char *target, const char *wall) {
  return truth_share(world, target, wall) >= 1 &&
         (strcmp(wall, "fuse") != 0 || descriptors_pile_up(plan, target));
}
