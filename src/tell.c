/* tell.c - see tell.h */
#include "tell.h"

#include "emit/message.h"
#include "window/derive.h"

void tell(const struct roll *roll, const struct wall_roll *row,
          const struct rhythm_context *context, const struct sink *sink) {
  char message[MESSAGE_BYTES];
  struct rhythm rhythm =
      row->alarm.shown == STATE_OK
          ? rhythm_unknown
          : rhythm_of(&row->wall, row->worst_window, context);
  struct message_subject subject = {
      .target = roll->target,
      .pid = row->who.pid,
      .at_risk = row->at_risk,
      .members = roll->members,
      .state = row->alarm.shown,
      .rhythm = &rhythm,
      .who = roll->who,
  };

  message_write(message, &row->wall, &subject, &row->worst);
  sink->tell(sink->context,
             &(struct notice){
                 .state = row->alarm.shown,
                 .target = roll->target,
                 .wall = row->wall.name,
                 .message = message,
                 .type = "gauge",
                 .type_instance = row->names.state,
                 .pid = row->who.pid,
                 .command = row->who.command,
                 .ns_pid = row->who.ns_pid,
                 .pid_namespace = row->who.pid_namespace,
                 .source = derive_io_wait_source(row->worst_source),
                 .standing = &row->worst,
                 .rhythm = &rhythm,
             });
}
