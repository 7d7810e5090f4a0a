/* join.c - see join.h */
#include "join.h"

#include "herd.h"
#include "window/ago.h"
#include "window/io_wait.h"

#include <math.h>

static double fd_eta_s(const struct roll *roll,
                       const struct standing *standings) {
  for (int i = 0; i < roll->wall_count; i++) {
    const struct wall *wall = &roll->wall[i].wall;

    if (wall->metric == METRIC_FD_COUNT &&
        wall->limit_metric == METRIC_LIMIT_FDS)
      return wall_is_reached(wall, standings[i].value, standings[i].limit)
                 ? 0
                 : standings[i].forecast.eta_s;
  }
  return NAN;
}

void join(const struct lookout *lookout, const struct ago *fd_ago,
          const struct roll *roll, struct member *member, const double *now) {
  const struct timeline *timeline = lookout->timeline;
  struct joint_rule rule = roll_joint_rule(roll, lookout->settings);
  const struct window *fds =
      track_window(member->track, lookout->plan, METRIC_FD_COUNT);
  struct joint_signs signs = {
      .io_wait = NAN,
      .io_wait_told = NAN,
      .io_wait_source = now[METRIC_IO_WAIT_SOURCE],
      .fd_growth = now[METRIC_FD_COUNT] - ago_value(fd_ago, fds, timeline),
      .fd_eta_s = fd_eta_s(roll, member->standing),
  };

  if (io_wait_is_its_own(now[METRIC_IO_WAIT_SOURCE])) {
    const struct window *waits =
        track_window(member->track, lookout->plan, METRIC_IO_WAIT);

    signs.io_wait = joint_io_wait(
        waits, timeline, joint_io_wait_threshold(&member->joint, &rule));
    signs.io_wait_told = joint_io_wait(waits, timeline, INFINITY);
  }
  joint_step(&member->joint, &rule, &signs, timeline_now_s(timeline),
             timeline_step_s(timeline));
  member->joint.fd_net = (float)signs.fd_growth;
}

bool join_waits_anew(const struct settings *settings, const struct roll *roll,
                     const struct member *member, const double *now) {
  return isnan(member->joint.io_wait) &&
         io_wait_is_its_own(now[METRIC_IO_WAIT_SOURCE]) &&
         now[METRIC_IO_WAIT] >= roll_joint_rule(roll, settings).io_wait_ms;
}

/* One that is looked at now and then only would have no mean of ten ticks: who
 * waits in the one that was seen is looked at in the next. */
bool join_sees_risk(const struct lookout *lookout, const struct member *member,
                    const double *now) {
  return joint_case_of(&member->joint) != JOINT_NOTHING ||
         (io_wait_is_its_own(now[METRIC_IO_WAIT_SOURCE]) &&
          now[METRIC_IO_WAIT] >= lookout->settings->io_wait_ms);
}
