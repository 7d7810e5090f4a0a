/* near.c - see near.h */
#include "near.h"

#include "emit/message.h"
#include "tell.h"

#include <math.h>

void near_begin(struct near_roll *near) {
  near->worst = standing_unknown;
  near->who = who_unknown;
}

/* NaN is nobody's. */
static bool is_watched(const struct wall_roll *row,
                       const struct standing *standing) {
  return row->wall.near_percent > 0 && !isnan(standing->used_percent);
}

void near_report(struct wall_roll *row, const struct report *report,
                 const struct standing *standing) {
  struct near_roll *near = &row->near;

  if (!is_watched(row, standing) ||
      standing->used_percent <= near->worst.used_percent)
    return;
  near->worst = *standing;
  near->who = who_of(report->pid, report->command, report->now);
}

static void tell_near(const struct roll *roll, struct wall_roll *row,
                      const struct sink *sink) {
  const struct near_roll *near = &row->near;
  struct notice notice = notice_about(roll, row, &near->who);
  char message[MESSAGE_BYTES];
  struct message_subject subject = {.target = roll->target,
                                    .pid = near->who.pid,
                                    .members = roll->members,
                                    .who = roll->who,
                                    .state = near->alarm.shown};

  message_write_near(message, &row->wall, &subject, &near->worst);
  notice.state = near->alarm.shown;
  notice.message = message;
  notice.type = "bool";
  notice.type_instance = row->names.near;
  notice.standing = &near->worst;
  sink_tell(sink, &notice);
}

static enum state wanted(const struct wall_roll *row) {
  const struct near_roll *near = &row->near;
  double rest = near->alarm.shown > STATE_OK ? NEAR_REST : 0;

  return is_watched(row, &near->worst) &&
                 near->worst.used_percent >= row->wall.near_percent - rest
             ? STATE_WARNING
             : STATE_OK;
}

void near_judge(const struct roll *roll, struct wall_roll *row,
                const struct alarm_rule *rule, double now_s,
                const struct sink *sink) {
  struct near_roll *near = &row->near;
  enum alarm_event event =
      alarm_step(&near->alarm, rule, wanted(row), false, now_s);

  if (event == ALARM_CLEARED && near->told)
    tell_near(roll, row, sink);
  if (near->alarm.shown == STATE_OK)
    near->told = false;
  if (near->alarm.shown == STATE_OK || near->told ||
      row->alarm.shown > STATE_OK || wanted(row) == STATE_OK)
    return;
  near->told = true;
  tell_near(roll, row, sink);
}

double near_of_group(const struct wall_roll *row) {
  return is_watched(row, &row->near.worst) ? row->near.alarm.shown > STATE_OK
                                           : (double)NAN;
}

double near_of_member(const struct wall_roll *row,
                      const struct standing *standing) {
  return is_watched(row, standing)
             ? standing->used_percent >= row->wall.near_percent
             : (double)NAN;
}
