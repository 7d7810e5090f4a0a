/* wall_plan.c - see wall_plan.h */
#include "wall_plan.h"

enum { IO_WAIT_TICKS = 10, AWAIT_TICKS = 10 };

/* One sample in state D is no bottleneck: the mean of some ticks is compared.
 * Alone it is a warning, see docs/ARCHITECTURE.md. */
static struct wall io_wait_wall(double limit_ms, enum direction direction) {
  struct wall wall = wall_of_threshold(METRIC_IO_WAIT, limit_ms, direction);

  wall.smooth = IO_WAIT_TICKS;
  wall.at_most_warns = true;
  wall.will = "will wait for I/O longer than allowed";
  wall.has = "had to wait for I/O longer than allowed";
  wall.is_told_by_name = false;
  return wall;
}

static void add(struct roll *roll, struct window_plan *plan,
                const struct wall *wall) {
  struct wall io_wait;

  if (wall->metric == METRIC_IO_WAIT) {
    io_wait = io_wait_wall(wall->limit, wall->direction);
    wall = &io_wait;
  }
  roll_add_wall(roll, wall);
  window_plan_add(plan, wall->metric);
  window_plan_add(plan, wall_foretells(wall));
}

static bool has_wall_on(const struct roll *roll, enum metric_id metric) {
  for (int i = 0; i < roll->wall_count; i++)
    if (roll->wall[i].wall.metric == metric &&
        roll->wall[i].wall.limit_metric == METRIC_COUNT)
      return true;
  return false;
}

void wall_plan(struct roll *roll, struct window_plan *plan,
               const struct thresholds *thresholds,
               const struct settings *settings) {
  struct wall io_wait =
      wall_of_threshold(METRIC_IO_WAIT, settings->io_wait_ms, UPWARD);

  for (int id = 0; id < WALL_COUNT; id++) {
    struct wall wall = walls[id];

    if (wall.stuff && settings->near_wall < 100)
      wall.near_percent = settings->near_wall;
    if (id == WALL_MAPS_LIMIT && !settings->collect_maps)
      continue;
    if (wall.scope == roll->scope)
      add(roll, plan, &wall);
  }
  for (int i = 0; i < thresholds->count; i++)
    if (thresholds->wall[i].scope == roll->scope)
      add(roll, plan, &thresholds->wall[i]);
  if (roll->scope == SCOPE_MEMBER && !has_wall_on(roll, METRIC_IO_WAIT))
    add(roll, plan, &io_wait);
}

/* It stops nobody, however slow it is. */
void wall_plan_device(struct roll *roll, struct window_plan *plan,
                      double await_s) {
  struct wall wall = wall_of_threshold(METRIC_DISK_AWAIT, await_s, UPWARD);

  wall.smooth = AWAIT_TICKS;
  wall.at_most_warns = true;
  roll_add_wall(roll, &wall);
  window_plan_add(plan, METRIC_DISK_AWAIT);
  window_plan_add(plan, METRIC_DISK_UTILISATION);
}
