/*
 * who.h - a member of a group as it is named in a notice.
 */
#ifndef WHO_H
#define WHO_H

#include "settings.h"

struct who {
  int pid; /* 0: nobody, or the host */
  char command[GROUP_NAME_BYTES];
  double ns_pid; /* NaN when it is the pid */
  double pid_namespace;
};

extern const struct who who_unknown;

/* With these values; the command is made clean. In its own pid namespace a
 * process has the pid that we know it by. */
struct who who_of(int pid, const char *command, const double *now);

#endif
