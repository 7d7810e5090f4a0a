/* who.c - see who.h */
#include "who.h"

#include "emit/words.h"

#include <math.h>

const struct who who_unknown = {.ns_pid = NAN, .pid_namespace = NAN};

struct who who_of(int pid, const char *command, const double *now) {
  struct who who = who_unknown;

  who.pid = pid;
  clean_text(command, who.command, sizeof(who.command));
  if (now[METRIC_NS_PID] == pid)
    return who;
  who.ns_pid = now[METRIC_NS_PID];
  if (!isnan(who.ns_pid))
    who.pid_namespace = now[METRIC_PID_NAMESPACE];
  return who;
}
