/* tell.c - see tell.h */
#include "tell.h"

#include "emit/message.h"
#include "window/io_wait.h"

struct notice notice_about(const struct roll *roll, const struct wall_roll *row,
                           const struct who *who) {
  return (struct notice){.target = roll->target,
                         .wall = row->wall.name,
                         .pid = who->pid,
                         .command = who->command,
                         .ns_pid = who->ns_pid,
                         .pid_namespace = who->pid_namespace,
                         .rhythm = &rhythm_unknown};
}

/* In which way the memory of the worst one grows, where that is the matter. */
static enum growth_pattern memory_of(const struct wall_roll *row,
                                     const struct telling *telling) {
  double now_s = timeline_now_s(telling->rhythm.timeline);

  return row->wall.metric == METRIC_MEM_RSS && row->worst_memory
             ? growth_of(row->worst_memory, now_s, &row->worst_rss,
                         telling->page_bytes)
                   .pattern
             : GROWTH_UNKNOWN;
}

void tell(const struct roll *roll, const struct wall_roll *row,
          const struct telling *telling, const struct sink *sink) {
  struct notice notice = notice_about(roll, row, &row->who);
  char message[MESSAGE_BYTES];
  struct rhythm rhythm =
      row->alarm.shown == STATE_OK
          ? rhythm_unknown
          : rhythm_of(&row->wall, row->worst_window, &telling->rhythm);
  struct message_subject subject = {
      .target = roll->target,
      .pid = row->who.pid,
      .at_risk = row->at_risk,
      .members = roll->members,
      .state = row->alarm.shown,
      .rhythm = &rhythm,
      .who = roll->who,
      .local_s = telling->local_s,
      .findings = &row->findings,
      .memory = memory_of(row, telling),
  };

  message_write(message, &row->wall, &subject, &row->worst);
  notice.state = row->alarm.shown;
  notice.message = message;
  notice.type = "gauge";
  notice.type_instance = row->names.state;
  notice.source = io_wait_source_name(row->worst_source);
  notice.standing = &row->worst;
  notice.rhythm = &rhythm;
  sink_tell(sink, &notice);
}
