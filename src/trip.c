/* trip.c - see trip.h */
#include "trip.h"

#include "emit/fuse_text.h"
#include "emit/message.h"
#include "window/io_wait.h"

#include <math.h>

void trip_reset(struct roll *roll) {
  struct trip *trip = &roll->trip;

  joint_clear(&trip->group);
  joint_clear(&trip->told);
  trip->who = who_unknown;
  trip->findings = (struct findings){0};
  trip->together = false;
  fuse_init(&roll->fuse);
  trip_begin(roll);
}

void trip_tear(struct roll *roll) {
  joint_tear(&roll->trip.group);
  fuse_tear(&roll->fuse);
}

void trip_begin(struct roll *roll) {
  struct trip *trip = &roll->trip;

  joint_clear(&trip->worst);
  trip->worst_who = who_unknown;
  trip->worst_findings = (struct findings){0};
  trip->known = trip->waits = trip->trips = trip->doubted = false;
  trip->fd_net = NAN;
}

static void count_fds(struct trip *trip, const struct joint *joint) {
  if (isnan(joint->fd_net))
    return;
  trip->fd_net = isnan(trip->fd_net) ? (double)joint->fd_net
                                     : trip->fd_net + (double)joint->fd_net;
}

/* One for whom both have held goes before one that only waits longer. */
static bool is_worse(const struct trip *trip, const struct report *report) {
  if (report->trips != trip->trips)
    return report->trips;
  return joint_is_worse(report->joint, &trip->worst);
}

void trip_report(struct roll *roll, const struct report *report) {
  struct trip *trip = &roll->trip;

  if (!report->joint)
    return;
  count_fds(trip, report->joint);
  trip->known = trip->known || report->waits_known;
  trip->waits = trip->waits || report->joint->waits;
  trip->doubted = trip->doubted || report->waits_anew;
  if (!is_worse(trip, report))
    return;
  trip->worst = *report->joint;
  trip->worst_who = who_of(report->pid, report->command, report->now);
  trip->worst_findings =
      report->findings ? *report->findings : (struct findings){0};
  trip->trips = trip->trips || report->trips;
}

/* Of one member its own account tells all. */
static void step_group(struct roll *roll, const struct joint_rule *rule,
                       const struct timeline *timeline) {
  struct trip *trip = &roll->trip;
  struct joint_rule whole = *rule;
  struct joint_signs signs = {.io_wait = trip->known ? 0 : (double)NAN,
                              .io_wait_told = NAN,
                              .io_wait_source = NAN,
                              .fd_growth = roll->members > 1 ? trip->fd_net : 0,
                              .fd_eta_s = NAN};

  trip->group.io_wait_usual = (struct baseline){0}; /* of the worst's own */
  if (trip->waits) {
    signs.io_wait = (double)trip->worst.io_wait;
    signs.io_wait_told = (double)trip->worst.io_wait_told;
    signs.io_wait_source = trip->worst.io_wait_source;
    whole.io_wait_ms = (double)trip->worst.io_wait_threshold;
  }
  joint_step(&trip->group, &whole, &signs, timeline_now_s(timeline),
             timeline_step_s(timeline));
}

static enum fuse_sign sign_of(const struct roll *roll, double trip_s) {
  const struct trip *trip = &roll->trip;

  if (trip->trips || joint_has_tripped(&trip->group, trip_s))
    return FUSE_TRIPS;
  if (trip->waits)
    return FUSE_TROUBLE;
  if (trip->doubted)
    return FUSE_UNKNOWN;
  return trip->known || roll->followed == 0 ? FUSE_REST : FUSE_UNKNOWN;
}

static void keep(struct trip *trip) {
  trip->together = !trip->trips;
  trip->told = trip->trips ? trip->worst : trip->group;
  trip->who = trip->worst_who;
  trip->findings = trip->worst_findings;
}

static void tell_fuse(const struct roll *roll, const struct settings *settings,
                      const struct sink *sink) {
  const struct trip *trip = &roll->trip;
  bool blown = fuse_is_blown(&roll->fuse);
  struct standing standing = standing_unknown;
  struct fuse_subject subject = {
      .target = roll->target,
      .pid = trip->who.pid,
      .processes = trip->together ? roll->members : 0,
      .joint = &trip->told,
      .findings = &trip->findings,
      .fd_window_s = settings->fd_window_s,
  };
  char message[MESSAGE_BYTES];

  if (blown)
    fuse_write_blown(message, &subject);
  else
    fuse_write_restored(message, roll->target, settings->clear_s);
  standing.value = (double)trip->told.io_wait_told;
  standing.limit = (double)trip->told.io_wait_threshold;
  standing.forecast.eta_s = (double)trip->told.fd_eta_s;
  sink_tell(sink, &(struct notice){
                      .state = blown ? STATE_FAILURE : STATE_OK,
                      .target = roll->target,
                      .wall = TRIP_INSTANCE,
                      .message = message,
                      .type = "bool",
                      .type_instance = TRIP_INSTANCE,
                      .pid = trip->who.pid,
                      .command = trip->who.command,
                      .ns_pid = trip->who.ns_pid,
                      .pid_namespace = trip->who.pid_namespace,
                      .source = io_wait_source_name(trip->told.io_wait_source),
                      .standing = &standing,
                      .rhythm = &rhythm_unknown,
                      .joint = &trip->told,
                  });
}

void trip_judge(struct roll *roll, const struct settings *settings,
                const struct timeline *timeline, const struct sink *sink) {
  struct joint_rule rule = roll_joint_rule(roll, settings);

  step_group(roll, &rule, timeline);
  fuse_step(&roll->fuse, sign_of(roll, rule.trip_s), settings->clear_s,
            timeline_now_s(timeline));
  if (roll->fuse.event == FUSE_TRIPPED)
    keep(&roll->trip);
  if (roll->fuse.event != FUSE_NOTHING)
    tell_fuse(roll, settings, sink);
}
